"""What a page's scripts hold as JSON: states of frameworks, values that are assigned, streams of components.

Nothing is run. What is no JSON is passed over; a script in which nothing else is found gives its long strings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any
from urllib.parse import unquote

MAX_TEXT = 8_000_000
"""Characters of scripts that are read of a page."""

MAX_DEPTH = 120
"""Levels of a value that are followed through references."""

_ELEMENT = re.compile(r"<(script|template|textarea)\b([^<>]*)>", re.IGNORECASE)
_ENDS = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "template", "textarea")}
_STORED_MARKUP = re.compile(r"text/(?:html|\S{0,20}template|x-handlebars)|text/x-tmpl", re.IGNORECASE)
_NAME = re.compile(r"""\bid\s{0,3}=\s{0,3}["']?([\w-]{1,40})""")
_ATTRIBUTE = re.compile(r"""\s([\w:-]{1,40})\s{0,3}=\s{0,3}(?:"([\[{][^"<>]{200,})"|'([\[{][^'<>]{200,})')""")
_VALUE = re.compile(r"""(?:([\w.$]{1,60})\s{0,20})?(?:[=(]|^|\+=)\s{0,20}(?=["'\[]|\{\s{0,20}["}])""", re.MULTILINE)
_QUOTED = re.compile(r"'((?:[^'\\\n]|\\.)*)'?", re.DOTALL)
_STRING = re.compile(r'(?:\b([A-Za-z_$][\w$]{0,40})"?\s{0,3}:\s{0,3})?"((?:[^"\\\n]|\\.)*)"?')
_HEX = re.compile(r"\\x([0-9a-fA-F]{2})")
_REFERENCE = re.compile(r"\$[L@]?([0-9a-f]{1,6})(?::[\w:]{1,200})?")
_ROW = re.compile(rb"([0-9a-f]{1,6}):(T([0-9a-f]{1,8}),)?")
_LEAST_STRING = 40
_LEAST_TABLE = 5
_SCANS = 4
"""How often a script's characters are read in search of the values in it."""

_DECODER = json.JSONDecoder(strict=False, parse_constant=lambda _: None)
_SCAN: Callable[[str, int], tuple[Any, int]] = _DECODER.scan_once  # type: ignore[attr-defined]


def stored(html: str) -> Iterator[tuple[str, Any]]:
    """What scripts, templates and attributes of a page hold, in order: a name for it, and a value of JSON.

    Stored markup is a string. A stream of React's server components is one value at the end.
    """
    stream: list[str] = []
    budget = MAX_TEXT
    here = 0
    while budget > 0 and (opening := _ELEMENT.search(html, here)):
        name, attributes = opening[1].lower(), opening[2]
        ending = _ENDS[name].search(html, opening.end())
        here = ending.start() if ending else len(html)
        content = html[opening.end() : here][:budget]
        budget -= len(content)
        said = _NAME.search(attributes)
        title = f"{name} {said[1]}" if said else name
        if name != "script" or _STORED_MARKUP.search(attributes):
            yield title, content if name != "textarea" else unescape(content)
        elif "__next_f" in content:
            stream += _chunks(content)
        else:
            yield from _assigned(content, title)
    for attribute in _ATTRIBUTE.finditer(html[:MAX_TEXT]):
        value = _parse(unescape(attribute[2] or attribute[3]))
        if value is not None:
            yield f"attribute {attribute[1]}", value
    if stream:
        yield "script __next_f", _rows("".join(stream))


def _assigned(script: str, title: str) -> Iterator[tuple[str, Any]]:
    """The values of a script; where most of it is none, its long strings, each under the name that stands before it."""
    budget = _SCANS * len(script)
    here = 0
    found = 0
    while budget > 0 and (at := _VALUE.search(script, here)):
        value, here, read = _read(script, at.end())
        budget -= read
        if isinstance(value, (dict, list)):
            found += read
            yield f"{title} {at[1]}" if at[1] else title, _table(value)
    if 2 * found < len(script):
        strings = [
            {key or "text": text}
            for key, raw in _STRING.findall(script)
            if len(raw) >= _LEAST_STRING and isinstance(text := _parse(f'"{_json_escapes(raw)}"'), str)
        ]
        if strings:
            yield title, strings


def _read(script: str, start: int) -> tuple[Any, int, int]:
    """The value that stands somewhere in a script, where it ends, and how many characters were read for it."""
    if script[start] == "'":
        quoted = _QUOTED.match(script, start)
        assert quoted is not None
        text = quoted[1].replace("\\'", "'").replace('\\"', '"').replace('"', '\\"')
        return _inner(_parse(f'"{_json_escapes(text)}"')), quoted.end(), 2 * len(text)
    try:
        value, end = _SCAN(script, start)
    except StopIteration as stop:
        return None, start + 1, stop.value - start + 1
    except json.JSONDecodeError as error:  # which counts the lines before it, some hundred characters at once
        return None, start + 1, error.pos - start + 1 + error.pos // 64
    except RecursionError:
        return None, len(script), len(script)
    return _inner(value) if isinstance(value, str) else value, end, end - start


def _inner(value: Any) -> Any:
    """A value that is written into a string, as `JSON.parse("...")` reads it."""
    if not isinstance(value, str):
        return None
    text = value.lstrip()
    if text[:3].upper() in ("%7B", "%5B"):
        text = unquote(text)
    return _parse(text) if text[:1] in ("{", "[") else None


def _parse(text: str) -> Any:
    try:
        return _DECODER.decode(text)
    except (ValueError, RecursionError):
        return None


def _json_escapes(text: str) -> str:
    return _HEX.sub(r"\\u00\1", text).replace("\\'", "'")


def _chunks(script: str) -> list[str]:
    """The pieces of a stream of components: `self.__next_f.push([1, "..."])`."""
    pieces: list[str] = []
    here = 0
    while (at := script.find("push(", here)) >= 0:
        value, here, _ = _read(script, at + 5) if script[at + 5 : at + 6] == "[" else (None, at + 5, 0)
        if isinstance(value, list) and len(value) > 1 and value[0] == 1 and isinstance(value[1], str):
            pieces.append(value[1])
    return pieces


def _rows(stream: str) -> list[Any]:
    """The rows of a stream of components, each put where another first refers to it."""
    data = stream.encode("utf-8", "replace")
    rows: dict[str, Any] = {}
    here = 0
    while here < len(data):
        row = _ROW.match(data, here)
        if row and row[2]:
            end = row.end() + int(row[3], 16)
            rows[row[1].decode()] = data[row.end() : end].decode("utf-8", "replace")
            here = end
            continue
        end = data.find(b"\n", here)
        end = len(data) if end < 0 else end
        if row:
            rows[row[1].decode()] = _parse(data[row.end() : end].decode("utf-8", "replace"))
        here = end + 1
    return [_resolved(key, rows, _referred, 0) for key in ("0", *rows)]


def _table(value: Any) -> Any:
    """A value whose parts stand in one list and are referred to by number, as Nuxt and SvelteKit write it, put together."""
    if not isinstance(value, list) or len(value) < _LEAST_TABLE or not isinstance(value[0], (dict, list)):
        return value
    first = value[0].values() if isinstance(value[0], dict) else value[0]
    if not all(isinstance(part, str) or _numbered(part) in range(1, len(value)) for part in first):
        return value
    rows = dict(enumerate(value))
    return [_resolved(key, rows, _numbered, 0) for key in range(len(value))]


def _referred(value: Any) -> str | None:
    reference = _REFERENCE.fullmatch(value) if isinstance(value, str) else None
    return reference[1] if reference else None


def _numbered(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _resolved(key: Any, rows: dict[Any, Any], refers: Callable[[Any], Any], depth: int) -> Any:
    """A row with others in the place of what refers to them; each is used once."""
    value = rows.pop(key, None)
    return _filled(value, rows, refers, depth) if isinstance(value, (dict, list)) else value


def _filled(value: Any, rows: dict[Any, Any], refers: Callable[[Any], Any], depth: int) -> Any:
    if depth > MAX_DEPTH:
        return None
    if isinstance(value, dict):
        return {key: _filled(part, rows, refers, depth + 1) for key, part in value.items()}
    if isinstance(value, list):
        return [_filled(part, rows, refers, depth + 1) for part in value]
    key = refers(value)
    return value if key is None else _resolved(key, rows, refers, depth + 1)
