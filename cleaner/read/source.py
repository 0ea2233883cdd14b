"""Data of any kind into a document: the one door that everything comes in by, and what tells pages from text."""

from __future__ import annotations

import re

from cleaner.document import Document, Kind
from cleaner.read.decode import decode
from cleaner.read.markup import KINDS
from cleaner.read.text import read_text

_LOOK = 16384
"""Characters at the beginning that are looked at (pages may begin with long comments), and _TAIL at the end."""

_TAIL = 400
_BOM = re.compile("\\A(?:\ufeff|\xef\xbb\xbf|\xff\xfe|\xfe\xff)")
_PROLOGUE = re.compile(r"\s+|<!--(?:[^-]|-(?!->))*-->|<\?[^>]*>")
_BEGIN = re.compile(
    r"<(?:!doctype\s+html|html|head|body|frameset|title)(?=[\s>/])|<(?:\?xml\s|!doctype\s)", re.IGNORECASE
)
"""What pages begin with, in HTML and as XML."""

_LINE_OF_PAGE = re.compile(r"^\s*<(?:!doctype\s+html|html)(?=[\s>])", re.IGNORECASE | re.MULTILINE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?=[\s/>])[^<>]*)>")
_INLINE = (
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "map", "mark",
    "picture", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
)  # fmt: skip
_EMPTY = frozenset(("br", "hr", "img", "input", "link", "meta", "source"))
_NO_TEXT = re.compile(rb"<\0{0,3}[a-zA-Z/!?]|&\0{0,3}[a-zA-Z#]\0{0,3}[\0a-zA-Z0-9]{1,128};")
"""What text does not hold and markup does, in ASCII and in UTF-16 and 32 as well."""


def look(data: str | bytes) -> Kind:
    """Tells a web page, or a piece of one, from text, which may well talk about tags or quote them.

    A page begins with a doctype, an XML declaration or one of its outermost tags, after comments and white space, or it
    has <html> on a line of its own and ends with </html> (what a server printed may stand before). A piece of a page
    begins with a tag of HTML that holds something: it has attributes, or text or another tag follows at once, and it is
    closed or used again. All else is text, so a text that begins with words is text whatever it quotes.

    Args:
        data: the source; of bytes, the letters of ASCII are looked at, which mean the same in nearly every charset.
    """
    head, tail = _ends(data)
    here = 0
    while found := _PROLOGUE.match(head, here):
        if _BEGIN.match(found.group()):
            return "html"
        here = found.end()
    if _BEGIN.match(head, here):
        return "html"
    if first := _TAG.match(head, here):
        return "html" if _is_piece(first, head, tail) else "text"
    end, after = tail.lower().rpartition("</html>")[1:]
    return "html" if end and after.lstrip()[:1] in ("", "<") and _LINE_OF_PAGE.search(head) else "text"


def plain_kind(data: bytes, told: Kind) -> Kind:
    """The kind of a source of which its name or its container tells one: that, unless the content plainly is the other.

    Text is plainly a page if it begins like one, or if its first tag is that of a block and its last character ends a
    tag; a page is plainly text if there is neither a tag nor a character reference in all of it.
    """
    if told == "html":
        return "html" if _NO_TEXT.search(data) or not data.strip() else "text"
    if look(data) == "text":
        return "text"
    head, tail = _ends(data)
    first = _TAG.search(head)
    if first is None or _BEGIN.search(head, 0, first.end()):
        return "html"
    return "html" if first.group(2).lower() in KINDS and tail.rstrip().endswith(">") else "text"


def _ends(data: str | bytes) -> tuple[str, str]:
    """What a source begins and ends with; UTF-16 and UTF-32 are ASCII and NULs as far as tags go."""
    head, tail = data[:_LOOK], data[-_TAIL:]
    begin = head.decode("latin-1") if isinstance(head, bytes) else head
    end = tail.decode("latin-1") if isinstance(tail, bytes) else tail
    return _BOM.sub("", begin).replace("\0", ""), end.replace("\0", "")


def _is_piece(first: re.Match[str], head: str, tail: str) -> bool:
    """Whether a source that begins with a tag is markup, rather than prose about that tag."""
    name = first.group(2).lower()
    tags = [(slash, name.lower()) for slash, name, _ in _TAG.findall(head)]
    again = ("/", name) in tags or tags.count(("", name)) > 1 or name in _EMPTY
    ends_with_tag = tail.rstrip().endswith(">")
    if name not in KINDS and name not in _INLINE:
        return "-" in name and again and ends_with_tag
    following = head[first.end() : first.end() + 1]
    if first.group(3).strip(" /") or following == "<":
        return True
    return again and (ends_with_tag or following in ("\n", "\r") or following.isalnum())


def read(data: str | bytes, kind: Kind | None = None, url: str | None = None, charset: str | None = None) -> Document:
    """Reads text or a page, from characters or bytes.

    Args:
        data: extracted text or a web page.
        kind: "text" or "html"; None looks at the data.
        url: where it comes from, if known.
        charset: what HTTP declares for bytes, if known.

    Raises:
        CleanerError: if the bytes are no text in any encoding.
    """
    if (kind or look(data)) == "html":
        from cleaner.read.html import read_html

        return read_html(data, url, charset)
    if isinstance(data, bytes):
        data, _ = decode(data, http_charset=charset, kind="text")
    return read_text(data, url)
