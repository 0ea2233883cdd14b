"""Hugging Face datasets."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from datasets import Dataset, Features, IterableDataset

from cleaner.engines.arrow import ROWS, cleaned, cleaned_schema
from cleaner.engines.options import Given, Options

if TYPE_CHECKING:
    from typing_extensions import Unpack

Data = TypeVar("Data", Dataset, IterableDataset)


def clean_dataset(ds: Data, *, num_proc: int | None = None, **options: Unpack[Given]) -> Data:
    """Cleans the documents of a dataset, or of one that is streamed.

    Args:
        ds: its columns are told as in `cleaner.engines.arrow.clean_table`. One that is streamed must know its features.
        num_proc: number of processes, as in `Dataset.map`.
        options: as in `clean_table`.

    Returns:
        A dataset with the columns that `clean_table` gives.

    Raises:
        CleanerError: if the options are wrong or no column has a document.
    """
    checked = Options.of(options)
    columns = cleaned_schema(ds.features.arrow_schema, checked)
    gone = [name for name in ds.column_names if name not in columns.names]  # the others are replaced
    told = {"features": Features.from_arrow_schema(columns), "remove_columns": gone}
    if isinstance(ds, Dataset):
        told |= {"num_proc": num_proc, "desc": "Cleaning"}
    arrow = ds.with_format("arrow")
    return arrow.map(partial(cleaned, options=checked), batched=True, batch_size=ROWS, **told).with_format(None)
