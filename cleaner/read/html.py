"""Web pages into blocks: decoded, parsed once, with what markup and structured data say of each block."""

from __future__ import annotations

from cleaner.document import Block, Document, Head
from cleaner.read.decode import decode
from cleaner.read.jsonld import read_items
from cleaner.read.parse import parse
from cleaner.read.structured import mark_repeats
from cleaner.read.text import apply_repairs, repair_characters


def read_html(data: str | bytes, url: str | None = None, http_charset: str | None = None) -> Document:
    """Reads a web page, or a piece of one.

    The source of the document is the page's visible text in reading order: what scripts, styles, `hidden`, inline
    `display: none`, comments, form values, stored templates and media fall-backs hold is not in it, nor is the text
    that stands for images. White space is collapsed as browsers do, no-break and ideographic spaces with it. Blocks
    are the elements that stand on lines of their own, and the lines between <br>; a row of a table of data is one
    block, its cells parted by tabs. Between inline elements that are separate things but have no space between them
    ("<a>Home</a><a>News</a>") a space is put, because style sheets, which are not read, would part them.

    Args:
        data: the page; bytes are decoded by BOM, `http_charset`, what the page declares, or detection.
        url: where the page comes from, if known.
        http_charset: charset of the HTTP header Content-Type, if known.

    Returns:
        A Document with evidence for each block, and a Head. A page that shows no text has no blocks.

    Raises:
        CleanerError: code "binary-input", if the bytes are no text in any encoding.
    """
    html = decode(data, http_charset=http_charset, kind="html")[0] if isinstance(data, bytes) else data
    page = parse(html)
    page.head.items = read_items(page.structured)
    document = _assemble(page.blocks, page.head, url)
    mark_repeats(document)
    return document


def _assemble(blocks: list[Block], head: Head, url: str | None) -> Document:
    """Puts the source together from the blocks' texts, and gives the blocks their spans in it."""
    source = _join(blocks)
    # What is unseen is not printable, and the spaces that are not either have been collapsed; most pages have none.
    is_clean = source.replace("\n", "").replace("\t", "").isprintable()
    repairs = [] if is_clean else repair_characters(source)
    if repairs and _trim(blocks, source):
        source = _join(blocks)
        repairs = repair_characters(source)
    if repairs:
        for block in blocks:
            block.text = apply_repairs(source, block.start, block.end, repairs)
    return Document(source, "html", blocks, repairs, url, head)


def _join(blocks: list[Block]) -> str:
    """The blocks' texts as one, a line break or a blank line between them; sets their spans."""
    parts: list[str] = []
    here = 0
    for block in blocks:
        before = ("\n" if block.breaks == 1 else "\n\n") + block.indent if parts else block.indent
        block.start = here + len(before)
        block.end = here = block.start + len(block.text)
        parts += (before, block.text)
    return "".join(parts)


def _trim(blocks: list[Block], source: str) -> bool:
    """Takes unseen characters off the ends of blocks, and blocks of nothing else out; tells whether there were any.

    A reader sees no difference, and a block begins and ends with what is seen, repaired or not.
    """
    trimmed = False
    for block in blocks:
        text = block.text
        if text.isascii() and text.isprintable():
            continue
        start, end = 0, len(text)
        for repair in (repairs := repair_characters(text)):
            if repair.after or text[start : repair.start].strip():
                break
            start = repair.end
        for repair in reversed(repairs):
            if repair.after or text[repair.end : end].strip():
                break
            end = repair.start
        kept = text[start:end].strip() if start < end else ""
        if kept != text:
            block.text = kept
            trimmed = True
    if trimmed:
        blocks[:] = [block for block in blocks if block.text]
    return trimmed
