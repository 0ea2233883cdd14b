"""The manifest of a run: what went in, what came out, and what did it. It holds no dates and no names of machines, so
that two runs over the same inputs have the same."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import groupby
from typing import TYPE_CHECKING, Any

from cleaner import _core
from cleaner.archive.files import digest_of
from cleaner.archive.parts import Result
from cleaner.article import SCHEMA_VERSION
from cleaner.version import __version__

if TYPE_CHECKING:
    from cleaner.archive.outcome import Tally

MANIFEST_VERSION = 1

LIBRARIES = (
    "ahocorasick_rs", "beautifulsoup4", "brotli", "fastwarc", "fsspec", "ftfy", "google-re2", "justext", "lxml",
    "lxml_html_clean", "numpy", "orjson", "pyarrow", "PyYAML", "resiliparse", "trafilatura", "warcio", "zstandard",
)  # fmt: skip
"""Distributions that can change the bytes of an output; a test sees that every dependency is here or known to change none."""

_COUNTS = {
    "inputs": "inputs",
    "written": "written",
    "skipped": "skipped",
    "set_aside": "set_aside",
    "skipped_by_reason": "skips",
    "set_aside_by_code": "errors",
    "characters_kept": "kept",
    "characters_cut": "cut",
    "cuts_by_label": "cuts",
}
"""What a manifest calls the fields of a tally."""

_LISTED = 1000
"""Files of an argument that are listed one by one; of more there is one digest."""


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
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def manifest(
    command: Mapping[str, Any],
    tally: Tally,
    read: Iterable[dict[str, Any]],
    outputs: list[Result],
    errors: list[Result],
) -> dict[str, Any]:
    """All that there is to say of a finished run.

    Args:
        command: the arguments, options and versions.
        tally: what came of the documents.
        read: what was read, as `read_files` says it.
        outputs, errors: what was written.
    """
    return {
        "manifest_version": MANIFEST_VERSION,
        **command,
        "cores": [_core.NAME],
        "counts": {
            name: dict(sorted(value.items())) if isinstance(value := getattr(tally, own), dict) else value
            for name, own in _COUNTS.items()
        },
        "read": list(read),
        "outputs": outputs,
        "errors": errors[0] if errors else None,
    }


def from_manifest(said: Mapping[str, Any]) -> Tally:
    """What a manifest says came of the documents."""
    from cleaner.archive.outcome import Tally

    return Tally(**{own: said["counts"][name] for name, own in _COUNTS.items()})


def manifest_line(said: Mapping[str, Any]) -> bytes:
    """A manifest as it is written."""
    return json.dumps(said, indent=1).encode("ascii") + b"\n"


def read_files(found: Iterable[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    """Sizes and digests of the files that were read; of an argument that led to many, all in one.

    Args:
        found: for each file the argument that led to it and its path.
    """
    for argument, files in groupby(found, key=lambda pair: pair[0]):
        listed: list[dict[str, Any]] = []
        number = size = 0
        digest = hashlib.sha256()
        for _, path in files:
            entry = _file(path)
            number += 1
            size += entry["bytes"] or 0
            digest.update(f"{entry['sha256']}  {path}\n".encode("utf-8", "surrogateescape"))
            if number <= _LISTED:
                listed.append(entry)
        if number <= _LISTED:
            yield from listed
        else:
            yield {"path": argument, "files": number, "bytes": size, "sha256": digest.hexdigest()}


def _file(path: str) -> dict[str, Any]:
    """A file's size and digest; neither for what is no file on a disk (stdin, pipes, addresses)."""
    with suppress(OSError):
        if os.path.isfile(path):
            with open(path, "rb") as file:
                digest, size = digest_of(file)
            return {"path": path, "bytes": size, "sha256": digest.hexdigest()}
    return {"path": path, "bytes": None, "sha256": None}
