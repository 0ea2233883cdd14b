"""Reads the plain part of YAML that packs and language data are written in.

Every scalar is read as text: YAML's own guesses make false of the word "no", 9000 of "2:30:00" and null of "null", and
all of these are words of furniture. Anchors, aliases, tags and several documents in one file are refused, so that a
small file cannot unfold into a large one; a field that is written twice is refused, because one of the two would be
lost. A plain `?` in a flow list is refused too: libyaml takes it, PyYAML's own reader and others do not.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any, NoReturn

from cleaner.errors import CleanerError

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

    if len(data) > MAX_BYTES:
        raise CleanerError(
            f"The file has {len(data):,} bytes; {MAX_BYTES:,} is the most.",
            where=where,
            hint="Split it into several files.",
            code=code,
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CleanerError(
            f"The file is not UTF-8 (byte {error.start}).", where=where, hint="Save it as UTF-8.", code=code
        ) from error
    try:
        # libyaml is some ten times quicker, and may be missing.
        return _Builder(where, code).build(yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
        raise CleanerError(
            f"This is not YAML: {problem}.",
            where=f"{where}:{mark.line + 1}" if mark else where,
            hint=_advice(text, mark.index if mark else len(text)),
            code=code,
        ) from error


@cache
def read_shipped(name: str) -> Any:
    """A file of cleaner/data, read once."""
    where = files("cleaner") / "data" / name
    return read_tree(where.read_bytes(), str(where), "bad-data")[0]


def _advice(text: str, end: int) -> str:
    """What to do about a mistake that the parser found at a place: by what stands before it, for parsers differ in words."""
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        return f"Take out the character U+{ord(control[0]):04X} in line {line}."
    if (
        text.count("[", 0, end) + text.count("{", 0, end) - text.count("]", 0, end) - text.count("}", 0, end)
        > MAX_DEPTH
    ):
        return "Lists lie too deep in each other: a pack needs four levels."
    return _QUOTES


class _Builder:
    """Puts the parser's events together, without recursion."""

    def __init__(self, where: str, code: str) -> None:
        self.where = where
        self.code = code
        self.lines: dict[int, int] = {}

    def build(self, events: Any) -> tuple[Any, dict[int, int]]:
        import yaml

        root: list[Any] = []
        here: Any = root
        key: str | None = None
        flow = False
        open_parts: list[tuple[Any, str | None, bool]] = []  # what is around `here`, each with its waiting key
        for event in events:
            kind = type(event)
            if kind is yaml.SequenceEndEvent or kind is yaml.MappingEndEvent:
                here, key, flow = open_parts.pop()
                continue
            if kind is yaml.DocumentStartEvent and root:
                self._fail(event, "The file holds several YAML documents.", "Put each pack in a file of its own.")
            if kind is yaml.AliasEvent or getattr(event, "anchor", None) or getattr(event, "tag", None):
                self._fail(
                    event,
                    "Anchors, aliases and tags (&name, *name, !name) are not read.",
                    "Write the value itself, in quotes if it begins with one of these signs: '*** read more'.",
                )
            value: Any
            if kind is yaml.ScalarEvent:
                value = self._scalar(event, flow)
            elif kind is yaml.SequenceStartEvent:
                value = []
            elif kind is yaml.MappingStartEvent:
                value = {}
                self.lines[id(value)] = event.start_mark.line + 1
            else:
                continue
            if type(here) is list:
                here.append(value)
            elif key is None:
                if type(value) is not str:
                    self._fail(event, "The name of a field is not a word.", "A line that is right: label: newsletter")
                if value in here:
                    self._fail(event, f'"{value}" is written twice here.', "Put both in one list.")
                key = value
            else:
                here[key] = value
                key = None
            if kind is not yaml.ScalarEvent:
                open_parts.append((here, key, flow))
                if len(open_parts) > MAX_DEPTH:
                    self._fail(event, "Lists lie too deep in each other.", "A pack needs four levels.")
                here, key, flow = value, None, event.flow_style
        return (root[0] if root else None), self.lines

    def _scalar(self, event: Any, flow: bool) -> str | None:
        text: str = event.value
        if event.style:
            return text
        if flow and "?" in text:
            self._fail(event, f"Not every reader of YAML takes the plain ? in {text!r}.", _QUOTES)
        return text or None

    def _fail(self, event: Any, message: str, hint: str) -> NoReturn:
        raise CleanerError(message, where=f"{self.where}:{event.start_mark.line + 1}", hint=hint, code=self.code)
