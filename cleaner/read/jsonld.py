"""JSON-LD as pages write it: with comments, trailing commas, line breaks in strings, several objects in a row."""

from __future__ import annotations

import json
import re
from typing import Any

MAX_SCRIPT = 1_000_000
MAX_ITEMS = 1000
MAX_DEPTH = 24
"""Characters of a script, objects of a page and levels of an object that are read; what is beyond is dropped."""

_OPENING = re.compile(r"(?:\s|;|<!--|//|/\*|\*/|<!\[CDATA\[)+")
_CLOSING = re.compile(r"(?:\s|;|-->|//|/\*|\*/|\]\]>)+$")
_CLOSING_MARKS = frozenset(";->/*]")
# A string that is never closed runs to the end, so that it is passed over once only.
_LOOSE = re.compile(r'("(?:[^"\\]|\\.)*"?)|(?<![:\w])//[^\n]*|,(?=\s{0,200}[}\]])', re.DOTALL)
_STRING = re.compile(
    r'"(@type|headline|datePublished|dateModified|dateCreated|articleSection|description)"\s{0,20}:\s{0,20}'
    r'"((?:[^"\\]|\\.)*)"?',
    re.DOTALL,
)
_DECODER = json.JSONDecoder(strict=False, parse_constant=lambda _: None)


def read_items(scripts: list[str]) -> list[dict[str, Any]]:
    """The objects of a page's JSON-LD scripts, arrays and @graph unrolled, in order.

    What is wrong with a script is mended where it is clear what was meant; of one that cannot be mended, the strings
    that say the most (headline, dates, section, description) are read. Nothing is raised.
    """
    items: list[dict[str, Any]] = []
    for script in scripts:
        for value in _values(script[:MAX_SCRIPT]):
            _unroll(_bounded(value, 0), items)
            if len(items) >= MAX_ITEMS:
                return items[:MAX_ITEMS]
    return items


def _values(script: str) -> list[Any]:
    bare = _unwrapped(script)
    if not bare:
        return []
    values = _parse(bare)
    if values is None:
        values = _parse(_LOOSE.sub(r"\1", bare))
    if values is None:
        strings = {key: _parse_string(text) for key, text in reversed(_STRING.findall(bare))}
        values = [strings] if "@type" in strings or "headline" in strings else []
    return values


def _unwrapped(script: str) -> str:
    """A script without the comments, CDATA marks, white space and semicolons around it."""
    opening = _OPENING.match(script)
    start = opening.end() if opening else 0
    end = len(script)
    # Only what such marks are made of is searched for them: to try at each space of a script takes as long as to read it.
    while end > start and (script[end - 1] in _CLOSING_MARKS or script[end - 1].isspace()):
        end -= 1
    closing = _CLOSING.search(script, end)
    return script[start : closing.start() if closing else len(script)]


def _parse(text: str) -> list[Any] | None:
    """The values that stand in a text one after the other, or None where it is no JSON."""
    values: list[Any] = []
    here = 0
    while here < len(text) and len(values) < MAX_ITEMS:
        try:
            value, here = _DECODER.raw_decode(text, here)
        except (ValueError, RecursionError):
            return values or None
        values.append(value)
        while here < len(text) and text[here] in " \t\r\n,;":
            here += 1
    return values


def _parse_string(text: str) -> str:
    values = _parse(f'"{text}"')
    return values[0] if values and isinstance(values[0], str) else text


def _bounded(value: Any, depth: int) -> Any:
    """A value without what lies deeper than MAX_DEPTH."""
    if isinstance(value, dict):
        return {key: _bounded(part, depth + 1) for key, part in value.items()} if depth < MAX_DEPTH else None
    if isinstance(value, list):
        return [_bounded(part, depth + 1) for part in value] if depth < MAX_DEPTH else None
    return value


def _unroll(value: Any, items: list[dict[str, Any]]) -> None:
    if isinstance(value, list):
        for part in value:
            _unroll(part, items)
    elif isinstance(value, dict):
        graph = value.get("@graph")
        if isinstance(graph, (list, dict)):
            _unroll(graph, items)
            if any(key not in ("@graph", "@context", "@id") for key in value):
                items.append({key: part for key, part in value.items() if key != "@graph"})
        else:
            items.append(value)
