"""Pages and extracted texts with gold as labelled blocks, for `benchmarks.train`.

A block is the article's if its words lie in the longest common subsequence of the document's words and the gold's, so that a
word counts only where it stands in order. Where a word could be matched at two places, it counts half at each.
"""

from __future__ import annotations

import gzip
import json
import pickle
import random
import re
import sys
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from cleaner.document import Block, Document
from cleaner.judge.facts import Rows
from cleaner.judge.judge import document_rows
from cleaner.languages.data import detect
from cleaner.read.html import read_html
from cleaner.read.text import read_text
from cleaner.rules.book import RuleBook

SETS = ("news", "wcxb", "trafilatura", "webforum", "zhhand", "np4k", "htmldate", "postlight")
"""Sets of ../shared/eval that may be learned from; of trafilatura's only segments of each page are known."""
AGREED = ("htmldate", "postlight")
"""Of these, sets without gold text: pages of other sites, of which blocks are learned as far as extractors agree about them."""
_WITNESSES = ("trafilatura", "readability", "resiliparse main", "rs-trafilatura")
_FEWEST_WITNESSES = 3
_OFTEN = ("resiliparse all", "resiliparse main", "inscriptis", "trafilatura")
"""Extractors whose texts of pages that are no articles are learned from."""
_LEAST_SAID = 200  # characters of what an extractor gives from which on it is heard
MEASURED = ("big9",)
"""Sets that are measured on only."""
FOLDS = 3
MOST_ROWS = 4000
_MOST = 4 * 10**8  # words times gold words that are compared
_SHORT = 6
_NOISY = 0.8  # documents whose perfect choice of blocks has a lower F1 than this teach nothing


@dataclass
class Labelled:
    """A document's blocks with the share of each that is the article's.

    Attributes:
        set, id, type, site: where it comes from; page type; registered domain.
        extractor: "html" for a page, else what its text was extracted by; "gold" for the gold text itself, "short" for a few lines
            of a text, "kept" for what the judge of pages keeps.
        document: as read; rows: as the model takes them.
        share: how much of each block is the article's, 0 to 1. words: of each block.
        tokens, gold: word numbers of all blocks in order, and how often each stands in the gold, for F1.
        ceiling: F1 of the best choice of blocks.
        wanted: the gold text.
        facts: filled in by the trainer.
    """

    set: str
    id: str
    type: str
    site: str
    extractor: str
    document: Document
    rows: Rows
    share: Any
    words: Any
    tokens: Any
    gold: Any
    ceiling: float = 0.0
    wanted: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def fold(self) -> int:
        """The part of the sites that it is in; -1 for what is only measured."""
        return -1 if self.set in MEASURED else zlib.crc32(self.site.encode()) % FOLDS

    @property
    def train(self) -> bool:
        """Whether it may teach. Of extractors that give nearly the same text one is enough."""
        if self.set == "trafilatura" or self.set in AGREED:
            return True
        return self.fold >= 0 and self.extractor not in _twins(self.id) and self.ceiling >= _NOISY


def _twins(page: str) -> tuple[str, str]:
    pick = zlib.crc32(page.encode())
    return ("inscriptis", "resiliparse all")[pick % 2], ("readability", "rs-trafilatura")[pick // 2 % 2]


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


def align(texts: Sequence[str], gold: str, words_of: re.Pattern[str]) -> tuple[Any, Any, Any, Any]:
    """share, words, tokens and gold of `Labelled`."""
    lines = [words_of.findall(text.lower()) for text in texts]
    x, y = [word for line in lines for word in line], words_of.findall(gold.lower())
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


def word_f1(document: Labelled, keep: Any) -> tuple[float, float, float]:
    """Word precision, recall and F1 of the kept blocks, as evaluate.py has them."""
    counts = np.bincount(document.tokens[np.repeat(keep, document.words)], minlength=len(document.gold) + 1)
    both = np.minimum(counts[: len(document.gold)], document.gold).sum()
    kept, gold = counts.sum(), document.gold.sum()
    if not both:
        return 0.0, 0.0, 0.0
    p, r = both / kept, both / gold
    return float(p), float(r), float(2 * p * r / (p + r))


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _weak_gold(page: dict[str, Any], text: str) -> str:
    """For a page of which only segments are known: what the best extractor says, where it has all that it must have."""
    whole, unwanted = _squeeze(text), [_squeeze(segment) for segment in page["without"]]
    if len(text) < 400 or not all(_squeeze(segment) in whole for segment in page["with_"]):
        return ""
    return "\n".join(line for line in text.split("\n") if not any(u in _squeeze(line) for u in unwanted))


def _mark_segments(page: dict[str, Any], texts: Sequence[str], share: Any) -> None:
    for i, text in enumerate(map(_squeeze, texts)):
        if any(_squeeze(segment) in text for segment in page["with_"]):
            share[i] = 1
        elif any(_squeeze(s) in text and len(s) > len(text) / 2 for s in page["without"]):
            share[i] = 0


def _agreed(
    name: str, page: dict[str, Any], html: bytes, texts: dict[str, str], evaluate: ModuleType
) -> list[Labelled]:
    """A page without gold text: the share of each block is the mean of what some extractors take of it."""
    said = [text for witness in _WITNESSES if len(text := texts[witness]) >= _LEAST_SAID]
    if len(said) < _FEWEST_WITNESSES:
        return []
    words = evaluate.pattern(said[0])
    found = _label(name, page, read_html(html, page.get("url")), said[0], "html", words)
    if found is None:
        return []
    blocks = [block.text for block in found.document.blocks]
    found.share = np.mean([align(blocks, text, words)[0] for text in said], axis=0)
    return [found]


def _shortened(text: str, gold: str, words_of: re.Pattern[str], seed: str) -> tuple[str, str] | None:
    """A text of 15 to 200 words of the article and some of the lines around it, and its gold; None where nothing is left to take.

    Pages with gold are long ones, while people clean short ones too: texts of short articles gain 0.02 to 0.03 of word F1 by these (on sites that
    were not learned from), long ones 0 to 0.002.
    """
    blocks = read_text(text).blocks
    if not blocks:
        return None
    share, words, _, _ = align([block.text for block in blocks], gold, words_of)
    article = [i for i in range(len(blocks)) if share[i] > 0.5 and words[i]]
    if len(article) < 2:
        return None
    pick = random.Random(seed)
    wanted, first = pick.choice((15, 30, 50, 80, 120, 200)), pick.choice((0, 0, 0, pick.randrange(len(article))))
    kept: list[int] = []
    for i in article[first:]:
        kept.append(i)
        if words[kept].sum() >= wanted:
            break
    if words[kept].sum() > 2 * 200 or len(kept) == len(article):
        return None
    often, near, stays = pick.choice((0.1, 0.3, 0.7)), pick.choice((3, 10, 30)), False
    around: list[int] = []
    for i in range(len(blocks)):
        if share[i] > 0.1 or max(article[0] - i, i - article[-1]) > near:
            continue
        if not i % 3 or share[i - 1] > 0.5:
            stays = pick.random() < often
        if stays:
            around.append(i)
    return _as_text([blocks[i] for i in sorted((*kept, *around))]), "\n".join(blocks[i].text for i in kept)


def _as_text(blocks: Sequence[Block]) -> str:
    return "".join("\n" * max(1, block.breaks) + block.text for block in blocks).strip("\n")


def label_kept(data: Path, page: Labelled, keep: Sequence[bool]) -> Labelled | None:
    """What is kept of a page, as a text: it is judged once more as one.

    Args:
        data: folder of evaluate.py.
    """
    text = _as_text([block for block, kept in zip(page.document.blocks, keep) if kept])
    known = {"id": page.id, "type": page.type, "site": page.site}
    words = _evaluate(data).pattern(page.wanted)
    return _label(page.set, known, read_text(text), page.wanted, "kept", words) if text else None


def _evaluate(data: Path) -> ModuleType:
    sys.path.insert(0, str(data))
    import evaluate

    return evaluate


@cache
def _book() -> RuleBook:
    return RuleBook()


def _label(name: str, page: dict[str, Any], document: Document, gold: str, by: str, words: Any) -> Labelled | None:
    if not document.blocks:
        return None
    for block in document.blocks:
        block.shape = None  # the parser's elements, which do not pickle
    rows = document_rows(document, _book(), detect("\n".join([block.text for block in document.blocks])))
    rows.pieces = ()  # nor do measured lines of the compiled core
    share, counts, tokens, wanted = align([block.text for block in document.blocks], gold, words)
    if name == "trafilatura":
        _mark_segments(page, [block.text for block in document.blocks], share)
    site = page.get("site") or site_of(page.get("url") or page["id"])
    found = Labelled(
        name, page["id"], page.get("type", "article"), site, by, document, rows, share, counts, tokens, wanted
    )
    found.ceiling, found.wanted = word_f1(found, share > 0.5)[2], gold
    if by == "gold":
        share[:] = 1
    return found


def _read(data: Path, task: tuple[str, dict[str, Any], dict[str, str]]) -> list[Labelled]:
    """A page, and the texts of it that are learned from or measured."""
    name, page, texts = task
    evaluate = _evaluate(data)
    gold = page.get("text") or ""
    if name == "trafilatura":
        gold = _weak_gold(page, texts["trafilatura"])
        if not gold:
            return []
    if name in AGREED:
        return _agreed(name, page, evaluate.html(name, page), texts, evaluate)
    words = evaluate.pattern(gold)
    pick = zlib.crc32(page["id"].encode())
    found = [_label(name, page, read_html(evaluate.html(name, page), page.get("url")), gold, "html", words)]
    chosen = [*texts, "gold"]
    if name == "trafilatura":
        chosen = [("resiliparse all", "inscriptis", "readability", "resiliparse main")[pick % 4]]
    elif page.get("type", "article") != "article":
        chosen = [*_OFTEN, "gold"]
    for by in chosen:
        found.append(_label(name, page, read_text(gold if by == "gold" else texts[by]), gold, by, words))
    by = [*_OFTEN, "gold"][pick % 5]
    short = None if name == "trafilatura" else _shortened(gold if by == "gold" else texts[by], gold, words, page["id"])
    if short is not None:
        found.append(_label(name, page, read_text(short[0]), short[1], "short", words))
    return [document for document in found if document is not None]


def _extract(data: Path, task: tuple[str, dict[str, Any]]) -> dict[str, str]:
    name, page = task
    evaluate = _evaluate(data)
    html = evaluate.html(name, page)
    texts = {}
    extractors = {**evaluate.EXTRACTORS, "readability": evaluate.readability, "rs-trafilatura": evaluate.rs_trafilatura}
    for extractor, extract in extractors.items():
        try:
            texts[extractor] = extract(html) or ""
        except Exception:  # an extractor that fails gives no text, as in evaluate.py
            texts[extractor] = ""
    return texts


def _pages(data: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in (*SETS, *MEASURED):
        with gzip.open(data / name / "gold.jsonl.gz", "rt") as lines:
            for line in lines:
                yield name, json.loads(line)


def read_all(data: Path, cache_folder: Path | None) -> list[Labelled]:
    """All documents, labelled, in a fixed order.

    Args:
        data: folder of evaluate.py. cache_folder: keeps the extracted texts, which take minutes.
    """
    tasks = list(_pages(data))
    stored = cache_folder / "texts.pkl" if cache_folder else None
    with ProcessPoolExecutor(2) as pool:
        texts = pickle.loads(stored.read_bytes()) if stored and stored.exists() else {}
        new = [task for task in tasks if (task[0], task[1]["id"]) not in texts]
        extracted = pool.map(partial(_extract, data), new, chunksize=8)
        texts |= {(name, page["id"]): found for (name, page), found in zip(new, extracted)}
        if stored and new:
            stored.write_bytes(pickle.dumps(texts))
        work = [(name, page, texts[name, page["id"]]) for name, page in tasks]
        return [document for found in pool.map(partial(_read, data), work, chunksize=8) for document in found]
