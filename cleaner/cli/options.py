"""Options of the commands, and what they come to."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import fields
from functools import reduce
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cleaner.cli.exits import RULES, fail
from cleaner.errors import CleanerError
from cleaner.render import Options

if TYPE_CHECKING:
    from cleaner.archive.task import Reading
    from cleaner.arguments import Favour
    from cleaner.corpus.filters import Wanted
    from cleaner.engine import Cleaner

_Command = TypeVar("_Command", bound=Callable[..., Any])
Chosen = dict[str, Any]
"""Options of a command by name."""


def _together(*options: Callable[[_Command], _Command]) -> Callable[[_Command], _Command]:
    """A decorator that adds several options."""
    return lambda command: reduce(lambda made, option: option(made), reversed(options), command)


def option(names: str, metavar: str | None, text: str, kind: Any = None, **more: Any) -> Callable[[_Command], _Command]:
    """An option that takes a value of a kind; a default is shown with its text."""
    text += " May be given more than once." * ("multiple" in more)
    return click.option(*names.split(), metavar=metavar, help=text, type=kind, show_default="default" in more, **more)


def refuse(*cases: tuple[object, str]) -> None:
    """Ends the command with the message of the first case that is so."""
    for wrong, message in cases:
        if wrong:
            raise click.UsageError(message)


def size(value: str) -> int:
    """A number of bytes: 5000, 32MB, 1.5 GB (powers of ten)."""
    found = re.fullmatch(r"(\d{1,15}(?:\.\d{1,9})?) ?([KMG]?)B?", value.strip().upper(), re.ASCII)
    if found is None:
        raise click.BadParameter(f"{value!r} is no size. Write it like 32MB.")
    return int(float(found[1]) * {"": 1, "K": 10**3, "M": 10**6, "G": 10**9}[found[2]])


def statuses(value: str) -> tuple[int, ...]:
    """HTTP status codes: 200,203 or 200-299."""
    found: set[int] = set()
    for part in value.split(","):
        shape = re.fullmatch(r"\s*([1-9]\d\d)(?:-([1-9]\d\d))?\s*", part, re.ASCII)
        if shape is None:
            raise click.BadParameter(f"{part.strip()!r} is no HTTP status. Write it like 200 or 200,203 or 200-299.")
        found.update(range(int(shape[1]), int(shape[2] or shape[1]) + 1))
    return tuple(sorted(found))


def field_list(value: str) -> tuple[str, ...]:
    """Names of a record's fields."""
    from cleaner.archive.encode import field_names

    try:
        return field_names(value)
    except CleanerError as error:
        raise click.BadParameter(str(error)) from error


def _names(value: str) -> tuple[str, ...]:
    return tuple(sorted({name.strip() for name in value.split(",") if name.strip()}))


def _genres(value: str) -> tuple[str, ...]:
    from cleaner.archive.encode import record_schema

    names, known = _names(value), [name for name in record_schema()["properties"]["genre"]["enum"] if name]
    if unknown := [name for name in names if name not in known]:
        raise click.BadParameter(f"There is no genre {unknown[0]!r}. Known are: {', '.join(known)}.")
    return names


rules_option = option(
    "--rules",
    "DIR",
    "Folder with rule packs of your own, besides those that ship.",
    click.Path(exists=True, file_okay=False),
    multiple=True,
)

cleaning_options = _together(
    rules_option,
    option(
        "--keep",
        "LABEL",
        'Leave in what would be cut with this label; a glob names several ("author*").',
        multiple=True,
    ),
    option(
        "--without",
        "RULE",
        'Leave in what this rule or heuristic would cut; a glob names several ("en.newsletter.*").',
        multiple=True,
    ),
    option(
        "--kind",
        None,
        "How to read the input. Otherwise told by name (.txt, .html, .htm, .xhtml), then by content.",
        click.Choice(["text", "html"]),
    ),
)
"""For `load_cleaner`, and how documents are read."""

document_options = _together(
    option("--url", "URL", "Where the document was fetched from, if there is only one."),
    option("--max-size", "SIZE", "Set aside documents that are larger.", size, default="200MB"),
)

jobs_option = option(
    "-j --jobs", "N", "Number of worker processes; 0 takes one for each processor.", click.IntRange(min=0), default=1
)

reading_options = _together(
    option("--files-from", "FILE", "Read inputs from FILE too, one a line, or ended by NULs; - is stdin."),
    option("--text-field", "NAME", "Field of JSON Lines or Parquet that holds the text. [default: text]"),
    option("--html-field", "NAME", "Field that holds the page, if there is one. [default: html, before text]"),
    option("--url-field", "NAME", "Field that holds its address. [default: url]"),
    option(
        "--status",
        "CODES",
        "HTTP status of the responses in web archives that are cleaned: 200,203 or 200-299.",
        statuses,
        default="200",
    ),
    option(
        "--max-record",
        "SIZE",
        "Set aside records of containers that are larger, packed or unpacked.",
        size,
        default="32MB",
    ),
)
"""What is read: for `reading_of` and `listed`."""

_CHOICE = click.Choice(["yes", "no"])
rendering_options = _together(
    click.option(
        "--metadata", is_flag=True, help="Put a head of YAML with title, authors and dates on text and Markdown."
    ),
    click.option("--comments", is_flag=True, help="Write readers' comments below."),
    click.option("--images", is_flag=True, help="Write images at their place (Markdown, HTML, TEI)."),
    option("--tables", None, "Whether tables are written.", _CHOICE, default="yes"),
    option("--links", None, "Whether links are, or their text alone.", _CHOICE, default="yes"),
    click.option("--precision", is_flag=True, help="Keep less where the judge is unsure."),
    click.option("--recall", is_flag=True, help="Keep more where the judge is unsure."),
)
"""What is written besides the text, and how careful the judge is: for `rendering_of` and `favour_of`."""

wanted_options = _together(
    option(
        "--language languages",
        "CODES",
        "Skip documents in other languages: en,de (und is a language that cannot be told).",
        _names,
    ),
    option("--genre genres", "NAMES", "Skip documents of other genres: article,forum.", _genres),
    option("--min-words", "N", "Skip documents with less words of clean text.", click.IntRange(min=1)),
    option(
        "--min-share",
        "SHARE",
        "Skip documents of which less of what they show stays: 0.2 is a fifth of the characters.",
        click.FloatRange(0, 1),
    ),
)
"""Which cleaned documents are written: for `wanted_of`."""


def folders(rules: tuple[str, ...]) -> list[str]:
    """The user's folders of rules, absolute: workers may have another current folder."""
    return [os.path.abspath(folder) for folder in rules]


def load_cleaner(chosen: Chosen, favour: Favour | None = None) -> Cleaner:
    """A Cleaner; a pack with a mistake ends the command with exit code 4, a label or id that nothing has with 2."""
    from cleaner.engine import Cleaner

    try:
        return Cleaner(rules=folders(chosen["rules"]), keep=chosen["keep"], without=chosen["without"], favour=favour)
    except CleanerError as error:
        if error.code in ("unknown-label", "unknown-rule"):
            raise click.UsageError(str(error)) from error
        fail(str(error), RULES)


def reading_of(chosen: Chosen) -> Reading:
    """How inputs are read."""
    from cleaner.archive.task import Reading

    given = {field.name: chosen[field.name] for field in fields(Reading) if field.name in chosen}
    if "status" in given:
        given["status"] = frozenset(given["status"])
    return Reading(**given)


def listed(inputs: tuple[str, ...], files_from: str | None) -> tuple[str, ...]:
    """The inputs of the command line, and those that a file lists after them."""
    from cleaner.archive.paths import read_list
    from cleaner.archive.task import STDIN

    refuse((not inputs and files_from is None, "Name something to clean, or - for stdin."))
    if files_from is None:
        return inputs
    try:
        named = (*inputs, *read_list(files_from))
    except CleanerError as error:
        raise click.UsageError(f"--files-from: {error}") from error
    refuse(
        (files_from == STDIN and STDIN in named, "Stdin cannot be both the list of inputs and an input."),
        (not named, "--files-from: the list is empty."),
    )
    return named


def rendering_of(chosen: Chosen) -> Options:
    """What is written besides the text."""
    return Options(**{field.name: chosen[field.name] in (True, "yes") for field in fields(Options)})


def favour_of(chosen: Chosen) -> Favour | None:
    """Which way the judge leans."""
    refuse((chosen["precision"] and chosen["recall"], "--precision keeps less, --recall more: give one."))
    return "precision" if chosen["precision"] else "recall" if chosen["recall"] else None


def wanted_of(chosen: Chosen) -> Wanted | None:
    """Which documents are written; None for all."""
    from cleaner.corpus.filters import Wanted

    asked = {field.name: chosen[field.name] for field in fields(Wanted) if chosen[field.name] is not None}
    return Wanted(**asked) if asked else None
