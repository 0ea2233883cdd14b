"""Pages with gold text as labelled lines, for train_shape.py: which lines of an extracted text are the article's.

A line is the article's if its words lie in the longest common subsequence of the text's words and the gold's, so that a
word counts only where it stands in order. Where a word could be matched at two places, it counts half at each.
"""

from __future__ import annotations

import math
import re
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from cleaner.languages.detect import detect
from cleaner.read.text import read_text
from cleaner.rulebook.book import RuleBook

EXTRACTORS = ("resiliparse main", "resiliparse all", "trafilatura", "inscriptis")
_WORD = re.compile(r"\w+")  # the words of evaluate.py
_LETTERS = re.compile(r"[^\W_]+")
_MOST = 4 * 10**8  # words times gold words that are compared
_SHORT = 6
_NOISY = 0.85  # pages whose perfect choice of lines has a lower F1 than this teach nothing


@dataclass
class Page:
    """One extracted text of one page.

    Attributes:
        set, id, extractor: where it comes from; extractor "gold" is the gold text itself, all of it article.
        site, fold: registered domain, and the fifth of the sites that it is in.
        texts, breaks, hits: as `cleaner.judge.shape.Shape.score` takes them.
        share: how much of each line is the article's, 0 to 1. words: of each line.
        tokens, gold: word numbers of all lines in order, and how often each stands in the gold, for F1.
        train: whether it is trained on.
    """

    set: str
    id: str
    extractor: str
    site: str
    texts: list[str]
    breaks: list[int]
    hits: list[str | None]
    share: Any
    words: Any
    tokens: Any
    gold: Any
    train: bool = True

    @property
    def fold(self) -> int:
        return zlib.crc32(self.site.encode()) % 5

    @property
    def gold_words(self) -> int:
        return int(self.gold.sum())


def site_of(url: str) -> str:
    """The registered domain, nearly: pages of one site must not be in two folds; archived pages are their site's."""
    archived = re.search(r"web\.archive\.org/web/[^/]*/(?:https?://)?([^/]+)", url)
    host = archived.group(1) if archived else urlsplit(url).netloc or url.split("::")[-1].split("-")[0]
    parts = host.lower().split(":")[0].split(".")
    second = ("co", "com", "org", "net", "gov", "edu", "ac", "or", "ne", "gob", "gv")
    return ".".join(parts[-3:] if len(parts) > 2 and parts[-2] in second and len(parts[-1]) == 2 else parts[-2:])


def common(x: list[str], y: list[str]) -> list[int]:
    """For each word of x its partner's place in y, or -1: a longest common subsequence (Hyyrö's bit-parallel one)."""
    places: dict[str, int] = {}
    for j, word in enumerate(y):
        places[word] = places.get(word, 0) | 1 << j
    mask = row = (1 << len(y)) - 1
    rows = []
    for word in x:
        hit = row & places.get(word, 0)
        row = ((row + hit) | (row - hit)) & mask
        rows.append(row)
    i, j, partner = len(x), len(y), [-1] * len(x)
    while i and j:
        if rows[i - 1] >> j - 1 & 1:
            j -= 1
            continue
        i -= 1
        if i and not rows[i - 1] >> j - 1 & 1:
            continue
        j -= 1
        partner[i] = j
    return partner


def align(texts: list[str], gold: str) -> tuple[Any, Any, Any, Any]:
    """share, words, tokens and gold of a Page."""
    lines = [_WORD.findall(text.lower()) for text in texts]
    x, y = [word for line in lines for word in line], _WORD.findall(gold.lower())
    x_read = x[: _MOST // max(1, len(y))]
    ahead = common(x_read, y)
    back = [len(y) - 1 - j if j >= 0 else -1 for j in common(x_read[::-1], y[::-1])[::-1]]
    share = np.full(len(texts), 0.5, np.float32)
    at = 0
    for i, line in enumerate(lines):
        n = len(line)
        if n and at < len(x_read):
            found = 0.0
            for partner in (ahead, back):
                places = [j for j in partner[at : at + n] if j >= 0]
                if places and not (n <= _SHORT and places[-1] - places[0] > len(places)):
                    found += len(places) / n / 2
            share[i] = found
        at += n
    numbers: dict[str, int] = {}
    for word in y:
        numbers.setdefault(word, len(numbers))
    words = np.array([len(line) for line in lines])
    tokens = np.array([numbers.get(word, len(numbers)) for word in x], np.int32)
    counts = np.bincount([numbers[word] for word in y], minlength=len(numbers)) if y else np.zeros(0, np.int64)
    return share, words, tokens, counts


def word_f1(page: Page, keep: Any) -> tuple[float, float, float]:
    """Word precision, recall and F1 of the kept lines, as evaluate.py has them."""
    counts = np.bincount(page.tokens[np.repeat(keep, page.words)], minlength=len(page.gold) + 1)
    both, kept, gold = np.minimum(counts[: len(page.gold)], page.gold).sum(), counts.sum(), page.gold.sum()
    if not both:
        return 0.0, 0.0, 0.0
    p, r = both / kept, both / gold
    return float(p), float(r), float(2 * p * r / (p + r))


_book: RuleBook | None = None


def _hits(texts: list[str]) -> list[str | None]:
    global _book
    _book = _book or RuleBook.load()
    hits: list[str | None] = [None] * len(texts)
    for index, match in _book.match_lines(texts, detect("\n".join(texts)), None):
        if match.rule.zone == "any" and not match.rule.inline:
            hits[index] = match.rule.label
    return hits


def _read(task: tuple[str, str, dict[str, Any]]) -> list[Page]:
    """The texts of one page, labelled."""
    data, name, page = task
    sys.path.insert(0, data)
    import evaluate

    html = evaluate.html(name, page)
    extracted: dict[str, str] = {}
    for extractor in EXTRACTORS:
        try:
            extracted[extractor] = evaluate.EXTRACTORS[extractor](html) or ""
        except Exception:  # an extractor that fails gives no text, as in evaluate.py
            extracted[extractor] = ""
    pick = zlib.crc32(page["id"].encode())
    if name == "trafilatura":
        gold = weak_gold(page, extracted["trafilatura"])
        chosen = [("resiliparse all", "inscriptis", "resiliparse all", "resiliparse main")[pick % 4]] if gold else []
    else:
        gold = page["text"]
        chosen = [*EXTRACTORS, "gold"]
        extracted["gold"] = gold
    found = []
    for extractor in chosen:
        blocks = read_text(extracted[extractor]).blocks
        if not blocks:
            continue
        texts = [block.text for block in blocks]
        share, words, tokens, counts = align(texts, gold)
        if extractor == "gold":
            share[:] = 1
        if name == "trafilatura":
            mark_segments(page, texts, share)
        result = Page(name, page["id"], extractor, site_of(page.get("url") or page["id"]), texts,
                      [b.breaks for b in blocks], _hits(texts), share, words, tokens, counts)  # fmt: skip
        # The two texts of everything visible are nearly the same: one of them is enough.
        twin = extractor == ("inscriptis", "resiliparse all")[pick % 2] and name != "trafilatura"
        result.train = not twin and (name == "trafilatura" or word_f1(result, share > 0.5)[2] >= _NOISY)
        found.append(result)
    return found


def lexicon_weights(documents: Iterable[tuple[str, list[str], Any]]) -> dict[str, int]:
    """Log odds of each word to stand in a short line of furniture, tens of a natural unit.

    A word counts three times a site at most, and only if four sites or more have it.

    Args:
        documents: site, lines, and how much of each line is the article's.
    """
    counts: list[dict[str, Counter[str]]] = [defaultdict(Counter), defaultdict(Counter)]
    for site, texts, share in documents:
        for text, part in zip(texts, share):
            if len(text) <= 200:
                for word in set(_LETTERS.findall(text.lower())):
                    counts[int(part > 0.5)][word][site] += 1
    cut = {word: sum(min(3, c) for c in sites.values()) for word, sites in counts[0].items()}
    kept = {word: sum(min(3, c) for c in sites.values()) for word, sites in counts[1].items()}
    usual = math.log((sum(cut.values()) + 1) / (sum(kept.values()) + 1))
    weights = {}
    for word in sorted(cut.keys() | kept.keys()):
        if len(counts[0][word].keys() | counts[1][word].keys()) >= 4:
            f, k = cut.get(word, 0), kept.get(word, 0)
            weight = round(10 * (math.log((f + 1.5) / (k + 1.5)) - usual * min(1.0, (f + k) / 6)))
            if abs(weight) >= 6:
                weights[word] = max(-60, min(60, weight))
    return weights


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def weak_gold(page: dict[str, Any], text: str) -> str:
    """For a page of which only segments are known: what the best extractor says, where it has all that it must have."""
    whole, unwanted = _squeeze(text), [_squeeze(segment) for segment in page["without"]]
    if len(text) < 400 or not all(_squeeze(segment) in whole for segment in page["with_"]):
        return ""
    return "\n".join(line for line in text.split("\n") if not any(u in _squeeze(line) for u in unwanted))


def mark_segments(page: dict[str, Any], texts: list[str], share: Any) -> None:
    for i, text in enumerate(map(_squeeze, texts)):
        if any(_squeeze(segment) in text for segment in page["with_"]):
            share[i] = 1
        elif any(_squeeze(s) in text and len(s) > len(text) / 2 for s in page["without"]):
            share[i] = 0


def read_pages(data: Path) -> list[Page]:
    """All pages of articles with gold, and those of the trafilatura set with weak gold, in a fixed order."""
    sys.path.insert(0, str(data))
    import evaluate

    tasks = [
        (str(data), name, page)
        for name in ("news", "wcxb", "trafilatura")
        for page in evaluate.pages(name)
        if page.get("type", "article") == "article"
    ]
    with ProcessPoolExecutor(2) as pool:
        return [page for found in pool.map(_read, tasks, chunksize=8) for page in found]
