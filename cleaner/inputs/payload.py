"""Whether a payload is text, and which kind."""

from __future__ import annotations

from cleaner.document import Kind
from cleaner.errors import CleanerError
from cleaner.read.binary import refuse_binary
from cleaner.read.kind import look

_BY_TYPE: dict[str, Kind] = {"text/html": "html", "application/xhtml+xml": "html", "text/plain": "text"}
_XML = frozenset(("text/xml", "application/xml"))
_SOME_BYTES = "application/octet-stream"
_NOTHING_SAID = frozenset((None, "unk", "no-type", "unknown", "unknown/unknown", "application/unknown", "*/*", "text"))
_HEAD = 4096


def never_text(content_type: str | None) -> bool:
    """Whether a media type rules HTML and text out, whatever the content is."""
    return not (content_type in _BY_TYPE or content_type in _XML or content_type in _NOTHING_SAID) and (
        content_type != _SOME_BYTES
    )


def text_kind(data: bytes, content_type: str | None) -> Kind | None:
    """How a payload is to be read, or None if it is neither HTML nor text.

    By its type, if that says it; where it says nothing, or only "some bytes" or "XML", by its content. Style sheets,
    scripts, JSON and feeds are text to a computer only.

    Args:
        data: the payload, decoded.
        content_type: its media type, without parameters, in lower case.
    """
    kind = _BY_TYPE.get(content_type or "")
    if kind is not None:
        return kind
    head = data[:_HEAD]
    if content_type in _XML:
        return "html" if b"<html" in head.lower() else None
    if never_text(content_type):
        return None
    try:
        refuse_binary(head, is_utf8=False, tried=[])
    except CleanerError:
        return None
    if b"\0" in head or not head.strip():
        return None
    kind = look(head)
    return kind if kind == "html" or content_type != _SOME_BYTES else None
