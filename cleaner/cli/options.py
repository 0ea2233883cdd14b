"""Options that several commands share."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import click

from cleaner.cli.exits import RULES, fail
from cleaner.errors import CleanerError

if TYPE_CHECKING:
    from cleaner.engine import Cleaner

rules_option = click.option(
    "--rules",
    "rules",
    multiple=True,
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False),
    help="Folder with rule packs of your own, besides those that ship. May be given more than once.",
)

keep_option = click.option(
    "--keep",
    "keep",
    multiple=True,
    metavar="LABEL",
    help='Leave in what would be cut with this label; a glob names several ("author*"). May be given more than once.',
)

without_option = click.option(
    "--without",
    "without",
    multiple=True,
    metavar="RULE",
    help='Leave in what this rule or heuristic would cut; a glob names several ("en.newsletter.*"). May be given more '
    "than once.",
)

kind_option = click.option(
    "--kind",
    type=click.Choice(["text", "html"]),
    help="How to read the input. Otherwise told by name (.txt, .html, .htm, .xhtml), then by content.",
)

url_option = click.option("--url", metavar="URL", help="Where the document was fetched from, if there is only one.")


def _fields(context: click.Context, parameter: click.Parameter, value: str | None) -> tuple[str, ...]:
    if value is None:
        return ()
    from cleaner.archive.encode import field_names

    try:
        return field_names(value)
    except CleanerError as error:
        raise click.BadParameter(str(error), context, parameter) from error


fields_option = click.option(
    "--fields",
    metavar="NAMES",
    callback=_fields,
    help="Write only these fields of the records, with commas between them: title,authors,published.",
)


def size(value: str) -> int:
    """A number of bytes: 5000, 32MB, 1.5 GB (powers of ten)."""
    found = re.fullmatch(r"(\d{1,15}(?:\.\d{1,9})?) ?([KMG]?)B?", value.strip().upper(), re.ASCII)
    if found is None:
        raise click.BadParameter(f"{value!r} is no size. Write it like 32MB.")
    return int(float(found[1]) * {"": 1, "K": 10**3, "M": 10**6, "G": 10**9}[found[2]])


def folders(rules: tuple[str, ...]) -> list[str]:
    """The user's folders of rules, absolute: workers may have another current folder."""
    return [os.path.abspath(folder) for folder in rules]


def load_cleaner(rules: tuple[str, ...], keep: tuple[str, ...] = (), without: tuple[str, ...] = ()) -> Cleaner:
    """A Cleaner with the shipped rules and the user's, and what they want kept.

    A pack with a mistake ends the command with exit code 4, a label or id that nothing has with 2.
    """
    from cleaner.engine import Cleaner

    try:
        return Cleaner(rules=folders(rules), keep=keep, without=without)
    except CleanerError as error:
        if error.code in ("unknown-label", "unknown-rule"):
            raise click.UsageError(str(error)) from error
        fail(str(error), RULES)
