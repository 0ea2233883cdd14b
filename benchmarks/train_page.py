"""Learns the judge of HTML blocks from pages with gold text: python -m benchmarks.train_page --data ../shared/eval

Reads every page of news/, wcxb/ and trafilatura/ into blocks, aligns them with the gold (of the last, with what must and
must not be in it), learns by cross-validation over sites (no site
in both halves), prints word F1 a page type for the blocks that the model alone would keep, and writes
cleaner/data/page.json. Wants lightgbm (`pip install -e '.[train]'`). Same data, same file.
"""

from __future__ import annotations

import argparse
import json
import re
import zlib
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import lightgbm as lgb
import numpy as np

from benchmarks.export_trees import export_trees
from benchmarks.train_page_pages import Labelled, read_all
from benchmarks.train_shape_pages import lexicon_weights, word_f1
from cleaner.judge.lines import HEAD, Lexicon, Lines, Vocabulary, read_lines
from cleaner.judge.page.block_facts import LINKED
from cleaner.judge.page.genre_facts import GENRES, genre_facts, names
from cleaner.judge.page.page_facts import NAMES, page_facts
from cleaner.judge.page.stack import STACKED, stack_facts

OUT = Path(__file__).resolve().parents[1] / "cleaner" / "data" / "page.json"
PARTS = 3
_WORD = re.compile(r"[^\W\d_]{3,}")
_SITES = 5  # a word in names is learned if so many sites use it
_WEAK = 0.4  # what a page counts of which only segments are known, and an extractor's word for the rest
_SCALE = 256  # leaf values are whole numbers of this fraction of a logit
FIRST = dict(objective="binary", learning_rate=0.12, num_leaves=16, max_depth=6, min_data_in_leaf=80, feature_fraction=0.4,
             bagging_fraction=0.8, bagging_freq=1, max_bin=63, verbose=-1, num_threads=2, seed=1, deterministic=True,
             force_row_wise=True)  # fmt: skip
SECOND = FIRST | dict(num_leaves=16, max_depth=5, feature_fraction=0.5)
KIND = dict(objective="multiclass", num_class=len(GENRES), learning_rate=0.1, num_leaves=8, max_depth=4, min_data_in_leaf=10,
            feature_fraction=0.4, verbose=-1, num_threads=2, seed=1, deterministic=True, force_row_wise=True)  # fmt: skip
ROUNDS = (150, 80, 150)
_TELLING, _TOLD = 50, 25  # words that tell genres, and pages of them that must hold one


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


def word_weights(pages: list[Labelled]) -> dict[str, int]:
    """Log odds of words to stand in furniture."""
    return lexicon_weights((page.site, [block.text for block in page.document.blocks], page.share) for page in pages)


def telling_words(pages: list[Labelled]) -> list[str]:
    """The words that tell genres best: those that stand on more pages of some genres than chance would have it."""
    pages = [page for page in pages if page.set != "trafilatura"]
    counts = {genre: Counter[str]() for genre in GENRES}
    for page in pages:
        counts[page.type].update(
            {word for block in page.document.blocks for word in _WORD.findall(block.text[:HEAD].lower())}
        )
    of = Counter(page.type for page in pages)
    held = sum(counts.values(), Counter[str]())

    def surplus(word: str) -> float:
        return sum(abs(counts[g][word] - held[word] * of[g] / len(pages)) for g in GENRES) / held[word] ** 0.5

    known = [word for word in sorted(held) if held[word] >= _TOLD and len(Lines([word]).slots) == 1]
    return sorted(known, key=lambda word: (-surplus(word), word))[:_TELLING]


def weights(page: Labelled) -> Any:
    """What a block weighs in training: its words, as a share of the article's, so that every page counts alike."""
    weight = np.minimum(page.words, 120) * 300 / max(50, int(page.gold.sum())) + 0.3
    return (weight * (_WEAK if page.set == "trafilatura" else 1)).astype(np.float32)


def learn(pages: list[Labelled]) -> dict[str, Any]:
    """Learns from all pages, and scores each by models of other sites only; returns the models and the words.

    The sites are in three parts. A page's facts, genre and first score come from the two other parts, and the second
    model of the two other parts, which learned from scores made in the same way (stacking), gives its "score".
    """
    parts = [[page for page in pages if page.fold == k] for k in range(PARTS)]
    others = [[page for page in pages if page.fold != k and page.train] for k in range(PARTS)]
    telling = telling_words([page for page in pages if page.train])  # one list for all: each is a fact of its own
    for part, rest in zip(parts, others):
        fill(part, name_weights(rest), word_weights(rest), telling)
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
        "words": word_weights(good),
        "telling": telling,
        "kind": fit_kind(good),
        "first": fit_blocks(FIRST, ROUNDS[0], good, "blocks"),
        "second": fit_blocks(SECOND, ROUNDS[1], good, "stacked"),
    }


def fit_kind(pages: list[Labelled]) -> lgb.Booster:
    pages = [page for page in pages if page.set != "trafilatura"]
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


def fill(pages: list[Labelled], weights: dict[str, int], words: dict[str, int], telling: list[str]) -> None:
    lexicon, vocabulary = Lexicon(words), Vocabulary(telling)
    for page in pages:
        blocks = page.document.blocks
        lines = read_lines([block.text for block in blocks])
        page.facts["blocks"] = page_facts(blocks, lines, page.document.head, page.hits, weights, lexicon)
        page.facts["page"] = genre_facts(page.document, lines, page.facts["blocks"], page.hits, vocabulary)


def report(pages: list[Labelled], threshold: float) -> None:
    rows: dict[str, list[Any]] = defaultdict(list)
    for page in pages:
        if page.set == "trafilatura":
            continue
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
    right = [GENRES[int(np.argmax(p.facts["kind"]))] == p.type for p in pages if p.set != "trafilatura"]
    print(f"genre right on {np.mean(right):.3f} of {len(right)} pages")
    limits = best_limits(pages)
    OUT.write_text(json.dumps(compiled(models, limits), separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{OUT}: {OUT.stat().st_size / 1000:.0f} kB")


def compiled(models: dict[str, Any], limits: dict[str, int]) -> dict[str, Any]:
    """The models as plain lists; `cleaner.judge.page.judge.PageModel` reads them."""
    count = len(GENRES)
    return {
        "limits": limits,
        "genre": [export_trees(models["kind"], names(models["telling"]), _SCALE, k, count) for k in range(count)],
        "first": export_trees(models["first"], NAMES, _SCALE),
        "second": export_trees(models["second"], STACKED, _SCALE),
        "names": models["names"],
        "words": models["words"],
        "telling": models["telling"],
    }


def best_limits(pages: list[Labelled]) -> dict[str, int]:
    """For each genre the score below which a block is cut, by mean F1 of the pages that the model takes for it."""
    limits = {}
    for number, genre in enumerate(GENRES):
        taken = [page for page in pages if page.set != "trafilatura" and int(np.argmax(page.facts["kind"])) == number]
        found = {
            limit: float(np.mean([word_f1(page, page.facts["score"] * _SCALE > limit)[2] for page in taken]))  # type: ignore[arg-type]
            for limit in range(-480, 200, 32)
        }
        limits[genre] = max(found, key=lambda limit: (round(found[limit], 4), -limit))
        print(f"{genre:14s} {len(taken):4d} pages, cut below {limits[genre]:5d}, F1 {found[limits[genre]]:.4f}")
    return limits


if __name__ == "__main__":
    main()
