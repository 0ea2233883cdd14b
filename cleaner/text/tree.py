"""Reads the plain part of YAML that packs and language data are written in.

Every scalar is read as text: YAML's own guesses make false of the word "no", 9000 of "2:30:00" and null of "null", and
all of these are words of furniture. Anchors, aliases, tags and several documents in one file are refused, so that a
small file cannot unfold into a large one; a field that is written twice is refused, because one of the two would be
lost. A plain `?` in a flow list is refused too: libyaml takes it, PyYAML's own reader and others do not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from cleaner.errors import CleanerError

DATA = Path(__file__).resolve().parents[1] / "data"
"""What ships besides code."""

MAX_BYTES = 5_000_000
"""A larger file is no pack that a person wrote."""

MAX_DEPTH = 20

_CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
"""Characters that YAML does not allow, among those that files in UTF-8 have."""

_QUOTES = "Put a phrase that holds a colon, a question mark, a quote or a # in single quotes: 'photo: by'."


def read_tree(data: bytes, where: str, code: str) -> tuple[Any, dict[int, int]]:
    """Reads YAML into dicts, lists, strings and None (for a value that is left out).

    Args:
        where: names the file in errors. code: the code of errors.

    Returns:
        The tree; and for each of its dicts, by `id()`, the number of its first line.

    Raises:
        CleanerError: if the file is too large, not UTF-8, not YAML, or uses what packs do without.
    """
    import yaml

    def fail(message: str, hint: str, mark: Any = None) -> NoReturn:
        raise CleanerError(message, where=f"{where}:{mark.line + 1}" if mark else where, hint=hint, code=code)

    if len(data) > MAX_BYTES:
        fail(f"The file has {len(data):,} bytes; {MAX_BYTES:,} is the most.", "Split it into several files.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fail(f"The file is not UTF-8 (byte {error.start}).", "Save it as UTF-8.")
    try:
        # libyaml is some ten times quicker, and may be missing.
        return _build(yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)), fail)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
        fail(f"This is not YAML: {problem}.", _advice(text, mark.index if mark else len(text)), mark)


def read_json(name: str) -> Any:
    """A file of cleaner/data in JSON, told without its suffix."""
    import orjson

    return orjson.loads((DATA / f"{name}.json").read_bytes())


@cache
def read_shipped(name: str) -> Any:
    """A file of cleaner/data, without its suffix, as `benchmarks.ready` wrote it beforehand as JSON; read once."""
    return read_json(f"ready/{name}")


def _advice(text: str, end: int) -> str:
    """What to do about a mistake that the parser found at a place: by what stands before it, for parsers differ in words."""
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        return f"Take out the character U+{ord(control[0]):04X} in line {line}."
    if sum([text.count(sign, 0, end) for sign in "[{"]) - sum([text.count(sign, 0, end) for sign in "]}"]) > MAX_DEPTH:
        return "Lists lie too deep in each other: a pack needs four levels."
    return _QUOTES


_Fail = Callable[[str, str, Any], NoReturn]


def _build(events: Iterable[Any], fail: _Fail) -> tuple[Any, dict[int, int]]:
    """Puts the parser's events together, without recursion."""
    import yaml

    lines: dict[int, int] = {}
    root: list[Any] = []
    here: Any = root
    key: str | None = None
    flow: bool | None = False
    open_parts: list[tuple[Any, str | None, bool | None]] = []  # what is around `here`, each with its waiting key
    for event in events:
        mark = event.start_mark
        if isinstance(event, yaml.CollectionEndEvent):
            here, key, flow = open_parts.pop()
        if isinstance(event, yaml.DocumentStartEvent) and root:
            fail("The file holds several YAML documents.", "Put each pack in a file of its own.", mark)
        if not isinstance(event, yaml.NodeEvent):
            continue
        value = _value(event, flow, fail)
        if type(here) is list:
            here.append(value)
        elif key is None:
            if type(value) is not str:
                fail("The name of a field is not a word.", "A line that is right: label: newsletter", mark)
            if value in here:
                fail(f'"{value}" is written twice here.', "Put both in one list.", mark)
            key = value
        else:
            here[key] = value
            key = None
        if isinstance(event, yaml.CollectionStartEvent):
            lines[id(value)] = mark.line + 1
            open_parts.append((here, key, flow))
            if len(open_parts) > MAX_DEPTH:
                fail("Lists lie too deep in each other.", "A pack needs four levels.", mark)
            here, key, flow = value, None, event.flow_style
    return (root[0] if root else None), lines


def _value(event: Any, flow: bool | None, fail: _Fail) -> Any:
    """What a node is: a string, None, or a list or dict that is still empty."""
    import yaml

    if isinstance(event, yaml.AliasEvent) or event.anchor or event.tag:
        hint = "Write the value itself, in quotes if it begins with one of these signs: '*** read more'."
        fail("Anchors, aliases and tags (&name, *name, !name) are not read.", hint, event.start_mark)
    if isinstance(event, yaml.CollectionStartEvent):
        return {} if isinstance(event, yaml.MappingStartEvent) else []
    if flow and not event.style and "?" in event.value:
        fail(f"Not every reader of YAML takes the plain ? in {event.value!r}.", _QUOTES, event.start_mark)
    return event.value if event.style else event.value or None
