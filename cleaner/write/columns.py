"""Records as typed columns: the Arrow schema that `record.schema.json` comes to, and tables of it."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow  # type: ignore[import-untyped]

_Schema = dict[str, Any]


def table(lines: list[bytes]) -> pyarrow.Table:
    """Lines of JSON, as `json_line` writes them, as a table.

    Objects without fixed fields (`provenance`, `extra`) become strings of JSON. Lone surrogates, which Arrow cannot
    hold, become question marks, as in text.
    """
    import orjson
    import pyarrow

    columns = schema()
    loose = [name for name in columns.names if name in _loose()]
    rows = []
    for line in lines:
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError:  # escapes of lone surrogates, or integers past 64 bits
            row = json.loads(json.dumps(json.loads(line), ensure_ascii=False).encode("utf-8", "replace"))
        for name in loose:
            if row.get(name) is not None:
                row[name] = json.dumps(row[name], ensure_ascii=False, separators=(",", ":"))
        rows.append(row)
    try:
        return pyarrow.Table.from_pylist(rows, schema=columns)
    except (pyarrow.ArrowException, OverflowError):
        return pyarrow.Table.from_pylist([_fitting(row, columns) for row in rows], schema=columns)


def _fitting(row: dict[str, Any], columns: pyarrow.Schema) -> dict[str, Any]:
    """A row without the values that no column holds (a year of thirty digits)."""
    import pyarrow

    kept = {}
    for column in columns:
        try:
            kept[column.name] = pyarrow.scalar(row.get(column.name), column.type).as_py()
        except (pyarrow.ArrowException, OverflowError):
            kept[column.name] = None
    return kept


@cache
def schema() -> pyarrow.Schema:
    """The columns, in the order of the record's schema."""
    import pyarrow

    document = _document()
    return pyarrow.schema([(name, _type(part, document)) for name, part in document["properties"].items()])


@cache
def _document() -> _Schema:
    document: _Schema = json.loads(files("cleaner").joinpath("data/record.schema.json").read_text("utf-8"))
    return document


@cache
def _loose() -> frozenset[str]:
    import pyarrow

    document = _document()
    return frozenset(
        name
        for name, part in document["properties"].items()
        if _type(part, document) == pyarrow.string() and "object" in _types(_resolved(part, document))
    )


def _type(part: _Schema, document: _Schema) -> pyarrow.DataType:
    import pyarrow

    part = _resolved(part, document)
    kinds = _types(part)
    if "array" in kinds:
        return pyarrow.list_(_type(part["items"], document))
    if "object" in kinds and part.get("properties"):
        return pyarrow.struct([(name, _type(inner, document)) for name, inner in part["properties"].items()])
    if isinstance(part.get("const"), int):
        return pyarrow.int64()
    if "number" in kinds:
        return pyarrow.float64()
    if "integer" in kinds:
        return pyarrow.int64()
    return pyarrow.bool_() if "boolean" in kinds else pyarrow.string()


def _resolved(part: _Schema, document: _Schema) -> _Schema:
    """Follows a reference, and takes the one of several shapes that is not null."""
    if "$ref" in part:
        *_, name = part["$ref"].split("/")
        return _resolved(document["$defs"][name], document)
    for inner in (*part.get("anyOf", ()), *part.get("oneOf", ())):
        if _types(inner) != {"null"}:
            return _resolved(inner, document)
    return part


def _types(part: _Schema) -> set[str]:
    found = part.get("type", "string")
    return {found} if isinstance(found, str) else set(found)
