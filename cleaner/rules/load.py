"""Finds packs in folders and reads them.

To read and check 47,000 phrases takes two seconds, and half a second for English alone, more than one small file takes. So it is done
beforehand for the packs that ship (`python -m benchmarks.ready`) and kept in `cleaner/data/ready/LANGUAGE.json`, by a digest of each
pack: a pack that was changed since is read from its YAML, which is what counts. A test says whether they are fresh.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaner.errors import CleanerError
from cleaner.rules.rule import CODE, Form, Rule, Words, bad_rule
from cleaner.text.tree import MAX_BYTES

if TYPE_CHECKING:
    from cleaner.rules.schema import Pack

PACKS = Path(__file__).resolve().parent.parent / "data" / "packs"
"""The packs that come with cleaner."""

READY = PACKS.parent / "ready"
"""The same, read beforehand: their rules as JSON."""

SUFFIXES = (".yaml", ".yml")
MOST_FILES = 10_000
"""Packs in one folder; more means that the folder is not one of packs."""


@dataclass(frozen=True, slots=True)
class PackFile:
    """A pack that is not read yet.

    Attributes:
        file: its path. name: its path in its folder, without the suffix, with "/" ("en/newsletter").
        data: its bytes.
    """

    file: str
    name: str
    data: bytes

    def read(self) -> list[Rule]:
        """The rules of a pack that ships.

        Raises:
            CleanerError: code "bad-rule", if the pack is not as docs/rules.md says.
        """
        return list(_built_in(self))

    def read_own(self) -> Pack:
        """All that a pack says; a user's may keep lines and switch rules off."""
        from cleaner.rules.schema import read_pack

        return read_pack(self.data, self.file, self.name)


@lru_cache(maxsize=4096)
def _built_in(pack: PackFile) -> tuple[Rule, ...]:
    """The rules of a pack that ships, read once a process."""
    ready = ready_rules(pack.name.partition("/")[0], pack.data, pack.file)
    return tuple(pack.read_own().rules if ready is None else ready)


def find_packs(folder: Path) -> list[PackFile]:
    """All packs (*.yaml, *.yml) in a folder and its subfolders, by name; links to folders are not followed.

    Raises:
        CleanerError: code "bad-rule", if there is no such folder, none in it, or one that cannot be read.
    """
    if not folder.is_dir():
        wrong = "is a file, not a folder with rules" if folder.exists() else "does not exist"
        raise CleanerError(f"{str(folder)!r} {wrong}.", hint="Name a folder that holds packs (*.yaml).", code=CODE)
    files: list[str] = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        files += [f"{place}{os.sep}{name}" for name in names if name.endswith(SUFFIXES) and name[0] != "."]
        if len(files) > MOST_FILES:
            raise CleanerError(
                f"The folder {str(folder)!r} holds more than {MOST_FILES:,} packs.",
                hint="Name the folder of the packs, not one above it.",
                code=CODE,
            )
    found = []
    for file in files:
        try:
            size = os.stat(file).st_size
            if size > MAX_BYTES:
                raise CleanerError(
                    f"The file has {size:,} bytes; {MAX_BYTES:,} is the most for a pack.",
                    where=file, hint="Split it into several packs.", code=CODE,
                )  # fmt: skip
            with open(file, "rb") as pack:
                data = pack.read()
        except OSError as error:
            raise CleanerError(
                f"The pack cannot be read: {error.strerror}.", where=file, hint="Check its permissions.", code=CODE
            ) from error
        name = os.path.splitext(file)[0][len(os.path.join(folder, "")) :].replace(os.sep, "/")
        found.append(PackFile(file, name, data))
    return sorted(found, key=lambda pack: (pack.name, pack.file))


def digest(groups: Iterable[Sequence[PackFile]], wishes: Sequence[Sequence[str]] = ()) -> str:
    """Twelve hexadecimal digits that tell one set of packs and wishes from another, the same on any machine."""
    state = hashlib.blake2b(digest_size=6)
    for number, packs in enumerate(groups):
        for pack in packs:
            content = pack.data.replace(b"\r\n", b"\n")
            state.update(f"{number}:{pack.name}:{len(content)}\n".encode())
            state.update(content)
    if any(wishes):
        state.update(repr([list(names) for names in wishes]).encode("utf-8", "surrogatepass"))
    return state.hexdigest()


def check_unique(rules: Iterable[Rule]) -> None:
    """Refuses two rules of one id.

    Raises:
        CleanerError: code "bad-rule", naming both files.
    """
    seen: dict[str, Rule] = {}
    for rule in rules:
        other = seen.setdefault(rule.id, rule)
        if other is not rule:
            raise bad_rule(
                f"Rule {rule.id} has the id of another rule, in {other.file}.", f"id: {rule.id}-2", rule.file
            )


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
