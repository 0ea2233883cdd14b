"""Finds packs in folders and reads them.

Reading and checking 47,000 phrases takes two seconds, half a second for English alone: longer than cleaning a small file. So the packs
that ship are read beforehand (`python -m benchmarks.ready`) and kept in `cleaner/data/ready/LANGUAGE.json`, with a digest of each pack.
A pack that was changed since is read from its YAML, which is the source. A test checks that the kept ones are up to date.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cleaner.errors import CleanerError
from cleaner.rules.rule import CODE, Rule, Saying, bad_rule
from cleaner.text.tree import MAX_BYTES

if TYPE_CHECKING:
    from cleaner.rules.schema import Pack

PACKS = Path(__file__).resolve().parent.parent / "data" / "packs"
"""The packs that come with cleaner."""

READY = PACKS.parent / "ready"
"""The same, read beforehand: their rules as JSON."""

MOST_FILES = 10_000
"""Packs in one folder; more means that the folder is not one of packs."""


class PackFile(NamedTuple):
    """A pack that is not read yet.

    Attributes:
        file: its path. name: its path in its folder, without the suffix, with "/" ("en/newsletter").
        data: its bytes, the same on any system: lines end in a line feed.
    """

    file: str
    name: str
    data: bytes

    def read(self) -> Pack:
        """All that a pack says; a user's may keep lines and switch rules off.

        Raises:
            CleanerError: code "bad-rule", if the pack is not as docs/rules.md says.
        """
        from cleaner.rules.schema import read_pack

        return read_pack(self.data, self.file, self.name)

    def read_shipped(self) -> Sequence[Rule]:
        """The rules of a pack that ships, read once a process."""
        return _shipped(self)


@lru_cache(maxsize=4096)
def _shipped(pack: PackFile) -> Sequence[Rule]:
    ready = ready_rules(pack)
    return pack.read().rules if ready is None else ready


def find_packs(folder: Path) -> list[PackFile]:
    """All packs (*.yaml, *.yml) in a folder and its subfolders, by name; links to folders are not followed.

    Raises:
        CleanerError: code "bad-rule", if there is no such folder, none in it, or one that cannot be read.
    """
    if not folder.is_dir():
        wrong = "is a file, not a folder with rules" if folder.exists() else "does not exist"
        raise _bad(f"{str(folder)!r} {wrong}.", "Name a folder that holds packs (*.yaml).")
    files: list[str] = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        files += [os.path.join(place, name) for name in names if name.endswith((".yaml", ".yml")) and name[0] != "."]
        if len(files) > MOST_FILES:
            problem = f"The folder {str(folder)!r} holds more than {MOST_FILES:,} packs."
            raise _bad(problem, "Name the folder of the packs, not one above it.")
    if not files:
        raise _bad(f"The folder {str(folder)!r} holds no packs.", "Packs are files named *.yaml.")
    return sorted((_open(folder, file) for file in files), key=lambda pack: (pack.name, pack.file))


def _open(folder: Path, file: str) -> PackFile:
    try:
        with open(file, "rb", buffering=0) as opened:
            size = os.fstat(opened.fileno()).st_size
            if size > MAX_BYTES:
                problem = f"The file has {size:,} bytes; {MAX_BYTES:,} is the most for a pack."
                raise _bad(problem, "Split it into several packs.", file)
            data = opened.read()
    except OSError as error:
        raise _bad(f"The pack cannot be read: {error.strerror}.", "Check its permissions.", file) from error
    name = os.path.splitext(file)[0][len(os.path.join(folder, "")) :].replace(os.sep, "/")
    return PackFile(file, name, data.replace(b"\r\n", b"\n") if b"\r" in data else data)


def _bad(problem: str, hint: str, where: str | None = None) -> CleanerError:
    return CleanerError(problem, where=where, hint=hint, code=CODE)


def digest(groups: Iterable[Sequence[PackFile]], wishes: Sequence[Sequence[str]] = ()) -> str:
    """Twelve hexadecimal digits that tell one set of packs and wishes from another, the same on any machine."""
    state = hashlib.blake2b(digest_size=6)
    for number, packs in enumerate(groups):
        for pack in packs:
            state.update(f"{number}:{pack.name}:{len(pack.data)}\n".encode())
            state.update(pack.data)
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
            problem = f"Rule {rule.id} has the id of another rule, in {other.file}."
            raise bad_rule(problem, f"id: {rule.id}-2", rule.file)


def ready_rules(pack: PackFile) -> list[Rule] | None:
    """The rules of a pack as they were read; None where it is not one of the packs that ship as they are now."""
    import orjson

    ready = _ready(pack.name.partition("/")[0])
    # Each pack is a line with its digest, a line a rule, and a line with the bracket that ends them.
    start = ready.find(b'"%b": [\n' % digest_of(pack.data).encode())
    if start < 0:
        return None
    rules = memoryview(ready)[ready.index(b"[", start) : ready.index(b"\n]", start) + 2]
    return [_rule(fields, pack.file) for fields in orjson.loads(rules)]


def digest_of(data: bytes) -> str:
    """A digest of a pack's content."""
    return hashlib.blake2b(data, digest_size=12).hexdigest()


def _rule(fields: Mapping[str, Any], file: str) -> Rule:
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()
    }
    for name in {"words", "unless"} & values.keys():
        values[name] = tuple([_saying(*said) for said in fields[name]])
    values["says"] = {field: tuple(texts) for field, texts in fields.get("says", {}).items()}
    values["names"] = tuple(map(tuple, fields.get("names", ())))
    values["tags"] = frozenset(fields.get("tags", ()))
    return Rule(file=file, **values)


def _saying(kind: str, text: str, regex: str = "", needles: Sequence[str] = (), signs: str = "") -> Saying:
    return Saying(kind, text, regex, tuple(needles), signs)


@lru_cache(maxsize=1)
def _ready(language: str) -> bytes:
    """The rules of all packs of a language, in JSON; packs are asked for language by language, and what is read once need not stay."""
    path = READY / f"{language}.json"
    return path.read_bytes() if path.is_file() else b""
