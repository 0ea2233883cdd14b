"""The second look: a block's score in the light of its neighbours' scores and of the page's genre."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cleaner.document import Block
from cleaner.judge.neighbours import SCORED, score_facts
from cleaner.judge.page.genre_facts import GENRES
from cleaner.judge.page.page_facts import NAMES

if TYPE_CHECKING:
    from cleaner.judge.page.page_facts import Matrix

_AGAIN = (
    "words", "stop", "level", "linked", "tag", "hit", "prose", "kin_share", "place", "own_sum", "near_sum", "near_least", "in_list",
    "in_article", "in_main", "in_table", "in_figure", "mates", "mates_words", "mates_prose", "page_prose", "blocks", "run_words",
    "common", "after_ending", "since_ending", "section_hit", "folded", "says_body", "from_start", "from_end", "after_heading", "title_share",
    "lexicon", "lexicon_mean", "small", "sentences",
)  # fmt: skip
_MOST_WORDS = 60
_COLUMNS = tuple(NAMES.index(name) for name in _AGAIN)
STACKED = (
    *SCORED, "mates_first", "kin_first", "section_first", *(f"is_{genre}" for genre in GENRES), *_AGAIN,
)  # fmt: skip


def stack_facts(blocks: Sequence[Block], facts: Matrix, first: Matrix, genre: Matrix) -> Matrix:
    """The facts of the second look, one row a block, one column a name in `STACKED`.

    Args:
        facts: as `page_facts` gives them. first: the first look's score of each block. genre: score of each genre.
    """
    import numpy as np

    words = facts[:, NAMES.index("words")].astype(np.int64)
    columns = score_facts(first, words)
    score, mass = columns[0], np.minimum(words, _MOST_WORDS) + 1
    for key in (
        [block.evidence.container if block.evidence else 0 for block in blocks],
        [
            block.evidence.names[block.evidence.own_names : block.evidence.own_names + 6] if block.evidence else ()
            for block in blocks
        ],
    ):
        numbers: dict[object, int] = {}
        group = np.array([numbers.setdefault(name, len(numbers)) for name in key])
        total = np.bincount(group, score * mass).astype(np.int64)
        columns.append((total // np.bincount(group, mass).astype(np.int64))[group])
    heading = facts[:, NAMES.index("level")] > 0
    columns.append(score[np.maximum.accumulate(np.where(heading, np.arange(len(score)), 0))])
    columns += [np.full(len(score), int(value)) for value in genre]
    return np.concatenate((np.column_stack(columns), facts[:, _COLUMNS]), axis=1).astype(np.int32)
