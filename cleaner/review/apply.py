"""Writes what was marked on a review page: documents with their gold, and draft packs."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cleaner.archive.files import atomic, free_name, writing
from cleaner.archive.sources import one_task
from cleaner.errors import CleanerError
from cleaner.read.source import read
from cleaner.review.draft import drafts
from cleaner.review.gold import Judged, gold_of_page, gold_of_text, judged
from cleaner.rules.book import RuleBook
from cleaner.text.printable import counted

_LONGEST_NAME = 60


def apply(marks: str, folder: str, *, force: bool = False) -> Iterator[str]:
    """Writes NAME.txt or NAME.html, NAME.gold.json, and packs, into a folder; tells what it wrote, for people.

    A page's bytes are looked for where its record says that they were read; where they are not there any more, or are
    others, its visible text stands for it.

    Args:
        marks: the file that the page saved. folder: made if it is not there. force: replace files that exist.

    Raises:
        CleanerError: code "bad-marks", before anything is written; "exists" or "output".
    """
    documents = read_marks(marks)
    place = Path(folder)
    taken: set[str] = set()
    lost = []
    for document in documents:
        name = _name(document, taken)
        page = _page(document) if document.article.kind == "html" else None
        if page is None and document.article.kind == "html":
            lost.append(str(document.record.get("source_path")))
        data = document.source.encode() if page is None else page
        gold = gold_of_text(document) if page is None else gold_of_page(document)
        _write(place / f"{name}.{'txt' if page is None else 'html'}", data, force)
        _write(
            place / f"{name}.gold.json",
            json.dumps(gold, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n",
            force,
        )
    packs = list(drafts(documents, RuleBook()))
    for name, pack in packs:
        _write(place / f"{name}.yaml", _yaml(pack), force)
    for path in lost:
        yield f"not where it was read, so that its visible text stands for it: {path}"
    yield f"{counted(len(documents), 'document')} with gold and {counted(len(packs), 'draft pack')} in {folder}. Try them:"
    rules = f"--rules {folder} " if packs else ""
    yield f"cleaner rules test {rules}--gold {folder}"


def read_marks(path: str) -> list[Judged]:
    """The documents of a file of marks.

    Raises:
        CleanerError: code "bad-marks".
    """
    try:
        with open(path, encoding="utf-8") as file:
            told = json.load(file)
        documents = told["documents"] if told["cleaner_review"] == 1 else None
        if not isinstance(documents, list) or not documents:
            raise ValueError("it holds no documents of a review page")
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise CleanerError(
            f"This is no file of marks: {error}.",
            where=path,
            hint="Name a file that a review page saved.",
            code="bad-marks",
        ) from error
    try:
        return [judged(document) for document in documents]
    except CleanerError as error:
        error.where = error.where or path
        raise


def _page(document: Judged) -> bytes | None:
    """The bytes that the record was made of, if they are where it says and still give its source."""
    path = str(document.record.get("source_path"))
    container = path.rpartition("#")[0] if "#" in path and not os.path.lexists(path) else path
    if not (os.path.isfile(container) or os.path.isfile(os.path.dirname(container))):
        return None  # never stdin, an address or a pattern
    try:
        data = one_task(path).read()
        source = read(data, "html", document.record.get("url"), None).source
    except CleanerError:
        return None
    return data if isinstance(data, bytes) and source == document.article.source else None


def _name(document: Judged, taken: set[str]) -> str:
    """A file's name that is free: that of the document without its folders and ending."""
    whole = str(document.record.get("source_path") or "document").replace("\\", "/").rpartition("/")[2]
    stem = re.sub(r"\.(?:txt|html?|xhtml)$", "", whole)
    stem = re.sub(r"[^\w.-]+", "-", stem)[:_LONGEST_NAME].strip(".-") or "document"
    return free_name(stem, "", taken)


def _write(path: Path, data: bytes, force: bool) -> None:
    with writing(str(path)):
        path.parent.mkdir(parents=True, exist_ok=True)
    with atomic(str(path), force=force) as write:
        write(data)


def _yaml(pack: dict[str, Any]) -> bytes:
    import yaml

    text: str = yaml.safe_dump(pack, allow_unicode=True, sort_keys=False, width=120)
    return text.encode()
