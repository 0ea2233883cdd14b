"""No module holds a list of words of a language: they are data (cleaner/data/languages)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from cleaner.languages.data import EVERYWHERE, known_languages, load_language

ROOT = Path(__file__).resolve().parent.parent / "cleaner"
MODULES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py"))
WORD = re.compile(r"[^\W\d_]{2,}")
ALTERNATIVE = re.compile(r"[^\W\d_]{2,}(?=\|)|(?<=\|)[^\W\d_]{2,}")
OTHERS, GRAMMAR, LONGEST = 3, 4, 3
"""Words of other languages, and English words that carry grammar, of which a list is one of words; words of its entries."""
EXCUSED = {
    "read/text.py": "letters that wrong decoding makes",
    "read/decode.py": "letters that wrong decoding makes",
    "text/printable.py": "characters that show nothing",
    "judge/page_facts.py": "names of facts",
    "text/code.py": "keywords of programming languages",
    "corpus/signals.py": "the words that Gopher's measure counts",
    "read/source.py": "names of HTML's elements",
    "read/outline.py": "names of HTML's elements",
}


@cache
def words() -> tuple[frozenset[str], frozenset[str]]:
    """Single words of other languages that English has not, and those of English that carry grammar."""
    by_code = {}
    for code in (*known_languages(), EVERYWHERE):
        data = load_language(code)
        assert data is not None
        lists = [*data.phrases.values(), *(row for rows in data.tables.values() for row in rows)]
        by_code[code] = {word for phrases in lists for word in phrases if WORD.fullmatch(word)}
    english = load_language("en")
    assert english is not None
    others = set().union(*(found for code, found in by_code.items() if code not in ("en", EVERYWHERE)))
    return frozenset(others - by_code["en"]), frozenset(english.phrases["function"])


def lists(source: str) -> Iterator[tuple[int, list[str]]]:
    """The line and the words of each collection of texts, and of each pattern of alternatives."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Dict | ast.List | ast.Set | ast.Tuple):
            texts = (getattr(text, "value", None) for text in (*getattr(node, "elts", ()), *getattr(node, "keys", ())))
            found = [WORD.findall(text) for text in texts if isinstance(text, str)]
            yield node.lineno, [word for words in found if len(words) <= LONGEST for word in words]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, ALTERNATIVE.findall(node.value)


def held(source: str) -> list[tuple[int, list[str]]]:
    """The lists of words of a module's source."""
    others, grammar = words()
    found = []
    for line, texts in lists(source):
        said = {text.lower() for text in texts}
        strange = {text for text in said if not text.isascii() or (text in others and len(text) > 2)}
        if len(strange) >= OTHERS or len(said & grammar) >= GRAMMAR:
            found.append((line, sorted(strange or said)))
    return found


@pytest.mark.parametrize("module", [module for module in MODULES if module not in EXCUSED])
def test_no_module_holds_a_list_of_words(module: str) -> None:
    assert not held((ROOT / module).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "source",
    [
        'DAYS = ("montag", "dienstag", "mittwoch")',
        'BY = re.compile(r"(?:von|par|por)\\s")',
        'X = {"年度": 1, "月份": 2, "今日": 3}',
        'SMALL = frozenset(["the", "of", "and", "with"])',
    ],
)
def test_a_list_of_words_is_found(source: str) -> None:
    assert held(source)


def test_names_of_fields_are_no_words() -> None:
    assert not held('FIELDS = ("title", "authors", "published", "site")')
