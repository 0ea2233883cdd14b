"""Spark: DataFrames by Arrow, WARC files as DataFrames, and planned runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyarrow  # type: ignore[import-untyped]
from pyspark.sql import SparkSession
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

from cleaner.archive.encode import schema as record_columns
from cleaner.archive.paths import Found
from cleaner.archive.sources import Inputs
from cleaner.archive.task import DEFAULT_MAX_RECORD, Reading, Task
from cleaner.engines.arrow import cleaned_batches, cleaned_schema
from cleaner.engines.options import Given, Options
from cleaner.engines.ranges import cut
from cleaner.engines.rows import FATE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from typing_extensions import Unpack

SPLIT = 128_000_000
"""Bytes of a file that a partition of `read_warc` holds, as Spark has it for its own sources."""

_ROWS = 64
"""Records that are given to Spark at a time; a page may have 32 MB."""


def clean_dataframe(df: DataFrame, **options: Unpack[Given]) -> DataFrame:
    """Cleans the documents of a DataFrame, with `mapInArrow`.

    Args:
        df: its columns are told as in `cleaner.engines.arrow.clean_table`.
        options: as there.

    Returns:
        A DataFrame with the columns that `clean_table` gives.

    Raises:
        CleanerError: if the options are wrong or no column has a document.
    """
    checked = Options.of(options)
    columns = cleaned_schema(to_arrow_schema(df.schema), checked)
    return df.mapInArrow(partial(cleaned_batches, options=checked), from_arrow_schema(columns))


def read_warc(
    spark: SparkSession,
    paths: str | Iterable[str],
    *,
    split: int = SPLIT,
    status: Collection[int] = (200,),
    max_record: int = DEFAULT_MAX_RECORD,
) -> DataFrame:
    """The records of WARC files, as `cleaner clean` reads them: `clean_dataframe` takes them as they are.

    Files larger than `split` that are not compressed, or by gzip or Zstandard record by record, are cut between records: a first job
    reads them for that.

    Args:
        spark: the session.
        paths: files that every worker sees, folders or patterns of them, or addresses that fsspec opens.
        split: bytes of a file that a partition holds.
        status, max_record: as `--status` and `--max-record` of `cleaner clean`.

    Returns:
        A row for each record: `source_path` (file and number), `url`, the payload as `html` or `text`, `charset`, `record`
        (what the archive says of it); `skipped` says why a record holds no document, `error`, `error_code` and `error_hint`
        what is wrong with it.
    """
    reading = Reading(status=frozenset(status), max_record=max_record)
    files = list(Inputs([paths] if isinstance(paths, str) else list(paths)).found())
    ranges = [part for parts in each(partial(cut, size=split, reading=reading), files) for part in parts]
    columns = from_arrow_schema(_COLUMNS)
    # One row, the number of a range, in each partition.
    return spark.range(0, len(ranges), 1, max(len(ranges), 1)).mapInArrow(partial(_records, ranges, reading), columns)


_COLUMNS = pyarrow.schema(
    [
        ("source_path", pyarrow.string()),
        ("url", pyarrow.string()),
        ("html", pyarrow.binary()),
        ("text", pyarrow.binary()),
        ("charset", pyarrow.string()),
        record_columns(("record",)).field("record"),
        *[(name, pyarrow.string()) for name in FATE],
    ]
)


def _records(
    ranges: Sequence[Found], reading: Reading, batches: Iterable[pyarrow.RecordBatch]
) -> Iterator[pyarrow.RecordBatch]:
    for batch in batches:
        for number in batch.column(0).to_pylist():
            tasks = Inputs([], reading, found=[ranges[number]]).tasks()
            while rows := [_row(task) for task in islice(tasks, _ROWS)]:
                yield pyarrow.RecordBatch.from_pylist(rows, schema=_COLUMNS)


def _row(task: Task) -> dict[str, Any]:
    error = task.problem
    return {
        "source_path": task.source_path,
        "url": task.url,
        "html": task.data if task.kind == "html" else None,
        "text": task.data if task.kind == "text" else None,
        "charset": task.charset,
        "record": asdict(task.record) if task.record else None,
        "error": error and error.message,
        "error_code": error and error.code,
        "error_hint": error and error.hint,
        "skipped": task.skip,
    }


def each(function: Callable[[Any], Any], values: Sequence[Any]) -> Iterator[Any]:
    """Calls a function on each value, a Spark task a value (`cleaner.engines.plan.Each`)."""
    if values:
        yield from _session().sparkContext.parallelize(values, len(values)).map(function).collect()


def _session() -> SparkSession:
    if "PYSPARK_GATEWAY_PORT" not in os.environ:  # not started by spark-submit, which has its own way to say that
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    return SparkSession.builder.appName("cleaner").getOrCreate()
