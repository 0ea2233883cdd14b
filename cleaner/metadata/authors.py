"""Authors that the page shows: bylines, names that the markup calls the author's, bios."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cleaner.document import Evidence
from cleaner.metadata.candidates import Candidate
from cleaner.metadata.people import bio_name, is_backed, may_be_name, read_bare_names, read_posts_by
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
_MOST_BIOS = 3
"""More people of whom a page says something each are a team, or no people."""
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
    lines = [line for index in range(first, last) if (line := _read_line(view, index, title)) is not None]
    near = _together(view, [line for line in lines if line.near])
    for line in near:
        yield _candidate(view, line)
    people = any(line.credit.people for line in near)
    if named and people:
        return
    if not people:
        rest = [*range(first), *range(last, count)]
        lines += [line for index in rest if (line := _read_line(view, index, title)) is not None]
    far = _together(view, [line for line in lines if not line.near])
    # Several far bylines are other stories' teasers; one, or one said again, is the article's.
    for line in far[:1]:
        own = {fold(name) for name in line.credit.people}
        if "nav" in _regions(view, line.index):
            continue
        rivals = [other for other in far[1:] if other.sure > line.sure - _CLOSE]
        if all(fold(name) in own for other in rivals for name in other.credit.people):
            yield _candidate(view, line)
    if not people:
        yield from read_bare_names(view, title)
    if not near and not far:
        yield from read_posts_by(view)
    bios = [(index, name) for index in view.labelled("author_bio", "duplicate") if (name := bio_name(view, index))]
    if len({fold(name) for _, name in bios}) <= _MOST_BIOS:
        for index, name in bios:
            yield Candidate("authors", Credit(people=[name]), "block", "bio", 0.55, view.span(index), view.rule(index))


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


def _same_byline(view: View, line: _Line, best: _Line) -> bool:
    """Whether two lines are one byline: on a page near ones that are marked alike.

    In a text, where nothing tells a section's name from a person's, only the next line with a byline's word or role too,
    and the one behind a line that joins two names ("and"): others near are names of somebody else (right on 2 of 35).
    """
    apart = abs(line.index - best.index)
    if view.document.kind == "html":
        # A place or a section is one word beside a whole name.
        like = (
            line.word
            or any(" " in name for name in line.credit.people)
            or not any(" " in name for name in best.credit.people)
        )
        return line.kind == best.kind and apart <= _TOGETHER and like and not (line.dated and best.dated)
    if apart == 1:
        return line.word and best.word
    between = fold(view.text(min(line.index, best.index) + 1)).strip(" ,&")
    return apart == 2 and (not between or between in view.lexicon.name_and)


def _regions(view: View, index: int) -> frozenset[str]:
    evidence = view.document.blocks[index].evidence
    return evidence.regions if evidence else frozenset()


def _candidate(view: View, line: _Line) -> Candidate:
    return Candidate("authors", line.credit, "block", line.key, line.sure, view.span(line.index), view.rule(line.index))


def _read_line(view: View, index: int, title: int | None) -> _Line | None:
    """Whom a block credits as author, where its label, its markup or its first words say that it credits anyone."""
    block = view.document.blocks[index]
    text = block.text
    if len(text) > _LINE or index == title:
        return None
    label = view.labels[index]
    evidence = block.evidence
    distance = index - title if title is not None else None
    beside = distance is not None and 0 < distance <= _NEAR
    if label in _NEVER and not (
        beside and (evidence is None or (label in _MISTAKEN and index - (title or 0) <= _BELOW))
    ):
        if not _is_own_line(view, index, distance):
            return None
        label = "byline"
    near = distance is not None and -_ABOVE <= distance <= _FAR
    byline = label == "byline"
    if evidence is None and not (near or byline or _first_word(text, view)):
        return None
    marked = evidence is not None and is_marked(evidence)
    short = len(text) <= 100 and count_words(text) <= 9
    if not (marked or near or short or byline):
        return None
    if evidence is None and (near or byline):
        text = unglued(text)
    word = _first_word(text, view)
    dated = distance is not None and -2 <= distance <= 3 and len(text) <= 120 and _DATED.search(text) is not None
    if label in _OTHERS and not (near and (marked or (word and short) or (dated and label in _MISTAKEN))):
        return None
    if not word and (dated or (near and (byline or label == "timestamp"))):
        word = has_byline_word(text, view.lexicon)
    if not (byline or marked or dated or (word and (near or short))):
        return None
    if evidence is not None and is_filing(evidence) and not has_byline_word(text, view.lexicon):
        return None
    beside = distance is not None and 0 < distance <= 3
    if evidence and not (beside or (word and evidence.credits)) and not _ELSEWHERE.isdisjoint(evidence.names[:8]):
        return None  # but a post's own footer says whom it is by
    if evidence and not (marked or word) and view.rule(index) == "byline.bare-name" and not may_be_name(evidence):
        return None
    if evidence is None and byline and not word and not near and not _announced(view, index):
        return None
    if not word and " " in text and fold(text).rsplit(" ", 1)[-1].strip(" :") in view.lexicon.byline:
        return None  # "Essay By", and the name is the next block
    if credits_help(block.text, view.lexicon) or (short and index and _only_help(view.text(index - 1), view)):
        return None
    exact = False
    if dated and not (byline or marked or word):
        if evidence is not None and any(_SECTION_LINK.search(link[:500]) for link in evidence.links):
            return None
        credit = beside_date(text, view.lexicon, view.sites)
    else:
        slugs = author_slugs(evidence.links) if evidence is not None and evidence.links else frozenset()
        clues = Clues(marked or byline, byline, word, evidence is None, slugs)
        credit = Credit()
        if evidence is not None and evidence.credits:
            named = own_credits(text, evidence.credits, view.lexicon)
            credit = line_credit(named, view.lexicon, view.sites, replace(clues, each=True))
            exact = bool(credit.people)
        if not exact:
            credit = line_credit(text, view.lexicon, view.sites, clues)
    if credit.people and not (word or exact) and (evidence is None or not evidence.links):
        credit.people = [name for name in credit.people if not view.is_wording(name, title)]
    if evidence is not None and label is None and not near:
        # "By the numbers:" in the article.
        credit.people = [name for name in credit.people if is_person(name, view.lexicon)]
        credit.others = []
    if not (credit.people or credit.agencies or credit.others):
        return None
    sure = _sure(view, index, distance, marked, word) + 0.03 * exact
    if evidence is None and near and not word and credit.people and is_backed(view, index, credit.people[0]):
        sure += _BACKED
    if evidence is not None and credit.people and not exact and not word and not byline and not near:
        sure = min(sure, _LABEL)  # markup's "author" far from the headline is a menu or another story's, as a rule
    kind = evidence.names[: evidence.own_names] if evidence else ()
    return _Line(
        index,
        credit,
        sure,
        near or (evidence is None and title is None),
        kind,
        "byline" if word or byline else "author",
        word,
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


def _sure(view: View, index: int, distance: int | None, marked: bool, word: bool) -> float:
    evidence, byline = view.document.blocks[index].evidence, view.labels[index] == "byline"
    if evidence is None:
        said = 0.05 * word + 0.05 * byline
        if distance is not None and 0 < distance <= _NEAR:
            return 0.7 + said
        if distance is not None and -_ABOVE <= distance <= _FAR:
            return 0.6 + said
        return {"head": 0.5, "tail": 0.5, "body": 0.4}[view.zone(index)] + said
    sure = 0.45 + 0.05 * marked + 0.05 * word + 0.05 * byline + 0.05 * ("author" in evidence.repeats)
    if distance is not None and 0 < distance <= _NEAR:
        return sure + 0.2
    if distance is not None and -_ABOVE <= distance <= _FAR:
        return sure + 0.1
    return sure


# What markup calls an author's name, in the languages that class names are written in.
NAMED = frozenset(
    ["author", "authors", "authorname", "byline", "bylines", "autor", "autoren", "autores", "auteur", "auteurs", "autore", "autori", "autorenzeile", "redakteur", "verfasser", "writer", "writers", "vcard", "fn", "contributor", "contributors", "creator", "journalist", "signature", "firma", "medarbejder", "skribent", "toimittaja", "forfatter", "reporter"]
)  # fmt: skip
POST_LINES = frozenset(("postmetadata", "postmeta", "postdata"))
_CRUMBS = frozenset(("breadcrumb", "breadcrumbs"))
_FILING = frozenset((
    "category", "categories", "license", "licence", "translator", "translators", "description",
))  # fmt: skip


def is_marked(evidence: Evidence) -> bool:
    """Whether markup says that a block names an author: its classes, structured data, or a link to an author's page."""
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
