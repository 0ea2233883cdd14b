"""What is known of each row of a document, in whole numbers: the one table that the judge's models read.

A row is a block. Text gives the columns `TEXT`; a page gives `PAGE` besides. Every number is an integer, so that the same
document has the same facts on every machine. A document costs a fixed number of numpy calls.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cleaner import _core as core
from cleaner.document import LABELS
from cleaner.judge.lines import Kind, Lines, in_common
from cleaner.judge.phrases import LOUD, Phrases
from cleaner.rules.rule import Match
from cleaner.text.words import is_prose

OWN = (
    "length", "words", "phrases", "prose", "same", "first", "last", "breaks", "digits", "dashes", "commas", "stops", "marks",
    "symbols", "small", "capital", "capitals", "sentences", "stop", "closed", "unspaced", "separators", "question", "address",
    "dated", "hit", "edge_hit", "common", "since_ending", "endings", "form",
)  # fmt: skip
SHIFTED = ("words", "phrases", "first", "last", "hit", "prose", "form")
SHIFTS = (-2, -1, 1, 2)
SUMMED = ("prose", "phrases", "short", "open", "hit")
WINDOWS = (2, 5, 12)
PLACE = (
    "index", "index_end", "place", "lines", "total", "mean_words", "prose_lines", "first_index", "before", "after",
    "before_share", "after_share", "from_start", "from_end", "run",
)  # fmt: skip
TEXT: tuple[str, ...] = (
    *OWN,
    *(f"{name}{shift:+d}" for shift in SHIFTS for name in SHIFTED),
    *(f"{name}~{window}" for window in WINDOWS for name in SUMMED),
    *PLACE,
)  # fmt: skip
"""Names of the columns of `text_facts`, in order."""

_WORDS = OWN.index("words")
_SHIFTED_ROWS = np.array([OWN.index(name) for name in SHIFTED])
LABEL = {label: number for number, label in enumerate(LABELS, 1)}
"""Numbers of labels in facts; 0 is none."""
_ENDS = [label in ("comments", "related", "copyright", "newsletter", "author_bio") for label in ("", *LABELS)]
"""For each label whether what it names mostly stands after an article."""
_FAR = 99
_MOST = 60
_SHORT_COST = 6
Hits = dict[int, list[Match]]
"""The matches of rules of each block that has any, by its index."""
_SEEN = 200
"""Characters of a line in which marks, addresses and dates are looked for."""
_NUMBERED = re.compile(r"\d(?<=\b\d)(?:(?:(?<=1)9|(?<=2)0)\d\d|\d?[./:-]\d{2})\b")
"""A year, or two numbers of a date or time. It begins with any digit, which `re` looks for quickly."""


@dataclass(slots=True)
class Rows:
    """What is known of a document's blocks before it is judged; one entry a block in each list.

    Attributes:
        texts: what is judged of each block.
        breaks: line breaks before it, 1 or 2.
        hits: the label of a rule that fires on it and holds anywhere in a document, 0 for none.
        edge_hits: the same of a rule that holds in some places only.
        boxes: label that the names of the boxes around it give it.
        forms: of `cleaner.recognise.forms.FORMS`.
        pieces: the texts as numbers. whole, inline: matches of whole-line and of inline rules, the latter by position.
        named: what the names of its element and of those around it say.
    """

    texts: Sequence[str]
    breaks: Sequence[int]
    hits: Sequence[int]
    edge_hits: Sequence[int]
    boxes: Sequence[int]
    forms: Sequence[int]
    pieces: Sequence[Lines] = ()
    whole: Hits = field(default_factory=dict)
    inline: Hits = field(default_factory=dict)
    named: Sequence[Match | None] = ()

    def part(self, start: int, end: int) -> Rows:
        """Some rows that follow each other, for the facts."""
        columns = self.texts, self.breaks, self.hits, self.edge_hits, self.boxes, self.forms
        return Rows(*(column[start:end] for column in columns))  # type: ignore[arg-type]


def text_facts(lines: Lines, rows: Rows, phrases: Phrases) -> Any:
    """int32 array of shape (len(TEXT), rows)."""
    texts, counts = rows.texts, Counter(rows.texts)
    dated = [
        digits > 0 and _NUMBERED.search(text, 0, _SEEN) is not None
        for text, digits in zip(texts, lines.counts[Kind.DIGIT].tolist())
    ]
    ends = [_ENDS[label] for label in rows.hits]
    same = [counts[text] for text in texts]
    given = [same, *map(list, (rows.breaks, dated, rows.hits, rows.edge_hits, rows.forms)), ends]
    if core.native and isinstance(lines, core.native.Lines):
        return lines.text_facts(given, phrases.table)
    return _text_facts(lines, texts, np.array(given), phrases)


def _text_facts(lines: Lines, texts: Sequence[str], given: Any, phrases: Phrases) -> Any:
    """The facts of lines: the twin in Python of `cleaner._core.native.Lines.text_facts`."""
    n, i = lines.n, np.arange(lines.n)
    c, last, words = lines.counts, lines.last, lines.words
    same, breaks, dated, label, edge_hits, forms, ending = given
    hit = label > 0
    prose = np.minimum(words, _MOST) * (is_prose(words, lines.stop, lines.sentences) & ~hit)
    said = phrases.scores(lines)
    endings = ending.cumsum()
    since_ending = np.minimum(_FAR, i - np.maximum.accumulate(np.where(ending, i, -_FAR)))
    heads = [text[:_SEEN] for text in texts]
    seen = np.array([
        ["|" in t or "»" in t or "›" in t or "•" in t, "?" in t, "@" in t or "http" in t or "www." in t] for t in heads
    ], np.int32).T  # fmt: skip

    X = np.empty((len(TEXT), n), np.int32)
    own = X[: len(OWN)]
    tokens = np.maximum(1, lines.tokens)
    read = np.maximum(1, np.minimum(lines.length, 240))
    for row, values in enumerate((
        np.minimum(lines.length, 3000), np.minimum(words, 500), said, prose, same, lines.first, last, breaks,
        100 * c[Kind.DIGIT] // read, 100 * c[Kind.DASH] // read, 100 * c[Kind.COMMA] // tokens, c[Kind.STOP], 100 * c[Kind.LINK] // read,
        100 * (c[Kind.MONEY] + c[Kind.SYMBOL]) // read, 100 * lines.small // tokens, 100 * lines.capital // tokens,
        (c[Kind.UPPER] > 0) & (c[Kind.LOWER] == 0), np.minimum(9, lines.sentences), lines.stop,
        lines.stop | (last == Kind.STOP) | (last == Kind.QUOTE) | (last == Kind.BRACKET), 100 * c[Kind.UNSPACED] // read, *seen, dated,
        label, edge_hits, in_common(lines, prose > 0), since_ending, endings, forms,
    )):  # fmt: skip
        own[row] = values
    row = len(OWN)

    reach = max(SHIFTS)
    beside = np.full((len(SHIFTED), n + 2 * reach), -2, np.int32)
    beside[:, reach : reach + n] = X.take(_SHIFTED_ROWS, axis=0)
    for shift in SHIFTS:
        X[row : row + len(SHIFTED)] = beside[:, reach + shift : reach + shift + n]
        row += len(SHIFTED)

    most = max(WINDOWS)
    sums = np.zeros((len(SUMMED), n + 2 * most + 1), np.int32)
    inner = sums[:, most + 1 : most + 1 + n]
    for number, values in enumerate((
        prose, np.clip(said, -LOUD, LOUD), words < 8, (last < Kind.STOP) & (words < 25), hit,
    )):  # fmt: skip
        inner[number] = values
    sums.cumsum(axis=1, out=sums)
    for window in WINDOWS:
        start = most - window
        out = X[row : row + len(SUMMED)]
        np.subtract(sums[:, most + window + 1 : most + window + 1 + n], sums[:, start : start + n], out=out)
        row += len(SUMMED)

    running = sums[0, most : most + n + 1]
    total = int(running[n])
    before, after = running[:n], total - running[1:]
    where = (prose >= 10).nonzero()[0]
    start, end, run = _run(prose)
    for values in (
        i, n - 1 - i, i * 100 // n, n, total, int(words.sum()) * 10 // n, len(where) * 100 // n,
        i - (int(where[0]) if len(where) else 0), before, after, before * 100 // max(total, 1),
        after * 100 // max(total, 1), np.clip(i - start, -50, 50), np.clip(i - end, -50, 50), min(run, 3000),
    ):  # fmt: skip
        X[row] = values
        row += 1
    return X


def _run(prose: Any) -> tuple[int, int, int]:
    """First and last row, and value, of the densest run of prose (Kadane's algorithm)."""
    best = start = end = total = first = 0
    for index, words in enumerate(prose.tolist()):
        if total <= 0:
            total, first = 0, index
        total += min(words, _MOST) if words else -_SHORT_COST
        if total > best:
            best, start, end = total, first, index
    return start, end, best
