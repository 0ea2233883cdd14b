"""A container file as tapes: decompressed, and parted where records can be told apart by the compression alone."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Protocol

from cleaner.inputs.damage import Damage
from cleaner.inputs.gzip_member import MAGIC as GZIP
from cleaner.inputs.gzip_member import GzipMember
from cleaner.inputs.raw import BLOCK, Raw
from cleaner.inputs.tape import End, Tape
from cleaner.inputs.zstd_frame import MAGIC as ZSTD
from cleaner.inputs.zstd_frame import ZstdFrame, skip_frames

_HEAD = 512
"""Bytes of a member that tell whether a record begins with it."""

_ROOM = 1 << 20
"""Bytes that a tape keeps besides a record of the size that is allowed: headers, blocks read ahead."""

_PATIENCE = 4
"""Bytes that are read again for each byte of a file, at most."""

_MAGIC = {"gzip": GZIP, "zstd": ZSTD}
_ENDINGS = {"gzip": (".gz",), "zstd": (".zst", ".zstd")}
_PROBE = {"gzip": 4096, "zstd": 2 * BLOCK + 64}
"""Bytes of a possible part that are tried: of zstd a whole block, or nothing comes out."""


class _Part(Protocol):
    """A gzip member or a Zstandard frame."""

    offset: int
    damage: Damage | None
    again: int

    def read(self, size: int = BLOCK) -> bytes: ...


def stretches(raw: Raw, begins: re.Pattern[bytes] | None, limit: int, name: str = "") -> Iterator[Tape]:
    """The tapes of a container. Each must be read to its end before the next is asked for.

    A file of records compressed one by one gives a tape for each, one that is compressed as a whole gives one tape, and
    where the pieces do not fall between records (bgzip) they are put together. After damage it goes on with the next
    piece that can be read.

    Args:
        raw: at the container's first byte.
        begins: matches the beginning of a record; None: the container is one stream, parted by nothing but damage.
        limit: bytes of the largest record.
        name: the file's name; its ending tells how it is compressed where its first bytes do not.
    """
    head = raw.peek(4)
    packed = next((form for form, endings in _ENDINGS.items() if name.lower().endswith(endings)), None)
    if head.startswith(GZIP[:2]):
        yield from _Compressed(raw, "gzip", begins, limit)
    elif head.startswith(ZSTD) or (head[1:] == b"\x2a\x4d\x18" and head[0] & 0xF0 == 0x50):
        yield from _Compressed(raw, "zstd", begins, limit)
    elif head and packed and begins is not None and not begins.match(raw.peek(_HEAD)):
        yield from _Compressed(raw, packed, begins, limit)
    elif head:
        yield Tape(raw.read, raw.position, limit + _ROOM, int, size=raw.size)


class _Compressed:
    """Iterates over the tapes of a compressed container."""

    def __init__(self, raw: Raw, form: str, begins: re.Pattern[bytes] | None, limit: int) -> None:
        self._raw = raw
        self._form = form
        self._begins = begins
        self._limit = limit
        self._dictionary = skip_frames(raw) if form == "zstd" else None
        self._plain = 0  # bytes that all tapes gave
        self._part: _Part | None = None
        self._head = b""
        self._again = 0  # bytes that were read again

    def __iter__(self) -> Iterator[Tape]:
        while self._part is not None or self._raw.peek(1):
            damage = self._advance() if self._part is None else None
            start = self._plain
            end = End(damage, start, over=damage is not None)
            offset, packed = _offset_of(start, self._part), self._part is not None
            yield Tape(partial(self._pull, end), start, self._limit + _ROOM, offset, end, packed=packed)

    def _pull(self, end: End, size: int) -> bytes:
        """A tape's next bytes; when it ends, what comes next is at hand already."""
        while self._part is not None and not end.over:
            data = self._head or self._part.read(size)
            self._head = b""
            if data:
                self._plain += len(data)
                return data
            damage = self._part.damage
            if damage is not None:
                self._again += self._part.again
                self._part = None
                self._search()
            else:
                end.sound = self._plain
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
        if head.startswith(_MAGIC[self._form]):
            self._part, self._head = self._open(self._raw)
            damage = self._part.damage
            if self._head or damage is None or damage.kind == "truncated":
                return None
            self._again += self._part.again
            self._part = None  # it begins like one, and that is all
        self._search()
        return Damage(offset, "garbage", f"there is something that is not {self._form}")

    def _open(self, raw: Raw) -> tuple[_Part, bytes]:
        """A part and its first bytes."""
        patient = self._again <= _PATIENCE * raw.position
        part: _Part = (
            GzipMember(raw, self._limit, patient=patient)
            if self._form == "gzip"
            else ZstdFrame(raw, self._limit, self._dictionary, patient=patient)
        )
        head = b""
        while len(head) < _HEAD and (data := part.read(BLOCK)):
            head += data
        return part, head

    def _search(self) -> None:
        """Begins with the next part that gives the beginning of a record, or, where any will do, anything."""
        magic, probe = _MAGIC[self._form], _PROBE[self._form]
        more = True
        while more:
            data = self._raw.exactly(4 * BLOCK)
            more = bool(self._raw.peek(1))
            place = data.find(magic)
            while place >= 0 and (place + probe <= len(data) or not more):
                if self._opens(data[place : place + probe]):
                    self._raw.unread(data[place:])
                    self._part, self._head = self._open(self._raw)
                    return
                place = data.find(magic, place + 1)
            if more:
                self._raw.unread(data[place if place >= 0 else 1 - len(magic) :])

    def _opens(self, data: bytes) -> bool:
        if self._form == "gzip":
            try:
                head = zlib.decompressobj(31).decompress(data, _HEAD)
            except zlib.error:
                return False
        else:
            head = self._open(Raw(io.BytesIO(data)))[1]
        return bool(head) and (self._begins is None or bool(self._begins.match(head)))


def _offset_of(start: int, part: _Part | None) -> Callable[[int], int | None]:
    return lambda position: part.offset if part is not None and position == start else None
