"""Labels the records of runs: which are near-copies of another, and which paragraphs several have. Reads them twice."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from cleaner.archive.encode import json_line, record_schema
from cleaner.archive.output import packed_file
from cleaner.archive.readback import records
from cleaner.corpus.near import SIMILAR, Near, Signatures
from cleaner.corpus.paragraphs import Paragraphs
from cleaner.text.printable import counted

_READ = ("id", "text", "source_path", "removed")


class Dedup:
    """The records of some files, compared.

    Args:
        paths: JSON Lines or Parquet that a run wrote. similar: as `cleaner.corpus.near.SIMILAR`; None takes that.

    Raises:
        CleanerError: "missing-library"; as `cleaner.archive.readback.records`.
    """

    def __init__(self, paths: Sequence[str], similar: float | None = None) -> None:
        self._paths = paths
        self._similar = similar or SIMILAR
        self._place = tempfile.TemporaryDirectory(prefix="cleaner-")
        self._counts = dict.fromkeys(("documents", "copies", "paragraphs", "repeated"), 0)

    def __enter__(self) -> Dedup:
        """Reads all records once."""
        folder = Path(self._place.name)
        try:
            self._signatures, self._paragraphs = Signatures(folder), Paragraphs(folder)
            self._signatures.add_all(self._texts())
            self._counts["repeated"] = self._paragraphs.count()
            self._counts["paragraphs"] = self._paragraphs.total
        except BaseException:
            self._place.cleanup()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._place.cleanup()

    def _texts(self) -> Iterator[tuple[str, str]]:
        for record in self._records(_READ):
            self._paragraphs.add(record["text"])
            yield record["id"], record["text"]

    def _records(self, fields: Sequence[str]) -> Iterator[dict[str, Any]]:
        for path in self._paths:
            yield from records(path, fields)

    def _labelled(self, fields: Sequence[str]) -> Iterator[tuple[dict[str, Any], Near, dict[str, Any]]]:
        clusters = self._signatures.clusters(self._similar)
        for number, (record, (_, near)) in enumerate(zip(self._records(fields), clusters, strict=True)):
            self._counts["documents"] += 1
            self._counts["copies"] += near.duplicate_of is not None
            yield record, near, {**near._asdict(), "repeated": self._paragraphs.repeated(number, record["text"])}

    def labels(self) -> Iterator[str]:
        """A line of JSON for each document: its id, path and labels."""
        for record, _, label in self._labelled(_READ):
            yield json_line({"id": record["id"], "source_path": record["source_path"], **label}).decode()

    def write(self, path: str, *, drop: bool, force: bool) -> None:
        """Writes the records with their labels in `near`.

        Args:
            drop: leaves out those that are near-copies of another. force: replaces what is there.

        Raises:
            CleanerError: code "exists" or "output".
        """
        with packed_file(path, force=force) as write:
            for record, near, label in self._labelled(tuple(record_schema()["properties"])):
                if not (drop and near.duplicate_of is not None):
                    write(json_line({**record, "near": label}))

    def summary(self, *, dropped: bool) -> str:
        """What was found, in one line."""
        count = self._counts
        return (
            f"{counted(count['documents'], 'document')} = {count['documents'] - count['copies']:,} different + "
            f"{counted(count['copies'], 'near-copy')}{' (dropped)' if dropped else ''}; "
            f"of {counted(count['paragraphs'], 'paragraph')} {count['repeated']:,} in several documents"
        )
