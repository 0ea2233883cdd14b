"""Facts of the lines around an article's start, for the model in `headline.py`.

Each fact is worked out when it is asked for: a page has hundreds of lines, and few of them could be its headline.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence, Set
from functools import cached_property

from cleaner.document import Block
from cleaner.judge.lines import read_lines
from cleaner.judge.measure import Measure, measure_all
from cleaner.judge.zones import find_zones
from cleaner.text.words import content_words, words_of

_ABOVE = 60
"""Lines above the article that are looked at, and the first few of the document besides."""
_FIRST = 6
_INTO = 12
"""Lines of the article that are looked at: a notice above the headline can pass for the first paragraph."""
_AROUND = 25
_BODY = 20
_LEAD = 3
"""Lines around one in which it is looked for again, paragraphs of the article and of its lead that are read."""
_LONGEST = 220
_READ = 800
"""Characters of a line that may be a headline, and of a paragraph that are compared with it."""
_MOST_WORDS = 32
_FOLDED = _LONGEST + 80
_BULLET = re.compile(r"^[•\-*–]\s|^\d{1,2}[.)]\s")
_HAS_DATE = re.compile(r"\d{4}|\d{1,2}[./:]\d")
_SEPARATOR = re.compile(r"[|»›>]")
_FURNITURE = frozenset(("comments", "related", "consent", "copyright", "newsletter", "navigation"))
_DATED = frozenset(("byline", "timestamp"))


class Lines:
    """A text's lines: where its article is, and what speaks for each line above it to be its headline.

    Attributes:
        blocks, labels: as given, with what each block looks like, where that is known.
        found: whether there is an article.
        first: its first line.
        short: for each line up to `high`, whether it has five words or fewer and no stop.
    """

    def __init__(
        self, blocks: Sequence[Block], labels: Sequence[str | None], measures: Sequence[Measure] | None = None
    ) -> None:
        self.blocks, self.labels = blocks, labels
        self._measures = measures or measure_all(read_lines([block.text for block in blocks]))
        self._is_prose = [measure.prose for measure in self._measures]
        furniture = [label in _FURNITURE and not prose for label, prose in zip(labels, self._is_prose, strict=True)]
        zones = find_zones(self._measures, furniture)
        self.found, self.first, self._last = zones.found, zones.first, zones.last
        if not zones.found:
            return
        self._low = max(0, self.first - _ABOVE)
        self._high = min(len(blocks), self.first + _INTO)
        until = min(len(blocks), self._high + _AROUND)
        self._folded = [
            " ".join(words_of(block.text)) if len(block.text) <= _FOLDED else "" for block in blocks[:until]
        ]
        seen = (*range(min(self._low, _FIRST + _AROUND)), *range(max(0, self._low - _AROUND), until))
        folded = [self._folded[i] for i in dict.fromkeys(seen)]
        self._said = Counter(folded)
        self._text = "\n".join(folded)
        # Asked for again and again below.
        near = range(min(self._high + 1, len(blocks)))
        self._alones = [self._stands_alone(index) for index in near]
        self._bullets = [_is_bullet(blocks[index].text) for index in near]
        self._dated = [not _DATED.isdisjoint(labels[index + 1 : index + 4]) for index in near]
        self._like: list[bool] = []
        self.short: list[bool] = []
        self._run: list[int] = []  # short lines that stand right above
        for index in range(self._high):
            self._like.append(self._title_like(index))
            above = self._run[-1] + 1 if index and self.short[-1] else 0
            self._run.append(min(above, _ABOVE))
            self.short.append(bool(self._folded[index]) and self._words(index) <= 5 and not self.measure(index).stop)
        self._likes = [0]
        for like in self._like:
            self._likes.append(self._likes[-1] + like)
        self._first_alone = next((i for i in range(self._high) if self._like[i] and self._alones[i]), -1)

    def measure(self, index: int) -> Measure:
        """What a line looks like by itself."""
        return self._measures[index]

    def _words(self, index: int) -> int:
        """How many words a line has, those that a hyphen or apostrophe joins counted apart."""
        return max(self.measure(index).words, self._folded[index].count(" ") + 1)

    def candidates(self) -> list[int]:
        """The lines that could be a headline at all."""
        near = range(self._low, self._high)
        return [i for i in (*range(min(self._low, _FIRST)), *near) if self._possible(i)]

    def _possible(self, index: int) -> bool:
        text = self.blocks[index].text
        if len(text) > _LONGEST or not self._folded[index]:
            return False
        facts = self.measure(index)
        # One to three words among others like them are a menu: one in a thousand is a headline, and no model finds it.
        if not self._alones[index] and self._words(index) <= 3 and not (self.dated(index) and self.is_again(index)):
            return False
        return 1 <= facts.words <= _MOST_WORDS and not (facts.prose and facts.sentences > 1)

    def matter(self, index: int) -> dict[str, float]:
        """What a line says against the article: the share of its content words that the article has too."""
        own = content_words(self.blocks[index].text)
        share = 1 / len(own) if own else 0.0
        once, twice = self._body
        return {
            "lead": len(own & self._lead) * share,
            "body": len(own & once) * share,
            "body_twice": len(own & twice) * share,
        }

    @cached_property
    def _prose(self) -> list[Set[str]]:
        last = min(self._last + 1, self.first + 2 * _BODY)
        prose = [i for i in range(self.first, last) if self._is_prose[i]][:_BODY]
        return [content_words(self.blocks[i].text[:_READ]) for i in prose]

    @cached_property
    def _lead(self) -> set[str]:
        return set().union(*self._prose[:_LEAD])

    @cached_property
    def _body(self) -> tuple[set[str], set[str]]:
        """The words of the article's paragraphs, and those that stand in two of them."""
        once: set[str] = set()
        twice: set[str] = set()
        for words in self._prose:
            twice |= once & words
            once |= words
        return once, twice

    def form(self, index: int) -> dict[str, float]:
        """A line's form, its place, its neighbours, and where it is said again."""
        text, facts, count = self.blocks[index].text, self.measure(index), len(self.blocks)
        below = index + 1 if index + 1 < count else None
        distance = self.first - index
        folded = self._folded[index]
        alone = self._alones[index]
        # What stands in no line but those that are it is not looked for in each.
        held = self._text.count(folded) > self._said[folded]
        return {
            "under 3 words": facts.words < 3,
            "5 to 18 words": 5 <= facts.words <= 18,
            "over 22 words": facts.words > 22,
            "words": math.log1p(facts.words),
            "bullet": self._bullets[index],
            "stop": facts.stop and text[-1] not in "?!？！",
            "question": text[-1] in "?!？！",
            "open end": text.endswith((":", ",", "…", "...")),
            "capitals": facts.capitals,
            "small letters": facts.lower,
            "no separator": _SEPARATOR.search(text) is None,
            "has date": _HAS_DATE.search(text) is not None,
            "alone": alone,
            "first alone": index == self._first_alone,
            "near article": 1 / (1 + max(0, distance - 1)) if distance > 0 else 0.0,
            "in article": distance <= 0,
            "first lines": index < 3,
            "titles below": math.log1p(
                self._likes[max(min(self.first, self._high), index + 1)] - self._likes[index + 1]
            ),
            "short lines above": math.log1p(self._run[index]),
            "byline below": self.dated(index),
            "byline above": not _DATED.isdisjoint(self.labels[max(0, index - 3) : index]),
            "bullet below": below is not None and self._bullets[below],
            "bullet above": index > 0 and self._bullets[index - 1],
            "title above": index > 0 and self._like[index - 1],
            "title below": below is not None and below < self._high and self._like[below],
            "prose below": below is not None and self._is_prose[below],
            "again": self._said[folded] > 1,
            "again near": self._folded[max(0, index - 4) : index + 5].count(folded) > 1,
            "within a near line": held and facts.words >= 3 and self._within(index),
            "ends a line above": held and self._ends_above(index),
        }

    def _within(self, index: int) -> bool:
        """Whether a line near this one, and not much longer, holds all of it."""
        folded = self._folded[index]
        longest = len(folded) + 60
        near = self._folded[max(0, index - _AROUND) : index + _AROUND]
        return any([folded in other and folded != other and len(other) < longest for other in near])

    def _ends_above(self, index: int) -> bool:
        """Whether one of the lines above ends in it, as breadcrumbs do."""
        folded = self._folded[index]
        longer = len(folded) + 3
        return any(
            [len(other) > longer and other.endswith(folded) for other in self._folded[max(0, index - 6) : index]]
        )

    def _stands_alone(self, index: int) -> bool:
        """Whether a line is a paragraph of its own, as extractors set headings."""
        return self.blocks[index].breaks >= 2 and (index + 1 >= len(self.blocks) or self.blocks[index + 1].breaks >= 2)

    def _title_like(self, index: int) -> bool:
        text, facts = self.blocks[index].text, self.measure(index)
        return 5 <= facts.words <= 22 and not (facts.stop and text[-1] not in "?!") and not self._bullets[index]

    def dated(self, index: int) -> bool:
        """Whether a byline or a date stands within three lines below."""
        return self._dated[index]

    def is_again(self, index: int) -> bool:
        """Whether a line is said a second time around the article's start."""
        return self._said[self._folded[index]] > 1


def _is_bullet(text: str) -> bool:
    return _BULLET.match(text) is not None
