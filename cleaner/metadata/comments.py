"""What readers wrote: the comments below an article, the posts of a forum, each with its author and date."""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from cleaner.article import Comment
from cleaner.document import Block, Document
from cleaner.judge.verdict import Verdict
from cleaner.read.element import Element, around, own_names
from cleaner.read.markup import HEADINGS, called
from cleaner.read.outline import RowShape, Shape, runs
from cleaner.recognise.dates import find_dates, is_date_line, parse_machine
from cleaner.recognise.lexicon import Lexicon, lexicon

_MOST = 2000
_UNIT = re.compile(
    r"(?:.*(?:comment|post|reply|replies|message)|(?:kommentar|beitrag|coment|commento|answer|response).*)s?\Z|post.*|comment.*|message.*|topic"
)
"""What class names and ids call a comment, in the languages that they are written in."""
_FURNITURE = frozenset(("social", "form", "navigation", "advertisement", "author_bio", "consent", "taxonomy"))
_NAME_LENGTH, _NAME_WORDS = 60, 4
_LINE = 150
"""Characters of the longest line that says who wrote a comment, or when."""
_TOLD = 40
"""Characters beyond which what was cut alone is a comment: buttons and notes about comments have fewer."""
_AROUND = 12
"""Blocks before the first comment and behind the last among which their names and dates may be, cut as something else."""
_COUNT = re.compile(r"[\d.,]+\s")
_FEW, _ENOUGH = 3, 0.6
_PARTED = 0.7
_PERSON = re.compile(r"member|user|profile|/u/|author|people|/@", re.IGNORECASE)
"""What addresses of people's pages have in them."""
_Signature = tuple[str, str]
_Said = tuple[tuple[Hashable, ...], str, float]
"""What may be the author or the date of a comment: the place where it stands, which is the same in each comment of a page; what it says;
and what speaks for it besides."""
_Ranked = list[dict[int, str]]
"""What stands at places in the comments, by their numbers, the best place first."""


class _Unit(NamedTuple):
    """A comment: what holds it, how many others that lies in, its blocks, and those around it, or right before it, but around no other."""

    element: Element
    depth: int
    blocks: list[int]
    beside: list[int]


def read_comments(document: Document, verdict: Verdict) -> list[Comment]:
    """The comments of a page: of what was cut as such, or of what stayed of a forum's thread."""
    blocks, forum = document.blocks, verdict.genre == "forum"
    cut = enumerate(verdict.rulings if document.kind == "html" else ())
    found = [index for index, ruling in cut if (ruling.label == "comments" if ruling is not None else forum)]
    if not found:
        return []
    units = _units(blocks, found)[:_MOST]
    words = lexicon(verdict.language)
    lines = {index: blocks[index] for unit in units for index in (*unit.blocks, *unit.beside)}
    names = {index: list(_names(block, words)) for index, block in lines.items()}
    days = {index: list(_dates(block, words)) for index, block in lines.items()}
    authors, dates = _said(units, names, days)
    anchors = max((set(ranked[0]) for ranked in (authors, dates) if ranked), key=len, default=set())
    if 0 < len(anchors) <= _PARTED * len(units):
        units = _whole(blocks, units, anchors)
        authors, dates = _said(units, names, days)
    made = (
        _comment(document, verdict, unit, words, _best(authors, number), _best(dates, number))
        for number, unit in enumerate(units)
    )
    return [*filter(None, made)]


def _best(ranked: _Ranked, number: int) -> str | None:
    """What stands at the best place at which a comment has anything."""
    return next((texts[number] for texts in ranked if number in texts), None)


def _comment(
    document: Document, verdict: Verdict, unit: _Unit, words: Lexicon, author: str | None, date: str | None
) -> Comment | None:
    blocks = [document.blocks[index] for index in unit.blocks if _is_written(document, verdict, index, words)]
    first = blocks[0].text if blocks else ""
    if author is not None and first.startswith(author) and len(first) <= 2 * _NAME_LENGTH:
        del blocks[0]
    text = "\n".join(["\n" * (block.breaks > 1) + block.text for block in blocks]).strip()
    return Comment(author, date, text, unit.depth) if text else None


def _is_written(document: Document, verdict: Verdict, index: int, words: Lexicon) -> bool:
    """Whether a line of a comment is what was written, and not its date, a button, or something about who wrote it."""
    block, ruling = document.blocks[index], verdict.rulings[index]
    evidence, length = block.evidence, len(block.text)
    if evidence is None or (ruling is not None and ruling.label in _FURNITURE) or "button" in evidence.regions:
        return False
    if not called("aside").isdisjoint(evidence.names[:8]):
        return False
    if length > _LINE:
        return True
    linked = length <= 30 and 4 * evidence.link_chars >= 3 * length
    dated = (bool(evidence.times) and length <= _NAME_LENGTH) or is_date_line(
        block.text, find_dates(block.text, words), words
    )
    return not (linked or dated)


# --- where the comments are --------------------------------------------------------------------------------------
def _around(block: Block) -> Iterator[Element]:
    """The elements around a block, innermost first; of a row of a table those around its longest cell."""
    shape = block.shape
    if isinstance(shape, RowShape):
        _, shape = max((one for cell in shape.cells for one in cell), key=lambda one: len(one[0]))
    return around(shape.holder if isinstance(shape, Shape) else None)


def _signature(element: Element) -> _Signature | None:
    """What tells an element that may be a comment: its tag and the first of its names that calls it one."""
    if not element.kind or not element.own_count:
        return None
    name = _unit_name(element.names[: element.own_count])
    return (element.tag, name) if name else None


@lru_cache(4096)
def _unit_name(names: tuple[str, ...]) -> str | None:
    return next((name.rstrip("0123456789") for name in names if _UNIT.match(name)), None)


def _signed(blocks: Iterable[Block]) -> dict[int, tuple[Element, _Signature]]:
    """The elements around blocks that may be comments, by their ids, each with what tells it."""
    elements: dict[int, Element] = {}
    for block in blocks:
        for element in _around(block):
            if id(element) in elements:
                break  # what is around it was seen, too
            elements[id(element)] = element
    return {at: (element, told) for at, element in elements.items() if (told := _signature(element))}


def _units(blocks: list[Block], found: list[int]) -> list[_Unit]:
    """The comments in order: a page has the same element around each; where it holds a number or a name alone, what stands beside it counts."""
    cut, span = [blocks[index] for index in found], range(len(blocks))[max(0, found[0] - _AROUND) : found[-1] + _AROUND]
    near = signed = _signed(cut)
    count = Counter(signature for _, signature in signed.values())
    repeated = [signature for signature in count if count[signature] > 1]
    if repeated:
        near = _signed([blocks[index] for index in span])
    elif count and max(len(block.text) for block in cut) > _TOLD:
        # Where one comment was cut alone, others of the page may have stayed.
        near = _signed(blocks)
        page = Counter(signature for _, signature in near.values())
        repeated = [signature for signature in count if page[signature] > 1]
        span, repeated = (range(len(blocks)), repeated) if repeated else (span, list(count))
    if not repeated:
        return []
    told, depth = _outermost(cut, signed, repeated)
    units: dict[int, _Unit] = {}
    alike = {at for at, (element, signature) in near.items() if signature == told and element.depth >= depth}
    alone = [index for index in span if not _add_to_unit(blocks, index, alike, units)]
    # Far from the comments nothing tells of them.
    edges = [found[0], found[-1], *(index for unit in units.values() for index in unit.blocks)]
    first, last = min(edges) - _AROUND, max(edges) + _AROUND
    _add_beside(blocks, list(units.values()), [index for index in alone if first <= index < last], set(found))
    return list(units.values())


def _add_to_unit(blocks: list[Block], index: int, alike: Set[int], units: dict[int, _Unit]) -> bool:
    """Puts a block into the comment that it stands in, the innermost with a number of its own; False where it stands in none."""
    own = [element for element in _around(blocks[index]) if id(element) in alike]
    if own:
        numbered = [e for e in own if any(map(str.isdigit, e.attrib.get("id", "")))]  # others may be its parts
        element = (numbered or own[-1:])[0]
        units.setdefault(id(element), _Unit(element, max(0, len(numbered) - 1), [], [])).blocks.append(index)
    return bool(own)


def _outermost(
    cut: list[Block], signed: dict[int, tuple[Element, _Signature]], repeated: list[_Signature]
) -> tuple[_Signature, int]:
    """What tells a page's comments, and how deep they lie: of the elements that hold most of what was cut and of which there are many, the outermost."""
    depths: dict[_Signature, Counter[int]] = defaultdict(Counter)
    for element, signature in signed.values():
        depths[signature][element.depth] += 1
    covered = Counter(chain.from_iterable({signed[id(e)][1] for e in _around(b) if id(e) in signed} for b in cut))
    most = max(covered[signature] for signature in repeated)
    fitting = [signature for signature in repeated if 10 * covered[signature] >= 7 * most]
    many = max(depths[signature].total() for signature in fitting)
    usual = {s: depths[s].most_common(1)[0][0] for s in fitting if 2 * depths[s].total() >= many}
    chosen = min(usual, key=lambda signature: (usual[signature], -depths[signature].total()))
    return chosen, usual[chosen]


def _add_beside(blocks: list[Block], units: list[_Unit], alone: list[int], cut: set[int]) -> None:
    """Puts the blocks that stand in no comment beside one: the only one in a box around both, else the next; what was cut there is the text where it is longer."""
    starts, holders = [unit.blocks[0] for unit in units], _holders(units)
    inside: set[int] = set()
    for index in alone:
        at = _held(_around(blocks[index]), holders)
        if at is not None and index in cut:
            inside.add(index)
        at = bisect(starts, index) if at is None else at
        if at < len(units):
            units[at].beside.append(index)
    if _length(blocks, inside) > _length(blocks, chain.from_iterable(unit.blocks for unit in units)):
        for unit in units:
            unit.blocks.extend(index for index in unit.beside if index in inside)
            unit.beside[:] = [index for index in unit.beside if index not in inside]


def _length(blocks: list[Block], indices: Iterable[int]) -> int:
    return sum(len(blocks[index].text) for index in indices)


def _holders(units: Iterable[_Unit]) -> dict[int, set[int]]:
    """Which comments, by number, stand in each of the elements around any."""
    holders: dict[int, set[int]] = defaultdict(set)
    for number, unit in enumerate(units):
        for element in around(unit.element):
            holders[id(element)].add(number)
    return holders


def _held(elements: Iterable[Element], holders: dict[int, set[int]]) -> int | None:
    """The comment that stands in the innermost of some elements that holds any, if no other does."""
    held = next((holders[id(e)] for e in elements if id(e) in holders), set())
    return next(iter(held)) if len(held) == 1 else None


def _whole(blocks: list[Block], units: list[_Unit], anchors: set[int]) -> list[_Unit]:
    """The comments, where what was found are their parts: a box with one author or date (`anchors`) is one; the kind of parts with most text was written."""
    holders = _holders(units[number] for number in sorted(anchors))
    kinds = [(unit.element.tag, *_named(own_names(unit.element.attrib))) for unit in units]
    length: Counter[tuple[str, ...]] = Counter()
    parts: dict[int, list[int]] = defaultdict(list)
    for number, (unit, kind) in enumerate(zip(units, kinds)):
        length[kind] += _length(blocks, unit.blocks)
        at = _held(around(unit.element), holders)
        parts[at if at is not None else -1 - len(parts)].append(number)
    whole = []
    for group in parts.values():
        best = max((kinds[number] for number in group), key=length.__getitem__)
        written = [units[number] for number in group if kinds[number] == best]
        others = [units[number].blocks for number in group if kinds[number] != best]
        beside = chain(*others, *(units[number].beside for number in group))
        own = [index for unit in written for index in unit.blocks]
        whole.append(_Unit(written[0].element, written[0].depth, own, sorted(beside)))
    return whole


# --- who wrote them, and when ------------------------------------------------------------------------------------
def _said(
    units: list[_Unit], names: Mapping[int, Iterable[_Said]], dates: Mapping[int, Iterable[_Said]]
) -> tuple[_Ranked, _Ranked]:
    """The authors and the dates of comments, of the names and dates that their blocks have."""
    lines = [sorted(unit.blocks + unit.beside) for unit in units]
    authors = _ranked([[said for index in of for said in names[index]] for of in lines], _variety)
    return authors, _ranked([list(_numbered(chain(*(dates[index] for index in of)))) for of in lines], _order)


def _numbered(found: Iterable[_Said]) -> Iterator[_Said]:
    """The dates of a comment, of several at one place the first apart from the second."""
    seen: Counter[tuple[Hashable, ...]] = Counter()
    for place, text, worth in found:
        yield (*place, seen[place]), text, worth
        seen[place] += 1


def _ranked(found: list[list[_Said]], fitting: Callable[[Sequence[str]], float]) -> _Ranked:
    """Places at which the comments have something, by how many have and how well the values there go together (`fitting`)."""
    places: dict[tuple[Hashable, ...], dict[int, tuple[str, float]]] = defaultdict(dict)
    for number, candidates in enumerate(found):
        for place, text, worth in candidates:
            places[place].setdefault(number, (text, worth))
    rows = []
    for order, at in enumerate(places.values()):
        texts = {number: text for number, (text, _) in at.items()}
        worth = sum(worth for _, worth in at.values()) / len(at) + fitting(list(texts.values()))
        if worth >= _ENOUGH:
            rows.append((-len(at) / len(found) * worth, order, texts))
    return [texts for *_, texts in sorted(rows, key=lambda row: row[:2])]


def _order(dates: Sequence[str]) -> float:
    """How well dates follow each other: comments stand by their dates, and not by the day on which somebody became a member."""
    pairs = list(pairwise(dates))
    rising, falling = sum(a <= b for a, b in pairs), sum(a >= b for a, b in pairs)
    return 1 + (max(rising, falling) / len(pairs) if pairs else 0)


def _variety(names: Sequence[str]) -> float:
    """Whether names differ: what is the same in many comments is a label, or a rank."""
    if len(names) < _FEW:
        return 0.0
    return 1.0 if len(set(names)) > 1 else -1.0


def _dates(block: Block, words: Lexicon) -> Iterator[_Said]:
    evidence = block.evidence
    assert evidence is not None
    times = [(True, moment) for time in evidence.times if (moment := parse_machine(time))]
    if len(block.text) <= _LINE:
        times += [(False, moment) for moment in find_dates(block.text, words)]
    for machine, moment in times:
        place = evidence.tag, _named(evidence.names[: evidence.own_names + 3]), machine
        yield place, moment.iso(), 0.5 * machine


def _names(block: Block, words: Lexicon) -> Iterator[_Said]:
    for text, element in _stretches(block):
        text = text.strip(" \t|·•,-–—»#()")
        if not 1 < len(text) <= _NAME_LENGTH or ":" in text or len(text.split()) > _NAME_WORDS:
            continue
        if _COUNT.match(text) or not any(map(str.isalpha, text)) or find_dates(text, words):
            continue
        own, outer = own_names(element.attrib), element.block or element
        linked = element.link is not None and bool(_PERSON.search(element.link))
        stands_out = element.tag in ("b", "strong") or outer.tag in HEADINGS
        worth = 2.0 * linked + 1.5 * (not called("commenter").isdisjoint(own)) + 0.5 * stands_out
        yield (element.tag, _named(own), linked, outer.tag, _named(own_names(outer.attrib))), text, worth


@lru_cache(4096)
def _named(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names without those that have a number in them, which differ from comment to comment."""
    return tuple(name for name in names if name.isalpha())[:4]


def _stretches(block: Block) -> Iterator[tuple[str, Element]]:
    """The stretches of a block that elements hold themselves."""
    shape = block.shape
    cells = [one for cell in shape.cells for one in cell] if isinstance(shape, RowShape) else [(block.text, shape)]
    for text, inner in cells:
        if not isinstance(inner, Shape) or len(text) > _LINE:
            continue
        if not inner.owners or isinstance(inner.pieces, str):
            yield text, inner.holder
        else:
            yield from ((text[start:end], element) for start, end, element in runs(inner))
