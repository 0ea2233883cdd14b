"""Ray: datasets, and planned runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import ray

from cleaner.engines.arrow import ROWS, cleaned
from cleaner.engines.options import Given, Options

if TYPE_CHECKING:
    from ray.data import Dataset
    from typing_extensions import Unpack

_RETRIES = 3
"""Times that a task is done again whose worker was lost."""


def clean_dataset(ds: Dataset, **options: Unpack[Given]) -> Dataset:
    """Cleans the documents of a Ray dataset.

    By tasks, each worker process of Ray keeping its cleaner; a pool of actors would hold all processors and leave none to
    read with.

    Args:
        ds: its columns are told as in `cleaner.engines.arrow.clean_table`.
        options: as there.

    Returns:
        A dataset with the columns that `clean_table` gives.

    Raises:
        CleanerError: if the options are wrong.
    """
    return ds.map_batches(partial(cleaned, options=Options.of(options)), batch_format="pyarrow", batch_size=ROWS)


def each(function: Callable[[Any], Any], values: Sequence[Any]) -> Iterator[Any]:
    """Calls a function on each value, a Ray task a value (`cleaner.engines.plan.Each`)."""
    if not ray.is_initialized():
        ray.init(include_dashboard=False, log_to_driver=False)
    call, given = ray.remote(max_retries=_RETRIES)(_call), ray.put(function)
    yield from ray.get([call.remote(given, value) for value in values])


def _call(function: Callable[[Any], Any], value: Any) -> Any:
    return function(value)
