"""What markup adds to the facts of a page's blocks: element, regions, links, what boxes are called, which blocks stand together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from cleaner import _core as core
from cleaner.document import Block, Evidence, Head
from cleaner.judge.facts import TEXT, Rows
from cleaner.judge.lines import Lines, distinct, lines_of

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
_SAYS = tuple(map(frozenset, (("headline",), ("body",), ("description",), ("author", "site", "date"))))
"""For each of the columns `says_...` of which what a block repeats it speaks."""
MARKUP = (
    "tag", "depth", "level", "linked", "links", "folded", "says_headline", "says_body", "says_description", "says_other",
    *(f"in_{region}" for region in REGIONS),
)  # fmt: skip
PEERS = ("peers", "peers_words", "peers_prose", "peers_stop", "peers_linked", "peers_hit", "peers_share", "since_peer")
NAMED = tuple(f"{whose}_{what}" for whose in ("own", "near", "far") for what in ("sum", "least", "most"))
GROUPS = (
    "mates", "mates_words", "mates_prose", "mates_linked", "best_mates", "kin", "kin_share", "to_heading", "after_heading",
    "title_share", "of_title", "section_hit", "since_section", "link_share", "box", "in_boxes",
)  # fmt: skip
BESIDE = tuple(f"{name}{by:+d}" for by in (-2, -1, 1, 2) for name in ("linked", "level", "tag", "mate"))
PAGE = (*MARKUP, *GROUPS, *NAMED, *BESIDE, *PEERS)
_NEAR, _FAR, _KIN = 8, 30, 6
_W, _P, _HIT, _STOP = (TEXT.index(name) for name in ("words", "prose", "hit", "stop"))
_MANY = 99


def page_facts(
    blocks: Sequence[Block], lines: Lines, head: Head | None, text: Any, rows: Rows, names: Mapping[str, int]
) -> Any:
    """int32 array of shape (len(PAGE), blocks).

    Args:
        text: the facts of the blocks' lines. names: weights of words of names.
    """
    evidence = [block.evidence for block in blocks if block.evidence]  # of HTML, each has
    titles = [head.title or "", *(content for name, content in head.meta if name == "og:title")] if head else []
    said = lines_of([title[:300] for title in titles if title])
    if core.native and isinstance(lines, core.native.Lines):
        return lines.page_facts(evidence, said, text, rows.boxes, names, _TAG, _SAYS, REGIONS)
    return _page_facts(evidence, lines, said, text, rows, names)


def _page_facts(
    evidence: Sequence[Evidence], lines: Lines, titles: Lines, text: Any, rows: Rows, names: Mapping[str, int]
) -> Any:
    """The twin in Python of `cleaner._core.native.Lines.page_facts`."""
    count = len(evidence)
    words, prose = text[_W].astype(np.int64), text[_P].astype(np.int64)
    length = np.maximum(1, lines.length)
    markup = _markup(evidence)
    link_chars = markup[3].copy()
    linked = markup[3] = 100 * link_chars // length
    _, mate = np.unique(np.array([e.container for e in evidence]), return_inverse=True)
    mates, mates_words, mates_prose = np.bincount(mate), sums(mate, words), sums(mate, prose)
    mates_linked = sums(mate, link_chars) * 100 // np.maximum(1, sums(mate, length))
    best = int(np.argmax(mates_prose))
    kin, peer, named = _names(evidence, names)
    kin_prose = sums(kin, prose)
    kin_share = 100 * kin_prose[kin] // max(1, int(kin_prose.max()))
    index = np.arange(count)
    box = np.array(rows.boxes, np.int64)
    heading = next((i for i, e in enumerate(evidence) if e.level == 1), -1)
    last = np.maximum.accumulate(np.where(markup[2] > 0, index, -99))
    since = np.minimum(99, index - last)
    groups = [
        np.minimum(mates[mate], 50), np.minimum(mates_words[mate], 3000), mates_prose[mate] // mates[mate],
        mates_linked[mate], mate == best, np.minimum(np.bincount(kin)[kin], 100), kin_share,
        np.full(count, 99) if heading < 0 else np.minimum(60, np.abs(index - heading)),
        np.zeros(count, np.int64) if heading < 0 else 2 + np.sign(index - heading),
        *_of_title(lines, titles), np.where((since < 99) & (since > 0), text[_HIT][np.maximum(0, last)], 0), since,
        np.full(count, 100 * int(link_chars.sum()) // int(length.sum())), box,
        # Of each row the share of the page's words that stand in boxes named like its own.
        np.where(box > 0, 100 * sums(box, words)[box] // max(1, int(words.sum())), 0),
    ]  # fmt: skip
    some = np.stack((linked, markup[2], markup[0], mate))
    beside = []
    for by in (-2, -1, 1, 2):
        moved = np.full(some.shape, -1, np.int64)
        here, there = (slice(-by, None), slice(by)) if by < 0 else (slice(-by), slice(by, None))
        moved[:, here] = some[:, there]
        moved[3] = np.where(moved[3] < 0, -1, moved[3] == mate)
        beside.append(moved)
    return np.concatenate((markup, np.stack(groups), named, *beside, _peers(peer, text, linked))).astype(np.int32)


def _peers(peer: Any, text: Any, linked: Any) -> Any:
    """Columns `PEERS`: facts about a block's peers, the other blocks of the same tag and names, as a thread's posts are of each other.

    How many blocks these are. Means over the peers: words, prose, whether they end a sentence, links, whether rules know them. The
    share of the page's prose that the peers and the block have. How many blocks above this one the nearest peer stands.
    """
    many = np.bincount(peer)
    values = np.stack((text[_W], text[_P], 100 * (text[_STOP] > 0), linked, 100 * (text[_HIT] > 0))).astype(np.int64)
    summed = np.stack([sums(peer, row) for row in values])[:, peer]
    others = (summed - values) // np.maximum(1, many[peer] - 1)
    order = np.argsort(peer, kind="stable")
    since = np.full(len(peer), _MANY)
    again = np.flatnonzero(peer[order[1:]] == peer[order[:-1]])
    since[order[again + 1]] = np.minimum(_MANY, order[again + 1] - order[again])
    share = 100 * summed[1] // max(1, int(values[1].sum()))
    return np.stack((np.minimum(many[peer], 100), *others, share, since))


def sums(group: Any, values: Any) -> Any:
    """For each number of a group the sum of its values."""
    return np.bincount(group, values).astype(np.int64)


def _markup(evidence: Sequence[Any]) -> Any:
    own = np.array((
        [_TAG.get(e.tag, 0) for e in evidence], [len(e.ancestors) for e in evidence], [e.level for e in evidence],
        [e.link_chars for e in evidence], [len(e.links) for e in evidence], [e.folded for e in evidence],
    ), np.int64)  # fmt: skip
    own[1] = own[1].clip(max=60)
    kinds: dict[Any, int] = {}
    kind = [kinds.setdefault((e.repeats, e.regions), len(kinds)) for e in evidence]
    table = np.array(
        [(*(not r.isdisjoint(says) for says in _SAYS), *(g in regions for g in REGIONS)) for r, regions in kinds],
        np.int64,
    )
    return np.concatenate((own, table[kind].T))


def _names(evidence: Sequence[Evidence], weights: Mapping[str, int]) -> tuple[Any, Any, Any]:
    """Of each block by its names the number of its kin, that of its peers, and the columns `NAMED`."""
    known: dict[object, tuple[int, int, int]] = {}
    kin: dict[object, int] = {}
    peers: dict[object, int] = {}
    named: list[list[int]] = []
    blocks = []
    for e in evidence:
        key = e.names, e.own_names, e.tag
        if key not in known:
            names, own = e.names[: max(_FAR, e.own_names + _NEAR)], e.own_names
            alike = kin.setdefault(names[own : own + _KIN], len(kin))
            known[key] = alike, peers.setdefault((e.tag, names[: own + _KIN]), len(peers)), len(named)
            named.append([])
            for part in (names[:own], names[own : own + _NEAR], names[own + _NEAR :]):
                told = [weight for weight in map(weights.get, part) if weight is not None]
                named[-1] += sum(told), min(told, default=0), max(told, default=0)
        blocks.append(known[key])
    columns = np.array(blocks).T
    return columns[0], columns[1], np.array(named).take(columns[2], axis=0).T


def _of_title(lines: Lines, titles: Lines) -> tuple[Any, Any]:
    wanted, (at, slot) = distinct(titles.stems[1]), lines.stems
    found = np.bincount(at[np.isin(slot, wanted)], minlength=lines.n)
    shares = 100 * found // np.maximum(1, np.bincount(at, minlength=lines.n))
    return shares, np.minimum(100, 100 * found // max(1, len(wanted)))
