"""The second look: a block's score in the light of its neighbours' scores and of the page's genre."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cleaner.document import Block
from cleaner.judge.page.genre_facts import GENRES
from cleaner.judge.page.page_facts import NAMES

if TYPE_CHECKING:
    from cleaner.judge.page.page_facts import Matrix

_AGAIN = (
    "words", "stop", "level", "linked", "tag", "hit", "prose", "kin_share", "place", "own_sum", "near_sum", "near_least", "in_list",
    "in_article", "in_main", "in_table", "in_figure", "mates", "mates_words", "mates_prose", "page_prose", "blocks", "run_words",
    "common", "after_ending", "since_ending", "section_hit", "folded", "says_body", "from_start", "from_end", "after_heading", "title_share",
)  # fmt: skip
_COLUMNS = tuple(NAMES.index(name) for name in _AGAIN)
STACKED = (
    "first", "before_1", "before_2", "before_3", "after_1", "after_2", "after_3", "around_5", "around_15", "mates_first", "kin_first",
    "best_before", "best_after", "kept_before", "kept_after", "section_first", "page_first", *(f"is_{genre}" for genre in GENRES), *_AGAIN,
)  # fmt: skip


def stack_facts(blocks: Sequence[Block], facts: Matrix, first: Matrix, genre: Matrix) -> Matrix:
    """The facts of the second look, one row a block, one column a name in `STACKED`.

    Args:
        facts: as `page_facts` gives them. first: the first look's score of each block. genre: score of each genre.
    """
    import numpy as np

    count = len(first)
    score = np.clip(first, -1024, 1024).astype(np.int64)
    words = np.minimum(facts[:, NAMES.index("words")], 60).astype(np.int64) + 1
    padded = np.concatenate((np.full(3, -1024), score, np.full(3, -1024)))
    shifted = [padded[3 + by : 3 + by + count] for by in (-1, -2, -3, 1, 2, 3)]
    sums = np.concatenate((np.zeros(1, np.int64), np.cumsum(score * words)))
    mass = np.concatenate((np.zeros(1, np.int64), np.cumsum(words)))
    index = np.arange(count)
    around = []
    for reach in (5, 15):
        low, high = np.maximum(0, index - reach), np.minimum(count, index + reach + 1)
        around.append((sums[high] - sums[low]) // (mass[high] - mass[low]))
    grouped = []
    for key in (
        [block.evidence.container if block.evidence else 0 for block in blocks],
        [
            block.evidence.names[block.evidence.own_names : block.evidence.own_names + 6] if block.evidence else ()
            for block in blocks
        ],
    ):
        numbers: dict[object, int] = {}
        group = np.array([numbers.setdefault(name, len(numbers)) for name in key])
        total = np.bincount(group, score * words).astype(np.int64)
        grouped.append((total // np.bincount(group, words).astype(np.int64))[group])
    kept = np.where(score > 0, words, 0)
    kept_sum = np.cumsum(kept)
    best_before = np.maximum.accumulate(padded[2 : 2 + count])
    best_after = np.maximum.accumulate(padded[::-1][2 : 2 + count])[::-1]
    heading = facts[:, NAMES.index("level")] > 0
    last = np.maximum.accumulate(np.where(heading, index, 0))
    columns = [
        score, *shifted, *around, *grouped, best_before, best_after, 100 * (kept_sum - kept) // max(1, int(kept_sum[-1])),
        100 * (kept_sum[-1] - kept_sum) // max(1, int(kept_sum[-1])), score[last], np.full(count, int(sums[-1] // mass[-1])),
        *(np.full(count, int(value)) for value in genre),
    ]  # fmt: skip
    return np.concatenate((np.column_stack(columns), facts[:, _COLUMNS]), axis=1).astype(np.int32)
