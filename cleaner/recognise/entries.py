"""Entries of lists and rows of tables: lines that neither head an article nor stand for one."""

from __future__ import annotations

import re

_MARK = re.compile(r"(?:[-*+•·▪◦‣●○■□►▸▶➤✓✔☐]|\(?\d{1,3}[.)]|\(?[a-zA-Z]\))\s")
"""Bullets and numbers as extractors and writers set them. No long dash, with which a headline may quote somebody."""


def is_entry(text: str) -> bool:
    """Whether a line begins with a bullet or a list's number, or has a table's cells.

    Args:
        text: the line, without white space around it.
    """
    return "\t" in text or text[:1] == "|" or _MARK.match(text) is not None
