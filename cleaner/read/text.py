"""Text that is already extracted, into blocks: a line is a block, a paragraph that was wrapped by hand is one too."""

from __future__ import annotations

import re
from bisect import bisect_left

from cleaner.document import Block, Document, Repair
from cleaner.read.repairs import double_encoding, repair_characters
from cleaner.text.pieces import LINE_BREAK, apply_repairs, merge

_OTHER_BREAKS = ("\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029")

BLANK_LINE = re.compile(r"\S[^\S\n]*\n[^\S\n]*\n\s*\S")
CODE_INDENT = re.compile(r"\t|[ ]{4}")  # what Markdown takes for code

_STOPS = ".!?…:;。！？।؟۔\"'”’»)]"
_WRAP_WIDTH = range(40, 101)
"""Lengths of a line that somebody wrapped by hand or by program (60 to 80 columns are usual, RFC 678 and mail)."""


def read_text(source: str, url: str | None = None) -> Document:
    """Reads extracted text.

    A blank line ends a paragraph. Without one, the next line is the same paragraph where it goes on with a sentence
    that was wrapped, another line of the same list or verse where the document shows that it parts its paragraphs
    with blank lines, and a paragraph of its own otherwise.

    Returns:
        A Document whose source is `source` itself, to the character.
    """
    spaced = BLANK_LINE.search(source) is not None
    repairs = repair_characters(source)
    lines = line_spans(source)
    if not source.isascii():
        wrong = double_encoding(source)
        if wrong:
            repairs = merge(wrong, repairs)
            lines = _whole(lines, wrong)
    return Document(source, "text", lay_out(source, lines, repairs, spaced), repairs, url)


def lay_out(source: str, lines: list[tuple[int, int]], repairs: list[Repair], spaced: bool) -> list[Block]:
    """Makes blocks of lines.

    Args:
        lines: their spans in the source, without their ends.
        repairs: of the source, by position.
        spaced: whether the document parts its paragraphs with blank lines.
    """
    blocks: list[Block] = []
    previous = kept_indent = ""
    blank = True
    at = 0
    for start, end in lines:
        raw = source[start:end]
        text = raw.strip()
        if not text:
            blank = True
            continue
        while at < len(repairs) and repairs[at].end <= start:
            at += 1
        last = bisect_left(repairs, end, lo=at, key=lambda repair: repair.start) if at < len(repairs) else at
        indent = raw[: raw.find(text)] if len(raw) > len(text) else ""
        start += len(indent)
        end = start + len(text)
        if last > at:
            if repairs[last - 1].start < end:  # a no-break space may be half of a letter that was encoded twice
                end = max(end, repairs[last - 1].end)
            text = apply_repairs(source, start, end, repairs[at:last]).strip()
            indent = ""
            if not text:
                continue
        if not blank and _wrapped(previous, text, indent):
            block = blocks[-1]
            block.text += "\n" + text
            block.end = end
        else:
            breaks = 2 if blank or _parted(previous, text, spaced) else 1
            # Less than four spaces after a blank line mean something only where the line above is indented too.
            goes_on = kept_indent and not indent.strip(" ")
            kept_indent = indent if blocks and (breaks == 1 or goes_on or CODE_INDENT.match(indent)) else ""
            blocks.append(Block(start, end, text, breaks, None, kept_indent))
        previous = text
        blank = False
    return blocks


def _whole(lines: list[tuple[int, int]], repairs: list[Repair]) -> list[tuple[int, int]]:
    """The lines, those put together again whose end is half of a letter that was encoded twice (U+0085)."""
    inside = {end for repair in repairs for end in range(repair.start, repair.end)}
    whole: list[tuple[int, int]] = []
    for start, end in lines:
        if whole and whole[-1][1] in inside:
            whole[-1] = (whole[-1][0], end)
        else:
            whole.append((start, end))
    return whole


def line_spans(source: str) -> list[tuple[int, int]]:
    """Spans of the lines, without their ends."""
    spans = []
    here = 0
    if not any(mark in source for mark in _OTHER_BREAKS):  # the usual case, at the speed of str.split
        for line in source.split("\n"):
            spans.append((here, here + len(line)))
            here += len(line) + 1
        return spans
    for found in LINE_BREAK.finditer(source):
        spans.append((here, found.start()))
        here = found.end()
    spans.append((here, len(source)))
    return spans


def _wrapped(line: str, following: str, indent: str) -> bool:
    """Whether a sentence was broken between two lines to keep them short."""
    return len(line) in _WRAP_WIDTH and not indent and line[-1] not in _STOPS and following[0].islower()


def _parted(line: str, following: str, spaced: bool) -> bool:
    """Whether two lines without a blank line between them are two paragraphs."""
    if len(line) > _WRAP_WIDTH.stop and line[-1] in _STOPS:
        return True
    return not spaced and not (len(line) <= 60 and len(following) <= 60 and line[-1] not in _STOPS)
