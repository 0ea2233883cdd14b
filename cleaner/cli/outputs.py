"""Commands over what runs wrote: `stats`, `merge-manifests`, `review`, `report`, `dedup`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from cleaner.archive.files import atomic
from cleaner.cli.exits import HELP
from cleaner.cli.options import option, refuse
from cleaner.text.printable import counted, printable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from cleaner.review.charts import Chart
    from cleaner.review.counts import Counts, Histogram

_outputs = click.argument("outputs", nargs=-1, required=True, metavar="OUT...")
_force = click.option("--force", is_flag=True, help="Replace files that exist.")

_LONGEST_BAR = 24
"""Columns of the longest bar."""


@click.command(name="stats", epilog=HELP, short_help="Count what a run kept and cut.")
@_outputs
@click.option("--json", "as_json", is_flag=True, help="Everything, as one JSON object.")
@option("--top", "N", "Lines of each table.", click.IntRange(min=1), default=15)
@click.option("--plot", is_flag=True, help="Bars instead of tables: the charts of `cleaner review`.")
def stats_command(outputs: tuple[str, ...], as_json: bool, top: int, plot: bool) -> None:
    """Count documents, and characters kept and cut, by label, rule, site and language.

    OUT is what `cleaner clean` wrote as JSON Lines (.gz, .zst too) or Parquet, or a folder of such files, as Spark
    writes one; of an output in several files OUT itself or the files.
    """
    from cleaner.archive.readback import files_of, records
    from cleaner.review.counts import FIELDS, Counts

    counts = Counts()
    for output in outputs:
        for path in files_of(output):
            for record in records(path, FIELDS):
                counts.add(record)
    if as_json:
        import json

        click.echo(json.dumps(asdict(counts), indent=1, sort_keys=True))
        return
    _show(counts, top, plot)


def _show(counts: Counts, top: int, plot: bool) -> None:
    from rich.console import Console

    from cleaner.review.charts import charts

    console = Console(highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console.width = 80
    total = counts.total
    everything = total.kept + total.cut
    documents, kept = counted(total.documents, "document"), counted(total.kept, "character")
    console.print(f"{documents}; {kept} kept, {total.cut:,} cut ({_share(total.cut, everything)})")
    if plot:
        for chart in charts(counts):
            _plot(console, chart)
        return
    for name, cuts in (("label", counts.labels), ("rule", counts.rules)):
        rows = [(key, (one.cuts, one.documents, one.characters), everything) for key, one in cuts.items()]
        _print(console, _table(name, ("cuts", "documents", "characters", "of all")), rows, 2, top)
    for name, groups in (("language", counts.languages), ("site", counts.sites)):
        rows = [(key, (one.documents, one.kept, one.cut), one.kept + one.cut) for key, one in groups.items()]
        _print(console, _table(name, ("documents", "kept", "cut", "share cut")), rows, 0, top)
    if counts.signals:
        _signals(console, counts.signals)


def _signals(console: Console, signals: Mapping[str, Histogram]) -> None:
    """A line for each signal: its mean, and how many documents lie in each band, as heights."""
    from cleaner.review.counts import VALUES

    heights = "▁▂▃▄▅▆▇█" if console.encoding.startswith("utf") else "123456789"
    table = _table("signal", ("mean", "from", "documents", "to"))
    table.columns[3].justify = "left"
    for name, found in signals.items():
        places = [VALUES.index(band) for band in found.bands]
        bands = VALUES[min(places) : max(places) + 1]
        most = max(found.bands.values())
        shown = [found.bands.get(band, 0) for band in bands]
        drawn = "".join(heights[(count * len(heights) - 1) // most] if count else " " for count in shown)
        table.add_row(_name(name), f"{found.total / found.documents:.3g}", bands[0], drawn, bands[-1])
    console.print(table)


def _plot(console: Console, chart: Chart) -> None:
    """A chart as rows of blocks, or of signs that any terminal has."""
    dark, light = "█░" if console.encoding.startswith("utf") else "#."
    most = max(bar.dark + bar.light for bar in chart.bars)
    key = f"{dark} {chart.dark}, {light} {chart.light}" if chart.light else chart.dark
    table = _table("", (key, ""))
    table.title, table.title_justify = chart.title, "left"
    table.columns[1].justify = "left"
    for bar in chart.bars:
        whole = bar.dark + bar.light
        length, part = (round(_LONGEST_BAR * number / most) for number in (whole, bar.dark))
        number = f"{bar.dark:,} of {whole:,}" if chart.light else f"{whole:,}"
        table.add_row(_name(bar.name), dark * part + light * (length - part), number)
    console.print(table)


def _table(name: str, columns: tuple[str, ...]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(name, overflow="ellipsis", no_wrap=True, max_width=34)
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def _print(
    console: Console, table: Table, rows: list[tuple[str, tuple[int, int, int], int]], by: int, top: int
) -> None:
    """The rows with most in one of their columns: name, numbers, and of how many the last number is a share."""
    for name, numbers, whole in sorted(rows, key=lambda row: (-row[1][by], row[0]))[:top]:
        table.add_row(_name(name), *(f"{number:,}" for number in numbers), _share(numbers[-1], whole))
    if rows:
        console.print(table)
    if len(rows) > top:
        console.print(f"and {len(rows) - top:,} more: --top N or --json shows them")


def _name(text: str) -> Text:
    """A name as it is: brackets in it are no markup, and nothing in it steers a terminal."""
    from rich.text import Text

    return Text(printable(text))


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "-"


@click.command(name="merge-manifests", epilog=HELP, short_help="Put the manifests of several runs together.")
@click.argument("manifests", nargs=-1, required=True, metavar="MANIFEST...")
@option("-o --output", "FILE", "Where to write the merged manifest.")
def merge_command(manifests: tuple[str, ...], output: str | None) -> None:
    """Put manifests together, and see that nothing is missing or there twice.

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


_BY = ("site", "label", "rule", "language", "confidence")


@click.command(name="review", epilog=HELP, short_help="A page to look at cuts in a browser, and to mark them.")
@click.argument("outputs", nargs=-1, metavar="OUT...")
@option("-o --output", "PATH", "The page. [default: review.html] With --apply the folder. [default: review]")
@option("--sample", "N", "Documents on the page.", click.IntRange(min=1), default=500)
@option("--by", None, "Take the sample evenly from all groups of these, and sort by them.", click.Choice(_BY))
@option(
    "--apply marks",
    "FILE",
    "Write what was marked on a page and saved as FILE into a folder: documents, their gold, and draft rule packs.",
    click.Path(exists=True, dir_okay=False),
)
@_force
def review_command(
    outputs: tuple[str, ...], output: str | None, sample: int, by: Any, marks: str | None, force: bool
) -> None:
    """Make one HTML file of documents of a run: what was cut and why, and buttons to say what is wrong.

    OUT is what `cleaner clean` wrote as JSON Lines (.gz, .zst too) or Parquet, or a folder of such files, as Spark
    writes one; of an output in several files OUT itself or the files. The page needs no server and no network.
    docs/review.md says how it is used.
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


@click.command(name="report", epilog=HELP, short_help="A run on one printable page.")
@_outputs
@option("-o --output", "FILE", "The page.", default="report.html")
@_force
def report_command(outputs: tuple[str, ...], output: str, force: bool) -> None:
    """Tell of a run on one page: inputs, skips, errors, what was cut, samples of the surest and least sure cuts, digests.

    OUT is what `cleaner clean` wrote as JSON Lines (.gz, .zst too) or Parquet, or a folder of such files, as Spark
    writes one; of an output in several files OUT itself or the files. The manifest and the errors beside it are read
    too.
    """
    from cleaner.review.report import report_page

    with atomic(output, force=force) as write:
        write(report_page(outputs, os.path.basename(outputs[0].rstrip(os.sep))).encode("utf-8", "replace"))


@click.command(name="dedup", epilog=HELP, short_help="Label near-duplicate documents and repeated paragraphs.")
@_outputs
@option("-o --output", "FILE", "Records with their labels, as JSON Lines (.gz, .zst).")
@click.option("--drop", is_flag=True, help="Leave out of FILE the documents that are near-copies of another.")
@option(
    "--similarity",
    "SHARE",
    "Share of the shorter document's runs of five words that the other has too, from which on two are near-copies. "
    "[default: 0.6]",
    click.FloatRange(0.3, 1),
)
@_force
def dedup_command(
    outputs: tuple[str, ...], output: str | None, drop: bool, similarity: float | None, force: bool
) -> None:
    """Group near-copies (a story on several sites, a page captured again), and find paragraphs that several documents have.

    OUT is what `cleaner clean` wrote as JSON Lines (.gz, .zst too) or Parquet, or a folder of such files. Without -o,
    a line for each document goes to stdout: `id`, `source_path` and the labels.
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
