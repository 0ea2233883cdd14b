"""A stretch of a container's plain bytes, which readers of records read and which can be wound back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from cleaner.inputs.damage import Damage
from cleaner.inputs.raw import BLOCK

_LONGEST_MATCH = 1 << 14
"""Bytes that a pattern of `find` matches at most."""


@dataclass(slots=True)
class End:
    """How a tape ends, as far as that is known while it is read.

    Attributes:
        damage: why it ends early, or None.
        sound: where the last piece that was read without damage to its end ends; damage is behind that.
        over: whether there is nothing more to pull.
    """

    damage: Damage | None = None
    sound: int = 0
    over: bool = False


class Tape:
    """Plain bytes from one point where records can be told, to the next damage, end or such point.

    It keeps what was read since `release`, so that a reader that runs into the wall can start again elsewhere. It has
    the methods that FastWARC and warcio want of a file; positions are absolute, counted as plain bytes.

    Args:
        pull: gives the next bytes, about as many as asked for; none at the end.
        start: position of its first byte.
        keep: bytes that are kept at most.
        offset: gives the offset in the container file of a position in here, or None where that cannot be told.
        end: what `pull` knows of its end.

    Attributes:
        end: known when the end is reached.
        position: of the next byte that is given. seen: of the next byte that is pulled.
    """

    def __init__(
        self,
        pull: Callable[[int], bytes],
        start: int,
        keep: int,
        offset: Callable[[int], int | None],
        end: End | None = None,
    ) -> None:
        self.end = end or End()
        self.position = self.seen = self._begin = start
        self.offset = offset
        self._pull = pull
        self.keep = keep
        self._window = bytearray()

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes (about a block if negative); none at the end."""
        if size < 0:
            size = BLOCK
        data = self._kept(self.position, size) if self.position < self.seen else self._more(size)[:size]
        self.position += len(data)
        return data

    def readline(self, size: int = BLOCK) -> bytes:
        """A line with its line feed, at most `size` bytes of it."""
        end = self.find(_LINE_FEED, self.position, self.position + size)
        data = self._kept(self.position, size if end is None else min(size, end + 1 - self.position))
        self.position += len(data)
        return data

    def tell(self) -> int:
        return self.position

    def seek(self, offset: int, whence: int = 0) -> int:
        """Winds back, or forwards over what was pulled already; elsewhere is as near as that comes."""
        target = offset + (self.position if whence == 1 else 0)
        self.position = min(max(target, self._begin), self.seen)
        return self.position

    def release(self, position: int) -> None:
        """Nothing before this position is wanted any more."""
        if position > self._begin:
            del self._window[: position - self._begin]
            self._begin = min(position, self.seen)

    def peek(self, start: int, size: int) -> bytes:
        """Bytes from `start` on, as far as they are kept or can be pulled without losing them."""
        while self.seen < start + size and start + size - self._begin <= self.keep and self._more(BLOCK):
            pass
        return self._kept(start, size)

    def find(self, pattern: re.Pattern[bytes], start: int, end: int | None = None) -> int | None:
        """Where the pattern first matches at or after `start` (and begins before `end`), or None.

        Pulls as much as it takes. Without an `end`, nothing before the match is wanted any more.
        """
        here = max(start, self._begin)
        while True:
            found = pattern.search(self._window, here - self._begin)
            place = None if found is None else found.start() + self._begin
            del found  # or the window cannot grow
            if place is not None:
                return place if end is None or place < end else None
            here = max(here, self.seen - _LONGEST_MATCH)
            if end is None:
                self.release(here)
            if (end is not None and self.seen >= end) or not self._more(BLOCK):
                return None

    def find_end(self, pattern: re.Pattern[bytes], start: int, end: int) -> int | None:
        """Where the first match that begins between `start` and `end` ends, or None."""
        place = self.find(pattern, start, end)
        if place is None:
            return None
        found = pattern.match(self._window, place - self._begin)
        return None if found is None else found.end() + self._begin

    def _kept(self, start: int, size: int) -> bytes:
        place = start - self._begin
        with memoryview(self._window) as window:
            return bytes(window[place : place + size]) if place >= 0 else b""

    def _more(self, size: int) -> bytes:
        data = self._pull(size)
        self._window += data
        self.seen += len(data)
        if len(self._window) > self.keep:
            self.release(min(self.seen - self.keep, self.position))
        return data


_LINE_FEED = re.compile(b"\n")
