"""A second opinion: which blocks another extractor would keep."""

from __future__ import annotations

import logging
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from itertools import accumulate
from typing import Any

from cleaner.document import Block, Document

MAX_PAGE = 3_000_000
MAX_BLOCKS = 10_000
"""Characters and blocks of the largest page that is shown to the extractor: its time grows faster than the page."""

_NOT_WORDS = re.compile(r"[\W_]+")
_LEAST = 20
"""Characters that a block must have to be found inside a line; a shorter one must be the line."""

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
    lines = [_letters(line) for line in extract.split("\n")]
    kept = "".join(lines)
    starts: dict[str, list[int]] = {}
    for line, start in zip(lines, accumulate(map(len, lines), initial=0)):
        starts.setdefault(line, []).append(start)
    grams: dict[str, int] = {}
    gap = 0, 0
    texts = [_letters(block.text) for block in blocks]
    places = _anchors(texts, kept)
    following = [len(kept)] * (len(blocks) + 1)
    for number in range(len(blocks) - 1, -1, -1):
        following[number] = places.get(number, following[number + 1])
    here = 0
    for number, (block, text, after) in enumerate(zip(blocks, texts, [*texts[1:], ""])):
        place, until = places.get(number, -1), following[number]
        if place < 0 and text:
            place = _find(text, after, kept, starts.get(text, []), here, until)
        if place < 0 and len(text) >= 2 * _GRAM:
            if gap != (here, until):
                gap = here, until
                grams = {kept[at : at + _GRAM]: at for at in range(here, until - _GRAM + 1)}
            found = [grams.get(text[at : at + _GRAM], -1) for at in range(len(text) - _GRAM + 1)]
            if len(found) - found.count(-1) >= _SHARE * len(found):
                place = max(found) + _GRAM - len(text)
        if place >= 0:
            here = max(here, min(place + len(text), following[number + 1]))
        assert block.evidence is not None
        block.evidence.witness = place >= 0


def _find(text: str, after: str, kept: str, lines: list[int], here: int, until: int) -> int:
    """Where a block stands in the extract from `here` to `until`; -1 for nowhere.

    Args:
        after: the text of the next block: a short one must be followed by it, or be a line.
        lines: where lines of this text begin.
    """
    if len(text) >= _LEAST:
        return kept.find(text, here, until)
    if kept.startswith(text + after, here):
        return here
    at = bisect_left(lines, here)
    return lines[at] if at < len(lines) and lines[at] < until else -1


def _anchors(texts: list[str], kept: str) -> dict[int, int]:
    """Places of the blocks that stand in the extract once, the longest row of them that is in order."""
    counts = Counter(texts)
    ends: list[int] = []
    rows: list[tuple[int, int, Any]] = []  # the last block of a row of each length, its place, and the row before it
    for number, text in enumerate(texts):
        place = kept.find(text) if len(text) >= _LEAST and counts[text] == 1 else -1
        if place >= 0 and kept.find(text, place + 1) < 0:
            slot = bisect_right(ends, place)
            ends[slot : slot + 1] = [place]
            rows[slot : slot + 1] = [(number, place, rows[slot - 1] if slot else None)]
    places: dict[int, int] = {}
    row = rows[-1] if rows else None
    while row:
        places[row[0]] = row[1]
        row = row[2]
    return places


def _letters(text: str) -> str:
    return _NOT_WORDS.sub("", text).lower()
