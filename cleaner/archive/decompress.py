"""Compressed streams, one after the other, in bounded memory and with what can be saved of broken ones.

A stream is a member of gzip, a frame of Zstandard, or a stream of bzip2 or xz. (gzip.GzipFile loses up to a buffer of good
bytes before an error, and does not tell where members begin; FastWARC's reader takes a file that is cut off for one that
ends.)
"""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from typing import TYPE_CHECKING, Any, Literal

from cleaner.archive.buffers import BLOCK, Damage, Raw
from cleaner.errors import CleanerError, need

if TYPE_CHECKING:
    import zstandard

Compression = Literal["gzip", "zstd", "bzip2", "xz"]
Coding = Literal["gzip", "zstd", "bzip2", "xz", "zlib", "deflate"]
"""What a stream may be: zlib and deflate are for bodies of HTTP (RFC 1950, RFC 1951)."""

MAGIC = b"\x28\xb5\x2f\xfd"
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
        coding: how it is compressed.
        dictionary: of a Zstandard file, or None.

    Attributes:
        offset: where it begins in the file.
        checked: whether a checksum says that what was read is what was written.
        damage: why it ends early, or None.

    Raises:
        CleanerError: code "missing-library".
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
        self._inflater: Any = None
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
            self.checked = _has_checksum(library, raw.peek(_LONGEST_HEADER))
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


def _has_checksum(library: Any, head: bytes) -> bool:
    try:
        return bool(library.get_frame_parameters(head).has_checksum)
    except library.ZstdError:
        return False


def skip_frames(raw: Raw) -> zstandard.ZstdCompressionDict | None:
    """Passes over skippable frames; returns the dictionary that the last of them holds, or None. Raises code "corrupt", if
    it cannot be read."""
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
        frame = Stream(Raw(io.BytesIO(data)), _MOST_DICTIONARY, "zstd")
        parts, size = [], 0
        while size <= _MOST_DICTIONARY and (part := frame.read()):
            parts.append(part)
            size += len(part)
        if frame.damage is not None or size > _MOST_DICTIONARY:
            raise _no_dictionary(frame.damage.what if frame.damage else "it is too large")
        data = b"".join(parts)
    try:
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
