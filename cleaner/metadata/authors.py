"""The authors: whom the head names and whom the page's bylines do, and what speaks for each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from cleaner.document import Evidence
from cleaner.metadata import candidates
from cleaner.metadata.candidates import Candidate
from cleaner.metadata.people import is_filing, may_be_name, read_bare_names, read_bio_names, read_signed
from cleaner.metadata.view import LINE, View
from cleaner.read.markup import called
from cleaner.recognise.bylines import (
    Clues,
    after_by,
    beside_date,
    credits_help,
    has_byline_word,
    line_credit,
    links_to_author,
    own_credits,
    unglued,
)
from cleaner.recognise.credits import Credit, read_credit
from cleaner.recognise.lexicon import starts_with
from cleaner.recognise.person import is_person, tidy
from cleaner.text.fold import fold
from cleaner.text.scripts import CASELESS
from cleaner.text.words import count_words

_ABOVE, _FAR = 4, 14
"""Blocks above and below the headline in which a date or a label marks a byline that has no byline's word; blocks around the article
that are looked at."""
_MOST = 40
"""Bylines of a document that are looked at: a page of teasers has one each."""
_AGAIN = 60
"""Characters of a line that says a name again."""
_DATED = re.compile(r"\d{4}|\d{1,2}[./]\d{1,2}[./]\d{2}")


def read_authors(view: View) -> Iterator[Candidate]:
    """Everybody whom a byline, a name alone below the headline, a signature or a bio names; each value is a `Credit`."""
    head = view.title if view.title is not None else view.first
    around = range(max(0, head - _FAR), min(len(view.labels), max(head, view.last) + _FAR + 1))
    lines = ((index, _read_line(view, index)) for index in sorted({*around, *view.labelled("byline")}))
    yield from _joined(view, islice(((index, line) for index, line in lines if line is not None), _MOST))
    yield from read_signed(view)
    yield from read_bare_names(view)
    yield from read_bio_names(view)


def _joined(view: View, lines: Iterable[tuple[int, Candidate]]) -> Iterator[Candidate]:
    """The bylines; lines one below the other that are marked alike are one, where not each has a date, in a text each a byline's word."""
    last, whole, marks = -2, None, None
    for index, line in lines:
        evidence = view.document.blocks[index].evidence
        own = evidence.names[: evidence.own_names] if evidence is not None else line.facts["word"]
        if whole is not None and index == last + 1 and own and own == marks and not line.facts["dated"]:
            whole.value.merge(line.value)
            whole = replace(whole, facts={**whole.facts, "joined": len(whole.value.people)})
        else:
            if whole is not None:
                yield whole
            whole, marks = line, own
        last = index
    if whole is not None:
        yield whole


def _signs(view: View, index: int) -> tuple[str, dict[str, int]]:
    """A line's text, and what says that it credits somebody; nothing for most lines, which nothing calls a byline.

    The facts are whether it is cut as a byline, whether markup says that it is one ("marked"), whether it is near the headline
    and has a date ("dated"), whether it has few words ("short"), and whether it begins with a byline's word or has one.
    """
    block = view.document.blocks[index]
    near = view.title is not None and -_ABOVE <= index - view.title <= _FAR
    byline, marked = view.labels[index] == "byline", is_marked(block.evidence)
    text = after_by(block.text)
    if block.evidence is None and (near or byline):
        text = unglued(block.text)
    first = starts_with(view.folded[index] if text == block.text else fold(text), view.lexicon.byline) is not None
    if not (near or byline or marked or first):
        return "", {}
    dated = near and len(text) <= 120 and bool(_DATED.search(text))
    short = len(text) <= 100 and count_words(text) <= 9
    first = first and (near or short or byline or marked)
    within = (marked or byline or dated or (near and short)) and has_byline_word(text, view.lexicon)
    if not (byline or marked or dated or first or within):
        return "", {}
    signs = {"byline": byline, "marked": marked, "dated": dated, "short": short, "first word": first}
    return text, {name: int(sign) for name, sign in signs.items()} | {"word": int(first or within)}


def _read_line(view: View, index: int) -> Candidate | None:
    """Whom a block credits, where its label, its markup or a byline's word say that it credits anyone."""
    block = view.document.blocks[index]
    if len(block.text) > LINE or index == view.title:
        return None
    text, signs = _signs(view, index)
    if not signs or view.is_elsewhere(index) or _credits_other(view, index, text, signs):
        return None
    evidence = block.evidence
    clues = Clues(
        bool(signs["marked"] or signs["byline"]), bool(signs["byline"]), bool(signs["word"]), evidence is None
    )
    credit, exact = _credit_of(view, evidence, text, clues, bool(signs["dated"]))
    if not (credit.people or credit.agencies or credit.others):
        return None
    facts = view.place(index) | signs | {"exact": int(exact), "length": len(text) // 20}
    if evidence is not None:
        own = evidence.names[: evidence.own_names]
        facts["named"] = len(called("author").intersection(own)) + len(called("author").intersection(evidence.inner))
        facts["repeats"] = int("author" in evidence.repeats)
        facts["own page"] = int(links_to_author(evidence.links))
        facts["may be name"] = int(may_be_name(evidence))
        facts["credits"] = len(evidence.credits)
    key = "byline" if signs["word"] or signs["byline"] else "author"
    return view.reading("authors", credit, index, key, facts=facts)


def _credits_other(view: View, index: int, text: str, signs: Mapping[str, int]) -> bool:
    """Whether a line credits no author: it files the page, credits a helper, or is a name that nothing calls an author's."""
    evidence = view.document.blocks[index].evidence
    if is_filing(evidence) and not has_byline_word(text, view.lexicon):
        return True
    if credits_help(text, view.lexicon):
        return True
    if evidence is None or view.rule(index) != "form.person":
        return False
    return not (signs["marked"] or signs["word"] or may_be_name(evidence))


def _credit_of(view: View, evidence: Evidence | None, text: str, clues: Clues, dated: bool) -> tuple[Credit, bool]:
    """Whom a line credits, and whether elements of its own name them."""
    if dated and not (clues.marked or clues.worded):
        if evidence is not None and any(
            not called("section_paths").isdisjoint(link[:500].split("/")) for link in evidence.links
        ):
            return Credit(), False
        return beside_date(text, view.lexicon, view.sites), False
    if evidence is not None and evidence.credits:
        named = own_credits(evidence.credits, view.lexicon)
        credit = line_credit(named, view.lexicon, view.sites, replace(clues, each=True))
        if credit.people:
            return credit, True
    return line_credit(text, view.lexicon, view.sites, clues), False


def is_marked(evidence: Evidence | None) -> bool:
    """Whether markup says that a block names an author: its classes, structured data, or a link to an author's page."""
    if evidence is None:
        return False
    author = called("author")
    return (
        bool(evidence.credits)
        or "author" in evidence.repeats
        or not author.isdisjoint(evidence.names[: evidence.own_names + 4])
        or not author.isdisjoint(evidence.inner)
        or links_to_author(evidence.links)
    )


# --- the choice --------------------------------------------------------------------------------------------------
_FAMILIES = {"author": "author", "creator": "creator", "article:author": "author", "byl": "author"}
_MOST_NAMES = 9


def read_credits(found: Iterable[Candidate], view: View) -> list[Candidate]:
    """Each author candidate with the `Credit` that it stands for; those of the head hold (name, may be a person) pairs."""
    read: list[Candidate] = []
    for candidate in found:
        if isinstance(candidate.value, Credit):
            read.append(candidate)
            continue
        credit = Credit()
        typed = any(person for _, person in candidate.value)
        for name, person in candidate.value:
            one = read_credit(name, view.lexicon, view.sites, trusted=True, hosts=view.hosts)
            if not person:
                # The markup says that this is an organisation; people often stand there all the same, but not beside
                # somebody whom it calls a person.
                if typed or not one.people or len(one.people[0].split()) < 2 or len(one.people) > 1:
                    # An organisation's name is whole: "Centre for Harbours and Canals".
                    one.others, one.people = [tidy(name)] if one.people or one.others else [], []
            credit.merge(one)
        read.append(replace(candidate, value=credit))
    return read


def settle_authors(credits: Sequence[Candidate], view: View) -> tuple[list[Candidate], list[str]]:
    """One reading for each set of names, the likeliest authors first, and the agencies that are credited beside them.

    Where a credit names no person, the organisation in it may be the author, as libraries catalogue a corporate author.
    """
    agencies: list[str] = []
    sets: dict[tuple[str, ...], list[Candidate]] = {}
    for candidate in credits:
        credit: Credit = candidate.value
        agencies += [name for name in credit.agencies if name not in agencies]
        # A line of a text that names no person and more than agencies is somebody's section or notice.
        corporate = candidate.source != "block" or view.document.kind == "html" or not credit.others
        names = credit.people or (corporate and (credit.agencies + credit.others)[:3])
        if names:
            facts = {**candidate.facts, "organisation": int(not credit.people), "agency": int(bool(credit.agencies))}
            key = tuple(sorted(fold(name) for name in names))
            sets.setdefault(key, []).append(replace(candidate, value=list(names), facts=facts))
    context = _Context(sets, view)
    options = [replace(_best(readings), facts=context.facts(key)) for key, readings in sets.items()]
    return candidates.rank_options("authors", options), agencies


def _best(readings: Sequence[Candidate]) -> Candidate:
    """The reading that says names best: that of the head, else the one nearest to the headline."""
    return min(readings, key=lambda r: (r.source == "block", abs(r.facts.get("distance", 0) - 1)))


class _Context:
    """What the authors that a document may have are compared with."""

    def __init__(self, sets: dict[tuple[str, ...], list[Candidate]], view: View) -> None:
        self._sets, self._view = sets, view
        self._families: dict[str, list[tuple[str, ...]]] = {}
        self._shown: list[tuple[int, tuple[str, ...]]] = []
        for key, readings in sets.items():
            for reading in readings:
                if reading.source != "block":
                    self._families.setdefault(_family(reading), []).append(key)
                elif reading.span is not None:
                    self._shown.append((reading.span[0], key))
        self._short = [line.lstrip("•*- ") for line in view.folded if len(line) <= _AGAIN]
        self._words = {key: {word for name in key for word in name.replace("-", " ").split()} for key in sets}
        self._page = {
            "sets": min(20, len(sets)),
            "shown sets": min(20, len({key for _, key in self._shown})),
        }

    def facts(self, key: tuple[str, ...]) -> dict[str, int]:
        """What speaks for and against some names."""
        readings = self._sets[key]
        names: list[str] = readings[0].value
        facts = {family: self._agrees(key, sets) for family, sets in self._families.items()}
        facts["families"] = sum(key in sets for sets in self._families.values())
        shown = [reading for reading in readings if reading.source == "block"]
        facts["shown"] = min(9, len(shown))
        if shown:
            facts |= self._where_shown(key, shown)
        else:
            facts["organisation"] = readings[0].facts["organisation"]
        rivals = [r for other in self._sets if other != key for r in self._sets[other]]
        facts["rival word"] = max((r.facts.get("first word", 0) for r in rivals), default=0)
        facts["rival marked"] = max((r.facts.get("marked", 0) for r in rivals), default=0)
        facts["rival person"] = int(any(r.source != "block" and not r.facts["organisation"] for r in rivals))
        facts["smaller"] = sum(set(other) < set(key) for other in self._sets)
        facts["larger"] = sum(set(other) > set(key) for other in self._sets)
        facts["related"] = sum(
            other != key and not self._words[other].isdisjoint(self._words[key]) for other in self._sets
        )
        facts["again"] = min(9, sum(line.startswith(key[0]) for line in self._short))
        return facts | self._form(names) | self._page

    def _where_shown(self, key: tuple[str, ...], shown: Sequence[Candidate]) -> dict[str, int]:
        """What speaks for the line that credits some names and is nearest to the headline, and what any of them says."""
        best = min(shown, key=lambda r: (r.facts["others"], abs(r.facts["distance"] - 1)))
        facts = dict(best.facts)
        for name in ("word", "first word", "marked", "exact", "bio", "signed", "bare", "joined", "own page"):
            facts[f"any {name}"] = max(r.facts.get(name, 0) for r in shown)
        if best.span is not None:
            before = {other for start, other in self._shown if start < best.span[0] and other != key}
            facts["before"] = min(9, len(before))
        return facts

    def _form(self, names: Sequence[str]) -> dict[str, int]:
        """What the names look like."""
        view = self._view
        words = [word for name in names for word in name.split()]
        return {
            "names": min(_MOST_NAMES, len(names)),
            "fewest words": min(len(name.split()) for name in names),
            "most words": max(len(name.split()) for name in names),
            "caseless": int(bool(CASELESS.search(names[0]))),
            "small": int(any(word[:1].islower() for word in words)),
            "shout": int(any(word.isupper() and len(word) > 2 for word in words)),
            "person": int(all(is_person(name, view.lexicon) for name in names)),
            "wording": int(view.is_wording(names[0])),
        }

    def _agrees(self, key: tuple[str, ...], sets: Sequence[tuple[str, ...]]) -> int:
        """5: the same names; 4: all of them and more; 3: fewer; 2: a word in common; 1: others."""
        best = 1
        for other in sets:
            if other == key:
                return 5
            if set(other) > set(key):
                best = max(best, 3)
            elif set(other) < set(key):
                best = max(best, 4)
            elif not self._words[other].isdisjoint(self._words[key]):
                best = max(best, 2)
        return best


def _family(reading: Candidate) -> str:
    return f"{reading.source} {_FAMILIES.get(reading.key, 'other')}"
