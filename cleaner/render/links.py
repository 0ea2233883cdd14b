"""Which addresses a document may link to, and how they are written."""

from __future__ import annotations

import re
from urllib.parse import urljoin

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]+")
_SAFE = frozenset(("http", "https", "mailto"))


def address(href: str, base: str | None) -> str | None:
    """A link's target, made absolute where it is known where the page stands; None for what is no safe address.

    >>> address("../b?c=d", "https://example.org/a/"), address("#note-1", "https://example.org/a"), address("#note-1", None)
    ('https://example.org/b?c=d', 'https://example.org/a#note-1', None)
    >>> address("java\\nscript:alert(1)", None), address("#", "https://example.org/a")
    (None, None)
    """
    href = href.strip()
    bare = _UNSEEN.sub("", href)
    if not bare.strip("#") or bare[0] == "#" and not base:
        return None
    scheme = _SCHEME.match(bare)
    if scheme is not None:
        return _written(href) if scheme[1].lower() in _SAFE else None
    if base:
        try:
            href = urljoin(base, href)
        except ValueError:  # "http://[" and the like
            return None
    return _written(href)


def _written(href: str) -> str:
    return _UNSEEN.sub(lambda found: "".join(f"%{byte:02X}" for byte in found.group().encode()), href)
