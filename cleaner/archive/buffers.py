"""Bytes of a container as they come: read once, forwards, the last of them kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Damage:
    """What is wrong with a container or a stream.

    Attributes:
        offset: in the container file, in bytes: where it was noticed, if that is known.
        kind: "truncated": it ends early, and what came before is good; "corrupt": it is not what was written, and what
            came just before may be wrong too; "too-large": it inflates beyond all measure; "garbage": something else stands
            where it should go on, and what came before is good; "bad-length": a record's length is wrong.
        what: half a sentence, for people.
    """

    offset: int | None
    kind: Literal["truncated", "corrupt", "too-large", "garbage", "bad-length"]
    what: str


BLOCK = 1 << 16
"""Bytes that are read at a time."""

_KEPT = 1 << 20
"""Bytes that one can go back."""


class Raw:
    """A stream with a position, in which one can go back a little.

    Args:
        stream: what has a method `read`, which may give fewer bytes than asked for.
        size: bytes that it holds, if known.
        head: bytes that come before those of the stream.

    Attributes:
        position: of the next byte, at first that of `head`.
    """

    def __init__(self, stream: Any, size: int | None = None, position: int = 0, head: bytes = b"") -> None:
        # One read of the system at a time: between several, of a pipe that is slow, Python hears no Ctrl-C.
        self._more: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
        self._window = bytearray(head)
        self._here = 0  # in the window
        self.size = size
        self.position = position

    def read(self, size: int = BLOCK) -> bytes:
        """Up to `size` bytes; none only at the end."""
        if self._here == len(self._window):
            if self._here > 2 * _KEPT:
                del self._window[:-_KEPT]
                self._here = _KEPT
            self._window += self._more(BLOCK)
        with memoryview(self._window) as window:
            data = bytes(window[self._here : self._here + size])
        self._here += len(data)
        self.position += len(data)
        return data

    def back(self, size: int) -> int:
        """Goes back by `size` bytes, or as far as that is possible; returns by how many."""
        size = max(0, min(size, self._here))
        self._here -= size
        self.position -= size
        return size

    def exactly(self, size: int) -> bytes:
        """`size` bytes, fewer only at the end."""
        parts = [self.read(size)]
        while parts[-1] and (size := size - len(parts[-1])):
            parts.append(self.read(size))
        return b"".join(parts)

    def peek(self, size: int) -> bytes:
        """The next `size` bytes, which stay; fewer only at the end."""
        data = self.exactly(size)
        self.back(len(data))
        return data

    def skip(self, size: int) -> None:
        """Passes over up to `size` bytes."""
        while size and (data := self.read(min(size, BLOCK))):
            size -= len(data)


_LONGEST_MATCH = 1 << 14
"""Bytes that a pattern of `find` matches at most."""


class Segment:
    """Plain bytes from one point where records can be told, to the next damage, end or such point.

    What was read since `release` is kept, so that reading can go on elsewhere. Positions count plain bytes of the file.

    Args:
        pull: gives a segment's next bytes, about a block; none at its end.
        keep: bytes that are kept at most.
        size: position of its end, if that is known beforehand.
        piece: offset in the file of the compressed piece that it begins with; None: it is not compressed, or begins
            within such a piece.
        packed: whether it is compressed.

    Attributes:
        damage: why it ends early, or None; known when it was read to its end.
        sound: position where the last piece that was read without damage to its end ends; damage is behind that.
        seen: position of the next byte that is pulled.
        ended: whether there is none.
    """

    def __init__(
        self,
        pull: Callable[[Segment], bytes],
        start: int,
        keep: int,
        *,
        size: int | None = None,
        piece: int | None = None,
        packed: bool = False,
    ) -> None:
        self.size = size
        self.piece = piece
        self.damage: Damage | None = None
        self.sound = self.seen = self._start = self._begin = start
        self.ended = False
        self._packed = packed
        self._pull = pull
        self._keep = keep
        self._window = bytearray()

    def offset(self, position: int) -> int | None:
        """The offset in the file of a position in here, or None where that cannot be told."""
        if not self._packed:
            return position
        return self.piece if position == self._start else None

    def read(self) -> bytes:
        """The next bytes, about a block, which are not kept; none at the end."""
        data = self._next()
        self._begin = self.seen
        return data

    def release(self, position: int) -> None:
        """Nothing before this position is wanted any more."""
        position = min(position, self.seen)
        if position > self._begin:
            del self._window[: position - self._begin]
            self._begin = position

    def pull(self, position: int) -> None:
        """Goes on to a position, or the end; keeps as much of what is passed as it may."""
        while self.seen < position and self._keep_next():
            self.release(self.seen - self._keep)

    def peek(self, start: int, size: int) -> bytes:
        """Bytes from `start` on, as far as they are kept or can be pulled without losing them."""
        while self.seen < start + size and start + size - self._begin <= self._keep and self._keep_next():
            pass
        place = start - self._begin
        with memoryview(self._window) as window:
            return bytes(window[place : place + size]) if place >= 0 else b""

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
            if (end is not None and self.seen >= end) or not self._keep_next():
                return None

    def find_end(self, pattern: re.Pattern[bytes], start: int, end: int) -> int | None:
        """Where the first match that begins between `start` and `end` ends, or None."""
        place = self.find(pattern, start, end)
        if place is None:
            return None
        found = pattern.match(self._window, place - self._begin)
        return None if found is None else found.end() + self._begin

    def _next(self) -> bytes:
        data = b"" if self.ended else self._pull(self)
        self.seen += len(data)
        self.ended = not data
        return data

    def _keep_next(self) -> bool:
        self._window += (data := self._next())
        return bool(data)
