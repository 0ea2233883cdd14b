"""Sections and keywords: "Categories / A, B", "Tags: x, y", breadcrumbs."""

from __future__ import annotations

import re

from cleaner.recognise.lexicon import Lexicon, starts_with
from cleaner.text.fold import fold

_SPLIT = re.compile(r"[,;|•·/›»>＞、\n\t]|\s[-–—]\s")
_HASHTAG = re.compile(r"#(\w{2,50})")
_MOST = 50
_LONGEST = 60
_STRIP = ' \t\n:,;|/.#›»>-–—•·"“”()[]'


def items(text: str) -> list[str]:
    """The entries of a list of sections or keywords, each once, in order."""
    found: dict[str, str] = {}
    for part in _SPLIT.split(text[:4000]):
        entry = " ".join(part.split()).strip(_STRIP)
        if entry and len(entry) <= _LONGEST and any(c.isalpha() for c in entry):
            found.setdefault(fold(entry), entry)
        if len(found) >= _MOST:
            break
    return list(found.values())


def read_taxonomy(line: str, lexicon: Lexicon) -> tuple[str, list[str]] | None:
    """("categories" | "tags", entries) of a line that begins with a taxonomy word, or None.

    The entries are empty where the word stands alone: they follow in the next lines.
    """
    text = line.strip(_STRIP)[:4000]
    folded = fold(text)
    word = starts_with(folded, lexicon.taxonomy)
    if word is None:
        hashtags = _HASHTAG.findall(line[:4000])
        if hashtags and len(hashtags) == len(line[:4000].split()):
            return "tags", items(",".join(hashtags))
        return None
    rest = _after(text, word)
    return ("tags" if word in lexicon.keywords else "categories"), items(rest)


def _after(text: str, word: str) -> str:
    count = len(word.split(" "))
    parts = text.split(None, count - 1)
    tail = parts[-1] if len(parts) == count else ""
    return tail[len(word.split(" ")[-1]) :]
