"""Trains the model of a document's shape (cleaner/data/shape.json) and tells how good it is on sites it never saw.

    python -m benchmarks.train_shape --data ../shared/eval [--cache DIR] [--no-write]

Wants lightgbm and scikit-learn (`pip install -e '.[train]'`), and what ../shared/eval/requirements.txt names.
One thread, fixed seeds: the same pages give the same model.
Pages are grouped by site; a fold's pages are judged by a model, and by phrases, that saw no page of their sites.
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = "1"  # sums in one order

import argparse
import itertools
import json
import pickle
import time
import zlib
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

from benchmarks.export_trees import export_trees
from benchmarks.phrases import learn_by_fold
from benchmarks.phrases import line_weights as phrase_weights
from benchmarks.train_shape_pages import EXTRACTORS, Page, read_pages, word_f1
from cleaner.judge.lines import Lines
from cleaner.judge.phrases import Phrases
from cleaner.judge.shape_facts import NAMES, STACKED, facts, stacked
from cleaner.judge.trees import LEAVES

OUT = Path(__file__).resolve().parents[1] / "cleaner" / "data" / "shape.json"
LIMIT = -100
PAGES_OF = {"news": 288, "wcxb": 793}
THRESHOLDS = (0.0, -0.7, -1.2, -2.0)


PARAMETERS = {
    "objective": "binary", "learning_rate": 0.2, "num_leaves": LEAVES, "min_data_in_leaf": 300, "lambda_l2": 50,
    "feature_fraction": 0.5, "max_bin": 31, "num_threads": 1, "deterministic": True, "force_row_wise": True, "seed": 1,
    "verbose": -1,
}  # fmt: skip
TREES = (80, 50)  # of the two looks
FOLDS = 5
SCALE = 100  # points of a natural unit of log odds


def train(X: Any, keep: Any, weight: Any, rows: Any, trees: int) -> Any:
    """Boosted trees over the chosen lines."""
    data = lightgbm.Dataset(X[rows], label=keep[rows], weight=weight[rows], params=PARAMETERS)
    return lightgbm.train(PARAMETERS, data, trees)


def leave_out(X: Any, keep: Any, weight: Any, fold_of: Any, trees: int) -> Any:
    """For each line the score by a model that saw no page of its site."""
    scores = np.zeros(len(X))
    for fold in range(FOLDS):
        model = train(X, keep, weight, np.flatnonzero((weight > 0) & (fold_of != fold)), trees)
        seen = fold_of == fold
        scores[seen] = model.predict(X[seen], raw_score=True)
    return scores


def look_again(pages: list[Page], X: Any, first: Any) -> Any:
    """The facts of the second look, from the first scores of models that saw no page of these sites."""
    at = np.concatenate(([0], np.cumsum([len(p.texts) for p in pages])))
    whole = np.round(first * SCALE).astype(np.int64)
    rows = [stacked(X[a:b].T.astype(np.int32), whole[a:b]) for a, b in itertools.pairwise(at)]
    return np.ascontiguousarray(np.concatenate(rows, 1).T.astype(np.float32))


def far_lines(page: Page, r: np.random.Generator) -> Any:
    """Which lines are trained on, and how often they count: of long menus and footers three in ten are enough."""
    keep = np.flatnonzero(page.share > 0.5)
    first, last = (keep[0], keep[-1]) if len(keep) else (len(page.texts), -1)
    number = np.arange(len(page.texts))
    far = (number < first - 12) | (number > last + 25)
    chosen = ~far | (r.random(len(number)) < 0.3)
    return np.where(chosen & page.train, np.where(far, 1 / 0.3, 1.0), 0.0)


def line_weights(page: Page) -> Any:
    """What a line counts in training: its share of the page's gold words, less where its label is doubtful."""
    gold = max(page.gold_words, 50)
    weight = (np.minimum(page.words, 200) + 1) / gold * 300 * np.maximum(np.abs(2 * page.share - 1), 0.1)
    weight *= {"news": 2.0, "wcxb": 1.0, "trafilatura": 0.7}[page.set] * (0.3 if page.extractor == "gold" else 1.0)
    weight = np.minimum(weight, 30)
    return np.where([hit is not None for hit in page.hits], 0.2 * weight, weight)


def prepare(pages: list[Page], phrases: list[Phrases]) -> Any:
    return np.concatenate([facts(Lines(p.texts), p.texts, p.breaks, p.hits, phrases[p.fold]) for p in pages], 1)


def report(pages: list[Page], scores: list[Any]) -> None:
    """The cross-site table: word F1 raw, by certain rules alone, by rules and shape (with recall's change), ceiling."""
    head = "  ".join(f"at {t:4.1f}: P, R, F1 (dR)      " for t in THRESHOLDS)
    print(f"set   extractor         raw F1   rules F1  | {head} | ceiling")
    for name in PAGES_OF:
        for extractor in (*EXTRACTORS, "gold"):
            chosen = [i for i, p in enumerate(pages) if p.set == name and p.extractor == extractor]
            free = [np.array([hit is None for hit in pages[i].hits]) for i in chosen]
            raw = np.mean([word_f1(pages[i], np.ones(len(pages[i].texts), bool)) for i in chosen], 0)
            rules = np.mean([word_f1(pages[i], f) for i, f in zip(chosen, free)], 0)
            best = np.mean([word_f1(pages[i], pages[i].share > 0.5) for i in chosen], 0)
            cells = []
            for limit in THRESHOLDS:
                p, r, f = np.mean([word_f1(pages[i], (scores[i] > limit) & ok) for i, ok in zip(chosen, free)], 0)
                cells.append(f"{p:.4f} {r:.4f} {f:.4f} ({r - raw[1]:+.4f})")
            row = f"{name:5s} {extractor:17s} {raw[2]:.4f}   {rules[2]:.4f}   | {'  '.join(cells)} | {best[2]:.4f}"
            print(row, flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, required=True, help="folder of evaluate.py")
    options.add_argument("--cache", type=Path, help="keep the labelled lines here between runs")
    options.add_argument("--no-write", action="store_true", help="only validate")
    o = options.parse_args()
    stored = o.cache / "train_shape.pkl" if o.cache else None
    if stored and stored.exists():
        pages = pickle.loads(stored.read_bytes())
    else:
        pages = read_pages(o.data)
        if stored:
            stored.parent.mkdir(parents=True, exist_ok=True)
            stored.write_bytes(pickle.dumps(pages))
    start = time.time()
    keep = np.concatenate([p.share for p in pages]) > 0.5
    r = np.random.default_rng(1)
    weight = np.concatenate([line_weights(p) * far_lines(p, r) for p in pages])
    fold_of = np.concatenate([np.full(len(p.texts), p.fold) for p in pages])
    at = np.concatenate(([0], np.cumsum([len(p.texts) for p in pages])))
    words = np.concatenate([p.words for p in pages])
    apart, phrases = learn_by_fold(
        [p.site for p in pages], [p.texts for p in pages], keep, phrase_weights(words, weight > 0), fold_of, FOLDS
    )
    count = sum(map(len, phrases.values()))
    print(f"{len(pages)} texts, {len(keep)} lines, {count} phrases ({time.time() - start:.0f} s)", flush=True)
    X = np.ascontiguousarray(prepare(pages, apart).T.astype(np.float32))
    rows = np.flatnonzero(weight > 0)
    first = leave_out(X, keep, weight, fold_of, TREES[0])
    print(f"first look ({time.time() - start:.0f} s)", flush=True)
    S = look_again(pages, X, first)
    if not o.no_write:
        looks = {
            "first": export_trees(train(X, keep, weight, rows, TREES[0]), NAMES, SCALE),
            "second": export_trees(train(S, keep, weight, rows, TREES[1]), STACKED, SCALE),
        }
        write({"version": "", "limit": LIMIT, **looks, "phrases": phrases})
    second = leave_out(S, keep, weight, fold_of, TREES[1])
    print(f"second look ({time.time() - start:.0f} s)", flush=True)
    for scores in (first, second):
        report(pages, [scores[a:b] for a, b in itertools.pairwise(at)])


def write(record: dict[str, Any]) -> None:
    """Writes the data file, a tree a line."""

    def text() -> str:
        rest = {k: v for k, v in record.items() if k not in ("first", "second")}
        parts = [json.dumps(rest, ensure_ascii=False, separators=(",", ":"))[:-1]]
        for look in ("first", "second"):
            trees = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in record[look])
            parts.append(f'"{look}":[\n{trees}\n]')
        return ",\n".join(parts) + "}\n"

    record["version"] = f"{zlib.crc32(text().encode()):08x}"
    OUT.write_text(text(), encoding="utf-8")
    print(f"wrote {OUT} ({len(text().encode()) // 1000} kB), version {record['version']}", flush=True)


if __name__ == "__main__":
    main()
