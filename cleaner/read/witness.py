"""A second opinion: which blocks another extractor would keep."""

from __future__ import annotations

import logging
import re
from bisect import bisect_right
from itertools import accumulate

from cleaner.document import Block, Document

MAX_PAGE = 3_000_000
MAX_BLOCKS = 10_000
"""Characters and blocks of the largest page that is shown to the extractor: its time grows faster than the page."""

_NOT_WORDS = re.compile(r"[\W_]+")
_LEAST = 20
"""Characters that a block must have to be found inside a line; a shorter one must be the line."""

_TRIES = 20
"""Places that are looked at for a short one: "a" stands in every line."""

_GRAM = 12
_SHARE = 0.6
"""A block that is not in the extract as it stands counts as kept if so much of its stretches of 12 characters is: what
the extractor leaves out of a paragraph is footnote marks and buttons."""


def ask_trafilatura(document: Document, html: str) -> None:
    """Sets `Evidence.witness` of each block: whether trafilatura keeps it, by its default settings without comments.

    Its text is matched with the blocks in order, by their letters and digits. Nothing is fetched. Where it fails, finds
    nothing, or the page is larger than MAX_PAGE or MAX_BLOCKS, no witness is set.

    Args:
        document: as `read_html` gives it.
        html: the page that it was read from, decoded.
    """
    if not document.blocks or len(html) > MAX_PAGE or len(document.blocks) > MAX_BLOCKS:
        return
    extract = _extract(html)
    if extract:
        mark(document.blocks, extract)


def _extract(html: str) -> str | None:
    from trafilatura import extract

    logger = logging.getLogger("trafilatura")
    if not logger.handlers:  # or what it has to say of a broken page goes to stderr
        logger.addHandler(logging.NullHandler())
    try:
        return extract(html, include_comments=False)
    except MemoryError:  # what comes of a page does not depend on the memory that there is
        raise
    except Exception:  # whatever goes wrong in another extractor, its opinion is all that is missing
        return None


def mark(blocks: list[Block], extract: str) -> None:
    """Sets `Evidence.witness` of blocks by what an extractor kept of them.

    Blocks whose text stands in the extract once are found first, as far as they are in order; the others are looked for
    between their neighbours, so that a word of a menu is not taken for the same word in the article.

    Args:
        blocks: of an HTML document, in order.
        extract: the extractor's text, one paragraph, list item or table row a line.
    """
    lines = list(filter(None, map(_letters, extract.split("\n"))))
    kept = "".join(lines)
    starts = {0, *accumulate(map(len, lines))}  # where lines of the extract begin, and where they end
    texts = [_letters(block.text) for block in blocks]
    places = _anchors(texts, kept)
    following = [len(kept)] * (len(blocks) + 1)
    for number in range(len(blocks) - 1, -1, -1):
        following[number] = places.get(number, following[number + 1])
    here = 0
    gap = (0, 0)
    grams: dict[str, int] = {}
    for number, (block, text) in enumerate(zip(blocks, texts)):
        end = None
        until = following[number]
        if number in places:
            end = places[number] + len(text)
        elif text:
            after = texts[number + 1] if number + 1 < len(texts) else ""
            end = _find(text, after, kept, starts, here, until)
            if end is None and len(text) >= 2 * _GRAM:
                if gap != (here, until):
                    gap = (here, until)
                    grams = {kept[i : i + _GRAM]: i for i in range(here, until - _GRAM + 1)}
                end = _overlap(text, grams)
        if end is not None:
            here = max(here, min(end, following[number + 1]))
        assert block.evidence is not None
        block.evidence.witness = end is not None


def _find(text: str, after: str, kept: str, starts: set[int], here: int, until: int) -> int | None:
    """Where a block's text ends in the part of the extract from `here` to `until`; None if it is not there.

    A short one must be a line, or go on where the last block ended and be followed by the next.
    """
    if len(text) >= _LEAST:
        place = kept.find(text, here, until)
        return None if place < 0 else place + len(text)
    if kept.startswith(text, here) and here + len(text) <= until:
        end = here + len(text)
        if end in starts or (after and kept.startswith(after, end)):
            return end
    place = here
    for _ in range(_TRIES):
        place = kept.find(text, place, until)
        if place < 0:
            break
        if place in starts and place + len(text) in starts:
            return place + len(text)
        place += 1
    return None


def _anchors(texts: list[str], kept: str) -> dict[int, int]:
    """Places of the blocks that stand in the extract once, the longest row of them that is in order."""
    counts: dict[str, int] = {}
    for text in texts:
        counts[text] = counts.get(text, 0) + 1
    found = []
    for number, text in enumerate(texts):
        if len(text) >= _LEAST and counts[text] == 1:
            place = kept.find(text)
            if place >= 0 and kept.find(text, place + 1) < 0:
                found.append((number, place))
    # The longest increasing row, by patience sorting.
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(found):
        slot = bisect_right(ends, place)
        before.append(last[slot - 1] if slot else -1)
        ends[slot : slot + 1] = [place]
        last[slot : slot + 1] = [index]
    row: dict[int, int] = {}
    index = last[-1] if last else -1
    while index >= 0:
        number, place = found[index]
        row[number] = place
        index = before[index]
    return row


def _overlap(text: str, grams: dict[str, int]) -> int | None:
    """Where a text ends that shares most of its stretches with a part of the extract; None if it does not."""
    places = [place for i in range(len(text) - _GRAM + 1) if (place := grams.get(text[i : i + _GRAM])) is not None]
    return max(places) + _GRAM if places and len(places) >= _SHARE * (len(text) - _GRAM + 1) else None


def _letters(text: str) -> str:
    return _NOT_WORDS.sub("", text).lower()
