"""The words of a language that the heuristics need (cleaner/data/languages)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from cleaner.errors import CleanerError, did_you_mean
from cleaner.languages.codes import main_code
from cleaner.text.fold import fold_lines
from cleaner.text.tree import read_tree

LANGUAGES = Path(__file__).resolve().parent.parent / "data" / "languages"
CODE = "bad-language"
EVERYWHERE = "any"
"""Code of the words that stand on pages in every language."""


@dataclass(frozen=True, slots=True)
class LanguageData:
    """What `cleaner/data/languages/en.yaml` describes; all phrases are folded, a missing field is empty.

    Attributes:
        code: BCP 47. name: in English.
        months: twelve tuples of the month's names, January first; empty where the language has none.
        day_first: whether 03/04/2021 is 3 April; None where both are used.
    """

    code: str
    name: str = ""
    months: tuple[tuple[str, ...], ...] = ()
    persian_months: tuple[tuple[str, ...], ...] = ()
    weekdays: tuple[str, ...] = ()
    day_first: bool | None = None
    clock: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    other_days: tuple[str, ...] = ()
    read_time: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()
    name_and: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    desks: tuple[str, ...] = ()
    credit: tuple[str, ...] = ()
    taxonomy: tuple[str, ...] = ()
    bio: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    live: tuple[str, ...] = ()
    function: tuple[str, ...] = ()
    helpers: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    surnames: tuple[str, ...] = ()
    signers: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    particles: tuple[str, ...] = ()
    no_first: tuple[str, ...] = ()
    no_last: tuple[str, ...] = ()
    trades: tuple[str, ...] = ()
    workers: tuple[str, ...] = ()
    nobody: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()


@lru_cache(maxsize=256)
def load_language(code: str) -> LanguageData | None:
    """The data of a language ("pt-BR" gives that of "pt"), or None where there is none.

    Raises:
        CleanerError: code "bad-language", if the file is not as `en.yaml` describes.
    """
    main = main_code(code)
    if main != EVERYWHERE and main not in known_languages():
        return None
    path = LANGUAGES / f"{main}.yaml"
    return read_language(path.read_bytes(), str(path), main)


@lru_cache(maxsize=1)
def known_languages() -> tuple[str, ...]:
    """Codes of all languages that have data, sorted."""
    return tuple(sorted(path.stem for path in LANGUAGES.glob("*.yaml") if path.stem != EVERYWHERE))


def read_language(data: bytes, where: str, code: str) -> LanguageData:
    """Reads and checks one file of language data.

    Args:
        data: the file's content. where: the file, for errors. code: the language that it has to be for.

    Raises:
        CleanerError: code "bad-language".
    """
    tree, _ = read_tree(data, where, CODE)
    if not isinstance(tree, dict):
        raise _bad(where, "The file is no list of fields.", "code: en")
    known = [field.name for field in fields(LanguageData)]
    values: dict[str, Any] = {}
    for name, value in tree.items():
        if name not in known:
            advice = did_you_mean(name, known)
            raise _bad(where, f'"{name}" is no field of language data. {advice}', "byline: [by, written by]")
        if name in ("code", "name"):
            if not isinstance(value, str):
                raise _bad(where, f'"{name}" is not one text.', "code: en" if name == "code" else "name: English")
            values[name] = value
        elif name == "day_first":
            if value not in (None, "null", "true", "false"):
                raise _bad(where, f'"day_first" is {value!r}.', "day_first: true  (or false, or null)")
            values[name] = {"true": True, "false": False}.get(value or "null")
        elif name in ("months", "persian_months"):
            if not isinstance(value, list) or len(value) not in (0, 12):
                raise _bad(
                    where, f'"{name}" is not a list of twelve.', "months: [[january, jan], [february, feb], ...]"
                )
            values[name] = tuple(_phrases(where, name, month) for month in value)
        else:
            values[name] = _phrases(where, name, value)
    if values.get("code") != code:
        raise _bad(where, f'"code" is {values.get("code")!r}.', f"code: {code}")
    return LanguageData(**values)


def _phrases(where: str, name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(phrase, str) and phrase.strip() for phrase in value):
        raise _bad(where, f'"{name}" is not a list of texts.', f"{name}: [one, 'another one']")
    return tuple(dict.fromkeys(fold_lines(value)))


def _bad(where: str, message: str, right: str) -> CleanerError:
    return CleanerError(message, where=where, hint=f"A line that is right: {right}", code=CODE)
