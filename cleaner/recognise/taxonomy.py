"""Sections and keywords: "Categories / A, B", "Tags: x, y", breadcrumbs."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from cleaner.recognise.lexicon import Lexicon, lexicon, starts_with
from cleaner.text.fold import Offsets, fold

_LINE = re.compile(r"[,;|•·/›»>＞、\n\t]|\s[-–—]\s")
_FIELD = re.compile(r"[,;|•·›»>＞、\n\t]|\s[-–—]\s")
"""What parts the entries of a line, and those of a field of the head, in which a slash is part of a name."""
_HASHTAG = re.compile(r"#(\w{2,50})")
_COUNT = re.compile(r"\s*\(\d{1,6}\)?$")
_MOST = 50
_LONGEST = 60
_READ = 4000
_STRIP = ' \t\n:,;|/.#›»>-–—•·"“”[]'


def items(text: str, parts: re.Pattern[str] = _LINE) -> list[str]:
    """The entries of a list of sections or keywords, each once, in order."""
    found: dict[str, str] = {}
    for part in parts.split(html.unescape(text[:_READ])):
        entry = " ".join(_COUNT.sub("", part.strip()).split()).strip(_STRIP)
        if entry[:1] == "(" and entry[-1:] == ")":
            entry = entry[1:-1]
        if entry and len(entry) <= _LONGEST and any(map(str.isalpha, entry)):
            found.setdefault(fold(entry), entry)
    return [entry for folded, entry in found.items() if folded not in lexicon(None).no_sections][:_MOST]


def field_items(contents: Iterable[str]) -> list[str]:
    """The entries of a field of the head."""
    return list(dict.fromkeys(entry for content in contents for entry in items(content, _FIELD)))


def read_taxonomy(line: str, words: Lexicon) -> tuple[str, list[str]] | None:
    """("categories" | "tags", entries) of a line that begins with a taxonomy word, or None.

    The entries are empty where the word stands alone: they follow in the next lines.
    """
    text = line.strip(_STRIP + "()")[:_READ]
    word = starts_with(fold(text), words.taxonomy)
    if word is not None:
        rest = text[Offsets(text).span(0, len(word))[1] :]
        return ("tags" if word in words.keywords else "categories"), items(rest)
    hashtags = _HASHTAG.findall(line[:_READ])
    return ("tags", items(",".join(hashtags))) if hashtags and len(hashtags) == len(line[:_READ].split()) else None
