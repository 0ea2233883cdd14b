"""Streams of gzip, Zstandard, bzip2 and xz, one after the other, in bounded memory and with what can be saved of broken ones."""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from typing import TYPE_CHECKING, Any, Literal

from cleaner.archive.buffers import BLOCK, Damage, Raw, bomb
from cleaner.errors import CleanerError, need

if TYPE_CHECKING:
    import zstandard

_WITH_HEADER = 31  # zlib's window bits for gzip with its header and checksum
_MOST_MEMORY = 1 << 28
"""Bytes that xz may take: its largest presets ask for 65 MB."""


class GzipMember:
    """A member; `read` gives its bytes.

    (gzip.GzipFile loses up to a buffer of good bytes before an error, and does not tell where members begin; FastWARC's
    reader takes a file that is cut off for one that ends.)

    Args:
        raw: at the member's first byte; afterwards behind its last, or near where damage was noticed.
        limit: bytes that it may inflate to whatever its ratio.

    Attributes:
        offset: where it begins in the file.
        checked: whether a checksum says that what was read is what was written.
        damage: why it ends early, or None.
    """

    checked = True

    def __init__(self, raw: Raw, limit: int) -> None:
        self.offset = raw.position
        self.damage: Damage | None = None
        self._raw = raw
        self._limit = limit
        self._inflater = zlib.decompressobj(_WITH_HEADER)
        self._made = 0
        self._over = False

    def read(self, size: int = BLOCK) -> bytes:
        """Up to about `size` bytes; none at the end, when `damage` says whether it was a good one."""
        while not self._over:
            data = self._inflater.unconsumed_tail or self._raw.read(BLOCK)
            if not data:
                self.damage = Damage(self._raw.position, "truncated", "the gzip stream is cut off")
                self._over = True
                break
            before = self._inflater.copy() if self._made else zlib.decompressobj(_WITH_HEADER)
            try:
                out = self._inflater.decompress(data, size)
            except zlib.error as error:
                out, used = _salvage(before, data)
                self._raw.back(len(data) - used)
                self.damage = Damage(self._raw.position, "corrupt", f"the gzip stream is damaged ({error})")
                self._over = True
                return out
            if self._inflater.eof:
                self._raw.back(len(self._inflater.unused_data))
                self._over = True
            self._made += len(out)
            used = self._raw.position - len(self._inflater.unconsumed_tail) - self.offset
            if bomb(self._made, used, self._limit):
                self._raw.back(len(self._inflater.unconsumed_tail))
                self.damage = Damage(self.offset, "bomb", f"the gzip stream inflates to more than {self._made:,} bytes")
                self._over = True
            if out:
                return out
        return b""


def _salvage(inflater: zlib._Decompress, data: bytes) -> tuple[bytes, int]:
    """What comes out before an error, which zlib's own call throws away with it; and how many bytes are behind."""
    out = bytearray()
    place = 0
    for step in (1024, 1):
        while place < len(data):
            before = inflater.copy()
            try:
                out += inflater.decompress(data[place : place + step])
            except zlib.error:
                inflater = before
                break
            place += step
    return bytes(out), min(place + 1, len(data))


class Stream:
    """A stream of bzip2 or xz, read as a GzipMember is."""

    checked = True

    def __init__(self, raw: Raw, limit: int, form: Literal["bzip2", "xz"]) -> None:
        self.offset = raw.position
        self.damage: Damage | None = None
        self._raw = raw
        self._limit = limit
        self._form = form
        self._inflater: Any = (
            bz2.BZ2Decompressor() if form == "bzip2" else lzma.LZMADecompressor(lzma.FORMAT_XZ, _MOST_MEMORY)
        )
        self._made = 0

    def read(self, size: int = BLOCK) -> bytes:
        """Up to `size` bytes; none at the end, when `damage` says whether it was a good one."""
        while self.damage is None and not self._inflater.eof:
            data = self._raw.read(BLOCK) if self._inflater.needs_input else b""
            place = self._raw.position
            if not data and self._inflater.needs_input:
                self.damage = Damage(place, "truncated", f"the {self._form} stream is cut off")
                break
            try:
                out: bytes = self._inflater.decompress(data, size)
            except (OSError, lzma.LZMAError, ValueError, MemoryError) as error:
                self.damage = Damage(place, "corrupt", f"the {self._form} stream is damaged ({error})")
                break
            if self._inflater.eof:
                self._raw.back(len(self._inflater.unused_data))
            self._made += len(out)
            if bomb(self._made, self._raw.position - self.offset, self._limit):
                self.damage = Damage(
                    place, "bomb", f"the {self._form} stream inflates to more than {self._made:,} bytes"
                )
            if out:
                return out
        return b""


MAGIC = b"\x28\xb5\x2f\xfd"
_SKIPPABLE = (0x184D2A50, 0x184D2A5F)
_DICTIONARY = 0x184D2A5D
"""Skippable frame with the dictionary of a WARC file (https://iipc.github.io/warc-specifications/specifications/
warc-zstd/); it stands first, and is compressed itself or not."""

_MOST_DICTIONARY = 32_000_000
_MOST_WINDOW = 1 << 27
"""Bytes that a frame may ask for as its window: what `zstd --long` uses, and the library's own limit."""

_LONGEST_HEADER = 18


class ZstdFrame:
    """A frame; `read` gives its bytes.

    Args:
        raw: at the frame's first byte; afterwards behind its last, or near where damage was noticed.
        limit: bytes that it may inflate to whatever its ratio.
        dictionary: of the file, or None.

    Attributes:
        offset: where it begins in the file.
        checked: whether a checksum says that what was read is what was written.
        damage: why it ends early, or None.
    """

    def __init__(self, raw: Raw, limit: int, dictionary: zstandard.ZstdCompressionDict | None = None) -> None:
        self.offset = raw.position
        self.damage: Damage | None = None
        self.checked = False
        self._raw = raw
        self._limit = limit
        self._library: Any = need("zstandard", "warc")
        self._made = 0
        self._over = False
        self._dictionary = dictionary
        self._inflater: Any = None

    def read(self, size: int = BLOCK) -> bytes:
        """Its next bytes, at most a block's (128 KB); none at the end, when `damage` says whether it was a good one."""
        while not self._over:
            try:
                out = self._block() if self._inflater else self._header()
            except (self._library.ZstdError, MemoryError) as error:
                self._end("corrupt", f"the Zstandard frame is damaged ({error})")
                break
            self._made += len(out)
            if bomb(self._made, self._raw.position - self.offset, self._limit):
                self._end("bomb", f"the Zstandard frame inflates to more than {self._made:,} bytes")
            if out:
                return out
        return b""

    def _header(self) -> bytes:
        head = self._raw.peek(_LONGEST_HEADER)
        if len(head) < 6:
            return self._end("truncated", "the Zstandard frame is cut off")
        length = self._library.frame_header_size(head)
        facts = self._library.get_frame_parameters(head)
        if facts.window_size > _MOST_WINDOW:
            return self._end("corrupt", f"the Zstandard frame asks for a window of {facts.window_size:,} bytes")
        inflater = self._library.ZstdDecompressor(dict_data=self._dictionary, max_window_size=_MOST_WINDOW)
        self._inflater = inflater.decompressobj()
        self.checked = bool(facts.has_checksum)
        return bytes(self._inflater.decompress(self._raw.exactly(length)))

    def _block(self) -> bytes:
        head = self._raw.exactly(3)
        word = int.from_bytes(head, "little")
        last, form, size = word & 1, word >> 1 & 3, word >> 3
        # A block of form 1 is one byte, to be repeated; form 3 is reserved.
        size = (1 if form == 1 else size) + (4 if last and self.checked else 0)
        data = self._raw.exactly(size) if size <= BLOCK * 4 else b""
        if len(head) + len(data) < 3 + size and size <= BLOCK * 4:
            return self._end("truncated", "the Zstandard frame is cut off")
        if form == 3 or size > BLOCK * 4:
            return self._end("corrupt", "the Zstandard frame is damaged (no such block)")
        out = bytes(self._inflater.decompress(head + data))
        self._over = bool(last)
        return out

    def _end(self, kind: Any, what: str) -> bytes:
        self.damage = Damage(self._raw.position, kind, what)
        self._over = True
        return b""


def skip_frames(raw: Raw) -> zstandard.ZstdCompressionDict | None:
    """Passes over skippable frames; returns the dictionary that the last of them holds, or None.

    Raises:
        CleanerError: code "corrupt", if the dictionary cannot be read.
    """
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
    if data.startswith(MAGIC):
        frame = ZstdFrame(Raw(io.BytesIO(data)), _MOST_DICTIONARY)
        parts, size = [], 0
        while size <= _MOST_DICTIONARY and (part := frame.read()):
            parts.append(part)
            size += len(part)
        if frame.damage is not None or size > _MOST_DICTIONARY:
            raise _no_dictionary(frame.damage.what if frame.damage else "it is too large")
        data = b"".join(parts)
    try:
        found: zstandard.ZstdCompressionDict = library.ZstdCompressionDict(data)
        return found
    except (library.ZstdError, ValueError, MemoryError) as error:
        raise _no_dictionary(str(error)) from error


def _no_dictionary(why: str) -> CleanerError:
    return CleanerError(
        f"The dictionary at the start of the file cannot be read: {why}.",
        hint="Without it no record can be: fetch the file again.",
        code="corrupt",
    )
