"""Web pages with gold text as labelled blocks, for train_page.py and disjoint.py."""

from __future__ import annotations

import gzip
import json
import pickle
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.train_shape_pages import _hits, align, mark_segments, site_of, weak_gold, word_f1
from cleaner.document import Document
from cleaner.read.html import read_html

_NOISY = 0.8  # pages whose perfect choice of blocks has a lower F1 than this teach nothing
SETS = ("news", "wcxb", "trafilatura")
"""Sets that are learned from; of the last one only segments of each page are known."""


@dataclass
class Labelled:
    """A page's blocks with the share of each that is the article's; see train_shape_pages.Page."""

    set: str
    id: str
    type: str
    site: str
    document: Document
    hits: list[str | None]
    share: Any
    words: Any
    tokens: Any
    gold: Any
    train: bool = True
    fold: int = 0
    facts: dict[str, Any] = field(default_factory=dict)


def read(name: str, data: Path, page: dict[str, Any]) -> Labelled | None:
    """Reads and labels one page; None where it shows no text."""
    raw = gzip.decompress((data / name / "html" / f"{page['id']}.html.gz").read_bytes())
    document = read_html(raw, page.get("url"))
    if not document.blocks:
        return None
    texts = [block.text for block in document.blocks]
    whole = _weak(raw, page, data) if name == "trafilatura" else page["text"] or ""
    if whole is None:
        return None
    share, words, tokens, gold = align(texts, whole)
    if name == "trafilatura":
        mark_segments(page, texts, share)
    labelled = Labelled(
        name,
        page["id"],
        page.get("type", "article"),
        site_of(page.get("url") or page["id"]),
        document,
        _hits(texts),
        share,
        words,
        tokens,
        gold,
    )
    labelled.train = name == "trafilatura" or word_f1(labelled, share > 0.5)[2] >= _NOISY  # type: ignore[arg-type]
    return labelled


def _weak(raw: bytes, page: dict[str, Any], data: Path) -> str | None:
    sys.path.insert(0, str(data))
    import evaluate

    try:
        return weak_gold(page, evaluate.EXTRACTORS["trafilatura"](raw) or "") or None
    except Exception:  # an extractor that fails gives no text, as in evaluate.py
        return None


def read_all(data: Path, cache: Path | None) -> list[Labelled]:
    if cache and cache.exists():
        return pickle.loads(cache.read_bytes())  # type: ignore[no-any-return]
    pages: list[Labelled] = []
    for name in SETS:
        with gzip.open(data / name / "gold.jsonl.gz", "rt") as lines:
            gold = [json.loads(line) for line in lines]
        with ProcessPoolExecutor(2) as pool:
            pages += [page for page in pool.map(partial(read, name, data), gold, chunksize=8) if page]
    if cache:
        cache.write_bytes(pickle.dumps(pages))
    return pages
