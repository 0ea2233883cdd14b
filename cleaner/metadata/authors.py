"""Authors that the page shows: bylines, names that the markup calls the author's, bios."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from cleaner.document import Evidence
from cleaner.metadata.candidates import Candidate
from cleaner.metadata.people import is_backed, may_be_name, read_bare_names, read_bio_names
from cleaner.metadata.view import View
from cleaner.recognise.bylines import (
    Clues,
    author_slugs,
    beside_date,
    credits_help,
    has_byline_word,
    line_credit,
    own_credits,
    unglued,
)
from cleaner.recognise.credits import Credit
from cleaner.recognise.lexicon import starts_with
from cleaner.recognise.person import is_person
from cleaner.text.fold import fold
from cleaner.text.words import count_words

_LINE = 300
"""A byline has no more characters than this, its date, section and count of comments included."""
_NEAR, _FAR, _ABOVE = 5, 14, 4
"""Blocks after the headline within which its byline stands: near, still likely; and above it."""

_ELSEWHERE = frozenset((
    "comment", "comments", "commentlist", "kommentar", "kommentare", "related", "sidebar", "footer", "recommended",
    "popular", "trending", "latest", "menu", "nav",
))  # fmt: skip
_OTHERS = frozenset((
    "comments", "related", "advertisement", "caption", "credit", "copyright", "consent", "player", "donation", "headline",
))  # fmt: skip
_NEVER = frozenset(("comments", "related", "advertisement", "consent"))
_MISTAKEN = frozenset(("related", "caption", "player"))
_BELOW = 3
"""Blocks below the headline in which a line that the judge took for another story's or a caption is the byline as a rule."""
_DATED = re.compile(r"\d{4}|\d{1,2}[./]\d{1,2}[./]\d{2}")
_SECTION_LINK = re.compile(r"/(?:category|categories|kategorie|rubrik|tag|tags|topic|topics|section|thema|themen)/")
_LABEL = 0.4
_CLOSE = 0.05
"""A far byline that is less sure than another by this is no rival of it: a menu's entry that a class calls an author's."""
_TOGETHER = 4
"""Blocks between two names of one byline."""
_BACKED = 0.02
"""What a date or another line adds to a name that no byline's word stands before: of two such lines that one is it."""
_MARKS = ":：.,|•·–—-"


@dataclass(slots=True, frozen=True)
class _Line:
    index: int
    credit: Credit
    sure: float
    near: bool
    kind: tuple[str, ...]  # own names of the block: the authors of one byline are marked alike
    key: str
    word: bool  # whether a byline's word stands in it
    dated: bool  # whether a date stands in it: of two such lines each is a story's own


def read_authors(view: View, title: int | None, named: bool) -> Iterator[Candidate]:
    """People of bylines beside the headline, else of the only byline elsewhere, else of bios.

    Each candidate holds a `Credit`.

    Args:
        title: the headline's block, where it is known.
        named: whether the page's head names people already: then only the lines beside the headline are read.
    """
    count = len(view.labels)
    first, last = (max(0, title - _ABOVE), min(count, title + _FAR + 1)) if title is not None else (0, 0)
    lines = _read_lines(view, range(first, last), title)
    near = _together(view, [line for line in lines if line.near])
    yield from _candidates(view, near)
    people = any(line.credit.people for line in near)
    if people and named:
        return
    if not people:
        lines += _read_lines(view, [*range(first), *range(last, count)], title)
    far = _together(view, [line for line in lines if not line.near])
    yield from _candidates(view, _only(view, far))
    if not people:
        yield from read_bare_names(view, title)
    yield from read_bio_names(view)


def _together(view: View, lines: list[_Line]) -> list[_Line]:
    """The first line, with the names of lines right after it: a byline of several blocks."""
    if not lines:
        return []
    best = max(lines, key=lambda line: (bool(line.credit.people), line.sure, -line.index))
    merged = Credit()
    rest: list[_Line] = []
    for line in lines:
        if line is best or _same_byline(view, line, best):
            merged.merge(line.credit)
        else:
            rest.append(line)
    return [_Line(best.index, merged, best.sure, best.near, best.kind, best.key, best.word, best.dated), *rest[:3]]


def _read_lines(view: View, indices: Iterable[int], title: int | None) -> list[_Line]:
    return [line for index in indices if (line := _read_line(view, index, title)) is not None]


def _only(view: View, far: Sequence[_Line]) -> Sequence[_Line]:
    """The first of the bylines far from the headline, where it is the only one or the others say it again.

    Several are other stories' teasers.
    """
    if not far:
        return ()
    own = {fold(name) for name in far[0].credit.people}
    evidence = view.document.blocks[far[0].index].evidence
    if evidence is not None and "nav" in evidence.regions:
        return ()
    rivals = [other for other in far[1:] if other.sure > far[0].sure - _CLOSE]
    return far[:1] if all(fold(name) in own for other in rivals for name in other.credit.people) else ()


def _same_byline(view: View, line: _Line, best: _Line) -> bool:
    """Whether two lines are one byline: on a page near ones that are marked alike.

    In a text, where nothing tells a section's name from a person's, only the next line with a byline's word or role too,
    and the one behind a line that joins two names ("and"): others near are names of somebody else (right on 2 of 35).
    """
    apart = abs(line.index - best.index)
    if view.document.kind == "html":
        if line.kind != best.kind or apart > _TOGETHER or (line.dated and best.dated):
            return False
        # A place or a section is one word beside a whole name.
        return line.word or _has_whole_name(line) or not _has_whole_name(best)
    if apart == 1:
        return line.word and best.word
    between = fold(view.text(min(line.index, best.index) + 1)).strip(" ,&")
    return apart == 2 and (not between or between in view.lexicon.name_and)


def _candidates(view: View, lines: Iterable[_Line]) -> Iterator[Candidate]:
    for line in lines:
        span, rule = view.span(line.index), view.rule(line.index)
        yield Candidate("authors", line.credit, "block", line.key, line.sure, span, rule)


def _has_whole_name(line: _Line) -> bool:
    return any(" " in name for name in line.credit.people)


class _Facts:
    """What is known of a line that may credit an author.

    Attributes:
        text: its words, parted where an extractor glued them. label: what the judge cut it as.
        distance: blocks behind the headline, or None. near: whether the headline is near. short: whether it is short.
        byline: whether the judge cut it as one. marked: whether its markup names an author.
        dated: whether a date stands in it beside the headline. word, first_word: whether a byline's word does, or begins it.
    """

    def __init__(self, view: View, index: int, title: int | None) -> None:
        block = view.document.blocks[index]
        self.index, self.title = index, title
        self.evidence, self.label = block.evidence, view.labels[index]
        self.distance = index - title if title is not None else None
        if self._is_cut() and _is_own_line(view, index, self.distance):
            self.label = "byline"
        self.byline = self.label == "byline"
        self.near = self.within(-_ABOVE, _FAR)
        glued = self.evidence is None and (self.near or self.byline)
        self.text = unglued(block.text) if glued else block.text
        self._view = view

    @cached_property
    def marked(self) -> bool:
        return is_marked(self.evidence)

    @cached_property
    def short(self) -> bool:
        text = self._view.text(self.index)
        return len(text) <= 100 and count_words(text) <= 9

    @cached_property
    def dated(self) -> bool:
        return self.within(-2, 3) and len(self.text) <= 120 and bool(_DATED.search(self.text))

    @cached_property
    def first_word(self) -> bool:
        return _first_word(self.text, self._view)

    @cached_property
    def word(self) -> bool:
        if self.first_word or not (self.dated or (self.near and (self.byline or self.label == "timestamp"))):
            return self.first_word
        return has_byline_word(self.text, self._view.lexicon)

    def within(self, first: int, last: int) -> bool:
        """Whether the line stands that many blocks behind the headline."""
        return self.distance is not None and first <= self.distance <= last

    def _is_cut(self) -> bool:
        """Whether the judge took the line for another story's, a comment's or the like, and is not mistaken."""
        if self.label not in _NEVER:
            return False
        mistaken = self.evidence is None or (self.label in _MISTAKEN and self.within(1, _BELOW))
        return not (self.within(1, _NEAR) and mistaken)

    def may_credit(self, view: View) -> bool:
        """Whether label, markup or first words say that the line credits anyone, and nothing that it does not."""
        if self._is_cut() or self._is_others():
            return False
        if not (self.byline or self.marked or self.dated or ((self.near or self.short) and self.word)):
            return False
        if self.evidence is not None:
            return self._markup_allows(view, self.evidence)
        if self.byline:
            return self.word or self.near or _announced(view, self.index)
        return self.near or self.first_word

    def _is_others(self) -> bool:
        """Whether the judge cut the line as something that no byline is, and nothing says otherwise."""
        if self.label not in _OTHERS:
            return False
        said = self.marked or (self.first_word and self.short) or (self.dated and self.label in _MISTAKEN)
        return not (self.near and said)

    def _markup_allows(self, view: View, evidence: Evidence) -> bool:
        """Whether the markup does not say that the line is a list, another story's, or a heading."""
        if is_filing(evidence) and not has_byline_word(self.text, view.lexicon):
            return False
        # A post's own footer says whom it is by.
        beside = self.within(1, 3) or (self.word and evidence.credits)
        if not beside and not _ELSEWHERE.isdisjoint(evidence.names[:8]):
            return False
        bare = view.rule(self.index) == "form.person" and not (self.marked or self.word)
        return not bare or may_be_name(evidence)


def _read_line(view: View, index: int, title: int | None) -> _Line | None:
    """Whom a block credits as author, where its label, its markup or its first words say that it credits anyone."""
    block = view.document.blocks[index]
    if len(block.text) > _LINE or index == title:
        return None
    facts = _Facts(view, index, title)
    if not facts.may_credit(view) or _credits_other(view, facts):
        return None
    credit, exact = _credit_of(view, facts)
    _drop_phrases(view, facts, credit, exact)
    if not (credit.people or credit.agencies or credit.others):
        return None
    evidence = facts.evidence
    return _Line(
        index,
        credit,
        _sure(view, facts, credit, exact),
        facts.near or (evidence is None and title is None),
        evidence.names[: evidence.own_names] if evidence else (),
        "byline" if facts.word or facts.byline else "author",
        facts.word,
        _DATED.search(block.text) is not None,
    )


def _only_help(text: str, view: View) -> bool:
    """Whether a line only announces a helper's name: "Reviewed by"."""
    ends = text.rstrip(" :").endswith((" by", " von", " par", " por", " da"))
    return ends and len(text) <= 40 and credits_help(text, view.lexicon)


def _is_own_line(view: View, index: int, distance: int | None) -> bool:
    """Whether a line that the judge took for another story's, or a comment's, is the post's own byline by its markup.

    Between headline and text an author's element, at the text's end the line that a post's footer begins with "by".
    """
    evidence = view.document.blocks[index].evidence
    if evidence is None:
        return False
    own = evidence.names[: evidence.own_names]
    if view.labels[index] == "related" and distance is not None and 0 < distance <= _FAR:
        return not NAMED.isdisjoint(own)
    return not POST_LINES.isdisjoint(own) and _first_word(view.text(index), view)


def _first_word(text: str, view: View) -> bool:
    """Whether a line begins with a byline's word."""
    folded = fold(text[:60])
    first = folded.partition(" ")[0]
    if first.isascii() and first.strip(_MARKS) not in view.lexicon.byline_first:
        return False
    return starts_with(folded, view.lexicon.byline) is not None


def _announced(view: View, index: int) -> bool:
    """Whether the line above ends in a byline's word: "Written by" / "Jane Roe"."""
    above = fold(view.text(index - 1)).strip(" :.") if index else ""
    return above in view.lexicon.byline


def _credits_other(view: View, facts: _Facts) -> bool:
    """Whether a line credits no author: its name is the next block ("Essay By"), or it or the one above names a helper."""
    if not facts.word and " " in facts.text:
        last = fold(facts.text).rsplit(" ", 1)[-1].strip(" :")
        if last in view.lexicon.byline:
            return True
    if credits_help(view.document.blocks[facts.index].text, view.lexicon):
        return True
    return facts.short and facts.index > 0 and _only_help(view.text(facts.index - 1), view)


def _credit_of(view: View, facts: _Facts) -> tuple[Credit, bool]:
    """Whom a line credits, and whether elements of its own name them."""
    evidence, text = facts.evidence, facts.text
    if facts.dated and not (facts.byline or facts.marked or facts.word):
        if evidence is not None and any(_SECTION_LINK.search(link[:500]) for link in evidence.links):
            return Credit(), False
        return beside_date(text, view.lexicon, view.sites), False
    slugs = author_slugs(evidence.links) if evidence is not None and evidence.links else frozenset()
    clues = Clues(facts.marked or facts.byline, facts.byline, facts.word, evidence is None, slugs)
    if evidence is not None and evidence.credits:
        named = own_credits(text, evidence.credits, view.lexicon)
        credit = line_credit(named, view.lexicon, view.sites, replace(clues, each=True))
        if credit.people:
            return credit, True
    return line_credit(text, view.lexicon, view.sites, clues), False


def _drop_phrases(view: View, facts: _Facts, credit: Credit, exact: bool) -> None:
    """Takes out of a credit what is no name but the article's own words: "By the numbers:", a capitalised topic."""
    evidence = facts.evidence
    if not (facts.word or exact or (evidence is not None and evidence.links)):
        credit.people = [name for name in credit.people if not view.is_wording(name, facts.title)]
    if evidence is not None and facts.label is None and not facts.near:
        credit.people = [name for name in credit.people if is_person(name, view.lexicon)]
        credit.others = []


def _sure(view: View, facts: _Facts, credit: Credit, exact: bool) -> float:
    """How sure it is that a line credits the article's authors: by its place, its words and its markup."""
    evidence, close = facts.evidence, facts.within(1, _NEAR)
    byline = view.labels[facts.index] == "byline"
    if evidence is None:
        sure = {"head": 0.5, "tail": 0.5, "body": 0.4}[view.zone(facts.index)]
        if facts.near:
            sure = 0.7 if close else 0.6
        sure += 0.05 * facts.word + 0.05 * byline
        backed = facts.near and not facts.word and credit.people and is_backed(view, facts.index, credit.people[0])
        return sure + _BACKED * bool(backed)
    sure = 0.45 + 0.05 * facts.marked + 0.05 * facts.word + 0.05 * byline + 0.05 * ("author" in evidence.repeats)
    sure += 0.2 if close else 0.1 * facts.near
    if credit.people and not (exact or facts.word or facts.byline or facts.near):
        return min(sure, _LABEL)  # markup's "author" far from the headline is a menu or another story's, as a rule
    return sure + 0.03 * exact


# What markup calls an author's name, in the languages that class names are written in.
NAMED = frozenset(
    ["author", "authors", "authorname", "byline", "bylines", "autor", "autoren", "autores", "auteur", "auteurs", "autore", "autori", "autorenzeile", "redakteur", "verfasser", "writer", "writers", "vcard", "fn", "contributor", "contributors", "creator", "journalist", "signature", "firma", "medarbejder", "skribent", "toimittaja", "forfatter", "reporter"]
)  # fmt: skip
POST_LINES = frozenset(("postmetadata", "postmeta", "postdata"))
_CRUMBS = frozenset(("breadcrumb", "breadcrumbs"))
_FILING = frozenset((
    "category", "categories", "license", "licence", "translator", "translators", "description",
))  # fmt: skip


def is_marked(evidence: Evidence | None) -> bool:
    """Whether markup says that a block names an author: its classes, structured data, or a link to an author's page."""
    if evidence is None:
        return False
    if evidence.credits or "author" in evidence.repeats:
        return True
    if not NAMED.isdisjoint(evidence.names[: evidence.own_names + 4]) or not NAMED.isdisjoint(evidence.inner):
        return True
    return bool(evidence.links) and bool(author_slugs(evidence.links))


def is_filing(evidence: Evidence) -> bool:
    """Whether a block is a table's row, or by its names a list of sections, a breadcrumb, a bio, or a picture's licence."""
    if evidence.tag == "tr" or not _CRUMBS.isdisjoint(evidence.names[:8]):
        return True
    return not _FILING.isdisjoint(evidence.names[: evidence.own_names])
