"""The report: one printable page on a run, for who answers for it or describes its data."""

from __future__ import annotations

import heapq
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from cleaner.review.charts import charts, short, svg
from cleaner.review.counts import Counts
from cleaner.review.page import render
from cleaner.review.records import whole_records

_SHOWN = 12
"""Cuts of each sample, and lines of each list."""

_LONGEST = 240


@dataclass(frozen=True, slots=True)
class Told:
    """A cut as the report shows it."""

    text: str
    label: str
    rule: str
    confidence: float
    path: str


class Extremes:
    """The surest cut of each label, and the least sure ones of all, each time the same ones."""

    def __init__(self) -> None:
        self._surest: dict[str, tuple[float, int, Told]] = {}
        self._least: list[tuple[float, int, Told]] = []

    def add(self, record: dict[str, Any]) -> None:
        """Looks at the cuts of one record."""
        for cut in record["removed"]:
            sure = cut["confidence"]
            best = self._surest.get(cut["label"])
            worst = self._least[0] if len(self._least) == _SHOWN else None
            if best and sure < best[0] and worst and -sure < worst[0]:
                continue
            chance = zlib.crc32(f"{record.get('id')} {cut['start']}".encode())
            text = short(" ".join(record["source"][cut["start"] : cut["end"]][:_LONGEST].split()), _LONGEST)
            told = Told(text, cut["label"], cut["rule"], sure, record.get("source_path") or "")
            if best is None or (sure, chance) > best[:2]:
                self._surest[cut["label"]] = sure, chance, told
            if worst is None:
                heapq.heappush(self._least, (-sure, chance, told))
            elif (-sure, chance) > worst[:2]:
                heapq.heapreplace(self._least, (-sure, chance, told))

    def surest(self) -> list[Told]:
        """One of each label, the surest first."""
        return [told for *_, told in sorted(self._surest.values(), key=lambda cut: (-cut[0], cut[2].label))]

    def least(self) -> list[Told]:
        """The least sure first."""
        return [told for *_, told in sorted(self._least, key=lambda cut: cut[:2], reverse=True)]


def report_page(outputs: Sequence[str], name: str) -> str:
    """The report of a run.

    Args:
        outputs: what it wrote. What was read, skipped and set aside is told by the manifests and errors that lie beside.
        name: for the title.

    Raises:
        CleanerError: as `whole_records`; code "missing-library".
    """
    counts, extremes = Counts(), Extremes()
    versions: dict[tuple[str, str], int] = {}
    for record in whole_records(outputs):
        counts.add(record)
        extremes.add(record)
        made_by = str(record.get("cleaner_version")), str(record.get("rules_version"))
        versions[made_by] = versions.get(made_by, 0) + 1
    return render(
        "report.html",
        name=name,
        counts=counts,
        charts=[(chart, svg(chart)) for chart in charts(counts)],
        surest=extremes.surest(),
        least=extremes.least(),
        versions=versions,
        runs=[_run(output) for output in outputs],
        most=_SHOWN,
    )


def _run(output: str) -> dict[str, Any]:
    """What lies beside an output: its manifest, if there is one that is whole, and the first of its errors."""
    manifest = next(iter(_objects(f"{output}.manifest.json", whole=True)), None)
    if manifest is not None and not _is_whole(manifest):
        manifest = None
    errors = list(islice(_objects(f"{output}.errors.jsonl"), _SHOWN))
    return {"output": output, "manifest": manifest, "errors": errors}


def _is_whole(manifest: dict[str, Any]) -> bool:
    """Whether it has the fields that the report reads, in their shapes."""
    counts = manifest.get("counts")
    reasons = (
        [counts.get(name) for name in ("skipped_by_reason", "set_aside_by_code")] if isinstance(counts, dict) else [0]
    )
    files = [manifest.get(name) for name in ("outputs", "read")]
    return (
        all(isinstance(one, dict) for one in (*reasons, manifest.get("versions")))
        and isinstance(manifest.get("inputs"), list)
        and all(isinstance(one, list) and all(isinstance(file, dict) for file in one) for one in files)
    )


def _objects(path: str, *, whole: bool = False) -> Iterable[dict[str, Any]]:
    """The JSON objects of a file, a line each or the file one; none where it is not there or damaged."""
    try:
        with open(path, encoding="utf-8") as file:
            for text in [file.read()] if whole else file:
                if isinstance(value := json.loads(text), dict):
                    yield value
    except (OSError, ValueError):
        return
