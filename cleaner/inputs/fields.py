"""Documents in the fields of a record: lines of JSON, rows of Parquet."""

from __future__ import annotations

import base64
import datetime
import decimal
import math
import re
from typing import Any

from cleaner.errors import CleanerError
from cleaner.inputs.container import Container
from cleaner.inputs.reading import too_large
from cleaner.inputs.task import Record, Task

_DEEPEST = 100
_HALVES = re.compile("[\ud800-\udfff]")


def task_of_fields(container: Container, number: int, record: Record, fields: dict[str, Any]) -> Task:
    """The task of a record with named fields.

    Its document is the first of `Reading.document_fields` that holds a string (or, in Parquet, bytes); the address is
    taken out of the URL field; all other fields are passed through.

    Args:
        number: of the line or row.
        fields: by name.
    """
    reading = container.reading
    names = [name for name, _ in reading.document_fields]
    found = next(
        ((name, kind) for name, kind in reading.document_fields if isinstance(fields.get(name), (str, bytes))), None
    )
    if found is None:
        problem = CleanerError(
            f"There is no text in {' or '.join(repr(name) for name in names)}: the fields are {_listed(fields)}.",
            hint="Name the field that holds the document with --text-field or --html-field.",
            code="no-field",
        )
        return container.task(number, record=record, problem=problem)
    name, kind = found
    data = _encoded(fields[name])
    address = fields.get(reading.url_field or "url")
    extra = {key: value for key, value in fields.items() if key != name}
    if isinstance(address, str) and address:
        del extra[reading.url_field or "url"]
    else:
        address = None
    try:
        extra = json_value(extra)
    except RecursionError:
        problem = CleanerError("Its fields are nested too deep.", hint="Leave such fields out.", code="bad-json")
        return container.task(number, record=record, url=address, problem=problem)
    if len(data) > reading.max_record:
        return container.task(number, record=record, url=address, problem=too_large(None, reading.max_record))
    return container.task(number, record=record, url=address, data=data, kind=reading.kind or kind, extra=extra or None)


def _encoded(value: str | bytes) -> bytes:
    """A field's bytes. Halves of surrogate pairs, which no text can hold, become U+FFFD."""
    if isinstance(value, bytes):
        return value
    try:
        return value.encode()
    except UnicodeEncodeError:
        return _HALVES.sub("\ufffd", value).encode()


def json_value(value: Any, depth: int = 0) -> Any:
    """A value as JSON can say it: dates in ISO 8601, decimals as strings, bytes as text or in base64, NaN as null.

    Raises:
        RecursionError: if it is nested more than 100 deep.
    """
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if depth >= _DEEPEST:
        raise RecursionError
    if isinstance(value, dict):
        return {str(key): json_value(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_value(item, depth + 1) for item in value]
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return base64.b64encode(value).decode("ascii")
    if isinstance(value, (decimal.Decimal, datetime.timedelta)):
        return str(value)
    return str(value)


def _listed(fields: dict[str, Any]) -> str:
    names = [repr(str(name))[:40] for name in list(fields)[:8]]
    return (", ".join(names) + (" ..." if len(fields) > 8 else "")) or "none"
