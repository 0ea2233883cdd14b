"""Web pages into blocks: decoded, parsed once, with what markup and structured data say of each block."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace
from itertools import accumulate, chain, compress

from cleaner.document import Block, Document, Head, Repair
from cleaner.read.decode import decode
from cleaner.read.parse import parse
from cleaner.read.stored import stored_article
from cleaner.read.structured import mark_repeats, parts_of_title, read_items
from cleaner.read.text import UNSEEN, double_encoding, mend, repair_characters
from cleaner.read.veils import LEAST_PAGE
from cleaner.read.walk import Page
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
    html, encoding = decode(data, http_charset=http_charset, kind="html") if isinstance(data, bytes) else (data, "")
    page = parse(data if isinstance(data, bytes) and encoding == "utf-8" and "\ufffd" not in html else html)
    if (shown := _shown(page.blocks)) < STORED:
        _add_stored(page, html, shown)
    document = _assemble(page, url)
    page.head.items = read_items(page.structured)
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
    article = stored_article(html, chain.from_iterable(map(parts_of_title, [page.head.title or "", *meta])))
    if article is None or article.prose < max(STORED, 4 * shown):
        return
    told = [block.evidence for block in page.blocks if block.evidence]
    bare = sum(len(block.text) for block in page.blocks) - sum(evidence.link_chars for evidence in told)
    if not article.own and bare > LEAST_PAGE:  # a shop's or a front page's settings and teasers
        return
    inner = parse(f"<article>{article.html}</article>").blocks
    at = next((index for index, evidence in enumerate(told) if "footer" in evidence.regions), len(told))
    beyond = 1 + max((evidence.container for evidence in told), default=0)
    for block in inner:
        if block.evidence:
            block.evidence.container += beyond
    _move(page.head, [index + (len(inner) if index > at else 0) for index in range(len(told) + 1)])
    page.blocks[at:at] = inner
    page.head.stored = article.where


def _assemble(page: Page, url: str | None) -> Document:
    """Puts the source together from the blocks' texts, and gives the blocks their spans in it."""
    blocks, head = page.blocks, page.head
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
    if twice := double_encoding(source):
        code = [block for block in blocks if block.evidence and "code" in block.evidence.regions]  # may be about it
        starts = [0, *(block.start for block in code)]
        ends = [0, *(block.end for block in code)]
        twice = [repair for repair in twice if ends[bisect_right(starts, repair.start) - 1] <= repair.start]
        repairs = merge(twice, repairs)
        page.structured = list(map(mend, page.structured))
        head.title = head.title and mend(head.title)
        head.meta = [(name, mend(content)) for name, content in head.meta]
        head.pictures = [replace(picture, alt=picture.alt and mend(picture.alt)) for picture in head.pictures]
    first = 0
    for block in blocks if repairs else ():
        last = bisect_left(repairs, block.end, lo=first, key=lambda repair: repair.start)
        if last > first:
            block.text = spell(source, [(block.start, block.end)], repairs[first:last]).text
        first = last
    _drop_empty(blocks, head)
    return Document(source, "html", blocks, repairs, url, head)


def _drop_empty(blocks: list[Block], head: Head) -> None:
    """Drops blocks without text; pictures keep the block that follows them."""
    stays = [bool(block.text) for block in blocks]
    if not all(stays):
        _move(head, [0, *accumulate(stays)])
        blocks[:] = compress(blocks, stays)


def _move(head: Head, numbers: list[int]) -> None:
    """Gives pictures the new numbers of the blocks that follow them."""
    head.pictures = [
        replace(picture, before=numbers[min(picture.before, len(numbers) - 1)]) for picture in head.pictures
    ]


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
