"""A second opinion on a page: which of its blocks another extractor would keep."""

from __future__ import annotations

import re

from cleaner.document import Document

MOST_CHARACTERS = 2_000_000
"""Longer pages are not shown to the witness: its time grows faster than the page."""
_DEEPEST = 200
"""Nor are pages nested deeper than this, on which its recursion ends."""
_SHORT = 40
"""Characters up to which a block must be a whole line of the witness's text: "News" stands in many sentences."""

_WORDS = re.compile(r"\w+")


def ask_trafilatura(document: Document, html: str | bytes) -> bool:
    """Sets `Evidence.witness` of each block: whether trafilatura's extraction holds its words.

    Args:
        document: as `read_html` made it of `html`.

    Returns:
        Whether there is an opinion: no, where the page is too long or too deep for it or it finds nothing.
    """
    depth = max((len(block.evidence.ancestors) for block in document.blocks if block.evidence), default=0)
    if len(html) > MOST_CHARACTERS or depth > _DEEPEST:
        return False
    text = _extract(html)
    if not text:
        return False
    lines = {_plain(line) for line in text.split("\n")}
    whole = f" {_plain(text)} "
    for block in document.blocks:
        words = _plain(block.text)
        if block.evidence and words:
            short = len(block.text) <= _SHORT
            block.evidence.witness = words in lines if short else f" {words} " in whole
    return True


def _plain(text: str) -> str:
    return " ".join(_WORDS.findall(text.lower()))


def _extract(html: str | bytes) -> str | None:
    import trafilatura

    try:
        return trafilatura.extract(html, include_comments=False)
    except Exception:  # whatever it trips over, the judge can do without it
        return None
