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
from collections.abc import Generator, Iterator
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from cleaner.archive.buffers import BLOCK, Damage, Raw
from cleaner.errors import CleanerError, need

if TYPE_CHECKING:
    from zstandard import ZstdCompressionDict

Coding = Literal["gzip", "zstd", "bzip2", "xz", "zlib", "deflate"]
"""What a stream may be: zlib and deflate are for bodies of HTTP (RFC 1950, RFC 1951)."""

ZSTD = b"\x28\xb5\x2f\xfd"
"""Begins a frame of Zstandard."""

RATIO = 200
"""Bytes out for one byte in, above which a stream larger than a record may be is a bomb: markup inflates up to about
30 times, deflate at most 1,032 times, Zstandard without bound."""

_SKIPPABLE = 0x184D2A5
"""A skippable frame begins with it, and half a byte of any value."""

_DICTIONARY = 0x184D2A5D
"""Skippable frame with the dictionary of a WARC file (https://iipc.github.io/warc-specifications/specifications/
warc-zstd/); it stands first, and is compressed itself or not."""

_MOST_DICTIONARY = 32_000_000
_MOST_WINDOW = 1 << 27
"""Bytes that a Zstandard frame may ask for as its window: what `zstd --long` uses, and the library's own limit."""

_MOST_MEMORY = 1 << 28
"""Bytes that xz may take: its largest presets ask for 65 MB."""

_CHECKSUM = 4
"""Bit of the fifth byte of a Zstandard frame: a checksum says that what is read is what was written."""

_WINDOW_BITS = {"gzip": 31, "zlib": 15, "deflate": -15}
"""How zlib is told what it reads."""

_STEP = 128
"""Bytes of Zstandard that are unpacked at a time. The library takes no limit for what comes out: at most 128 KB for 4
bytes, 4 MB for these."""


def _inflater(coding: Coding, dictionary: ZstdCompressionDict | None) -> Any:
    if coding in _WINDOW_BITS:
        return zlib.decompressobj(_WINDOW_BITS[coding])
    if coding == "bzip2":
        return bz2.BZ2Decompressor()
    if coding == "xz":
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, _MOST_MEMORY)
    library: Any = need("zstandard", "warc")
    return library.ZstdDecompressor(dict_data=dictionary, max_window_size=_MOST_WINDOW).decompressobj()


def inflate(
    raw: Raw,
    limit: int,
    coding: Coding,
    dictionary: ZstdCompressionDict | None = None,
    *,
    ratio: int = RATIO,
) -> Iterator[bytes]:
    """What a compressed stream holds, in blocks; raises Damage behind the last good one.

    Args:
        raw: at its first byte; afterwards behind its last, or near where damage was noticed.
        limit: bytes that it may inflate to whatever its ratio.
        ratio: bytes out for one byte in that are allowed beyond the limit.
    """
    name = "Zstandard frame" if coding == "zstd" else f"{coding} stream"
    step, most = (_STEP, ()) if coding == "zstd" else (BLOCK, (BLOCK,))
    start, made, tail = raw.position, 0, b""
    inflater = _inflater(coding, dictionary)
    while not inflater.eof:
        hungry = getattr(inflater, "needs_input", not tail)
        data = raw.read(step) if hungry else tail
        out, used, error = _unpack(inflater, data, most)
        tail = getattr(inflater, "unconsumed_tail", b"")
        raw.seek(raw.position - len(data) + used)
        made += len(out)
        if out:
            yield out
        if error is not None:
            raise Damage(raw.position, "corrupt", f"the {name} is damaged ({error})")
        if hungry and not (data or out or inflater.eof):
            raise Damage(raw.position, "truncated", f"the {name} is cut off")
        if made > limit and made > ratio * max(raw.position - len(tail) - start, 1):
            raise Damage(start, "too-large", f"the {name} inflates to more than {made:,} bytes")


def _unpack(inflater: Any, data: bytes, most: tuple[int, ...]) -> tuple[bytes, int, Exception | None]:
    """What comes out of some bytes, how many of them are behind, and the error that it ends with."""
    before = inflater.copy() if hasattr(inflater, "copy") else None
    try:
        return inflater.decompress(data, *most), len(data) - len(inflater.unused_data), None
    except Exception as error:  # each library raises its own
        failure = error
    out, used = bytearray(), len(data)
    if before is not None:  # zlib throws away what came out before its error
        with suppress(zlib.error):
            for used in range(1, len(data) + 1):
                out += before.decompress(data[used - 1 : used])
    return bytes(out), used, failure


def skip_frames(raw: Raw) -> ZstdCompressionDict | None:
    """Passes over skippable frames; returns the dictionary that the last of them holds, or None."""
    found = None
    while (word := int.from_bytes(raw.peek(4), "little")) >> 4 == _SKIPPABLE:
        size = int.from_bytes(raw.take(8)[4:], "little")
        if word == _DICTIONARY:
            found = _dictionary(raw.take(min(size, _MOST_DICTIONARY)))
        else:
            raw.seek(raw.position + size)
    return found


def _dictionary(data: bytes) -> ZstdCompressionDict:
    library: Any = need("zstandard", "warc")
    try:
        if data.startswith(ZSTD):
            data = b"".join(inflate(Raw(io.BytesIO(data)), _MOST_DICTIONARY, "zstd", ratio=0))
        found: ZstdCompressionDict = library.ZstdCompressionDict(data)
        library.ZstdDecompressor(dict_data=found)  # which finds out whether it is one
        return found
    except (Damage, library.ZstdError, ValueError, MemoryError) as error:
        raise CleanerError(
            f"The dictionary at the start of the file cannot be read: {error}.",
            hint="Without it no record can be: fetch the file again.",
            code="corrupt",
        ) from error


_HEAD = 512
"""Bytes of a member that tell whether a record begins with it."""

_ROOM = 1 << 20
"""Bytes that a segment keeps besides a record of the size that is allowed: headers, blocks read ahead."""

_PATIENCE = 4
_LEAST_PATIENCE = 16_000_000
"""Bytes that are read again for each byte of a file, at most, and of a small file."""

_MAGIC: dict[Coding, re.Pattern[bytes]] = {
    "gzip": re.compile(rb"\x1f\x8b\x08"),
    "zstd": re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18"),
    "bzip2": re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"),
    "xz": re.compile(rb"\xfd7zXZ\0"),
}
_LONGEST_MAGIC = 10
_ENDINGS: dict[str, Coding] = {".gz": "gzip", ".zst": "zstd", ".zstd": "zstd", ".bz2": "bzip2", ".xz": "xz"}


class _Part(NamedTuple):
    """A compressed stream of several; `opens`: whether a record begins with it."""

    offset: int
    opens: bool


class Segment(Raw):
    """Plain bytes from one point where records can be told, to the next damage, end or such point.

    Positions count plain bytes of the file. Its stream gives blocks, the parts that they come from, and what is wrong with these.
    """

    def __init__(
        self, stream: Iterator[_Part | bytes | Damage], start: int, limit: int, size: int | None, *, packed: bool
    ) -> None:
        super().__init__(stream, size, start, keep=limit + _ROOM)
        self.start = start
        self.sound = start  # where the last part that was read without damage to its end ends
        self.piece: int | None = None  # offset in the file of the part that it begins with, if it does
        self.after: _Part | None = None  # the part that begins behind it, and opens the next segment
        self.damage: Damage | None = None  # why it ends early; known when it was read to its end
        self._packed = packed

    def _more(self) -> bytes:
        for event in self._stream:
            if isinstance(event, bytes):
                return event
            if isinstance(event, Damage):
                self.damage = event
                break
            self.sound = self.seen
            if self.seen == self.start:
                self.piece = event.offset
            elif event.opens:
                self.after = event
                break
            # A part that opens no record goes on with the one that the part before it left unfinished.
        return b""

    def read(self, size: int = BLOCK) -> bytes:
        """Up to `size` bytes, which are not kept; none only at the end."""
        data = super().read(size)
        self.release(self.position)
        return data

    def offset(self, position: int) -> int | None:
        """The offset in the file of a position in here, or None where that cannot be told."""
        if not self._packed:
            return position
        return self.piece if position == self.start else None


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
    if packed is None:
        yield Segment(iter(raw.read, b""), raw.position, limit, raw.size, packed=False)
        return
    parts = _parts(raw, packed, begins, limit)
    start, part = 0, next(parts, None)
    while part is not None:
        segment = Segment(chain([part], parts), start, limit, None, packed=True)
        yield segment
        start, part = segment.seen, segment.after or next(parts, None)


def compression(head: bytes) -> Coding | None:
    """How a file is compressed that begins so, or None."""
    return next((form for form, magic in _MAGIC.items() if magic.match(head)), None)


def _parts(raw: Raw, form: Coding, begins: re.Pattern[bytes] | None, limit: int) -> Iterator[_Part | bytes | Damage]:
    """The parts of a compressed container, each with its blocks behind it, and what is wrong with them."""
    dictionary = skip_frames(raw) if form == "zstd" else None
    again = 0  # bytes that were read again
    unchecked: int | None = None  # where the last part began, if it may be damaged without a sign of it
    while raw.skip(b"\0"):  # files on tapes are filled up with zeros
        offset, restart = raw.position, unchecked
        damage: Damage | None = Damage(offset, "garbage", f"there is something that is not {form}")
        if _MAGIC[form].match(raw.peek(_LONGEST_MAGIC)):
            is_checked = form != "zstd" or raw.peek(5)[-1] & _CHECKSUM
            restart, unchecked = offset, None if is_checked else offset
            blocks = inflate(raw, limit, form, dictionary)
            head, early = _head(blocks)
            if head or early is None or early.kind == "truncated":  # else it begins like one, and that is all
                yield _Part(offset, begins is not None and begins.match(head) is not None)
                late = yield from _caught(chain(filter(None, [head]), blocks))
                damage = early or late
        if damage is None:
            if form == "zstd":
                skip_frames(raw)
            continue
        yield damage
        # The end of a damaged part cannot be told: others may lie in it.
        if restart is not None and again <= _PATIENCE * raw.position + _LEAST_PATIENCE:
            again += raw.position
            raw.seek(restart + 1)
            again -= raw.position
        unchecked = None
        if not _search(raw, form, begins, dictionary):
            return


def _caught(blocks: Iterator[bytes]) -> Generator[bytes, None, Damage | None]:
    """The blocks; returns what is wrong with them."""
    try:
        yield from blocks
    except Damage as damage:
        return damage
    return None


def _head(blocks: Iterator[bytes]) -> tuple[bytes, Damage | None]:
    """The first bytes of a part, and what is wrong with it, if that shows in them."""
    head = b""
    try:
        while len(head) < _HEAD and (data := next(blocks, b"")):
            head += data
    except Damage as damage:
        return head, damage
    return head, None


def _search(raw: Raw, form: Coding, begins: re.Pattern[bytes] | None, dictionary: ZstdCompressionDict | None) -> bool:
    """Goes on to the next part that gives the beginning of a record, or, where any will do, anything; whether there is one."""
    size = 2 * BLOCK + 64 if form == "zstd" else _HEAD * 8  # of zstd a whole block, or nothing comes out
    while raw.find(_MAGIC[form]):
        sample = raw.peek(size)
        if form != "gzip" or _is_gzip(sample):
            head, _ = _head(inflate(Raw(io.BytesIO(sample)), BLOCK, form, dictionary))
            if head and (begins is None or begins.match(head)):
                return True
        raw.seek(raw.position + 1)
    return False


def _is_gzip(sample: bytes) -> bool:
    """A quick look, because three bytes are found by chance or put there to do harm."""
    try:
        return zlib.decompressobj(31).decompress(sample, 1) != b""
    except zlib.error:
        return False
