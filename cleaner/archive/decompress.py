"""Compressed streams and containers, in bounded memory and with what can be saved of broken ones.

A stream is a member of gzip, a frame of Zstandard, or a stream of bzip2 or xz. (gzip.GzipFile loses up to a buffer of good
bytes before an error, and does not tell where members begin; FastWARC's reader takes a file that is cut off for one that
ends.)
"""

from __future__ import annotations

import bz2
import io
import lzma
import os
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal

from cleaner.archive.buffers import BLOCK, Damage, Raw, Segment
from cleaner.errors import CleanerError, need

if TYPE_CHECKING:
    import zstandard

Compression = Literal["gzip", "zstd", "bzip2", "xz"]
Coding = Literal["gzip", "zstd", "bzip2", "xz", "zlib", "deflate"]
"""What a stream may be: zlib and deflate are for bodies of HTTP (RFC 1950, RFC 1951)."""

ZSTD = b"\x28\xb5\x2f\xfd"
"""Begins a frame of Zstandard."""

RATIO = 200
"""Bytes out for one byte in, above which a stream larger than a record may be is a bomb: markup inflates up to about
30 times, deflate at most 1,032 times, Zstandard without bound."""

_SKIPPABLE = (0x184D2A50, 0x184D2A5F)
_DICTIONARY = 0x184D2A5D
"""Skippable frame with the dictionary of a WARC file (https://iipc.github.io/warc-specifications/specifications/
warc-zstd/); it stands first, and is compressed itself or not."""

_MOST_DICTIONARY = 32_000_000
_MOST_WINDOW = 1 << 27
"""Bytes that a Zstandard frame may ask for as its window: what `zstd --long` uses, and the library's own limit."""

_MOST_MEMORY = 1 << 28
"""Bytes that xz may take: its largest presets ask for 65 MB."""

_LONGEST_HEADER = 18
_WINDOW_BITS = {"gzip": 31, "zlib": 15, "deflate": -15}
"""How zlib is told what it reads."""

_STEP = 128
"""Bytes of Zstandard that are unpacked at a time. The library takes no limit for what comes out: at most 128 KB for 4
bytes, 4 MB for these."""


class Stream:
    """A compressed stream; `read` gives its bytes.

    Args:
        raw: at its first byte; afterwards behind its last, or near where damage was noticed.
        limit: bytes that it may inflate to whatever its ratio.

    Attributes:
        offset: where it begins in the file.
        checked: whether a checksum says that what was read is what was written.
        damage: why it ends early, or None.
    """

    def __init__(
        self, raw: Raw, limit: int, coding: Coding, dictionary: zstandard.ZstdCompressionDict | None = None
    ) -> None:
        self.offset = raw.position
        self.damage: Damage | None = None
        self.checked = True
        self._raw = raw
        self._limit = limit
        self._bits = _WINDOW_BITS.get(coding)
        self._zstd = coding == "zstd"
        self._name = "Zstandard frame" if self._zstd else f"{coding} stream"
        self._errors: tuple[type[Exception], ...] = (zlib.error, OSError, lzma.LZMAError, ValueError, MemoryError)
        self._inflater: Any
        if self._bits is not None:
            self._inflater = zlib.decompressobj(self._bits)
        elif coding == "bzip2":
            self._inflater = bz2.BZ2Decompressor()
        elif coding == "xz":
            self._inflater = lzma.LZMADecompressor(lzma.FORMAT_XZ, _MOST_MEMORY)
        else:
            library: Any = need("zstandard", "warc")
            self._errors = (library.ZstdError, MemoryError)
            unpacker = library.ZstdDecompressor(dict_data=dictionary, max_window_size=_MOST_WINDOW)
            self._inflater = unpacker.decompressobj()
            with suppress(library.ZstdError):
                self.checked = library.get_frame_parameters(raw.peek(_LONGEST_HEADER)).has_checksum
        self._made = 0
        self._over = False

    def read(self, size: int = BLOCK) -> bytes:
        """Its next bytes, about `size` (of Zstandard a block or several, of 128 KB); none at the end, when `damage` says
        whether it was a good one."""
        while not self._over:
            data = self._input()
            if data is None:
                self._end(self._raw.position, "truncated", f"the {self._name} is cut off")
                break
            before = self._inflater.copy() if self._bits is not None else None
            try:
                out: bytes = self._inflater.decompress(data) if self._zstd else self._inflater.decompress(data, size)
            except self._errors as error:
                out, used = _salvage(before, data) if before else (b"", len(data))
                self._raw.back(len(data) - used)
                self._end(self._raw.position, "corrupt", f"the {self._name} is damaged ({error})")
                return out
            self._made += len(out)
            self._look(len(getattr(self._inflater, "unconsumed_tail", b"")))
            if out:
                return out
        return b""

    def _input(self) -> bytes | None:
        """What is to be unpacked next, nothing where the library has enough; None at the end of the file."""
        if rest := getattr(self._inflater, "unconsumed_tail", b""):
            return bytes(rest)
        if not getattr(self._inflater, "needs_input", True):
            return b""
        return self._raw.read(_STEP if self._zstd else BLOCK) or None

    def _look(self, rest: int) -> None:
        """Sees whether it is at its end, or a bomb; `rest`: bytes that were read and are not unpacked yet."""
        if self._inflater.eof:
            self._raw.back(len(self._inflater.unused_data))
            self._over = True
        used = self._raw.position - rest - self.offset
        if self._made > self._limit and self._made > RATIO * max(used, 1):
            self._raw.back(rest)
            self._end(self.offset, "too-large", f"the {self._name} inflates to more than {self._made:,} bytes")

    def _end(self, offset: int, kind: Literal["truncated", "corrupt", "too-large"], what: str) -> None:
        self.damage = Damage(offset, kind, what)
        self._over = True


def _salvage(inflater: zlib._Decompress, data: bytes) -> tuple[bytes, int]:
    """What comes out before an error, which zlib's own call throws away with it; and how many bytes are behind."""
    out = bytearray()
    for place in range(len(data)):
        try:
            out += inflater.decompress(data[place : place + 1])
        except zlib.error:
            return bytes(out), place + 1
    return bytes(out), len(data)


def skip_frames(raw: Raw) -> zstandard.ZstdCompressionDict | None:
    """Passes over skippable frames; returns the dictionary that the last of them holds, or None."""
    found = None
    while _SKIPPABLE[0] <= (word := int.from_bytes(raw.peek(4), "little")) <= _SKIPPABLE[1]:
        head = raw.exactly(8)
        size = int.from_bytes(head[4:], "little")
        if word != _DICTIONARY or len(head) < 8:
            raw.skip(size)
        elif size > _MOST_DICTIONARY:
            raise _no_dictionary(f"it says that it has {size:,} bytes")
        else:
            found = _dictionary(raw.exactly(size))
    return found


def _dictionary(data: bytes) -> zstandard.ZstdCompressionDict:
    library: Any = need("zstandard", "warc")
    try:
        if data.startswith(ZSTD):
            frame = Stream(Raw(io.BytesIO(data)), _MOST_DICTIONARY, "zstd")
            data = Raw(frame).exactly(_MOST_DICTIONARY + 1)
            if frame.damage is not None or len(data) > _MOST_DICTIONARY:
                raise _no_dictionary(frame.damage.what if frame.damage else "it is too large")
        found: zstandard.ZstdCompressionDict = library.ZstdCompressionDict(data)
        library.ZstdDecompressor(dict_data=found)  # which finds out whether it is one
        return found
    except (library.ZstdError, ValueError, MemoryError) as error:
        raise _no_dictionary(str(error)) from error


def _no_dictionary(why: str) -> CleanerError:
    return CleanerError(
        f"The dictionary at the start of the file cannot be read: {why}.",
        hint="Without it no record can be: fetch the file again.",
        code="corrupt",
    )


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
        yield Segment(lambda _: raw.read(), raw.position, limit + _ROOM, size=raw.size)


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
            piece = self._part.offset if self._part else None
            segment = Segment(self._pull, self._plain, self._limit + _ROOM, piece=piece, packed=True)
            segment.damage = damage
            yield segment

    def _pull(self, segment: Segment) -> bytes:
        """A segment's next bytes; when it ends, what comes next is at hand already."""
        while self._part is not None and segment.damage is None:
            data = self._head or self._part.read()
            self._head = b""
            if data:
                self._plain += len(data)
                return data
            damage = self._part.damage
            if damage is not None:
                self._resume(self._part)
            else:
                segment.sound = self._plain
                self._unchecked = None if self._part.checked else self._part.offset
                damage = self._advance()
            segment.damage = damage
            # A part that begins no record goes on with the one that the part before it left unfinished.
            if self._begins is not None and self._begins.match(self._head):
                break
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
        while len(head) < _HEAD and (data := part.read()):
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
