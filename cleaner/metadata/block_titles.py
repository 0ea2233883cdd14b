"""Headlines that the page shows: the block that the judge cut as headline, and headings of the first level."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.metadata import titles
from cleaner.metadata.candidates import Candidate
from cleaner.metadata.view import View

_MOST = 8


def read_titles(view: View) -> Iterator[Candidate]:
    """The headline by the judge, then first-level headings and blocks that the markup names a headline."""
    blocks = view.document.blocks
    chosen = view.verdict.title
    if chosen is not None and chosen < len(blocks) and titles.fits(view.text(chosen)):
        yield Candidate("title", titles.tidy(view.text(chosen)), "block", "headline", 0.85, view.span(chosen), view.rule(chosen))
    found = 0
    for index, block in enumerate(blocks):
        evidence = block.evidence
        if evidence is None or not (evidence.level or "headline" in evidence.names[: evidence.own_names]):
            continue
        if not titles.fits(block.text):
            continue
        if evidence.level == 1:
            yield Candidate("title", titles.tidy(block.text), "html", "h1", 0.8, view.span(index), view.rule(index))
        elif "headline" in evidence.names[:12] and (evidence.level or "headline" in evidence.names[: evidence.own_names]):
            yield Candidate("title", titles.tidy(block.text), "html", "itemprop headline", 0.55, view.span(index), view.rule(index))
        elif evidence.level and "headline" in evidence.repeats:
            yield Candidate("title", titles.tidy(block.text), "html", f"h{evidence.level}", 0.6, view.span(index), view.rule(index))
        else:
            continue
        found += 1
        if found >= _MOST:
            return
