"""The words of a language, as data/languages/CODE.yaml says them and `benchmarks.ready` wrote them beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from cleaner.languages.codes import main_code

EVERYWHERE = "any"
"""Code of the words that stand on pages in every language."""
Table = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class LanguageData:
    """One file of language data; all phrases are folded, a field that is missing is empty.

    Attributes:
        code: BCP 47. name: in English.
        day_first: whether 03/04/2021 is 3 April; None where both are used.
        phrases: the fields that are lists. tables: those that are lists of lists; of the months January is first.
    """

    code: str
    name: str
    day_first: bool | None
    phrases: Mapping[str, tuple[str, ...]]
    tables: Mapping[str, Table]


@lru_cache(maxsize=256)
def load_language(code: str) -> LanguageData | None:
    """The data of a language ("pt-BR" gives that of "pt"), or None where there is none."""
    main = main_code(code)
    if main not in _ready():
        return None
    ready = _ready()[main]
    lists = {name: tuple(phrases) for name, phrases in ready["phrases"].items()}
    tables = {name: tuple(map(tuple, rows)) for name, rows in ready["tables"].items()}
    return LanguageData(main, ready["name"], ready["day_first"], lists, tables)


def shared(field: str) -> tuple[str, ...]:
    """The phrases of a field that stand on pages in every language."""
    words = load_language(EVERYWHERE)
    return words.phrases[field] if words else ()


@cache
def _ready() -> dict[str, Any]:
    import orjson

    found: dict[str, Any] = orjson.loads((files("cleaner") / "data" / "ready" / "words.json").read_bytes())
    return found


@cache
def known_languages() -> tuple[str, ...]:
    """Codes of all languages that have data, sorted."""
    return tuple(code for code in _ready() if code != EVERYWHERE)
