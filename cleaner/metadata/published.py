"""Dates that the page shows: of publication and change beside the headline, of capture in the masthead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cleaner.document import Evidence
from cleaner.metadata.candidates import Candidate
from cleaner.metadata.view import View
from cleaner.recognise.dates import SPARE_WORDS, find_dates, is_date_like, is_date_line
from cleaner.recognise.moments import Moment, parse_machine
from cleaner.text.fold import fold
from cleaner.text.words import is_word_edge

_LINE = 240
"""A line that gives a date is this long at most."""
_SPARE_BESIDE = 9
"""The same right beside the headline, where an author, a section and a count of comments stand with the date."""
_AFTER = 8
_DISTANCES = (
    ((0, _AFTER, 0.68), (_AFTER + 1, 25, 0.5), (-3, -1, 0.58), (-8, -4, 0.5)),
    ((0, _AFTER, 0.68), (-3, -1, 0.58), (-8, -4, 0.5)),
)
"""From and to how many blocks behind the headline a date stands, and how sure it then is; above and below the text's end."""
_MOST = 40
_RIGHT_BELOW = 3
"""Blocks below the headline in which a line that the judge took for another story's, or for a caption, is the byline as a rule."""

_DIGIT = re.compile(r"\d")
_AFTER_LEADING = re.compile(r"\)?\s?(?:[-–—|:.,]|\)|\s[\"„“»«(])")

# What markup calls the date of an article, and what it calls boxes whose dates are other stories'.
_NAMED = frozenset(
    (
        "datepublished",
        "pubdate",
        "published",
        "publishdate",
        "dateline",
        "timestamp",
        "date",
        "time",
        "datetime",
        "datum",
        "fecha",
        "posted",
    )
)
_MODIFIED = frozenset(("datemodified", "modified", "updated", "lastmod", "update"))
_ELSEWHERE = frozenset(
    ["comment", "comments", "related", "sidebar", "teaser", "footer", "recommended", "recommendations", "popular", "trending", "latest", "menu", "nav", "card", "cards", "carousel", "slider", "events", "event", "calendar", "archive", "listing"]
)  # fmt: skip
_OTHERS = frozenset(
    ("comments", "related", "advertisement", "caption", "credit", "copyright", "consent", "player", "form", "donation")
)

_SAID: dict[str | None, float] = {None: 0.0, "published": 0.18, "modified": 0.12}
"""What the words before a date add to its confidence."""
_MISTAKEN = frozenset(("related", "caption", "player"))
_LEADING = 60
"""Characters within which a paragraph that begins with its date has it."""
_FIRST_PARAGRAPHS = 3
"""How many paragraphs from the article's start on may begin with its date: a lead often stands before it."""
_BELOW_TEXT = 2
"""Blocks below the last paragraph within which a line of nothing but a date is the article's."""


def read_dates(view: View, order: Order, title: int | None) -> Iterator[Candidate]:
    """Dates of lines in head or tail as `published` or `modified`; the masthead's as `captured`.

    Args:
        title: the block of the headline, where it is known: a date beside it is the article's.
    """
    yield from _leading(view, order)
    found = 0
    for index, label in enumerate(view.labels):
        if found >= _MOST:
            break
        if not _may_date(view, index, title, order):
            continue
        masthead = title is not None and index < title and view.zone(index) == "head"
        if label == "navigation" and masthead and view.document.kind == "text":
            for moment in order.dates(view.document.blocks[index].text)[:1]:
                yield _candidate(view, "captured", moment, index, "masthead", 0.7)
            continue
        for candidate in _line(view, index, title, order):
            found += 1
            yield candidate


def _is_beside(index: int, title: int | None, text: str, order: Order) -> bool:
    """Whether a line that the judge took for a caption or another story's may hold the article's date all the same."""
    if title is None or not -1 <= index - title <= _AFTER:
        return False
    if index - title <= _RIGHT_BELOW:
        return True
    return len(text) <= _LEADING and is_date_line(text, order.dates(text), order.lexicon, 0)


def _leading(view: View, order: Order) -> Iterator[Candidate]:
    """The date that one of the first paragraphs begins with: "(21 November 2022) The harbour ...", "29.11.2022 – ...".

    Words may stand before it where a bar ends the date's part: "Press release of 3 May 2021 | Harbourton".
    """
    seen = 0
    for index in range(max(0, view.first), min(view.first + 3 * _FIRST_PARAGRAPHS, len(view.labels))):
        if view.labels[index] is not None:
            continue
        seen += 1
        if seen > _FIRST_PARAGRAPHS:
            return
        text = view.document.blocks[index].text[:_LEADING]
        if not _DIGIT.search(text[:4]) and " | " not in text:
            continue
        for moment in order.dates(text)[:1]:
            barred = text[moment.end :].startswith(" |") and text[: moment.start].count(" ") <= 3
            if barred or (moment.start <= 1 and _AFTER_LEADING.match(text, moment.end)):
                yield _candidate(view, "published", moment, index, "dateline", 0.6)
                return


def _may_date(view: View, index: int, title: int | None, order: Order) -> bool:
    """Whether a block's dates can be the article's: it is none of another story's, of a comment, or inside the story."""
    label, block = view.labels[index], view.document.blocks[index]
    if label in _OTHERS and not (label in _MISTAKEN and _is_beside(index, title, block.text, order)):
        return False
    inside = label is None and block.evidence is None and view.first <= index <= view.last
    if len(block.text) > _LINE or (inside and not _beside(index, title)):
        return False
    return bool(block.evidence and block.evidence.times) or is_date_like(block.text)


def _line(view: View, index: int, title: int | None, order: Order) -> Iterator[Candidate]:
    block, label = view.document.blocks[index], view.labels[index]
    exact = _machine(block.evidence)
    if label is None and not exact and view.zone(index) == "body" and not _beside(index, title):
        return  # a date inside the story
    moments = order.dates(block.text)[:4]
    if not moments and not exact:
        return
    spare = _SPARE_BESIDE if title is not None and -2 <= index - title <= 4 else SPARE_WORDS
    alone = is_date_line(block.text, moments, view.lexicon, spare)
    if label not in ("timestamp", "byline") and not alone and not exact:
        return
    sure = _nearness(view, index, title) + _named(block.evidence)
    if moments:
        yield from _dates_of(view, index, moments, exact, sure)
    else:
        said = _said(view, block.text) or "published"
        yield Candidate(said, exact[0].iso(), "block", "time", min(0.85, sure), view.span(index), view.rule(index))


def _beside(index: int, title: int | None) -> bool:
    """Whether a line stands right below the headline."""
    return title is not None and 0 < index - title <= _AFTER


def _dates_of(
    view: View, index: int, moments: Sequence[Moment], exact: list[Moment], sure: float
) -> Iterator[Candidate]:
    """A line's dates, each of what the words before it say, or the line above, or the markup."""
    block = view.document.blocks[index]
    above = view.text(index - 1) if index else ""
    told = _said_alone(view, above[:60]) if len(above) <= 40 else None
    marked = block.evidence is not None and _MODIFIED & set(block.evidence.names[: block.evidence.own_names])
    before = 0
    for place, moment in enumerate(moments):
        said = _said(view, block.text[before : moment.start]) or (told if place == 0 else None)
        said = said or ("modified" if marked else None)
        key = "timestamp" if said is None else f"timestamp, {said}"
        worth = min(0.88, sure + _SAID[said] - 0.05 * place)
        yield _candidate(view, said or "published", _as_exact(moment, exact), index, key, worth)
        before = moment.end


def _nearness(view: View, index: int, title: int | None) -> float:
    """How likely a date at this distance from the headline is the article's."""
    evidence = view.document.blocks[index].evidence
    distance = index - title if title is not None else None
    if evidence and not (distance is not None and -2 <= distance <= 4):
        if _ELSEWHERE & set(evidence.names[:8]):
            return 0.2
        if {"footer", "aside", "nav"} & evidence.regions and "article" not in evidence.regions:
            return 0.25
    zone = view.zone(index)
    if evidence and zone == "tail" and index - view.last <= _BELOW_TEXT:
        return 0.46
    if distance is None:
        return {"head": 0.5, "tail": 0.35, "body": 0.3}[zone]
    for first, last, worth in _DISTANCES[zone == "tail"]:
        if first <= distance <= last:
            return worth
    return 0.35 if zone == "tail" else 0.3


def _named(evidence: Evidence | None) -> float:
    if evidence is None:
        return 0.0
    own = set(evidence.names[: evidence.own_names + 3]) | set(evidence.inner)
    return (
        0.1 * bool(own & _NAMED)
        + 0.04 * ("time" in evidence.regions)
        + 0.05 * ("datepublished" in own or "date" in evidence.repeats)
    )


def _machine(evidence: Evidence | None) -> list[Moment]:
    """Dates that the block's markup gives for machines."""
    if evidence is None:
        return []
    return [moment for moment in map(parse_machine, evidence.times[:4]) if moment]


def _as_exact(moment: Moment, exact: list[Moment]) -> Moment:
    """The moment as the markup has it, with its zone, where that is the same day or the next or last (another zone)."""
    for other in exact:
        if other.day_key == moment.day_key and other.clock is not None:
            return Moment(other.year, other.month, other.day, other.clock, moment.start, moment.end)
    return moment


def _said(view: View, words: str) -> str | None:
    """Whether the words before a date say that it is of publication or of change."""
    folded = fold(words).strip(" :-|,.(")
    changed = max((folded.rfind(word) for word in view.lexicon.modified if _whole(folded, word)), default=-1)
    out = max((folded.rfind(word) for word in view.lexicon.published if _whole(folded, word)), default=-1)
    if changed < 0 and out < 0:
        return None
    return "modified" if changed >= out else "published"


def _said_alone(view: View, line: str) -> str | None:
    """The same of a line of its own: "Published" / "17 May 2024"."""
    folded = fold(line).strip(" :-|,.(")
    if folded in view.lexicon.modified:
        return "modified"
    return "published" if folded in view.lexicon.published else None


def _whole(text: str, word: str) -> bool:
    at = text.rfind(word)
    return at >= 0 and is_word_edge(text, at) and is_word_edge(text, at + len(word))


def _candidate(view: View, field: str, moment: Moment, index: int, key: str, sure: float) -> Candidate:
    block = view.document.blocks[index]
    # Repairs in the block shift places within it; then the whole block is the span.
    exact = view.document.source[block.start : block.end] == block.text
    span = (block.start + moment.start, block.start + moment.end) if exact else view.span(index)
    value = moment.day_key if field == "captured" else moment.iso()
    return Candidate(field, value, "block", key, sure, span, view.rule(index))


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
