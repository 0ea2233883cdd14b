"""Transfer and content encodings of HTTP, undone within a limit.

No library is trusted with how much comes out: each is fed or drained in steps, and the sum is checked at each.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from cleaner.errors import CleanerError
from cleaner.inputs.raw import BLOCK, Raw
from cleaner.inputs.reading import need, too_large
from cleaner.inputs.zstd_frame import MAGIC as ZSTD
from cleaner.inputs.zstd_frame import ZstdFrame

_MOST_STACKED = 5
_KEPT = 1000
"""Bytes that must have come out of an encoding that ends early, for the document to be kept."""

_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]{0,8}(?:;[^\r\n]{0,4096})?\r?\n")


class Broken(Exception):
    """An encoding that cannot be undone to its end.

    Attributes:
        early: whether it only ends too early, so that what came out is good.
    """

    def __init__(self, why: str, *, early: bool = False) -> None:
        super().__init__(why)
        self.early = early


def undo(body: bytes, applied: list[str], limit: int) -> tuple[bytes, bool]:
    """Undoes encodings.

    A body that plainly is not in the encoding that its head declares is left as it is: many crawlers store what they
    have decoded under the head that they got. An encoding that ends early is kept as far as it goes, from 1,000 bytes
    on.

    Args:
        body: as stored.
        applied: names of encodings, the one to be undone first first.
        limit: bytes of the largest body, after each step.

    Returns:
        The body, and whether it is whole.

    Raises:
        CleanerError: code "too-large"; "bad-encoding", if it is damaged or ends early; "missing-library".
    """
    if len(applied) > _MOST_STACKED:
        raise _bad(f"{len(applied)} encodings are stacked")
    whole = True
    for coding in applied:
        steps = _STEPS.get(coding)
        if steps is None:
            continue  # what is no text after all is refused as such
        parts: list[bytes] = []
        size = 0
        try:
            for part in steps(body):
                parts.append(part)
                size += len(part)
                if size > limit:
                    raise too_large(None, limit)
        except Broken as error:
            if not error.early or size < _KEPT:
                raise _bad(f"its encoding {coding!r} is damaged ({error})") from error
            whole = False
        body = b"".join(parts)
    return body, whole


def _bad(why: str) -> CleanerError:
    return CleanerError(
        f"The payload cannot be decoded: {why}.",
        hint="The record was stored damaged, or its HTTP head is wrong. Nothing can be done but to fetch it again.",
        code="bad-encoding",
    )


def _chunked(body: bytes) -> Iterator[bytes]:
    here = 0
    while head := _CHUNK.match(body, here):
        size = int(head.group(1), 16)
        if not size:
            return
        end = head.end() + size
        if body[end : end + 1] not in (b"\r", b"\n", b""):
            if here:
                raise Broken(f"no chunk ends at byte {end:,}", early=True)
            break
        yield body[head.end() : end]
        if end >= len(body):
            raise Broken("the last chunk is missing", early=True)
        here = end + (2 if body[end : end + 2] == b"\r\n" else 1)
    if not here:
        yield body  # not chunked (any more)
    elif here < len(body):
        raise Broken(f"no chunk begins at byte {here:,}", early=True)
    else:
        raise Broken("the last chunk is missing", early=True)


def _gzip(body: bytes) -> Iterator[bytes]:
    if not body.startswith(b"\x1f\x8b"):
        yield body
        return
    while body.startswith(b"\x1f\x8b"):  # members; what follows the last of them is no matter
        body = yield from _inflate(body, 31)


def _deflate(body: bytes) -> Iterator[bytes]:
    """RFC 1950 says that there is a header; some servers leave it out, and some crawlers have decoded it."""
    if len(body) > 1 and body[0] & 15 == 8 and int.from_bytes(body[:2], "big") % 31 == 0:
        yield from _inflate(body, 15)
        return
    made = False
    try:
        for part in _inflate(body, -15):
            made = made or bool(part)
            yield part
    except Broken:
        if made or not _is_readable(body):
            raise
        yield body


def _inflate(body: bytes, form: int) -> Any:
    """Gives the parts of one stream; returns what follows it."""
    inflater = zlib.decompressobj(form)
    data = memoryview(body)
    here = 0
    while not inflater.eof:
        step = inflater.unconsumed_tail or data[here : here + 4096]
        if not inflater.unconsumed_tail:
            here += len(step)
        if not len(step):
            raise Broken("it ends early", early=True)
        try:
            yield inflater.decompress(step, BLOCK)
        except zlib.error as error:
            raise Broken(str(error)) from error
    return inflater.unused_data + bytes(data[here:])


def _brotli(body: bytes) -> Iterator[bytes]:
    library: Any = need("brotli", "warc")
    inflater = library.Decompressor()
    made = False
    data = body
    try:
        while not inflater.is_finished():
            part = inflater.process(data, output_buffer_limit=BLOCK)
            data = b""
            made = made or bool(part)
            yield part
            if not part and inflater.can_accept_more_data():
                raise Broken("it ends early", early=True)
    except library.error as error:
        if made or not _is_readable(body):
            raise Broken(str(error)) from error
        yield body


def _zstd(body: bytes) -> Iterator[bytes]:
    raw = Raw(io.BytesIO(body))
    if not body.startswith(ZSTD):
        yield body
        return
    while raw.peek(4) == ZSTD:
        frame = ZstdFrame(raw, len(body) * 1000)
        while part := frame.read():
            yield part
        if frame.damage is not None:
            raise Broken(frame.damage.what, early=frame.damage.kind == "truncated")


def _is_readable(body: bytes) -> bool:
    """Whether it looks like markup or text rather than like something compressed."""
    head = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head[:1] in (b"<", b"") or not re.search(rb"[\x00-\x08\x0e-\x1f]", head)


_STEPS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "chunked": _chunked, "gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd,
}  # fmt: skip
