"""`cleaner explain`: the document in the terminal, with what was cut and why."""

from __future__ import annotations

import os
import shutil
import sys
from io import TextIOWrapper
from typing import Any

import click

from cleaner.archive.sources import one_task
from cleaner.archive.task import STDIN, Reading
from cleaner.cli import opts
from cleaner.cli.exits import Command
from cleaner.document import LABELS

_PIPED = 80  # columns where no terminal says how many it has
_BESIDE = 110  # columns from which the metadata stand beside the document instead of above it


@click.command("explain", cls=Command)
@click.argument("document", metavar="INPUT")
@opts.option(
    "--label labels", "LABEL", "Show only cuts with this label, and lines around.", click.Choice(LABELS), multiple=True
)
@opts.option("--width", "N", "Columns to fill; those of the terminal, or 80.", click.IntRange(min=40))
@opts.flag("-v --verbose", "Say for each cut why and how sure, and where metadata came from.")
@opts.cleaning
@opts.document
def command(document: str, labels: tuple[str, ...], width: int | None, verbose: bool, **chosen: Any) -> None:
    """Show a document with its cuts, their labels and rules.

    INPUT is a file, or - for stdin. Of a web archive, JSON Lines or Parquet, INPUT#N is record N, as in `source_path`;
    INPUT the first that is cleaned.

    Cuts are struck through. Where colours are not wanted (NO_COLOR) or not possible (a pipe), a cut line has its label
    as [-label-] in the margin, and a cut within a line stands in [-...-]. Repairs stand as {before=>after}. Characters
    that steer a terminal are shown as escapes such as \\x1b.
    """
    from cleaner.cli.sheet import Sheet

    if document != STDIN and os.path.isdir(document):
        raise click.UsageError("explain shows one document; this is a folder.")
    article = one_task(document, opts.made(Reading, chosen)).clean(opts.load_cleaner(chosen))
    terminal = sys.stdout.isatty()
    coloured = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    if width is None:
        width = max(40, shutil.get_terminal_size((_PIPED, 24)).columns) if terminal else _PIPED
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal that cannot show a letter gets its number
    for line in Sheet(article, coloured, frozenset(labels), verbose).lines(width, beside=width >= _BESIDE):
        click.echo(line, color=coloured)
