"""Commands over what runs wrote: `merge-manifests`, `review`, `report`, `dedup`."""

from __future__ import annotations

import os
from functools import partial
from typing import Any

import click

from cleaner.archive.files import atomic
from cleaner.cli import options
from cleaner.cli.exits import Command, refuse


@click.command("merge-manifests", cls=Command)
@click.argument("manifests", nargs=-1, required=True, metavar="MANIFEST...")
@options.option("-o --output", "FILE", "Where to write the merged manifest.")
def merge_command(manifests: tuple[str, ...], output: str | None) -> None:
    """Put the manifests of several runs together.

    MANIFEST is what `cleaner clean` wrote beside its output. All must be of the same options and versions; of the tasks of one
    run (--engine) each must be there. Says how many inputs there were, and that they are those written, skipped and set aside.
    """
    from cleaner.archive.manifest import Tally, manifest_line
    from cleaner.engines.merge import load, merge

    said = merge([load(path) for path in manifests], os.path.dirname(output or ""))
    if output is not None:
        with atomic(output, force=True) as write:
            write(manifest_line(said))
    click.echo(Tally.of(said).sums())


_GROUPS = click.Choice(["site", "label", "rule", "language", "confidence"])
_MARKS = click.Path(exists=True, dir_okay=False)


@click.command("review", cls=Command)
@partial(options.outputs, required=False)
@options.option("-o --output", "PATH", "The page. [default: review.html] With --apply the folder. [default: review]")
@options.option("--sample", "N", "Documents on the page.", click.IntRange(min=1), default=500)
@options.option("--by", None, "Take the sample evenly from all groups of these, and sort by them.", _GROUPS)
@options.option("--apply marks", "FILE", "Write what was marked on a page and saved as FILE into a folder.", _MARKS)
@options.force
def review_command(
    outputs: tuple[str, ...], output: str | None, sample: int, by: Any, marks: str | None, force: bool
) -> None:
    """Make a page to look at cuts in a browser, and to mark them.

    It says what was cut and why, has buttons to say what is wrong, and needs no server and no network. --apply makes
    documents, their gold, and draft rule packs of what was marked. docs/review.md says how it is used.
    """
    refuse((bool(outputs) == bool(marks), "Name what `cleaner clean` wrote, or a file of marks with --apply FILE."))
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


@click.command("report", cls=Command)
@options.outputs
@options.option("-o --output", "FILE", "The page.", default="report.html")
@options.force
def report_command(outputs: tuple[str, ...], output: str, force: bool) -> None:
    """Tell of a run on one printable page.

    It has inputs, skips, errors, what was cut, samples of the surest and least sure cuts, and digests. The manifest and
    the errors beside OUT are read too.
    """
    from cleaner.review.report import report_page

    with atomic(output, force=force) as write:
        write(report_page(outputs, os.path.basename(outputs[0].rstrip(os.sep))).encode("utf-8", "replace"))


_OVERLAP = "Share of the shorter one's runs of five words from which on two are near-copies. [default: 0.6]"


@click.command("dedup", cls=Command)
@options.outputs
@options.option("-o --output", "FILE", "Records with their labels, as JSON Lines (.gz, .zst).")
@options.flag("--drop", "Leave out of FILE the documents that are near-copies of another.")
@options.option("--similarity", "SHARE", _OVERLAP, click.FloatRange(0.3, 1))
@options.force
def dedup_command(
    outputs: tuple[str, ...], output: str | None, drop: bool, similarity: float | None, force: bool
) -> None:
    """Label near-duplicate documents and repeated paragraphs.

    Near-copies (a story on several sites, a page captured again) are grouped, and paragraphs found that several
    documents have. Without -o, a line for each document goes to stdout: `id`, `source_path` and the labels.
    """
    from cleaner.archive.readback import files_of
    from cleaner.corpus.dedup import Dedup

    refuse((drop and not output, "--drop leaves documents out of FILE: name it with -o FILE."))
    paths = [path for name in outputs for path in files_of(name)]
    with Dedup(paths, similarity) as dedup:
        if output:
            dedup.write(output, drop=drop, force=force)
        else:
            for line in dedup.labels():
                click.echo(line, nl=False)
    click.echo(dedup.summary(dropped=drop), err=True)
