"""What readers wrote: the comments below an article, the posts of a forum, each with its author and date."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from cleaner.article import Comment
from cleaner.document import Block, Document, Evidence
from cleaner.judge.verdict import Verdict
from cleaner.read.element import Element
from cleaner.read.names import own_names
from cleaner.read.outline import RowShape, Shape
from cleaner.recognise.dates import find_dates, is_date_line
from cleaner.recognise.lexicon import Lexicon, lexicon, starts_with
from cleaner.recognise.moments import parse_machine
from cleaner.text.fold import fold

_MOST = 2000
_UNIT = re.compile(
    r"(?:.*(?:comment|post|reply|replies|message)|(?:kommentar|beitrag|coment|commento|answer|response).*)s?\Z|post.*|comment.*|message.*|topic"
)
"""What class names and ids call a comment, in the languages that they are written in."""
_AUTHORS = frozenset(
    ("author", "authors", "username", "user", "poster", "fn", "nickname", "nick", "name", "commenter", "autor", "auteur", "creator", "member",
     "profile", "byline")
)  # fmt: skip
_ASIDE = frozenset(
    ("signature", "sig", "avatar", "controls", "actions", "toolbar", "likes", "share", "rank", "badge", "stats", "userinfo", "userdetails",
     "postprofile", "extra", "extras", "footer", "meta", "reply", "buttons", "vote", "votes")
)  # fmt: skip
"""What names call the parts of a comment that are not what was written."""
_FURNITURE = frozenset(("social", "form", "navigation", "advertisement", "author_bio", "consent", "taxonomy"))
_NAME_LENGTH = 60
_NAME_WORDS = 4
_PERSON = re.compile(r"member|user|profile|/u/|author|people|/@", re.IGNORECASE)
"""What addresses of people's pages have in them."""


def read_comments(document: Document, verdict: Verdict) -> list[Comment]:
    """The comments of a page: of what was cut as such, or of what stayed of a forum's thread."""
    if document.kind != "html" or len(verdict.rulings) != len(document.blocks):
        return []
    forum = verdict.genre == "forum"
    found = [
        index
        for index, ruling in enumerate(verdict.rulings)
        if (ruling is not None and ruling.label == "comments") or (forum and ruling is None)
    ]
    if not found:
        return []
    units = _units(document.blocks, found)
    words = lexicon(verdict.language)
    comments: list[Comment] = []
    for unit, depth in units:
        if len(comments) < _MOST and (made := _comment(document, verdict, unit, depth, words)):
            comments.append(made)
    return comments


def _holder(block: Block) -> Element | None:
    return block.shape.holder if isinstance(block.shape, (Shape, RowShape)) else None


def _around(element: Element | None) -> Iterator[Element]:
    while element is not None:
        yield element
        element = element.parent


def _signature(element: Element) -> tuple[str, str] | None:
    """What tells an element that may be a comment: its tag and the first of its names that calls it one."""
    if not element.kind or not element.attrib:
        return None
    name = next(filter(_UNIT.match, own_names(element.attrib)), None)
    return (element.tag, name.rstrip("0123456789")) if name else None


def _units(blocks: list[Block], found: list[int]) -> list[tuple[list[int], int]]:
    """The blocks of each comment, and how many others it lies in.

    A page has the same element around each comment. Of those that repeat, it is the outermost of which there are most.
    """
    signatures: dict[int, tuple[str, str] | None] = {}
    covered: Counter[tuple[str, str]] = Counter()
    count: Counter[tuple[str, str]] = Counter()
    depths: dict[tuple[str, str], Counter[int]] = {}
    for index in found:
        around = set()
        for element in _around(_holder(blocks[index])):
            if id(element) not in signatures:
                signature = signatures[id(element)] = _signature(element)
                if signature is not None:
                    count[signature] += 1
                    depths.setdefault(signature, Counter())[element.depth] += 1
            around.add(signatures[id(element)])
        covered.update(signature for signature in around if signature is not None)
    repeated = [s for s in count if count[s] > 1] or list(count)
    if not repeated:
        return []
    # A box around all may have its name too.
    depth = {signature: at.most_common(1)[0][0] for signature, at in depths.items()}
    most = max(covered[s] for s in repeated)
    chosen = min((s for s in repeated if 10 * covered[s] >= 7 * most), key=lambda s: (depth[s], -count[s]))
    units: dict[int, tuple[list[int], int]] = {}
    for index in _span(found, len(blocks)):
        own = [e for e in _around(_holder(blocks[index])) if e.depth >= depth[chosen] and _signature(e) == chosen]
        numbered = [e for e in own if any(map(str.isdigit, e.attrib.get("id", "")))]  # others may be parts of a comment
        if own:
            unit = numbered[0] if numbered else own[-1]
            units.setdefault(id(unit), ([], max(0, len(numbered) - 1)))[0].append(index)
    return list(units.values())


def _span(found: list[int], count: int) -> range:
    """From a little before the first block to a little behind the last: names and dates may be cut as something else."""
    return range(max(0, found[0] - 12), min(count, found[-1] + 12))


def _comment(document: Document, verdict: Verdict, unit: list[int], depth: int, words: Lexicon) -> Comment | None:
    parts = [
        (document.blocks[index], e, verdict.rulings[index]) for index in unit if (e := document.blocks[index].evidence)
    ]
    dates = (_date(block, evidence, words) for block, evidence, _ in parts)
    author = next(_authors([(block, evidence) for block, evidence, _ in parts], words), None)
    text: list[str] = []
    for block, evidence, ruling in parts:
        if (ruling is not None and ruling.label in _FURNITURE) or _is_aside(block, evidence, words):
            continue
        if not text and author is not None and block.text.startswith(author) and len(block.text) <= 2 * _NAME_LENGTH:
            continue
        text.append(block.text if block.breaks == 1 or not text else f"\n{block.text}")
    written = "\n".join(text).strip()
    return Comment(author, next(filter(None, dates), None), written, depth) if written else None


def _date(block: Block, evidence: Evidence, words: Lexicon) -> str | None:
    for time in evidence.times:
        if moment := parse_machine(time):
            return moment.iso()
    if len(block.text) > 150:
        return None
    moments = find_dates(block.text, words)
    return moments[0].iso() if moments else None


def _authors(parts: list[tuple[Block, Evidence]], words: Lexicon) -> Iterator[str]:
    """Names in a comment, the surest first: short lines that link to a person, then those that markup calls an author."""
    short = [
        (block.text.strip(), evidence)
        for block, evidence in parts
        if 1 < len(block.text) <= _NAME_LENGTH and block.text[-1] != ":" and not find_dates(block.text, words)
    ]
    for text, evidence in short:
        if any(map(_PERSON.search, evidence.links)) and len(text.split()) <= _NAME_WORDS:
            yield text
    for _, evidence in parts:
        yield from (name for name in evidence.credits if len(name) <= _NAME_LENGTH)
    for block, _ in parts:
        if len(block.text) <= 2 * _NAME_LENGTH and (moments := find_dates(block.text, words)):
            before = block.text[: moments[0].start].strip(" \t|·•,-–—»#()")
            told = ":" in before or starts_with(fold(before), words.published)
            if before and not told and len(before.split()) < _NAME_WORDS and not before[0].isdigit():
                yield before
    for text, evidence in short:
        own = (*evidence.names[: evidence.own_names], *evidence.inner)
        if not _AUTHORS.isdisjoint(own) and len(text.split()) <= _NAME_WORDS:
            yield text


def _is_aside(block: Block, evidence: Evidence, words: Lexicon) -> bool:
    """Whether a line of a comment is its date, a button, or something about who wrote it."""
    if "button" in evidence.regions or not _ASIDE.isdisjoint(evidence.names[:8]):
        return True
    if len(block.text) > 150:
        return False
    if evidence.times and len(block.text) <= _NAME_LENGTH:
        return True
    if 4 * evidence.link_chars >= 3 * len(block.text) and len(block.text) <= 30:
        return True
    moments = find_dates(block.text, words)
    return bool(moments) and is_date_line(block.text, moments, words)
