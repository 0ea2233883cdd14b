"""Authors where no word says "by": a person's name alone below the headline, and what backs it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.document import Evidence
from cleaner.metadata.block_dates import is_date_line
from cleaner.metadata.byline_text import CUT, unglued
from cleaner.metadata.candidates import Candidate
from cleaner.metadata.dates import find_dates
from cleaner.metadata.name_words import WORKERS
from cleaner.metadata.names import read_credit, split_names
from cleaner.metadata.person import is_person, tidy
from cleaner.metadata.view import View
from cleaner.text.fold import fold
from cleaner.text.scripts import CASELESS

_NEAR = 5
"""Lines below the headline that are looked at."""
_NAME_LINE = 120
"""A line of a name and a date has no more characters."""
_AGAIN = 60
"""Characters of a line that repeats a name."""
_BESIDE_DATE = 9
"""Words that a date's line beside a name may hold besides."""
_RIGHT_BELOW = 2
"""Lines below the headline in which a name alone is its author's (31 of 37)."""
_ROLE_WORDS = 4
_IN_TEXTS, _ON_PAGES = 0.46, 0.62
"""Confidence: of a page only what a date or a role backs is read, and it goes before the organisation of the head."""
_TOP = 2
"""Headings of the first levels are headlines and subheads."""
# An own page of a person, as sites name its folder.
_PERSONAL = re.compile(
    r"auth?or|auteur|autore|profil|people|person|team|staff|writer|redakt|journalist|user|member|mailto:", re.IGNORECASE
)
_BEFORE_TIME = re.compile(r"\s+(?=\d{1,2}\s(?:minutes?|hours?|days?|weeks?|months?)\b)")


def read_bare_names(view: View, title: int | None) -> Iterator[Candidate]:
    """A line right below the headline that begins with a person's name, and with nothing else but a date or role.

    Without a byline's word or markup's, the place is what there is, and what stands around it (`_in_place`).
    """
    if title is None:
        return
    markup = view.document.kind == "html"
    for index in range(title + 1, min(title + 1 + _NEAR, len(view.labels))):
        evidence = view.document.blocks[index].evidence
        if len(view.text(index)) > _NAME_LINE or view.labels[index] == "caption":
            continue
        if evidence is not None and (view.labels[index] == "credit" or not may_be_name(evidence)):
            continue
        text = _first_part(view.text(index), view)
        parts = split_names(text, view.lexicon)
        if len(text) > _NAME_LINE or view.lexicon.date_words.issuperset(fold(text).strip(" :").split()):
            continue  # "Reading time"
        if all(2 <= len(part.split()) <= 4 and is_person(part.strip(), view.lexicon) for part in parts):
            credit = read_credit(text, view.lexicon, view.sites)
            if len(credit.people) != len(parts) or any(view.is_wording(name, title) for name in credit.people):
                continue
            if markup and CASELESS.search(text):
                continue
            if _in_place(view, index, title, credit.people):
                sure = _ON_PAGES if markup else _IN_TEXTS
                yield Candidate("authors", credit, "block", "name", sure, view.span(index), view.rule(index))
                return


def may_be_name(evidence: Evidence) -> bool:
    """Whether a block of a capitalised phrase alone can be a name: no heading, and no link but to a person's page."""
    if 0 < evidence.level <= _TOP:
        return False
    return not evidence.links or any(_PERSONAL.search(link[:500]) for link in evidence.links)


def _first_part(text: str, view: View) -> str:
    """What a line says before its first mark, date or time: "Jane Roe5 hours ago", "Jane Roe / John Doe | Harbour Times"."""
    text = _BEFORE_TIME.split(unglued(text))[0]
    moments = find_dates(text, view.lexicon, True)
    text = text[: moments[0].start] if moments else text
    names: list[str] = []
    for segment in text.split(" / "):
        part = next((part for part in map(tidy, CUT.split(segment)) if part), "")
        if names and not is_person(part, view.lexicon):
            break
        names.append(part)
        if part != tidy(segment):
            break
    return ", ".join(names)


def _in_place(view: View, index: int, title: int, names: list[str]) -> bool:
    """Whether a line of names is where a byline stands: in the two lines below the headline, or backed by others.

    Of a text: a lead may stand between; then the judge must have cut the line, or another back it. Further down a date
    has to be next to it, or near it and the name in a line of its own elsewhere. Of a page, where a menu's entry or a
    subhead stands there far more often (16 of 17): a date or a role has to be next to it, in those two lines. Several
    names together are authors there without that, and right above the first paragraph.
    """
    beside = index <= title + _RIGHT_BELOW
    if len(names) > 1 and (beside or index == view.first - 1):
        return True
    dates = [other for other in range(max(0, index - 2), min(index + 3, len(view.labels))) if _is_dated(view, other)]
    dated = any(abs(other - index) <= 1 for other in dates)
    if view.document.kind == "html":
        return beside and (dated or _is_role(view, index + 1))
    again = _stands_again(view, index, names[0])
    if beside:
        return index < view.first or view.labels[index] is not None or again or bool(dates)
    return dated or (again and (bool(dates) or index < view.first))


def _is_role(view: View, index: int) -> bool:
    """Whether a line says what somebody does, and no more: "Tech Writer", "Harbour correspondent"."""
    words = fold(view.text(index)).split() if index < len(view.labels) else []
    return 1 <= len(words) <= _ROLE_WORDS and (words[-1] in WORKERS or " ".join(words) in view.lexicon.roles)


def is_backed(view: View, index: int, name: str) -> bool:
    """Whether a date stands next to a line, or the same name in another short one."""
    near = (other for other in (index - 1, index + 1) if 0 <= other < len(view.labels))
    return any(_is_dated(view, other) for other in near) or _stands_again(view, index, name)


def _is_dated(view: View, index: int) -> bool:
    """Whether a line is a date's and has little else."""
    if view.labels[index] == "timestamp":
        return True
    text = view.text(index)
    if len(text) > _NAME_LINE or not any(c.isdigit() for c in text):
        return False
    return is_date_line(text, find_dates(text, view.lexicon), view.lexicon, _BESIDE_DATE)


def _stands_again(view: View, index: int, name: str) -> bool:
    """Whether a short line elsewhere begins with the same name: below a bio's picture, in a list of authors."""
    return any(
        len(block.text) <= _AGAIN and abs(other - index) > 2 and block.text.lstrip("•*- ").startswith(name)
        for other, block in enumerate(view.document.blocks)
    )
