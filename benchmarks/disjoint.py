"""How well cleaner does on sites that it has not learned from: python -m benchmarks.disjoint --data ../shared/eval

Parts the sites of news/ and wcxb/ in three; for each part learns the page model from the two others, and runs the whole
of cleaner (rules, heuristics, settling) with that model over the part's pages. Prints word F1 a page type, as
../shared/eval/evaluate.py does, which can only tell how well the model does on pages that it has learned from.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import zlib
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.train_page import PARTS, best_limits, compiled, learn
from benchmarks.train_page_pages import read_all

_WORD = re.compile(r"\w+")


def part_of(site: str) -> int:
    """The part that a site is in; not the one in which `train_page` puts it, which splits the rest again."""
    return zlib.crc32(f"part {site}".encode()) % PARTS


def score(text: str, gold: str) -> tuple[float, float, float]:
    """Precision, recall and F1 of words, as WCXB defines them."""
    ours, wanted = Counter(_WORD.findall(text.lower())), Counter(_WORD.findall(gold.lower()))
    both = sum((ours & wanted).values())
    if not both:
        return (0.0, 0.0, 0.0) if ours or wanted else (1.0, 1.0, 1.0)
    precision, recall = both / sum(ours.values()), both / sum(wanted.values())
    return precision, recall, 2 * precision * recall / (precision + recall)


def clean_page(
    task: tuple[str, str, str, str, str, Path, str],
) -> tuple[str, str, str, str, tuple[float, float, float]]:
    """Cleans one page with the model of a file; says its set, type, genre and score."""
    import cleaner
    from cleaner.judge.page import judge

    name, page, kind, url, gold, data, model, witness = task
    if not witness:
        import cleaner.engine as engine

        engine.ask_trafilatura = lambda *_: None
    if getattr(judge, "_of", None) != model:
        loaded = judge.PageModel(json.loads(Path(model).read_text(encoding="utf-8")))
        judge._load = lambda: loaded
        judge._of = model
    article = cleaner.clean(gzip.decompress((data / name / "html" / f"{page}.html.gz").read_bytes()), "html", url)
    return name, page, kind, article.genre, score(article.text, gold)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--data", type=Path, default=Path("../shared/eval"))
    options.add_argument("--cache", type=Path, help="keeps the labelled pages here")
    options.add_argument(
        "--models", type=Path, required=True, help="folder for the models; those in it are not learned again"
    )
    options.add_argument("--parts", type=int, default=PARTS, help="takes so many of the parts only")
    options.add_argument("--alone", action="store_true", help="asks no second opinion")
    options.add_argument("--every", type=int, default=1, help="takes every so-many-th page only")
    o = options.parse_args()
    o.models.mkdir(exist_ok=True)
    pages = None
    for part in range(o.parts):
        if not (o.models / f"page-{part}.json").exists():
            pages = pages or read_all(o.data, o.cache)
            rest = [page for page in pages if part_of(page.site) != part]
            for page in rest:
                page.fold = zlib.crc32(page.site.encode()) % PARTS
            models = learn(rest)
            text = json.dumps(compiled(models, best_limits(rest)), separators=(",", ":"))
            (o.models / f"page-{part}.json").write_text(text, encoding="utf-8")
    from benchmarks.train_shape_pages import site_of

    tasks = []
    for name in ("news", "wcxb"):
        with gzip.open(o.data / name / "gold.jsonl.gz", "rt") as lines:
            for page in map(json.loads, lines):
                part = part_of(site_of(page["url"] or page["id"]))
                if part >= o.parts:
                    continue
                model = o.models / f"page-{part}.json"
                tasks.append(
                    (name, page["id"], page["type"], page["url"], page["text"] or "", o.data, str(model), not o.alone)
                )
    tasks.sort(key=lambda task: task[-2])
    rows: dict[str, list[Any]] = defaultdict(list)
    genres: dict[str, list[bool]] = defaultdict(list)
    with ProcessPoolExecutor(2) as pool:
        for name, _page, kind, genre, found in pool.map(clean_page, tasks[:: o.every], chunksize=16):
            rows[f"{name} {kind}"].append(found)
            genres[name].append(genre == kind)
            if name == "wcxb":
                rows["wcxb all"].append(found)
    for key, values in sorted(rows.items()):
        precision, recall, f1 = np.mean(values, 0)
        print(f"{key:20s} {len(values):5d} pages  P {precision:.4f}  R {recall:.4f}  F1 {f1:.4f}")
    for name, right in genres.items():
        print(f"genre right on {np.mean(right):.3f} of {len(right)} {name} pages")


if __name__ == "__main__":
    main()
