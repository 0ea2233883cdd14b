"""The headline of a text, where no markup names it: which of the short lines above the article it is.

A linear model over facts of each line; its weights were fitted (conditional logit, L2) on 1,745 pages' text from two
extractors and checked on pages left out: right on 70% of news pages and 76% of articles, where the headline stands in
the text on 77% and 89% (docs/metadata.md).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from cleaner.document import Block
from cleaner.judge.measure import Measure
from cleaner.metadata.block_dates import is_date_line
from cleaner.metadata.dates import find_dates
from cleaner.metadata.headline_lines import Lines
from cleaner.metadata.lexicon import Lexicon, starts_with
from cleaner.metadata.names import looks_like_person
from cleaner.text.fold import fold

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
    if not lines.found:
        return None
    forms = {index: _sum(lines.form(index)) for index in lines.candidates()}
    if not forms:
        return None
    # What a line says can make up for its form only so far: lines further behind are not read.
    least = max(forms.values()) - _MATTER
    scores = {index: form + _sum(lines.matter(index)) for index, form in forms.items() if form >= least}
    best = max(scores, key=lambda index: (scores[index], -index))
    if lines.measure(best).words < 2 and not lines.dated(best):
        # One word right above a headline names its section.
        scores = {index: score for index, score in scores.items() if index != best}
        below = max(scores, key=lambda index: (scores[index], -index), default=None)
        if below is None or not 0 < below - best <= _BELOW_SECTION or lines.form(below)["stop"]:
            return None
        best = below
    sure = 1.0 / sum(math.exp(score - scores[best]) for score in scores.values())
    return (best, sure) if sure >= _LEAST and _plausible(lines, best, lexicon, sure) else None


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
