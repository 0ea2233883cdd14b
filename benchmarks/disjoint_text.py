"""How well cleaner does on texts from sites that its line model never saw: python -m benchmarks.disjoint_text --data ../shared/eval

For each fifth of the sites of news/ and wcxb/ learns the line model from the others, and runs the whole of cleaner (rules,
heuristics, settling) with that model over the fifth's texts of four extractors. Prints word precision, recall and F1 as
../shared/eval/evaluate.py text does, which can only tell how well the model does on texts that it has learned from.
Rules and heuristics were written by people who looked at some of these pages; the figures are no blinder than that.
Wants what `benchmarks.train_shape` wants, and takes about as long.
"""

from __future__ import annotations

import argparse
import itertools
import pickle
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.disjoint import score
from benchmarks.export_trees import export_trees
from benchmarks.phrases import Corpus
from benchmarks.phrases import line_weights as phrase_weights
from benchmarks.train_shape import (
    FOLDS,
    LIMIT,
    SCALE,
    TREES,
    far_lines,
    leave_out,
    line_weights,
    look_again,
    prepare,
    train,
)
from benchmarks.train_shape_pages import EXTRACTORS, Page, read_pages
from cleaner.judge.phrases import Phrases
from cleaner.judge.shape_facts import NAMES, STACKED


def learn(pages: list[Page]) -> list[dict[str, Any]]:
    """For each fifth of the sites the content of a shape.json that was learned without them."""
    keep = np.concatenate([page.share for page in pages]) > 0.5
    chance = np.random.default_rng(1)
    weight = np.concatenate([line_weights(page) * far_lines(page, chance) for page in pages])
    fold_of = np.concatenate([np.full(len(page.texts), page.fold) for page in pages])
    words = phrase_weights(np.concatenate([page.words for page in pages]), weight > 0)
    corpus = Corpus([page.site for page in pages], [page.texts for page in pages])
    phrases = [corpus.learn(keep, np.where(fold_of == fold, 0, words)) for fold in range(FOLDS)]
    X = np.ascontiguousarray(prepare(pages, [Phrases(known) for known in phrases]).T.astype(np.float32))
    S = look_again(pages, X, leave_out(X, keep, weight, fold_of, TREES[0]))
    models = []
    for fold in range(FOLDS):
        rows = np.flatnonzero((weight > 0) & (fold_of != fold))
        first, second = (
            export_trees(train(facts, keep, weight, rows, trees), names, SCALE)
            for facts, names, trees in ((X, NAMES, TREES[0]), (S, STACKED, TREES[1]))
        )
        models.append(
            {"version": f"without {fold}", "limit": LIMIT, "first": first, "second": second, "phrases": phrases[fold]}
        )
    return models


_models: list[Any] = []


def _load(models: list[dict[str, Any]]) -> None:
    from cleaner.judge.shape import Shape

    _models[:] = [Shape(model) for model in models]


def clean_text(task: tuple[str, str, int, str, str]) -> tuple[str, str, tuple[float, ...], tuple[float, ...]]:
    """Cleans one text with the model of its fold; says its set, extractor, and its scores before and after."""
    import cleaner
    from cleaner.judge import shape

    name, extractor, fold, text, gold = task
    shape._load = lambda: _models[fold]  # type: ignore[assignment]
    return name, extractor, score(text, gold), score(cleaner.clean(text, "text").text, gold)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, required=True, help="folder of evaluate.py")
    options.add_argument("--cache", type=Path, help="folder in which train_shape keeps its labelled lines")
    o = options.parse_args()
    stored = o.cache / "train_shape.pkl" if o.cache else None
    pages = pickle.loads(stored.read_bytes()) if stored and stored.exists() else read_pages(o.data)
    models = learn(pages)
    folds = {(page.set, page.id): page.fold for page in pages}
    tasks = list(_texts(o.data, folds))
    rows: dict[tuple[str, str], list[tuple[tuple[float, ...], tuple[float, ...]]]] = defaultdict(list)
    with ProcessPoolExecutor(2, initializer=_load, initargs=(models,)) as pool:
        for name, extractor, before, after in pool.map(clean_text, tasks, chunksize=8):
            rows[name, extractor].append((before, after))
    print("set   extractor         texts  raw F1 -> precision recall F1     recall falls by")
    for (name, extractor), found in rows.items():
        raw, now = (np.mean([pair[at] for pair in found], axis=0) for at in (0, 1))
        print(
            f"{name:5s} {extractor:17s} {len(found):5d}  {raw[2]:.4f} -> {now[0]:.4f}    {now[1]:.4f} {now[2]:.4f}"
            f"  {raw[1] - now[1]:.4f}"
        )


def _texts(data: Path, folds: dict[tuple[str, str], int]) -> Any:
    import sys

    sys.path.insert(0, str(data))
    import evaluate

    chosen = [
        (name, page)
        for name in ("news", "wcxb")
        for page in evaluate.pages(name)
        if (name, page["id"]) in folds and page.get("type", "article") == "article"
    ]
    for extractor, (name, page) in itertools.product(EXTRACTORS, chosen):
        try:
            text = evaluate.EXTRACTORS[extractor](evaluate.html(name, page)) or ""
        except Exception:  # an extractor that fails gives no text, as in evaluate.py
            text = ""
        if text.strip():
            yield name, extractor, folds[name, page["id"]], text, page["text"]


if __name__ == "__main__":
    main()
