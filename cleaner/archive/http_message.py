"""What a server answered: the head of an HTTP message, and its body as it was meant.

Heads are read leniently, as browsers read them: old servers end lines with a line feed alone, leave out reasons, or
send no head at all (HTTP/0.9).
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from cleaner.archive.buffers import BLOCK, Damage, Raw
from cleaner.archive.decompress import ZSTD, Coding, inflate
from cleaner.archive.task import too_large
from cleaner.errors import CleanerError, need

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]{1,8}(\d{3})(?!\d)")
_END = re.compile(rb"\r?\n\r?\n")
_LONGEST = 1 << 18
_CHARSET = re.compile(r"charset\s{0,8}=\s{0,8}[\"']?([^\s;\"',]{1,40})", re.IGNORECASE)


def split(block: bytes) -> tuple[int | None, dict[str, str], int]:
    """An HTTP response's status (None if there is no status line, and then no head), its fields, and where its body begins."""
    first = _STATUS.match(block)
    if first is None:
        return None, {}, 0
    end = _END.search(block, first.end() - 1, _LONGEST)
    head = block[first.end() : end.start() if end else len(block)].decode("latin-1")
    return int(first.group(1)), fields(head), end.end() if end else len(block)


def fields(head: str) -> dict[str, str]:
    """The fields of a head, without its first line, by name in lower case; of several of one name the values joined by
    commas (RFC 9110, 5.3)."""
    found: dict[str, str] = {}
    name = ""
    for line in head.split("\n")[1:]:
        if line[:1] in (" ", "\t") and name:  # folded
            found[name] = f"{found[name]} {line.strip()}".strip()
            continue
        name, colon, value = line.partition(":")
        name = name.strip().lower()
        if colon and name:
            value = value.strip()
            found[name] = f"{found[name]}, {value}" if name in found else value
        else:
            name = ""
    return found


def media_type(value: str | None) -> tuple[str | None, str | None]:
    """The media type in lower case, without parameters, and the charset of a Content-Type; None where there is none."""
    if not value:
        return None, None
    kind = value.partition(";")[0].partition(",")[0].strip().lower()
    charset = _CHARSET.search(value[:1000])
    return kind or None, charset.group(1) if charset else None


def codings(fields: Mapping[str, str]) -> list[str]:
    """Encodings to be undone, in the order in which they are undone: those of the transfer, then of the content."""
    listed = []
    for name in ("content-encoding", "transfer-encoding"):
        listed += [part.strip().strip('"').lower() for part in fields.get(name, "").split(",")]
    return [coding for coding in reversed(listed) if coding not in ("", "identity", "none", "binary", "8bit", "utf-8")]


_MOST_STACKED = 5
_KEPT = 1000
"""Bytes that must have come out of an encoding that ends early, for the document to be kept."""

_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]{0,8}(?:;[^\r\n]{0,4096})?\r?\n")


def undo(body: bytes, applied: Sequence[str], limit: int) -> tuple[bytes, bool]:
    """Undoes encodings.

    A body that plainly is not in the encoding that its head declares is left as it is: many crawlers store what they
    have decoded under the head that they got. An encoding that ends early is kept as far as it goes, from 1,000 bytes
    on.

    Args:
        applied: names of encodings, the one to be undone first first.
        limit: bytes of the largest body, after each step.

    Returns:
        The body, and whether it is whole.
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
        except Damage as damage:
            early = damage.kind == "truncated"
            guessed = coding == "deflate" or (coding == "br" and not early)
            if guessed and not size and _is_readable(body):
                continue
            if not early or size < _KEPT:
                raise _bad(f"its encoding {coding!r} is damaged ({damage.what})") from damage
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
        end = head.end() + int(head.group(1), 16)
        if end == head.end():
            return
        if body[end : end + 1] not in (b"\r", b"\n", b""):
            break
        yield body[head.end() : end]
        here = min(end, len(body)) + (2 if body[end : end + 2] == b"\r\n" else 1)
    if not here:
        yield body  # not chunked (any more)
    else:
        raise Damage(None, "truncated", f"no chunk follows at byte {here:,}")


def _deflate(body: bytes) -> Iterator[bytes]:
    """RFC 1950 says that there is a header; some servers leave it out."""
    headed = len(body) > 1 and body[0] & 15 == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    return _unpacked(body, "zlib" if headed else "deflate")


def _unpacked(body: bytes, coding: Coding, magic: bytes = b"") -> Iterator[bytes]:
    """The parts of a stream, or of several that begin with `magic`; of what does not, the body as it is."""
    raw = Raw(io.BytesIO(body))
    if not body.startswith(magic):
        yield body
        return
    yield from inflate(raw, sys.maxsize, coding)
    while magic and raw.peek(len(magic)) == magic:
        yield from inflate(raw, sys.maxsize, coding)


def _brotli(body: bytes) -> Iterator[bytes]:
    library: Any = need("brotli", "warc")
    inflater = library.Decompressor()
    data = body
    try:
        while not inflater.is_finished():
            part = inflater.process(data, output_buffer_limit=BLOCK)
            data = b""
            yield part
            if not part and inflater.can_accept_more_data():
                raise Damage(None, "truncated", "it ends early")
    except library.error as error:
        raise Damage(None, "corrupt", str(error)) from error


def _is_readable(body: bytes) -> bool:
    """Whether it looks like markup or text rather than like something compressed."""
    head = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head[:1] in (b"<", b"") or not re.search(rb"[\x00-\x08\x0e-\x1f]", head)


_gzip = partial(_unpacked, coding="gzip", magic=b"\x1f\x8b")  # members; what follows the last of them is no matter
_STEPS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "chunked": _chunked, "gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli,
    "zstd": partial(_unpacked, coding="zstd", magic=ZSTD),
}  # fmt: skip
