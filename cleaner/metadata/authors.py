"""The authors: whom the head names, whom lines of the page credit, who signs a text or has a bio, and what speaks for each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, takewhile

from cleaner.document import Evidence
from cleaner.metadata import candidates
from cleaner.metadata.candidates import Candidate, by_source
from cleaner.metadata.view import LINE, View
from cleaner.read.markup import called
from cleaner.recognise.credits import (
    Credit,
    after_by,
    credits_help,
    has_byline_word,
    line_credit,
    links_to_author,
    own_credits,
    read_credit,
    unglued,
    whole_names,
)
from cleaner.recognise.dates import find_dates, is_date_line
from cleaner.recognise.lexicon import starts_with
from cleaner.recognise.person import clean_name, is_nobody, is_person, tidy
from cleaner.recognise.signatures import may_be_signed, signed_names
from cleaner.text.fold import fold, fold_lines
from cleaner.text.scripts import CASELESS
from cleaner.text.words import count_words

_ABOVE, _FAR = 4, 14
"""Blocks above and below the headline in which a date or a label marks a byline that has no byline's word; blocks around the article
that are looked at."""
_NEAR = 5
"""Lines below the headline that may be nothing but names."""
_MOST = 40
"""Bylines of a document that are looked at: a page of teasers has one each."""
_BULLETS = "•*- "
_SHORT = 100
"""Characters of a line that a byline's word alone makes a byline."""
_NAME_LINE = 120
"""A line of a name and a date has no more characters."""
_BESIDE_DATE = 9
"""Words that a date's line beside a name may hold besides."""
_TOP = 2
"""Headings of the first levels are headlines and subheads."""
_AGAIN = 60
"""Characters of a line that says a name again, and within which a line begins with a byline's word."""
_DATED = re.compile(r"\d{4}|\d{1,2}[./]\d{1,2}[./]\d{2}")
# An own page of a person, as sites name its folder.
_PERSONAL = re.compile(
    r"auth?or|auteur|autore|profil|people|person|team|staff|writer|editor|redakt|journalist|user|member|mailto:",
    re.IGNORECASE,
)


def read_authors(view: View) -> Iterator[Candidate]:
    """Everybody whom a byline, a name alone below the headline, a signature or a bio names; each value is a `Credit`."""
    lines = sorted({*_around(view), *view.labelled("byline")} - {view.title})
    told = (_byline(view, index) for index in lines if _may_credit(view, index))
    yield from islice(filter(None, told), _MOST)
    yield from _signatures(view)
    yield from _names_alone(view)
    yield from _bios(view)


def _around(view: View) -> Iterable[int]:
    """The blocks around the article that may credit somebody: where structured data name a person, those at the headline that markup calls so."""
    head, count = view.title if view.title is not None else view.first, len(view.labels)
    if "authors" in view.told:
        beside = range(max(0, head - _ABOVE), min(count, head + _FAR + 1))
        return (index for index in beside if is_marked(view.evidence[index]))
    return range(max(0, head - _FAR), min(count, max(head, view.last) + _FAR + 1))


def _may_credit(view: View, index: int) -> bool:
    """Whether a line is not too long to credit somebody: one far from the headline must be short and begin as a byline, or be called one."""
    text = view.texts[index].lstrip(_BULLETS)
    begins = len(text) <= _SHORT and text[:1].lower() in view.lexicon.byline.by_first
    return len(view.texts[index]) <= LINE and (begins or _is_near(view, index) or _is_called(view, index))


def _is_near(view: View, index: int) -> bool:
    return view.title is not None and -_ABOVE <= index - view.title <= _FAR


def _is_called(view: View, index: int) -> bool:
    """Whether its label or markup calls a line a byline."""
    return view.labels[index] == "byline" or is_marked(view.evidence[index])


def _byline(view: View, index: int) -> Candidate | None:
    """Whom a block credits, where its label, its markup or a byline's word say that it credits anyone."""
    evidence = view.evidence[index]
    text = unglued(view.texts[index]) if evidence is None else after_by(view.texts[index])
    signs = _signs(view, index, text)
    if not signs or view.is_elsewhere(index):
        return None
    told = signs["marked"] or signs["word"] or view.rule(index) != "form.person"
    if not (told or _may_be_name(evidence)):
        return None
    credit, exact = _credit_of(view, evidence, text, signs)
    if not (credit.people or credit.agencies or credit.others):
        return None
    facts = view.place(index) | signs | {"exact": int(exact), "length": len(text) // 20} | _marks(evidence)
    key = "byline" if signs["word"] or signs["byline"] else "author"
    return view.reading("authors", credit, index, key, facts=facts)


def _signs(view: View, index: int, text: str) -> dict[str, int]:
    """What says that a line credits somebody: label, markup, a date or few words near the headline, a byline's word; nothing for most lines."""
    near = _is_near(view, index)
    byline, marked = view.labels[index] == "byline", is_marked(view.evidence[index])
    sure, words = byline or marked, view.lexicon.byline
    first = text[:1].lower() in words.by_first and starts_with(fold(text[:_AGAIN]), words) is not None
    if not (near or sure or first):
        return {}
    short = len(text) <= _SHORT and count_words(text) <= 9
    dated = near and len(text) <= _NAME_LINE and bool(_DATED.search(text))
    first = first and (near or sure or short)
    word = first or ((sure or dated or (near and short)) and has_byline_word(text, view.lexicon))
    signs = {"byline": byline, "marked": marked, "dated": dated, "short": short, "first word": first, "word": word}
    return {name: int(sign) for name, sign in signs.items()} if sure or dated or word else {}


def _marks(evidence: Evidence | None) -> dict[str, int]:
    """What markup says of a line that credits somebody."""
    if evidence is None:
        return {}
    own, author = evidence.names[: evidence.own_names], called("author")
    return {
        "named": len(author.intersection(own)) + len(author.intersection(evidence.inner)),
        "repeats": int("author" in evidence.repeats),
        "own page": int(links_to_author(evidence.links)),
        "may be name": int(_may_be_name(evidence)),
        "credits": len(evidence.credits),
    }


def is_marked(evidence: Evidence | None) -> bool:
    """Whether markup says that a block names an author: its classes, structured data, or a link to an author's page."""
    if evidence is None:
        return False
    if evidence.credits or "author" in evidence.repeats:
        return True
    names = evidence.names[: evidence.own_names + 4] + evidence.inner
    return not called("author").isdisjoint(names) or links_to_author(evidence.links)


def _credit_of(view: View, evidence: Evidence | None, text: str, signs: Mapping[str, int]) -> tuple[Credit, bool]:
    """Whom a line credits, and whether elements of its own name them."""
    marked, worded = bool(signs["marked"] or signs["byline"]), bool(signs["word"])
    if not (marked or worded):
        return whole_names(text, view.lexicon, view.sites) if _may_be_name(evidence) else Credit(), False
    more = {"marked": marked, "worded": worded, "plain": evidence is None}
    if evidence is not None and evidence.credits and not credits_help(text, view.lexicon):
        named = own_credits(evidence.credits, view.lexicon)
        credit = line_credit(named, view.lexicon, view.sites, **more, each=True)
        if credit.people:
            return credit, True
    return line_credit(text, view.lexicon, view.sites, **more), False


def _may_be_name(evidence: Evidence | None) -> bool:
    """Whether a block of a capitalised phrase alone can be a name: no heading, and no link but to a person's page."""
    if evidence is None:
        return True
    linked = evidence.links and not any(_PERSONAL.search(link[:500]) for link in evidence.links)
    return not linked and not 0 < evidence.level <= _TOP


def _names_alone(view: View) -> Iterator[Candidate]:
    """Lines right below the headline that are nothing but persons' names beside dates."""
    if view.title is None and not may_be_signed(view.lexicon):
        return
    # Where nothing parts the words, a short first line heads the text, whether or not it was told.
    title = view.title or 0
    for index in range(title + 1, min(title + 1 + _NEAR, len(view.labels))):
        text, evidence = view.text(index), view.evidence[index]
        # No word alone is a whole name, where spaces part words.
        if len(text) > _NAME_LINE or (text.isascii() and " " not in text):
            continue
        if view.labels[index] in ("caption", "credit") or view.is_elsewhere(index):
            continue
        credit = whole_names(unglued(text), view.lexicon, view.sites) if _may_be_name(evidence) else Credit()
        if credit.people and not any(view.is_wording(name) for name in credit.people):
            dates = (abs(other - index) for other in range(max(0, index - 2), index + 3) if _is_dated(view, other))
            facts = view.place(index) | {"bare": len(credit.people), "date near": min(dates, default=3)}
            yield view.reading("authors", credit, index, "name", facts=facts)


def _is_dated(view: View, index: int) -> bool:
    """Whether a line is a date's and has little else."""
    if index >= len(view.labels) or view.labels[index] == "timestamp":
        return index < len(view.labels)
    text = view.text(index)
    return len(text) <= _NAME_LINE and is_date_line(text, find_dates(text, view.lexicon), view.lexicon, _BESIDE_DATE)


_SIGNED_INTO, _SIGNED_BELOW = 2, 8
"""Blocks from the article's first, and below its last, in which it is signed."""


def _signatures(view: View) -> Iterator[Candidate]:
    """Who signs a Chinese, Japanese or Korean text: above it, in its first paragraphs or at its end; lines one below the other are one."""
    if not may_be_signed(view.lexicon):
        return
    count = len(view.labels)
    top, end = min(count, view.first + _SIGNED_INTO), max(view.last - 1, view.first + _SIGNED_INTO)
    runs: list[tuple[int, int, Credit]] = []
    for index in (*range(top), *range(end, min(count, view.last + _SIGNED_BELOW))):
        if names := signed_names(view.text(index), view.lexicon, index >= view.last):
            first, last, credit = runs.pop() if runs and runs[-1][1] == index - 1 else (index, index, Credit())
            credit.merge(Credit(people=names))
            runs.append((first, index, credit))
    for first, last, credit in runs:
        facts = view.place(first) | {"signed": 1 + (last >= view.last), "joined": len(credit.people)}
        yield view.reading("authors", credit, first, "byline", facts=facts)


_MOST_BIOS = 9
_BIO_NAME = 12
"""Words within which a bio has named its author: "Harbour Times science reporter Jane Roe covers ..."."""


def _bios(view: View) -> Iterator[Candidate]:
    """The people of whom the page has bios: the name that each begins with, behind a role."""
    bios = [(index, name) for index in view.labelled("author_bio") if (name := _bio_name(view, index))]
    count = len({fold(name) for _, name in bios})
    for index, name in bios[:_MOST_BIOS]:
        facts = view.place(index) | {"bio": min(9, count)}
        yield view.reading("authors", Credit(people=[name]), index, "bio", facts=facts)


def _bio_name(view: View, index: int) -> str | None:
    lexicon = view.lexicon
    if may_be_signed(lexicon):
        return next(iter(signed_names(view.text(index), lexicon)), None)
    words, particles = view.text(index).split(maxsplit=_BIO_NAME)[:_BIO_NAME], lexicon.inner_particles
    begun = takewhile(lambda w: w[0].isupper() or fold(w) in particles or fold(w) in lexicon.roles, words)
    name = clean_name(" ".join(begun).partition(",")[0], lexicon)
    return name if is_person(name, lexicon) and not is_nobody(name, lexicon) else None


# --- the choice --------------------------------------------------------------------------------------------------
_FAMILIES = {"author": "author", "creator": "creator", "article:author": "author", "byl": "author"}
_MOST_NAMES = 9
_Key = tuple[str, ...]
"""A set of names, folded and in order."""


def read_credits(found: Iterable[Candidate], view: View) -> Iterator[Candidate]:
    """Each author candidate with the `Credit` that it stands for; those of the head hold (name, may be a person) pairs."""
    for candidate in found:
        if isinstance(candidate.value, Credit):
            yield candidate
            continue
        credit = Credit()
        for name, person in candidate.value:
            one = read_credit(name, view.lexicon, view.sites, trusted=True)
            if not person:
                # An organisation's name is whole: "Centre for Harbours and Canals".
                one = Credit(agencies=one.agencies, others=[tidy(name)] if one.people or one.others else [])
            credit.merge(one)
        yield candidate._replace(value=credit)


def settle_authors(credits: Iterable[Candidate], view: View) -> tuple[list[Candidate], list[str]]:
    """One reading for each set of names, the likeliest authors first, and the agencies that are credited beside them.

    Where a credit names no person, the organisation in it may be the author, as libraries catalogue a corporate author.
    """
    agencies: list[str] = []
    sets: dict[_Key, list[Candidate]] = {}
    for candidate in credits:
        credit: Credit = candidate.value
        agencies += [name for name in credit.agencies if name not in agencies]
        names = credit.people or (credit.agencies + credit.others)[:3]
        if names:
            facts = {**candidate.facts, "organisation": int(not credit.people), "agency": int(bool(credit.agencies))}
            key = tuple(sorted(fold(name) for name in names))
            sets.setdefault(key, []).append(candidate._replace(value=list(names), facts=facts))
    # The reading that says names best: that of the head, else the one nearest to the headline.
    best = (min(s, key=lambda r: (r.source == "block", abs(r.facts.get("distance", 0) - 1))) for s in sets.values())
    options = [reading._replace(facts=facts) for reading, facts in zip(best, _facts(sets, view))]
    return candidates.rank_options("authors", options), agencies


def _facts(sets: Mapping[_Key, Sequence[Candidate]], view: View) -> Iterator[dict[str, int]]:
    """What speaks for and against each set of names."""
    families, shown = by_source(sets, lambda reading: f"{reading.source} {_FAMILIES.get(reading.key, 'other')}")
    initials = {key[0][:1] for key in sets}
    starts = {*initials, *map(str.upper, initials), *_BULLETS}
    short = fold_lines([line.lstrip(_BULLETS) for line in view.texts if line[:1] in starts and len(line) <= _AGAIN])
    page = {"sets": min(20, len(sets)), "shown sets": min(20, len(shown))}
    for key, readings in sets.items():
        yield {
            "families": sum(key in said for said in families.values()),
            "organisation": readings[0].facts["organisation"],
            **(_where_shown(key, shown) if key in shown else {}),
            **_rivals(key, sets, families),
            "again": min(9, sum(line.startswith(key[0]) for line in short)),
            **_form(readings[0].value, view),
            **page,
        }


def _stand(other: _Key, key: _Key) -> int:
    """How other names stand to these: 5: the same; 4: some of them; 3: all of them and more; 2: a word in common; 1: others."""
    theirs, own = set(other), set(key)
    if theirs <= own or theirs > own:
        return 5 if theirs == own else 4 if theirs < own else 3
    words = (set(" ".join(names).replace("-", " ").split()) for names in (other, key))
    return 1 if set.isdisjoint(*words) else 2


def _rivals(
    key: _Key, sets: Mapping[_Key, Sequence[Candidate]], families: Mapping[str, Sequence[_Key]]
) -> dict[str, int]:
    """How some names stand to the others, what speaks for these, and how what each family of the head's tags says stands to them."""
    agree = {other: _stand(other, key) for other in sets}
    rivals = [reading for other in sets if other != key for reading in sets[other]]
    return {family: max(agree[other] for other in said) for family, said in families.items()} | {
        "rival word": max((r.facts.get("first word", 0) for r in rivals), default=0),
        "rival marked": max((r.facts.get("marked", 0) for r in rivals), default=0),
        "rival person": int(any(r.source != "block" and not r.facts["organisation"] for r in rivals)),
        "smaller": [*agree.values()].count(4),
        "larger": [*agree.values()].count(3),
        "related": sum(agree[other] > 1 for other in sets if other != key),
    }


_ANY = ("word", "first word", "marked", "exact", "bio", "signed", "bare", "joined", "own page")


def _where_shown(key: _Key, shown: Mapping[_Key, Sequence[Candidate]]) -> dict[str, int]:
    """What speaks for the line that credits some names and is nearest to the headline, and what any of them says."""
    own = shown[key]
    best = min(own, key=lambda r: (r.facts["others"], abs(r.facts["distance"] - 1)))
    starts = {other: min((r.span or (0, 0))[0] for r in readings) for other, readings in shown.items()}
    start = (best.span or (0, 0))[0]
    before = [other for other, at in starts.items() if at < start and other != key]
    said = {f"any {name}": max(r.facts.get(name, 0) for r in own) for name in _ANY}
    return {"shown": min(9, len(own)), "before": min(9, len(before)), **best.facts, **said}


def _form(names: Sequence[str], view: View) -> dict[str, int]:
    """What names look like."""
    words = [word for name in names for word in name.split()]
    counts = [len(name.split()) for name in names]
    return {
        "names": min(_MOST_NAMES, len(names)),
        "fewest words": min(counts),
        "most words": max(counts),
        "caseless": int(bool(CASELESS.search(names[0]))),
        "small": int(any(word[:1].islower() for word in words)),
        "shout": int(any(word.isupper() and len(word) > 2 for word in words)),
        "person": int(all(is_person(name, view.lexicon) for name in names)),
        "wording": int(view.is_wording(names[0])),
    }
