"""What is known of a document's lines from other pages of its site: evidence for the model's scores, and a reason for the cut."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import compress

from cleaner.document import Document
from cleaner.judge.lines import Measure
from cleaner.judge.model import SCALE, choose
from cleaner.judge.verdict import Case
from cleaner.rules.rule import Match, Rule
from cleaner.rules.site import Site

REPEATING = frozenset(("collection", "documentation", "product"))
"""Genres of pages that repeat what is theirs (fields of products, code, names in lists), where other pages are not asked: asked, word
F1 falls by 0.002 to 0.018 on 117 sites with two pages or more."""
_ONCE, _MORE, _MOST = 2.0, 1.0, 6.0
"""Natural units of log odds against a line that one other page has; besides for each e times as many; and at most. Of 81 news
sites, mostly of two pages, which the model had not seen, 2 for one other page gives the best word F1 for pages (1: -0.002, 4:
-0.0015), and for texts within 0.0005 of the best. For more pages it is measured on 9 sites only: 1 or 0 make no difference there."""
_LEAST_LEFT, _LEAST_PROSE = 0.5, 0.9
"""Shares of the words, and of those of paragraphs, that the model keeps of a document by itself: where less of them would be left, what was
learned is not asked, so that nobody can have an article cut by repeating it. Of 942 documents of 205 sites 111 of 48 sites lost words by
what their site repeats, 10 of 7 sites more than a tenth: 6 of these lost little but the article's."""
_PART = Rule(
    id="site.part", label="navigation", what="A part of a line that other pages of the site have.", language="any",
    pack="", file="",
)  # fmt: skip
_BESIDE = "stands beside a paragraph, on a page of columns that other pages of this site repeat"


def weigh(
    document: Document, site: Site, scores: Sequence[int], measures: Sequence[Measure], known: Sequence[bool]
) -> tuple[list[int], dict[int, str]]:
    """The model's scores after a look at the site's other pages, and for each line that they have, how many have it.

    Args:
        scores, measures, known: of the blocks, the last as `choose` takes it.
    """
    words, prose = [m.words for m in measures], [m.words if m.prose else 0 for m in measures]
    counts = site.counts([block.text for block in document.blocks])
    weighed = [score - _against(count) for score, count in zip(scores, counts)]
    before, _ = choose(scores, words, document.kind, known)
    after, _ = choose(weighed, words, document.kind, known)
    if _left(words, before, after) < _LEAST_LEFT or _left(prose, before, after) < _LEAST_PROSE:
        return list(scores), {}
    return weighed, {index: said(count, site) for index, count in enumerate(counts) if count}


def _left(words: Sequence[int], before: Sequence[bool], after: Sequence[bool]) -> float:
    """The share of the words kept before that are kept after."""
    kept = sum(compress(words, before))
    return sum(number for number, *both in zip(words, before, after) if all(both)) / kept if kept else 1.0


def _against(count: int) -> int:
    return round(SCALE * min(_MOST, _ONCE + _MORE * math.log(count - 1))) if count > 1 else 0


def said(count: int, site: Site) -> str:
    """How often the site has a line, in words."""
    return f"stands on {count:,} of {site.pages:,} pages of this site"


def repeated_parts(site: Site, texts: Sequence[str]) -> dict[int, list[Match]]:
    """By line, the cells of a layout table, side by side with a paragraph on one line, that other pages of the site have."""
    return {
        index: [Match(_PART, start, end, said(count, site) if count else _BESIDE) for start, end, count in parts]
        for index, parts in site.repeated_parts(texts).items()
    }


def cite(case: Case) -> None:
    """Adds to the reason of each cut line that other pages of its site have it."""
    for index, why in case.repeats.items():
        ruling = case.verdict.rulings[index]
        if ruling is not None and why not in ruling.reason:
            case.verdict.rulings[index] = ruling._replace(reason=f"{ruling.reason} It {why}.")
