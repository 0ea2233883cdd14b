"""The second look of the learned judges: a line's score in the light of its neighbours' scores."""

from __future__ import annotations

from typing import Any

SCORED = (
    "first", "before_1", "before_2", "before_3", "after_1", "after_2", "after_3", "around_5", "around_15", "best_before",
    "best_after", "kept_before", "kept_after", "page_first",
)  # fmt: skip
"""Names of the columns of `score_facts`."""

_MOST = 1024
_MOST_WORDS = 60


def score_facts(first: Any, words: Any) -> list[Any]:
    """What is known of each line from the first look at all of them, one column a name in `SCORED`.

    Args:
        first: the first look's scores; above 0 a line looks kept. words: of each line.
    """
    import numpy as np

    count = len(first)
    score = np.clip(first, -_MOST, _MOST).astype(np.int64)
    mass = np.minimum(words, _MOST_WORDS).astype(np.int64) + 1
    padded = np.full(count + 6, -_MOST)
    padded[3 : 3 + count] = score
    shifted = [padded[3 + by : 3 + by + count] for by in (-1, -2, -3, 1, 2, 3)]
    sums = np.concatenate((np.zeros(1, np.int64), np.cumsum(score * mass)))
    masses = np.concatenate((np.zeros(1, np.int64), np.cumsum(mass)))
    index = np.arange(count)
    around = []
    for reach in (5, 15):
        low, high = np.maximum(0, index - reach), np.minimum(count, index + reach + 1)
        around.append((sums[high] - sums[low]) // (masses[high] - masses[low]))
    kept = np.where(score > 0, mass, 0)
    running = np.cumsum(kept)
    total = max(1, int(running[-1]))
    return [
        score, *shifted, *around, np.maximum.accumulate(padded[2 : 2 + count]),
        np.maximum.accumulate(padded[::-1][2 : 2 + count])[::-1], 100 * (running - kept) // total,
        100 * (running[-1] - running) // total, np.full(count, int(sums[-1] // masses[-1])),
    ]  # fmt: skip
