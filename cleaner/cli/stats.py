"""`cleaner stats`: what runs kept and cut, as tables, bars or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from cleaner.cli import options
from cleaner.cli.exits import Command
from cleaner.text.printable import counted, printable

if TYPE_CHECKING:
    from rich.console import Console

    from cleaner.review.charts import Chart
    from cleaner.review.counts import Histogram

_LONGEST_BAR = 24
"""Columns of the longest bar."""


@click.command("stats", cls=Command)
@options.outputs
@options.flag("--json as_json", "Everything, as one JSON object.")
@options.option("--top", "N", "Lines of each table.", click.IntRange(min=1), default=15)
@options.flag("--plot", "Bars instead of tables: the charts of `cleaner review`.")
def command(outputs: tuple[str, ...], as_json: bool, top: int, plot: bool) -> None:
    """Count what a run kept and cut: documents and characters, by label, rule, site and language."""
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
