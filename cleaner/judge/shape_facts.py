"""Facts about the lines of a document as whole numbers, all lines at once: what the shape model looks at.

Every number is an integer, so that the same text gives the same facts on every machine. A document costs a fixed number
of numpy calls; a line costs its first `HEAD` characters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from cleaner.document import LABELS
from cleaner.judge.lines import COMMA, DASH, DIGIT, LINK, QUOTE, STOP, Lines, in_common
from cleaner.judge.neighbours import SCORED, score_facts
from cleaner.judge.phrases import LOUD, Phrases

OWN = (
    "length", "words", "phrases", "prose", "same", "first", "last", "breaks", "digits", "dashes",
    "commas", "stops", "links", "small", "capital", "sentences", "hit", "common", "since_ending", "endings",
)  # fmt: skip
SHIFTED = ("words", "phrases", "first", "last", "hit")
SHIFTS = (-2, -1, 1, 2)
SUMMED = ("prose", "phrases", "short", "links", "same", "open", "hit")
WINDOWS = (2, 5, 12)
PLACE = (
    "index", "index_end", "place", "lines", "total", "mean_words", "prose_lines", "first_index", "before", "after",
    "before_share", "after_share",
)  # fmt: skip

NAMES: tuple[str, ...] = (
    *OWN,
    *(f"{name}{shift:+d}" for shift in SHIFTS for name in SHIFTED),
    *(f"{name}~{window}" for window in WINDOWS for name in SUMMED),
    *PLACE,
)  # fmt: skip
"""Names of the facts, in the order of the rows of `facts`."""
_AGAIN = (
    "words", "phrases", "prose", "first", "last", "breaks", "hit", "common", "since_ending", "small", "sentences",
    "hit-1", "hit+1", "prose~2", "prose~12", "phrases~5", "short~5", "hit~5", "index", "index_end", "before_share",
    "after_share", "total", "prose_lines", "stops", "links", "same",
)  # fmt: skip
STACKED: tuple[str, ...] = (*SCORED, *_AGAIN)
"""Names of the facts of the second look, in the order of the rows of `stacked`."""
_AGAIN_ROWS = np.array([NAMES.index(name) for name in _AGAIN])
_WORDS = OWN.index("words")
_SHIFTED_ROWS = np.array([OWN.index(name) for name in SHIFTED])
_SAME = OWN.index("same")
_LABEL = {label: number for number, label in enumerate(LABELS, 1)}
_ENDINGS = frozenset(("comments", "related", "copyright", "newsletter", "author_bio"))
"""Labels of what most often follows an article."""
_FAR = 99


def facts(
    lines: Lines, texts: Sequence[str], breaks: Sequence[int], hits: Sequence[str | None], phrases: Phrases
) -> Any:
    """The facts of each line.

    Args:
        lines: the lines as numbers. texts: the lines. breaks: 1 or 2 line breaks before each.
        hits: label that a certain rule gave a line, or None.
        phrases: weights of phrases.

    Returns:
        int32 array of shape (len(NAMES), len(texts)).
    """
    n = lines.n
    c, last, words = lines.counts, lines.last, lines.words
    label = np.array([_LABEL[hit] if hit else 0 for hit in hits])
    hit = label > 0
    prose = np.minimum(words, 60) * (prose_like(lines) & ~hit)
    said = phrases.scores(lines)
    counted = Counter(texts)
    same = [counted[text] for text in texts] if len(counted) < n else 1
    ending = np.array([name in _ENDINGS for name in hits])
    i = np.arange(n)
    endings = ending.cumsum()
    since_ending = np.minimum(_FAR, i - np.maximum.accumulate(np.where(ending, i, -_FAR)))

    X = np.empty((len(NAMES), n), np.int32)
    own = X[: len(OWN)]
    tokens = np.maximum(1, lines.tokens)
    for row, values in enumerate((
        lines.length, words, said, prose, same, lines.first, last, breaks, c[DIGIT],
        c[DASH], c[COMMA], c[STOP], c[LINK], 100 * lines.small // tokens, 100 * lines.capital // tokens, lines.sentences,
        label, in_common([lines], prose > 0), since_ending, endings,
    )):  # fmt: skip
        own[row] = values
    row = len(OWN)

    # The lines beside it.
    reach = max(SHIFTS)
    beside = np.full((len(SHIFTED), n + 2 * reach), -2, np.int32)
    beside[:, reach : reach + n] = X.take(_SHIFTED_ROWS, axis=0)
    for shift in SHIFTS:
        X[row : row + len(SHIFTED)] = beside[:, reach + shift : reach + shift + n]
        row += len(SHIFTED)

    # Sums over the lines around it; beyond the ends there is nothing, so the sums up to there stay as they are.
    most = max(WINDOWS)
    sums = np.zeros((len(SUMMED), n + 2 * most + 1), np.int32)
    inner = sums[:, most + 1 : most + 1 + n]
    for number, values in enumerate((
        prose, np.maximum(np.minimum(said, LOUD), -LOUD), words < 8, c[LINK], own[_SAME] > 1,
        (last < STOP) & (words < 25), hit,
    )):  # fmt: skip
        inner[number] = values
    sums.cumsum(axis=1, out=sums)
    for window in WINDOWS:
        start = most - window
        out = X[row : row + len(SUMMED)]
        np.subtract(sums[:, most + window + 1 : most + window + 1 + n], sums[:, start : start + n], out=out)
        row += len(SUMMED)

    # Where it stands among the document's prose.
    running = sums[0, most : most + n + 1]
    total = int(running[n])
    before, after = running[:n], total - running[1:]
    where = (prose >= 10).nonzero()[0]
    for values in (
        i, n - 1 - i, i * 100 // n, n, total, int(words.sum()) * 10 // n, len(where) * 100 // n,
        i - (int(where[0]) if len(where) else 0), before, after, before * 100 // max(total, 1),
        after * 100 // max(total, 1),
    ):  # fmt: skip
        X[row] = values
        row += 1
    return X


def stacked(seen: Any, first: Any) -> Any:
    """The facts of the second look.

    Args:
        seen: as `facts` gives them. first: scores of the first look.

    Returns:
        int32 array of shape (len(STACKED), number of lines).
    """
    return np.concatenate((np.stack(score_facts(first, seen[_WORDS])), seen.take(_AGAIN_ROWS, axis=0))).astype(np.int32)


def prose_like(lines: Lines) -> Any:
    """Whether each line reads like prose: ten words or more that end like a sentence, or a paragraph of any ending."""
    ended = (lines.last == STOP) | (lines.last == QUOTE)
    return ended & (lines.words >= 10) | (lines.words >= 30) & (lines.counts[STOP] > 0)
