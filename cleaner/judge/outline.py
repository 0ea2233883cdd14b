"""What the document's shape says: the learned judge of lines, asked about what nothing else has decided."""

from __future__ import annotations

from cleaner.judge.case import Case
from cleaner.judge.shape import Shape
from cleaner.judge.shape_reasons import reasons
from cleaner.judge.zones import densest
from cleaner.registry import decides

_LENIENT = 60
"""How much more must speak against a sentence between the article's paragraphs (100 points are a factor of e in the odds): a
lost sentence costs more than a line of furniture."""
_STANDFIRST = 8
_LENIENT_BELOW = 120
"""Words of the shortest line below a headline that may be its standfirst, and how much more must speak against such a line."""
_LENIENT_HEAD = 50
"""How much more must speak against a line as long further below the headline, where bylines and dates stand between."""
_DOUBT = ((2, -50), (0, 0))
"""How much more must speak against any line of a document around whose article rules know so many lines. Where they know
few, most likely it has been cleaned before, and what looks like furniture in it is not; where they know many it is a whole
page's text, and less will do. Set on `evaluate.py text`, so that recall falls by 0.015 at most in each row."""
_PAGE = 5
"""Lines that rules know, from which on a text is a page's with what stands around its matter."""
_MATTER = 60
"""Words of lines that the shape speaks for, without which it has no say about the others."""
_SURE = -200
"""What speaks against a line around the matter before it is cut. On texts of everything visible that do not read like
articles, from sites that the model never saw, word F1 rose from .774 to .830 (59 articles of wcxb), .578 to .783 (9 of
news), .393 to .463 (29 products), .627 to .758 (16 services), .449 to .504 (24 collections, which lose .14 of recall: of
menus and cards); at -150 articles had .02 more, and cards lost more."""
_LOUDEST, _LONGEST = 200, 25
"""Odds and words of one line beyond which it says no more of where the matter stands."""


@decides("shape.lines")
def outline(case: Case) -> None:
    """Cuts the lines that the document's shape speaks against.

    A document without an article is left alone, and so is one in which nothing else found any furniture: a clean text
    has short lines of its own.
    """
    if not case.zones.found or not any(case.verdict.rulings):
        return
    around = sum(label is not None and case.zone(index) != "body" for index, label in enumerate(case.known))
    limit = Shape.load().limit - next(doubt for least, doubt in _DOUBT if around >= least)
    against = []
    for index in case.kept():
        lenient = 0
        if case.measures[index].stop and case.zone(index) == "body":
            lenient = _LENIENT
        if _may_be_standfirst(case, index):
            lenient = _LENIENT_BELOW if _right_below(case, index) else _LENIENT_HEAD
        if case.odds[index] < limit - lenient:
            against.append(index)
    for index, reason in reasons(case.texts, case.odds, limit, against).items():
        case.cut(index, reason.label, "shape.lines", reason.confidence, reason.words)


@decides("shape.edges")
def edges(case: Case) -> None:
    """Cuts what stands around the matter of a text that does not read like an article, where the shape is sure of it.

    Its lists and tables stay, however they look; but menus above and footers below it are a page's own. Where rules know
    few lines there is no page around it.
    """
    if sum(label is not None for label in case.known) < _PAGE:
        return
    odds = case.odds
    mass = [
        max(-_LOUDEST, min(_LOUDEST, odds[i])) * min(measure.words, _LONGEST) if case.free(i) else 0
        for i, measure in enumerate(case.measures)
    ]
    first, last = densest(mass)
    if sum(case.measures[i].words for i in case.kept() if odds[i] > 0) < _MATTER:
        return
    around = [i for i in case.kept() if not first <= i <= last and odds[i] < _SURE]
    for index, reason in reasons(case.texts, odds, _SURE, around).items():
        case.cut(index, reason.label, "shape.edges", reason.confidence, reason.words)


def _may_be_standfirst(case: Case, index: int) -> bool:
    """Whether a line stands between the headline and the article's first paragraph, or opens a text without a headline, and
    is too long for a section's or an author's name."""
    title = case.verdict.title
    if case.measures[index].words < _STANDFIRST:
        return False
    return index == 0 if title is None else title < index and (case.zone(index) == "head" or index == title + 1)


def _right_below(case: Case, index: int) -> bool:
    return index == (0 if case.verdict.title is None else case.verdict.title + 1)
