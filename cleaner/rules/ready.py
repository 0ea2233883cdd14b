"""The packs that ship, read beforehand: their rules as JSON.

To read and check 47,000 phrases takes two seconds, and half a second for English alone, more than one small file takes. So it is done
beforehand (`python -m benchmarks.ready`) and kept in `cleaner/data/ready/LANGUAGE.json`, by a digest of each pack: a pack that was
changed since is read from its YAML, which is what counts. A test says whether they are fresh.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from cleaner.rules.rule import Form, Rule, Words

READY = Path(__file__).resolve().parent.parent / "data" / "ready"


def ready_rules(language: str, data: bytes, file: str) -> list[Rule] | None:
    """The rules of a pack as they were read; None where it is not one of the packs that ship as they are now.

    Args:
        data: the pack's bytes. file: its file, for people.
    """
    found = _packs(language).get(digest_of(data))
    return None if found is None else [_rule(fields, file) for fields in found]


def digest_of(data: bytes) -> str:
    """What tells a pack from another one."""
    return hashlib.blake2b(data.replace(b"\r\n", b"\n"), digest_size=12).hexdigest()


def _rule(fields: Mapping[str, Any], file: str) -> Rule:
    values = _with_tuples(fields)
    for name in {"words", "unless"} & values.keys():
        lines, starts, ends, contains, forms = values[name]
        values[name] = Words(lines, starts, ends, contains, tuple(Form(*form) for form in forms))
    if "tags" in values:
        values["tags"] = frozenset(values["tags"])
    return Rule(file=file, **values)


def _with_tuples(value: Any) -> Any:
    """A value of JSON with tuples for its lists."""
    if isinstance(value, list):
        return tuple(value) if value and isinstance(value[-1], str) else tuple(map(_with_tuples, value))
    return {name: _with_tuples(part) for name, part in value.items()} if isinstance(value, dict) else value


@lru_cache(maxsize=64)
def _packs(language: str) -> Mapping[str, list[dict[str, Any]]]:
    path = READY / f"{language}.json"
    if not path.is_file():
        return {}
    import orjson

    found: dict[str, list[dict[str, Any]]] = orjson.loads(path.read_bytes())
    return found
