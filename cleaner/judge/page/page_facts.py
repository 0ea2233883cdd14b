"""What the blocks of a page look like together: containers, place, neighbours, words in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cleaner.document import Block, Head
from cleaner.judge.lines import Lexicon, Lines, distinct, in_common
from cleaner.judge.page.block_facts import LINKED, NAMED, OWN, PROSE, WORDS, name_facts, own_facts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.int32]

PLACE = (
    "mates", "mates_words", "mates_prose", "mates_linked", "best_mates", "kin_share", "place", "prose_before",
    "prose_after", "words_before", "words_after", "since_prose", "until_prose", "to_heading", "after_heading",
    "from_start", "from_end", "in_run", "said", "common", "title_share", "of_title", "since_ending", "after_ending",
    "section_hit", "since_section",
)  # fmt: skip
WHOLE = ("blocks", "page_prose", "prose_share", "run_words", "hits", "link_share")
BESIDE = tuple(
    f"{name}_{by:+d}"
    for by in (-2, -1, 1, 2)
    for name in ("words", "stop", "linked", "level", "tag", "prose", "hit", "mate")
)
NAMES = (*OWN, *PLACE, *NAMED, *WHOLE, *BESIDE)
"""Names of the columns of `page_facts`."""

_BESIDE_COLUMNS = tuple(OWN.index(name) for name in ("words", "stop", "linked", "level", "tag", "prose", "hit"))
_FAR = 99
_SHORT_COST = 6
_MOST = 60
_ENDINGS = frozenset(("comments", "related", "copyright", "newsletter", "author_bio"))
HIT = OWN.index("hit")


def page_facts(
    blocks: Sequence[Block],
    lines: Sequence[Lines],
    head: Head | None,
    hits: Sequence[str | None],
    names: Mapping[str, int],
    lexicon: Lexicon,
) -> Matrix:
    """The facts of all blocks of a page.

    Args:
        blocks: of an HTML document.
        lines: their texts as numbers, in pieces.
        hits: for each block the label that a certain rule gave it, or None.
        names: weights of words in names, see `name_facts`. lexicon: weights of words in texts.

    Returns:
        One row a block, one column a name in `NAMES`.
    """
    import numpy as np

    count = len(blocks)
    own = own_facts(blocks, lines, hits, lexicon)
    evidence = [block.evidence for block in blocks]
    words, prose, linked = own[:, WORDS], own[:, PROSE], own[:, LINKED]
    prose_words = words * prose
    total, total_prose = max(1, int(words.sum())), int(prose_words.sum())

    # Blocks of one container, and blocks whose containers bear the same names ("post", "article-body").
    _, mate = np.unique(np.array([e.container for e in evidence if e]), return_inverse=True)
    mates, mates_words = np.bincount(mate), np.bincount(mate, words).astype(np.int64)
    mates_prose = np.bincount(mate, prose).astype(np.int64)
    mates_linked = np.bincount(mate, linked * own[:, 0]) // np.maximum(1, np.bincount(mate, own[:, 0]))
    best = int(np.argmax(mates_prose * 1000 + mates_words))
    kin_of: dict[tuple[str, ...], int] = {}
    kin = np.array([kin_of.setdefault(e.names[e.own_names : e.own_names + 6], len(kin_of)) for e in evidence if e])
    kin_prose = np.bincount(kin, prose_words)
    kin_share = 100 * kin_prose[kin] // max(1, int(kin_prose.max()))

    index = np.arange(count)
    before = np.cumsum(prose_words) - prose_words
    after = total_prose - before - prose_words
    heading = next((i for i, e in enumerate(evidence) if e and e.level == 1), -1)
    start, end, run = _run(prose_words.tolist(), prose.tolist())
    seen = Counter(block.text for block in blocks)
    said = [min(5, seen[block.text]) for block in blocks]

    common = in_common(lines, prose > 0)
    title_share, of_title = _of_title(lines, head)
    ending = np.array([label in _ENDINGS for label in hits]) if count else np.zeros(0, bool)
    since_ending = _since(ending)
    section = np.array([bool(e and e.level) for e in evidence])
    since_section = _since(section)
    at_section = np.maximum(0, index - np.minimum(since_section, index))
    section_hit = np.where((since_section < _FAR) & (since_section > 0), own[at_section, HIT], 0)

    place = np.column_stack((
        np.minimum(mates[mate], 50), np.minimum(mates_words[mate], 3000), 100 * mates_prose[mate] // mates[mate],
        mates_linked[mate], mate == best, kin_share, 100 * index // max(1, count), 100 * before // max(1, total_prose),
        100 * after // max(1, total_prose), np.minimum(before, 2000), np.minimum(after, 2000), _since(prose > 0),
        _since(prose[::-1] > 0)[::-1],
        np.full(count, _FAR) if heading < 0 else np.minimum(60, np.abs(index - heading)),
        np.zeros(count) if heading < 0 else 2 + np.sign(index - heading),
        np.clip(index - start, -50, 50), np.clip(index - end, -50, 50), (index >= start) & (index <= end), said,
        common, title_share, of_title, since_ending, 100 * np.cumsum(ending) // max(1, int(ending.sum())),
        section_hit, since_section,
    ))  # fmt: skip
    whole = [
        min(count, 1000), min(total_prose, 3000), 100 * total_prose // total, min(run, 3000),
        100 * int((own[:, HIT] > 0).sum()) // max(1, count), int((linked * own[:, 0]).sum()) // max(1, int(own[:, 0].sum())),
    ]  # fmt: skip
    parts = [own, place, name_facts(blocks, names), np.tile(whole, (count, 1)), *_beside(own, mate)]
    return np.concatenate(parts, axis=1).astype(np.int32)


def _beside(own: Matrix, mate: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """For the two blocks before and after each, some of their facts and whether they share its container; -1 past the ends."""
    import numpy as np

    some = np.column_stack((own[:, _BESIDE_COLUMNS], mate))
    parts = []
    for by in (-2, -1, 1, 2):
        moved = np.full(some.shape, -1, np.int64)
        if by < 0:
            moved[-by:] = some[:by]
        else:
            moved[:-by] = some[by:]
        moved[:, -1] = np.where(moved[:, -1] < 0, -1, moved[:, -1] == mate)
        parts.append(moved)
    return parts


def _since(marks: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For each place the steps since the last mark at or before it, 99 at most."""
    import numpy as np

    index = np.arange(len(marks))
    last = np.maximum.accumulate(np.where(marks, index, -_FAR))
    return np.minimum(_FAR, index - last)


def _run(prose_words: list[int], prose: list[int]) -> tuple[int, int, int]:
    """First and last block, and value, of the densest run of prose (Kadane's algorithm, as in `judge.zones`)."""
    best = start = end = total = first = 0
    for index, words in enumerate(prose_words):
        if total <= 0:
            total, first = 0, index
        total += min(words, _MOST) if prose[index] else -_SHORT_COST
        if total > best:
            best, start, end = total, first, index
    return start, end, best


def _of_title(lines: Sequence[Lines], head: Head | None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each block the share of its words that the page's title has, and of the title's words that it has."""
    import numpy as np

    titles = [head.title or "", *(content for name, content in head.meta if name == "og:title")] if head else []
    titles = [title[:300] for title in titles if title]
    count = sum(piece.n for piece in lines)
    wanted = distinct(Lines(titles).stems[1]) if titles else np.zeros(0, np.intp)
    if not len(wanted):
        return np.zeros(count, np.int64), np.zeros(count, np.int64)
    share, of_title = [], []
    for piece in lines:
        at, slot = piece.stems
        found = np.bincount(at, np.isin(slot, wanted), minlength=piece.n).astype(np.int64)
        share.append(100 * found // np.maximum(1, np.bincount(at, minlength=piece.n)))
        of_title.append(np.minimum(100, 100 * found // len(wanted)))
    return np.concatenate(share), np.concatenate(of_title)
