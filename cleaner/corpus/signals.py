"""Signals of a text's quality that corpora are filtered by, as numbers: Gopher's, C4's and FineWeb's.

    Gopher   Rae et al. 2021, arXiv 2112.11446, tables A1 and section A.1
    C4       Raffel et al. 2020, JMLR 21(140), section 2.2
    FineWeb  Penedo et al. 2024, arXiv 2406.17557, section 3.6

Nothing is filtered here, and no limit is set. `tests/test_signals.py` holds them against datatrove's filters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from cleaner.text.words import STOPS, TOKEN

TOP_GRAMS, REPEATED_GRAMS = (2, 3, 4), (5, 6, 7, 8, 9, 10)
_STOP_WORDS = frozenset(("the", "be", "to", "of", "and", "that", "have", "with"))
"""Gopher's eight. (English; texts in other languages have none of them.)"""
_POLICY = ("terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies")
"""What C4 takes for a policy notice."""
_CITATION = re.compile(r"\[\d*]|\[edit]|\[citation needed]")
_SENTENCE = re.compile(rf"[{STOPS}]+[\"'”’»)\]]*(?=\s|$)")
_C4_ENDS = (".", "?", "!", '"', "'")
_ELLIPSES = ("...", "…")
_LONGEST_C4_WORD = 1000
_SHORT_LINE = 30
_ENDS = tuple(STOPS + "\"'”’»")


def signals(text: str, words: Sequence[str] | None = None) -> dict[str, float | int]:
    """All signals of a text, by name; shares are of 1, rounded to four places.

    Args:
        words: of the text, marks among them, where another tokeniser is to be used.
    """
    words = [found.group() for found in TOKEN.finditer(text)] if words is None else words
    shares = {**_gopher(text, words), **_repetition(text, words), **_c4(text), **_fineweb(text, len(words))}
    return {name: value if isinstance(value, int) else round(value, 4) for name, value in shares.items()}


def _gopher(text: str, words: Sequence[str]) -> dict[str, float | int]:
    spoken = [word for word in words if any(map(str.isalnum, word))]
    lines = text.splitlines()
    ellipses = sum(text.count(mark) for mark in _ELLIPSES)
    return {
        "gopher_words": len(spoken),
        "gopher_mean_word_length": _share(sum(map(len, spoken)), len(spoken)),
        "gopher_hashes": _share(text.count("#"), len(words)),
        "gopher_ellipses": _share(ellipses, len(words)),
        "gopher_bullet_lines": _share(sum(line.lstrip().startswith(("•", "-")) for line in lines), len(lines)),
        "gopher_ellipsis_lines": _share(sum(line.rstrip().endswith(_ELLIPSES) for line in lines), len(lines)),
        "gopher_alphabetic_words": _share(sum(any(map(str.isalpha, word)) for word in words), len(words)),
        "gopher_stop_words": len(_STOP_WORDS.intersection(words)),
    }


def _repetition(text: str, words: Sequence[str]) -> dict[str, float]:
    paragraphs, lines = re.split(r"\n{2,}", text.strip()), re.split(r"\n+", text)
    repeated, repeated_lines = _again(paragraphs), _again(lines)
    found = {
        "gopher_repeated_paragraphs": _share(len(repeated), len(paragraphs)),
        "gopher_repeated_paragraph_chars": _share(sum(map(len, repeated)), len(text)),
        "gopher_repeated_lines": _share(len(repeated_lines), len(lines)),
        "gopher_repeated_line_chars": _share(sum(map(len, repeated_lines)), len(text)),
    }
    for n in TOP_GRAMS:
        grams = Counter([" ".join(words[at : at + n]) for at in range(len(words) - n + 1)])
        gram, count = grams.most_common(1)[0] if grams else ("", 0)
        found[f"gopher_top_{n}_gram"] = _share(len(gram) * count, len(text))
    return found | {f"gopher_repeated_{n}_grams": _share(_repeated_grams(words, n), len(text)) for n in REPEATED_GRAMS}


def _again(parts: Sequence[str]) -> list[str]:
    """Those that stood before."""
    seen: set[str] = set()
    return [part for part in parts if part in seen or seen.add(part)]  # type: ignore[func-returns-value]


def _repeated_grams(words: Sequence[str], n: int) -> int:
    """Characters of the runs of n words that stood before, none counted twice."""
    seen: set[str] = set()
    chars = at = 0
    while at <= len(words) - n:
        gram = "".join(words[at : at + n])
        if gram in seen:
            chars += len(gram)
            at += n
        else:
            seen.add(gram)
            at += 1
    return chars


def _c4(text: str) -> dict[str, float | int]:
    lines = [line for line in text.splitlines() if line.strip()]
    kept = [line for line in lines if _c4_keeps(line.strip())]
    return {
        "c4_lines": _share(len(kept), len(lines)),
        "c4_sentences": sum(max(1, len(_SENTENCE.findall(line))) for line in kept),
        "c4_curly_brackets": text.count("{"),
        "c4_lorem_ipsum": text.lower().count("lorem ipsum"),
    }


def _c4_keeps(line: str) -> bool:
    words, bare = line.split(), _CITATION.sub("", line)
    low = bare.lower()
    return (
        len(words) >= 3
        and max(map(len, words)) <= _LONGEST_C4_WORD
        and bare.endswith(_C4_ENDS)
        and not bare.endswith("...")
        and "javascript" not in low
        and not any(phrase in low for phrase in _POLICY)
    )


def _fineweb(text: str, words: int) -> dict[str, float]:
    lines = [line for line in text.split("\n") if line.strip()]
    return {
        "fineweb_stopped_lines": _share(sum(line.endswith(_ENDS) for line in lines), len(lines)),
        "fineweb_short_lines": _share(sum(len(line) <= _SHORT_LINE for line in lines), len(lines)),
        "fineweb_repeated_line_chars": _share(sum(map(len, _again(lines))), len(text) - text.count("\n")),
        "fineweb_line_breaks": _share(text.count("\n"), words),
    }


def _share(part: float, whole: int) -> float:
    return part / whole if whole else 0.0
