"""Furniture inside the article's element that only the names of its box give away."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cleaner.judge.case import Case
from cleaner.judge.measure import Measure
from cleaner.registry import decides
from cleaner.rulebook.book import RuleBook
from cleaner.rulebook.rule import Match

_LARGEST = 0.5
_MOST = 60
"""Share of the words above which a label's boxes are what the page is about, and words of a block that count."""
_NEAR, _WIDE = 8, 16
"""Words of names, nearest first, that are asked: about the block's own element and one or two around it, or three."""


class _Box(NamedTuple):
    """When the names of a box are enough to cut a block in it.

    Attributes:
        names: how many words of names are asked.
        below: hundredths of a natural unit for the article from which the block is kept all the same; None, it is not.
        fits: whether the block's form is that of such a box.
    """

    names: int
    below: int | None
    fits: Callable[[Measure], bool]


_BOXES = {
    "author_bio": _Box(_WIDE, None, lambda measure: True),
    "comments": _Box(_WIDE, None, lambda measure: True),
    "newsletter": _Box(_NEAR, None, lambda measure: True),
    "related": _Box(_NEAR, 160, lambda measure: True),
    "caption": _Box(_NEAR, 120, lambda measure: measure.words >= 6),
    "social": _Box(_NEAR, None, lambda measure: measure.words <= 3),
}
"""Of 1,080 news pages and articles, the blocks that the model keeps and so named are furniture (or the article's, by the
gold): bios 25 (0), comments 30 (0), newsletters 1 (0), related 18 (1), captions 17 (1), sharing 2 (0)."""


@decides("markup.named")
def boxes(case: Case, book: RuleBook, host: str | None) -> None:
    """Cuts what stands in a box that is named for furniture, inside the article, though it reads like the article.

    A bio, a reader's comment or the text of a newsletter box is prose like any other: the page's model looks at many
    things, these names say it alone. Not where such boxes hold most of what the model speaks for: then the names are
    those of the page's own parts ("comment" on a page of reviews).
    """
    free = case.kept()
    found: dict[str, list[tuple[int, Match]]] = {}
    for index in free:
        match = _named(case, index, book, host)
        if match is not None:
            found.setdefault(match.rule.label, []).append((index, match))
    if not found:  # the learned judge of lines need not be asked
        return
    words = {index: min(case.measures[index].words, _MOST) for index in free if case.odds[index] >= 0}
    for label, blocks in found.items():
        if sum([words.get(index, 0) for index, _ in blocks]) > _LARGEST * sum(words.values()):
            continue
        for index, match in blocks:
            case.cut(index, label, "markup.named", 0.9, f"{match.rule.what} ({match.why})")


def _named(case: Case, index: int, book: RuleBook, host: str | None) -> Match | None:
    """What names the box that a block stands in, where that is enough to cut it."""
    evidence = case.blocks[index].evidence
    if evidence is None or not evidence.names:
        return None
    tags = (evidence.tag, *evidence.ancestors)
    for reach in (_WIDE, _NEAR):
        names = evidence.names[: max(reach, evidence.own_names)]
        fitting = False
        for match in book.match_names(names, tags, case.verdict.language, host):
            box = _BOXES.get(match.rule.label)
            if box and box.fits(case.measures[index]) and (box.below is None or case.odds[index] < box.below):
                if box.names == reach:
                    return match
                fitting = True
        if not fitting:  # what the wider names do not say the nearer do not say either
            return None
    return None
