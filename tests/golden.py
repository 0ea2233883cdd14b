"""Compares an article with a sample's hand-made gold; samples/README.md says what the gold holds."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cleaner.archive.encode import record
from cleaner.archive.task import Task
from cleaner.article import Article
from cleaner.render import ENDINGS, Options, render
from cleaner.review.counts import Counts
from cleaner.review.page import review_page

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
PAGE = SAMPLES / "review/page.html"
"""In a folder of its own, so that samples/*.html are the documents."""
FORMATS = SAMPLES / "formats"
SHOWN = ("docs-page.html", "forum-thread.html", "radio-transcript.txt")
"""Samples that are there in every format."""
DOCUMENTS = sorted(path for path in SAMPLES.iterdir() if path.suffix in (".txt", ".html"))


def gold_of(path: Path) -> dict[str, Any]:
    gold: dict[str, Any] = json.loads(path.with_suffix(".gold.json").read_text(encoding="utf-8"))
    return gold


def review_page_of(articles: dict[Path, Article]) -> str:
    """The review page of the samples, samples/review/page.html. It names no version of the rules, which changes with every pack."""
    records = [
        record(article, Task(f"samples/{path.name}", path.name), "(as they ship)") for path, article in articles.items()
    ]
    counts = Counts()
    for one in records:
        counts.add(one)
    return review_page(records, counts, "samples")


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def faults(path: Path, article: Article) -> Iterator[str]:
    """What the article has wrong, one sentence each."""
    gold = gold_of(path)
    yield from _text(gold, article) if path.suffix == ".txt" else _page(gold, article)
    yield from _metadata(gold.get("metadata", {}), article)
    if "genre" in gold and article.genre != gold["genre"]:
        yield f"genre: {gold['genre']} wanted, not {article.genre}"
    if "stories" in gold and not _accepts(gold["stories"], len(article.stories)):
        yield f"stories: {gold['stories']} wanted, not {len(article.stories)}"
    for title in gold.get("story_titles", ()):
        if title not in [story.title for story in article.stories]:
            yield f"no story is called {title!r}"


def _text(gold: dict[str, Any], article: Article) -> Iterator[str]:
    lines = article.source.split("\n")
    wanted = []
    for number, line in enumerate(lines, 1):
        if str(number) not in gold["cut"]:
            for part in gold.get("cut_inline", ()):
                line = line.replace(part["text"], "") if part["line"] == number else line
            wanted.append(line)
    yield from _same_words("\n".join(wanted), article.text)
    at = 0
    for number, line in enumerate(lines, 1):
        labels = {cut.label for cut in article.removed if cut.start < at + len(line) and cut.end > at}
        at += len(line) + 1
        accepted = set(gold["cut"].get(str(number), "").split("|")) - {""}
        if accepted and not accepted & labels:
            yield f"line {number}: {'|'.join(sorted(accepted))} wanted, not {sorted(labels) or 'kept'}: {line[:70]}"


def _page(gold: dict[str, Any], article: Article) -> Iterator[str]:
    yield from _same_words("\n".join(gold["keep"]), article.text)
    for line, label in gold["cut"].items():
        if line in gold["keep"]:
            continue
        folded = "".join(words(line))
        labels = {cut.label for cut in article.removed if folded and folded in "".join(words(cut.text))}
        if folded and not set(label.split("|")) & labels:
            yield f"{label} wanted, not {sorted(labels) or 'kept'}: {line[:70]}"


def _same_words(wanted: str, got: str) -> Iterator[str]:
    missing, extra = Counter(words(wanted)) - Counter(words(got)), Counter(words(got)) - Counter(words(wanted))
    if missing:
        yield f"{missing.total()} words lost: {' '.join(list(missing)[:15])}"
    if extra:
        yield f"{extra.total()} words too many: {' '.join(list(extra)[:15])}"


def _accepts(wanted: Any, got: Any) -> bool:
    allowed = wanted["any"] if isinstance(wanted, dict) and "any" in wanted else [wanted]
    return got in allowed or (not got and any(not value for value in allowed))


def _metadata(wanted: dict[str, Any], article: Article) -> Iterator[str]:
    for name, value in wanted.items():
        got = getattr(article, name)
        if name in ("published", "modified", "captured") and isinstance(value, str) and got:
            got = got[: len(value)]
        if name == "images":
            got = [{"caption": image.get("caption"), "credit": image.get("credit")} for image in got]
        if not _accepts(value, got):
            yield f"{name}: {value!r} wanted, not {got!r}"


def formats_of(path: Path, article: Article) -> Iterator[tuple[Path, str]]:
    """A sample in each format, and the file that shows it."""
    for form, ending in ENDINGS.items():
        yield FORMATS / f"{path.stem}{ending}", render(article, form, Options(comments=True)) + "\n"
