"""Headlines that the page shows: the block that the judge cut as headline, and headings of the first level."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.metadata import titles
from cleaner.metadata.candidates import Candidate
from cleaner.metadata.headline import find_headline
from cleaner.metadata.view import View

_MOST = 8


def read_titles(view: View) -> Iterator[Candidate]:
    """The headline by the judge, then first-level headings and blocks that the markup names a headline."""
    blocks = view.document.blocks
    if view.document.kind == "text":
        yield from _read_text(view)
        return
    chosen = view.verdict.title
    if chosen is not None and chosen < len(blocks) and titles.fits(view.text(chosen)):
        yield Candidate(
            "title", titles.tidy(view.text(chosen)), "block", "headline", 0.85, view.span(chosen), view.rule(chosen)
        )
    found = 0
    for index, block in enumerate(blocks):
        evidence = block.evidence
        if evidence is None or not (evidence.level or "headline" in evidence.names[: evidence.own_names]):
            continue
        if not titles.fits(block.text):
            continue
        if evidence.level == 1:
            yield Candidate("title", titles.tidy(block.text), "html", "h1", 0.8, view.span(index), view.rule(index))
        elif "headline" in evidence.names[:12] and (
            evidence.level or "headline" in evidence.names[: evidence.own_names]
        ):
            yield Candidate(
                "title", titles.tidy(block.text), "html", "itemprop headline", 0.55, view.span(index), view.rule(index)
            )
        elif evidence.level and "headline" in evidence.repeats:
            yield Candidate(
                "title", titles.tidy(block.text), "html", f"h{evidence.level}", 0.6, view.span(index), view.rule(index)
            )
        else:
            continue
        found += 1
        if found >= _MOST:
            return


def _read_text(view: View) -> Iterator[Candidate]:
    """Of a text: the line that the shape of the document tells, then the judge's."""
    judged = view.verdict.title
    found = find_headline(view.document.blocks, view.labels, view.lexicon, view.verdict.measures)
    if found is not None and found[0] != judged:
        index, sure = found
        yield _of_text(view, index, "line", 0.4 + 0.5 * sure)
    if judged is not None and judged < len(view.labels):
        yield _of_text(view, judged, "headline", 0.9 if found is not None and found[0] == judged else 0.55)


def _of_text(view: View, index: int, key: str, sure: float) -> Candidate:
    text = titles.without_section(_NUMBERING.sub("", titles.tidy(view.text(index))))
    if view.lexicon.code != "fr":
        text = _KICKER.sub("", text)
    return Candidate("title", text, "block", key, sure, view.span(index), view.rule(index))


# Some extractors number or bullet the lines of a breadcrumb or list that the headline ends.
_NUMBERING = re.compile(r"^(?:[•*]\s|\d{1,2}\.\s(?=\D))")
# "Harbour news : Bridge opens early": the space tells that markup held the kicker. French sets one before each colon.
_KICKER = re.compile(r"^[^:]{2,60}?\s:\s+(?=[\w„“”\"'»«].{14})")
