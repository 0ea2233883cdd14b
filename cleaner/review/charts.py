"""What the plots show of a run's counts, and each of them as SVG."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from cleaner.errors import CleanerError
from cleaner.review.counts import SHARES, Counts, Group
from cleaner.text.printable import one_line

_MOST = 12
"""Bars of a chart."""

_LONGEST_NAME = 26
_WIDTH = 420
_FONT = "system-ui, sans-serif"
_THEME = {
    "margin": 0.04,
    "background_color": "none",
    "tick_color": "var(--line)",
    "zero_color": "var(--faint)",
    "label_color": "currentColor",
    "legend_color": "currentColor",
    "tick_font_family": _FONT,
    "legend_font_family": _FONT,
    "tick_font_char_width": 8.5,
}
"""The look of all plots; the colours are those of review.css."""


class Bar(NamedTuple):
    """A row of a chart: a dark bar for what was cut or counted, and a light one behind it for what was kept."""

    name: str
    dark: int
    light: int = 0


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar chart.

    Attributes:
        title: what is counted. bars: in order, with printable names.
        dark, light: what the two kinds of bars stand for; `light` is empty where there is only one kind.
    """

    title: str
    bars: list[Bar]
    dark: str
    light: str = ""


def charts(counts: Counts) -> list[Chart]:
    """The charts of a run; those that would be empty are left out."""
    labels = [Bar(name, cuts.characters) for name, cuts in counts.labels.items()]
    sites = [Bar(name, group.cut, group.kept) for name, group in counts.sites.items()]
    confidences = [Bar(name, cuts.cuts) for name, cuts in sorted(counts.confidences.items())]
    shares = sorted(_documents(counts.shares), key=lambda bar: SHARES.index(bar.name))
    made = [
        Chart("Characters cut, by label", _largest(labels), "characters"),
        Chart("Characters kept and cut, by site", _largest(sites), "cut", "kept"),
        Chart("Cuts by confidence", confidences, "cuts"),
        Chart("Documents by share cut", shares, "documents"),
        Chart("Documents by language", _largest(_documents(counts.languages)), "documents"),
        Chart("Documents by genre", _largest(_documents(counts.genres)), "documents"),
    ]
    return [chart for chart in made if any(bar.dark + bar.light for bar in chart.bars)]


def short(text: str, most: int = _LONGEST_NAME) -> str:
    """A name on one line, not too long, with nothing in it that steers or hides."""
    text = one_line(text[: most + 1])
    return text if len(text) <= most else f"{text[: most - 1]}…"


def svg(chart: Chart) -> str:
    """A chart as an SVG element that the page's style sheet colours. Names are escaped.

    Raises:
        CleanerError: code "missing-library".
    """
    try:
        import leather  # type: ignore[import-untyped]
    except ImportError as error:
        raise missing_library("leather") from error
    for name, value in _THEME.items():
        setattr(leather.theme, name, value)
    bars = list(_apart(chart.bars))
    height = 26 * len(bars) + (78 if chart.light else 58)
    most = max(bar.dark + bar.light for bar in bars)
    drawn = leather.Chart()
    if chart.light:
        drawn.add_bars(
            [(bar.dark + bar.light, bar.name) for bar in bars], name=chart.light, fill_color="var(--light-bar)"
        )
    drawn.add_bars([(bar.dark, bar.name) for bar in bars], name=chart.dark, fill_color="var(--dark-bar)")
    drawn.add_x_scale(0, most)
    drawn.add_x_axis(ticks=[0, most], tick_formatter=lambda value, *rest: f"{int(value):,}")
    text = str(drawn.to_svg(width=_WIDTH, height=height))
    return re.sub("^<svg [^>]*>", f'<svg viewBox="0 0 {_WIDTH} {height}" aria-hidden="true">', text.strip())


def missing_library(name: str) -> CleanerError:
    """What is said where the extra is not installed."""
    return CleanerError(
        f"This needs {name}, which is not installed.", hint="pip install 'unfurnish[review]'", code="missing-library"
    )


def _documents(groups: Mapping[str, Group]) -> list[Bar]:
    return [Bar(name, group.documents) for name, group in groups.items()]


def _largest(bars: list[Bar]) -> list[Bar]:
    """The longest bars, and the sum of the others."""
    bars = sorted(bars, key=lambda bar: (-bar.dark - bar.light, bar.name))
    rest = bars[_MOST:]
    others = [Bar(f"({len(rest):,} others)", sum(bar.dark for bar in rest), sum(bar.light for bar in rest))]
    return [bar._replace(name=short(bar.name)) for bar in bars[:_MOST]] + (others if rest else [])


def _apart(bars: Iterable[Bar]) -> Iterator[Bar]:
    """The library takes bars of one name for one: of names that were shortened to the same, the later ones get a number."""
    seen: Counter[str] = Counter()
    for bar in bars:
        seen[bar.name] += 1
        yield bar._replace(name=f"{bar.name} {seen[bar.name]}") if seen[bar.name] > 1 else bar
