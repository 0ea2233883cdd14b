"""The bytes of a container as they come, from a file, a pipe or a network: read once, forwards."""

from __future__ import annotations

from typing import Protocol

BLOCK = 1 << 16
"""Bytes that are read at a time."""

_KEPT = 1 << 20
"""Bytes that one can go back."""


class Reads(Protocol):
    """What a container is read of."""

    def read(self, size: int, /) -> bytes: ...


class Raw:
    """A stream with a position, in which one can go back a little.

    Args:
        stream: what is read; it may give fewer bytes than asked for.
        size: bytes that it holds, if known.

    Attributes:
        position: of the next byte.
    """

    def __init__(self, stream: Reads, size: int | None = None) -> None:
        self._stream = stream
        self._window = bytearray()
        self._here = 0  # in the window
        self.size = size
        self.position = 0

    def read(self, size: int = BLOCK) -> bytes:
        """Up to `size` bytes; none only at the end."""
        if self._here == len(self._window):
            if self._here > 2 * _KEPT:
                del self._window[:-_KEPT]
                self._here = _KEPT
            self._window += self._stream.read(BLOCK)
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
        data = self.read(size)
        if len(data) == size or not data:
            return data
        parts = [data]
        missing = size - len(data)
        while missing and (data := self.read(missing)):
            parts.append(data)
            missing -= len(data)
        return b"".join(parts)

    def peek(self, size: int) -> bytes:
        """The next `size` bytes, which stay; fewer only at the end."""
        data = self.exactly(size)
        self.back(len(data))
        return data

    def skip(self, size: int) -> int:
        """Passes over up to `size` bytes; returns how many there were."""
        left = size
        while left and (data := self.read(min(left, BLOCK))):
            left -= len(data)
        return size - left
