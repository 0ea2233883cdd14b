"""Accuracy and precision of metadata, a field a column, and what they cost: python -m benchmarks.metadata [--limit N]

Over the pages of ../shared/eval where it is (evaluate.py's comparison: words of titles, days of dates, F1 of names), else
over the samples, by their hand-made gold. Precision counts only what was given: a field that is None is missing, not wrong.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean
from typing import Any

import cleaner
from cleaner import metadata
from cleaner.article import Article
from cleaner.metadata.origin import read_words
from tests.golden import DOCUMENTS, gold_of

EVALUATION = Path(__file__).resolve().parents[2] / "shared" / "eval"
SETS = ("news", "wcxb", "trafilatura")
_WORD = re.compile(r"\w+")
_OTHERS = (
    ("modified", "modified"), ("captured", "captured"), ("site", "site"), ("site", "sitename"), ("agency", "agency"),
    ("dateline", "dateline"), ("description", "description"),
)  # fmt: skip
"""Fields that are compared by their words, and what gold calls them."""
_BETWEEN = re.compile(r"\s*(?:;|,|\||&| and | und | et )\s*")


class Clock:
    """CPU seconds of `metadata.read` within calls of `clean`."""

    def __init__(self) -> None:
        self.inside = self.whole = 0.0
        self._read = metadata.read
        setattr(metadata, "read", self._timed)  # noqa: B010 (mypy: a module's function is not assigned to)

    def _timed(self, *arguments: Any) -> dict[str, Any]:
        begun = time.process_time()
        found = self._read(*arguments)
        self.inside += time.process_time() - begun
        return found

    def clean(self, engine: cleaner.Cleaner, data: str | bytes, **more: Any) -> Article:
        begun = time.process_time()
        article = engine.clean(data, **more)
        self.whole += time.process_time() - begun
        return article


def folded(text: object) -> str:
    return " ".join(_WORD.findall(str(text or "").lower()))


def names(value: str | list[str]) -> set[str]:
    return {folded(name) for name in (_BETWEEN.split(value) if isinstance(value, str) else value)} - {""}


def scores(article: Article, gold: dict[str, Any]) -> Iterator[tuple[str, float, bool]]:
    """(field, how right it is from 0 to 1, whether a value was given) for each field that the gold has."""
    if gold.get("title"):
        yield "title", float(folded(article.title) == folded(gold["title"])), article.title is not None
    day = gold.get("published") or gold.get("date")
    if day:
        yield "published", float((article.published or "")[:10] == str(day)[:10]), article.published is not None
    people = gold.get("authors") or gold.get("author")
    if people:
        given, wanted = names(article.authors), names(people)
        yield "authors", 2 * len(given & wanted) / (len(given) + len(wanted)), bool(given)
    for field, name in _OTHERS:
        if gold.get(name):
            value = getattr(article, field)
            yield field, float(folded(value) == folded(gold[name])), value is not None
    licence = read_words(gold.get("license") or "")
    if licence:
        yield "licence", float((article.licence or "").startswith(licence)), article.licence is not None
    for field in ("categories", "tags"):
        if gold.get(field):
            given, wanted = names(getattr(article, field)), names(gold[field])
            yield field, 2 * len(given & wanted) / (len(given) + len(wanted)), bool(given)


def plain(page: bytes) -> str:
    """All the visible text, as another program left it."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import detect_encoding
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse_from_bytes(page, detect_encoding(page) or "utf-8")
    return str(extract_plain_text(tree, main_content=False, alt_texts=False))


def evaluation(name: str, limit: int | None) -> Iterator[tuple[bytes, dict[str, Any]]]:
    with gzip.open(EVALUATION / name / "gold.jsonl.gz", "rt", encoding="utf-8") as lines:
        pages = [json.loads(line) for line in lines]
    wanted = [page for page in pages if page.get("title") and (name != "wcxb" or page["type"] == "article")]
    step = max(1, len(wanted) // limit) if limit else 1
    for page in wanted[::step]:
        with gzip.open(EVALUATION / name / "html" / f"{page['id']}.html.gz") as file:
            yield file.read(), page


def report(title: str, rows: list[tuple[str, float, bool]], clock: Clock, count: int) -> None:
    by_field: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for field, right, given in rows:
        by_field[field].append((right, given))
    share = 100 * clock.inside / clock.whole if clock.whole else 0.0
    print(
        f"\n{title}: {count} documents, metadata {1000 * clock.inside / max(1, count):.1f} ms each, {share:.0f}% of clean"
    )
    print(f"  {'field':12s}{'accuracy':>9s}{'precision':>10s}{'given':>7s}{'of':>6s}")
    for field, found in by_field.items():
        there = [right for right, given in found if given]
        precision = fmean(there) if there else float("nan")
        print(f"  {field:12s}{fmean(right for right, _ in found):9.3f}{precision:10.3f}{len(there):7d}{len(found):6d}")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--limit", type=int, help="pages of each set, spread over it")
    limit = options.parse_args().limit
    engine = cleaner.Cleaner()
    if not EVALUATION.is_dir():
        clock = Clock()
        rows = []
        for path in DOCUMENTS:
            rows += list(scores(clock.clean(engine, path.read_bytes()), gold_of(path).get("metadata", {})))
        report("samples", rows, clock, len(DOCUMENTS))
        return
    for name in SETS:
        for kind in ("html", "text"):
            clock, rows, count = Clock(), [], 0
            for page, gold in evaluation(name, limit):
                count += 1
                if kind == "html":
                    article = clock.clean(engine, page, kind="html", url=gold["url"])
                else:
                    article = clock.clean(engine, plain(page), kind="text")
                rows += list(scores(article, gold))
            report(f"{name}, {'pages' if kind == 'html' else 'text alone'}", rows, clock, count)


if __name__ == "__main__":
    main()
