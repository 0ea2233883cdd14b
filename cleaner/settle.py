"""Judges what is left until nothing more is cut, so that cleaning a cleaned text changes nothing."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import replace

from cleaner.assemble import assemble, repairs
from cleaner.document import Block, Document, Repair
from cleaner.judge.verdict import Ruling, Verdict
from cleaner.read.text import read_text
from cleaner.text.pieces import LAYOUT, Spelling, merge, spell_in

_PASSES, _PATIENCE = 8, 3
"""How often a text is judged again before it is left alone, and before lines that say the same go together. Real documents take
two passes, rarely three."""


def settle(verdict: Verdict, judge_text: Callable[[Document], Verdict]) -> tuple[Verdict, Spelling]:
    """Judges the text that a verdict leaves, as a text of its own, and adds what that cuts to the verdict.

    A text that does not settle within the passes stays as the first verdict left it: when in doubt, keep. (Every pass
    must change something to go on, so a hostile text could otherwise ask for as many passes as it has lines.)

    Args:
        verdict: the first judgement.
        judge_text: judges a text, the same way as any text of a user's.

    Returns:
        The last judgement, and the clean text by pieces of the source.
    """
    document = verdict.document
    first = spelling = assemble(verdict)
    settled = verdict
    if document.kind == "text" and first.text == document.source:
        return verdict, first  # it would be judged the same
    judged = _lines(document) if document.kind == "text" else None
    for turn in range(_PASSES):
        left = read_text(spelling.text)
        before, judged = judged, _lines(left)
        if judged == before:  # nor is it another text where only its layout was mended
            break
        again, second = judge_text(left), spelling
        if any(again.rulings) or again.inline or again.goes_on or _as_read(left) != spelling.text:
            rows = _rows(left, spelling, document.source)
            again = judge_text(rows) if again.inline else replace(again, document=rows)
            if turn >= _PATIENCE:
                _cut_alike(again)
            if verdict.spared:
                _spare(settled, again)
            second = assemble(again)
        if second.text == spelling.text:
            break
        if settled is verdict:
            settled = replace(verdict, rulings=list(verdict.rulings), inline=list(verdict.inline))
        _take_over(settled, again)
        spelling = second
    else:
        return verdict, first
    if spelling is not first:
        _take_repairs(settled, spelling)
    return settled, spelling


def _lines(document: Document) -> list[tuple[str, int, str]]:
    return [(block.text, block.breaks, block.indent) for block in document.blocks]


def _as_read(left: Document) -> str:
    """The text of a document of which all stays."""
    return "".join(["\n" * block.breaks + block.indent + block.text for block in left.blocks]).lstrip("\n")


def _rows(left: Document, spelling: Spelling, source: str) -> Document:
    """The blocks of the text that is left, where they stand in the source; what differs from it in one is as if repaired."""
    rows = [
        Block(*spelling.span(block.start, block.end), block.text, block.breaks, None, block.indent)
        for block in left.blocks
    ]
    starts = [row.start for row in rows]
    new: list[Repair] = []
    for repair in map(spelling.in_source, left.repairs):
        if not new or new[-1].end <= repair.start:  # one piece may hold several
            new.append(repair)
    known: list[Repair] = []
    here = 0
    for piece in spelling.pieces:
        at = bisect_right(starts, here)
        inside = at > 0 and piece.end <= rows[at - 1].end
        if inside and here < piece.start:  # cut
            known.append(Repair(here, piece.start, "", "", LAYOUT))
        if piece.rule is not None and (inside or piece.rule != LAYOUT):
            known.append(Repair(piece.start, piece.end, "", piece.text, piece.rule))
        here = piece.end
    return Document(source, "text", rows, merge(new, known))


def _cut_alike(again: Verdict) -> None:
    """Cuts all lines that say what one that goes says, where only the last of many goes with each look (the bars of a drawing)."""
    blocks = again.document.blocks
    cut = {block.text: ruling for block, ruling in zip(blocks, again.rulings) if ruling}
    again.rulings[:] = [ruling or cut.get(block.text) for block, ruling in zip(blocks, again.rulings)]


def _spare(verdict: Verdict, again: Verdict) -> None:
    """Takes back what a later look cuts of blocks that the user keeps by what the first look knew of them."""

    def spared(start: int, end: int) -> bool:
        return not verdict.spared.keys().isdisjoint(_blocks_in(verdict, start, end))

    for index, row in enumerate(again.document.blocks):
        if again.rulings[index] is not None and spared(row.start, row.end):
            again.rulings[index] = None
    again.inline = [cut for cut in again.inline if not spared(cut[0], cut[1])]


def _take_over(verdict: Verdict, again: Verdict) -> None:
    """Adds to the verdict what the judgement on its text cuts, and a headline and what makes an error page that only that found."""
    rows = again.document.blocks
    for row, ruling in zip(rows, again.rulings):
        if ruling:
            _cut(verdict, row.start, row.end, ruling)
    for start, end, ruling in again.inline:
        _cut(verdict, start, end, ruling)
    if verdict.title is None and again.title is not None:
        touched = _blocks_in(verdict, rows[again.title].start, rows[again.title].end)
        verdict.title = touched.start if touched else None
    if again.because is not None:
        verdict.genre, verdict.because = again.genre, again.because


def _blocks_in(verdict: Verdict, start: int, end: int) -> range:
    """The indices of the blocks that a span of the source touches."""
    blocks = verdict.document.blocks
    return range(
        bisect_right(blocks, start, key=lambda block: block.end),
        bisect_left(blocks, end, key=lambda block: block.start),
    )


def _cut(verdict: Verdict, start: int, end: int, ruling: Ruling) -> None:
    for index in _blocks_in(verdict, start, end):
        block = verdict.document.blocks[index]
        if verdict.rulings[index] is None and start <= block.start and block.end <= end:
            verdict.rulings[index] = ruling
        elif verdict.rulings[index] is None:
            verdict.inline.append((max(start, block.start), min(end, block.end), ruling))


def _take_repairs(verdict: Verdict, spelling: Spelling) -> None:
    """Lets the document have the repairs that only a later look found."""
    document = verdict.document
    known = {(repair.start, repair.end, repair.after) for repair in document.repairs}
    document.repairs = repairs(verdict, spelling)
    new = [repair for repair in document.repairs if (repair.start, repair.end, repair.after) not in known]
    for index in {index for repair in new for index in _blocks_in(verdict, repair.start, repair.end)}:
        block = document.blocks[index]
        block.text = spell_in(document, (block.start, block.end)).text
