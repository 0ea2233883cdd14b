"""Web pages into blocks: parsed once by lxml, with what markup and structured data say of each block.

What would hide a page whole is mended, and hostile pages are kept in linear time.
"""

from __future__ import annotations

import codecs
import re
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from itertools import accumulate, chain, compress

from lxml import etree

from cleaner import _core as core
from cleaner.document import Block, Document, Head, Repair
from cleaner.read.decode import decode
from cleaner.read.layout import LEAST_PAGE
from cleaner.read.markup import BLOCK, KINDS, VOID
from cleaner.read.stored import stored_article
from cleaner.read.structured import mark_repeats, parts_of_title, read_items, without_tags
from cleaner.read.text import UNSEEN, double_encoding, mend, repair_characters
from cleaner.read.walk import Page, Walker
from cleaner.text.pieces import merge, spell
from cleaner.text.words import count_words, ends_sentence, is_prose

STORED = 60
"""Words of prose that a page shows at least if it shows its article: below, its scripts are searched for as many."""

_UNSEEN = "".join(chr(code) for first, last in UNSEEN for code in range(first, last + 1))
_UNSEEN += " \t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u200c\u200d\u2028\u2029"
"""Controls, zero-width and bidirectional marks, which `repair_characters` takes out, and white space."""
MAX_TITLE = 5000
"""Bytes after <title> in which its end tag is looked for."""

_SCANS = 500_000_000
"""Open elements that libxml2 may look at for end tags. It looks at all of them for an end tag that fits none (2.14: 4.5 ns
each, measured), so a page of many open elements and many such tags would take time that grows with its square."""

_LEAST_DEPTH = 100
_CHUNK = 16384
_FATAL = etree.ErrorLevels.FATAL
_SMALL = 600_000
_MOST_TAGS = 200_000
_MOST_BYTES = 10_000_000
"""Tags and bytes of the largest page of which a tree is made; what is small has no more tags. libxml2 makes no tree that is
deeper than 2,048 elements (256 before 2.14), so end tags cost less than `_SCANS`; a page of nothing but tags takes 43
times its size in memory."""
_SURROGATES = re.compile("[\ud800-\udfff]")
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)([^<>]*)>")
_KEPT = frozenset(
    ("br", "iframe", "noscript", "p", "script", "select", "style", "svg", "template", "textarea", "title")
)


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
    for text in sorted([block.text for block in blocks], key=len, reverse=True):  # the longest have most
        words = count_words(text)
        if is_prose(words, ends_sentence(text), 1):
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
        head.pictures = [picture._replace(alt=picture.alt and mend(picture.alt)) for picture in head.pictures]
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
        picture._replace(before=numbers[min(picture.before, len(numbers) - 1)]) for picture in head.pictures
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


def parse(html: str | bytes) -> Page:
    """Walks a page, given as characters or as UTF-8.

    Any text is a page: what is wrong with its markup is mended as libxml2 mends it. Nothing outside the page is
    fetched or read. A page whose nesting would take time that grows with its square (tens of thousands of open
    elements and end tags) is read again without its boxes: all of its text, less evidence.

    Raises:
        MemoryError: if there is not enough memory.
    """
    data = (html if isinstance(html, bytes) else _encoded(html)).removeprefix(codecs.BOM_UTF8).replace(b"\0", b"")
    page = _walk(data) or _walk(_TAG.sub(_flatten, data)) or Page()
    if page.frames and not page.blocks:
        inner = _walk(_encoded("".join(page.frames)))
        page.blocks = inner.blocks if inner else []
    if page.head.title and "<" in page.head.title:
        page.head.title = without_tags(page.head.title)
    return page


def _encoded(html: str) -> bytes:
    try:
        return html.encode()
    except UnicodeEncodeError:
        return _SURROGATES.sub("\ufffd", html).encode()


def end_what_is_open(data: bytes) -> bytes:
    """A page with the ends of comments and title that it forgets, where they would take its rest along.

    Browsers of today show nothing of what follows; those for which such pages were made (Netscape, Gecko until 2010)
    ended a comment at the next ">", a title and a style at the next tag, and archives hold their pages. Only where
    </body> or </html> would be swallowed: a page that ends sooner was cut off, and what it had begun is not to be shown.
    """
    ended = data.rfind(b"-->") + 1
    comment = data.find(b"<!--", ended)
    if comment >= 0 and _goes_on(data.lower(), comment):
        # "<!" without the dashes is a comment that ends at the next ">".
        data = data[:ended] + data[ended:].replace(b"<!--", b"<! ")
    title = data.find(b"<title")
    if title >= 0 and data.find(b"</title", title, title + MAX_TITLE) >= 0:
        return data
    low = data.lower()
    title = _tag(low, b"<title", 0)
    if title >= 0 and low.find(b"</title", title, title + MAX_TITLE) < 0:
        end = low.find(b"</title", title)
        if low.find(b"<body", title, end if end >= 0 else len(low)) >= 0 or (end < 0 and _goes_on(low, title)):
            data = _end(data, low, title, b"</title>")
    return data


def end_style(data: bytes) -> bytes:
    """A page with the end of a style that takes its rest along, likewise."""
    low = data.lower()
    style = _tag(low, b"<style", low.rfind(b"</style") + 1)
    return _end(data, low, style, b"</style>") if style >= 0 and _goes_on(low, style) else data


def _tag(low: bytes, name: bytes, start: int) -> int:
    at = low.find(name, start)
    return at if at >= 0 and low[at + len(name) : at + len(name) + 1] in b" \t\r\n>/" else -1


def _goes_on(low: bytes, at: int) -> bool:
    return low.find(b"</body", at) >= 0 or low.find(b"</html", at) >= 0


def _end(data: bytes, low: bytes, at: int, tag: bytes) -> bytes:
    """Ends an element before the next tag; the same start tag again was meant as its end."""
    end = data.find(b"<", data.find(b">", at) + 1)
    if end < 0:
        return data
    again = b"<" + tag[2:]
    return data[:end] + tag + data[end + (len(again) if low.startswith(again, end) else 0) :]


class _Reader(threading.local):
    """Two parsers: one makes a tree, the other calls a walker. lxml's parsers hold themselves, so one for each page would be
    left, with what it holds, to the garbage collector."""

    def __init__(self) -> None:
        self.tree = etree.HTMLParser(
            encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False
        )
        self.walker = Walker()
        # The stubs ask for more of a target than lxml does.
        self.events = etree.HTMLParser(target=self.walker, encoding="utf-8", huge_tree=True)  # type: ignore[arg-type]


_READER = _Reader()
_walk_tree: Callable[[etree._Element], Page] | None = (
    core.native.walk_tree if core.native and core.native.fits(etree) else None
)


def _walk(data: bytes) -> Page | None:
    """Walks a page, its open ends mended as browsers do; None if it nests too deep for its number of end tags."""
    data = end_what_is_open(data)
    page = _walk_given(data)
    if page and page.in_style and (ended := end_style(data)) != data:
        return _walk_given(ended)
    return page


def _walk_given(data: bytes) -> Page | None:
    is_small = len(data) <= _SMALL or len(data) <= _MOST_BYTES and data.count(b"<") <= _MOST_TAGS
    if _walk_tree and is_small:
        root = _tree(data)
        if root is not None:
            return _walk_tree(root)
    return _walk_events(data) if data else Page()


def _tree(data: bytes) -> etree._Element | None:
    """A page's tree; None where it holds nothing, or not all of a page that is too deep for libxml2."""
    try:
        root = etree.fromstring(data, _READER.tree)
    except etree.XMLSyntaxError:  # a page of nothing but comments or white space
        return None
    return root if all(error.level < _FATAL for error in _errors(_READER.tree)) else None


def _walk_events(data: bytes) -> Page | None:
    """Walks a page as its tags and texts come, whatever its depth and size; None if that would take too long."""
    reader, most_open = _READER, 0
    # No need to count where all would be tags of three and four bytes, nor to tell them apart where half each were not too many.
    if len(data) ** 2 > 48 * _SCANS and (tags := data.count(b"<")) ** 2 > 4 * _SCANS:
        ends = data.count(b"</")
        if ends * (tags - ends) > _SCANS:
            reader, most_open = _Reader(), max(_SCANS // ends, _LEAST_DEPTH)
    try:
        try:
            if most_open and not _feed(data, reader, most_open):
                return None
            if most_open:
                reader.events.close()
            else:
                etree.fromstring(data, reader.events)
        except etree.XMLSyntaxError:
            reader.walker.close()
        _errors(reader.events)
        return reader.walker.page
    finally:
        reader.walker.reset()


def _errors(parser: etree.HTMLParser) -> list[etree._LogEntry]:
    """What a parser found wrong with a page.

    Raises:
        MemoryError: if it got no memory: libxml2 ends the page there, and lxml takes that for markup to be mended.
    """
    errors = list(parser.error_log)
    if any(error.type == etree.ErrorTypes.ERR_NO_MEMORY for error in errors):
        raise MemoryError
    return errors


def _feed(data: bytes, reader: _Reader, most_open: int) -> bool:
    """Parses a page in pieces, because the parser cannot be stopped within one; False if it nests too deep."""
    for start in range(0, len(data), _CHUNK):
        reader.events.feed(data[start : start + _CHUNK])
        if reader.walker.depth > most_open:
            return False
    return True


def _flatten(tag: re.Match[bytes]) -> bytes:
    """What stands for a tag where boxes are given up: a paragraph's end for a box's, nothing for the others."""
    name = tag.group(2).lower().decode()
    if name in _KEPT:
        return tag.group()
    return b"<p>" if BLOCK <= KINDS.get(name, 0) < VOID else b""
