"""Judges what is left until nothing more is cut, so that cleaning a cleaned text changes nothing."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import replace

from cleaner.assemble import assemble, repairs
from cleaner.document import Document
from cleaner.judge.verdict import Ruling, Verdict
from cleaner.read.text import read_text
from cleaner.text.pieces import LAYOUT, Spelling, spell_in

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
    settled = replace(verdict, rulings=list(verdict.rulings), inline=list(verdict.inline))
    for turn in range(_PASSES):
        left = read_text(spelling.text)
        if document.kind == "text" and _lines(left) == _lines(document):
            return verdict, first  # nothing was cut, and it would be judged the same
        again = judge_text(left)
        if turn >= _PATIENCE:
            _cut_alike(again)
        if verdict.spared:
            _spare(settled, spelling, again)
        second = assemble(again)
        if second.text == spelling.text:
            if spelling is not first:
                _take_repairs(settled, spelling)
            return settled, spelling
        spelling = _take_over(again, second, spelling, settled)
    return verdict, first


def _lines(document: Document) -> list[tuple[str, int, str]]:
    return [(block.text, block.breaks, block.indent) for block in document.blocks]


def _cut_alike(again: Verdict) -> None:
    """Cuts all lines that say what one that goes says, where only the last of many goes with each look (the bars of a drawing)."""
    blocks = again.document.blocks
    cut = {block.text: ruling for block, ruling in zip(blocks, again.rulings) if ruling}
    again.rulings[:] = [ruling or cut.get(block.text) for block, ruling in zip(blocks, again.rulings)]


def _spare(verdict: Verdict, spelling: Spelling, again: Verdict) -> None:
    """Takes back what a later look cuts of blocks that the user keeps by what the first look knew of them."""

    def spared(start: int, end: int) -> bool:
        return not verdict.spared.keys().isdisjoint(_blocks_in(verdict, *spelling.span(start, end)))

    for index, block in enumerate(again.document.blocks):
        if again.rulings[index] is not None and spared(block.start, block.end):
            again.rulings[index] = None
    again.inline = [cut for cut in again.inline if not spared(cut[0], cut[1])]


def _take_over(again: Verdict, second: Spelling, spelling: Spelling, verdict: Verdict) -> Spelling:
    """Adds to the verdict what the judgement on its text adds; returns what the text becomes."""
    composed = spelling.then(second)
    blocks = again.document.blocks
    for block, ruling in zip(blocks, again.rulings):
        if ruling:
            _cut(verdict, _spans(spelling, block.start, block.end, composed), ruling)
    for start, end, ruling in again.inline:
        _cut(verdict, _spans(spelling, start, end, composed), ruling)
    _retell(verdict, spelling, again)
    return composed


def _spans(spelling: Spelling, start: int, end: int, composed: Spelling) -> list[tuple[int, int]]:
    """The spans of the source that a cut in the text takes: no repaired stretch of which a part stays."""
    spans: list[tuple[int, int]] = []
    for piece, whole in spelling.slices(start, end):
        if not whole and (piece.rule == LAYOUT or composed.tells(piece)):
            continue
        if spans and spans[-1][1] == piece.start:
            spans[-1] = (spans[-1][0], piece.end)
        else:
            spans.append((piece.start, piece.end))
    return spans


def _blocks_in(verdict: Verdict, start: int, end: int) -> range:
    """The indices of the blocks that a span of the source touches."""
    blocks = verdict.document.blocks
    return range(
        bisect_right(blocks, start, key=lambda block: block.end),
        bisect_left(blocks, end, key=lambda block: block.start),
    )


def _cut(verdict: Verdict, spans: list[tuple[int, int]], ruling: Ruling) -> None:
    blocks = verdict.document.blocks
    for start, end in spans:
        for index in _blocks_in(verdict, start, end):
            block = blocks[index]
            if start <= block.start and block.end <= end:
                verdict.rulings[index] = verdict.rulings[index] or ruling
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


def _retell(verdict: Verdict, spelling: Spelling, again: Verdict) -> None:
    """Takes over a headline and what makes an error page that only the second look found."""
    if verdict.title is None and again.title is not None:
        block = again.document.blocks[again.title]
        touched = _blocks_in(verdict, *spelling.span(block.start, block.end))
        verdict.title = touched.start if touched else None
    if again.because is not None:
        verdict.genre, verdict.because = again.genre, again.because
