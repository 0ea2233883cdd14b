"""`cleaner review`: the documents of a run as a page for the browser, and what comes back from it. `cleaner report`."""

from __future__ import annotations

import os
from typing import Any

import click

from cleaner.archive.files import atomic
from cleaner.cli.exits import HELP

_BY = ("site", "label", "rule", "language", "confidence")


@click.command(name="review", epilog=HELP, short_help="A page to look at cuts in a browser, and to mark them.")
@click.argument("outputs", nargs=-1, metavar="OUT...")
@click.option(
    "-o", "--output", metavar="PATH", help="The page. [default: review.html] With --apply the folder. [default: review]"
)
@click.option(
    "--sample", type=click.IntRange(min=1), default=500, show_default=True, metavar="N", help="Documents on the page."
)
@click.option("--by", type=click.Choice(_BY), help="Take the sample evenly from all groups of these, and sort by them.")
@click.option(
    "--apply",
    "marks",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="Write what was marked on a page and saved as FILE into a folder: documents, their gold, and draft rule packs.",
)
@click.option("--force", is_flag=True, help="Replace files that exist.")
def command(outputs: tuple[str, ...], output: str | None, sample: int, by: Any, marks: str | None, force: bool) -> None:
    """Make one HTML file of documents of a run: what was cut and why, and buttons to say what is wrong.

    OUT is what `cleaner clean` wrote as JSON Lines (.gz, .zst too) or Parquet, or a folder of such files, as Spark
    writes one; of an output in several files OUT itself or the files. The page needs no server and no network.
    docs/review.md says how it is used.
    """
    if bool(outputs) == bool(marks):
        raise click.UsageError("Name what `cleaner clean` wrote, or a file of marks with --apply FILE.")
    if marks is not None:
        from cleaner.review.apply import apply

        for line in apply(marks, output or "review", force=force):
            click.echo(line)
        return
    from cleaner.review.counts import Counts
    from cleaner.review.page import review_page
    from cleaner.review.records import whole_records
    from cleaner.review.sample import Sample

    with atomic(output or "review.html", force=force) as write:
        counts, chosen = Counts(), Sample(sample, by)
        for record in whole_records(outputs):
            counts.add(record)
            chosen.add(record)
        page = review_page(chosen.records(), counts, os.path.basename(outputs[0].rstrip(os.sep)), by)
        write(page.encode("utf-8", "replace"))


@click.command(name="report", epilog=HELP, short_help="A run on one printable page.")
@click.argument("outputs", nargs=-1, required=True, metavar="OUT...")
@click.option("-o", "--output", default="report.html", show_default=True, metavar="FILE", help="The page.")
@click.option("--force", is_flag=True, help="Replace a file that exists.")
def report_command(outputs: tuple[str, ...], output: str, force: bool) -> None:
    """Tell of a run on one page: inputs, skips, errors, what was cut, samples of the surest and least sure cuts, digests.

    OUT is what `cleaner clean` wrote as JSON Lines (.gz, .zst too) or Parquet, or a folder of such files, as Spark
    writes one; of an output in several files OUT itself or the files. The manifest and the errors beside it are read
    too.
    """
    from cleaner.review.report import report_page

    with atomic(output, force=force) as write:
        write(report_page(outputs, os.path.basename(outputs[0].rstrip(os.sep))).encode("utf-8", "replace"))
