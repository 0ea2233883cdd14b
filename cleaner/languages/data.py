"""The words of a language (cleaner/data/languages): one file a language, whose fields en.yaml and any.yaml show."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from cleaner.errors import CleanerError, did_you_mean
from cleaner.languages.codes import main_code
from cleaner.text.fold import fold_lines
from cleaner.text.tree import read_tree

LANGUAGES = Path(__file__).resolve().parent.parent / "data" / "languages"
READY = LANGUAGES.parent / "ready" / "words.json"
CODE = "bad-language"
EVERYWHERE = "any"
"""Code of the words that stand on pages in every language."""
Table = tuple[tuple[str, ...], ...]
_FLAGS = {"true": True, "false": False, "null": None}


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
    """The data of a language ("pt-BR" gives that of "pt"), or None where there is none.

    Raises:
        CleanerError: code "bad-language", if the file is not as `en.yaml` describes.
    """
    main = main_code(code)
    if main != EVERYWHERE and main not in known_languages():
        return None
    if ready := _ready().get(main):
        lists = {name: tuple(phrases) for name, phrases in ready["phrases"].items()}
        tables = {name: tuple(map(tuple, rows)) for name, rows in ready["tables"].items()}
        return LanguageData(main, ready["name"], ready["day_first"], lists, tables)
    path = LANGUAGES / f"{main}.yaml"
    return read_language(path.read_bytes(), str(path), main)


def shared(field: str) -> tuple[str, ...]:
    """The phrases of a field that stand on pages in every language."""
    words = load_language(EVERYWHERE)
    return words.phrases[field] if words else ()


def words_digest() -> str:
    """What tells the files as they are from what they were."""
    files = (path.read_bytes().replace(b"\r\n", b"\n") for path in sorted(LANGUAGES.glob("*.yaml")))
    return hashlib.blake2b(b"".join(files), digest_size=12).hexdigest()


@cache
def _ready() -> dict[str, Any]:
    """The files as they were read beforehand (`python -m benchmarks.ready`); nothing where one was changed since."""
    import orjson

    found = orjson.loads(READY.read_bytes()) if READY.is_file() else {}
    return dict(found["languages"]) if found.get("digest") == words_digest() else {}


@cache
def known_languages() -> tuple[str, ...]:
    """Codes of all languages that have data, sorted."""
    return tuple(sorted(path.stem for path in LANGUAGES.glob("*.yaml") if path.stem != EVERYWHERE))


@cache
def _fields() -> Mapping[str, Any]:
    """Every field that there is, with a value that is right: what English and the words of every language have."""
    fields: dict[str, Any] = {}
    for code in (EVERYWHERE, "en"):
        fields |= read_tree((LANGUAGES / f"{code}.yaml").read_bytes(), code, CODE)[0]
    return fields


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
    fields = _fields()
    values: dict[str, Any] = {"name": "", "day_first": None}
    phrases: dict[str, tuple[str, ...]] = {}
    tables: dict[str, Table] = {}
    for name, value in tree.items():
        if name not in fields:
            raise _bad(
                where,
                f'"{name}" is no field of language data. {did_you_mean(name, list(fields))}',
                "byline: [by, written by]",
            )
        right = fields[name]
        if name == "day_first":
            if (value or "null") not in _FLAGS:
                raise _bad(where, f'"day_first" is {value!r}.', "day_first: true  (or false, or null)")
            values[name] = _FLAGS[value or "null"]
        elif isinstance(right, str):
            if not isinstance(value, str):
                raise _bad(where, f'"{name}" is not one text.', f"{name}: {right}")
            values[name] = value
        elif right and isinstance(right[0], list):
            if not isinstance(value, list) or (name.endswith("months") and len(value) not in (0, 12)):
                raise _bad(
                    where,
                    f'"{name}" is not a list of {"twelve" if "months" in name else "lists"}.',
                    f"{name}: [[{', '.join(right[0])}], ...]",
                )
            tables[name] = tuple(_phrases(where, name, row) for row in value)
        else:
            phrases[name] = _phrases(where, name, value)
    if values.get("code") != code:
        raise _bad(where, f'"code" is {values.get("code")!r}.', f"code: {code}")
    for name, right in fields.items():
        if isinstance(right, list):
            (tables if right and isinstance(right[0], list) else phrases).setdefault(name, ())
    return LanguageData(**values, phrases=phrases, tables=tables)


def _phrases(where: str, name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(phrase, str) and phrase.strip() for phrase in value):
        raise _bad(where, f'"{name}" is not a list of texts.', f"{name}: [one, 'another one']")
    return tuple(dict.fromkeys(fold_lines(value)))


def _bad(where: str, message: str, right: str) -> CleanerError:
    return CleanerError(message, where=where, hint=f"A line that is right: {right}", code=CODE)
