"""Inputs that a file lists."""

from __future__ import annotations

import os
import sys

from cleaner.errors import CleanerError
from cleaner.inputs.task import STDIN, unreadable


def read_list(path: str) -> list[str]:
    """The inputs that a file names, one a line, as they would stand on the command line.

    Blank lines are passed over. A file that holds NULs is one of names ended by them (`find -print0`), which may then
    hold line feeds.

    Args:
        path: of the file; "-": stdin.

    Raises:
        CleanerError: if it cannot be read.
    """
    try:
        if path == STDIN:
            data = sys.stdin.buffer.read()
        else:
            with open(path, "rb") as stream:
                data = stream.read()
    except OSError as error:
        problem = unreadable(error)
        raise CleanerError(problem.message, where=path, hint=problem.hint, code=problem.code) from error
    if b"\0" in data:
        return [os.fsdecode(name) for name in data.split(b"\0") if name]
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    return [os.fsdecode(line) for line in (line.removesuffix(b"\r") for line in lines) if line.strip()]
