"""Where sentences end, and which lines read like prose."""

from __future__ import annotations

import re
from typing import Any

UNPARTED_STOPS = "。！？｡．။།។៕"
"""Marks that end a sentence also where no space follows."""

STOPS = ".!?…।॥؟۔։።፧" + UNPARTED_STOPS
"""Marks that end a sentence in any script."""

CLOSERS = "\"'”’“‘»«›‹」』)）]】〉》"
"""Quotes and brackets that may stand behind such a mark; some languages close with what others open with."""

_END = re.compile(f"[{re.escape(STOPS)}](?:[ \u00a0\u202f]?[{re.escape(CLOSERS)}])*$")
_MOST_CLOSERS = 8

PROSE_WORDS = 12
"""A sentence this long that ends in a stop is prose: shorter ones may be prose, captions or calls."""

PARAGRAPH_WORDS = 30
"""Words of a line that is prose if it holds a whole sentence, whatever its end."""


def ends_sentence(text: str) -> bool:
    """Whether a line ends with a full stop, question or exclamation mark, closing quotes and brackets apart.

    A guillemet closes what another one opened in the line; by itself it is an arrow ("Read more... »").
    """
    if not text or text[-1].isalnum() or (text[-1] in "»›" and "«" not in text and "‹" not in text):
        return False
    return _END.search(text[-_MOST_CLOSERS:]) is not None


def is_prose(words: Any, stop: Any, sentences: Any) -> Any:
    """Whether a line reads like prose: a sentence of some length, or a paragraph that holds one.

    Args:
        words, stop, sentences: how many words and ends of sentences a line has, and whether it ends with one; of many lines,
            as arrays.
    """
    return stop & (words >= PROSE_WORDS) | (words >= PARAGRAPH_WORDS) & (sentences >= 1)
