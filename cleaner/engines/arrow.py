"""Arrow tables in, Arrow tables out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pyarrow  # type: ignore[import-untyped]
import pyarrow.compute  # type: ignore[import-untyped]

from cleaner.archive.encode import schema as record_columns
from cleaner.archive.encode import table as record_table
from cleaner.archive.task import Task
from cleaner.engines.options import Given, Options, outcomes
from cleaner.engines.rows import FATE, Layout, fate_of, line_of, task_of

if TYPE_CHECKING:
    from typing_extensions import Unpack

ROWS = 256
"""Rows that are made at a time: records take some seven times the bytes of their texts, and more while they are made."""


def clean_table(data: pyarrow.Table | pyarrow.RecordBatch, **options: Unpack[Given]) -> pyarrow.Table:
    """Cleans the documents of a table.

    Columns are told by name: `html`, `text` or `warc` (one record of an archive, packed or not), strings or bytes, of
    which the first that is not null is the row's document; `url`, `id`, `source_path`, `captured`, `charset`. All others are
    passed through.

    Args:
        data: a table or a record batch.
        options: `cleaner.engines.options.Given` names them.

    Returns:
        A row for each row, in order: the columns of a record, as `cleaner clean -f parquet` writes them (`id` and
        `source_path` are the row's `id`, where it has one); `error`, `error_code`, `error_hint` and `skipped`, null where the
        row was cleaned; then what was passed through. Of a row that could not be cleaned the other columns are null.

    Raises:
        CleanerError: if the options are wrong or no column has a document; never for what is in a row.
    """
    return cleaned(data, Options.of(options))


def cleaned(data: pyarrow.Table | pyarrow.RecordBatch, options: Options) -> pyarrow.Table:
    """`clean_table`, with options that are checked."""
    layout = _layout(data.schema, options)
    pieces = (data.slice(start, ROWS) for start in range(0, data.num_rows, ROWS))
    tables = [_piece(piece, layout, options) for piece in pieces]
    columns = cleaned_schema(data.schema, options)
    return pyarrow.concat_tables(tables) if tables else columns.empty_table()


def cleaned_batches(batches: Iterable[pyarrow.RecordBatch], options: Options) -> Iterator[pyarrow.RecordBatch]:
    """Cleans record batches one by one, for engines that stream them."""
    for batch in batches:
        layout = _layout(batch.schema, options)
        for start in range(0, batch.num_rows, ROWS):
            yield from _piece(batch.slice(start, ROWS), layout, options).combine_chunks().to_batches()


def cleaned_schema(columns: pyarrow.Schema, options: Options) -> pyarrow.Schema:
    """The columns that a table with such columns has once it is cleaned.

    Raises:
        CleanerError: code "bad-argument" if no column has a document.
    """
    layout = _layout(columns, options)
    own = [pyarrow.field(name, pyarrow.string()) for name in FATE]
    passed = [columns.field(name).with_name(out) for name, out in layout.passed]
    return pyarrow.schema([*record_columns(), *own, *passed])


def _layout(columns: pyarrow.Schema, options: Options) -> Layout:
    return Layout.of(columns.names, [*record_columns().names, *FATE], dict(options.columns))


def _piece(data: pyarrow.Table | pyarrow.RecordBatch, layout: Layout, options: Options) -> pyarrow.Table:
    read = {role: data.column(name) for role, name in layout.roles.items()}
    addresses: list[str | None] = []

    def tasks() -> Iterator[Task]:
        for row in range(data.num_rows):
            task = task_of({role: column[row].as_py() for role, column in read.items()}, options.kind)
            addresses.append(task.url)
            yield task

    lines: list[bytes] = []
    fates = []
    for outcome in outcomes(tasks(), options):
        lines.append(line_of(outcome, addresses[len(lines)]))
        fates.append(fate_of(outcome))
    made = record_table(lines, record_columns())
    if "id" in read:
        ids = [None if value in (None, "") else str(value) for value in read["id"].to_pylist()]
        own = pyarrow.compute.coalesce(pyarrow.array(ids, pyarrow.string()), made.column("id"))
        made = made.set_column(made.column_names.index("id"), made.schema.field("id"), own)
    for number, name in enumerate(FATE):
        values = [fate[number] for fate in fates]
        made = made.append_column(pyarrow.field(name, pyarrow.string()), pyarrow.array(values, pyarrow.string()))
    for name, out in layout.passed:
        made = made.append_column(data.schema.field(name).with_name(out), data.column(name))
    return made
