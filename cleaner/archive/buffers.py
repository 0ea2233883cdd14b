"""Bytes of a file as they come: read once, forwards, the last of them kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

BLOCK = 1 << 16
"""Bytes that are read at a time."""

_KEPT = 1 << 20
_LOOK = 1 << 12
_LONGEST_MATCH = 1 << 14
"""Bytes that a pattern of `find` matches at most."""


@dataclass(eq=False)
class Damage(Exception):
    """What is wrong with a container or a stream: where in the file it was noticed, if that is known, and half a sentence.

    "truncated": it ends early, and what came before is good; "corrupt": it is not what was written, and what came just
    before may be wrong too; "too-large": it inflates beyond all measure; "garbage": something else stands where it should
    go on, and what came before is good; "bad-length": a record's length is wrong.
    """

    offset: int | None
    kind: Literal["truncated", "corrupt", "too-large", "garbage", "bad-length"]
    what: str

    def __str__(self) -> str:
        return self.what


class Raw:
    """A stream with a position, in which one can go back a little.

    Args:
        stream: what has a method `read`, which may give fewer bytes than asked for.
        size: bytes that it holds, if known.
        position: of the first byte.
        head: bytes that come before those of the stream.
        keep: bytes that one can go back.
    """

    def __init__(
        self, stream: Any, size: int | None = None, position: int = 0, head: bytes = b"", keep: int = _KEPT
    ) -> None:
        self._stream = stream
        self._window = bytearray(head)
        self._begin = position  # of the window
        self._keep = keep
        self.size = size
        self.position = position  # of the next byte
        self.ended = False  # whether all of the stream was read

    @property
    def seen(self) -> int:
        """The position behind the last byte that the stream gave."""
        return self._begin + len(self._window)

    def _more(self) -> bytes:
        # One read of the system at a time: between several, of a pipe that is slow, Python hears no Ctrl-C.
        data: bytes = getattr(self._stream, "read1", self._stream.read)(BLOCK)
        return data

    def _fill(self) -> bool:
        """Takes a block from the stream, if there is one."""
        self.release(self.position - self._keep)
        data = b"" if self.ended else self._more()
        self.ended = not data
        self._window += data
        return not self.ended

    def release(self, position: int) -> None:
        """Nothing before this position is wanted any more."""
        if position > self._begin:
            del self._window[: position - self._begin]
            self._begin = position

    def peek(self, size: int) -> bytes:
        """The next `size` bytes, which stay; fewer only at the end."""
        while self.seen < self.position + size and self._fill():
            pass
        here = self.position - self._begin
        with memoryview(self._window) as window:
            return bytes(window[here : here + size])

    def take(self, size: int) -> bytes:
        """The next `size` bytes; fewer only at the end."""
        data = self.peek(size)
        self.position += len(data)
        return data

    def read(self, size: int = BLOCK) -> bytes:
        """Up to `size` bytes; none only at the end."""
        if self.position == self.seen:
            self._fill()
        return self.take(min(size, self.seen - self.position))

    def seek(self, position: int) -> None:
        """Goes to a position, or as near to it as there are bytes, or they are kept."""
        while self.seen < position and self._fill():
            self.position = self.seen
        self.position = min(max(position, self._begin), self.seen)

    def skip(self, filling: bytes) -> bool:
        """Passes over bytes that are nothing but filling; whether something comes behind them."""
        rest = b""
        while not rest and (data := self.peek(_LOOK)):
            rest = data.lstrip(filling)
            self.position += len(data) - len(rest)
        return bool(rest)

    def find(self, pattern: re.Pattern[bytes]) -> bool:
        """Goes on to where the pattern matches, or to the end; whether it does."""
        while (found := pattern.search(self._window, self.position - self._begin)) is None:
            self.position = max(self.position, self.seen - _LONGEST_MATCH)
            if not self._fill():
                self.position = self.seen
                return False
        self.position = self._begin + found.start()
        return True
