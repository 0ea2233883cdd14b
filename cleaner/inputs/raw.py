"""The bytes of a container as they come, from a file, a pipe or a network: read once, forwards."""

from __future__ import annotations

from typing import Protocol

BLOCK = 1 << 16
"""Bytes that are read at a time."""


class Reads(Protocol):
    """What a container is read of."""

    def read(self, size: int, /) -> bytes: ...


class Raw:
    """A stream with a position, into which bytes can be put back.

    Args:
        stream: what is read; it may give fewer bytes than asked for.
        size: bytes that it holds, if known.

    Attributes:
        position: bytes given so far, less those put back.
    """

    def __init__(self, stream: Reads, size: int | None = None) -> None:
        self._stream = stream
        self._back = b""
        self.size = size
        self.position = 0

    def read(self, size: int = BLOCK) -> bytes:
        """Up to `size` bytes; none only at the end."""
        if self._back:
            data, self._back = (self._back, b"") if len(self._back) <= size else (self._back[:size], self._back[size:])
        else:
            data = self._stream.read(size)
        self.position += len(data)
        return data

    def unread(self, data: bytes) -> None:
        """Puts back bytes that were read."""
        if data:
            self._back = data + self._back if self._back else data
            self.position -= len(data)

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
        if len(self._back) < size:
            self.unread(self.exactly(max(size, BLOCK)))
        return self._back[:size]

    def skip(self, size: int) -> int:
        """Passes over up to `size` bytes; returns how many there were."""
        left = size
        while left and (data := self.read(min(left, BLOCK))):
            left -= len(data)
        return size - left
