"""Reads the packs and words that ship and writes them as JSON (`cleaner.rules.ready`, `cleaner.languages.data`): python -m benchmarks.ready"""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from cleaner.languages import data
from cleaner.rules.load import PACKS, find_packs
from cleaner.rules.ready import READY, digest_of
from cleaner.rules.rule import Rule


def fields_of(rule: Rule) -> dict[str, Any]:
    """The fields of a rule that say something, for JSON."""
    empty = Rule("", "", "", "", "", "")
    fields = {
        field.name: value
        for field in dataclasses.fields(rule)
        if field.name != "file" and (value := getattr(rule, field.name)) != getattr(empty, field.name)
    }
    for name in {"words", "unless"} & fields.keys():
        fields[name] = dataclasses.astuple(fields[name])
    if "tags" in fields:
        fields["tags"] = sorted(fields["tags"])
    return fields


def main() -> None:
    READY.mkdir(exist_ok=True)
    by_language: dict[str, list[str]] = {}
    for pack in find_packs(PACKS):
        # A rule a line, so that a change of one rule is a change of one line.
        rules = ",\n".join(json.dumps(fields_of(rule), ensure_ascii=False) for rule in pack.read_own().rules)
        by_language.setdefault(pack.name.partition("/")[0], []).append(f'"{digest_of(pack.data)}": [\n{rules}\n]')
    for language, packs in by_language.items():
        (READY / f"{language}.json").write_text("{" + ",\n".join(packs) + "}\n", encoding="utf-8")
    words = {
        path.stem: dataclasses.asdict(data.read_language(path.read_bytes(), str(path), path.stem))
        for path in sorted(data.LANGUAGES.glob("*.yaml"))
    }
    lines = ",\n".join(f"{json.dumps(code)}: {json.dumps(words[code], ensure_ascii=False)}" for code in words)
    text = f'{{"digest": "{data.words_digest()}", "languages": {{\n{lines}\n}}}}\n'
    data.READY.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
