"""Parquet, written while the run goes on, and again from its spool after a stop.

A Parquet file has its index at the end, so that none can be gone on with. The records therefore go to a hidden file of
JSON lines too, of which each frame is a row group.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from cleaner.write.atomic import output_error
from cleaner.write.codec import Zstd
from cleaner.write.part import Mark, Part, Result, hidden, result

if TYPE_CHECKING:
    import pyarrow.parquet  # type: ignore[import-untyped]

_CHUNK = 1 << 20

# Spelled out, so that other defaults of another pyarrow do not give other bytes.
_SETTINGS: dict[str, Any] = {
    "version": "2.6",
    "compression": "zstd",
    "compression_level": 3,
    "use_dictionary": True,
    "write_statistics": True,
    "data_page_size": 1 << 20,
    "data_page_version": "1.0",
    "store_schema": False,
}


class ParquetPart(Part):
    """A Parquet file; takes lines of JSON, as `JsonLines` makes them. A row group for each mark."""

    def __init__(self, path: str, *, mark: Mark | None = None) -> None:
        super().__init__(path, codec=Zstd(), mark=mark)
        self._columns = hidden(path, "columns.part")
        self._lines: list[bytes] = []
        self._rows = self._open()
        if mark is not None:
            for lines in _frames(self._temporary):
                self._group(lines)

    def _open(self) -> pyarrow.parquet.ParquetWriter:
        import pyarrow.parquet

        from cleaner.write.columns import schema

        try:
            if os.path.exists(self._columns):  # it may have its other name already, by which it must stay as it is
                os.unlink(self._columns)
            self._sink = pyarrow.OSFile(self._columns, "wb")
            return pyarrow.parquet.ParquetWriter(self._sink, schema(), **_SETTINGS)
        except OSError as error:
            raise output_error(self.path, error) from error

    def add(self, data: bytes) -> None:
        super().add(data)
        self._lines.append(data)

    def mark(self) -> Mark:
        mark = super().mark()
        if self._lines:
            self._group(self._lines)
            self._lines = []
        return mark

    def _group(self, lines: list[bytes]) -> None:
        from cleaner.write.columns import table

        try:
            self._rows.write_table(table(lines), row_group_size=len(lines))
        except OSError as error:
            raise output_error(self.path, error) from error

    def finish(self, *, force: bool) -> Result:
        try:
            self._rows.close()
            self._sink.close()
            with open(self._columns, "rb+") as file:
                os.fsync(file.fileno())
            self._file.close()
            self._move(self._columns, force=force)
            os.unlink(self._temporary)
        except OSError as error:
            raise output_error(self.path, error) from error
        return result(self.path, Mark(bytes=0, sha256="", records=self.records, full=True))

    def close(self) -> None:
        super().close()
        with suppress(OSError):
            self._rows.close()
            self._sink.close()
        with suppress(OSError):  # it can be made again from the spool
            os.unlink(self._columns)

    @property
    def size(self) -> int:
        """Bytes of the file so far."""
        return int(self._sink.tell())


def _frames(spool: str) -> Iterator[list[bytes]]:
    """The lines of each frame."""
    import zstandard

    with open(spool, "rb") as file:
        rest = b""
        while rest or (rest := file.read(_CHUNK)):
            frame = zstandard.ZstdDecompressor().decompressobj()
            lines = [frame.decompress(rest)]
            while not frame.eof and (chunk := file.read(_CHUNK)):
                lines.append(frame.decompress(chunk))
            rest = frame.unused_data
            yield b"".join(lines).splitlines(keepends=True)
