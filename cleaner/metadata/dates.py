"""The day of publication: every day that the page shows or its head names, and what speaks for each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from cleaner.document import Block
from cleaner.metadata import candidates
from cleaner.metadata.candidates import Candidate
from cleaner.metadata.view import OTHERS, View
from cleaner.read.markup import called
from cleaner.recognise.dates import is_date_like, is_date_line, spare_words
from cleaner.recognise.lexicon import starts_with
from cleaner.recognise.moments import Moment, in_local_time, parse_machine
from cleaner.text.fold import fold
from cleaner.text.words import is_word_edge

_LINE = 240
"""A line that gives a date is this long at most."""
_LEADING = 60
"""Characters of a longer block within which the date that it begins with stands."""
_BELOW = 8
"""Blocks below the last paragraph within which a date of change is the article's."""
_CALLED = 4
"""Names of a block and of the boxes around it, nearest first, by which two are called alike."""
_MOST = 80
"""Dates of a document that are looked at."""
_AFTER_LEADING = re.compile(r"\)?\s?(?:[-–—|:.,]|\)|\s[\"„“»«(])")


def read_dates(view: View) -> Iterator[Candidate]:
    """Dates that the page shows, as `published` or `modified` by the words beside them; the masthead's as `captured`."""
    dated: dict[int, tuple[str, ...]] = {}
    for index, block in enumerate(view.document.blocks):
        if (block.evidence is not None and block.evidence.times) or is_date_like(block.text[:_LINE]):
            dated[index] = block.evidence.names[:_CALLED] if block.evidence is not None else ()
    alike, found = Counter(dated.values()), 0
    for index, names in dated.items():
        if found >= _MOST:
            return
        single = index <= view.last and alike[names] == 1 and view.labels[index] not in OTHERS
        if view.document.kind == "html" and view.is_elsewhere(index) and not _is_told_apart(view, index, single):
            continue
        masthead = view.document.kind == "text" and view.labels[index] == "navigation" and index < (view.title or 0)
        for candidate in _masthead(view, index) if masthead else _line(view, index):
            found += candidate.field != "captured"
            yield candidate


def _is_told_apart(view: View, index: int, single: bool) -> bool:
    """Whether a date in a box that is called a teaser's is the article's: no other date is in such a box, or "Published on" begins it."""
    evidence = view.document.blocks[index].evidence
    if evidence is None or not called("comments").isdisjoint(evidence.names[:8]):
        return False
    return single or starts_with(view.folded[index], view.lexicon.published) is not None


def _line(view: View, index: int) -> Iterator[Candidate]:
    """A block's dates with what speaks for each; of a paragraph only the one that it begins with."""
    block, label = view.document.blocks[index], view.labels[index]
    text, exact = block.text, _exact(block)
    long = len(text) > _LINE
    moments = view.dates(text[:_LEADING] if long else text)[: 1 if long else 4]
    leading = bool(moments) and _is_leading(text, moments[0])
    alone = not long and is_date_line(text, moments, view.lexicon, 9)
    if not leading and (long or not (exact or alone or label in ("timestamp", "byline"))):
        return  # a date inside a sentence
    facts = view.place(index) | {
        "length": min(len(text), _LINE) // 20,
        "alone": int(alone),
        "spare": min(30, spare_words(text, moments, view.lexicon)) if not long else 30,
    }
    if exact and not moments and (field := _said(view, text) or "published") != "other_days":
        yield _candidate(view, field, exact[0], index, "time", facts)
    for place, (moment, said) in enumerate(zip(moments, _said_of(view, index, moments))):
        if said != "other_days":
            key = "timestamp" if said is None else f"timestamp, {said}"
            whole = _with_zone(moment, exact)
            more = {
                "said": (None, "published", "modified").index(said),
                "place": place,
                "begins": int(moment.start <= 1),
                "clock": int(whole.clock is not None),
            }
            yield _candidate(view, said or "published", whole, index, key, {**facts, **more})


def _exact(block: Block) -> list[Moment]:
    """The dates that the markup of a block gives for machines."""
    times = block.evidence.times[:4] if block.evidence is not None else ()
    return [moment for moment in map(parse_machine, times) if moment]


def _masthead(view: View, index: int) -> Iterator[Candidate]:
    """The date of a text's menu above its headline: that of the day on which the page was taken."""
    for moment in view.dates(view.document.blocks[index].text)[:1]:
        yield _candidate(view, "captured", moment, index, "masthead", {})


def _with_zone(moment: Moment, exact: Sequence[Moment]) -> Moment:
    """A date as the markup has it, with clock and zone, where that is the same day."""
    same = (other for other in exact if other.day_key == moment.day_key and other.clock is not None)
    return next(same, moment)._replace(start=moment.start, end=moment.end)


def _said_of(view: View, index: int, moments: Sequence[Moment]) -> Iterator[str | None]:
    """What is said of each date of a block: by the words before it, by the line above of the first one, by the names in markup."""
    block, above = view.document.blocks[index], view.text(index - 1) if index else ""
    text, evidence = block.text, block.evidence
    own = evidence.names[: evidence.own_names] if evidence is not None else ()
    named = None if called("modified").isdisjoint(own) else "modified"
    first = _said(view, above, alone=True) if len(above) <= 40 else None
    before = 0
    for moment in moments:
        yield _said(view, text[before : moment.start]) or (first if not before else None) or named
        before = moment.end


def _is_leading(text: str, moment: Moment) -> bool:
    """Whether a text begins with its date: "(21 November 2022) The harbour ...", "Press release of 3 May 2021 | Tarnholm"."""
    barred = text[moment.end :].startswith(" |") and text[: moment.start].count(" ") <= 3
    return barred or (moment.start <= 1 and _AFTER_LEADING.match(text, moment.end) is not None)


def _said(view: View, words: str, alone: bool = False) -> str | None:
    """Whether the words before a date say that it is "published", "modified", or of something else ("other_days"), as when a paper came in.

    Args:
        alone: whether they are a line of their own, and have to be nothing else: "Published" / "17 May 2024".
    """
    folded, fields = fold(words).strip(" :-|,.("), view.lexicon
    if alone:
        said = (name for name in ("modified", "other_days", "published") if folded in getattr(fields, name))
        return next(said, None)
    if any(folded.endswith(word) and _whole(folded, word) for word in fields.other_days):
        return "other_days"
    changed = max((folded.rfind(word) for word in fields.modified if _whole(folded, word)), default=-1)
    out = max((folded.rfind(word) for word in fields.published if _whole(folded, word)), default=-1)
    return None if changed == out == -1 else "modified" if changed >= out else "published"


def _whole(text: str, word: str) -> bool:
    at = text.rfind(word)
    return at >= 0 and is_word_edge(text, at) and is_word_edge(text, at + len(word))


def _candidate(view: View, field: str, moment: Moment, index: int, key: str, facts: Mapping[str, int]) -> Candidate:
    block = view.document.blocks[index]
    # Repairs in the block shift places within it; then the whole block is the span.
    exact = view.document.source[block.start : block.end] == block.text
    span = (block.start + moment.start, block.start + moment.end) if exact else None
    value = moment.day_key if field == "captured" else moment.iso()
    return view.reading(field, value, index, key, 0.7 if _is_own(facts) else 0.3, facts=facts, span=span)


def _is_own(facts: Mapping[str, int]) -> bool:
    """Whether a date of change stands where the article's does: near its headline or right below its text, in no other box."""
    if facts.get("others") or facts.get("boxed"):
        return False
    return -8 <= facts.get("distance", 0) <= 25 or 0 <= facts.get("beyond", 99) <= _BELOW


# --- the choice --------------------------------------------------------------------------------------------------
# Of the head's dates the kinds that systems fill in alike; any other is one of publication, or of change, by its field.
_KINDS = {
    "dateCreated": "created", "uploadDate": "created", "datecreated": "created", "uploaddate": "created", "date": "date",
    "dc.date": "date", "dcterms.date": "date", "dcterms.created": "date", "dc.date.created": "date", "ptime": "date",
    "pdate": "date", "og:updated_time": "updated", "path": "day",
}  # fmt: skip
_APART = 99


def settle_published(readings: Sequence[Candidate], view: View) -> list[Candidate]:
    """One reading for each day that is named, the likeliest day of publication first.

    A moment in UTC is given in the page's own time where the page shows that.
    """
    days: dict[str, list[Candidate]] = {}
    for reading in readings:
        days.setdefault(reading.value[:10], []).append(reading)
    context = _Context(days, view)
    ranked = candidates.rank_options(
        "published", [replace(_told(day, days[day]), facts=context.facts(day)) for day in days]
    )
    ranked = _change_last(ranked, days)
    if ranked and ranked[0].source in ("block", "url"):
        heads = [other.value for other in readings if other.source not in ("block", "url")]
        ranked[0] = replace(ranked[0], value=in_local_time(ranked[0].value, heads))
    return ranked


def _change_last(ranked: list[Candidate], days: Mapping[str, Sequence[Candidate]]) -> list[Candidate]:
    """The days, those that the page itself calls days of change behind the likeliest one that head or address call that of publication.

    That one is as likely as the day of change was: the page has one day, and it is not this one.
    """
    fields = {day: {(r.field, r.source == "block") for r in readings} for day, readings in days.items()}
    changed = [
        r
        for r in ranked
        if ("modified", True) in (said := fields[r.value[:10]]) and {f for f, _ in said} == {"modified"}
    ]
    rest = [reading for reading in ranked if reading not in changed]
    if not (changed and rest and ("published", False) in fields[rest[0].value[:10]]):
        return ranked
    first = replace(rest[0], confidence=max(rest[0].confidence, changed[0].confidence))
    return [first, *rest[1:], *changed]


def _told(day: str, readings: Sequence[Candidate]) -> Candidate:
    """The reading that says a day most exactly: of publication before of change, the head's time before the page's."""
    best = min(
        readings, key=lambda r: (r.field == "modified", "T" not in r.value, r.source == "block", r.source == "url")
    )
    changed = f"{best.key} (modified)" if best.field == "modified" else best.key
    return replace(best, field="published", key=changed)


class _Context:
    """What the days of a document are compared with."""

    def __init__(self, days: Mapping[str, Sequence[Candidate]], view: View) -> None:
        self._days = days
        families: dict[str, list[str]] = {}
        for day, readings in days.items():
            for reading in readings:
                if reading.source != "block":
                    families.setdefault(_family(reading), []).append(day)
        self._families = families
        starts = {
            day: [r.span[0] for r in readings if r.source == "block" and r.span] for day, readings in days.items()
        }
        self._starts = {day: min(found) for day, found in starts.items() if found}
        self._shown = sorted(self._starts)
        self._page = {
            "html": int(view.document.kind == "html"),
            "days": min(40, len(days)),
            "shown days": min(40, len(self._shown)),
        }

    def facts(self, day: str) -> dict[str, int]:
        """What speaks for and against a day."""
        readings = self._days[day]
        facts = {family: self._agrees(day, days) for family, days in self._families.items()}
        facts["sources"] = len({r.source for r in readings}) + len(
            {_family(r) for r in readings if r.source != "block"}
        )
        heads = [r for r in readings if r.source not in ("block", "url")]
        facts["only changed"] = int(bool(heads) and all(r.field == "modified" for r in heads))
        for family in ("json-ld published", "open-graph published", "microdata published", "json-ld modified"):
            facts[f"after {family}"] = _days_between(day, self._families.get(family, ()))
        shown = [r for r in readings if r.source == "block"]
        facts["shown"] = min(9, len(shown))
        if shown:
            best = min(shown, key=lambda r: (r.facts["others"], abs(r.facts["distance"] - 1)))
            facts.update(best.facts)
            facts["said published"] = sum(r.facts.get("said") == 1 for r in shown)
            facts["said modified"] = sum(r.facts.get("said") == 2 for r in shown)
            rank = self._shown.index(day)
            facts["rank"], facts["rank from last"] = min(9, rank), min(9, len(self._shown) - 1 - rank)
            facts["first shown"] = int(self._starts[day] == min(self._starts.values()))
        return facts | self._page

    def _agrees(self, day: str, days: Sequence[str]) -> int:
        return 3 if day in days else 2 if abs(_days_between(day, days)) == 1 else 1


def _family(reading: Candidate) -> str:
    return f"{reading.source} {_KINDS.get(reading.key, reading.field)}"


def _days_between(day: str, days: Iterable[str]) -> int:
    """By how many days a day is later than the nearest of some, 40 at most; 99 where there is none."""
    apart = [(date.fromisoformat(day) - date.fromisoformat(other)).days for other in days]
    return max(-40, min(40, min(apart, key=abs))) if apart else _APART
