"""The headline of a text, where no markup names it: which of the short lines above the article it is.

A linear model over facts of each line; its weights were fitted (conditional logit, L2) on 1,745 pages' text from two
extractors and checked on pages left out: right on 70% of news pages and 76% of articles, where the headline stands in
the text on 77% and 89% (docs/metadata.md).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence, Set
from functools import cached_property
from itertools import accumulate

from cleaner.document import Block
from cleaner.judge.lines import read_lines
from cleaner.judge.measure import Measure, measure_all
from cleaner.recognise.dates import find_dates, is_date_line
from cleaner.recognise.lexicon import Lexicon, starts_with
from cleaner.recognise.person import looks_like_person
from cleaner.text.fold import fold
from cleaner.text.words import content_words, words_of

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

_MATTER = sum(_WEIGHTS[name] for name in ("lead", "body", "body_twice"))
_NEVER = frozenset(("copyright", "consent", "comments"))
_DATED = frozenset(("byline", "timestamp"))
_LEAST = 0.3
_SHARED = 0.25
"""Share of a line's content words that the article has, from which it may head it."""
_FAR_BEST = 0.8
"""From here a line need not share words with the article: right on 4 of 5."""
_OWN_WORDS = 0.5
"""Share of its words that the article has, from which a capitalised phrase is its headline: right on 15 of 15."""
_BELOW_SECTION = 2
_TOP = 3
"""Lines within which a text's headline passes for its first paragraph if it is a whole question."""
_MENU = 5
"""Short lines above a line from which they are a page's menus."""


def find_headline(
    blocks: Sequence[Block],
    labels: Sequence[str | None],
    lexicon: Lexicon,
    measures: Sequence[Measure] | None = None,
) -> tuple[int, float] | None:
    """The line that heads the article, and how sure that is against the other lines (0 to 1); None where none does.

    Args:
        blocks: of a text document. labels: what each is cut as so far, or None. lexicon: words of its language.
        measures: what each looks like, where the judge measured that.
    """
    lines = Lines(blocks, labels, measures)
    forms = {index: _sum(lines.form(index)) for index in lines.candidates()} if lines.found else {}
    if not forms:
        return None
    # What a line says can make up for its form only so far: lines further behind are not read.
    least = max(forms.values()) - _MATTER
    scores = {index: form + _sum(lines.matter(index)) for index, form in forms.items() if form >= least}
    best = _best(scores)
    if best is not None and lines.measure(best).words < 2 and not lines.dated(best):
        best = _below_section(lines, scores, best)
    if best is None:
        return None
    sure = 1.0 / sum(math.exp(score - scores[best]) for score in scores.values())
    return (best, sure) if sure >= _LEAST and _plausible(lines, best, lexicon, sure) else None


def _best(scores: dict[int, float]) -> int | None:
    return max(scores, key=lambda index: (scores[index], -index), default=None)


def _below_section(lines: Lines, scores: dict[int, float], section: int) -> int | None:
    """The headline right below the one word that names its section; the word is taken out of `scores`."""
    del scores[section]
    below = _best(scores)
    if below is None or not 0 < below - section <= _BELOW_SECTION or lines.form(below)["stop"]:
        return None
    return below


def _sum(facts: dict[str, float]) -> float:
    return sum(_WEIGHTS[name] * value for name, value in facts.items() if value)


def _plausible(lines: Lines, index: int, lexicon: Lexicon, sure: float) -> bool:
    """Whether the best line may be a headline also if there is none: it has the article's words or its place."""
    text = lines.blocks[index].text
    if lines.labels[index] in _NEVER or (lines.measure(index).words < 2 and not lines.dated(index)):
        return False
    if lines.labels[index] in _DATED and _is_credit(lines, index, lexicon):
        return False
    if lines.dated(index) or lines.is_again(index):
        return True
    if index >= lines.first:
        # A subhead shares the article's words too; but where a page's menus stand above, a notice passed for the
        # article's first paragraph.
        return sum(lines.short[:index]) >= _MENU or (index == lines.first <= _TOP and text.endswith("?"))
    return (sure >= _FAR_BEST and " | " not in text) or lines.matter(index)["body"] >= _SHARED


def _is_credit(lines: Lines, index: int, lexicon: Lexicon) -> bool:
    """Whether a line that is cut as byline or date is one: a model's label alone is not enough against a headline.

    A capitalised phrase of the article's own words is no author's name: "Vibe Coding" above an article about it.
    """
    text = lines.blocks[index].text
    if starts_with(fold(text), lexicon.byline) or is_date_line(text, find_dates(text, lexicon), lexicon):
        return True
    return looks_like_person(text, lexicon) and lines.matter(index)["body"] < _OWN_WORDS


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
_PARAGRAPH, _SHORT_COST, _FURNITURE_COST = 60, 5, 12
"""Words that a paragraph adds to the article at most, and what a line without prose, or known furniture, takes from it."""
_FURNITURE = frozenset(("comments", "related", "consent", "copyright", "newsletter", "navigation"))


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
        self.first, self._last = _extent(self._measures, furniture)
        self.found = self._last >= self.first
        if not self.found:
            return
        self._low = max(0, self.first - _ABOVE)
        self._high = min(len(blocks), self.first + _INTO)
        self._read_around()
        # Asked for again and again below.
        near = range(min(self._high + 1, len(blocks)))
        self._alones = [self._stands_alone(index) for index in near]
        self._bullets = [_is_bullet(blocks[index].text) for index in near]
        self._dated = [not _DATED.isdisjoint(labels[index + 1 : index + 4]) for index in near]
        self._read_runs()

    def _read_around(self) -> None:
        """Folds the lines that are compared with others."""
        until = min(len(self.blocks), self._high + _AROUND)
        self._folded = [
            " ".join(words_of(block.text)) if len(block.text) <= _FOLDED else "" for block in self.blocks[:until]
        ]
        seen = (*range(min(self._low, _FIRST + _AROUND)), *range(max(0, self._low - _AROUND), until))
        folded = [self._folded[i] for i in dict.fromkeys(seen)]
        self._said = Counter(folded)
        self._text = "\n".join(folded)

    def _read_runs(self) -> None:
        """Which lines are short or like a headline, and how many of them stand together."""
        self._like = [self._title_like(index) for index in range(self._high)]
        self._likes = [0, *accumulate(map(int, self._like))]
        self._first_alone = next((i for i in range(self._high) if self._like[i] and self._alones[i]), -1)
        self.short = [self._is_short(index) for index in range(self._high)]
        self._run: list[int] = []  # short lines that stand right above
        for index in range(self._high):
            above = self._run[-1] + 1 if index and self.short[index - 1] else 0
            self._run.append(min(above, _ABOVE))

    def _is_short(self, index: int) -> bool:
        return bool(self._folded[index]) and self._words(index) <= 5 and not self.measure(index).stop

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


def _extent(measures: Sequence[Measure], furniture: Sequence[bool]) -> tuple[int, int]:
    """First and last line of the run with the greatest sum of words in prose less what breaks it; 0 and -1 where none is.

    The article's extent as the model was fitted to it (Kadane's algorithm).
    """
    best, found = 0, (0, -1)
    total = first = 0
    for index, (measure, known) in enumerate(zip(measures, furniture)):
        if known:
            value = -_FURNITURE_COST
        elif measure.prose:
            value = min(measure.words, _PARAGRAPH)
        else:
            value = 1 if measure.stop and measure.words >= 4 else -_SHORT_COST
        if total <= 0:
            total, first = 0, index
        total += value
        if total > best:
            best, found = total, (first, index)
    return found
