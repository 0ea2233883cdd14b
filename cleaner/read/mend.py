"""Markup that hides a whole page from a parser of HTML, and did not from the readers of its day."""

from __future__ import annotations

import re

MAX_TITLE = 5000
"""Bytes after <title> in which its end tag is looked for."""

_PREFIX = re.compile(r"""xmlns:([A-Za-z][\w-]{0,20})\s{0,9}=\s{0,9}["']http://www\.w3\.org/1999/xhtml["']""")
_AFTER_NAME = b" \t\r\n>/"


def without_prefix(html: str) -> str:
    """An XHTML page whose tags are written with a prefix (<html:p>), without it: to a parser of HTML they have no meaning."""
    prefix = _PREFIX.search(html, 0, MAX_TITLE)
    return re.sub(f"(</?){re.escape(prefix[1])}:(?=[a-zA-Z])", r"\1", html) if prefix else html


def end_what_is_open(data: bytes) -> bytes:
    """A page with the ends of comments, title and style that it forgets, where they would take its rest along.

    Browsers of today show nothing of what follows; those for which such pages were made (Netscape, Gecko until 2010)
    ended a comment at the next ">", a title and a style at the next tag, and archives hold their pages. Only where
    </body> or </html> would be swallowed: a page that ends sooner was cut off, and what it had begun is not to be shown.
    """
    low = data.lower()
    ended = low.rfind(b"-->") + 1
    if low.find(b"<!--", ended) >= 0 and _goes_on(low, low.find(b"<!--", ended)):
        # "<!" without the dashes is a comment that ends at the next ">".
        data = data[:ended] + data[ended:].replace(b"<!--", b"<! ")
        low = data.lower()
    at = _tag(low, b"<style", low.rfind(b"</style") + 1)
    if at >= 0 and _goes_on(low, at):
        data = _end(data, low, at, b"</style>")
        low = data.lower()
    at = _tag(low, b"<title", 0)
    if at >= 0 and low.find(b"</title", at, at + MAX_TITLE) < 0:
        end = low.find(b"</title", at)
        if low.find(b"<body", at, end if end >= 0 else len(low)) >= 0 or (end < 0 and _goes_on(low, at)):
            data = _end(data, low, at, b"</title>")
    return data


def _tag(low: bytes, name: bytes, start: int) -> int:
    at = low.find(name, start)
    return at if at >= 0 and low[at + len(name) : at + len(name) + 1] in _AFTER_NAME else -1


def _goes_on(low: bytes, at: int) -> bool:
    return low.find(b"</body", at) >= 0 or low.find(b"</html", at) >= 0


def _end(data: bytes, low: bytes, at: int, tag: bytes) -> bytes:
    """Ends an element before the next tag; the same start tag again was meant as its end."""
    end = data.find(b"<", data.find(b">", at) + 1)
    if end < 0:
        return data
    again = b"<" + tag[2:]
    return data[:end] + tag + data[end + (len(again) if low.startswith(again, end) else 0) :]
