"""The day of publication: every day that the page shows or its head names, and what speaks for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, islice

from cleaner.metadata import candidates
from cleaner.metadata.candidates import Candidate, by_source
from cleaner.metadata.view import OTHERS, View
from cleaner.read.markup import called
from cleaner.recognise.dates import Moment, is_date_like, is_date_line, parse_machine, spare_words
from cleaner.text.fold import fold
from cleaner.text.words import is_word_edge

_LINE = 160
"""A line that gives a date is this long at most."""
_BELOW = 8
"""Blocks below the last paragraph within which a date of change is the article's."""
_CALLED = 4
"""Names of a block and of the boxes around it, nearest first, by which two are called alike."""
_MOST = 80
"""Dates of a document that are looked at."""
_SPARE = 9
"""Words that a date's line may hold besides."""


def read_dates(view: View) -> Iterator[Candidate]:
    """Dates that the page shows, as `published` or `modified` by the words beside them; a text's masthead's as `captured`."""
    found = (_masthead(view, i) if _is_masthead(view, i) else _line(view, i) for i in _dated_lines(view))
    yield from islice(chain.from_iterable(found), _MOST)


def _is_masthead(view: View, index: int) -> bool:
    return view.document.kind == "text" and view.labels[index] == "navigation" and index < (view.title or 0)


def _masthead(view: View, index: int) -> Iterator[Candidate]:
    for moment in view.dates(view.document.blocks[index].text)[:1]:
        yield _candidate(view, "captured", moment, index, "masthead", {})


def _dated_lines(view: View) -> Iterator[int]:
    """Lines that may hold dates; of boxes that are called a comment's or a teaser's only where no other date is in such a teaser's box.

    What is cut as a menu is read only where the head names no day.
    """
    labels, unread = view.labels, "navigation" if "published" in view.told else ""
    lines = [
        i for i, text in enumerate(view.texts) if len(text) <= _LINE and labels[i] != unread and is_date_like(text)
    ]
    timed = [index for index, evidence in enumerate(view.evidence) if evidence is not None and evidence.times]
    dated = {index: view.names(index, _CALLED) for index in sorted({*timed, *lines})}
    alike = Counter(dated.values())
    for index, names in dated.items():
        single = alike[names] == 1 and index <= view.last and view.labels[index] not in OTHERS
        single = single and called("comments").isdisjoint(view.names(index, 8))
        if single or view.document.kind == "text" or not view.is_elsewhere(index):
            yield index


def _line(view: View, index: int) -> Iterator[Candidate]:
    """A line's dates with what speaks for each, where it is no sentence that has one."""
    block, text = view.document.blocks[index], view.texts[index]
    if len(text) > _LINE:
        return
    # The dates that the markup gives for machines.
    times = block.evidence.times[:4] if block.evidence is not None else ()
    exact = list(filter(None, map(parse_machine, times)))
    moments = view.dates(text)[:4]
    alone = is_date_line(text, moments, view.lexicon, _SPARE)
    if not (exact or alone or view.labels[index] in ("timestamp", "byline")):
        return
    facts = view.place(index) | {
        "length": len(text) // 20,
        "alone": int(alone),
        "spare": min(30, spare_words(text, moments, view.lexicon)),
    }
    if exact and not moments and (field := _said(view, text) or "published") != "other_days":
        yield _candidate(view, field, exact[0], index, "time", facts)
    for place, (moment, said) in enumerate(zip(moments, _said_of(view, index, moments))):
        if said != "other_days":
            more = {"said": (None, "published", "modified").index(said), "place": place}
            whole = _timed(moment, exact)
            more |= {"begins": int(moment.start <= 1), "clock": int(whole.clock is not None)}
            key = "timestamp" if said is None else f"timestamp, {said}"
            yield _candidate(view, said or "published", whole, index, key, facts | more)


def _timed(moment: Moment, exact: Sequence[Moment]) -> Moment:
    """A date as the markup has it, with clock and zone, where that is the same day."""
    timed = next((other for other in exact if other.day == moment.day and other.clock), moment)
    return timed._replace(start=moment.start, end=moment.end)


def _said_of(view: View, index: int, moments: Sequence[Moment]) -> Iterator[str | None]:
    """What is said of each date of a block: by the words before it, or by the line above of the first one."""
    block, above = view.document.blocks[index], view.text(index - 1) if index else ""
    first = _said(view, above, alone=True) if len(above) <= 40 else None
    before = 0
    for moment in moments:
        yield _said(view, block.text[before : moment.start]) or (first if not before else None)
        before = moment.end


def _said(view: View, words: str, alone: bool = False) -> str | None:
    """Whether the words before a date, or a line of its own (`alone`), say that it is "published", "modified", or of something else ("other_days")."""
    folded, lexicon = fold(words).strip(" :-|,.("), view.lexicon
    if not folded:
        return None
    if alone:
        return next((f for f in ("modified", "other_days", "published") if folded in getattr(lexicon, f)), None)
    if any(folded.endswith(word) and _last(folded, word) >= 0 for word in lexicon.other_days):
        return "other_days"
    changed, out = (max(_last(folded, word) for word in words) for words in (lexicon.modified, lexicon.published))
    return None if changed == out == -1 else "modified" if changed >= out else "published"


def _last(text: str, word: str) -> int:
    """Where a word stands last in a text, as a whole one; or -1."""
    at = text.rfind(word)
    return at if at >= 0 and is_word_edge(text, at) and is_word_edge(text, at + len(word)) else -1


def _candidate(view: View, field: str, moment: Moment, index: int, key: str, facts: Mapping[str, int]) -> Candidate:
    block = view.document.blocks[index]
    # Repairs in the block shift places within it; then the whole block is the span.
    exact = view.document.source[block.start : block.end] == block.text
    span = block.start + moment.start * exact, block.start + moment.end if exact else block.end
    value = str(moment.day) if field == "captured" else moment.iso()
    # A date of change is the article's near its headline or right below its text, in no other box.
    near = -8 <= facts.get("distance", 0) <= 25 or 0 <= facts.get("beyond", 99) <= _BELOW
    own = near and not (facts.get("others") or facts.get("boxed"))
    return view.reading(field, value, index, key, 0.7 if own else 0.3, facts=facts, span=span)


# --- the choice --------------------------------------------------------------------------------------------------
# Of the head's dates the kinds that systems fill in alike; any other is one of publication, or of change, by its field.
_KINDS = {
    "dateCreated": "created", "uploadDate": "created", "datecreated": "created", "uploaddate": "created", "date": "date",
    "dc.date": "date", "dcterms.date": "date", "dcterms.created": "date", "dc.date.created": "date", "ptime": "date",
    "pdate": "date", "og:updated_time": "updated", "path": "day",
}  # fmt: skip
_AFTER = ("json-ld published", "open-graph published", "microdata published", "json-ld modified")
_APART = 99


def settle_published(readings: Sequence[Candidate], view: View) -> list[Candidate]:
    """One reading for each day that is named, the likeliest day of publication first."""
    days: dict[str, list[Candidate]] = {}
    for reading in readings:
        days.setdefault(reading.value[:10], []).append(reading)
    return candidates.rank_options(
        "published", [_told(days[day])._replace(facts=facts) for day, facts in zip(days, _facts(days, view))]
    )


def _told(readings: Sequence[Candidate]) -> Candidate:
    """The reading that says a day most exactly: of publication before of change, the head's time before the page's."""
    best = min(
        readings, key=lambda r: (r.field == "modified", "T" not in r.value, r.source == "block", r.source == "url")
    )
    changed = f"{best.key} (modified)" if best.field == "modified" else best.key
    return best._replace(field="published", key=changed)


def _facts(days: Mapping[str, Sequence[Candidate]], view: View) -> Iterator[dict[str, int]]:
    """What speaks for and against each day."""
    families, shown = by_source(days, lambda reading: f"{reading.source} {_KINDS.get(reading.key, reading.field)}")
    starts = {day: min(reading.span[0] for reading in found if reading.span) for day, found in shown.items()}
    for day, readings in days.items():
        heads = {r.field for r in readings if r.source not in ("block", "url")}
        yield {
            **{family: _agrees(day, said) for family, said in families.items()},
            **{f"after {family}": _after(day, families.get(family, ())) for family in _AFTER},
            "sources": len({r.source for r in readings}) + sum(day in said for said in families.values()),
            "only changed": int(heads == {"modified"}),
            **(_shown_facts(day, shown[day], starts) if day in shown else {}),
            "html": int(view.document.kind == "html"),
            "days": min(40, len(days)),
            "shown days": min(40, len(starts)),
        }


def _agrees(day: str, said: Sequence[str]) -> int:
    """3: a family says the same day; 2: the one before or after; 1: others."""
    return 3 if day in said else 2 if abs(_after(day, said)) == 1 else 1


def _shown_facts(day: str, shown: Sequence[Candidate], starts: Mapping[str, int]) -> dict[str, int]:
    """Where the page shows a day, at the line nearest to the headline, and what its lines say of it."""
    best = min(shown, key=lambda r: (r.facts["others"], abs(r.facts["distance"] - 1)))
    said = [r.facts.get("said") for r in shown]
    rank = sorted(starts).index(day)
    return {
        **best.facts,
        "shown": min(9, len(shown)),
        "rank": min(9, rank),
        "rank from last": min(9, len(starts) - 1 - rank),
        "first shown": int(starts[day] == min(starts.values())),
        "said published": said.count(1),
        "said modified": said.count(2),
    }


def _after(day: str, days: Iterable[str]) -> int:
    """By how many days a day is later than the nearest of some, 40 at most; 99 where there is none."""
    apart = [(date.fromisoformat(day) - date.fromisoformat(other)).days for other in days]
    return max(-40, min(40, min(apart, key=abs))) if apart else _APART
