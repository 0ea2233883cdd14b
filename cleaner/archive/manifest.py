"""What came of all documents of a run, and its manifest: what went in, what came out, and what did it.

A manifest holds no dates and no names of machines, so that two runs over the same inputs have the same.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Any

from cleaner.archive.files import digest_of
from cleaner.archive.paths import Found
from cleaner.archive.task import ErrorRecord, Outcome
from cleaner.article import SCHEMA_VERSION
from cleaner.text.printable import counted
from cleaner.version import __version__

LIBRARIES = (
    "ahocorasick_rs", "beautifulsoup4", "brotli", "fastwarc", "fsspec", "ftfy", "google-re2", "justext", "lxml",
    "lxml_html_clean", "numpy", "orjson", "pyarrow", "PyYAML", "resiliparse", "trafilatura", "warcio", "zstandard",
)  # fmt: skip
"""Distributions that can change the bytes of an output; a test sees that every dependency is here or known to change none."""

_LISTED = 1000  # files of an argument that are listed one by one; of more there is one digest
_NAMED = 5  # documents set aside, labels and reasons that the summary names


@dataclass(slots=True)
class Tally:
    """What came of the documents of a run; the counts of a manifest, and what is said at the end.

    Attributes:
        inputs, written, skipped, set_aside: numbers of documents; `check` sees that they add up.
        characters_kept, characters_cut: code points of the sources.
        other_kind: number of those written of which the name says that they are text, or a page, and the content not.
        first_errors: the first few documents set aside.
    """

    inputs: int = 0
    written: int = 0
    skipped: int = 0
    set_aside: int = 0
    skipped_by_reason: dict[str, int] = field(default_factory=dict)
    set_aside_by_code: dict[str, int] = field(default_factory=dict)
    characters_kept: int = 0
    characters_cut: int = 0
    cuts_by_label: dict[str, int] = field(default_factory=dict)
    other_kind: int = 0
    first_errors: list[ErrorRecord] = field(default_factory=list)

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Tally:
        """What a manifest says."""
        return cls(**{name: said["counts"][name] for name in cls().counts()})

    def counts(self) -> dict[str, Any]:
        """What a manifest says of it."""
        told = asdict(self)
        del told["other_kind"], told["first_errors"]
        return {name: dict(sorted(value.items())) if isinstance(value, dict) else value for name, value in told.items()}

    def add(self, outcome: Outcome) -> None:
        """Counts one document."""
        self.inputs += 1
        if outcome.skipped is not None:
            self.skipped += 1
            _add(self.skipped_by_reason, {outcome.skipped: 1})
        elif outcome.error is not None:
            self.set_aside += 1
            _add(self.set_aside_by_code, {outcome.error["code"]: 1})
            self.first_errors = [*self.first_errors, outcome.error][:_NAMED]
        else:
            self.written += 1
            self.characters_kept += outcome.kept
            self.characters_cut += outcome.cut
            self.other_kind += outcome.other_kind
            _add(self.cuts_by_label, outcome.cuts)

    def check(self, records: int | None = None) -> None:
        """Sees that nothing vanished; `records`: number of documents that the output holds, where that is known."""
        skipped, set_aside = sum(self.skipped_by_reason.values()), sum(self.set_aside_by_code.values())
        if (self.skipped, self.set_aside, self.inputs) != (skipped, set_aside, self.written + skipped + set_aside):
            sums = f"{self.written} + {skipped} + {set_aside}"
            raise AssertionError(f"{self.inputs} inputs are not {sums}: please report it.")
        if records is not None and records != self.written:
            raise AssertionError(f"{self.written} documents were cleaned, {records} written: please report it.")

    @property
    def fruitless(self) -> bool:
        """Whether there was nothing that could be a document."""
        reasons, codes = self.skipped_by_reason.keys(), self.set_aside_by_code.keys()
        return not self.written and reasons <= {"no-document"} and codes <= {"not-found"}

    def summary(self, seconds: float) -> str:
        """The run, which took so long, in one line."""
        kept, cut = self.characters_kept, self.characters_cut
        share = f" ({100 * cut / (kept + cut):.1f}%)" if cut else ""
        parts = [
            f"{counted(self.written, 'document')} in {_duration(seconds)}",
            f"{kept:,} characters kept, {cut:,} cut{share}",
            f"cuts: {_ranked(self.cuts_by_label)}" if self.cuts_by_label else "",
            f"{self.other_kind:,} read by content, against the name (--kind says how)" if self.other_kind else "",
            self.sums() if self.skipped or self.set_aside else "",
            counted(self.set_aside, "error"),
        ]
        return "; ".join(filter(None, parts))

    def sums(self) -> str:
        """That nothing vanished, in half a line."""
        skips = f" ({_ranked(self.skipped_by_reason)})" if self.skipped_by_reason else ""
        written = f"{counted(self.inputs, 'input')} = {self.written:,} written"
        return f"{written} + {self.skipped:,} skipped{skips} + {self.set_aside:,} set aside"


def _add(counts: dict[str, int], more: Mapping[str, int]) -> None:
    for name, count in more.items():
        counts[name] = counts.get(name, 0) + count


def _ranked(counts: dict[str, int]) -> str:
    """The most frequent names with their numbers, and the sum of the others."""
    order = Counter(dict(sorted(counts.items()))).most_common()
    named = [f"{name} {count:,}" for name, count in order[:_NAMED]]
    others = sum(count for _, count in order[_NAMED:])
    return ", ".join([*named, f"all else {others:,}"] if others else named)


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s"


def versions(rules_version: str) -> dict[str, str]:
    """What the bytes of the output depend on, besides the inputs and the command."""
    from importlib.metadata import PackageNotFoundError, version

    found = {
        "cleaner": __version__,
        "rules": rules_version,
        "schema": str(SCHEMA_VERSION),
        "python": platform.python_version(),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
    }
    for name in LIBRARIES:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def manifest(
    command: Mapping[str, Any],
    tally: Tally,
    read: Iterable[Mapping[str, Any]],
    outputs: list[dict[str, Any]],
    errors: dict[str, Any] | None,
) -> bytes:
    """All that there is to say of a finished run, as it is written; `read` is what `read_files` says."""
    from cleaner import _core  # it imports lxml

    said = {"manifest_version": 1, **command, "cores": [_core.NAME], "counts": tally.counts(), "read": list(read)}
    return manifest_line({**said, "outputs": outputs, "errors": errors})


def manifest_line(said: Mapping[str, Any]) -> bytes:
    """A manifest as it is written."""
    return json.dumps(said, indent=1).encode("ascii") + b"\n"


def read_files(found: Iterable[Found]) -> Iterator[dict[str, Any]]:
    """Sizes and digests of the files that were read; of an argument that led to many, all in one."""
    for argument, files in groupby(found, key=lambda one: one.argument or one.path):
        listed: list[dict[str, Any]] = []
        number = size = 0
        digest = hashlib.sha256()
        for path in (one.path for one in files if one.problem is None):
            entry: dict[str, Any] = {"path": path, "bytes": None, "sha256": None}  # stdin, pipes, addresses
            with suppress(OSError):
                if os.path.isfile(path):
                    with open(path, "rb") as file:
                        read, entry["bytes"] = digest_of(file)
                    entry["sha256"] = read.hexdigest()
            number += 1
            size += entry["bytes"] or 0
            digest.update(f"{entry['sha256']}  {path}\n".encode("utf-8", "surrogateescape"))
            if number <= _LISTED:
                listed.append(entry)
        if number <= _LISTED:
            yield from listed
        else:
            yield {"path": argument, "files": number, "bytes": size, "sha256": digest.hexdigest()}
