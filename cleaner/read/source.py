"""Data of any kind into a document: the one door that everything comes in by."""

from __future__ import annotations

from cleaner.document import Document, Kind
from cleaner.read.text import read_text


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
    if kind is None:
        from cleaner.read.kind import look

        kind = look(data)
    if kind == "html":
        from cleaner.read.html import read_html

        return read_html(data, url, charset)
    if isinstance(data, bytes):
        from cleaner.read.decode import decode

        data, _ = decode(data, http_charset=charset, kind="text")
    return read_text(data, url)
