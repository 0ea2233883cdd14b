"""`cleaner report`: a run on one printable page."""

from __future__ import annotations

import os

import click

from cleaner.cli.exits import HELP


@click.command(name="report", epilog=HELP, short_help="A run on one printable page.")
@click.argument("outputs", nargs=-1, required=True, metavar="OUT...")
@click.option("-o", "--output", default="report.html", show_default=True, metavar="FILE", help="The page.")
@click.option("--force", is_flag=True, help="Replace a file that exists.")
def command(outputs: tuple[str, ...], output: str, force: bool) -> None:
    """Tell of a run on one page: inputs, skips, errors, what was cut, samples of the surest and least sure cuts, digests.

    OUT is what `cleaner clean` wrote as JSON Lines (.gz, .zst too) or Parquet; of an output in several files OUT itself
    or the files. The manifest and the errors beside it are read too.
    """
    from cleaner.archive.files import AtomicFile
    from cleaner.review.report import report_page

    with AtomicFile(output, force=force) as file:
        file.write(report_page(outputs, os.path.basename(outputs[0])).encode("utf-8", "replace"))
