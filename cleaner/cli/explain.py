"""`cleaner explain`: the document in the terminal, with what was cut and why."""

from __future__ import annotations

import os
import shutil
import sys
from io import TextIOWrapper
from typing import Any

import click

from cleaner.archive.sources import one_task
from cleaner.archive.task import STDIN
from cleaner.cli.exits import HELP
from cleaner.cli.options import cleaning_options, document_options, load_cleaner, option, reading_of
from cleaner.document import LABELS

_BESIDE = 110
"""Columns from which the metadata stand beside the document instead of above it."""

_PIPED = 80  # columns where no terminal says how many it has


@click.command(name="explain", epilog=HELP, short_help="Show a document with its cuts, their labels and rules.")
@click.argument("document", metavar="INPUT")
@option(
    "--label labels",
    "LABEL",
    "Show only cuts with this label, and the lines around them.",
    click.Choice(LABELS),
    multiple=True,
)
@option("--width", "N", "Columns to fill; those of the terminal, or 80.", click.IntRange(min=40))
@click.option("-v", "--verbose", is_flag=True, help="Say for each cut why and how sure, and where metadata came from.")
@cleaning_options
@document_options
def command(document: str, labels: tuple[str, ...], width: int | None, verbose: bool, **chosen: Any) -> None:
    """Show the document INPUT (a file, or - for stdin) with its cuts struck through, their labels and their rules.

    Of a web archive, JSON Lines or Parquet, INPUT#N is record N, as in `source_path`; INPUT the first that is cleaned.

    Where colours are not wanted (NO_COLOR) or not possible (a pipe), a cut line has its label as [-label-] in the
    margin, and a cut within a line stands in [-...-]. Repairs stand as {before=>after}. Characters that steer a
    terminal are shown as escapes such as \\x1b.
    """
    from cleaner.cli.sheet import Sheet

    if document != STDIN and os.path.isdir(document):
        raise click.UsageError("explain shows one document; this is a folder.")
    article = one_task(document, reading_of(chosen)).clean(load_cleaner(chosen))
    terminal = sys.stdout.isatty()
    coloured = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    if width is None:
        width = max(40, shutil.get_terminal_size((_PIPED, 24)).columns) if terminal else _PIPED
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal that cannot show a letter gets its number
    sheet = Sheet(article, coloured=coloured, labels=frozenset(labels), verbose=verbose)
    for line in sheet.lines(width, beside=width >= _BESIDE):
        click.echo(line, color=coloured)
