"""Reads back what a run wrote: records of JSON Lines and Parquet, one after the other, in bounded memory."""

from __future__ import annotations

import gzip
import io
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any, BinaryIO, cast

from cleaner.archive.encode import record_schema
from cleaner.errors import CleanerError

_PARQUET = b"PAR1"
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_ROWS = 256
_CHUNK = 1 << 17
_LOOSE = frozenset({"provenance", "extra"})
"""Fields that are strings of JSON in Parquet."""


def files_of(path: str) -> list[str]:
    """The files of an output: itself, or the numbered ones that its manifest names.

    Raises:
        CleanerError: code "not-found".
    """
    if os.path.exists(path):
        return [path]
    try:
        with open(f"{path}.manifest.json", encoding="utf-8") as file:
            outputs = json.load(file)["outputs"]
        return [os.path.join(os.path.dirname(path), output["path"]) for output in outputs]
    except (OSError, ValueError, LookupError, TypeError):
        raise CleanerError("There is no such output.", where=path, hint="Check the path.", code="not-found") from None


def whole_records(outputs: Iterable[str]) -> Iterator[dict[str, Any]]:
    """All records of some outputs, with all their fields.

    Raises:
        CleanerError: as `files_of` and `records` do; code "damaged-record" for a record that was written in part.
    """
    names = list(record_schema()["properties"])
    for output in outputs:
        for path in files_of(output):
            for number, record in enumerate(records(path, names), 1):
                if not isinstance(record.get("source"), str):
                    raise CleanerError(
                        f"Record {number:,} has no source.",
                        where=path,
                        hint="Name an output of `cleaner clean` that was written whole, without --fields.",
                        code="damaged-record",
                    )
                yield record


def records(path: str, fields: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The records of one file.

    Args:
        path: of JSON Lines (plain, .gz, .zst) or Parquet; told by how it begins.
        fields: those that are wanted; others may be left out.

    Raises:
        CleanerError: code "unreadable" if it cannot be read, "damaged-record" if something else is in it.
    """
    try:
        with open(path, "rb") as file:
            start = file.read(4)
            file.seek(0)
            if start == _PARQUET:
                yield from _rows(file, fields)
            else:
                yield from _lines(path, file, start)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise CleanerError(
            f"The output cannot be read: {reason}.", where=path, hint="Was the run finished?", code="unreadable"
        ) from error


def _lines(path: str, file: BinaryIO, start: bytes) -> Iterator[dict[str, Any]]:
    import orjson

    with ExitStack() as stack:
        stream: BinaryIO = file
        if start.startswith(_GZIP):
            stream = cast(BinaryIO, stack.enter_context(gzip.open(file)))
        elif start.startswith(_ZSTD):
            stream = stack.enter_context(io.BufferedReader(_Unpacked(file), 1 << 20))
        number = 0
        try:
            for line in stream:
                number += 1
                try:
                    value = orjson.loads(line)
                except orjson.JSONDecodeError:  # lone surrogates
                    value = json.loads(line)
                if not isinstance(value, dict) or not isinstance(value.get("removed"), list):
                    raise ValueError
                yield value
        except (ValueError, EOFError, RecursionError) as error:
            raise CleanerError(
                f"Line {number:,} is no record."
                if isinstance(error, ValueError)
                else f"It ends after line {number:,}.",
                where=path,
                hint="Name files that `cleaner clean` wrote as JSON Lines or Parquet.",
                code="damaged-record",
            ) from error


class _Unpacked(io.RawIOBase):
    """Frames of Zstandard as one stream; unlike the library's, it does not take a torn frame for the end."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._packed = b""
        self._ready = b""
        self._frame: Any = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        import zstandard

        while not self._ready:
            self._packed = self._packed or self._file.read(_CHUNK)
            if not self._packed:
                if self._frame is not None:
                    raise EOFError
                return 0
            self._frame = self._frame or zstandard.ZstdDecompressor().decompressobj()
            try:
                self._ready = self._frame.decompress(self._packed)
            except zstandard.ZstdError as error:
                raise ValueError(str(error)) from error
            self._packed = self._frame.unused_data
            if self._frame.eof:
                self._frame = None
        count = min(len(buffer), len(self._ready))
        buffer[:count], self._ready = self._ready[:count], self._ready[count:]
        return count


def _rows(file: BinaryIO, fields: Sequence[str]) -> Iterator[dict[str, Any]]:
    import pyarrow  # type: ignore[import-untyped]
    import pyarrow.parquet  # type: ignore[import-untyped]

    try:
        parquet = pyarrow.parquet.ParquetFile(file)
        names = [name for name in fields if name in parquet.schema_arrow.names]
        if "removed" not in names:
            raise pyarrow.ArrowInvalid("no column `removed`")
        for batch in parquet.iter_batches(_ROWS, columns=names):
            for row in batch.to_pylist():
                for name in _LOOSE & row.keys():
                    row[name] = json.loads(row[name]) if row[name] is not None else None
                yield row
    except pyarrow.ArrowException as error:
        raise CleanerError(
            f"This is no Parquet of records: {error}",
            where=file.name,
            hint="Name files that `cleaner clean` wrote as JSON Lines or Parquet.",
            code="damaged-record",
        ) from error
