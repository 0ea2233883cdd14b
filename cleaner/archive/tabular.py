"""Documents in fields: a line of JSON Lines, a row of Parquet."""

from __future__ import annotations

import base64
import io
import json
import math
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, time
from functools import partial
from typing import Any, BinaryIO

from cleaner.archive.buffers import BLOCK
from cleaner.archive.container import Container
from cleaner.archive.decompress import Segment, segments
from cleaner.archive.task import Reading, Record, Task, too_large
from cleaner.document import Kind
from cleaner.errors import CleanerError, need

_DEEPEST = 100
_HALVES = re.compile("[\ud800-\udfff]")


def _task(container: Container, number: int, record: Record, read: Callable[[], dict[str, Any]]) -> Task:
    """The task of a record with named fields, or of what is wrong with it.

    The address is taken out of the URL field; all other fields but the document's are passed through.
    """
    reading = container.reading
    told: dict[str, Any] = {"record": record}
    try:
        fields = read()
        name, kind = _holder(reading, fields)
        data = fields.pop(name)
        url_field = reading.url_field or "url"
        if isinstance(fields.get(url_field), str) and fields[url_field]:
            told["url"] = fields.pop(url_field)
        if isinstance(data, str):  # halves of surrogate pairs, which no text can hold, become U+FFFD
            data = (data if data.isascii() else _HALVES.sub("\ufffd", data)).encode()
        if len(data) > reading.max_record:
            raise too_large(None, reading.max_record)
        told |= {"extra": json_value(fields) or None, "data": data, "kind": reading.kind or kind}
    except CleanerError as error:
        told["problem"] = error
    return container.task(number, **told)


def _holder(reading: Reading, fields: dict[str, Any]) -> tuple[str, Kind]:
    """The first of the fields that may hold the document which is a string (or, in Parquet, bytes)."""
    told: list[tuple[str | None, Kind]] = [(reading.html_field, "html"), (reading.text_field, "text")]
    holders = [(name, kind) for name, kind in told if name] or [("html", "html"), ("text", "text")]
    for name, kind in holders:
        if isinstance(fields.get(name), (str, bytes)):
            return name, kind
    listed = ", ".join([repr(str(name))[:40] for name in list(fields)[:8]] + ["..."] * (len(fields) > 8))
    raise CleanerError(
        f"There is no text in {' or '.join(repr(name) for name, _ in holders)}: the fields are {listed or 'none'}.",
        hint="Name the field that holds the document with --text-field or --html-field.",
        code="no-field",
    )


def json_value(value: Any, depth: int = 0) -> Any:
    """A value as JSON can say it: dates in ISO 8601, decimals as strings, bytes as text or in base64, NaN as null; refused
    if it is nested more than 100 deep."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if depth >= _DEEPEST:
        raise CleanerError("Its fields are nested too deep.", hint="Leave such fields out.", code="bad-json")
    if isinstance(value, dict):
        return {str(key): json_value(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_value(item, depth + 1) for item in value]
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return base64.b64encode(value).decode("ascii")
    return value.isoformat() if isinstance(value, (date, time)) else str(value)


_BOM = b"\xef\xbb\xbf"


def read_jsonl(container: Container) -> Iterator[Task]:
    """A task for each line that is not blank, and one for each place where the file is damaged."""
    number = 0
    limit = container.reading.max_record
    for segment in segments(container.raw, None, limit):
        for place, line, size in lines(segment, limit):
            number += 1
            if line is None or line.strip():
                record = Record(type="line", offset=segment.offset(place))
                yield _task(container, number, record, partial(_object, line, size, limit))
        if segment.damage is not None:
            number += 1
            yield container.damaged(segment.damage, number=number)


def lines(segment: Segment, limit: int) -> Iterator[tuple[int, bytes | None, int]]:
    """Lines: where they begin, what they hold (None above the limit), and their size; none that damage cut off."""
    start, size = segment.position, 0
    parts: list[bytes] = []

    def line() -> bytes | None:
        whole = b"".join(parts) if size <= limit else None
        return whole.removeprefix(_BOM) if whole and not start else whole

    while block := segment.read():
        for piece in io.BytesIO(block):
            size += len(piece)
            if size <= limit:
                parts.append(piece)
            if piece.endswith(b"\n"):
                yield start, line(), size
                start += size
                parts, size = [], 0
    if size and (segment.damage is None or segment.damage.kind == "garbage"):
        yield start, line(), size


def _object(line: bytes | None, size: int, limit: int) -> dict[str, Any]:
    if line is None:
        raise too_large(size, limit)
    why = "it is no object"
    try:
        if isinstance(fields := json.loads(line, parse_constant=lambda name: None), dict):
            return fields
    except ValueError as error:
        why = str(error)[:200]
    except RecursionError:
        why = "it is nested too deep"
    hint = 'Every line must be one object, such as {"text": "..."}.'
    raise CleanerError(f"The line is no JSON object: {why}.", hint=hint, code="bad-json")


def is_jsonl(head: bytes) -> bool:
    """Whether bytes begin like JSON Lines: with an object on one line, as far as that is at hand."""
    line, end, _ = head.removeprefix(_BOM).lstrip().partition(b"\n")
    if not end and len(head) >= BLOCK // 2:
        return re.match(rb'\{\s{0,40}"[^"\\]{1,200}"\s{0,40}:', line) is not None
    with suppress(CleanerError):
        return _object(line, 0, 0) is not None
    return False


_BATCH_BYTES = 8_000_000
_MOST_ROWS = 256
_MOST_MISSING = 10_000_000
_ROW = Record(type="row")
_BUFFER = 1 << 20
"""Bytes of a column that are read at a time; without it, whole columns of a row group are held."""


def read_parquet(container: Container, stream: BinaryIO) -> Iterator[Task]:
    """A task for each row that the file says it has, also for those that cannot be read."""
    need("pyarrow", "parquet")
    parquet: Any = need("pyarrow.parquet", "parquet")
    try:
        file = parquet.ParquetFile(stream, buffer_size=_BUFFER, pre_buffer=False)
        groups = [file.metadata.row_group(index) for index in range(file.metadata.num_row_groups)]
    except Exception as error:  # pyarrow raises its own, and Python's of every kind
        raise CleanerError(
            f"The file is no Parquet file, or its end is missing: {_first_line(error)}",
            hint="Fetch or copy the file again: Parquet cannot be read without its end.",
            code="corrupt",
        ) from error
    number = 0
    for index, group in enumerate(groups):
        end = number + max(group.num_rows, 0)
        problem = CleanerError(
            "The row is not in the file, which says that it is.", hint="Write the file again.", code="corrupt"
        )
        size = max(1, min(_MOST_ROWS, _BATCH_BYTES * group.num_rows // max(group.total_byte_size, 1)))
        try:
            for batch in file.iter_batches(size, row_groups=[index]):
                for row in range(batch.num_rows):
                    number += 1
                    yield _task(container, number, _ROW, partial(_values, batch.slice(row, 1)))
                container.raw.position = max(container.raw.position, stream.tell())  # for the progress bar
        except Exception as error:
            problem = _bad_row(error)
        # How many there are is known, and each is accounted for, unless the number is a bad joke.
        for missing in range(number, min(end, number + _MOST_MISSING)):
            yield container.task(missing + 1, record=_ROW, problem=problem)
        number = end


def _values(row: Any) -> dict[str, Any]:
    try:
        values: dict[str, Any] = row.to_pylist()[0]
        return values
    except Exception as error:
        raise _bad_row(error) from error


def _bad_row(error: Exception) -> CleanerError:
    why = f"The row cannot be read: {_first_line(error)}."
    return CleanerError(why, hint="The file is damaged: fetch or copy it again.", code="corrupt")


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
