"""Learns the judge from pages with gold text, and tells how good it is on sites that it never saw.

    python -m benchmarks.train --data ../shared/eval [--cache DIR] [--no-write]

Reads pages and the texts that six extractors make of them, learns by cross-validation over sites (no site in both halves),
prints word F1 of what the model alone would keep, for each set and extractor, and writes judge.json and phrases.json. Sets that
may only be measured on are scored by the model of all the others. Wants lightgbm and scikit-learn (`pip install -e '.[train]'`)
and what ../shared/eval/requirements.txt names. Same data, same file.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import lightgbm as lgb
import numpy as np

from benchmarks.export_trees import export_trees
from benchmarks.phrases import learn_by_fold, table_of
from benchmarks.training_data import AGREED, FOLDS, MOST_ROWS, Labelled, label_kept, read_all, word_f1
from cleaner.judge.facts import TEXT, text_facts
from cleaner.judge.genre import GENRE, GENRES, genre_facts
from cleaner.judge.lines import Lines
from cleaner.judge.model import SCALE, choose
from cleaner.judge.page_facts import PAGE, page_facts
from cleaner.judge.phrases import Phrases

OUT = Path(__file__).resolve().parents[1] / "cleaner" / "data" / "judge.json"
ROUNDS = {"html": 150, "text": 150, "genre": 150}
SEEDS = (1, 2)  # forests whose mean is taken: one by itself differs by up to 0.005 of F1 from one with another seed
BLOCKS = dict(objective="binary", learning_rate=0.12, num_leaves=31, max_depth=9, min_data_in_leaf=200, lambda_l2=10,
              feature_fraction=0.4, bagging_fraction=0.8, bagging_freq=1, max_bin=63, verbose=-1, num_threads=1,
              deterministic=True, force_row_wise=True)  # fmt: skip
KIND = dict(objective="multiclass", num_class=len(GENRES), learning_rate=0.1, num_leaves=8, max_depth=4, min_data_in_leaf=10,
            feature_fraction=0.4, verbose=-1, num_threads=1, seed=1, deterministic=True, force_row_wise=True)  # fmt: skip
_SITES = 5  # a word in names is learned if so many sites use it
_WEAK = {"trafilatura": 0.4, **dict.fromkeys(AGREED, 0.4)}
"""Sets that people labelled in part or not at all, and what a page of them weighs."""
_EACH = {"html": 5.0, "text": 0.3}
"""What a block weighs besides its words, so that headings, items and cells count too. With 5 instead of 0.3 on pages, on sites not
learned from, headings that stay rise from 0.840 to 0.862 of the article's, items from 0.837 to 0.860, rows from 0.832 to 0.844; word F1 of all
page types by 0.001, of news it falls by 0.0007."""
_TEXTS = {"gold": 0.3, "short": 0.3, "kept": 0.5}
"""What texts weigh that no extractor made."""


def name_weights(pages: Sequence[Labelled]) -> dict[str, int]:
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


def phrases_by_fold(pages: Sequence[Labelled]) -> tuple[list[Phrases], dict[str, dict[str, int]]]:
    """For each fold the phrases that the pages of the others teach, for -1 those of all; and the weights of all."""
    counts = [len(page.words) for page in pages]
    words = np.concatenate([page.words for page in pages])
    weight = np.sqrt(np.minimum(words, 40)) / 3 * np.repeat([_WEAK.get(p.set, 1.0) for p in pages], counts)
    fold = np.repeat([page.fold for page in pages], counts)
    apart, whole = learn_by_fold(
        [page.site for page in pages], [list(page.rows.texts) for page in pages],
        np.concatenate([page.share > 0.5 for page in pages]), weight, fold, FOLDS,
    )  # fmt: skip
    return [*apart, Phrases(table_of(whole))], whole


def fill(documents: Sequence[Labelled], phrases: Sequence[Phrases], names: Sequence[dict[str, int]]) -> None:
    """Works out the facts of all documents, each by words that its site did not teach."""
    for document in documents:
        rows, blocks = document.rows.part(0, MOST_ROWS), document.document.blocks[:MOST_ROWS]
        lines = Lines(rows.texts)
        facts = text_facts(lines, rows, phrases[document.fold])
        if document.extractor == "html":
            head, weights = document.document.head, names[document.fold]
            facts = np.concatenate((facts, page_facts(blocks, lines, head, facts, rows, weights)))
        document.facts["rows"] = facts


def weights(document: Labelled) -> Any:
    """What a block weighs in training: its words as a share of the article's, so that every document counts alike; less
    where its label is doubtful."""
    share = document.share[:MOST_ROWS]
    weight = np.minimum(document.words[:MOST_ROWS], 120) * 300 / max(50, int(document.gold.sum()))
    weight += _EACH["html" if document.extractor == "html" else "text"]
    weight = weight * np.maximum(np.abs(2 * share - 1), 0.1) * _WEAK.get(document.set, 1.0)
    if document.extractor != "html":
        weight = np.minimum(weight, 30) * _TEXTS.get(document.extractor, 1.0)
        weight *= 1.0 if document.type == "article" else 0.5 if document.extractor in _TEXTS else 0.25
    return weight.astype(np.float32)


def chosen(document: Labelled) -> Any:
    """The blocks that are learned from: one in four of those that are all alike, short links and far menus and footers."""
    keep = document.share[:MOST_ROWS] > 0.5
    index = np.arange(len(keep))
    if document.extractor == "html":
        linked = document.facts["rows"][len(TEXT) + PAGE.index("linked")]
        dull = (linked > 80) & (document.words[:MOST_ROWS] < 6) & ~keep
    else:
        article = np.flatnonzero(keep)
        first, last = (article[0], article[-1]) if len(article) else (len(keep), -1)
        dull = (index < first - 12) | (index > last + 25)
    return np.flatnonzero(~dull | (index % 4 == 0))


def fit_blocks(documents: Sequence[Labelled], rounds: int) -> list[lgb.Booster]:
    """Learns which blocks are the article's, once for each of `SEEDS`."""
    rows = [chosen(document) for document in documents]
    facts = np.concatenate([d.facts["rows"].T[row] for d, row in zip(documents, rows)]).astype(np.float32)
    labels = np.concatenate([d.share[:MOST_ROWS][row] > 0.5 for d, row in zip(documents, rows)])
    weight = np.concatenate([weights(d)[row] for d, row in zip(documents, rows)])
    data = lgb.Dataset(facts, labels, weight=weight, params=BLOCKS, free_raw_data=False)
    return [lgb.train(BLOCKS | {"seed": seed}, data, rounds) for seed in SEEDS]


def predict(models: Sequence[lgb.Booster], facts: Any) -> Any:
    """The mean of what the models say."""
    return np.mean([model.predict(facts, raw_score=True) for model in models], axis=0)


def fit_genre(pages: Sequence[Labelled]) -> lgb.Booster:
    """Learns the genre of pages."""
    typed = [page for page in pages if page.set not in _WEAK]
    facts = np.stack([page.facts["page"] for page in typed])
    return lgb.train(KIND, lgb.Dataset(facts, [GENRES.index(page.type) for page in typed]), ROUNDS["genre"])


def cross(documents: Sequence[Labelled], kind: str) -> list[lgb.Booster]:
    """Scores each document by models of other sites only; returns the models of all."""
    learned = [document for document in documents if document.train]
    models = [fit_blocks([d for d in learned if d.fold != fold], ROUNDS[kind]) for fold in range(FOLDS)]
    models.append(fit_blocks(learned, ROUNDS[kind]))
    for document in documents:
        scores = predict(models[document.fold], document.facts["rows"].T.astype(np.float32))
        document.facts["scores"] = np.round(SCALE * scores).astype(int).tolist()
    return models[-1]


def cross_genre(pages: Sequence[Labelled]) -> lgb.Booster:
    """Prints how often the genre is right on other sites; returns the model of all."""
    for page in pages:
        page.facts["page"] = np.array(genre_facts(page.document, page.facts["rows"], page.facts["scores"]), np.int32)
    typed = [page for page in pages if page.set not in _WEAK and page.fold >= 0]
    right: dict[str, list[bool]] = defaultdict(list)
    for fold in range(FOLDS):
        model = fit_genre([page for page in typed if page.fold != fold])
        for page in (page for page in typed if page.fold == fold):
            told = GENRES[int(np.argmax(model.predict(page.facts["page"][None])[0]))]
            right[page.set].append(told == page.type)
    print("genre right on", {name: round(float(np.mean(found)), 3) for name, found in right.items()}, flush=True)
    return fit_genre(typed)


def report(documents: Sequence[Labelled], kind: str) -> None:
    """Prints word precision, recall and F1 of what the model alone would keep, and recall's change."""
    rows: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for document in documents:
        if document.set in _WEAK or document.extractor == "gold" or kind == "text" and document.type != "article":
            continue
        read = len(document.facts["scores"])
        keep, _ = choose(document.facts["scores"], document.words[:read], kind, [True] * read)  # type: ignore[arg-type]
        found = word_f1(document, np.array(keep + [True] * (len(document.words) - read)))
        raw = word_f1(document, np.ones(len(document.words), bool))
        row = (*found, found[1] - raw[1], raw[2], document.ceiling)
        rows[document.set, document.extractor].append(row)
        if document.set == "wcxb" and kind == "html":
            rows[f"wcxb {document.type}", document.extractor].append(row)
    for (name, extractor), values in sorted(rows.items()):
        p, r, f, fall, raw, ceiling = np.mean(values, 0)
        print(f"{name:20s} {extractor:18s}{len(values):5d}  P {p:.4f}  R {r:.4f} ({fall:+.4f})  F1 {f:.4f}   "
              f"as it is {raw:.4f}   best choice {ceiling:.4f}", flush=True)  # fmt: skip


def kept_texts(pages: Sequence[Labelled], data: Path) -> list[Labelled]:
    """What the judge keeps of each page with gold, as a text; pages must have their scores."""
    found = []
    for page in pages:
        if page.set not in _WEAK and page.facts["scores"]:
            read = len(page.facts["scores"])
            keep, _ = choose(page.facts["scores"], page.words[:read], "html", [True] * read)  # type: ignore[arg-type]
            found.append(label_kept(data, page, keep))
    return [document for document in found if document is not None]


def export_mean(models: Sequence[lgb.Booster], names: Sequence[str]) -> list[Any]:
    """The trees of all models, each with its share of the points."""
    return [tree for model in models for tree in export_trees(model, names, SCALE / len(models))]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, default=Path("../shared/eval"), help="folder of evaluate.py")
    options.add_argument("--cache", type=Path, help="keeps the extracted texts here between runs")
    options.add_argument("--no-write", action="store_true", help="only validates")
    o = options.parse_args()
    documents = read_all(o.data, o.cache)
    pages = [document for document in documents if document.extractor == "html"]
    learned = [page for page in pages if page.train]
    phrases, said = phrases_by_fold(learned)
    names = [name_weights([page for page in learned if page.fold != fold]) for fold in range(FOLDS)]
    names.append(name_weights(learned))
    fill(documents, phrases, names)
    print(f"{len(documents)} documents, {len(TEXT)} facts of text, {len(PAGE)} of pages", flush=True)
    page_models = cross(pages, "html")
    report(pages, "html")
    genre = cross_genre(pages)
    texts = [document for document in documents if document.extractor != "html"]
    kept = kept_texts(pages, o.data)
    fill(kept, phrases, names)
    texts += kept
    text_models = cross(texts, "text")
    report(texts, "text")
    if not o.no_write:
        data = {
            "names": names[-1],
            "text": export_mean(text_models, TEXT),
            "page": export_mean(page_models, (*TEXT, *PAGE)),
            "genre": [export_trees(genre, GENRE, SCALE, k, len(GENRES)) for k in range(len(GENRES))],
        }
        for out, learned in ((OUT, data), (OUT.with_name("phrases.json"), said)):
            out.write_text(json.dumps(learned, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
            print(f"{out}: {out.stat().st_size / 1000:.0f} kB")
        print("Now run python -m benchmarks.ready.")


if __name__ == "__main__":
    main()
