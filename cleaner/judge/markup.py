"""What the markup around a block says: landmarks, names, links, and the extractor that was asked."""

from __future__ import annotations

from cleaner.document import Evidence
from cleaner.judge.case import Case
from cleaner.judge.verdict import Ruling
from cleaner.rulebook.book import RuleBook

_REGIONS = (("nav", "navigation"), ("footer", "navigation"), ("form", "form"), ("button", "form"), ("dialog", "consent"))
"""Landmarks that hold no article text, and what a block in them is."""
_LINKED = 0.9
"""Share of a block's characters inside links from which the block is a link, not a text with links."""


def unwanted(evidence: Evidence | None) -> bool:
    """Whether markup speaks against a block: the witness would not keep it, or it lies in a landmark without text."""
    if evidence is None:
        return False
    if evidence.witness is not None:
        return not evidence.witness
    return any(region in evidence.regions for region, _ in _REGIONS)


def names(case: Case, book: RuleBook, host: str | None) -> None:
    """Cuts blocks whose class, id or role names say what they are, unless the witness vouches for their prose."""
    for index, block in enumerate(case.blocks):
        evidence = block.evidence
        if evidence is None or not evidence.names:
            continue
        if evidence.witness and case.measures[index].prose:
            continue
        tags = (evidence.tag, *evidence.ancestors)
        for match in book.match_names(evidence.names, tags, case.verdict.language, host):
            rule = match.rule
            ruling = Ruling(rule.label, rule.id, rule.confidence, f"{rule.what} ({match.why})")
            case.verdict.cut(index, ruling)


def landmarks(case: Case) -> None:
    """Cuts blocks in landmarks that hold no article text (nav, footer, form, button, dialog)."""
    for index, block in enumerate(case.blocks):
        if block.evidence is None or block.evidence.witness:
            continue
        for region, label in _REGIONS:
            if region in block.evidence.regions:
                case.cut(index, label, f"markup.{region}", 0.85, f"Stands in a <{region}> part of the page.")
                break


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
        ones = [i for i, b in enumerate(case.blocks) if b.evidence and b.evidence.level == 1 and case.measures[i].words > 2]
        heading = ones[0] if len(ones) == 1 else None
    if heading is None:
        return
    title = case.text(heading)
    case.verdict.title = heading
    for index in range(len(case.blocks)):
        if case.text(index) == title and not case.measures[index].prose or index == heading:
            rule = "markup.headline" if index == heading else "headline.again"
            case.cut(index, "headline", rule, 0.95, "The page names this line as its headline.")


def captions(case: Case) -> None:
    """Cuts the captions of figures."""
    for index, block in enumerate(case.blocks):
        if block.evidence and (block.evidence.tag == "figcaption" or "caption" in block.evidence.regions):
            case.cut(index, "caption", "markup.figcaption", 0.95, "The caption of a figure.")
            case.verdict.pairs.append((index, None))


def witness(case: Case) -> None:
    """Cuts what the extractor that was asked would not keep."""
    for index, block in enumerate(case.blocks):
        evidence = block.evidence
        if evidence is None or evidence.witness is not False or not case.free(index):
            continue
        linked = evidence.link_chars >= _LINKED * (block.end - block.start)
        if case.zone(index) == "head":
            label = "navigation"
        else:
            label = "related" if linked else "other"
        case.cut(index, label, "witness.trafilatura", 0.6, "A second extractor would leave it out as well.")
