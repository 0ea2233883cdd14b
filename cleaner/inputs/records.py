"""From the records of an archive to tasks: what is cleaned, what is counted only, and what is wrong."""

from __future__ import annotations

import re
from dataclasses import replace

from cleaner.arguments import instant
from cleaner.errors import CleanerError
from cleaner.inputs.container import Container
from cleaner.inputs.encodings import undo
from cleaner.inputs.frames import Frame
from cleaner.inputs.http import codings, media_type, split
from cleaner.inputs.payload import never_text, text_kind
from cleaner.inputs.reading import too_large
from cleaner.inputs.task import Record, Task

_DIGITS = re.compile(r"\d{14}", re.ASCII)


def date(value: str | None) -> str | None:
    """A date of a record (WARC-Date, or the fourteen digits of ARC) as ISO 8601, or None if it is none."""
    value = (value or "").strip()
    if _DIGITS.fullmatch(value):
        year, *rest = value[:4], *(value[place : place + 2] for place in range(4, 14, 2))
        value = f"{year}-{rest[0]}-{rest[1]}T{rest[2]}:{rest[3]}:{rest[4]}Z"
    return value if instant(value) else None


def skipped(container: Container, record: Record, reason: str, url: str | None) -> Task:
    """The task of a record that is only counted."""
    return container.task(record=record, skip=reason, url=url)


def response(container: Container, record: Record, url: str | None, frame: Frame) -> Task:
    """The task of a response: an HTTP message with its head.

    Args:
        record: what the container says of it; its content type and status are read here.
        frame: its block is the message; of one above the limit the front is looked at.
    """
    block = frame.block
    status, fields, start = split(frame.front if block is None else block)
    content_type, charset = media_type(fields.get("content-type"))
    record = replace(record, content_type=content_type, status=status)
    if status is not None and status not in container.reading.status:
        return skipped(container, record, f"status-{status}", url)
    body = None if block is None else block[start:]
    return payload(container, record, url, body, charset, codings(fields), frame.end - frame.body)


def payload(
    container: Container,
    record: Record,
    url: str | None,
    body: bytes | None,
    charset: str | None = None,
    applied: list[str] | None = None,
    size: int = 0,
) -> Task:
    """The task of a payload.

    Args:
        body: as stored, or None if it is larger than the limit, and then `size`.
        charset: what its head declares.
        applied: encodings that are still to be undone, the first first.
    """
    if never_text(record.content_type):
        return skipped(container, record, "not-text", url)
    if body is None:
        return _too_large(container, record, url, size)
    try:
        data, whole = undo(body, applied or [], container.reading.max_record)
    except CleanerError as error:
        return container.task(record=record, url=url, problem=error)
    kind = text_kind(data, record.content_type)
    if kind is None:
        return skipped(container, record, "not-text", url)
    if not whole:
        record = replace(record, truncated="encoding")
    return container.task(record=record, url=url, data=data, kind=container.reading.kind or kind, charset=charset)


def _too_large(container: Container, record: Record, url: str | None, size: int) -> Task:
    return container.task(record=record, url=url, problem=too_large(size, container.reading.max_record))
