"""What the learned judge of a page's blocks cuts, under which label, and why in words."""

from __future__ import annotations

import math
from collections.abc import Callable

from cleaner.judge.case import Case
from cleaner.judge.certain import Hits
from cleaner.judge.page.judge import SCALE, Opinion, PageModel
from cleaner.judge.shape_reasons import label_by_form
from cleaner.judge.zones import Zones
from cleaner.registry import decides
from cleaner.rulebook.book import RuleBook

_REGIONS = (
    ("caption", "caption"), ("nav", "navigation"), ("dialog", "consent"), ("form", "form"), ("button", "form"),
    ("footer", "navigation"), ("aside", "related"),
)  # fmt: skip
"""Landmarks, and what a block in them is that does not belong to the article."""


_UNSURE = 0.5
"""Share of a page's words in blocks with less than e to one odds either way from which the page is unsure. On sites that
the model had not seen, the second opinion raised word F1 by .06 there (7 of 302 pages), by .00 to .01 where less was in
doubt, for three times the cost of the rest (`benchmarks/disjoint.py`, with and without `--alone`)."""
_STRICT = 3 * SCALE // 2
"""How much more must speak for a link or a heading before the article's first paragraph or after its last. Of those that the
limit alone keeps and this cuts 268 (1,667 words) were furniture and 107 (557 words) the article's, by the gold of news pages and
articles."""
_STANDFIRST = 10
_NEAR = 8
_LENIENT = 3 * SCALE // 4
"""Words of the shortest block that may be the article's standfirst, how many blocks below the headline it stands at most, and
how much more must speak against it: by the gold, of 21 so spared on pages of newspapers of continental Europe 17 were the
article's, of 12 on American ones 1. With both, word F1 rose from 0.973 to 0.976 on news, recall too."""
_SWAY = SCALE
"""What the second opinion adds for a block that it keeps, and takes from one that it leaves out: a factor of e."""


def ask(case: Case, witness: Callable[[], None] | None) -> Opinion:
    """The model's opinion of a page; it also tells where the article starts and ends.

    Args:
        witness: asks another extractor, which marks the blocks; called only where the model is unsure.
    """
    opinion = PageModel.load().judge(case.verdict.document, case.lines, case.known)
    if witness and _unsure(case, opinion):
        witness()
        for index, block in enumerate(case.blocks):
            if block.evidence and block.evidence.witness is not None:
                opinion.scores[index] += _SWAY if block.evidence.witness else -_SWAY
    case.odds = [100 * score // SCALE for score in opinion.scores]
    kept = [i for i, score in enumerate(opinion.scores) if score >= opinion.limit]
    prose = [i for i in kept if case.measures[i].prose] or kept
    case.zones = Zones(prose[0], prose[-1], True) if prose else Zones(0, -1, False)
    return opinion


def _unsure(case: Case, opinion: Opinion) -> bool:
    words = [min(measure.words, 60) for measure in case.measures]
    doubtful = sum(count for count, score in zip(words, opinion.scores) if abs(score - opinion.limit) < SCALE)
    return doubtful > _UNSURE * max(1, sum(words))


@decides("page.blocks")
def outline(case: Case, opinion: Opinion, hits: Hits, book: RuleBook, host: str | None) -> None:
    """Cuts the blocks of a page that the learned model takes for no part of the article, where nothing else has decided.

    The model weighs a block's words, markup, links and place, and then its neighbours' scores. What it cuts is named by
    the names of its elements, else by the landmark that it stands in, else by its form. Where a rule knows the line
    too, whatever its zone, the cut is the rule's.
    """
    for index, score in enumerate(opinion.scores):
        if not case.free(index) or score >= opinion.limit + _margin(case, opinion, index):
            continue
        rules = [match for match in hits.get(index, ()) if not match.rule.inline]
        if rules:
            match = max(rules, key=lambda match: (match.rule.label != "other", match.rule.confidence))
            rule = match.rule
            case.cut(index, rule.label, rule.id, rule.confidence, f"{rule.what} ({match.why})")
            continue
        label, known = _label(case, index, book, host)
        against = math.exp(min(60 * SCALE, -score) / SCALE)
        confidence = round(min(0.99, max(0.5, against / (1 + against))), 2)
        case.cut(index, label, "page.blocks", confidence, _reason(case, index, known))


def _margin(case: Case, opinion: Opinion, index: int) -> int:
    """What is added to the limit for a block: more for links and headings outside the article, less for its standfirst."""
    evidence = case.blocks[index].evidence
    if opinion.genre != "article" or case.zone(index) == "body" or evidence is None:
        return 0
    linked = 2 * evidence.link_chars > case.blocks[index].end - case.blocks[index].start
    if not linked and _may_be_standfirst(case, index):
        return -_LENIENT
    return _STRICT if linked or evidence.level else 0


def _may_be_standfirst(case: Case, index: int) -> bool:
    """Whether a block is the first below the headline that is too long for a byline, and says more than the headline."""
    title = case.verdict.title
    if title is None or not title < index <= title + _NEAR or case.zone(index) != "head":
        return False
    if any(case.measures[i].words >= _STANDFIRST for i in range(title + 1, index)):
        return False
    return case.measures[index].words >= _STANDFIRST and case.text(title) not in case.text(index)


def _label(case: Case, index: int, book: RuleBook, host: str | None) -> tuple[str, str | None]:
    """The kind of furniture, and what tells it: names first, then landmarks, then the words' form."""
    block, measure = case.blocks[index], case.measures[index]
    evidence = block.evidence
    assert evidence is not None
    tags = (evidence.tag, *evidence.ancestors)
    for match in book.match_names(evidence.names, tags, case.verdict.language, host):
        return match.rule.label, match.why
    for region, label in _REGIONS:
        if region in evidence.regions:
            return label, f"in a {region} part of the page"
    return label_by_form(block.text, case.zone(index), measure.words, measure.stop), None


def _reason(case: Case, index: int, known: str | None) -> str:
    block = case.blocks[index]
    evidence = block.evidence
    assert evidence is not None
    linked = 100 * evidence.link_chars // (block.end - block.start)
    place = {"head": "before the article", "tail": "after the article", "body": "among the article's blocks"}[
        case.zone(index)
    ]
    says = [known] if known else []
    says.append(f"a <{evidence.tag}> of {case.measures[index].words} words, {linked}% of it links, {place}")
    return f"Blocks like this are no part of an article: {'; '.join(says)}."
