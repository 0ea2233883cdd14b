"""What markup says outright: which line is the headline, which are captions."""

from __future__ import annotations

from cleaner.judge.case import Case
from cleaner.registry import decides


@decides("markup.headline", label="headline")
def titles(case: Case) -> None:
    """Cuts the page's headline where its structured data or its <h1> say which block it is."""
    heading: int | None = None
    for index, block in enumerate(case.blocks):
        evidence = block.evidence
        if evidence is None or case.measures[index].words > 40:
            continue
        if "headline" in evidence.repeats and (evidence.level or heading is None):
            heading = index if heading is None or evidence.level == 1 else heading
    if heading is None:
        ones = [
            i for i, b in enumerate(case.blocks) if b.evidence and b.evidence.level == 1 and case.measures[i].words > 2
        ]
        heading = ones[0] if len(ones) == 1 else None
    if heading is None:
        return
    title = case.text(heading)
    case.verdict.title = heading
    for index in range(len(case.blocks)):
        if case.text(index) == title and not case.measures[index].prose or index == heading:
            rule = "markup.headline" if index == heading else "headline.again"
            case.cut(index, "headline", rule, 0.95, "The page names this line as its headline.")


@decides("markup.figcaption", label="caption")
def captions(case: Case) -> None:
    """Cuts the captions of figures."""
    for index, block in enumerate(case.blocks):
        if block.evidence and (block.evidence.tag == "figcaption" or "caption" in block.evidence.regions):
            case.cut(index, "caption", "markup.figcaption", 0.95, "The caption of a figure.")
            case.verdict.pairs.append((index, None))
