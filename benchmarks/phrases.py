"""Learns which words and pairs of words speak for an article's line and which against it (`cleaner.judge.phrases`).

A logistic regression over the phrases of each line. A phrase counts only if four sites have it: what one publisher always
says is no help on the next one's pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from cleaner.judge.lines import Lines, join_heads
from cleaner.judge.phrases import (
    BITS,
    LONGEST_NUMBER,
    PLACES,
    TIES,
    UNIT,
    WHOLE,
    Phrases,
    pairs_of,
    read_words,
    slots_of,
    whole_of,
    word_spans,
)

LEAST_SITES = 4
STRENGTH = 2e-5  # of the penalty on large weights
LEAST = 0.1  # weight that is kept, in natural units: about one phrase in seven
PASSES = 6


def table_of(weights: Mapping[str, Mapping[str, int]]) -> Any:
    """The table that `Phrases` looks weights up in.

    Args:
        weights: for each of `PLACES` those of -127 to 127 by phrase: one or two words in small letters, up to `WHOLE` where it is a
            whole line. A number is written as zeros, as many as it has digits, eight at most.
    """
    table = np.zeros(1 << BITS, np.int8)
    for place, tie in zip(PLACES, TIES):
        phrases = weights[place]
        if not phrases:
            continue
        words, offsets = read_words(Lines(list(phrases)))
        count = offsets[1:] - offsets[:-1]
        if place == "whole":
            keys, known = whole_of(words, offsets), count <= WHOLE
        else:
            keys, known = words.take(offsets[:-1], mode="clip"), count <= 2
            two = (count == 2).nonzero()[0]
            keys[two] = pairs_of(words).take(offsets[two])
        known &= count > 0
        table[slots_of(keys[known] * tie)] = np.fromiter(phrases.values(), np.int8)[known]
    return table


class Corpus:
    """The phrases of all lines, ready to learn weights from.

    Args:
        sites: of each page. pages: the lines of each.
    """

    def __init__(self, sites: Sequence[str], pages: Sequence[Sequence[str]]) -> None:
        from scipy import sparse

        numbers: dict[tuple[str, str], int] = {}
        seen: list[tuple[str, ...]] = []
        rows: list[Any] = []
        counts: list[int] = []
        for site, texts in zip(sites, pages):
            for phrases in _phrases(texts):
                row = []
                for phrase in phrases:
                    number = numbers.setdefault(phrase, len(numbers))
                    if number == len(seen):
                        seen.append((site,))
                    elif len(seen[number]) < LEAST_SITES and site not in seen[number]:
                        seen[number] += (site,)
                    row.append(number)
                rows.append(np.array(row, np.int32))
                counts.append(len(row))
        common = np.array([len(found) >= LEAST_SITES for found in seen])
        self._phrases = [phrase for phrase, known in zip(numbers, common) if known]
        column = np.cumsum(common) - 1
        offsets = np.concatenate(([0], np.cumsum(counts)))
        flat = np.concatenate(rows)
        values = np.repeat(1 / np.sqrt(np.maximum(counts, 1)), counts)
        known = common[flat]
        kept = np.concatenate(([0], np.cumsum(known)))[offsets]
        shape = (len(rows), len(self._phrases))
        self._table = sparse.csr_matrix((values[known], column[flat[known]], kept), shape=shape)

    def learn(self, keep: Any, weight: Any) -> dict[str, dict[str, int]]:
        """The weights, as `table_of` takes them.

        Args:
            keep: whether each line is the article's. weight: what it counts; 0 for lines that are not learned from.
        """
        from sklearn.linear_model import SGDClassifier

        rows = np.flatnonzero(weight > 0)
        model = SGDClassifier(loss="log_loss", alpha=STRENGTH, max_iter=PASSES, tol=None, random_state=1, average=True)
        model.fit(self._table[rows], keep[rows], sample_weight=weight[rows])
        found: dict[str, dict[str, int]] = {place: {} for place in PLACES}
        for (place, phrase), value in zip(self._phrases, model.coef_[0]):
            if abs(value) >= LEAST:
                found[place][phrase] = max(-127, min(127, round(UNIT * value)))
        return {place: dict(sorted(phrases.items())) for place, phrases in found.items()}


def learn_by_fold(
    sites: Sequence[str], pages: Sequence[Sequence[str]], keep: Any, weight: Any, fold: Any, folds: int
) -> tuple[list[Phrases], dict[str, dict[str, int]]]:
    """For each fold the phrases learned without its pages, and the weights learned from all of them.

    Args:
        keep, weight: as `Corpus.learn` takes them. fold: of each line.
    """
    corpus = Corpus(sites, pages)
    apart = [Phrases(table_of(corpus.learn(keep, np.where(fold == number, 0, weight)))) for number in range(folds)]
    return apart, corpus.learn(keep, weight)


def line_weights(words: Any, chosen: Any) -> Any:
    """What a line counts: the root of its words, 40 at most; 0 for what is not chosen."""
    return np.where(chosen, np.sqrt(np.minimum(words, 40)), 0.0) / 3


def _phrases(texts: Sequence[str]) -> Iterator[list[tuple[str, str]]]:
    """For each line its phrases with their places, as `Phrases.scores` looks them up."""
    if not texts:
        return
    lines = Lines(texts)
    joined = join_heads(texts)
    spans = zip(*(ends.tolist() for ends in word_spans(lines)))
    words = [joined[start:stop].lower() for start, stop in spans]
    words = ["0" * min(len(word), LONGEST_NUMBER) if word.isdecimal() else word for word in words]
    for start, stop in pairwise(read_words(lines)[1].tolist()):
        own = words[start:stop]
        pairs = [f"{a} {b}" for a, b in pairwise(own)]
        found = [("anywhere", phrase) for phrase in (*own, *pairs)]
        if own:
            found += [("first", own[0]), ("last", own[-1])]
        if pairs:
            found += [("first", pairs[0]), ("last", pairs[-1])]
        if 0 < len(own) <= WHOLE:
            found.append(("whole", " ".join(own)))
        yield found
