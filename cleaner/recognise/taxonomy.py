"""Sections and keywords: "Categories / A, B", "Tags: x, y", breadcrumbs."""

from __future__ import annotations

import re

from cleaner.recognise.lexicon import Lexicon, starts_with
from cleaner.text.fold import Offsets, fold

_SPLIT = re.compile(r"[,;|•·/›»>＞、\n\t]|\s[-–—]\s")
_HASHTAG = re.compile(r"#(\w{2,50})")
_MOST = 50
_LONGEST = 60
_READ = 4000
_STRIP = ' \t\n:,;|/.#›»>-–—•·"“”()[]'


def items(text: str) -> list[str]:
    """The entries of a list of sections or keywords, each once, in order."""
    found: dict[str, str] = {}
    for part in _SPLIT.split(text[:_READ]):
        entry = " ".join(part.split()).strip(_STRIP)
        if entry and len(entry) <= _LONGEST and any(c.isalpha() for c in entry):
            found.setdefault(fold(entry), entry)
    return list(found.values())[:_MOST]


def read_taxonomy(line: str, lexicon: Lexicon) -> tuple[str, list[str]] | None:
    """("categories" | "tags", entries) of a line that begins with a taxonomy word, or None.

    The entries are empty where the word stands alone: they follow in the next lines.
    """
    text = line.strip(_STRIP)[:_READ]
    word = starts_with(fold(text), lexicon.taxonomy)
    if word is not None:
        rest = text[Offsets(text).span(0, len(word))[1] :]
        return ("tags" if word in lexicon.keywords else "categories"), items(rest)
    hashtags = _HASHTAG.findall(line[:_READ])
    return ("tags", items(",".join(hashtags))) if hashtags and len(hashtags) == len(line[:_READ].split()) else None
