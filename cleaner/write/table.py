"""Only some fields of each record: as JSON Lines, or as rows of a table (CSV, TSV) with a heading."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import Any, Literal

from cleaner.article import Article
from cleaner.errors import CleanerError
from cleaner.inputs import Task
from cleaner.write.encode import record_of
from cleaner.write.record import json_line

DEFAULT: tuple[str, ...] = ("source_path", "title", "authors", "published", "site", "language", "url")
"""Fields of a table for which none are named."""

_BESIDE = ("record", "extra", "id", "source_path", "sha256", "cleaner_version", "rules_version", "schema_version")
_BETWEEN = "; "
"""Stands between the entries of a list; what Dublin Core's guidelines for tables use."""


def field_names(text: str) -> tuple[str, ...]:
    """The fields that "title, authors,published" names, in its order, each once.

    Raises:
        CleanerError: code "bad-field", if a record has no such field or none is named.
    """
    known = (*_BESIDE, *Article.__dataclass_fields__)
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        raise CleanerError(
            f"A record has no field {unknown[0]!r}." if unknown else "No field is named.",
            hint=f"Name some of {', '.join(sorted(known))}, with commas between them.",
            code="bad-field",
        )
    return names


@dataclass(frozen=True, slots=True)
class Table:
    """Encodes the named fields of a record, in their order.

    In a table a list is one cell, its entries parted by "; "; what is unknown is an empty cell; an object is JSON. TSV
    has no way to write tabs and line breaks in a cell: they are spaces there. CSV is as RFC 4180 has it.

    Attributes:
        fields: names, as `field_names` gives them.
        rules_version: of the Cleaner that made the articles.
        form: "jsonl", "csv" or "tsv".
    """

    fields: tuple[str, ...]
    rules_version: str
    form: Literal["jsonl", "csv", "tsv"] = "jsonl"

    def __call__(self, article: Article, task: Task) -> bytes:
        whole = record_of(article, task, self.rules_version)
        if self.form == "jsonl":
            return json_line({name: whole.get(name) for name in self.fields})
        return self._row([_cell(whole.get(name)) for name in self.fields])

    def heading(self) -> bytes:
        """What stands once above the rows: the names of a table's columns."""
        return b"" if self.form == "jsonl" else self._row(list(self.fields))

    def _row(self, cells: list[str]) -> bytes:
        if self.form == "tsv":
            line = "\t".join(" ".join(cell.split()) for cell in cells) + "\n"
        else:
            text = io.StringIO()
            csv.writer(text).writerow(cells)
            line = text.getvalue()
        return line.encode("utf-8", "replace")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        return _BETWEEN.join(value)
    if not value and isinstance(value, (list, dict)):
        return ""
    return json.dumps(value, ensure_ascii=False)
