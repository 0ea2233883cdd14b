"""What a line that the document's shape cuts most likely is, and why it was cut, in words."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from cleaner.text.sentences import PROSE_WORDS, ends_sentence
from cleaner.text.words import count_words

_DIGITS = re.compile(r"\d")
_AROUND = 5
"""Lines looked at before and after a line: about what a reader sees beside it."""


class Reason(NamedTuple):
    """Why the shape of a document speaks against a line.

    Attributes:
        label: one of `cleaner.document.LABELS`; "other" where the line could be anything.
        confidence: 0.5 to 0.99, the model's own estimate; right as often as it says on sites it was not trained on.
        words: the reason, one sentence.
    """

    label: str
    confidence: float
    words: str


def reasons(texts: Sequence[str], scores: Sequence[int], limit: int, lines: Sequence[int]) -> dict[int, Reason]:
    """The reasons for some lines whose score is below `limit`, by index.

    Args:
        texts, scores: what went into and came out of `Shape.score`.
        lines: indices of the lines.
    """
    count = len(texts)
    kept = [i for i in range(count) if scores[i] >= limit]
    paragraphs = [i for i in kept if count_words(texts[i]) >= PROSE_WORDS] or kept
    first, last = (paragraphs[0], paragraphs[-1]) if paragraphs else (count, -1)
    below = [0]
    for score in scores:
        below.append(below[-1] + (score < limit))
    found = {}
    for i in lines:
        start, end = max(0, i - _AROUND), min(count, i + _AROUND + 1)
        zone = "head" if i < first else "tail" if i > last else "body"
        found[i] = _reason(texts[i], zone, scores[i], below[end] - below[start] - 1, end - start - 1)
    return found


_PLACES = {
    "head": "before the article's first paragraph",
    "tail": "after the article's last paragraph",
    "body": "between the article's paragraphs",
}


def _reason(text: str, zone: str, score: int, others: int, around: int) -> Reason:
    words = count_words(text)
    stop = ends_sentence(text)
    form = f"{'A sentence' if stop else 'A line without a full stop'}, {words} word{'s' * (words > 1)},"
    said = f"{form} {_PLACES[zone]}; {others} of the {around} lines around it are no part of the article either."
    return Reason(label_by_form(text, zone, words, stop), _confidence(score), said)


@lru_cache(maxsize=4096)
def _confidence(score: int) -> float:
    return round(min(0.99, max(0.5, 1 / (1 + math.exp(max(score, -1000) / 100)))), 2)


def label_by_form(text: str, zone: str, words: int, stop: bool) -> str:
    """By form first, then by place: lists of links stand before an article, headlines of others after it."""
    if "©" in text:
        return "copyright"
    if words <= 8 and not stop and len(_DIGITS.findall(text[:80])) >= 3:
        return "timestamp"
    if text[0] in "@#" and words <= 10:
        return "social" if text[0] == "@" else "taxonomy"
    if stop:
        return "other"
    if zone == "head":
        return "navigation" if words <= 5 else "related" if words >= 8 else "other"
    return "related" if words >= 5 else "navigation" if zone == "tail" else "other"
