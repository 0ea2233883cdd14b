"""Authors that the page shows: bylines, names that the markup calls the author's, bios."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cleaner.document import Evidence
from cleaner.metadata.block_bios import bio_name
from cleaner.metadata.candidates import Candidate
from cleaner.metadata.dates import find_dates
from cleaner.metadata.lexicon import Lexicon, fold, starts_with
from cleaner.metadata.names import Credit, looks_like_person, read_credit, strip_byline, tidy
from cleaner.metadata.titles import squeeze
from cleaner.metadata.view import View

_LINE = 300
"""A byline has no more characters than this, its date, section and count of comments included."""
_NEAR, _FAR, _ABOVE = 5, 14, 4
"""Blocks after the headline within which its byline stands: near, still likely; and above it."""

# What markup calls an author's name, in the languages that class names are written in.
_NAMED = frozenset(
    ["author", "authors", "authorname", "byline", "bylines", "autor", "autoren", "autores", "auteur", "auteurs", "autore", "autori", "autorenzeile", "redakteur", "verfasser", "writer", "writers", "vcard", "fn", "contributor", "contributors", "creator", "journalist", "signature", "firma", "medarbejder", "skribent", "toimittaja", "forfatter", "reporter"]
)  # fmt: skip
_ELSEWHERE = frozenset(
    [
        "comment",
        "comments",
        "commentlist",
        "kommentar",
        "kommentare",
        "related",
        "sidebar",
        "footer",
        "recommended",
        "popular",
        "trending",
        "latest",
        "menu",
        "nav",
    ]
)
_OTHERS = frozenset(
    (
        "comments",
        "related",
        "advertisement",
        "caption",
        "credit",
        "copyright",
        "consent",
        "player",
        "donation",
        "headline",
    )
)
_NEVER = frozenset(("comments", "related", "advertisement", "consent"))
_AUTHOR_LINK = re.compile(
    r"/(?:author|authors|autor|autoren|autores|auteur|auteurs|autore|autori|writers?|people|profile?|redakteur\w*|journalist\w*|contributors?|by|staff|team|user|users|member|u)/([\w%.-]{2,60})"
)
# Lines that credit somebody for something else than writing.
_HELPERS = re.compile(
    r"\W*(?:(?:medically |expert |technically )?(?:reviewed|edited|checked|verified|translated|illustrated|produced|curated|hosted|updated|approved)\b|"
    r"fact[- ]check|(?:photo|photograph|image|illustration|video|foto|bild|grafik)\w*\b|(?:geprüft|bearbeitet|übersetzt|überarbeitet|aktualisiert) von\b|"
    r"relu par|traduit par|(?:revisado|editado|traducido|traduzido) por|revisto da|tradotto da|responsible editor|责任编辑|责编|編集)",
    re.IGNORECASE,
)
_GLUED_BY = re.compile(r"^(by|By|BY|Von|Por|Par)(?=[A-ZÀ-Þ][a-zà-ÿ])")
_GLUED_DIGIT = re.compile(r"(?<=[a-zà-ÿ]{2})(?=\d)")
_GLUED_WORD = re.compile(
    r"(?<=[a-zà-ÿ])(?=(?:Published|Updated|Posted|Last|Redakteur|Reporter|Contributor|Editor|Staff)\b)"
)
_DATED = re.compile(r"\d{4}|\d{1,2}[./]\d{1,2}[./]\d{2}")
_PREFIX = re.compile(r"^[^\W\d_]{3,14}:\s+")
_AFTER_NAME = re.compile(r"\s(?:um|am|on|under|in|at|unter|à|le|el|om|den|with|for|from|auf|bei|vor)\s.*$", re.DOTALL)
_COUNTS = re.compile(
    r"\s(?:\d{1,6}|(?:\d{1,6}|one|no|ein|keine|leave a|write a|post a|schreibe? einen|hinterlasse einen|laisser un|deja un|deixe um)"
    r"\s(?:kommentare?|comments?|commentaires?|comentarios?|comentários?|repl(?:y|ies)|min(?:ute)?s?|views?)\b.*)$",
    re.IGNORECASE | re.DOTALL,
)
_CUT = re.compile(r"[|•·⋅∙‧▪●»\n\t]|\s[-–—]\s|\s/+\s|//|\s~\s|(?<=\S)\s{2,}")
_TRAILING = re.compile(r"(?:\s(?:am|on|at|um|in|le|el|il|om|den|the|im|vom|on:|den:|dne|w))+$", re.IGNORECASE)


@dataclass(slots=True, frozen=True)
class _Line:
    index: int
    credit: Credit
    sure: float
    near: bool
    kind: tuple[str, ...]  # own names of the block: the authors of one byline are marked alike
    key: str


def read_authors(view: View, title: int | None) -> Iterator[Candidate]:
    """People of bylines beside the headline, else of the only byline elsewhere, else of bios.

    Each candidate holds a `Credit`. `title` is the headline's block, where it is known.
    """
    lines = [line for index in range(len(view.labels)) if (line := _read_line(view, index, title)) is not None]
    near = _together([line for line in lines if line.near])
    for line in near:
        yield _candidate(view, line, line.key)
    far = _together([line for line in lines if not line.near])
    # Several far bylines are other stories' teasers; one, or one said again, is the article's.
    if len({fold(name) for line in far[1:] for name in line.credit.people} | {""}) == 1 or len(far) == 1:
        for line in far[:1]:
            yield _candidate(view, line, line.key)
    if not near:
        yield from _bare_names(view, title)
    for index in view.labelled("author_bio", "duplicate"):
        name = bio_name(view, index)
        if name:
            yield Candidate("authors", Credit(people=[name]), "block", "bio", 0.55, view.span(index), view.rule(index))


def _bare_names(view: View, title: int | None) -> Iterator[Candidate]:
    """A block right below the headline that is a person's name and nothing else."""
    if title is None:
        return
    for index in range(title + 1, min(title + 1 + _NEAR, len(view.labels))):
        markup = view.document.kind == "html"
        text = view.text(index) if markup else _unglued(view.text(index)).split(" | ")[0]
        if (markup and view.labels[index] in _OTHERS) or len(text) > 80 or index > view.first:
            continue
        # Text has no markup to tell a name by: the place right below the headline is what there is.
        if not _backed(view, index) and (markup or index > title + 2):
            continue
        if all(
            2 <= len(part.split()) <= 4 and looks_like_person(part.strip(), view.lexicon) for part in text.split("/")
        ):
            credit = read_credit(text, view.lexicon, view.sites)
            if credit.people:
                yield Candidate("authors", credit, "block", "name", 0.46, view.span(index), view.rule(index))
                return


def _backed(view: View, index: int) -> bool:
    """Whether a bare name is somebody's: a date stands next to it, or a block elsewhere begins with the same name."""
    if any(0 <= other < len(view.labels) and view.labels[other] == "timestamp" for other in (index - 1, index + 1)):
        return True
    name = view.text(index)
    return any(view.text(other).startswith(name) for other in range(index + 1, len(view.labels)))


def _together(lines: list[_Line]) -> list[_Line]:
    """The first line, with the names of lines right after it: a byline of several blocks."""
    if not lines:
        return []
    best = max(lines, key=lambda line: (bool(line.credit.people), line.sure, -line.index))
    merged = Credit()
    for line in lines:
        if line is best or (line.kind == best.kind and abs(line.index - best.index) <= 4):
            merged.merge(line.credit)
    rest = [
        line
        for line in lines
        if line is not best and not (line.kind == best.kind and abs(line.index - best.index) <= 4)
    ]
    return [_Line(best.index, merged, best.sure, best.near, best.kind, best.key), *rest[:3]]


def _candidate(view: View, line: _Line, key: str) -> Candidate:
    return Candidate("authors", line.credit, "block", key, line.sure, view.span(line.index), view.rule(line.index))


def _read_line(view: View, index: int, title: int | None) -> _Line | None:
    """Whom a block credits as author, where its label, its markup or its first words say that it credits anyone."""
    label = view.labels[index]
    block = view.document.blocks[index]
    evidence = block.evidence
    distance = index - title if title is not None else None
    if len(block.text) > _LINE or (
        label in _NEVER and not (evidence is None and distance is not None and 0 < distance <= _NEAR)
    ):
        return None
    near = distance is not None and -_ABOVE <= distance <= _FAR and distance != 0
    marked = _marked(evidence)
    text = _unglued(block.text) if evidence is None and (near or label == "byline") else block.text
    short = len(text) <= 100 and text.count(" ") <= 8
    if not (marked or near or short or label == "byline"):
        return None
    first = text[:30].split(None, 1)[0].casefold().strip(":：.,|•·–—-") if text else ""
    word = (
        starts_with(fold(text[:60]), view.lexicon.byline)
        if first in view.lexicon.byline_first or not first.isascii()
        else None
    )
    if label in _OTHERS and not (near and (marked or (word and short))):
        return None
    dated = distance is not None and -2 <= distance <= 3 and len(text) <= 120 and bool(_DATED.search(text))
    if not word and (dated or (near and label in ("timestamp", "byline"))) and _inside(view.lexicon).search(text):
        word = "by"
    if not (label == "byline" or marked or (word and (near or short)) or dated):
        return None
    if evidence and not _ELSEWHERE.isdisjoint(evidence.names[:8]) and not (distance is not None and 0 < distance <= 3):
        return None
    credit = line_credit(text, view, index, marked or label == "byline", bool(word))
    if evidence is None and label == "byline" and not word and not near and not _announced(view, index):
        return None
    if dated and not (label == "byline" or marked or word):
        credit = _beside_date(text, view)
    if not (credit.people or credit.agencies or credit.others):
        return None
    kind = evidence.names[: evidence.own_names] if evidence else ()
    return _Line(
        index,
        credit,
        _sure(view, index, distance, label, marked, bool(word)),
        near or (evidence is None and title is None),
        kind,
        "byline" if word or label == "byline" else "author",
    )


def _announced(view: View, index: int) -> bool:
    """Whether the line above ends in a byline's word: "Written by" / "Jane Roe"."""
    above = fold(view.text(index - 1)).strip(" :.") if index else ""
    return above in view.lexicon.byline


def _unglued(text: str) -> str:
    """A line that an extractor put together without spaces: "ByJane Roe", "Jane Roe5 hours ago", "Jane RoePublished"."""
    text = _GLUED_BY.sub(r"\1 ", text.lstrip("•*- \t"))
    return _GLUED_WORD.sub(" | ", _GLUED_DIGIT.sub(" | ", text))


def _beside_date(text: str, view: View) -> Credit:
    """The person's name that a mark parts from a date: "11.12.2019 - Jane Roe"."""
    moments = find_dates(text, view.lexicon, True)
    if not moments:
        return Credit()
    parts = [tidy(part) for part in _CUT.split(text[: moments[0].start]) + _CUT.split(text[moments[-1].end :])]
    names = [part for part in parts if 2 <= len(part.split()) <= 3 and looks_like_person(part, view.lexicon)]
    return read_credit(names[0], view.lexicon, view.sites) if len(names) == 1 else Credit()


def _sure(view: View, index: int, distance: int | None, label: str | None, marked: bool, word: bool) -> float:
    evidence = view.document.blocks[index].evidence
    if evidence is None:
        said = 0.05 * word + 0.05 * (label == "byline")
        if distance is not None and 0 < distance <= _NEAR:
            return 0.7 + said
        if distance is not None and -_ABOVE <= distance <= _FAR:
            return 0.6 + said
        return {"head": 0.5, "tail": 0.5, "body": 0.4}[view.zone(index)] + said
    sure = 0.45 + 0.05 * marked + 0.05 * word + 0.05 * (label == "byline") + 0.05 * ("author" in evidence.repeats)
    if distance is not None and 0 < distance <= _NEAR:
        return sure + 0.2
    if distance is not None and -_ABOVE <= distance <= _FAR:
        return sure + 0.1
    return sure


def _marked(evidence: Evidence | None) -> bool:
    if evidence is None:
        return False
    if not (_NAMED.isdisjoint(evidence.names[: evidence.own_names + 4]) and _NAMED.isdisjoint(evidence.inner)):
        return True
    return "author" in evidence.repeats or any(_AUTHOR_LINK.search(link) for link in evidence.links)


def line_credit(text: str, view: View, index: int, marked: bool, word: bool) -> Credit:
    """Whom a line credits beside dates, sections and counts: "3 May 2020 · by Jane Roe · News" -> Jane Roe."""
    evidence = view.document.blocks[index].evidence
    for moment in reversed(find_dates(text, view.lexicon, True)):
        text = text[: moment.start] + " | " + text[moment.end :]
    text = _date_words(view.lexicon).sub(" | ", text)
    slugs = {squeeze(slug) for link in (evidence.links if evidence else ()) for slug in _AUTHOR_LINK.findall(link)}
    chunks = [_TRAILING.sub("", tidy(chunk)) for chunk in _CUT.split(text)]
    chunks = [chunk for chunk in chunks if chunk]
    credit = Credit()
    for place, chunk in enumerate(chunks[:12]):
        if _HELPERS.match(chunk):
            continue
        rest = _TRAILING.sub("", strip_byline(chunk, view.lexicon))
        said = rest != chunk
        inside = None if said or not word else next(reversed(list(_inside(view.lexicon).finditer(chunk))), None)
        if inside:
            rest, said = chunk[inside.end() :], True
        if said:
            rest = _AFTER_NAME.sub("", rest)
        if not said and view.labels[index] == "byline":
            rest = _PREFIX.sub("", rest)
        rest = _COUNTS.sub("", rest)
        whole = place == 0 and marked and (len(chunks) == 1 or (view.labels[index] == "byline" and " " not in rest))
        if not said and not marked and evidence is not None:
            continue
        single = _by_slug(rest, slugs, view)
        if single:
            credit.merge(read_credit(single, view.lexicon, view.sites, trusted=True))
        elif said or whole or place == 0 or looks_like_person(rest, view.lexicon) or "," in rest:
            few = len(rest.split()) <= 2
            one = read_credit(rest, view.lexicon, view.sites, trusted=(said or whole) and few)
            if said or not credit.people or whole:
                credit.merge(one)
        if credit.people and said:
            break
    return credit


_WORDS_OF: dict[str | None, re.Pattern[str]] = {}
_INSIDE: dict[str | None, re.Pattern[str]] = {}


def _inside(lexicon: Lexicon) -> re.Pattern[str]:
    """A byline's word within a line: "3 May 2020 by Jane Roe"."""
    made = _INSIDE.get(lexicon.code)
    if made is None:
        words = "|".join(map(re.escape, lexicon.byline)) or "(?!)"
        made = _INSIDE[lexicon.code] = re.compile(rf"(?<!\w)(?i:{words}):?\s(?=[^\W\d_])")
    return made


def _date_words(lexicon: Lexicon) -> re.Pattern[str]:
    """Words before a date ("updated", "published on"), which end a name."""
    made = _WORDS_OF.get(lexicon.code)
    if made is None:
        # "posted by" also stands before a name: what holds a byline's word is left to it.
        words = [
            w for w in (*lexicon.published, *lexicon.modified) if starts_with(w, lexicon.byline) is None and len(w) > 2
        ]
        made = re.compile(
            rf"(?<!\w)(?:{'|'.join(map(re.escape, words)) or '(?!)'})(?!\w)(?!\s(?:by|von|par|por|da|door|av|af)\b)",
            re.IGNORECASE,
        )
        _WORDS_OF[lexicon.code] = made
    return made


def _by_slug(text: str, slugs: set[str], view: View) -> str | None:
    """The words of a line that the address of an author's page repeats: "karla Leave a comment" with /author/karla.

    Where the address has the first name alone, the rest of the name goes with it.
    """
    if not slugs:
        return None
    words = text.split()
    for size in (4, 3, 2, 1):
        for start in range(len(words) - size + 1):
            part = " ".join(words[start : start + size])
            if squeeze(part) in slugs:
                if size == 1:
                    for longer in (words[start : start + 2], words[max(0, start - 1) : start + 1]):
                        if len(longer) == 2 and looks_like_person(" ".join(longer), view.lexicon):
                            return " ".join(longer)
                return part
    return None
