"""Judges what is left until nothing more is cut, so that cleaning a cleaned text changes nothing."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator

from cleaner.assemble import Assembled, assemble
from cleaner.document import Block, Document, Repair
from cleaner.judge.verdict import Ruling, Verdict
from cleaner.read.mojibake import merge
from cleaner.read.text import LINE_BREAK, apply_repairs, read_text

_PASSES = 8
"""How often a text is judged again before it is left alone. Real documents take two passes, rarely three."""


def settle(verdict: Verdict, judge_text: Callable[[Document], Verdict]) -> str:
    """Judges the text that a verdict leaves, as a text of its own, and adds what that cuts to the verdict.

    A text that does not settle within the passes stays as the first verdict left it: when in doubt, keep. (Every pass
    must cut something to go on, so a hostile text could otherwise ask for as many passes as it has lines.)

    Args:
        verdict: the first judgement; it is changed.
        judge_text: judges a text, the same way as any text of a user's.

    Returns:
        The clean text.
    """
    document = verdict.document
    saved = (list(verdict.rulings), list(verdict.inline), list(verdict.joins), list(document.repairs))
    told = (verdict.title, verdict.genre, verdict.because)
    layout = [(block.text, block.breaks, block.indent) for block in document.blocks]
    for _ in range(_PASSES):
        assembled = assemble(verdict)
        if document.kind == "text" and assembled.text == document.source:
            return assembled.text  # it would be judged the same
        if not _carry_over(judge_text(read_text(assembled.text)), assembled, verdict):
            return assembled.text
    verdict.rulings, verdict.inline, verdict.joins, document.repairs = saved
    verdict.title, verdict.genre, verdict.because = told
    for block, (text, breaks, indent) in zip(document.blocks, layout):
        block.text, block.breaks, block.indent = text, breaks, indent
    return assemble(verdict).text


def _carry_over(again: Verdict, assembled: Assembled, verdict: Verdict) -> bool:
    """Adds to the verdict what the judgement on its text adds; returns whether that is anything."""
    changed = False
    for index, ruling in enumerate(again.rulings):
        block = again.document.blocks[index]
        if ruling:
            _cut(verdict, assembled.to_source(block.start, block.end), ruling)
            changed = True
        elif index and _lay_out(verdict, assembled, block):
            changed = True
    for start, end, ruling in again.inline:
        _cut(verdict, assembled.to_source(start, end), ruling)
        changed = True
    if again.document.repairs:
        _repair(verdict, assembled, again.document.repairs)
        changed = True
    for join in again.joins:
        _join(verdict, assembled, join)
        changed = True
    if changed:
        _retell(verdict, assembled, again)
    return changed


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
            if verdict.rulings[index] is None:
                verdict.cut_inline(index, max(start, block.start), min(end, block.end), ruling)


def _lay_out(verdict: Verdict, assembled: Assembled, block: Block) -> bool:
    """Takes over how the text reads a kept block: as a paragraph or as a line of one."""
    index = assembled.begins.get(block.start)
    if index is None:
        return False
    own = verdict.document.blocks[index]
    if block.breaks <= own.breaks and (block.indent == own.indent or own.breaks == 1):
        return False
    own.breaks, own.indent = block.breaks, block.indent
    return True


def _join(verdict: Verdict, assembled: Assembled, join: Repair) -> None:
    spans = assembled.to_source(join.start, join.end)
    if spans:
        document = verdict.document
        start, end = spans[0][0], spans[-1][1]
        following = _blocks_in(verdict, start, start + 1)
        stop = min(end, following.start < len(document.blocks) and document.blocks[following.start].start or end)
        verdict.joins.append(Repair(start, stop, document.source[start:stop], join.after, join.rule))


def _repair(verdict: Verdict, assembled: Assembled, repairs: list[Repair]) -> None:
    """Takes over the repairs of the text; what was repaired within them before becomes a part of them."""
    document = verdict.document
    known = document.repairs
    made: list[Repair] = []
    for repair in repairs:
        spans = assembled.to_source(repair.start, repair.end)
        if not spans:
            continue
        start, end = spans[0][0], spans[-1][1]
        piece = assembled.pieces[bisect_right(assembled.pieces, repair.start, key=lambda piece: piece.at) - 1]
        if len(piece.text) != piece.end - piece.start and repair.end <= piece.at + len(piece.text):
            start = _source_at(document, piece.start, repair.start - piece.at, end=False)
            end = _source_at(document, piece.start, repair.end - piece.at, end=True)
        made.append(Repair(start, end, document.source[start:end], repair.after, repair.rule))
    document.repairs = merge(made, known)
    starts = [repair.start for repair in document.repairs]
    for index in {index for repair in made for index in _blocks_in(verdict, repair.start, repair.end)}:
        block = document.blocks[index]
        within = document.repairs[bisect_left(starts, block.start) : bisect_left(starts, block.end)]
        block.text = apply_repairs(document.source, block.start, block.end, within).strip()
        verdict.measures = None


def _source_at(document: Document, start: int, offset: int, *, end: bool) -> int:
    """The place in the source of an offset in the repaired text of what begins at `start`.

    Args:
        end: whether it is the end of a stretch; within a repair it is then the repair's end, else its start.
    """
    repairs = document.repairs
    for at in range(bisect_left(repairs, start, key=lambda r: r.start), len(repairs)):
        repair = repairs[at]
        kept = repair.start - start - sum(after - gap - 1 for gap, after in _gaps(document, start, repair.start))
        if offset < kept or (offset == kept and end):
            break
        offset -= kept
        if offset < len(repair.after) or (offset == len(repair.after) and end):
            return repair.end if end else repair.start
        offset -= len(repair.after)
        start = repair.end
    for gap, after in _gaps(document, start, len(document.source)):
        if offset <= gap - start:
            break
        offset -= gap - start + 1
        start = after
    return start + offset


def _gaps(document: Document, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans of what parts the lines of hard-wrapped paragraphs, which are read with one line break between them."""
    source, done = document.source, start
    for found in LINE_BREAK.finditer(source, start, end) if document.kind == "text" else ():
        first, after = found.span()
        if first < done:
            continue
        while first > done and source[first - 1].isspace():
            first -= 1
        while after < end and source[after].isspace():
            after += 1
        done = after
        yield first, after


def _retell(verdict: Verdict, assembled: Assembled, again: Verdict) -> None:
    """Takes over a headline, captions and what makes an error page that only the second look found."""

    def own(index: int | None) -> int | None:
        if index is None:
            return None
        block = again.document.blocks[index]
        spans = assembled.to_source(block.start, block.end)
        touched = _blocks_in(verdict, *spans[0]) if spans else range(0)
        return touched.start if touched else None

    if verdict.title is None:
        verdict.title = own(again.title)
    verdict.pairs += [(own(caption), own(credit)) for caption, credit in again.pairs]
    if again.because is not None:
        verdict.genre, verdict.because = again.genre, again.because
