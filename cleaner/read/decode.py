"""Bytes into text."""

from __future__ import annotations

from cleaner.document import Kind


def decode(data: bytes, *, http_charset: str | None = None, kind: Kind = "html") -> tuple[str, str]:
    """Stub."""
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    enc = detect_encoding(data)
    return bytes_to_str(data, enc), enc
