"""The manifests of jobs, or of runs, as the manifest of one run."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from cleaner.archive.manifest import Tally
from cleaner.errors import CleanerError

Manifest = dict[str, Any]

_SAME = ("manifest_version", "options", "versions")
"""What all of them must have in common: records that were made otherwise do not belong in one output."""


def load(path: str) -> Manifest:
    """A manifest, with the names of its files meant from where the program is.

    Raises:
        CleanerError: code "bad-manifest".
    """
    try:
        with open(path, encoding="utf-8") as file:
            said = json.load(file)
        written = [*said["outputs"], *_listed(said["errors"])]
        for entry in written:
            entry["path"] = os.path.join(os.path.dirname(path), entry["path"])
        for name in (*_SAME, "inputs", "cores", "counts", "read"):
            said[name]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise CleanerError(
            f"This is no manifest: {error}.",
            where=path,
            hint="Name files that `cleaner clean` wrote beside its output (OUT.manifest.json).",
            code="bad-manifest",
        ) from error
    return {**said, "where": path}


def merge(manifests: Sequence[Manifest], folder: str) -> Manifest:
    """One manifest of several.

    Args:
        manifests: as `load` gives them. folder: where the merged one is to lie.

    Raises:
        CleanerError: code "bad-manifest" if they do not fit together: other options or versions, a task that is missing or
            there twice, an input that is counted twice or has a hole, sums that do not add up, an output that is not there.
    """
    _check_tasks(manifests)
    read = [entry for said in manifests for entry in said["read"]]
    _check_read(read)
    outputs = [entry for said in manifests for entry in said["outputs"]]
    counts = _sum(said["counts"] for said in manifests)
    for said in manifests:
        _check_sums(said)
    for entry in outputs:
        if not os.path.isfile(entry["path"]) or os.path.getsize(entry["path"]) != entry["bytes"]:
            raise CleanerError(
                "This output is not there, or not as it was written.",
                where=entry["path"],
                hint="Run it again.",
                code="bad-manifest",
            )
    errors = [entry for said in manifests for entry in _listed(said["errors"])]
    return {
        **{name: manifests[0][name] for name in _SAME},
        "inputs": list(dict.fromkeys(name for said in manifests for name in said["inputs"])),
        "cores": sorted({core for said in manifests for core in said["cores"]}),
        "counts": counts,
        "read": read,
        "outputs": [_from(entry, folder) for entry in outputs],
        "errors": [_from(entry, folder) for entry in errors],
    }


def _listed(errors: Any) -> list[dict[str, Any]]:
    return errors if isinstance(errors, list) else [errors] if errors else []


def _from(entry: dict[str, Any], folder: str) -> dict[str, Any]:
    return {**entry, "path": os.path.relpath(entry["path"], folder or ".")}


def _check_tasks(manifests: Sequence[Manifest]) -> None:
    """Sees that the tasks are of one run, and where it was planned are all there, each once."""
    for other in manifests[1:]:
        for name in _SAME:
            if other[name] != manifests[0][name]:
                raise _unfit(other, f"its {name} are not those of {manifests[0]['where']}")
    tasks = [(said["task"]["number"], said["task"]["of"], said) for said in manifests if said.get("task")]
    seen: set[int] = set()
    for number, of, said in tasks:
        if of != tasks[0][1] or len(tasks) < len(manifests):
            raise _unfit(said, f"it is of a run of {of:,} tasks, and others here are not")
        if number in seen:
            raise _unfit(said, f"task {number} is there twice")
        seen.add(number)
    missing = [str(number) for number in range(tasks[0][1]) if number not in seen] if tasks else []
    if missing:
        raise CleanerError(
            f"{len(missing):,} of {tasks[0][1]:,} tasks are missing: {', '.join(missing[:9])}{' ...' * (len(missing) > 9)}.",
            hint="Name the manifests of all tasks; the command of the run with --resume does those that were lost.",
            code="bad-manifest",
        )


def _check_read(read: Sequence[dict[str, Any]]) -> None:
    """Sees that each file was read once: as a whole, or in ranges without a hole."""
    behind: dict[str, int | None] = {}
    for entry in sorted(read, key=lambda entry: (entry["path"], entry.get("offset", 0))):
        path, offset, length = entry["path"], entry.get("offset"), entry["bytes"]
        if offset is None and length is None:
            continue  # stdin, pipes, addresses: nobody can tell
        if path in behind and (offset is None or behind[path] not in (offset, None)):
            raise CleanerError(
                f"This input was read twice, or has a hole, at byte {offset or 0:,}.",
                where=path,
                hint="Merge the manifests of one run, each once.",
                code="bad-manifest",
            )
        behind[path] = None if length is None else (offset or 0) + length


def _check_sums(said: Manifest) -> None:
    try:
        Tally.of(said).check(sum(entry["records"] for entry in said["outputs"]) if said["outputs"] else None)
    except AssertionError as error:
        raise _unfit(said, str(error)) from error


def _sum(counts: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Numbers and numbers by name, added up."""
    total: dict[str, Any] = {}
    for count in counts:
        for name, value in count.items():
            if isinstance(value, dict):
                total[name] = dict(sorted((Counter(total.get(name, {})) + Counter(value)).items()))
            else:
                total[name] = total.get(name, 0) + value
    return total


def _unfit(said: Manifest, why: str) -> CleanerError:
    return CleanerError(
        f"This manifest does not belong with the others: {why}.",
        where=said["where"],
        hint="Merge the manifests of one run, each once.",
        code="bad-manifest",
    )
