"""Commands over what runs wrote: `stats`, `review`, `report`, `dedup`, `merge-manifests`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from cleaner.archive.files import atomic
from cleaner.cli import opts
from cleaner.cli.exits import Command, refuse
from cleaner.text.printable import counted, printable

if TYPE_CHECKING:
    from rich.console import Console

    from cleaner.review.charts import Chart
    from cleaner.review.counts import Histogram

_LONGEST_BAR = 24
"""Columns of the longest bar."""


@click.command("stats", cls=Command)
@opts.outputs
@opts.flag("--json as_json", "Everything, as one JSON object.")
@opts.option("--top", "N", "Lines of each table.", click.IntRange(min=1), default=15)
@opts.flag("--plot", "Bars instead of tables: the charts of `cleaner review`.")
def stats_command(outputs: tuple[str, ...], as_json: bool, top: int, plot: bool) -> None:
    """Count what a run kept and cut.

    Counted are documents and characters, by label, rule, site and language.
    """
    from rich.console import Console

    from cleaner.archive.readback import files_of, records
    from cleaner.review.charts import charts
    from cleaner.review.counts import FIELDS, Counts

    counts = Counts()
    for path in (path for output in outputs for path in files_of(output)):
        for record in records(path, FIELDS):
            counts.add(record)
    if as_json:
        click.echo(json.dumps(asdict(counts), indent=1, sort_keys=True))
        return
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
        order = sorted(cuts.items(), key=lambda item: (-item[1].characters, item[0]))
        numbers = [(key, one.cuts, one.documents, one.characters, everything) for key, one in order]
        _top(console, (name, "cuts", "documents", "characters", "of all"), numbers, top)
    for name, groups in (("language", counts.languages), ("site", counts.sites)):
        ranked = sorted(groups.items(), key=lambda item: (-item[1].documents, item[0]))
        numbers = [(key, one.documents, one.kept, one.cut, one.kept + one.cut) for key, one in ranked]
        _top(console, (name, "documents", "kept", "cut", "share cut"), numbers, top)
    if counts.signals:
        rows = [(name, *_signal(console, found)) for name, found in counts.signals.items()]
        _table(console, ("signal", "mean", "from", "documents", "to"), rows, left=3)


def _top(console: Console, heads: tuple[str, ...], rows: list[tuple[str, int, int, int, int]], top: int) -> None:
    """The first of some rows: a name, three numbers, and of how many the last one is a share."""
    shown = [(name, *(f"{number:,}" for number in (*some, part)), _share(part, of)) for name, *some, part, of in rows]
    if rows:
        _table(console, heads, shown[:top])
    if len(rows) > top:
        console.print(f"and {len(rows) - top:,} more: --top N or --json shows them")


def _signal(console: Console, found: Histogram) -> tuple[str, ...]:
    """A signal's mean, and how many documents lie in each band, as heights."""
    from cleaner.review.counts import VALUES

    heights = "▁▂▃▄▅▆▇█" if console.encoding.startswith("utf") else "123456789"
    places = [VALUES.index(band) for band in found.bands]
    bands = VALUES[min(places) : max(places) + 1]
    most = max(found.bands.values())
    shown = [found.bands.get(band, 0) for band in bands]
    drawn = "".join(heights[(count * len(heights) - 1) // most] if count else " " for count in shown)
    return f"{found.total / found.documents:.3g}", str(bands[0]), drawn, str(bands[-1])


def _plot(console: Console, chart: Chart) -> None:
    """A chart as rows of blocks, or of signs that any terminal has."""
    dark, light = "█░" if console.encoding.startswith("utf") else "#."
    most = max(bar.dark + bar.light for bar in chart.bars)
    key = f"{dark} {chart.dark}, {light} {chart.light}" if chart.light else chart.dark
    rows = []
    for bar in chart.bars:
        whole = bar.dark + bar.light
        length, part = (round(_LONGEST_BAR * number / most) for number in (whole, bar.dark))
        number = f"{bar.dark:,} of {whole:,}" if chart.light else f"{whole:,}"
        rows.append((bar.name, dark * part + light * (length - part), number))
    _table(console, ("", key, ""), rows, left=1, title=chart.title)


def _table(
    console: Console, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]], left: int = 0, title: str | None = None
) -> None:
    """A table of names and of cells to their right; `left`: the column that is flush left besides the names."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title=title, title_justify="left")
    table.add_column(heads[0], overflow="ellipsis", no_wrap=True, max_width=34)
    for number, head in enumerate(heads[1:], 1):
        table.add_column(head, justify="left" if number == left else "right", no_wrap=True)
    for name, *cells in rows:
        table.add_row(Text(printable(name)), *cells)  # brackets in a name are no markup
    console.print(table)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "-"


@click.command("merge-manifests", cls=Command)
@click.argument("manifests", nargs=-1, required=True, metavar="MANIFEST...")
@opts.option("-o --output", "FILE", "Where to write the merged manifest.")
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
@partial(opts.outputs, required=False)
@opts.option("-o --output", "PATH", "The page. [default: review.html] With --apply the folder. [default: review]")
@opts.option("--sample", "N", "Documents on the page.", click.IntRange(min=1), default=500)
@opts.option("--by", None, "Take the sample evenly from all groups of these, and sort by them.", _GROUPS)
@opts.option("--apply marks", "FILE", "Write what was marked on a page and saved as FILE into a folder.", _MARKS)
@opts.force
def review_command(
    outputs: tuple[str, ...], output: str | None, sample: int, by: Any, marks: str | None, force: bool
) -> None:
    """Make a page to look at cuts in a browser and mark them.

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
@opts.outputs
@opts.option("-o --output", "FILE", "The page.", default="report.html")
@opts.force
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
@opts.outputs
@opts.option("-o --output", "FILE", "Records with their labels, as JSON Lines (.gz, .zst).")
@opts.flag("--drop", "Leave out of FILE the documents that are near-copies of another.")
@opts.option("--similarity", "SHARE", _OVERLAP, click.FloatRange(0.3, 1))
@opts.force
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
