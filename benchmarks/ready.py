"""Reads the packs and words that ship and writes them as JSON (`cleaner.rules.load`, `cleaner.languages.data`): python -m benchmarks.ready"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from cleaner.errors import CleanerError, did_you_mean
from cleaner.languages.data import EVERYWHERE, LanguageData, Table
from cleaner.rules.load import PACKS, READY, digest_of, find_packs
from cleaner.rules.rule import Rule
from cleaner.text.fold import fold_lines
from cleaner.text.tree import read_tree

LANGUAGES = READY.parent / "languages"
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


def main() -> None:
    READY.mkdir(exist_ok=True)
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
