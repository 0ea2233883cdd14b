"""Paths that a pattern fits."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

MAGIC = re.compile(r"[*?[]")
"""What makes a path a pattern."""


def visible(folder: str) -> list[str]:
    """Paths of what a folder holds, by name, without hidden entries."""
    return [os.path.join(folder, name) for name in sorted(os.listdir(folder)) if not name.startswith(".")]


def matches(pattern: str) -> Iterator[str]:
    """Paths that fit a pattern, by name; `**` stands for any number of folders, and follows no links to folders.

    (glob.glob of the standard library goes round in links that form a circle.)
    """
    drive, rest = os.path.splitdrive(pattern)
    parts = [part for part in rest.replace("\\", "/").split("/") if part] if os.sep == "\\" else rest.split("/")
    root = drive + ("/" if rest.startswith("/") else "")
    return _match(root, [part for part, after in zip(parts, [*parts[1:], ""]) if part and not part == after == "**"])


def _match(folder: str, parts: Sequence[str]) -> Iterator[str]:
    if not parts:
        yield folder
        return
    part, rest = parts[0], parts[1:]
    if not MAGIC.search(part):
        path = os.path.join(folder, part)
        if os.path.lexists(path):
            yield from _match(path, rest)
        return
    try:
        entries = sorted(os.listdir(folder or "."))
    except OSError:
        return  # no folder, or one that may not be read: nothing in it fits
    if part == "**" and rest:
        yield from _match(folder, rest)
    hidden = part.startswith(".")
    for name in entries:
        if name.startswith(".") and not hidden:
            continue
        path = os.path.join(folder, name)
        if part == "**" and rest:
            if os.path.isdir(path) and not os.path.islink(path):
                yield from _match(path, parts)
        elif fnmatchcase(name, part):
            yield from _match(path, rest)
