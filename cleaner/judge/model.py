"""The learned judge: for each row of a document how likely it is the article's, and what genre a page is.

Small decision trees over the columns of text, and over those of pages besides (`facts`, `page_facts`, `genre_facts`), learned
by `benchmarks/train.py` from pages with gold text. Scores are whole numbers, hundredths of a natural unit of log odds: the
same document has the same scores on every machine. What other pages of a site repeat lowers them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from itertools import accumulate, compress, pairwise
from typing import Any

import numpy as np

from cleaner.document import Document, Kind
from cleaner.judge.facts import TEXT, Rows, text_facts
from cleaner.judge.genre import GENRE, GENRES, genre_facts
from cleaner.judge.lines import Measure
from cleaner.judge.page_facts import PAGE, page_facts
from cleaner.judge.phrases import Phrases
from cleaner.judge.verdict import Case
from cleaner.rules.rule import Match, Rule
from cleaner.rules.site import Site
from cleaner.text.tree import read_json
from cleaner.trees import load_trees

SCALE = 100
"""Points of a natural unit of log odds: 100 more, and the odds are e times as great."""
CAUTION: dict[Kind, int] = {"text": -10, "html": 30}
"""What is taken from scores before the choice of rows. For pages word F1 differs by 0.0005 between 0 and 40 (68 publishers), for texts by
0.001 to 0.01 between -10 and -50: lower keeps more."""
_WORTH = 0.005
"""Gain of expected F1 below which a text stays whole: most likely it has been cleaned before. It costs 0.0002 to 0.0018 of word F1
(texts of 68 publishers, four extractors) and leaves clean texts alone."""
_MOST = 1000
_ONE = 1 << 20


class Model:
    """The learned model, ready to score."""

    def __init__(self, data: dict[str, Any]) -> None:
        """For `load`: weights of words in "names"; trees of "text", "page" and, a list a genre, "genre"."""
        self._phrases = Phrases.load()
        self._names: dict[str, int] = data["names"]
        self._text = load_trees(data["text"], TEXT)
        self._page = load_trees(data["page"], (*TEXT, *PAGE))
        self._genre = load_trees([tree for trees in data["genre"] for tree in trees], GENRE)
        self._genre_bounds = list(accumulate(map(len, data["genre"]), initial=0))

    @classmethod
    @cache
    def load(cls) -> Model:
        """The model that ships; read once."""
        return cls(read_json("judge"))

    def score(self, document: Document, rows: Rows) -> tuple[list[int], str]:
        """Scores the rows of a document, each piece of them by itself.

        Returns:
            For each row the log odds that it is the article's; for a page with blocks its genre, else "article".
        """
        scores: list[int] = []
        genre = "article"
        for piece in rows.pieces:
            start = len(scores)
            part = rows.part(start, start + piece.n)
            facts = text_facts(piece, part, self._phrases)
            if document.kind == "text":
                scores += self._text.score(facts)
                continue
            blocks = document.blocks[start : start + piece.n]
            facts = np.concatenate((facts, page_facts(blocks, piece, document.head, facts, part, self._names)))
            scores += self._page.score(facts)
            if not start and blocks:
                genre = self._tell_genre(genre_facts(document, facts, scores))
        return scores, genre

    def _tell_genre(self, facts: Sequence[int]) -> str:
        of_trees = self._genre.points(facts)
        points = [sum(of_trees[first:last]) for first, last in pairwise(self._genre_bounds)]
        if not facts[GENRE.index("signs_of_posts")]:
            points[GENRES.index("forum")] = min(points)
        return GENRES[points.index(max(points))]


def choose(scores: Sequence[int], words: Sequence[int], kind: Kind, known: Sequence[bool]) -> tuple[list[bool], float]:
    """Which rows to keep so that the expected word F1 of the document is greatest, and that F1 (Lewis, SIGIR 1995).

    With p the probability that a row is the article's and w its words, the best choice of k rows is that of the
    greatest p, and its expected F1 is 2 sum(kept w p) / (sum(kept w) + sum(w p)). Where keeping all of a text would be nearly
    as good, only rows that rules know are cut.

    Args:
        scores: of the rows. words: of the rows. known: whether a rule knows the row for furniture.
    """
    if not scores:
        return [], 1.0
    p = _probabilities().take(np.array(scores) + (_MOST - CAUTION[kind]), mode="clip")
    w = 16 * np.array(words) + 1
    order = (-p).argsort(kind="stable")
    ordered = p.take(order)
    kept = w.take(order)
    right = (kept * ordered).cumsum()
    expected = 2.0 * right / (kept.cumsum() * _ONE + right[-1])
    best = len(expected) - 1 - int(expected[::-1].argmax())
    keep = p >= ordered[best]
    if kind == "text" and expected[best] - expected[-1] < _WORTH:
        keep |= ~np.asarray(known, np.bool_)
    return keep.tolist(), float(expected[best])


@cache
def _probabilities() -> Any:
    """The probability for each score from -_MOST to _MOST, in parts of `_ONE`: whole numbers, which every machine sums alike."""
    units = np.arange(-_MOST, _MOST + 1) / SCALE
    return np.round(_ONE / (1 + np.exp(-units))).astype(np.int64)


REPEATING = frozenset(("collection", "documentation", "product"))
"""Genres of pages that repeat what is theirs (fields of products, code, names in lists), where other pages are not asked: asked, word
F1 falls by 0.002 to 0.018 on 117 sites with two pages or more."""
_ONCE, _MORE, _MOST_LOWERED = 2.0, 1.0, 6.0
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
    """The model's scores after a look at the site's other pages, and for each line that they have, how many have it."""
    words, prose = [m.words for m in measures], [m.words if m.prose else 0 for m in measures]
    counts = site.counts([block.text for block in document.blocks])
    weighed = [
        score - round(SCALE * min(_MOST_LOWERED, _ONCE + _MORE * math.log(count - 1))) if count > 1 else score
        for score, count in zip(scores, counts)
    ]
    before, _ = choose(scores, words, document.kind, known)
    after, _ = choose(weighed, words, document.kind, known)
    if _left(words, before, after) < _LEAST_LEFT or _left(prose, before, after) < _LEAST_PROSE:
        return list(scores), {}
    return weighed, {index: said(count, site) for index, count in enumerate(counts) if count}


def _left(words: Sequence[int], before: Sequence[bool], after: Sequence[bool]) -> float:
    """The share of the words kept before that are kept after."""
    kept = sum(compress(words, before))
    return sum(number for number, *both in zip(words, before, after) if all(both)) / kept if kept else 1.0


def said(count: int, site: Site) -> str:
    """How often the site has a line, in words."""
    return f"stands on {count:,} of {site.pages:,} pages of this site"


def repeated_parts(site: Site, texts: Sequence[str]) -> dict[int, list[Match]]:
    """By line, the parts that are furniture by other pages of the site, such as cells of a layout table beside a paragraph."""
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
