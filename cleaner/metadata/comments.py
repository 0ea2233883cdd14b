"""What readers wrote: the comments below an article, the posts of a forum, each with its author and date."""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from cleaner.article import Comment
from cleaner.document import Block, Document, Evidence
from cleaner.judge.verdict import Verdict
from cleaner.read.element import Element, own_names
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
_NAME_LENGTH = 60
_NAME_WORDS = 4
_LINE = 150
"""Characters of the longest line that says who wrote a comment, or when."""
_TOLD = 40
"""Characters beyond which what was cut alone is a comment: buttons and notes about comments have fewer."""
_COUNT = re.compile(r"[\d.,]+\s")
_FEW, _ENOUGH = 3, 0.6
_PARTED = 0.7
_Signature = tuple[str, str]
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
    units = _units(document.blocks, found)[:_MOST]
    words = lexicon(verdict.language)
    authors, dates = _said(document.blocks, units, words)
    anchors = max((set(ranked[0]) for ranked in (authors, dates) if ranked), key=len, default=set())
    if 0 < len(anchors) <= _PARTED * len(units):
        units = _whole(document.blocks, units, anchors)
        authors, dates = _said(document.blocks, units, words)
    made = (
        _comment(document, verdict, unit, words, _first(authors, number), _first(dates, number))
        for number, unit in enumerate(units)
    )
    return [comment for comment in made if comment is not None]


class _Unit(NamedTuple):
    """A comment.

    Attributes:
        element: what holds it.
        blocks: its blocks. beside: those that stand around it, but around no other one, or right before it.
        depth: how many others it lies in.
    """

    element: Element
    blocks: list[int]
    beside: list[int]
    depth: int

    @property
    def kind(self) -> tuple[object, ...]:
        """What the elements of all comments, or of the same part of each, have in common."""
        return self.element.tag, _named(own_names(self.element.attrib))

    def all(self) -> list[int]:
        """All of its blocks, in order."""
        return sorted(self.blocks + self.beside)


class _Said(NamedTuple):
    """Something that may be the author or the date of a comment.

    Attributes:
        place: what tells where in a comment it stands: the same for each comment of a page.
        text: what it says. worth: what speaks for it besides.
    """

    place: tuple[object, ...]
    text: str
    worth: float = 0.0


def _holder(block: Block) -> Element | None:
    """What holds a block; of a row of a table its longest cell."""
    shape = block.shape
    if isinstance(shape, RowShape):
        _, shape = max((one for cell in shape.cells for one in cell), key=lambda one: len(one[0]))
    return shape.holder if isinstance(shape, Shape) else None


def _around(element: Element | None) -> Iterator[Element]:
    while element is not None:
        yield element
        element = element.parent


def _signature(element: Element) -> _Signature | None:
    """What tells an element that may be a comment: its tag and the first of its names that calls it one."""
    if not element.kind or not element.attrib:
        return None
    name = next(filter(_UNIT.match, own_names(element.attrib)), None)
    return (element.tag, name.rstrip("0123456789")) if name else None


def _signed(blocks: Iterable[Block]) -> list[tuple[Element, _Signature]]:
    """The elements around blocks that may be comments, each once, with what tells it."""
    elements = {id(element): element for block in blocks for element in _around(_holder(block))}
    return [(element, told) for element in elements.values() if (told := _signature(element))]


def _units(blocks: list[Block], found: list[int]) -> list[_Unit]:
    """The comments in order.

    A page has the same element around each comment. Where it holds no more than a number or a name, what stands beside it
    is the comment.
    """
    signed = _signed(blocks[index] for index in found)
    count = Counter(signature for _, signature in signed)
    span = _span(found, len(blocks))
    repeated = [signature for signature in count if count[signature] > 1]
    if not repeated and any(len(blocks[index].text) > _TOLD for index in found):
        # Where one comment was cut alone, others of the page may have stayed.
        span = range(len(blocks))
        page = Counter(signature for _, signature in _signed(blocks))
        repeated = [signature for signature in count if page[signature] > 1] or list(count)
    if not repeated:
        return []
    chosen, depth = _outermost([blocks[index] for index in found], signed, repeated)
    units: dict[int, _Unit] = {}
    alone: list[int] = []
    for index in span:
        own = [e for e in _around(_holder(blocks[index])) if e.depth >= depth and _signature(e) == chosen]
        if own:
            _unit_of(own, units).blocks.append(index)
        else:
            alone.append(index)
    made = list(units.values())
    _add_beside(blocks, made, alone, set(found))
    return made


def _unit_of(own: list[Element], units: dict[int, _Unit]) -> _Unit:
    """The comment that the elements around a block are told to be, innermost first; a new one is put among the known."""
    numbered = [e for e in own if any(map(str.isdigit, e.attrib.get("id", "")))]  # others may be parts of a comment
    element = (numbered or own[-1:])[0]
    return units.setdefault(id(element), _Unit(element, [], [], max(0, len(numbered) - 1)))


def _outermost(
    cut: list[Block], signed: list[tuple[Element, _Signature]], repeated: list[_Signature]
) -> tuple[_Signature, int]:
    """What tells a page's comments: of the elements that hold most of what was cut and of which there are many, the outermost.

    Args:
        signed: what may be comments around these blocks. repeated: of what tells them, what tells several.

    Returns:
        It, and how deep most of these lie: a box around all may have its name too.
    """
    depths: dict[_Signature, list[int]] = defaultdict(list)
    for element, signature in signed:
        depths[signature].append(element.depth)
    told = {id(element): signature for element, signature in signed}
    around = [{told[id(e)] for e in _around(_holder(block)) if id(e) in told} for block in cut]
    covered = Counter(chain.from_iterable(around))
    most = max(covered[signature] for signature in repeated)
    fitting = [signature for signature in repeated if 10 * covered[signature] >= 7 * most]
    many = max(len(depths[signature]) for signature in fitting)
    usual = {s: Counter(depths[s]).most_common(1)[0][0] for s in fitting if 2 * len(depths[s]) >= many}
    chosen = min(usual, key=lambda signature: (usual[signature], -len(depths[signature])))
    return chosen, usual[chosen]


def _add_beside(blocks: list[Block], units: list[_Unit], alone: list[int], kept: set[int]) -> None:
    """Puts the blocks that stand in no comment beside one: the only one in a box around both, else the next one.

    Where those in such boxes that were cut as comments have more text than the comments, they are the comments' text.
    """
    starts, holders = [unit.blocks[0] for unit in units], _holders(units)
    inside: set[int] = set()
    for index in alone:
        at = _held(_holder(blocks[index]), holders)
        if at is not None and index in kept:
            inside.add(index)
        at = bisect(starts, index) if at is None else at
        if at < len(units):
            units[at].beside.append(index)
    if _length(blocks, inside) > _length(blocks, (index for unit in units for index in unit.blocks)):
        for unit in units:
            unit.blocks.extend(index for index in unit.beside if index in inside)
            unit.beside[:] = [index for index in unit.beside if index not in inside]


def _length(blocks: list[Block], indices: Iterable[int]) -> int:
    return sum(len(blocks[index].text) for index in indices)


def _holders(units: Iterable[_Unit]) -> dict[int, set[int]]:
    """Which comments, by number, stand in each of the elements around any."""
    holders: dict[int, set[int]] = defaultdict(set)
    for number, unit in enumerate(units):
        for around in _around(unit.element):
            holders[id(around)].add(number)
    return holders


def _held(element: Element | None, holders: dict[int, set[int]]) -> int | None:
    """The comment that stands in the innermost element around another one that holds any, if no other does."""
    held = next((holders[id(e)] for e in _around(element) if id(e) in holders), set())
    return next(iter(held)) if len(held) == 1 else None


def _whole(blocks: list[Block], units: list[_Unit], anchors: set[int]) -> list[_Unit]:
    """The comments, where what was found are their parts: in a box that has one author, or date, is one comment.

    Of the kinds of parts the one with most text is what was written.

    Args:
        anchors: the parts that have an author, or a date.
    """
    first = sorted(anchors)
    holders = _holders(units[number] for number in first)
    parts: dict[int, list[_Unit]] = defaultdict(list)
    for unit in units:
        parts[at if (at := _held(unit.element, holders)) is not None else -1 - len(parts)].append(unit)
    length: Counter[tuple[object, ...]] = Counter()
    for unit in units:
        length[unit.kind] += _length(blocks, unit.blocks)
    whole = []
    for group in parts.values():
        best = max((unit.kind for unit in group), key=length.__getitem__)
        written = [unit for unit in group if unit.kind == best]
        beside = [index for unit in group for index in (unit.beside if unit.kind == best else unit.all())]
        own = [index for unit in written for index in unit.blocks]
        whole.append(_Unit(written[0].element, own, beside, written[0].depth))
    return whole


def _span(found: list[int], count: int) -> range:
    """From a little before the first block to a little behind the last: names and dates may be cut as something else."""
    return range(max(0, found[0] - 12), min(count, found[-1] + 12))


_Ranked = list[dict[int, str]]
"""What stands at places in the comments, by their numbers, the best place first."""


def _said(blocks: list[Block], units: list[_Unit], words: Lexicon) -> tuple[_Ranked, _Ranked]:
    """The authors and the dates of comments."""
    authors = _ranked([_names(blocks, unit, words) for unit in units], _variety)
    return authors, _ranked([_dates(blocks, unit, words) for unit in units], _order)


def _ranked(found: list[list[_Said]], fitting: Callable[[Sequence[str]], float]) -> _Ranked:
    """Places at which the comments have something: a page has authors, and dates, at the same place in each of them.

    Args:
        found: of each comment what may be the author or the date.
        fitting: how well the values at a place, in order, go together.
    """
    places: dict[tuple[object, ...], dict[int, _Said]] = defaultdict(dict)
    for number, candidates in enumerate(found):
        for said in candidates:
            places[said.place].setdefault(number, said)
    rows = []
    for order, at in enumerate(places.values()):
        texts = {number: said.text for number, said in at.items()}
        worth = sum(said.worth for said in at.values()) / len(at) + fitting(list(texts.values()))
        if worth >= _ENOUGH:
            rows.append((-len(at) / len(found) * worth, order, texts))
    return [texts for *_, texts in sorted(rows, key=lambda row: row[:2])]


def _first(ranked: _Ranked, number: int) -> str | None:
    """What stands in a comment at the best place that has something."""
    return next((texts[number] for texts in ranked if number in texts), None)


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


def _dates(blocks: list[Block], unit: _Unit, words: Lexicon) -> list[_Said]:
    found: list[_Said] = []
    seen: Counter[tuple[object, ...]] = Counter()
    for index in unit.all():
        evidence = blocks[index].evidence
        assert evidence is not None
        times = [(True, moment) for time in evidence.times if (moment := parse_machine(time))]
        if len(blocks[index].text) <= _LINE:
            times += [(False, moment) for moment in find_dates(blocks[index].text, words)]
        for machine, moment in times:
            place = evidence.tag, _named(evidence.names[: evidence.own_names + 3]), machine
            found.append(_Said((*place, seen[place]), moment.iso(), 0.5 * machine))
            seen[place] += 1
    return found


def _names(blocks: list[Block], unit: _Unit, words: Lexicon) -> list[_Said]:
    found = []
    for index in unit.all():
        for text, element in _stretches(blocks[index]):
            text = text.strip(" \t|·•,-–—»#()")
            if not _is_name(text, words):
                continue
            own = own_names(element.attrib)
            linked = element.link is not None and bool(_PERSON.search(element.link))
            block = element.block or element
            stands_out = element.tag in ("b", "strong") or block.tag in HEADINGS
            worth = 2.0 * linked + 1.5 * (not called("commenter").isdisjoint(own)) + 0.5 * stands_out
            place = element.tag, _named(own), linked, block.tag, _named(own_names(block.attrib))
            found.append(_Said(place, text, worth))
    return found


def _named(names: Sequence[str]) -> tuple[str, ...]:
    """Names without those that have a number in them, which differ from comment to comment."""
    return tuple(name for name in names if name.isalpha())[:4]


def _is_name(text: str, words: Lexicon) -> bool:
    if not 1 < len(text) <= _NAME_LENGTH or ":" in text or len(text.split()) > _NAME_WORDS:
        return False
    return not _COUNT.match(text) and any(map(str.isalpha, text)) and not find_dates(text, words)


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
            for start, end, element in runs(inner):
                yield text[start:end], element


def _comment(
    document: Document, verdict: Verdict, unit: _Unit, words: Lexicon, author: str | None, date: str | None
) -> Comment | None:
    text: list[str] = []
    for index in unit.blocks:
        block, ruling = document.blocks[index], verdict.rulings[index]
        evidence = block.evidence
        if evidence is None or (ruling is not None and ruling.label in _FURNITURE) or _is_aside(block, evidence, words):
            continue
        if not text and author is not None and block.text.startswith(author) and len(block.text) <= 2 * _NAME_LENGTH:
            continue
        text.append(block.text if block.breaks == 1 or not text else f"\n{block.text}")
    written = "\n".join(text).strip()
    return Comment(author, date, written, unit.depth) if written else None


def _is_aside(block: Block, evidence: Evidence, words: Lexicon) -> bool:
    """Whether a line of a comment is its date, a button, or something about who wrote it."""
    if "button" in evidence.regions or not called("aside").isdisjoint(evidence.names[:8]):
        return True
    if len(block.text) > _LINE:
        return False
    if evidence.times and len(block.text) <= _NAME_LENGTH:
        return True
    if 4 * evidence.link_chars >= 3 * len(block.text) and len(block.text) <= 30:
        return True
    moments = find_dates(block.text, words)
    return bool(moments) and is_date_line(block.text, moments, words)
