"""Reads back what a run wrote: records of JSON Lines and Parquet, one after the other, in bounded memory."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, BinaryIO

from cleaner.archive.buffers import Raw
from cleaner.archive.decompress import segments
from cleaner.archive.tabular import lines
from cleaner.errors import CleanerError

_ROWS = 256
_LOOSE = frozenset({"provenance", "extra", "structure"})
"""Fields that are strings of JSON in tables, and so in what Spark writes as JSON Lines, too."""


def files_of(path: str) -> list[str]:
    """The files of an output: itself, the files of a folder as Spark writes one, or the numbered ones that its manifest names.

    Of a folder, those whose names begin with a dot or a low line (marks and checksums), manifests and errors are left out.
    """
    if os.path.isdir(path):
        files = sorted(
            os.path.join(folder, name)
            for folder, _, names in os.walk(path)
            for name in names
            if not name.startswith(("_", ".")) and not name.endswith((".manifest.json", ".errors.jsonl"))
        )
        if files:
            return files
        raise CleanerError("There is no output in this folder.", where=path, hint="Check the path.", code="not-found")
    if os.path.exists(path):
        return [path]
    try:
        with open(f"{path}.manifest.json", encoding="utf-8") as file:
            outputs = json.load(file)["outputs"]
        return [os.path.join(os.path.dirname(path), output["path"]) for output in outputs]
    except (OSError, ValueError, LookupError, TypeError):
        raise CleanerError("There is no such output.", where=path, hint="Check the path.", code="not-found") from None


def has_span(part: Any, size: int, **kinds: type) -> bool:
    """Whether part of a record is a span of so long a source, and has fields of these types."""
    kinds |= {"start": int, "end": int}
    return (
        isinstance(part, dict)
        and all(isinstance(part.get(name), kind) for name, kind in kinds.items())
        and 0 <= part["start"] <= part["end"] <= size
    )


def _is_cut(part: Any) -> bool:
    known = has_span(part, sys.maxsize, label=str, rule=str)
    return known and isinstance(part.get("confidence"), (int, float)) and 0 <= part["confidence"] <= 1


def records(path: str, fields: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The records of one file of JSON Lines (plain, .gz, .zst) or Parquet; other fields than those wanted may be left out.

    Raises:
        CleanerError: code "unreadable" if it cannot be read, "damaged-record" if something else is in it.
    """
    try:
        with open(path, "rb") as file:
            start = file.read(4)
            file.seek(0)
            for record in _rows(file, fields) if start == b"PAR1" else _lines(file):
                for name in _LOOSE & record.keys():
                    if isinstance(record[name], str):
                        try:
                            record[name] = json.loads(record[name])
                        except (ValueError, RecursionError) as error:
                            raise _damaged(path, f"The {name} of a record is no JSON.") from error
                yield record
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise CleanerError(
            f"The output cannot be read: {reason}.", where=path, hint="Was the run finished?", code="unreadable"
        ) from error


def _lines(file: BinaryIO) -> Iterator[dict[str, Any]]:
    import orjson

    number = 0
    for segment in segments(Raw(file), None, sys.maxsize):
        for _, line, _ in lines(segment, sys.maxsize):
            number += 1
            value: Any = None
            try:
                value = orjson.loads(line or b"")
            except orjson.JSONDecodeError:
                with suppress(ValueError, RecursionError):  # lone surrogates are no mistake
                    value = json.loads(line or b"")
            cuts = value.get("removed") if isinstance(value, dict) else None
            if not (isinstance(cuts, list) and all(map(_is_cut, cuts))):
                raise _damaged(file.name, f"Line {number:,} is no record.")
            yield value
        if segment.damage is not None:
            raise _damaged(file.name, f"It ends after line {number:,}: {segment.damage.what}.")


def _damaged(path: str, what: str) -> CleanerError:
    hint = "Name files that `cleaner clean` wrote as JSON Lines or Parquet."
    return CleanerError(what, where=path, hint=hint, code="damaged-record")


def _rows(file: BinaryIO, fields: Sequence[str]) -> Iterator[dict[str, Any]]:
    import pyarrow  # type: ignore[import-untyped]
    import pyarrow.parquet  # type: ignore[import-untyped]

    try:
        parquet = pyarrow.parquet.ParquetFile(file)
        names = [name for name in fields if name in parquet.schema_arrow.names]
        if "removed" not in names:
            raise pyarrow.ArrowInvalid("no column `removed`")
        for batch in parquet.iter_batches(_ROWS, columns=names):
            yield from batch.to_pylist()
    except pyarrow.ArrowException as error:
        raise _damaged(file.name, f"This is no Parquet of records: {error}") from error
