"""Web pages into blocks: decoded, parsed once, with what markup and structured data say of each block."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from itertools import accumulate, compress
from typing import Any

from cleaner.document import Block, Document, Head, Repair
from cleaner.read.decode import decode
from cleaner.read.element import Page
from cleaner.read.parse import parse
from cleaner.read.stored import stored_article
from cleaner.read.structured import mark_repeats, parts_of_title, read_items
from cleaner.read.text import UNSEEN, double_encoding, mend, repair_characters
from cleaner.read.veils import LEAST_PAGE
from cleaner.text.pieces import merge, spell
from cleaner.text.words import count_words, ends_sentence, is_prose

STORED = 60
"""Words of prose that a page shows at least if it shows its article: below, its scripts are searched for as many."""

_UNSEEN = "".join(chr(code) for first, last in UNSEEN for code in range(first, last + 1))
_UNSEEN += " \t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u200c\u200d\u2028\u2029"
"""Controls, zero-width and bidirectional marks, which `repair_characters` takes out, and white space."""


def read_html(data: str | bytes, url: str | None = None, http_charset: str | None = None) -> Document:
    """Reads a web page, or a piece of one.

    The source is the page's visible text in reading order, white space collapsed: without what scripts, styles, `hidden`,
    inline `display: none`, comments, form values, templates and fall-backs hold, texts that stand for images, and numbers
    of lines of code. Blocks are the elements that stand on lines of their own, and the lines between <br>; a row of a table
    of data is one block, its cells parted by tabs. Inline elements that are separate things but have no space between
    them ("<a>Home</a><a>News</a>") are parted, as style sheets would.

    Returns:
        A Document with evidence for each block, and a Head; without blocks where neither the page shows text nor its
        scripts hold an article.

    Raises:
        CleanerError: code "binary-input", if the bytes are no text in any encoding.
    """
    html = decode(data, http_charset=http_charset, kind="html")[0] if isinstance(data, bytes) else data
    page = parse(html)
    if (shown := _shown(page.blocks)) < STORED:
        _add_stored(page, html, shown)
    page.head.items = read_items(page.structured)
    document = _assemble(page.blocks, page.head, url)
    mark_repeats(document)
    return document


def _shown(blocks: list[Block]) -> int:
    """Words of prose that a page shows; no more are counted than `STORED`."""
    shown = 0
    for block in blocks:
        words = count_words(block.text)
        if is_prose(words, ends_sentence(block.text), 1):
            shown += words
            if shown >= STORED:
                break
    return shown


def _add_stored(page: Page, html: str, shown: int) -> None:
    """Adds the article that a page's scripts hold and put into place in browsers, before its footer.

    Args:
        shown: words of prose that the page shows.
    """
    meta = [content for name, content in page.head.meta if name in ("og:title", "twitter:title")]
    titles = [page.head.title or "", *meta]
    article = stored_article(html, [part for title in titles for part in parts_of_title(title)])
    if article is None or article.prose < max(STORED, 4 * shown):
        return
    bare = sum(len(block.text) - block.evidence.link_chars for block in page.blocks if block.evidence)
    if not article.own and bare > LEAST_PAGE:  # a shop's or a front page's settings and teasers
        return
    _insert(page, parse(f"<article>{article.html}</article>"))
    page.head.stored = article.where


def _insert(page: Page, inner: Page) -> None:
    """Puts the blocks of another page before a page's footer."""
    told = [block.evidence for block in page.blocks if block.evidence]
    at = next((index for index, evidence in enumerate(told) if "footer" in evidence.regions), len(told))
    beyond = 1 + max((evidence.container for evidence in told), default=0)
    for block in inner.blocks:
        if block.evidence:
            block.evidence.container += beyond
    page.head.pictures = [
        replace(picture, before=picture.before + len(inner.blocks)) if picture.before > at else picture
        for picture in page.head.pictures
    ]
    page.blocks[at:at] = inner.blocks


def _assemble(blocks: list[Block], head: Head, url: str | None) -> Document:
    """Puts the source together from the blocks' texts, and gives the blocks their spans in it."""
    source = _join(blocks)
    repairs: list[Repair] = []
    # What is unseen is not printable, and the spaces that are not either have been collapsed; most pages have none.
    if not source.replace("\n", "").replace("\t", "").isprintable():
        # A block begins and ends with what is seen; a reader sees no difference.
        for block in blocks:
            block.text = block.text.strip(_UNSEEN)
        _drop_empty(blocks, head)
        source = _join(blocks)
        repairs = repair_characters(source)
    if not source.isascii():
        repairs = merge(_double_encoding(source, blocks, head), repairs)
    first = 0
    for block in blocks if repairs else ():
        last = bisect_left(repairs, block.end, lo=first, key=lambda repair: repair.start)
        if last > first:
            block.text = spell(source, [(block.start, block.end)], repairs[first:last]).text
        first = last
    if repairs:
        _drop_empty(blocks, head)
    return Document(source, "html", blocks, repairs, url, head)


def _double_encoding(source: str, blocks: list[Block], head: Head) -> list[Repair]:
    """The repairs of text that was encoded twice; what the head says is mended with it."""
    repairs = double_encoding(source)
    if repairs:
        # Code may be about it.
        code = [block for block in blocks if block.evidence and "code" in block.evidence.regions]
        ends = [block.end for block in code]
        repairs = [
            repair for repair in repairs
            if (at := bisect_left(ends, repair.end)) == len(code) or code[at].start > repair.start
        ]  # fmt: skip
        head.title = head.title and mend(head.title)
        head.meta = [(name, mend(content)) for name, content in head.meta]
        head.items = [_mend_item(item) for item in head.items]
        head.pictures = [replace(picture, alt=picture.alt and mend(picture.alt)) for picture in head.pictures]
    return repairs


def _mend_item(value: Any) -> Any:
    """JSON with its strings mended; it is a few levels deep only (see `structured`)."""
    if isinstance(value, str):
        return mend(value)
    if isinstance(value, dict):
        return {key: _mend_item(part) for key, part in value.items()}
    return [_mend_item(part) for part in value] if isinstance(value, list) else value


def _drop_empty(blocks: list[Block], head: Head) -> None:
    """Drops blocks without text; pictures keep the block that follows them."""
    stays = [bool(block.text) for block in blocks]
    if all(stays):
        return
    numbers = [0, *accumulate(stays)]
    head.pictures = [replace(p, before=numbers[min(p.before, len(blocks))]) for p in head.pictures]
    blocks[:] = compress(blocks, stays)


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
