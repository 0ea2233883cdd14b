"""The built-in packs made ready: their rules as JSON, with the strings that each is searched by.

To read YAML, check it and take patterns apart costs a tenth of a second a language; a run over many languages, or over
one small file, would spend more time on that than on its documents. So it is done beforehand

    python -m cleaner.rules.measure

and kept in `cleaner/data/ready/LANGUAGE.json`, by a digest of each pack: a pack that was changed since is read from its
YAML, which is what counts.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaner.rules.rule import Guard, Needles, Rule

if TYPE_CHECKING:
    from cleaner.rules.load import PackFile

READY = Path(__file__).resolve().parent.parent / "data" / "ready"

_DEFAULTS = {
    field.name: field.default
    for field in dataclasses.fields(Rule)
    if field.name not in ("file", "needles") and field.default is not dataclasses.MISSING
}
_LISTS = frozenset(name for name, value in _DEFAULTS.items() if value == ())


def ready_rules(pack: PackFile) -> list[Rule] | None:
    """The rules of a pack as they were made ready; None where it is not one of the built-in packs as they are now."""
    found = _packs(pack.name.partition("/")[0]).get(_digest(pack))
    if found is None:
        return None
    return [_rule(fields, str(pack.path)) for fields in found]


def make_ready(packs: Sequence[tuple[PackFile, Sequence[Rule]]]) -> dict[str, list[dict[str, Any]]]:
    """What is kept of packs of one language and their rules: by digest, the fields that say something."""
    from cleaner.rules.guards import needles

    return {
        _digest(pack): [_fields(dataclasses.replace(rule, needles=needles(rule))) for rule in rules]
        for pack, rules in packs
    }


def _digest(pack: PackFile) -> str:
    return hashlib.blake2b(pack.data.replace(b"\r\n", b"\n"), digest_size=12).hexdigest()


def _fields(rule: Rule) -> dict[str, Any]:
    fields: dict[str, Any] = {name: getattr(rule, name) for name in ("id", "label", "what", "language", "pack")}
    fields |= {name: value for name, default in _DEFAULTS.items() if (value := getattr(rule, name)) != default}
    if "tags" in fields:
        fields["tags"] = sorted(fields["tags"])
    assert rule.needles is not None
    return fields | {"needles": [rule.needles.edges, [dataclasses.astuple(form) for form in rule.needles.forms]]}


def _rule(fields: Mapping[str, Any], file: str) -> Rule:
    values: dict[str, Any] = {n: tuple(value) if n in _LISTS else value for n, value in fields.items()}
    if "names" in values:
        values["names"] = tuple(map(tuple, values["names"]))
    if "tags" in values:
        values["tags"] = frozenset(values["tags"])
    edges, forms = fields["needles"]
    guards = [Guard(tuple(ends), tuple(inside), tuple(map(tuple, besides))) for ends, inside, besides in forms]
    values["needles"] = Needles(tuple(edges), tuple(guards))
    return Rule(file=file, **values)


@lru_cache(maxsize=64)
def _packs(language: str) -> Mapping[str, list[dict[str, Any]]]:
    path = READY / f"{language}.json"
    if not path.is_file():
        return {}
    import orjson

    found: dict[str, list[dict[str, Any]]] = orjson.loads(path.read_bytes())
    return found
