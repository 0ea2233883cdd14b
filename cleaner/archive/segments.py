"""A container file as segments: decompressed, and parted where records can be told apart by the compression alone."""

from __future__ import annotations

import io
import os
import re
import zlib
from collections.abc import Callable, Iterator
from functools import partial

from cleaner.archive.buffers import BLOCK, Damage, End, Raw, Segment
from cleaner.archive.decompress import Compression, Stream, skip_frames

_HEAD = 512
"""Bytes of a member that tell whether a record begins with it."""

_ROOM = 1 << 20
"""Bytes that a segment keeps besides a record of the size that is allowed: headers, blocks read ahead."""

_PATIENCE = 4
_LEAST_PATIENCE = 16_000_000
"""Bytes that are read again for each byte of a file, at most, and of a small file."""

_MAGIC: dict[Compression, re.Pattern[bytes]] = {
    "gzip": re.compile(rb"\x1f\x8b\x08"),
    "zstd": re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18"),
    "bzip2": re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"),
    "xz": re.compile(rb"\xfd7zXZ\0"),
}
_LONGEST_MAGIC = 10
_ENDINGS: dict[str, Compression] = {".gz": "gzip", ".zst": "zstd", ".zstd": "zstd", ".bz2": "bzip2", ".xz": "xz"}
_PROBE: dict[Compression, int] = {"gzip": 4096, "zstd": 2 * BLOCK + 64}
"""Bytes of a possible part that are tried after damage: of zstd a whole block, or nothing comes out. (Blocks of the
others are too large to look for one.)"""


def segments(raw: Raw, begins: re.Pattern[bytes] | None, limit: int, name: str = "") -> Iterator[Segment]:
    """The segments of a container. Each must be read to its end before the next is asked for.

    A file of records compressed one by one gives a segment for each, one that is compressed as a whole gives one segment, and
    where the pieces do not fall between records (bgzip) they are put together. After damage it goes on with the next
    piece that can be read.

    Args:
        raw: at the container's first byte.
        begins: matches the beginning of a record; None: the container is one stream, parted by nothing but damage.
        limit: bytes of the largest record.
        name: the file's name; its ending tells how it is compressed where its first bytes do not.
    """
    head = raw.peek(_HEAD)
    packed = compression(head)
    if packed is None and begins is not None and not begins.match(head.lstrip()):
        packed = _ENDINGS.get(os.path.splitext(name)[1].lower())
    if head and packed:
        yield from _Compressed(raw, packed, begins, limit)
    elif head:
        yield Segment(raw.read, raw.position, limit + _ROOM, int, size=raw.size)


def compression(head: bytes) -> Compression | None:
    """How a file is compressed that begins so, or None."""
    return next((form for form, magic in _MAGIC.items() if magic.match(head)), None)


class _Compressed:
    """Iterates over the segments of a compressed container."""

    def __init__(self, raw: Raw, form: Compression, begins: re.Pattern[bytes] | None, limit: int) -> None:
        self._raw = raw
        self._form = form
        self._begins = begins
        self._limit = limit
        self._dictionary = skip_frames(raw) if form == "zstd" else None
        self._plain = 0  # bytes that all segments gave
        self._part: Stream | None = None
        self._head = b""
        self._again = 0  # bytes that were read again
        self._unchecked: int | None = None  # where the last part began, if it may be damaged without a sign of it

    def __iter__(self) -> Iterator[Segment]:
        while self._part is not None or self._raw.peek(1):
            damage = self._advance() if self._part is None else None
            start = self._plain
            end = End(damage, start, over=damage is not None)
            offset, packed = _offset_of(start, self._part), self._part is not None
            yield Segment(partial(self._pull, end), start, self._limit + _ROOM, offset, end, packed=packed)

    def _pull(self, end: End, size: int) -> bytes:
        """A segment's next bytes; when it ends, what comes next is at hand already."""
        while self._part is not None and not end.over:
            data = self._head or self._part.read(size)
            self._head = b""
            if data:
                self._plain += len(data)
                return data
            damage = self._part.damage
            if damage is not None:
                self._resume(self._part)
            else:
                end.sound = self._plain
                self._unchecked = None if self._part.checked else self._part.offset
                damage = self._advance()
            # A part that begins no record goes on with the one that the part before it left unfinished.
            end.over = damage is not None or (self._begins is not None and bool(self._begins.match(self._head)))
            end.damage = damage
        return b""

    def _advance(self) -> Damage | None:
        """Begins with the next part, if there is one; says so if something else comes first."""
        self._part = None
        if self._form == "zstd":
            skip_frames(self._raw)
        while (head := self._raw.peek(4)) and not head.strip(b"\0"):  # files on tapes are filled up with zeros
            self._raw.read(len(head))
        if not head:
            return None
        offset = self._raw.position
        if _MAGIC[self._form].match(self._raw.peek(_LONGEST_MAGIC)):
            self._part, self._head = part, _ = self._open(self._raw)
            if self._head or part.damage is None or part.damage.kind == "truncated":
                return None
            self._resume(part)  # it begins like one, and that is all
        else:
            if self._unchecked is not None:
                self._rewind(self._unchecked)
            self._search()
        return Damage(offset, "garbage", f"there is something that is not {self._form}")

    def _open(self, raw: Raw) -> tuple[Stream, bytes]:
        """A part and its first bytes."""
        part = Stream(raw, self._limit, self._form, self._dictionary)
        head = b""
        while len(head) < _HEAD and (data := part.read(BLOCK)):
            head += data
        return part, head

    def _resume(self, part: Stream) -> None:
        """Begins with the next part after a damaged one, of which the end cannot be told: others may lie in it."""
        if part.damage is None or part.damage.kind != "too-large":
            self._rewind(part.offset)
        self._search()

    def _rewind(self, offset: int) -> None:
        """Goes back behind the first byte of a part, unless too much was read again already."""
        if self._again <= _PATIENCE * self._raw.position + _LEAST_PATIENCE:
            self._again += self._raw.back(self._raw.position - offset - 1)

    def _search(self) -> None:
        """Begins with the next part that gives the beginning of a record, or, where any will do, anything."""
        self._part, self._unchecked = None, None
        magic, probe = _MAGIC[self._form], _PROBE.get(self._form, 0)
        more = True
        while more:
            data = self._raw.exactly(4 * BLOCK)
            more = bool(self._raw.peek(1))
            place = -1
            for found in magic.finditer(data):
                place = found.start()
                if place + probe > len(data) and more:
                    break
                if self._opens(data[place : place + probe]):
                    self._raw.back(len(data) - place)
                    self._part, self._head = self._open(self._raw)
                    return
                place = -1
            if more:
                self._raw.back(len(data) - place if place >= 0 else _LONGEST_MAGIC)

    def _opens(self, data: bytes) -> bool:
        if self._form == "gzip":  # of which no more than the beginning is wanted, damaged or not
            try:
                head = zlib.decompressobj(31).decompress(data, _HEAD)
            except zlib.error:
                return False
        else:
            head = self._open(Raw(io.BytesIO(data)))[1] if data else b""
        return bool(head) and (self._begins is None or bool(self._begins.match(head)))


def _offset_of(start: int, part: Stream | None) -> Callable[[int], int | None]:
    return lambda position: part.offset if part is not None and position == start else None
