"""One document out of what may be a file, a record of a container, or an address."""

from __future__ import annotations

import os

from cleaner.document import Kind
from cleaner.errors import CleanerError
from cleaner.inputs.find import Inputs
from cleaner.inputs.task import DEFAULT_MAX_SIZE, Task


def one_task(name: str, kind: Kind | None = None, url: str | None = None, max_size: int = DEFAULT_MAX_SIZE) -> Task:
    """The document that is meant: a file, a record by its number, or the first that is cleaned of several.

    Raises:
        CleanerError: code "not-found", if a container has no such record.
    """
    path, _, number = name.rpartition("#")
    if path and number.isdigit() and not os.path.lexists(name):
        # A WACZ's records have the name of the file in it before their number.
        container = path if os.path.lexists(path) or "://" in path else os.path.dirname(path)
        for task in Inputs([container], kind=kind, max_size=max_size).tasks():
            if task.source_path == name:
                return task
        raise CleanerError(f"There is no record {number} in {container}.", hint="Check the number.", code="not-found")
    first = None
    for task in Inputs([name], kind=kind, url=url, max_size=max_size).tasks():
        if task.skip is None and task.problem is None:
            return task
        first = first or task
    assert first is not None  # every input has a task
    return first


def only_task(path: str | os.PathLike[str], kind: Kind | None = None, url: str | None = None) -> Task:
    """The document of a file, which holds no others.

    Raises:
        CleanerError: code "bad-argument", if it is no path, or one of a folder, a pattern or a container.
    """
    if not isinstance(path, (str, os.PathLike)):
        raise CleanerError(
            f"clean_file() takes a path, not {type(path).__name__}.", hint="Pass a str or Path.", code="bad-argument"
        )
    name = str(path)
    if not os.path.isdir(name):
        task = one_task(name, kind, url)
        if task.source_path == name.replace(os.sep, "/"):
            return task
    raise CleanerError(
        "This holds several documents.",
        where=name,
        hint="Name one of its files, or a record by its number (crawl.warc.gz#17); `cleaner clean` takes them all.",
        code="bad-argument",
    )
