"""What stands in the text for each stretch of the source: the one place where repairs are applied."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, groupby
from typing import NamedTuple

from cleaner.document import Document, Repair

LINE_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
"""What ends a line, in text and in preformatted text alike."""

LAYOUT = "layout"
"""Of a piece: white space that parts lines or paragraphs, which is no repair."""

_SPACE = re.compile(r"\s+")


class Piece(NamedTuple):
    """A stretch of the source and what stands for it in the text.

    Attributes:
        start, end: its span in the source.
        text: what stands in the text.
        rule: None where that is the stretch itself; LAYOUT; or the id of the repair.
    """

    start: int
    end: int
    text: str
    rule: str | None


@dataclass(slots=True)
class Spelling:
    """A text, and which stretch of the source each piece of it stands for.

    Attributes:
        pieces: by position, in the text as in the source; a piece may be empty in the text.
        text: the pieces' texts as one.
        starts: where each piece begins in the text, and where the last one ends.
    """

    pieces: list[Piece]
    text: str = field(init=False)
    starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        texts = [piece.text for piece in self.pieces]
        self.text = "".join(texts)
        self.starts = list(accumulate(map(len, texts), initial=0))

    def _ends(self, start: int, end: int) -> tuple[int, int]:
        """The numbers of the pieces that hold the first and the last character of a stretch of the text."""
        return bisect_right(self.starts, start) - 1, bisect_right(self.starts, end - 1) - 1

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the source that a stretch of the text, not empty, stands for; what is not as in the source is taken whole."""
        first, last = self._ends(start, end)
        one, other = self.pieces[first], self.pieces[last]
        return (
            one.start + (start - self.starts[first] if one.rule is None else 0),
            other.start + end - self.starts[last] if other.rule is None else other.end,
        )

    def in_source(self, repair: Repair) -> Repair:
        """A repair of the text as one of the source."""
        first, last = self._ends(repair.start, repair.end)
        one, other = self.pieces[first], self.pieces[last]
        before = "" if one.rule is None else one.text[: repair.start - self.starts[first]]
        after = "" if other.rule is None else other.text[repair.end - self.starts[last] :]
        return Repair(*self.span(repair.start, repair.end), "", f"{before}{repair.after}{after}", repair.rule)


def spell(
    source: str, spans: Iterable[tuple[int, int]], repairs: Sequence[Repair] = (), *, wrapped: bool = False
) -> Spelling:
    """What stands for a block in the text: without white space at its ends, with the repairs that lie in it.

    Args:
        spans: the stretches of it that stay, by position.
        repairs: of the source, by position, not overlapping.
        wrapped: whether line breaks in it part lines of one paragraph; they are one line break each.
    """
    pieces: list[Piece] = []
    for start, end in spans:
        for repair in within(repairs, start, end):
            pieces += _as_written(source, start, repair.start, wrapped)
            pieces.append(Piece(repair.start, repair.end, repair.after, repair.rule))
            start = repair.end
        pieces += _as_written(source, start, end, wrapped)
    here = 0
    for blank, run in [(blank, list(run)) for blank, run in groupby(pieces, lambda piece: not piece.text.strip())]:
        until = here + len(run)
        if blank:
            pieces[here:until] = _blank(run, here == 0 or until == len(pieces), wrapped)
        here = until
    solid = [at for at, piece in enumerate(pieces) if piece.text]
    for at, strip in ((solid[0], str.lstrip), (solid[-1], str.rstrip)) if solid else ():
        if pieces[at].rule is not None:
            pieces[at] = pieces[at]._replace(text=strip(pieces[at].text))
    return Spelling(pieces)


def spell_in(document: Document, *spans: tuple[int, int]) -> Spelling:
    """`spell` for stretches of a block of a document."""
    return spell(document.source, spans, document.repairs, wrapped=document.kind == "text")


def _as_written(source: str, start: int, end: int, wrapped: bool) -> Iterator[Piece]:
    """A stretch that stays as it is, its white space apart where it may not."""
    body = source[start:end].strip()
    first = source.find(body, start) if body else end
    last = first + len(body)
    spans = [(start, first), (last, end)]
    if wrapped and LINE_BREAK.search(body):
        broken = [found.span() for found in _SPACE.finditer(source, first, last) if LINE_BREAK.search(found.group())]
        spans[1:1] = broken
    here = start
    for blank_start, blank_end in spans:
        for piece_start, piece_end in ((here, blank_start), (blank_start, blank_end)):
            if piece_start < piece_end:
                yield Piece(piece_start, piece_end, source[piece_start:piece_end], None)
        here = blank_end


def _blank(pieces: list[Piece], at_end: bool, wrapped: bool) -> list[Piece]:
    """Pieces of white space and nothing: what is left of them, at an end of a block nothing, at a line break it alone."""
    breaks = [at for at, piece in enumerate(pieces) if piece.rule is None and LINE_BREAK.search(piece.text)]
    if not at_end and not breaks:
        return pieces
    texts = [piece.text for piece in pieces]
    if at_end:
        texts = [""] * len(pieces)
    else:
        texts[: breaks[0]] = [""] * breaks[0]
        if wrapped:
            texts[breaks[0] :] = ["\n", *[""] * (len(pieces) - breaks[0] - 1)]
    return [
        piece if piece.text == text else piece._replace(text=text, rule=piece.rule or LAYOUT)
        for piece, text in zip(pieces, texts)
    ]


def within(repairs: Sequence[Repair], start: int, end: int) -> Iterator[Repair]:
    """The repairs that lie wholly in a stretch.

    Args:
        repairs: by position, not overlapping.
    """
    for at in range(bisect_left(repairs, start, key=_start), len(repairs)):
        if repairs[at].end > end:
            break
        yield repairs[at]


def repaired_at(repairs: Sequence[Repair], place: int) -> bool:
    """Whether a repair takes a character of the source."""
    at = bisect_right(repairs, place, key=_start) - 1
    return at >= 0 and repairs[at].end > place


def apply_repairs(source: str, start: int, end: int, repairs: Sequence[Repair]) -> str:
    """The stretch of the source from `start` to `end` with the repairs that lie wholly in it."""
    parts = []
    for repair in within(repairs, start, end):
        parts += [source[start : repair.start], repair.after]
        start = repair.end
    parts.append(source[start:end])
    return "".join(parts)


def merge(first: list[Repair], second: list[Repair]) -> list[Repair]:
    """Both lists by position; of the second only those that touch none of the first."""
    if not first:
        return second
    spans = sorted((repair.start, repair.end) for repair in first)
    kept: list[Repair] = []
    at = 0
    for repair in second:
        while at < len(spans) and spans[at][1] <= repair.start:
            at += 1
        if at == len(spans) or repair.end <= spans[at][0]:
            kept.append(repair)
    return sorted(first + kept, key=_start)


def _start(repair: Repair) -> int:
    return repair.start
