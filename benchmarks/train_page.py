"""Learns the judge of HTML blocks from pages with gold text: python -m benchmarks.train_page --data ../shared/eval

Reads every page of news/ and wcxb/ into blocks, aligns them with the gold, learns by cross-validation over sites (no site
in both halves), prints word F1 a page type for the blocks that the model alone would keep, and writes
cleaner/data/page.json. Wants lightgbm (`pip install -e '.[train]'`). Same data, same file.
"""

from __future__ import annotations

import argparse
import gzip
import json
import pickle
import zlib
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import lightgbm as lgb
import numpy as np

from benchmarks.export_trees import export_trees
from benchmarks.train_shape_pages import _hits, align, site_of, word_f1
from cleaner.document import Document
from cleaner.judge.page.block_facts import LINKED
from cleaner.judge.page.genre_facts import GENRE_NAMES, GENRES, genre_facts
from cleaner.judge.page.page_facts import NAMES, page_facts
from cleaner.judge.page.stack import STACKED, stack_facts
from cleaner.read.html import read_html

OUT = Path(__file__).resolve().parents[1] / "cleaner" / "data" / "page.json"
PARTS = 3
_NOISY = 0.8  # pages whose perfect choice of blocks has a lower F1 than this teach nothing
_SITES = 5  # a word in names is learned if so many sites use it
_SCALE = 256  # leaf values are whole numbers of this fraction of a logit
FIRST = dict(objective="binary", learning_rate=0.12, num_leaves=16, max_depth=6, min_data_in_leaf=80, feature_fraction=0.4,
             bagging_fraction=0.8, bagging_freq=1, max_bin=63, verbose=-1, num_threads=2, seed=1, deterministic=True,
             force_row_wise=True)  # fmt: skip
SECOND = FIRST | dict(num_leaves=16, max_depth=5, feature_fraction=0.5)
KIND = dict(objective="multiclass", num_class=len(GENRES), learning_rate=0.1, num_leaves=8, max_depth=4, min_data_in_leaf=10,
            feature_fraction=0.4, verbose=-1, num_threads=2, seed=1, deterministic=True, force_row_wise=True)  # fmt: skip
ROUNDS = (150, 80, 40)


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
    document = read_html(raw, page["url"])
    if not document.blocks:
        return None
    texts = [block.text for block in document.blocks]
    share, words, tokens, gold = align(texts, page["text"] or "")
    labelled = Labelled(
        name,
        page["id"],
        page["type"],
        site_of(page["url"] or page["id"]),
        document,
        _hits(texts),
        share,
        words,
        tokens,
        gold,
    )
    labelled.train = word_f1(labelled, share > 0.5)[2] >= _NOISY  # type: ignore[arg-type]
    return labelled


def read_all(data: Path, cache: Path | None) -> list[Labelled]:
    if cache and cache.exists():
        return pickle.loads(cache.read_bytes())  # type: ignore[no-any-return]
    pages: list[Labelled] = []
    for name in ("news", "wcxb"):
        with gzip.open(data / name / "gold.jsonl.gz", "rt") as lines:
            gold = [json.loads(line) for line in lines]
        with ProcessPoolExecutor(2) as pool:
            pages += [page for page in pool.map(partial(read, name, data), gold, chunksize=8) if page]
    if cache:
        cache.write_bytes(pickle.dumps(pages))
    return pages


def name_weights(pages: list[Labelled]) -> dict[str, int]:
    """For each word in names, 100 times the log odds that words under it are kept, every page counting once."""
    odds: dict[str, list[float]] = defaultdict(lambda: [0.5, 0.5])
    sites: dict[str, set[str]] = defaultdict(set)
    for page in pages:
        seen: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for block, share, words in zip(page.document.blocks, page.share, page.words):
            for word in set(block.evidence.names[:20] if block.evidence else ()):
                seen[word][int(share > 0.5)] += min(words, 40)
        for word, (cut, kept) in seen.items():
            if cut + kept:
                odds[word][0] += cut / (cut + kept)
                odds[word][1] += kept / (cut + kept)
                sites[word].add(page.site)
    return {
        w: round(100 * float(np.log(kept / cut))) for w, (cut, kept) in sorted(odds.items()) if len(sites[w]) >= _SITES
    }


def weights(page: Labelled) -> Any:
    """What a block weighs in training: its words, as a share of the article's, so that every page counts alike."""
    return (np.minimum(page.words, 120) * 300 / max(50, int(page.gold.sum())) + 0.3).astype(np.float32)


def learn(pages: list[Labelled]) -> dict[str, Any]:
    """Learns from all pages, and scores each by models of other sites only; returns the models and the words.

    The sites are in three parts. A page's facts, genre and first score come from the two other parts, and the second
    model of the two other parts, which learned from scores made in the same way (stacking), gives its "score".
    """
    parts = [[page for page in pages if page.fold == k] for k in range(PARTS)]
    others = [[page for page in pages if page.fold != k and page.train] for k in range(PARTS)]
    for part, rest in zip(parts, others):
        fill(part, name_weights(rest))
    for part, rest in zip(parts, others):
        kind, first = fit_kind(rest), fit_blocks(FIRST, ROUNDS[0], rest, "blocks")
        for page in part:
            page.facts["kind"] = kind.predict(page.facts["page"][None], raw_score=True)[0]
            page.facts["first"] = whole(first.predict(page.facts["blocks"], raw_score=True))
            kinds = whole(page.facts["kind"])
            page.facts["stacked"] = stack_facts(page.document.blocks, page.facts["blocks"], page.facts["first"], kinds)
    for part, rest in zip(parts, others):
        second = fit_blocks(SECOND, ROUNDS[1], rest, "stacked")
        for page in part:
            page.facts["score"] = second.predict(page.facts["stacked"], raw_score=True)
    good = [page for page in pages if page.train]
    return {
        "names": name_weights(good),
        "kind": fit_kind(good),
        "first": fit_blocks(FIRST, ROUNDS[0], good, "blocks"),
        "second": fit_blocks(SECOND, ROUNDS[1], good, "stacked"),
    }


def fit_kind(pages: list[Labelled]) -> lgb.Booster:
    labels = np.array([GENRES.index(page.type) for page in pages])
    return lgb.train(KIND, lgb.Dataset(np.stack([page.facts["page"] for page in pages]), labels), ROUNDS[2])


def fit_blocks(params: dict[str, Any], rounds: int, pages: list[Labelled], key: str) -> lgb.Booster:
    """Learns from the blocks that `chosen` takes."""
    rows = [chosen(page) for page in pages]
    facts = np.concatenate([page.facts[key][row] for page, row in zip(pages, rows)])
    labels = np.concatenate([page.share[row] > 0.5 for page, row in zip(pages, rows)])
    weight = np.concatenate([weights(page)[row] for page, row in zip(pages, rows)])
    return lgb.train(params, lgb.Dataset(facts, labels, weight=weight), rounds)


def chosen(page: Labelled) -> Any:
    """The blocks that are learned from: all but three of four short links that are furniture, which are all alike."""
    dull = (page.facts["blocks"][:, LINKED] > 80) & (page.words < 6) & (page.share < 0.5)
    return np.flatnonzero(~dull | (np.arange(len(dull)) % 4 == 0))


def whole(scores: Any) -> Any:
    return np.round(scores * _SCALE).astype(np.int32)


def fill(pages: list[Labelled], names: dict[str, int]) -> None:
    for page in pages:
        page.facts["blocks"] = page_facts(page.document.blocks, page.document.head, page.hits, names)
        page.facts["page"] = genre_facts(page.document, page.facts["blocks"], page.hits)


def report(pages: list[Labelled], threshold: float) -> None:
    rows: dict[str, list[Any]] = defaultdict(list)
    for page in pages:
        f1 = word_f1(page, page.facts["score"] > threshold)  # type: ignore[arg-type]
        rows[f"{page.set} {page.type}"].append(f1)
        if page.set == "wcxb":
            rows["wcxb all"].append(f1)
    print(f"threshold {threshold}: " + "  ".join(f"{k} {np.mean(v, 0)[2]:.4f}" for k, v in sorted(rows.items())))
    for key in ("news article", "wcxb article"):
        print(f"  {key}: P, R, F1 {np.mean(rows[key], 0).round(4)}")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--data", type=Path, default=Path("../shared/eval"))
    options.add_argument("--cache", type=Path, help="keeps the labelled pages here")
    o = options.parse_args()
    pages = read_all(o.data, o.cache)
    for page in pages:
        page.fold = zlib.crc32(page.site.encode()) % PARTS
    models = learn(pages)
    for threshold in (-0.6, -0.3, 0.0, 0.3):
        report(pages, threshold)
    right = [GENRES[int(np.argmax(page.facts["kind"]))] == page.type for page in pages]
    print(f"genre right on {np.mean(right):.3f} of {len(right)} pages")
    limits = best_limits(pages)
    OUT.write_text(json.dumps(compiled(models, limits), separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{OUT}: {OUT.stat().st_size / 1000:.0f} kB")


def compiled(models: dict[str, Any], limits: dict[str, int]) -> dict[str, Any]:
    """The models as plain lists; `cleaner.judge.page.judge.PageModel` reads them."""
    count = len(GENRES)
    return {
        "limits": limits,
        "genre": [export_trees(models["kind"], GENRE_NAMES, _SCALE, k, count) for k in range(count)],
        "first": export_trees(models["first"], NAMES, _SCALE),
        "second": export_trees(models["second"], STACKED, _SCALE),
        "names": models["names"],
    }


def best_limits(pages: list[Labelled]) -> dict[str, int]:
    """For each genre the score below which a block is cut, by mean F1 of the pages that the model takes for it."""
    limits = {}
    for number, genre in enumerate(GENRES):
        taken = [page for page in pages if int(np.argmax(page.facts["kind"])) == number]
        found = {
            limit: float(np.mean([word_f1(page, page.facts["score"] * _SCALE > limit)[2] for page in taken]))  # type: ignore[arg-type]
            for limit in range(-480, 200, 32)
        }
        limits[genre] = max(found, key=lambda limit: (round(found[limit], 4), -limit))
        print(f"{genre:14s} {len(taken):4d} pages, cut below {limits[genre]:5d}, F1 {found[limits[genre]]:.4f}")
    return limits


if __name__ == "__main__":
    main()
