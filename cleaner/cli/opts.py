"""The options that several commands have, each declared once, and what they come to."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import fields
from functools import reduce
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cleaner.cli.exits import refuse
from cleaner.errors import CleanerError

if TYPE_CHECKING:
    from cleaner.arguments import Favour
    from cleaner.engine import Cleaner

_Command = TypeVar("_Command", bound=Callable[..., Any])
_T = TypeVar("_T")
Chosen = dict[str, Any]
"""Options of a command by name."""


def together(*options: Callable[[_Command], _Command]) -> Callable[[_Command], _Command]:
    """A decorator that adds several options."""
    return lambda command: reduce(lambda made, option: option(made), reversed(options), command)


def option(names: str, metavar: str | None, text: str, kind: Any = None, **more: Any) -> Callable[[_Command], _Command]:
    """An option that takes a value of a kind; a default is shown with its text."""
    text += " May be given more than once." * ("multiple" in more)
    return click.option(*names.split(), metavar=metavar, help=text, type=kind, show_default="default" in more, **more)


def flag(names: str, text: str) -> Callable[[_Command], _Command]:
    """An option that takes no value."""
    return click.option(*names.split(), is_flag=True, help=text)


def outputs(command: Callable[..., None], required: bool = True) -> Callable[..., None]:
    """A decorator: the command takes outputs of `cleaner clean`, and its help says which."""
    command.__doc__ = f"""{command.__doc__ or ""}

    OUT is what `cleaner clean` wrote as JSON Lines (.gz, .zst too) or Parquet, or a folder of such files, as Spark
    writes one; of an output in several files OUT itself or the files.
    """
    return click.argument("outputs", nargs=-1, required=required, metavar="OUT...")(command)


def size(value: str) -> int:
    """A number of bytes: 5000, 32MB, 1.5 GB (powers of ten)."""
    found = re.fullmatch(r"(\d{1,15}(?:\.\d{1,9})?) ?([KMG]?)B?", value.strip().upper(), re.ASCII)
    if found is None:
        raise click.BadParameter(f"{value!r} is no size. Write it like 32MB.")
    return int(float(found[1]) * {"": 1, "K": 10**3, "M": 10**6, "G": 10**9}[found[2]])


def statuses(value: str) -> frozenset[int]:
    """HTTP status codes: 200,203 or 200-299."""
    found: set[int] = set()
    for part in value.split(","):
        shape = re.fullmatch(r"\s*([1-9]\d\d)(?:-([1-9]\d\d))?\s*", part, re.ASCII)
        if shape is None:
            raise click.BadParameter(f"{part.strip()!r} is no HTTP status. Write it like 200 or 200,203 or 200-299.")
        found.update(range(int(shape[1]), int(shape[2] or shape[1]) + 1))
    return frozenset(found)


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


FOLDER = click.Path(exists=True, file_okay=False)
_KIND, _COUNT = click.Choice(["text", "html"]), click.IntRange(min=0)

force = flag("--force", "Replace output that exists.")
jobs = option("-j --jobs", "N", "Number of worker processes; 0: one for each processor.", _COUNT, default=1)
rules = option("--rules", "DIR", "Folder with rule packs of your own.", FOLDER, multiple=True)

cleaning = together(
    rules,
    option("--keep", "LABEL", 'Leave in what this label names, or a glob of labels ("author*").', multiple=True),
    option("--without", "RULE", 'Leave in what this rule cuts, or a glob ("en.newsletter.*").', multiple=True),
    option("--kind", None, "How to read the input. Otherwise told by name, then by content.", _KIND),
)
"""For `load_cleaner`, and how documents are read."""

document = together(
    option("--url", "URL", "Where the document was fetched from, if there is only one."),
    option("--max-size", "SIZE", "Set aside documents that are larger.", size, default="200MB"),
)

reading = together(
    option("--files-from", "FILE", "Read inputs from FILE too, one a line, or ended by NULs; - is stdin."),
    option("--text-field", "NAME", "Field of JSON Lines or Parquet that holds the text. [default: text]"),
    option("--html-field", "NAME", "Field that holds the page, if there is one. [default: html, before text]"),
    option("--url-field", "NAME", "Field that holds its address. [default: url]"),
    option("--status", "CODES", "HTTP status of responses to clean: 200,203 or 200-299.", statuses, default="200"),
    option("--max-record", "SIZE", "Set aside records of containers that are larger.", size, default="32MB"),
)
"""What is read: for `listed` and `Reading`."""

rendering = together(
    flag("--metadata", "Put a head of YAML with title, authors and dates on text and Markdown."),
    flag("--comments", "Write readers' comments below."),
    flag("--images", "Write images at their place (Markdown, HTML, TEI)."),
    option("--tables", "[yes|no]", "Whether tables are written.", click.BOOL, default="yes"),
    option("--links", "[yes|no]", "Whether links are, or their text alone.", click.BOOL, default="yes"),
    flag("--precision", "Keep less where the judge is unsure."),
    flag("--recall", "Keep more where the judge is unsure."),
)
"""What is written besides the text, and how careful the judge is: for `render.Options` and `favour_of`."""

wanted = together(
    option("--language languages", "CODES", "Skip other languages: en,de (und: one that cannot be told).", _names),
    option("--genre genres", "NAMES", "Skip documents of other genres: article,forum.", _genres),
    option("--min-words", "N", "Skip documents with fewer words of clean text.", click.IntRange(min=1)),
    option("--min-share", "SHARE", "Skip documents of which less stays: 0.2 is a fifth.", click.FloatRange(0, 1)),
)
"""Which cleaned documents are written: for `Wanted`."""


_FORMS = ("jsonl", "text", "markdown", "html", "tei", "vertical", "csv", "tsv", "parquet", "warc")
_SECONDS, _ENGINE = click.FloatRange(min=0, min_open=True), click.Choice(["ray", "spark"])

output = together(
    option(
        "-o --output", "OUT", "File to write, or with -f text, markdown, html ... a folder (DIR/). Stdout otherwise."
    ),
    option("-f --format form", None, "What to write. Otherwise told by OUT's ending, or jsonl.", click.Choice(_FORMS)),
    option("--fields", "NAMES", "Only these fields of the records: title,authors,published.", field_list),
    option("--shards", "N", "Deal the documents out to N files, OUT-00000 ...", click.IntRange(min=1)),
    option("--shard-size", "SIZE", "Begin a new file when one has SIZE bytes.", size),
    force,
    flag("--resume", "Go on with a run that was stopped."),
    option("--errors", "FILE", "Where to write what could not be cleaned. [default: OUT.errors.jsonl]"),
    option("--manifest", "FILE", "Where to write what the run did. [default: OUT.manifest.json]"),
)
run = together(
    jobs,
    option("--timeout", "SECONDS", "Set aside documents that take longer.", _SECONDS, default=120),
    option("--memory", "SIZE", "Memory that a worker may take.", size, default="400MB"),
    option("--engine", None, "Have an engine's workers clean, each task into a file of its own.", _ENGINE),
    option("--task-size", "SIZE", "With --engine: bytes of input that a task has. [default: 256MB]", size),
    flag("--learn", "Read the inputs twice: first learn what each site repeats (see `cleaner learn-site`)."),
    flag("--signals", "Add signals of quality to the records (Gopher's, C4's, FineWeb's)."),
    flag("-q --quiet", "No progress bar and no summary."),
)
"""Where `clean` writes to, and how it runs."""


def made(kind: type[_T], chosen: Chosen) -> _T:
    """A dataclass of the options that are named as its fields and were given, or have a default."""
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    return kind(**{name: chosen[name] for name in names if chosen.get(name) is not None})


def folders(named: tuple[str, ...]) -> list[str]:
    """The user's folders of rules, absolute: workers may have another current folder."""
    return [os.path.abspath(folder) for folder in named]


def favour_of(chosen: Chosen) -> Favour | None:
    """Which way the judge leans."""
    refuse((chosen["precision"] and chosen["recall"], "--precision keeps less, --recall more: give one."))
    return "precision" if chosen["precision"] else "recall" if chosen["recall"] else None


def load_cleaner(chosen: Chosen, favour: Favour | None = None) -> Cleaner:
    """The Cleaner that the options ask for."""
    from cleaner.engine import Cleaner

    return Cleaner(rules=folders(chosen["rules"]), keep=chosen["keep"], without=chosen["without"], favour=favour)


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
