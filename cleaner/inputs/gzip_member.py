"""Members of a gzip file, one after the other, in bounded memory and with what can be saved of broken ones."""

from __future__ import annotations

import zlib

from cleaner.inputs.damage import Damage, bomb
from cleaner.inputs.raw import BLOCK, Raw

MAGIC = b"\x1f\x8b\x08"
_WITH_HEADER = 31  # zlib's window bits for gzip with its header and checksum


class GzipMember:
    """A member; `read` gives its bytes.

    (gzip.GzipFile loses up to a buffer of good bytes before an error, and does not tell where members begin; FastWARC's
    reader takes a file that is cut off for one that ends.)

    Args:
        raw: at the member's first byte; afterwards behind its last.
        limit: bytes that it may inflate to whatever its ratio.
        patient: where it is damaged, go on right behind its beginning rather than where the damage was noticed: that may
            be far into the members that follow.

    Attributes:
        offset: where it begins in the file.
        damage: why it ends early, or None.
        again: bytes that are to be read again for the sake of patience.
    """

    def __init__(self, raw: Raw, limit: int, *, patient: bool = True) -> None:
        self.offset = raw.position
        self.damage: Damage | None = None
        self.again = 0
        self._patient = patient
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
                place = self._raw.position - len(data) + used
                self.damage = Damage(place, "corrupt", f"the gzip stream is damaged ({error})")
                if self._patient:
                    # What is at hand of it still, without its first byte.
                    self.again = used - (place - used == self.offset)
                self._raw.unread(data[used - self.again :])
                self._over = True
                return out
            if self._inflater.eof:
                self._raw.unread(self._inflater.unused_data)
                self._over = True
            self._made += len(out)
            used = self._raw.position - len(self._inflater.unconsumed_tail) - self.offset
            if bomb(self._made, used, self._limit):
                self._raw.unread(self._inflater.unconsumed_tail)
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
