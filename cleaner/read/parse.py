"""Drives lxml's parser over a page, mends what would hide it whole, and keeps hostile pages in linear time."""

from __future__ import annotations

import codecs
import re
import threading

from lxml import etree

from cleaner import _core as core
from cleaner.read.markup import BLOCK, KINDS, VOID
from cleaner.read.walk import Page, Walker

MAX_TITLE = 5000
"""Bytes after <title> in which its end tag is looked for."""

_SCANS = 500_000_000
"""Open elements that libxml2 may look at for end tags. It looks at all of them for an end tag that fits none (2.14: 4.5 ns
each, measured), so a page of many open elements and many such tags would take time that grows with its square."""

_LEAST_DEPTH = 100
_CHUNK = 16384
_SURROGATES = re.compile("[\ud800-\udfff]")
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)([^<>]*)>")
_KEPT = frozenset(
    ("br", "iframe", "noscript", "p", "script", "select", "style", "svg", "template", "textarea", "title")
)


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
    return page


def _encoded(html: str) -> bytes:
    try:
        return html.encode()
    except UnicodeEncodeError:
        return _SURROGATES.sub("\ufffd", html).encode()


def end_what_is_open(data: bytes) -> bytes:
    """A page with the ends of comments, title and style that it forgets, where they would take its rest along.

    Browsers of today show nothing of what follows; those for which such pages were made (Netscape, Gecko until 2010)
    ended a comment at the next ">", a title and a style at the next tag, and archives hold their pages. Only where
    </body> or </html> would be swallowed: a page that ends sooner was cut off, and what it had begun is not to be shown.
    """
    ended = data.rfind(b"-->") + 1
    comment = data.find(b"<!--", ended)
    if comment >= 0 and _goes_on(data.lower(), comment):
        # "<!" without the dashes is a comment that ends at the next ">".
        data = data[:ended] + data[ended:].replace(b"<!--", b"<! ")
    low = data.lower()
    style = _tag(low, b"<style", low.rfind(b"</style") + 1)
    if style >= 0 and _goes_on(low, style):
        data = _end(data, low, style, b"</style>")
        low = data.lower()
    title = _tag(low, b"<title", 0)
    if title >= 0 and low.find(b"</title", title, title + MAX_TITLE) < 0:
        end = low.find(b"</title", title)
        if low.find(b"<body", title, end if end >= 0 else len(low)) >= 0 or (end < 0 and _goes_on(low, title)):
            data = _end(data, low, title, b"</title>")
    return data


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
    """A parser and the walker that it calls. lxml's parsers hold themselves, so one for each page would be left, with what
    it holds, to the garbage collector."""

    def __init__(self) -> None:
        self.walker: Walker = new_walker()
        # The stubs ask for more of a target than lxml does.
        self.parser = etree.HTMLParser(target=self.walker, encoding="utf-8", huge_tree=True)  # type: ignore[arg-type]


def new_walker() -> Walker:
    """A walker that has walked nothing: the compiled one, where it is."""
    return core.native.Walker() if core.native else Walker()


_READER = _Reader()


def _walk(data: bytes) -> Page | None:
    """Walks a page; None if it nests too deep for its number of end tags."""
    data = end_what_is_open(data)  # as browsers do
    if not data:
        return Page()
    tags, reader, most_open = data.count(b"<"), _READER, 0
    if tags * tags > 4 * _SCANS:  # no need to tell starts and ends apart where half of them each were not too many
        ends = data.count(b"</")
        if ends * (tags - ends) > _SCANS:
            reader, most_open = _Reader(), max(_SCANS // ends, _LEAST_DEPTH)
    try:
        try:
            if most_open and not _feed(data, reader, most_open):
                return None
            if most_open:
                reader.parser.close()
            else:
                etree.fromstring(data, reader.parser)
        except etree.XMLSyntaxError:  # a page of nothing but comments or white space
            reader.walker.close()
        # Where libxml2 gets no memory it ends the page there, and lxml takes that for markup to be mended.
        if any(error.type == etree.ErrorTypes.ERR_NO_MEMORY for error in reader.parser.error_log):
            raise MemoryError
        return reader.walker.page
    finally:
        reader.walker.reset()


def _feed(data: bytes, reader: _Reader, most_open: int) -> bool:
    """Parses a page in pieces, because the parser cannot be stopped within one; False if it nests too deep."""
    for start in range(0, len(data), _CHUNK):
        reader.parser.feed(data[start : start + _CHUNK])
        if reader.walker.depth > most_open:
            return False
    return True


def _flatten(tag: re.Match[bytes]) -> bytes:
    """What stands for a tag where boxes are given up: a paragraph's end for a box's, nothing for the others."""
    name = tag.group(2).lower().decode()
    if name in _KEPT:
        return tag.group()
    return b"<p>" if BLOCK <= KINDS.get(name, 0) < VOID else b""
