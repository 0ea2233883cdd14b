"""The options of `cleaner clean` that say what is read of containers, and which inputs a file lists."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cleaner.cli.options import size

if TYPE_CHECKING:
    from cleaner.archive.task import Reading

_Command = TypeVar("_Command", bound=Callable[..., Any])


def statuses(value: str) -> tuple[int, ...]:
    """HTTP status codes: 200,203 or 200-299."""
    found: set[int] = set()
    for part in value.split(","):
        shape = re.fullmatch(r"\s*([1-9]\d\d)(?:-([1-9]\d\d))?\s*", part, re.ASCII)
        if shape is None:
            raise click.BadParameter(f"{part.strip()!r} is no HTTP status. Write it like 200 or 200,203 or 200-299.")
        found.update(range(int(shape[1]), int(shape[2] or shape[1]) + 1))
    return tuple(sorted(found))


_OPTIONS = (
    click.option(
        "--files-from", metavar="FILE", help="Read inputs from FILE too, one a line, or ended by NULs; - is stdin."
    ),
    click.option(
        "--text-field", metavar="NAME", help="Field of JSON Lines or Parquet that holds the text. [default: text]"
    ),
    click.option(
        "--html-field", metavar="NAME", help="Field that holds the page, if there is one. [default: html, before text]"
    ),
    click.option("--url-field", metavar="NAME", help="Field that holds its address. [default: url]"),
    click.option(
        "--status",
        type=statuses,
        default="200",
        show_default=True,
        metavar="CODES",
        help="HTTP status of the responses in web archives that are cleaned: 200,203 or 200-299.",
    ),
    click.option(
        "--max-record",
        type=size,
        default="32MB",
        show_default=True,
        metavar="SIZE",
        help="Set aside records of containers that are larger, packed or unpacked.",
    ),
)


def reading_options(command: _Command) -> _Command:
    """Adds the options; the command gets them as keyword arguments, for `reading_of` and `listed`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def reading_of(chosen: dict[str, Any]) -> Reading:
    """What the options come to."""
    from cleaner.archive.task import Reading

    names = ("text_field", "html_field", "url_field", "max_record")
    return Reading(status=frozenset(chosen["status"]), **{name: chosen[name] for name in names})


def listed(inputs: tuple[str, ...], files_from: str | None) -> tuple[str, ...]:
    """The inputs of the command line, and those that a file lists after them.

    Raises:
        UsageError: if there are none, or stdin would be both the list and an input, or the list cannot be read.
    """
    from cleaner.archive.paths import read_list
    from cleaner.archive.task import STDIN
    from cleaner.errors import CleanerError

    if files_from is None:
        if not inputs:
            raise click.UsageError("Name something to clean, or - for stdin.")
        return inputs
    try:
        names = read_list(files_from)
    except CleanerError as error:
        raise click.UsageError(f"--files-from: {error}") from error
    if files_from == STDIN and STDIN in (*inputs, *names):
        raise click.UsageError("Stdin cannot be both the list of inputs and an input.")
    if not inputs and not names:
        raise click.UsageError("--files-from: the list is empty.")
    return (*inputs, *names)
