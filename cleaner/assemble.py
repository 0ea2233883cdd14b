"""From a verdict to the article's text, cuts, repairs and stories."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from cleaner.article import Cut, Story
from cleaner.document import Block, Document, Repair
from cleaner.judge.verdict import Ruling, Verdict
from cleaner.text.pieces import LAYOUT, Piece, Spelling, merge, spell_in, within

JOINED = "repair.broken-sentence"
"""Id of the repair that joins a block to the one above it."""


def cut_spans(verdict: Verdict) -> list[tuple[int, int, Ruling]]:
    """All cut stretches of the source, by position, without overlaps; a whole block wins over a stretch in it."""
    blocks = verdict.document.blocks
    spans = [(block.start, block.end, ruling) for block, ruling in zip(blocks, verdict.rulings) if ruling]
    if verdict.inline:
        spans += verdict.inline
        spans.sort(key=lambda span: (span[0], -span[1]))
        merged: list[tuple[int, int, Ruling]] = []
        for start, end, ruling in spans:
            start = max(start, merged[-1][1]) if merged else start
            if start < end:
                merged.append((start, end, ruling))
        spans = merged
    return spans


def assemble(verdict: Verdict) -> Spelling:
    """Puts the kept blocks together.

    Paragraphs get one blank line between them, lines of one list or table one line break; a block that goes on with the
    one above it follows without anything.
    """
    document = verdict.document
    cuts = cut_spans(verdict) if verdict.inline else []
    ends = [end for _, end, _ in cuts]
    pieces: list[Piece] = []
    after_cut = False
    for index, (block, ruling) in enumerate(zip(document.blocks, verdict.rulings)):
        own = [] if ruling else _spell(document, block, cuts, ends)
        if not own or not any([piece.text for piece in own]):
            after_cut = True
            continue
        gap, rule = "\n" * (2 if after_cut else block.breaks) + block.indent, LAYOUT
        if not pieces or index in verdict.goes_on:
            gap, rule = "", JOINED if pieces else LAYOUT
        pieces += _between(document, pieces[-1].end if pieces else 0, own[0].start, gap, rule)
        pieces += own
        after_cut = False
    pieces += _between(document, pieces[-1].end if pieces else 0, len(document.source), "", LAYOUT)
    return Spelling(pieces)


def _between(document: Document, start: int, end: int, gap: str, rule: str) -> list[Piece]:
    """What stands between two blocks, at its end; before it the repairs of lines that they leave nothing of."""
    if not document.repairs:
        return [Piece(start, end, gap, rule)] if start < end else []
    pieces = []
    for repair in within(document.repairs, start, end) if rule == LAYOUT else ():
        pieces += [Piece(start, repair.start, "", LAYOUT), Piece(repair.start, repair.end, "", repair.rule)]
        start = repair.end
    pieces.append(Piece(start, end, "", rule))
    pieces = [piece for piece in pieces if piece.start < piece.end]
    if gap:
        holder = max([at for at, piece in enumerate(pieces) if piece.rule == rule], default=0)
        pieces[holder] = pieces[holder]._replace(text=gap)
    return pieces


def _spell(document: Document, block: Block, cuts: list[tuple[int, int, Ruling]], ends: list[int]) -> list[Piece]:
    """What stands for what the cuts leave of a block."""
    start, end = block.start, block.end
    spans = _outside(start, end, cuts, ends) if cuts else [(start, end)]
    if document.source[start:end] == block.text and (not cuts or spans == [(start, end)]):
        if not document.repairs or not any(within(document.repairs, start, end)):
            return [Piece(start, end, block.text, None)]  # nearly every block
    return spell_in(document, *spans).pieces


def removed(verdict: Verdict) -> list[Cut]:
    """The cuts of a verdict, by position; cut blocks that follow each other stay apart, each with its own reason."""
    source = verdict.document.source
    return [
        Cut(start, end, ruling.label, ruling.rule, ruling.confidence, ruling.reason, source[start:end])
        for start, end, ruling in cut_spans(verdict)
    ]


def repairs(verdict: Verdict, spelling: Spelling) -> list[Repair]:
    """The repairs that show in the text or beside it, by position: those inside cuts change nothing and are left out.

    Args:
        spelling: of what the verdict keeps.
    """
    repaired = [(*piece[:3], piece.rule) for piece in spelling.pieces if piece.rule and piece.rule != LAYOUT]
    if not repaired and not verdict.document.repairs:
        return []
    source, cuts = verdict.document.source, cut_spans(verdict)
    ends = [end for _, end, _ in cuts]
    shown: list[Repair] = []
    for start, end, text, rule in repaired:
        # Between two blocks that are joined, or the halves of a letter, there may be cuts.
        spans = _outside(start, end, cuts, ends)
        for span in spans:
            shown.append(Repair(*span, source[slice(*span)], text if span == spans[-1] else "", rule))
    return merge(shown, [r for r in verdict.document.repairs if _outside(r.start, r.end, cuts, ends)])


def _outside(start: int, end: int, cuts: list[tuple[int, int, Ruling]], ends: list[int]) -> list[tuple[int, int]]:
    """What is left of a span of the source when the cuts in it are taken out; `ends`: of the cuts."""
    spans = []
    for at in range(bisect_right(ends, start), len(cuts)):
        cut_start, cut_end, _ = cuts[at]
        if cut_start >= end:
            break
        if start < cut_start:
            spans.append((start, cut_start))
        start = cut_end
    if start < end:
        spans.append((start, end))
    return spans


def stories(verdict: Verdict, spelling: Spelling) -> list[Story]:
    """Each story with its title and text; the whole text as one where the document holds one article.

    Args:
        spelling: of what the verdict keeps.
    """
    blocks, starts = verdict.document.blocks, [piece.start for piece in spelling.pieces]
    found = []
    end = 0
    for title, first, last in verdict.stories:
        text = spelling.text
        if (first, last) != (0, len(blocks)):
            begins, ends = blocks[first].start, blocks[last - 1].end
            own = spelling.pieces[bisect_left(starts, begins) : bisect_left(starts, ends)]
            text = "".join([piece.text for piece in own]).strip()
        start = spelling.text.index(text, end)
        end = start + len(text)
        found.append(Story(None if title is None else blocks[title].text, start, end, text))
    return found
