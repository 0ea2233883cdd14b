"""JSON Lines: a document a line, plain or compressed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from cleaner.errors import CleanerError
from cleaner.inputs.container import Container
from cleaner.inputs.fields import task_of_fields
from cleaner.inputs.raw import BLOCK
from cleaner.inputs.reading import too_large
from cleaner.inputs.stretches import stretches
from cleaner.inputs.tape import Tape
from cleaner.inputs.task import Record, Task

_BOM = b"\xef\xbb\xbf"


def read_jsonl(container: Container) -> Iterator[Task]:
    """A task for each line that is not blank, and one for each place where the file is damaged.

    Raises:
        CleanerError: code "missing-library"; "corrupt", if the dictionary of a .zst cannot be read.
    """
    number = 0
    limit = container.reading.max_record
    for tape in stretches(container.raw, None, limit):
        torn = False  # whether the last line has no end
        for place, line, size, ended in _lines(tape, limit):
            number += 1
            torn = not ended and tape.end.damage is not None and tape.end.damage.kind != "garbage"
            if torn:
                break  # what is wrong with it is said once, below
            if line is None or line.strip():
                record = Record(type="line", offset=tape.offset(place))
                yield _task(container, number, record, line, size) if container.wanted() else container.task(number)
        if tape.end.damage is not None:
            number += not torn
            damage = tape.end.damage
            code = "too-large" if damage.kind == "bomb" else damage.kind
            yield container.damaged(code, damage.what, damage.offset, number=number)


def _lines(tape: Tape, limit: int) -> Iterator[tuple[int, bytes | None, int, bool]]:
    """Lines: where they begin, what they hold (None above the limit), their size, and whether they have an end."""
    start = tape.seen
    parts: list[bytes] = []
    size = 0

    def line() -> bytes | None:
        whole = b"".join(parts) if size <= limit else None
        return whole.removeprefix(_BOM) if whole and not start else whole

    while block := tape.read():
        here = 0
        while here < len(block):
            end = block.find(b"\n", here) + 1
            piece = block[here : end or len(block)]
            here += len(piece)
            size += len(piece)
            if size <= limit:
                parts.append(piece)
            if end:
                yield start, line(), size, True
                start += size
                parts, size = [], 0
    if size:
        yield start, line(), size, False


def _task(container: Container, number: int, record: Record, line: bytes | None, size: int) -> Task:
    if line is None:
        return container.task(number, record=record, problem=too_large(size, container.reading.max_record))
    try:
        fields: Any = json.loads(line, parse_constant=lambda name: None)
    except (ValueError, RecursionError) as error:
        return container.task(number, record=record, problem=_not_json(error))
    if not isinstance(fields, dict):
        return container.task(number, record=record, problem=_not_json(ValueError("it is no object")))
    return task_of_fields(container, number, record, fields)


def _not_json(error: Exception) -> CleanerError:
    why = "it is nested too deep" if isinstance(error, RecursionError) else str(error)
    return CleanerError(
        f"The line is no JSON object: {why[:200]}.",
        hint='Every line must be one object, such as {"text": "..."}.',
        code="bad-json",
    )


def is_jsonl(head: bytes) -> bool:
    """Whether bytes begin like JSON Lines: with an object on one line, as far as that is at hand."""
    line, end, _ = head.removeprefix(_BOM).lstrip().partition(b"\n")
    if not line.startswith(b"{"):
        return False
    if not end and len(head) >= BLOCK // 2:
        return re.match(rb'\{\s{0,40}"[^"\\]{1,200}"\s{0,40}:', line) is not None
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
