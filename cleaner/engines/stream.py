"""Streams of documents in Python: `Cleaner.clean_many`."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from typing import TYPE_CHECKING, Any

from cleaner.archive.pool import Guard, processors
from cleaner.archive.task import Task, Work
from cleaner.arguments import check
from cleaner.article import Article
from cleaner.document import Kind
from cleaner.engines.rows import NAMELESS, hold, task_of
from cleaner.errors import CleanerError

if TYPE_CHECKING:
    from cleaner.engine import Cleaner


def clean_many(
    cleaner: Cleaner,
    documents: Iterable[str | bytes | Mapping[str, Any]],
    workers: int,
    *,
    kind: Kind | None,
    timeout: float,
    memory: int,
) -> Iterator[Article | CleanerError]:
    """`Cleaner.clean_many`, which says what it takes and gives."""
    guard = Guard(Work(cleaner, _pickled), workers or processors(), timeout=timeout, memory=memory)
    tasks = (_task(document, kind) for document in documents)
    with closing(guard), closing(guard.outcomes(tasks)) as outcomes:
        for outcome in outcomes:
            if outcome.data is not None:
                article: Article = pickle.loads(outcome.data)
                yield article
            elif outcome.error is not None:
                error = outcome.error
                yield CleanerError(
                    error["error"], where=_where(outcome.source_path), hint=error["hint"], code=error["code"]
                )
            else:
                yield CleanerError(
                    f"This record holds no document to clean ({outcome.skipped}).",
                    where=_where(outcome.source_path),
                    code="skipped",
                )


def _task(document: object, kind: Kind | None) -> Task:
    if isinstance(document, Mapping):
        return task_of(document, kind)
    task = Task(NAMELESS, NAMELESS, kind=kind, sure=kind is not None)
    try:
        hold(task, check(document, kind, None, None, None))
    except CleanerError as error:
        task.problem = error
    return task


def _where(name: str) -> str | None:
    return None if name == NAMELESS else name


def _pickled(article: Article, task: Task) -> bytes:
    return pickle.dumps(article, pickle.HIGHEST_PROTOCOL)
