"""The headline of a text, where no markup names it: which of the short lines above the article it is.

A linear model over facts of each line; its weights were fitted (conditional logit, L2) on 1,745 pages' text from two
extractors and checked on pages left out: right on 70% of news pages and 76% of articles, where the headline stands in
the text on 77% and 89% (docs/metadata.md).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from cleaner.document import Block
from cleaner.judge.lines import read_lines
from cleaner.judge.measure import Measure, content_words, measure_all
from cleaner.judge.zones import find_zones
from cleaner.metadata import titles
from cleaner.metadata.block_dates import is_date_line
from cleaner.metadata.dates import find_dates
from cleaner.metadata.lexicon import Lexicon, fold, starts_with
from cleaner.metadata.names import looks_like_person

_WEIGHTS: dict[str, float] = {
    # What the line says, against the article: share of its content words in the first paragraphs, in the body, twice there.
    "lead": 1.42, "body": 1.16, "body_twice": 1.84,
    # Its form.
    "under 3 words": -1.04, "5 to 18 words": 0.96, "over 22 words": -0.41, "words": 0.38, "bullet": -2.09, "stop": -1.53,
    "question": 0.42, "open end": -0.65, "capitals": -0.44, "small letters": -0.50, "no separator": 0.72, "has date": 0.30,
    # Where it stands.
    "alone": 3.59, "first alone": 0.78, "near article": 0.59, "in article": -2.22, "first lines": -0.28,
    "titles below": 0.09, "short lines above": 0.40,
    # Its neighbours.
    "byline below": 2.18, "byline above": 0.53, "bullet below": -0.34, "bullet above": 0.36, "title above": 0.24,
    "title below": 0.36, "prose below": 0.36,
    # Said again.
    "again": 0.52, "again near": 0.32, "within a near line": 1.89, "ends a line above": 1.13,
}  # fmt: skip

_ABOVE = 60
"""Lines above the article that are looked at, and the first few of the document besides."""
_FIRST = 6
_INTO = 12
"""Lines of the article that are looked at: a notice above the headline can pass for the first paragraph."""
_BODY = 60
_LEAD = 3
_LONGEST = 220
_BULLET = re.compile(r"^[•\-*–]\s|^\d{1,2}[.)]\s")
_HAS_DATE = re.compile(r"\d{4}|\d{1,2}[./:]\d")
_SEPARATOR = re.compile(r"[|»›>]")
_FURNITURE = frozenset(("comments", "related", "consent", "copyright", "newsletter", "navigation"))
_NEVER = frozenset(("copyright", "consent", "comments"))
_DATED = frozenset(("byline", "timestamp"))
_LEAST = 0.3
_MENU = 5
"""Short lines above a line from which they are a page's menus."""


def find_headline(
    blocks: Sequence[Block], labels: Sequence[str | None], lexicon: Lexicon, measures: Sequence[Measure] | None = None
) -> tuple[int, float] | None:
    """The line that heads the article, and how sure that is against the other lines (0 to 1); None where none does.

    Args:
        blocks: of a text document. labels: what each is cut as so far, or None. lexicon: words of its language.
        measures: one a block, where they are known already.
    """
    if measures is None:
        pieces = read_lines([block.text for block in blocks])
        measures = [measure for piece in pieces for measure in measure_all(piece)]
    zones = find_zones(
        measures, [label in _FURNITURE and not m.prose for label, m in zip(labels, measures, strict=True)]
    )
    if not zones.found:
        return None
    lines = _Lines(blocks, labels, measures, zones.first, zones.last)
    scores = {index: lines.score(index) for index in lines.candidates()}
    if not scores:
        return None
    best = max(scores, key=lambda index: (scores[index], -index))
    sure = 1.0 / sum(math.exp(score - scores[best]) for score in scores.values())
    return (best, sure) if sure >= _LEAST and lines.plausible(best, lexicon) else None


class _Lines:
    """Facts of the lines around an article's start."""

    def __init__(
        self, blocks: Sequence[Block], labels: Sequence[str | None], measures: Sequence[Measure], first: int, last: int
    ) -> None:
        self.blocks, self.labels, self.measures, self.first = blocks, labels, measures, first
        self.low = max(0, first - _ABOVE)
        self.high = min(len(blocks), first + _INTO)
        prose = [content_words(blocks[i].text) for i in range(first, min(last + 1, first + _BODY)) if measures[i].prose]
        self.lead: set[str] = set().union(*prose[:_LEAD])
        self.counts = Counter(word for words in prose for word in words)
        self.folded = {
            i: " ".join(titles.words(blocks[i].text))
            for i in range(max(0, self.low - 25), min(len(blocks), self.high + 25))
        }
        for i in range(min(self.low, _FIRST + 25)):
            self.folded.setdefault(i, " ".join(titles.words(blocks[i].text)))
        self.said = Counter(self.folded.values())
        self.like = [self._title_like(i) for i in range(self.high)]
        self.first_alone = next((i for i in range(self.high) if self.like[i] and self._alone(i)), -1)

    def candidates(self) -> list[int]:
        """The lines that could be a headline at all."""
        near = range(self.low, self.high)
        return [i for i in (*range(min(self.low, _FIRST)), *near) if self._possible(i)]

    def _possible(self, index: int) -> bool:
        text, facts = self.blocks[index].text, self.measures[index]
        if not 1 <= facts.words <= 32 or len(text) > _LONGEST or (facts.prose and facts.sentences > 1):
            return False
        return bool(titles.words(text))

    def plausible(self, index: int, lexicon: Lexicon) -> bool:
        """Whether the best line may be a headline also if there is none: it has the article's words or its place."""
        text = self.blocks[index].text
        if self.labels[index] in _NEVER or (self.measures[index].words < 2 and not self._dated(index)):
            return False
        if self.labels[index] in _DATED and _is_credit(text, lexicon):
            return False
        own = content_words(text)
        shared = len(own & self.counts.keys()) / len(own) if own else 0.0
        if index >= self.first:
            # A subhead shares the article's words too; but where a page's menus stand above, a notice passed for the
            # article's first paragraph.
            menu = sum(1 for i in range(index) if self.measures[i].words <= 5 and not self.measures[i].stop)
            return self._dated(index) or self.said[self.folded[index]] > 1 or menu >= _MENU
        return shared >= 0.25 or self._dated(index) or self.said[self.folded[index]] > 1

    def score(self, index: int) -> float:
        return sum(_WEIGHTS[name] * value for name, value in self._facts(index).items())

    def _facts(self, index: int) -> dict[str, float]:
        text, facts, count = self.blocks[index].text, self.measures[index], len(self.blocks)
        own = content_words(text)
        share = 1 / len(own) if own else 0.0
        above, below = index - 1 if index else None, index + 1 if index + 1 < count else None
        distance = self.first - index
        folded = self.folded[index]
        near = [
            other
            for i in range(max(0, index - 25), min(count, index + 25))
            if (other := self.folded.get(i, "")) != folded
        ]
        return {
            "lead": len(own & self.lead) * share,
            "body": sum(self.counts[word] >= 1 for word in own) * share,
            "body_twice": sum(self.counts[word] >= 2 for word in own) * share,
            "under 3 words": facts.words < 3,
            "5 to 18 words": 5 <= facts.words <= 18,
            "over 22 words": facts.words > 22,
            "words": math.log1p(facts.words),
            "bullet": _is_bullet(text),
            "stop": facts.stop and text[-1] not in "?!？！",
            "question": text[-1] in "?!？！",
            "open end": text.endswith((":", ",", "…", "...")),
            "capitals": facts.capitals,
            "small letters": facts.lower,
            "no separator": not _SEPARATOR.search(text),
            "has date": bool(_HAS_DATE.search(text)),
            "alone": self._alone(index),
            "first alone": index == self.first_alone,
            "near article": 1 / (1 + max(0, distance - 1)) if distance > 0 else 0.0,
            "in article": distance <= 0,
            "first lines": index < 3,
            "titles below": math.log1p(sum(self.like[index + 1 : max(self.first, index + 1)])),
            "short lines above": math.log1p(self._short_above(index)),
            "byline below": self._dated(index),
            "byline above": any(self.labels[i] in _DATED for i in range(max(0, index - 3), index)),
            "bullet below": below is not None and _is_bullet(self.blocks[below].text),
            "bullet above": above is not None and _is_bullet(self.blocks[above].text),
            "title above": above is not None and self._title_like(above),
            "title below": below is not None and self._title_like(below),
            "prose below": below is not None and self.measures[below].prose,
            "again": self.said[folded] > 1,
            "again near": any(self.folded.get(i) == folded for i in range(index - 4, index + 5) if i != index),
            "within a near line": facts.words >= 3
            and any(folded in other and len(other) < len(folded) + 60 for other in near),
            "ends a line above": any(
                self.folded.get(i, "").endswith(folded) and len(self.folded[i]) > len(folded) + 3
                for i in range(max(0, index - 6), index)
            ),
        }

    def _alone(self, index: int) -> bool:
        """Whether a line is a paragraph of its own, as extractors set headings."""
        return self.blocks[index].breaks >= 2 and (index + 1 >= len(self.blocks) or self.blocks[index + 1].breaks >= 2)

    def _title_like(self, index: int) -> bool:
        text, facts = self.blocks[index].text, self.measures[index]
        return 5 <= facts.words <= 22 and not (facts.stop and text[-1] not in "?!") and not _is_bullet(text)

    def _short_above(self, index: int) -> int:
        here = index
        while (
            here > 0
            and index - here < _ABOVE
            and self.measures[here - 1].words <= 5
            and not self.measures[here - 1].stop
        ):
            here -= 1
        return index - here

    def _dated(self, index: int) -> bool:
        """Whether a byline or a date stands within three lines below."""
        return any(self.labels[i] in _DATED for i in range(index + 1, min(len(self.blocks), index + 4)))


def _is_credit(text: str, lexicon: Lexicon) -> bool:
    """Whether a line that is cut as byline or date is one: a model's label alone is not enough against a headline."""
    if looks_like_person(text, lexicon) or starts_with(fold(text), lexicon.byline):
        return True
    return is_date_line(text, find_dates(text, lexicon), lexicon)


def _is_bullet(text: str) -> bool:
    return bool(_BULLET.match(text))
