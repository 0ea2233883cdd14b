"""What kind of document it is, as far as its words tell."""

from __future__ import annotations

import re

from cleaner.judge.case import Case
from cleaner.text.fold import fold

_TURN = re.compile(r"(?:[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]+){0,4}|[A-Z][\w.'’-]+ [A-Z][\w.'’-]+(?:, [A-Z]+)?): \S")
"""A speaker's turn as transcripts mark it: the name in capitals, or first and last name, and a colon."""
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}(?: ?(?:[AaPp]\.?[Mm]\.?|Uhr|[A-Z]{2,4})){0,2}")
_ENTRIES = 4
"""Times of entries of the shortest live blog."""


def genre(case: Case, told: str) -> str:
    """The document's genre: "empty", "transcript", "liveblog", or as told (for errors see `errors`).

    Args:
        told: what the model says.
    """
    kept = case.verdict.kept()
    if not case.texts:
        return "empty"
    turns = sum([1 for i in kept if _TURN.match(case.texts[i])])
    if turns >= 4 and turns * 3 >= len(kept):
        return "transcript"
    timed = [
        i for i in range(case.first, case.last + 1) if case.label(i) == "timestamp" or _CLOCK.fullmatch(case.texts[i])
    ]
    if len(timed) >= _ENTRIES and any(_says_live(case, i) for i in range(min(len(case.texts), 40))):
        return "liveblog"
    return told


def _says_live(case: Case, index: int) -> bool:
    text = fold(case.texts[index])
    return len(text) < 200 and any(phrase in text for words in case.words for phrase in words.live if len(phrase) > 4)
