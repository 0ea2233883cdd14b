"""From a verdict to the article's text, cuts, repairs and stories."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from cleaner.article import Cut, Story
from cleaner.document import Block, Repair
from cleaner.judge.verdict import Ruling, Verdict
from cleaner.read.text import apply_repairs


@dataclass(slots=True)
class Piece:
    """A stretch of text and the stretch of source that it stands for.

    Attributes:
        at: where it begins in the text.
        text: what stands there.
        start, end: its span in the source.
    """

    at: int
    text: str
    start: int
    end: int


@dataclass(slots=True)
class Assembled:
    """The clean text and where each piece of it comes from.

    Attributes:
        text: the clean text. pieces: it in parts, by position.
        begins: by place in the text, the index of the block that begins there.
    """

    text: str
    pieces: list[Piece]
    begins: dict[int, int]

    def to_source(self, start: int, end: int) -> list[tuple[int, int]]:
        """The spans of the source that a stretch of the text stands for, by position.

        A stretch that takes only part of a repaired piece takes the whole piece: it cannot be told apart.
        """
        spans = []
        first = max(0, bisect_right(self.pieces, start, key=lambda piece: piece.at) - 1)
        for number in range(first, len(self.pieces)):
            piece = self.pieces[number]
            stop = piece.at + len(piece.text)
            if piece.at >= end:
                break
            if stop <= start:
                continue
            if len(piece.text) == piece.end - piece.start:
                spans.append((piece.start + max(0, start - piece.at), piece.end - max(0, stop - end)))
            else:
                spans.append((piece.start, piece.end))
        return spans


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


def assemble(verdict: Verdict, first: int = 0, last: int | None = None) -> Assembled:
    """Puts the kept blocks from `first` to before `last` together.

    Paragraphs get one blank line between them, lines of one list or table one line break, joined blocks what the
    join says.
    """
    document = verdict.document
    joins = {join.start: join for join in verdict.joins}
    inline = cut_spans(verdict) if verdict.inline else []
    pieces: list[Piece] = []
    begins: dict[int, int] = {}
    length = 0
    after_cut = False
    for index in range(first, len(document.blocks) if last is None else last):
        block = document.blocks[index]
        # A repair may leave nothing of a block: a byte order mark that was encoded twice.
        stretches = [] if verdict.rulings[index] or not block.text else _kept_stretches(block, inline)
        if not stretches:
            after_cut = True
            continue
        if pieces:
            join = joins.get(pieces[-1].end)
            gap = join.after if join else "\n" * (2 if after_cut else block.breaks) + block.indent
            pieces.append(Piece(length, gap, pieces[-1].end, block.start))
            length += len(gap)
        if stretches[0][0] == block.start:
            begins[length] = index
        for start, end in stretches:
            whole = start == block.start and end == block.end
            text = block.text if whole else apply_repairs(document.source, start, end, document.repairs)
            pieces.append(Piece(length, text, start, end))
            length += len(text)
        after_cut = False
    return Assembled("".join([piece.text for piece in pieces]), pieces, begins)


def _kept_stretches(block: Block, cuts: list[tuple[int, int, Ruling]]) -> list[tuple[int, int]]:
    """What is left of a block's span when the cuts in it are taken out."""
    if not cuts:
        return [(block.start, block.end)]
    stretches = []
    start = block.start
    for at in range(bisect_left(cuts, block.start, key=lambda cut: cut[1]), len(cuts)):
        cut_start, cut_end, _ = cuts[at]
        if cut_start >= block.end:
            break
        if start < cut_start:
            stretches.append((start, cut_start))
        start = max(start, cut_end)
    if start < block.end:
        stretches.append((start, block.end))
    return stretches


def removed(verdict: Verdict) -> list[Cut]:
    """The cuts of a verdict, by position; cut blocks that follow each other stay apart, each with its own reason."""
    source = verdict.document.source
    return [
        Cut(start, end, ruling.label, ruling.rule, ruling.confidence, ruling.reason, source[start:end])
        for start, end, ruling in cut_spans(verdict)
    ]


def repairs(verdict: Verdict) -> list[Repair]:
    """The repairs that show in the text or beside it, by position: those inside cuts change nothing and are left out."""
    cuts = cut_spans(verdict)
    made = []
    for repair in sorted(verdict.document.repairs + verdict.joins, key=lambda repair: (repair.start, repair.end)):
        at = bisect_left(cuts, repair.end, key=lambda cut: cut[1])
        inside = at < len(cuts) and cuts[at][0] <= repair.start
        if not inside:
            made.append(repair)
    return made


def stories(verdict: Verdict, whole: str) -> list[Story]:
    """Each story with its title and text; the whole text as one where the document holds one article.

    Args:
        whole: the text of all that the verdict keeps.
    """
    blocks = verdict.document.blocks
    one = len(verdict.stories) == 1 and verdict.stories[0][1:] == (0, len(blocks))
    found = []
    end = 0
    for title, first, last in verdict.stories:
        text = whole if one else assemble(verdict, first, last).text
        start = whole.index(text, end)
        end = start + len(text)
        found.append(Story(None if title is None else blocks[title].text, start, end, text))
    return found
