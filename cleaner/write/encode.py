"""What is written for one document, in each output format. Encoders go to the worker processes: they pickle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from cleaner.article import Article
from cleaner.inputs import Task
from cleaner.write.record import json_line, record


class Encoder(Protocol):
    """Turns an article into the bytes that are written for it."""

    def __call__(self, article: Article, task: Task) -> bytes: ...


def record_of(article: Article, task: Task, rules_version: str) -> dict[str, Any]:
    """The record of an article, with what its container says of it."""
    return record(
        article,
        source_path=task.source_path,
        rules_version=rules_version,
        archived=task.record,
        extra=task.extra,
    )


@dataclass(frozen=True, slots=True)
class JsonLines:
    """One record a line.

    Attributes:
        rules_version: of the Cleaner that made the articles.
    """

    rules_version: str

    def __call__(self, article: Article, task: Task) -> bytes:
        return json_line(record_of(article, task, self.rules_version))


@dataclass(frozen=True, slots=True)
class PlainText:
    """The clean text, ended by a line feed; nothing for a document without text.

    Attributes:
        headed: whether "==> name <==" stands above each document and a blank line below, as head(1) parts files.
        apart: whether each document gets a file of its own. If neither, records of containers are headed: there may be
            many of them where one input was named.
    """

    headed: bool = False
    apart: bool = False

    def __call__(self, article: Article, task: Task) -> bytes:
        text = f"{article.text}\n" if article.text else ""
        if self.headed or (task.record is not None and not self.apart):
            text = f"==> {task.source_path} <==\n{text}\n"
        return text.encode("utf-8", "replace")
