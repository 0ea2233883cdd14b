"""Whether the day or the month comes first in the dates of a document: 03/04/2021."""

from __future__ import annotations

import re

from cleaner.metadata.dates import find_dates
from cleaner.metadata.moments import Moment
from cleaner.metadata.view import View

_READ = 200_000
"""Characters of the source that are searched for the document's own order of day and month."""
_NUMBERS = re.compile(r"(?<![\d/-])(\d{1,2})[/-](\d{1,2})[/-](?:\d{4}|\d{2})(?![\d/-])")
_DAY_FIRST = frozenset(("gb", "au", "nz", "ie", "in", "za"))
"""Countries whose English writes the day first."""


def day_order(view: View) -> bool | None:
    """Whether the document writes the day before the month, by the dates in it that can be read only one way.

    None where they do not tell, and where the language does.
    """
    if view.lexicon.day_first is not None:
        return None
    first = second = 0
    for match in _NUMBERS.finditer(view.document.source[:_READ]):
        first += int(match[1]) > 12 >= int(match[2])
        second += int(match[2]) > 12 >= int(match[1])
    return None if first == second else first > second


def _declared_order(view: View) -> bool | None:
    """The order of the country whose English the page declares: `lang="en-GB"` (right on 5 of 5)."""
    declared = (view.document.head.language or "").casefold().replace("_", "-") if view.document.head else ""
    language, _, region = declared.partition("-")
    if language != "en":
        return None
    return True if region in _DAY_FIRST else False if region == "us" else None


class Order:
    """`day_order` of a document, found out when it is first asked for: most documents never do."""

    def __init__(self, view: View) -> None:
        self._view = view
        self.lexicon = view.lexicon
        self._known: tuple[bool | None] | None = None

    def dates(self, text: str) -> list[Moment]:
        """The dates of a line; its ambiguous ones by the document's order."""
        found = find_dates(text, self._view.lexicon)
        if found or not _NUMBERS.search(text):
            return found
        if self._known is None:
            order = day_order(self._view)
            self._known = (_declared_order(self._view) if order is None else order,)
        return found if self._known[0] is None else find_dates(text, self._view.lexicon, self._known[0])
