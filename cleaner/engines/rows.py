"""Rows into documents, and what came of them into rows: the same for every engine."""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cleaner.archive.buffers import Raw
from cleaner.archive.container import Container
from cleaner.archive.encode import json_line
from cleaner.archive.sources import read_container
from cleaner.archive.tabular import json_value
from cleaner.archive.task import Outcome, Reading, Record, Task
from cleaner.document import Kind
from cleaner.errors import CleanerError

ROLES = ("html", "text", "warc", "url", "id", "source_path", "captured", "charset")
"""What a column may be to cleaner; the first three hold the document."""

DOCUMENT = ROLES[:3]

FATE = ("error", "error_code", "error_hint", "skipped")
"""Columns beside the record's: what is wrong with a row, what to do about it; why a record of an archive is only counted.
A row that has one of them already is passed on as it is."""

NAMELESS = "-"
"""`source_path` of a row that has no id and no address."""


@dataclass(frozen=True)
class Layout:
    """Which column of a table is what.

    Attributes:
        roles: the names of the columns that are read, by what they are.
        passed: of those that are passed through, the name in and the name out.
    """

    roles: Mapping[str, str]
    passed: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, names: Collection[str], fields: Collection[str], named: Mapping[str, str]) -> Layout:
        """Tells them by their names.

        A column that is passed through and has the name of a column of the output is called "input_..." there.

        Args:
            names: the table's columns.
            fields: the columns of the output.
            named: what the user calls them, by role. Where it names a document's column, no other is looked for.

        Raises:
            CleanerError: code "bad-argument" if the table has no such column, or none with a document.
        """
        for role, name in named.items():
            if name not in names:
                raise _no_column(f"The table has no column {name!r} ({role}).", names)
        told = any(role in DOCUMENT for role in named)
        own = (role for role in ROLES if role not in named and not (told and role in DOCUMENT))
        roles = {**named, **{role: role for role in own if role in names and role not in named.values()}}
        if not any(role in DOCUMENT for role in roles):
            raise _no_column("No column of the table has a document.", names)
        roles.update({name: name for name in ("record", *FATE) if name in names and name not in roles.values()})
        taken = set(fields)
        passed = []
        for name in names:
            if name not in roles.values():
                out = name
                while out in taken:
                    out = f"input_{out}"
                taken.add(out)
                passed.append((name, out))
        return cls(roles, tuple(passed))


def _no_column(message: str, names: Collection[str]) -> CleanerError:
    return CleanerError(
        message,
        hint=f'Its columns are {", ".join(map(repr, names))}. Say which is which with columns={{"html": "body"}}; '
        f"cleaner reads {', '.join(ROLES)}.",
        code="bad-argument",
    )


def task_of(row: Mapping[str, Any], kind: Kind | None) -> Task:
    """The document of a row.

    Args:
        row: values by what they are (`ROLES`, "record", `FATE`); null or absent where there are none.
        kind: how the user says that it is read, or None.
    """
    url = row.get("url")
    name = str(next((row[key] for key in ("source_path", "id", "url") if row.get(key) not in (None, "")), NAMELESS))
    task = Task(name, name, url=url, record=_record(row), charset=row.get("charset"), skip=row.get("skipped"))
    if task.skip is None and row.get("error") is not None:
        task.problem = CleanerError(row["error"], hint=row.get("error_hint"), code=row.get("error_code") or "error")
    if task.skip is not None or task.problem is not None:
        return task
    if not isinstance(url, (str, type(None))):
        task.url, task.problem = None, CleanerError(f"Its address is no string: {url!r:.80}.", code="bad-argument")
        return task
    role = next((role for role in DOCUMENT if row.get(role) is not None), None)
    data = row[role] if role else None
    if isinstance(data, (bytearray, memoryview)):
        data = bytes(data)
    if role == "warc" and isinstance(data, bytes):
        return _in_warc(task, data, kind)
    if role in (None, "warc") or not isinstance(data, (str, bytes)):
        task.problem = _no_document(data)
        return task
    task.kind, task.sure = kind or ("html" if role == "html" else "text"), kind is not None
    return hold(task, data)


def hold(task: Task, data: str | bytes) -> Task:
    """The task with its document."""
    task.data, task.size = data, len(data)
    return task


def _no_document(data: object) -> CleanerError:
    said = (
        "The row has no document" if data is None else f"The row's document is {type(data).__name__}, not text or bytes"
    )
    return CleanerError(f"{said}.", hint="Leave out such rows, or name another column.", code="no-field")


def _record(row: Mapping[str, Any]) -> Record | None:
    """What the row says of the record of an archive that it was."""
    told = row.get("record")
    known = (
        {name: told[name] for name in Record.__dataclass_fields__ if name in told} if isinstance(told, Mapping) else {}
    )
    captured = json_value(row.get("captured"))
    if captured is not None:
        known["captured"] = captured
    return Record(**known) if known else None


def _in_warc(task: Task, data: bytes, kind: Kind | None) -> Task:
    """The document in the bytes of a WARC record, packed or not; of several the first that is cleaned."""
    container = Container(task.source_path, task.relative, Raw(io.BytesIO(data), len(data)), Reading(kind=kind))
    records = list(read_container("warc", container, io.BytesIO(data)))
    found = next((record for record in records if record.skip is None and record.problem is None), None)
    found = found or next((record for record in records if record.problem is not None), records[0])
    # Where it lies in the row is not where it lay in its archive.
    record = replace(found.record, offset=task.record.offset if task.record else None) if found.record else None
    return replace(
        found,
        source_path=task.source_path,
        relative=task.relative,
        url=task.url or found.url,
        size=len(data),
        record=record,
    )


def line_of(outcome: Outcome, url: str | None) -> bytes:
    """The record of a row as a line of JSON; of one that has none its name and address alone."""
    return json_line({"source_path": outcome.source_path, "url": url}) if outcome.data is None else outcome.data


def fate_of(outcome: Outcome) -> tuple[str | None, str | None, str | None, str | None]:
    """The values of `FATE`."""
    error = outcome.error
    return (error["error"], error["code"], error["hint"], None) if error else (None, None, None, outcome.skipped)
