"""What one block of a page looks like by itself, in whole numbers that a decision tree can ask for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from cleaner.document import LABELS, Block

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
_STOPS = frozenset(".。!?！？।؟")
_CLOSERS = frozenset(".!?…。！？।؟۔\"'”’»)")
_OPENERS = frozenset("“\"«„‘'「『")

OWN = (
    "characters", "words", "closed", "stop", "colon", "ellipsis", "small", "capital", "capitals", "digits", "commas",
    "opens_small", "quote", "sentences", "dated", "address_like", "separators", "rights", "question", "tag", "depth",
    "level", "linked", "links", "breaks", "folded", "says_headline", "says_body", "says_description", "says_other",
    "prose", "hit", *(f"in_{region}" for region in REGIONS),
)  # fmt: skip
"""Names of the facts of `own_facts`, in order."""
NAMED = tuple(f"{whose}_{what}" for whose in ("own", "near", "far") for what in ("sum", "least", "most"))
"""Names of the facts of `name_facts`: of the element's own names, of the eight next, of the rest."""

WORDS, PROSE, LINKED = OWN.index("words"), OWN.index("prose"), OWN.index("linked")
_NEAR = 8
_FAR = 30


def own_facts(block: Block, hit: str | None) -> list[int]:
    """The facts of one HTML block, in the order of `OWN`; shares are in hundredths.

    Args:
        hit: label that a certain rule gave it, or None.
    """
    text, evidence = block.text, block.evidence
    assert evidence is not None
    length = len(text)
    beginning = text[:500] if length > 500 else text
    parts = beginning.split()
    count = len(parts) or 1
    words = len(parts) if length <= 500 else len(parts) * length // 500
    if not beginning.isascii():
        unspaced = sum(["\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" for c in beginning])
        if unspaced * 10 > len(beginning) * 3:
            words = max(words, length // 3)
    last, first = text[-1], text[0]
    closed, stop = last in _CLOSERS, last in _STOPS
    linked = 100 * evidence.link_chars // length
    repeats = evidence.repeats
    regions = evidence.regions
    prose = words >= 10 and linked < 40 and closed or words >= 35 and linked < 30
    facts = [
        min(length, 3000),
        min(words, 500),
        closed,
        stop,
        last in ":：",
        last == "…" or text.endswith("..."),
        100 * sum([part[0].islower() for part in parts]) // count,
        100 * sum([part[0].isupper() for part in parts]) // count,
        beginning.isupper(),
        100 * sum([c.isdigit() for c in beginning]) // len(beginning),
        100 * (beginning.count(",") + beginning.count("、") + beginning.count("，")) // count,
        first.islower(),
        first in _OPENERS,
        min(9, beginning.count(". ") + beginning.count("。") + beginning.count("! ") + beginning.count("? ")),
        _NUMBERED.search(beginning[:200]) is not None,
        "@" in beginning or "http" in beginning or "www." in beginning,
        "|" in beginning or "»" in beginning or "›" in beginning or "•" in beginning,
        "©" in beginning,
        "?" in beginning,
        _TAG.get(evidence.tag, 0),
        min(len(evidence.ancestors), 60),
        evidence.level,
        linked,
        len(evidence.links),
        block.breaks,
        evidence.folded,
        "headline" in repeats,
        "body" in repeats,
        "description" in repeats,
        bool(repeats & _OTHERS),
        prose,
        _LABEL[hit] if hit else 0,
    ]
    facts += [region in regions for region in REGIONS]
    return facts


_OTHERS = frozenset(("author", "site", "date"))


def name_facts(names: Sequence[str], own: int, weights: Mapping[str, int]) -> list[int]:
    """What is known of the words in an element's names, in the order of `NAMED`.

    Args:
        names: as `Evidence.names`; own: how many are the element's own.
        weights: for each word 100 times the logarithm of the odds that what bears it is kept.
    """
    facts: list[int] = []
    for some in (names[:own], names[own : own + _NEAR], names[own + _NEAR : _FAR]):
        known = [weights[word] for word in some if word in weights]
        facts += (sum(known), min(known), max(known)) if known else (0, 0, 0)
    return facts
