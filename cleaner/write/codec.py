"""How an output file is named and packed: not at all, gzip or Zstandard, in frames that stand for themselves.

A frame can be cut off, or another one put behind it, without unpacking anything: that is what a run that was stopped
goes on from. The bytes of a frame depend on what is in it and on the library, not on the time or the machine.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable
from typing import Protocol

GZIP_LEVEL = 6
ZSTD_LEVEL = 3


class Codec(Protocol):
    """Packs a file frame by frame."""

    def add(self, data: bytes) -> bytes:
        """Packs more of a frame; begins one if need be. Returns what is ready to be written."""

    def end(self) -> bytes:
        """Ends the frame. Returns the rest of it; nothing if none was begun."""


class Plain:
    """Not packed."""

    def add(self, data: bytes) -> bytes:
        return data

    def end(self) -> bytes:
        return b""


class Gzip:
    """Members of gzip (RFC 1952), without time and name."""

    def __init__(self) -> None:
        self._member: zlib._Compress | None = None

    def add(self, data: bytes) -> bytes:
        if self._member is None:
            self._member = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
        return self._member.compress(data)

    def end(self) -> bytes:
        rest = self._member.flush() if self._member is not None else b""
        self._member = None
        return rest


class Zstd:
    """Frames of Zstandard (RFC 8878), with checksums."""

    def __init__(self) -> None:
        import zstandard

        self._compressor = zstandard.ZstdCompressor(level=ZSTD_LEVEL, write_checksum=True)
        self._frame: zstandard.ZstdCompressionObj | None = None

    def add(self, data: bytes) -> bytes:
        if self._frame is None:
            self._frame = self._compressor.compressobj()
        return self._frame.compress(data)

    def end(self) -> bytes:
        rest = self._frame.flush() if self._frame is not None else b""
        self._frame = None
        return rest


_CODECS: dict[str, Callable[[], Codec]] = {"": Plain, ".gz": Gzip, ".zst": Zstd, ".zstd": Zstd}


def endings(path: str) -> tuple[str, str]:
    """The endings of a file's name: what is in it, and how it is packed; ".jsonl" and ".gz" of "a/b.c.jsonl.gz"."""
    stem, packing = os.path.splitext(path)
    if packing.lower() in _CODECS:
        return os.path.splitext(stem)[1], packing
    return packing, ""


def codec_for(path: str) -> Codec:
    """The codec that a file's name asks for by its ending."""
    return _CODECS[endings(path)[1].lower()]()
