"""A second opinion: which blocks another extractor would keep."""

from __future__ import annotations

import re

from cleaner.document import Block, Document
from cleaner.read.decode import decode

MAX_PAGE = 3_000_000
MAX_BLOCKS = 10_000
"""Characters and blocks of the largest page that is shown to the extractor: its time grows faster than the page."""

_NOT_WORDS = re.compile(r"[\W_]+")
_GRAM = 12
_SHARE = 0.6
"""A block that is no line of the extract counts as kept if so much of its stretches of 12 characters stands there: what
the extractor leaves out of a paragraph is footnote marks and buttons."""


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
        # model had not seen word F1 rises by 0.040 then, by 0.045 so.
        return extract(html, include_comments=False, fast=True, favor_recall=True)
    except MemoryError:  # what comes of a page does not depend on the memory that there is
        raise
    except Exception:  # whatever goes wrong in another extractor, its opinion is all that is missing
        return None


def mark(blocks: list[Block], extract: str) -> None:
    """Sets `Evidence.witness` of blocks by what an extractor kept of them, letters and digits compared.

    Args:
        blocks: of an HTML document.
        extract: the extractor's text, one paragraph, list item or table row a line.
    """
    lines = [_letters(line) for line in extract.split("\n")]
    kept, whole = "".join(lines), {line for line in lines if line}
    grams = {kept[at : at + _GRAM] for at in range(len(kept) - _GRAM + 1)}
    for block in blocks:
        text = _letters(block.text)
        found = [text[at : at + _GRAM] in grams for at in range(len(text) - _GRAM + 1)]
        assert block.evidence is not None
        block.evidence.witness = text in whole or bool(found) and sum(found) >= _SHARE * len(found)


def _letters(text: str) -> str:
    return _NOT_WORDS.sub("", text).lower()
