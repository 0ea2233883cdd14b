"""Which reading is the day of publication, and whose names the authors are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from cleaner.metadata.candidates import Candidate, rank
from cleaner.recognise.credits import Credit, read_credit
from cleaner.recognise.lexicon import Lexicon
from cleaner.recognise.moments import in_day, instant_of, same_instant
from cleaner.recognise.person import tidy
from cleaner.text.fold import fold
from cleaner.text.scripts import CASELESS

_SHOWN = 0.68
"""Confidence of a date right beside the headline, and of a whole date in an address's folders."""
_NEAR = 0.45
"""Confidence of a date that may be the article's: less is one of a comment or of another story."""
_ONLY = 0.46
"""Confidence of a date of change that stands in for one of publication."""
_CHANGED = 0.4
"""Confidence of a shown date of change from which it does so: 7 of the 7 on the evaluation pages that show no other date."""
_APART = 2
"""Days by which the shown date has to differ: one day is a time zone."""


def _days(shown: Candidate, claimed: Candidate) -> int:
    """By how many days the shown date is the earlier one."""
    return (date.fromisoformat(claimed.value[:10]) - date.fromisoformat(shown.value[:10])).days


def _confirmed(ranked: Sequence[Candidate]) -> bool:
    """Whether the address or a date near the headline names the same day as the first reading."""
    return any(
        c.source in ("block", "url") and c.confidence >= _NEAR and c.value[:10] == ranked[0].value[:10]
        for c in ranked[1:]
    )


def _shown(ranked: Sequence[Candidate], changed: Iterable[str]) -> Candidate | None:
    """The day that readers see, where it is another one than the head claims.

    An earlier day wins: systems write the day of a move or a new edition into the head. A later one wins where it
    stands beside the headline and nothing calls it a day of change: systems write a draft's day into the head.
    """
    for candidate in ranked:
        if candidate.source not in ("block", "url") or candidate.confidence < _SHOWN:
            continue
        apart = _days(candidate, ranked[0])
        year, month, day = candidate.value[:10].split("-")
        if f"{year}-{day}-{month}" == ranked[0].value[:10]:
            return None  # 10/9 read the wrong way round
        if apart >= _APART or (
            -apart >= _APART and candidate.source == "block" and candidate.value[:10] not in changed
        ):
            return candidate
    return None


def _page_day_first(ranked: list[Candidate], modified: Iterable[Candidate]) -> list[Candidate]:
    """The readings, first the day that readers see where the head claims another, and a post's own time before a mere day."""
    if not ranked:
        return ranked
    first = None
    if ranked[0].source != "block":
        first = None if _confirmed(ranked) else _shown(ranked, {candidate.value[:10] for candidate in modified})
    elif "T" not in ranked[0].value:
        # A book or a law that the page is about was published on a day; the page itself shows its time.
        first = next((c for c in ranked if c.source == "block" and c.confidence >= _SHOWN and "T" in c.value), None)
    return ranked if first is None else [first, *(candidate for candidate in ranked if candidate is not first)]


def _only_changed(modified: Sequence[Candidate], least: float) -> list[Candidate]:
    """The date of change that stands in for one of publication."""
    for candidate in rank(modified):
        if candidate.source == "block" and candidate.confidence >= least:
            return [replace(candidate, field="published", confidence=_ONLY, key=f"{candidate.key} (modified)")]
    return []


def settle_published(
    published: Sequence[Candidate], modified: Sequence[Candidate], markup: bool = True
) -> list[Candidate]:
    """The readings of the day of publication, the best first.

    A day that the page shows beside its headline wins over another one that its head claims, unless it is one of
    change. Where a page shows one date only and calls it that of its last change, it is the date of what is at hand; it
    comes last, and its key says "modified". A moment in UTC is given in the page's own time where the page shows that.

    Args:
        markup: whether the document is a page: of a text, such a date counts only beside the headline (it is right on
            56% of those that stand elsewhere).
    """
    ranked = _page_day_first(rank(published), modified)
    if ranked:
        days = () if _confirmed(ranked) else tuple(c for c in ranked[1:] if c.confidence >= _SHOWN)
        ranked[0] = in_local_time(ranked[0], days, (*ranked[1:], *modified))
        if ranked[0].confidence < _ONLY and len({candidate.value[:10] for candidate in ranked}) == 1:
            # The one day that the page shows, wherever it stands.
            ranked[0] = replace(ranked[0], confidence=_ONLY)
    spare = _only_changed(modified, _CHANGED if markup else _SHOWN)
    sure = sum(candidate.confidence >= _ONLY for candidate in ranked)
    ranked.sort(key=lambda candidate: candidate.confidence < _ONLY)
    return [*ranked[:sure], *spare, *ranked[sure:]]


_FROM_MARKUP = ("json-ld", "meta", "open-graph", "microdata")
_SURE = 0.5
"""Confidence of an author field of the head from which its organisation may be the author."""
_BESIDE = 0.6
"""Confidence of a byline beside the headline."""
_CORPORATE = 0.5
_MOST_TOGETHER = 8
"""More names in one field than this are all who ever wrote for the site."""
_MARKED = 0.73
"""Below this a name that only markup's class calls an author is right on half of the evaluation pages, the head's
organisation on five of six: the organisation goes first."""
_WORDED = 0.75
"""Confidence of a byline with its word right beside the headline."""


def read_credits(
    found: Sequence[Candidate], lexicon: Lexicon, sites: Sequence[str], hosts: Sequence[str]
) -> list[tuple[Candidate, Credit]]:
    """Each author candidate with whom it credits; candidates from markup hold (name, may be a person) pairs."""
    read: list[tuple[Candidate, Credit]] = []
    for candidate in found:
        if isinstance(candidate.value, Credit):
            read.append((candidate, candidate.value))
            continue
        credit = Credit()
        typed = any(person for _, person in candidate.value)
        for name, person in candidate.value:
            one = read_credit(name, lexicon, sites, trusted=True, hosts=hosts)
            if not person:
                # The markup says that this is an organisation; people often stand there all the same, but not beside
                # somebody whom it calls a person.
                if typed or not one.people or len(one.people[0].split()) < 2 or len(one.people) > 1:
                    # An organisation's name is whole: "Centre for Harbours and Canals".
                    one.others, one.people = [tidy(name)] if one.people or one.others else [], []
            credit.merge(one)
        read.append((candidate, credit))
    return read


def settle_authors(credits: Sequence[tuple[Candidate, Credit]], markup: bool) -> tuple[list[Candidate], list[str]]:
    """Author candidates by their order, each with its list of names, and the agencies that are credited beside them.

    People whom structured data name come first, then people of a byline, then of a bio. Where nobody is named, an
    author field's organisation is the author, as libraries catalogue a corporate author; a byline's desk is not.
    """
    people: list[Candidate] = []
    organisations: list[Candidate] = []
    agencies: list[str] = []
    for candidate, credit in sorted(credits, key=lambda entry: -entry[0].confidence):
        agencies += [name for name in credit.agencies if name not in agencies]
        from_head = candidate.source in _FROM_MARKUP
        if credit.people:
            people.append(replace(candidate, value=list(credit.people)))
        elif from_head or (candidate.source == "block" and (markup or credit.agencies)):
            named = credit.agencies + credit.others
            if named and candidate.confidence >= _SURE:
                sure = min(candidate.confidence, _CORPORATE)
                organisations.append(replace(candidate, value=named[:3], confidence=sure))
    people = _byline_first(_more_names_first(_full_names_first(people)))
    if people and organisations and organisations[0].source in _FROM_MARKUP and _is_weak(people[0]):
        return [*organisations, *people], agencies
    return [*people, *organisations], agencies


def _is_weak(candidate: Candidate) -> bool:
    """Whether a name is one word, or far from the headline, and no byline's word stands before it."""
    if candidate.source != "block" or candidate.key == "bio":
        return False
    single = not any(" " in name for name in candidate.value)
    if candidate.key == "byline":
        return single and candidate.confidence <= _WORDED and not CASELESS.search(candidate.value[0])
    return candidate.confidence < _MARKED and (candidate.confidence < _BESIDE or single)


def _full_names_first(ranked: list[Candidate]) -> list[Candidate]:
    """A byline's whole names before a head's accounts and first names ("nils", "jroe42"), the order else unchanged."""
    if not ranked or ranked[0].source == "block" or any(" " in name for name in ranked[0].value):
        return ranked
    for place, candidate in enumerate(ranked):
        if (
            candidate.source == "block"
            and candidate.confidence >= _BESIDE
            and all(" " in name for name in candidate.value)
        ):
            return [candidate, *ranked[:place], *ranked[place + 1 :]]
    return ranked


def _byline_first(ranked: list[Candidate]) -> list[Candidate]:
    """A byline beside the headline before a head that names somebody else: whoever put the page online is in the head.

    Where the two share a word they name the same person, and the head has the whole name.
    """
    if not ranked or ranked[0].source == "block":
        return ranked
    claimed = {word for name in ranked[0].value for word in fold(name).replace("-", " ").split()}
    for place, candidate in enumerate(ranked):
        if candidate.key == "byline" and candidate.source == "block" and candidate.confidence >= _WORDED:
            shown = {word for name in candidate.value for word in fold(name).replace("-", " ").split()}
            if claimed.isdisjoint(shown) and all(name[:1].isupper() for name in candidate.value):
                return [candidate, *ranked[:place], *ranked[place + 1 :]]
            return ranked
    return ranked


def _more_names_first(ranked: list[Candidate]) -> list[Candidate]:
    """A byline or field that names the head's one author and others beside: systems have one field for the first author."""
    if not ranked or ranked[0].source == "block" or len(ranked[0].value) != 1:
        return ranked
    only = fold(ranked[0].value[0])
    for place, candidate in enumerate(ranked):
        names = [fold(name) for name in candidate.value]
        shown = candidate.key in ("byline", "author") and candidate.confidence >= _BESIDE and names[0] == only
        if (shown or candidate.source in _FROM_MARKUP) and 1 < len(names) <= _MOST_TOGETHER and only in names:
            return [candidate, *ranked[:place], *ranked[place + 1 :]]
    return ranked


def in_local_time(chosen: Candidate, days: Iterable[Candidate], times: Iterable[Candidate]) -> Candidate:
    """A reading in the page's own time, where what the page shows has the day before or after and fits to it.

    Args:
        chosen: what the head says.
        days: readings that have to be of the article, whose day counts.
        times: readings that count where they are the same instant, by zone or by a time of day a whole zone away.
    """
    instant = instant_of(chosen.value) if chosen.value.endswith("+00:00") else None
    if instant is None or chosen.source in ("block", "url"):
        return chosen
    for local in (
        *(same_instant(instant, other.value) for other in times if other.source == "block" and "T" in other.value),
        *(in_day(instant, other.value) for other in days if other.source in ("block", "url")),
    ):
        if local is not None:
            return chosen if local[:10] == chosen.value[:10] else replace(chosen, value=local)
    return chosen
