"""The packs that ship, read beforehand: their rules as JSON.

To read and check 47,000 phrases takes two seconds, and half a second for English alone; one small file would spend more time on that than
on itself. So it is done beforehand

    python -m benchmarks.ready

and kept in `cleaner/data/ready/LANGUAGE.json`, by a digest of each pack: a pack that was changed since is read from its YAML, which is
what counts. A test says whether they are fresh.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from cleaner.rules.rule import Form, Rule, Words

READY = Path(__file__).resolve().parent.parent / "data" / "ready"

_LISTS = ("hosts", "keywords", "cut", "keep", "cut_names", "keep_names")


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
    values = dict(fields)
    for name in _LISTS:
        if name in values:
            values[name] = tuple(values[name])
    for name in ("words", "unless"):
        if name in values:
            lines, starts, ends, contains, forms = values[name]
            values[name] = Words(
                tuple(lines), tuple(starts), tuple(ends), tuple(contains), tuple(_form(*form) for form in forms)
            )
    if "says" in values:
        values["says"] = {name: tuple(texts) for name, texts in values["says"].items()}
    if "names" in values:
        values["names"] = tuple(map(tuple, values["names"]))
    if "tags" in values:
        values["tags"] = frozenset(values["tags"])
    return Rule(file=file, **values)


def _form(source: str, regex: str, needles: Sequence[str], guarded: bool) -> Form:
    return Form(source, regex, tuple(needles), guarded)


@lru_cache(maxsize=64)
def _packs(language: str) -> Mapping[str, list[dict[str, Any]]]:
    path = READY / f"{language}.json"
    if not path.is_file():
        return {}
    import orjson

    found: dict[str, list[dict[str, Any]]] = orjson.loads(path.read_bytes())
    return found
