"""Reads the packs and words that ship, tells the kinds of characters, and writes them as JSON (`cleaner.rules.load`, `cleaner.languages.data`,
`cleaner.judge.lines`), and weights of phrases as a table (`cleaner.judge.phrases`): python -m benchmarks.ready"""

from __future__ import annotations

import dataclasses
import json
import unicodedata
from collections.abc import Mapping
from functools import cache
from itertools import groupby
from typing import Any

import numpy as np

from benchmarks.phrases import table_of
from cleaner.errors import CleanerError, did_you_mean
from cleaner.judge.lines import ASTRAL, Kind
from cleaner.languages.data import EVERYWHERE, LanguageData, Table
from cleaner.rules.load import PACKS, READY, digest_of, find_packs
from cleaner.rules.rule import Rule
from cleaner.text.fold import fold_lines
from cleaner.text.scripts import UNSPACED_RANGES
from cleaner.text.tree import read_json, read_tree
from cleaner.text.words import STOPS

LANGUAGES = READY.parent / "languages"
SHIPPED = ("agencies", "markup")
"""Files of cleaner/data that are read as they are."""

_MARKS = {
    Kind.STOP: STOPS,
    Kind.COMMA: ",;،；，、؛",
    Kind.COLON: ":：",
    Kind.QUOTE: "\"'“”‘’„‚«»‹›「」『』`´′″",
    Kind.DASH: "-‐‑‒–—―−_",
    Kind.BRACKET: "()[]{}（）【】〈〉《》",
    Kind.LINK: "|/\\<>→←↑↓•·*#@=+~^►▶▼▲■●◆✓✔»›⇒➔➜",
    Kind.MONEY: "©®™$€£¥₹%&§°",
}  # fmt: skip

_UNICODE = unicodedata.ucd_3_2_0  # the one version that every Python has, so that all give the same facts
_OF_CATEGORY = {
    "Lu": Kind.UPPER, "Lt": Kind.UPPER, "Ll": Kind.LOWER, "Lm": Kind.LETTER, "Lo": Kind.LETTER, "Mn": Kind.LETTER,
    "Mc": Kind.LETTER, "Nd": Kind.DIGIT, "Zs": Kind.SPACE, "Zl": Kind.SPACE, "Zp": Kind.SPACE, "Cc": Kind.SPACE,
}  # fmt: skip
_FLAGS = {"true": True, "false": False, "null": None}


def fields_of(rule: Rule) -> dict[str, Any]:
    """The fields of a rule that say something, for JSON."""
    empty = Rule("", "", "", "", "", "")
    fields = {
        field.name: value
        for field in dataclasses.fields(rule)
        if field.name != "file" and (value := getattr(rule, field.name)) != getattr(empty, field.name)
    }
    for name in {"words", "unless"} & fields.keys():
        fields[name] = [saying if saying.regex else saying[:2] for saying in fields[name]]
    if "tags" in fields:
        fields["tags"] = sorted(fields["tags"])
    return fields


@cache
def _fields() -> Mapping[str, Any]:
    """Every field that there is, with a value that is right: what English and the words of every language have."""
    fields: dict[str, Any] = {}
    for code in (EVERYWHERE, "en"):
        fields |= read_tree((LANGUAGES / f"{code}.yaml").read_bytes(), code, "bad-language")[0]
    return fields


def read_language(data: bytes, where: str, code: str) -> LanguageData:
    """Reads and checks one file of language data.

    Args:
        data: the file's content. where: the file, for errors. code: the language that it has to be for.

    Raises:
        CleanerError: code "bad-language".
    """
    tree, _ = read_tree(data, where, "bad-language")
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
    return CleanerError(message, where=where, hint=f"A line that is right: {right}", code="bad-language")


def read_data(name: str) -> Any:
    """One of `SHIPPED`, from its YAML."""
    path = READY.parent / f"{name}.yaml"
    return read_tree(path.read_bytes(), str(path), "bad-data")[0]


def kinds_of_characters() -> Any:
    """The kind of each character of the basic plane, of all others, and of all Han among these."""
    kinds = np.full(ASTRAL + 2, Kind.SYMBOL, np.uint8)
    kinds[:ASTRAL] = [_OF_CATEGORY.get(_UNICODE.category(chr(code)), Kind.SYMBOL) for code in range(ASTRAL)]
    for first, last in UNSPACED_RANGES:
        if last < ASTRAL:
            kinds[first : last + 1] = Kind.UNSPACED
    kinds[ASTRAL + 1] = Kind.UNSPACED
    for kind, marks in _MARKS.items():
        for char in marks:
            kinds[ord(char)] = kind
    kinds[10] = 0
    return kinds


def main() -> None:
    READY.mkdir(exist_ok=True)
    for name in SHIPPED:
        (READY / f"{name}.json").write_text(json.dumps(read_data(name), ensure_ascii=False) + "\n", encoding="utf-8")
    runs = [(kind, len(list(same))) for kind, same in groupby(kinds_of_characters().tolist())]
    made = {"kinds": [kind for kind, _ in runs], "sizes": [size for _, size in runs]}
    (READY / "characters.json").write_text(json.dumps(made, separators=(",", ":")) + "\n", encoding="utf-8")
    (READY / "phrases.bin").write_bytes(table_of(read_json("phrases")).tobytes())
    # The words come first: the slots of packs ask for them.
    words = {
        path.stem: dataclasses.asdict(read_language(path.read_bytes(), str(path), path.stem))
        for path in sorted(LANGUAGES.glob("*.yaml"))
    }
    lines = ",\n".join(f"{json.dumps(code)}: {json.dumps(words[code], ensure_ascii=False)}" for code in words)
    (READY / "words.json").write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
    by_language: dict[str, list[str]] = {}
    for pack in find_packs(PACKS):
        # A rule a line, so that a change of one rule is a change of one line.
        rules = ",\n".join(json.dumps(fields_of(rule), ensure_ascii=False) for rule in pack.read().rules)
        by_language.setdefault(pack.name.partition("/")[0], []).append(f'"{digest_of(pack.data)}": [\n{rules}\n]')
    for language, packs in by_language.items():
        (READY / f"{language}.json").write_text("{" + ",\n".join(packs) + "}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
