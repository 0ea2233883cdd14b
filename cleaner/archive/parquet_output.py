"""Parquet: records as columns, which are what `record.schema.json` comes to in Arrow's types."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from cleaner.archive.encode import Records, record_schema
from cleaner.archive.files import create, hidden, place, save, writing
from cleaner.archive.output import Codec, Part, Written, result

if TYPE_CHECKING:
    import pyarrow.parquet  # type: ignore[import-untyped]

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


class Columns(Records):
    """Records as columns."""

    def open_part(self, path: str, mark: Written | None) -> Part:
        return ParquetPart(path, mark, self.fields)


class ParquetPart(Part):
    """A Parquet file; takes lines of JSON, as `Records` makes them.

    A file of Parquet has its index at the end, so that none can be gone on with: until it is finished the lines are kept
    packed, a frame for each mark, and a row group is made of each frame.
    """

    def __init__(self, path: str, mark: Written | None, fields: tuple[str, ...]) -> None:
        super().__init__(path, mark, codec=Codec(".zst"))
        self._schema = schema(fields)

    def finish(self, *, force: bool) -> Written:
        import pyarrow.parquet

        columns = hidden(self._target, "columns.part")
        try:
            with writing(self.path):
                self._file.close()
                with create(columns) as sink:
                    with pyarrow.parquet.ParquetWriter(sink, self._schema, **_SETTINGS) as rows:
                        for lines in _frames(self._temporary):
                            rows.write_table(table(lines, self._schema), row_group_size=len(lines))
                    save(sink)
                place(columns, self._target, force=force)
                os.unlink(self._temporary)
        finally:
            with suppress(OSError):  # it can be made again
                os.unlink(columns)
        return result(self.path, self.records)


def _frames(spool: str) -> Iterator[list[bytes]]:
    """The lines of each frame."""
    import zstandard

    with open(spool, "rb") as file:
        rest = file.read(1 << 20)
        while rest:
            frame = zstandard.ZstdDecompressor().decompressobj()
            data = frame.decompress(rest)
            while not frame.eof and (chunk := file.read(1 << 20)):
                data += frame.decompress(chunk)
            if data:
                yield data.splitlines(keepends=True)
            rest = frame.unused_data or file.read(1 << 20)


def table(lines: list[bytes], columns: pyarrow.Schema) -> pyarrow.Table:
    """Lines of JSON, as `json_line` writes them, as a table.

    What has no fixed fields (`provenance`, `extra`, `structure`) becomes strings of JSON. Lone surrogates, which Arrow cannot
    hold, become question marks, as in text.
    """
    import orjson
    import pyarrow

    strings = [column.name for column in columns if column.type == pyarrow.string()]
    rows = []
    for line in lines:
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError:  # escapes of lone surrogates, or integers past 64 bits
            row = json.loads(json.dumps(json.loads(line), ensure_ascii=False).encode("utf-8", "replace"))
        for name in strings:
            if isinstance(row.get(name), (dict, list)):
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
        with suppress(pyarrow.ArrowException, OverflowError):
            kept[column.name] = pyarrow.scalar(row.get(column.name), column.type).as_py()
    return kept


def schema(fields: tuple[str, ...] = ()) -> pyarrow.Schema:
    """The columns for some fields of a record, or for all in the order of its schema."""
    import pyarrow

    properties = record_schema()["properties"]
    return pyarrow.schema([(name, _type(properties[name])) for name in fields or properties])


def _type(part: dict[str, Any]) -> pyarrow.DataType:
    """Arrow's type for a part of the schema of records; of several shapes the one that is not null counts."""
    import pyarrow

    if "$ref" in part:
        return _type(record_schema()["$defs"][part["$ref"].rpartition("/")[2]])
    for inner in (*part.get("anyOf", ()), *part.get("oneOf", ())):
        if inner.get("type") != "null":
            return _type(inner)
    kinds = part.get("type", ())
    if "array" in kinds:
        # Entries that are lists of unlike values have no type of Arrow's.
        return pyarrow.string() if "prefixItems" in part["items"] else pyarrow.list_(_type(part["items"]))
    if "object" in kinds and part.get("properties"):
        return pyarrow.struct([(name, _type(inner)) for name, inner in part["properties"].items()])
    if "integer" in kinds or isinstance(part.get("const"), int):
        return pyarrow.int64()
    if "number" in kinds:
        return pyarrow.float64()
    return pyarrow.bool_() if "boolean" in kinds else pyarrow.string()
