"""Streams of gzip, bzip2 and xz, one after the other, in bounded memory and with what can be saved of broken ones."""

from __future__ import annotations

import bz2
import lzma
import zlib
from typing import Any, Literal

from cleaner.inputs.damage import Damage, bomb
from cleaner.inputs.raw import BLOCK, Raw

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
