"""What the blocks of a page look like by themselves, in whole numbers that a decision tree can ask for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import TYPE_CHECKING, Any

from cleaner.document import LABELS, Block
from cleaner.judge.lines import (
    BRACKET,
    COLON,
    COMMA,
    DASH,
    DIGIT,
    HEAD,
    LINK,
    LOWER,
    MONEY,
    QUOTE,
    STOP,
    SYMBOL,
    UPPER,
    Lexicon,
    Lines,
)  # fmt: skip

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.int32]

TAGS = (
    "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "tr", "span", "a", "blockquote", "pre", "figcaption",
    "dt", "dd", "section", "article", "header", "footer", "button", "label", "summary", "th", "center", "font", "strong",
    "ul", "time", "table", "main", "aside", "nav", "form", "address", "details",
)  # fmt: skip
REGIONS = (
    "nav", "header", "footer", "aside", "main", "article", "figure", "caption", "form", "button", "table", "list",
    "quote", "code", "dialog", "heading", "address", "time",
)  # fmt: skip
_TAG = {tag: number for number, tag in enumerate(TAGS, 1)}
_LABEL = {label: number for number, label in enumerate(LABELS, 1)}
_NUMBERED = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[./:-]\d{2}\b")
_DIGIT = re.compile(r"\d")

_OTHERS = frozenset(("author", "site", "date"))

OWN = (
    "characters", "words", "closed", "stop", "colon", "small", "capital", "capitals", "digits", "commas", "opens_small",
    "quote", "sentences", "lexicon", "lexicon_mean", "marks", "symbols", "separators", "rights", "question", "address_like",
    "ellipsis", "dated", "tag", "depth", "level", "linked", "links", "breaks", "folded", "says_headline", "says_body",
    "says_description", "says_other", *(f"in_{region}" for region in REGIONS), "prose", "hit",
)  # fmt: skip
"""Names of the facts of `own_facts`, in order."""
NAMED = tuple(f"{whose}_{what}" for whose in ("own", "near", "far") for what in ("sum", "least", "most"))
"""Names of the facts of `name_facts`: of the element's own names, of the eight next, of the rest."""

WORDS, PROSE, LINKED = OWN.index("words"), OWN.index("prose"), OWN.index("linked")
_NEAR = 8
_FAR = 30
_UNTOLD = 1 << 20
"""Stands for the weight of a word that has none."""


def own_facts(blocks: Sequence[Block], lines: Sequence[Lines], hits: Sequence[str | None], lexicon: Lexicon) -> Matrix:
    """The facts of HTML blocks by themselves: one row a block, one column a name in `OWN`; shares are in hundredths.

    Args:
        lines: the blocks' texts as numbers, in pieces.
        hits: for each block the label that a certain rule gave it, or None.
        lexicon: weights of words.
    """
    import numpy as np

    texts = [block.text for block in blocks]
    pieces = [_text_facts(piece, lexicon) for piece in lines]
    seen = [
        [
            "|" in text or "»" in text or "›" in text or "•" in text,
            "©" in text,
            "?" in text,
            "@" in text or "http" in text or "www." in text,
            text.endswith(("...", "…")),
        ]
        for text in texts
    ]
    heads = [text[:200] for text in texts]
    dated = [_DIGIT.search(head) is not None and _NUMBERED.search(head) is not None for head in heads]
    columns = np.concatenate(
        (
            np.concatenate(pieces),
            np.array(seen, np.int64),
            np.array(dated, np.int64)[:, None],
            *_markup_facts(blocks),
        ),
        axis=1,
    )
    words, closed = columns[:, WORDS], columns[:, OWN.index("closed")]
    length = np.array([len(text) for text in texts])
    linked = 100 * columns[:, LINKED] // length
    columns[:, LINKED] = linked
    prose = (words >= 10) & (linked < 40) & (closed > 0) | (words >= 35) & (linked < 30)
    label = np.array([_LABEL[hit] if hit else 0 for hit in hits])
    return np.concatenate((columns, prose[:, None], label[:, None]), axis=1).astype(np.int32)


def _text_facts(lines: Lines, lexicon: Lexicon) -> Any:
    import numpy as np

    c, last, first = lines.counts, lines.last, lines.first
    tokens = np.maximum(1, lines.tokens)
    runs = np.maximum(1, lines.offsets[1:] - lines.offsets[:-1])
    read = np.minimum(lines.length, HEAD)
    weight = lexicon.sums(lines)
    return np.column_stack((
        np.minimum(lines.length, 3000), np.minimum(lines.words, 500),
        lines.stop | (last == STOP) | (last == QUOTE) | (last == BRACKET), lines.stop, last == COLON,
        100 * lines.small // tokens, 100 * lines.capital // tokens, (c[UPPER] > 0) & (c[LOWER] == 0),
        100 * c[DIGIT] // read, 100 * c[COMMA] // tokens, first == LOWER, first == QUOTE, np.minimum(9, lines.sentences),
        np.clip(weight, -300, 300), 10 * weight // runs, 100 * (c[LINK] + c[DASH]) // read, 100 * (c[MONEY] + c[SYMBOL]) // read,
    ))  # fmt: skip


def _markup_facts(blocks: Sequence[Block]) -> tuple[Any, Any]:
    """What markup says of each block: of its element, and of what says the same and what it lies in."""
    import numpy as np

    evidence = [block.evidence for block in blocks if block.evidence]
    own = np.array((
        [_TAG.get(e.tag, 0) for e in evidence], [min(len(e.ancestors), 60) for e in evidence],
        [e.level for e in evidence], [e.link_chars for e in evidence], [len(e.links) for e in evidence],
        [block.breaks for block in blocks], [e.folded for e in evidence],
    ), np.int64).T  # fmt: skip
    kinds: dict[tuple[frozenset[str], frozenset[str]], int] = {}  # a page has few
    kind = [kinds.setdefault((e.repeats, e.regions), len(kinds)) for e in evidence]
    table = np.array([(*_said(repeats), *_in_regions(regions)) for repeats, regions in kinds], np.int64)
    return own, table[kind]


def _said(repeats: frozenset[str]) -> tuple[int, ...]:
    return "headline" in repeats, "body" in repeats, "description" in repeats, bool(repeats & _OTHERS)


def _in_regions(regions: frozenset[str]) -> list[int]:
    return [region in regions for region in REGIONS]


def name_facts(blocks: Sequence[Block], weights: Mapping[str, int]) -> Matrix:
    """What is known of the words in each block's names: one row a block, one column a name in `NAMED`.

    Args:
        weights: for each word 100 times the logarithm of the odds that what bears it is kept.
    """
    import numpy as np

    rows: dict[tuple[tuple[str, ...], int], int] = {}  # many blocks bear the same names
    row = []
    said: list[int] = []
    bounds: list[int] = []
    for block in blocks:
        assert block.evidence is not None
        own = block.evidence.own_names
        key = block.evidence.names[: max(_FAR, own + _NEAR)], own
        number = rows.get(key)
        if number is None:
            number = rows[key] = len(rows)
            names, start = key[0], len(said)
            bounds += (start, start + min(own, len(names)), start + min(own + _NEAR, len(names)))
            said += map(weights.get, names, repeat(_UNTOLD))
        row.append(number)
    if not said:
        return np.zeros((len(blocks), len(NAMED)), np.int32)
    said.append(_UNTOLD)  # where an empty last stretch begins
    weight = np.array(said, np.int64)
    told = weight != _UNTOLD
    starts = np.array(bounds)
    ends = np.append(starts[1:], len(said) - 1)
    counts = np.concatenate((np.zeros(1, np.int64), told.cumsum()))
    some = counts[ends] > counts[starts]  # `reduceat` gives a stretch without names the next one's first
    columns = [
        np.where(some, ufunc.reduceat(np.where(told, weight, neutral), starts), 0).reshape(-1, 3)
        for ufunc, neutral in ((np.add, 0), (np.minimum, _UNTOLD), (np.maximum, -_UNTOLD))
    ]
    table = np.stack(columns, axis=2).reshape(len(rows), len(NAMED))
    return table.astype(np.int32)[row]
