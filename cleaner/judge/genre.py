"""The genre of a document: facts from which the model tells that of a page, genres that words alone tell, and error pages.

Error pages stand in the place of an article: errors, captchas, consent walls, and pages that are only script.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from cleaner import _core as core
from cleaner.document import LABELS, Document, Evidence
from cleaner.judge.facts import TEXT
from cleaner.judge.page_facts import PAGE
from cleaner.judge.verdict import Case
from cleaner.recognise.forms import FORMS
from cleaner.rules.book import RuleBook
from cleaner.text.fold import fold

GENRES = ("article", "forum", "product", "collection", "listing", "documentation", "service")
"""Genres that are told from a page's form; the page types of the WCXB benchmark (Foley 2026)."""
_TYPES = (
    "article", "newsarticle", "blogposting", "discussionforumposting", "qapage", "product", "offer", "collectionpage", "itemlist",
    "techarticle", "howto", "faqpage", "service", "organization", "localbusiness", "webpage", "website", "recipe", "person",
    "videoobject", "event", "softwareapplication", "course", "jobposting", "book", "aboutpage", "contactpage",
)  # fmt: skip
_CUES = (
    "product", "price", "cart", "sku", "review", "rating", "forum", "thread", "post", "reply", "topic", "author", "avatar", "card", "grid",
    "tile", "docs", "markdown", "code", "toc", "highlight", "api", "service", "hero", "cta", "testimonial", "faq", "pricing", "feature",
    "byline", "entry", "article", "story", "comment", "message", "question", "answer", "vote", "item", "category", "pagination", "filter",
)  # fmt: skip
_NEAR, _AROUND = 12, 20
"""Of a block's names the first, in which cues are looked for, and posts."""
_PRICE = re.compile(r"[$€£¥₹\d](?:(?<=\d)[\d.,]*\s?(?:€|£|USD|EUR|kr|zł)|(?<!\d)\s?\d)")  # one set first: quick
_POSTS = frozenset((
    "answer", "answers", "bbs", "board", "comment", "comments", "discussion", "forum", "message", "messages", "post", "postbody",
    "posting", "posts", "question", "replies", "reply", "thread", "topic", "viewtopic", "vote",
))  # fmt: skip
"""What names call posts and threads."""
_SIGNS = {name: 2 * ([*_CUES, name].index(name)) + (name in _POSTS) for name in (*_CUES, *_POSTS)}
"""Of each word that is looked for in names twice the number of its cue, or of none, and 1 where it names posts."""
_POST_TYPES = frozenset(("discussionforumposting", "qapage"))
_SHARES = (
    "stop", "question", "dated", "address", "capitals", "in_list", "in_table", "in_code", "in_form", "in_article", "in_main",
    "in_header", "in_aside", "in_quote", "in_button", "in_time", "folded", "closed", "separators", "prose",
)  # fmt: skip
_BINS = (-300, -100, 0, 100, 300)
"""Scores that part the page's words: far below the limit, below it, above it."""
_FEWEST = 2
"""Boxes, and dates, of the shortest thread."""
GENRE: tuple[str, ...] = (
    "blocks", "words", "prose_words", "run", "link_share", "kin_share", "usual_mates", "kept", "kept_words", "kept_mean",
    "kept_containers", "kept_headings", "kept_linked", *(f"scored_{number}" for number in range(len(_BINS) + 1)),
    *(f"share_{name}" for name in _SHARES), *(f"headings_{level}" for level in range(1, 7)), "linked", "short_links",
    *(f"hits_{label}" for label in LABELS), *(f"boxes_{label}" for label in LABELS), *(f"form_{name}" for name in FORMS),
    *(f"type_{name}" for name in _TYPES), "og_article", "og_product", "og_website", "says_published", "says_author",
    *(f"cue_{cue}" for cue in _CUES), "prices", "signs_of_posts",
)  # fmt: skip
"""Names of the facts of `genre_facts`, in order."""

_TURN = re.compile(r"(?:[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]+){0,4}|[A-Z][\w.'’-]+ [A-Z][\w.'’-]+(?:, [A-Z]+)?): \S")
"""A speaker's turn as transcripts mark it: the name in capitals, or first and last name, and a colon."""
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}(?: ?(?:[AaPp]\.?[Mm]\.?|Uhr|[A-Z]{2,4})){0,2}")
_ENTRIES = 4
"""Times of entries of the shortest live blog."""

_COLUMN = {name: number for number, name in enumerate((*TEXT, *PAGE))}
_ASKED = [
    _COLUMN[name]
    for name in (
        "words", "prose", "run", "link_share", "kin_share", "mates", "level", "linked", "hit", "edge_hit", "box", "form", *_SHARES
    )
]  # fmt: skip
"""Columns that are read, in this order."""


def genre_facts(document: Document, facts: Any, scores: Sequence[int]) -> list[int]:
    """Whole numbers about a page, one a name in `GENRE`.

    Args:
        facts: of its blocks, one row a column of `TEXT` and `PAGE`; of a long page, of its beginning.
        scores: the model's, of the same blocks.
    """
    evidence = [block.evidence for block in document.blocks if block.evidence]
    of_blocks = core.native.genre_facts if core.native else facts_of_blocks
    told, cues, posts = of_blocks(facts, scores, evidence, _ASKED, len(LABELS), len(FORMS), _SIGNS)
    types, head = _types(document), document.head
    dates = int((facts[_COLUMN["form"]] == FORMS.index("date")).sum())
    heads = [block.text[:80] for block in document.blocks[: len(scores)]]
    priced = [text for text in heads if _PRICE.search(text)] if _PRICE.search("\n".join(heads)) else []
    return [
        *told, *(name in types for name in _TYPES), *_meta_facts(dict(reversed(head.meta)) if head else {}),
        *(min(100, 200 * many // len(scores)) for many in cues[: len(_CUES)]), len(priced),
        # Of 78 forum pages on 72 sites 74 had one of these, of 697 articles 494.
        (not _POST_TYPES.isdisjoint(types)) + (posts >= _FEWEST) + (dates >= _FEWEST),
    ]  # fmt: skip


def facts_of_blocks(
    facts: Any, scores: Sequence[int], evidence: Sequence[Evidence], asked: Sequence[int], labels: int, forms: int,
    signs: Mapping[str, int],
) -> tuple[list[int], list[int], int]:  # fmt: skip
    """What of `GENRE` the blocks tell: the twin in Python of `cleaner._core.native.genre_facts`.

    Args:
        facts, scores: as for `genre_facts`. asked: numbers of the columns in `_ASKED`. labels, forms: how many there are.
        signs: words of names, as in `_SIGNS`.

    Returns:
        The facts up to the forms; how often names hold each of the cues, and some words that are none; how many blocks are named as posts are.
    """
    count = len(scores)
    columns = facts.take(asked, axis=0).astype(np.int64)
    words, prose, run, link_share, kin_share, mates, level, linked, hit, edge_hit, box, form, *shares = columns
    score = np.asarray(scores, np.int64)
    kept = score > 0
    total = max(1, int(words.sum()))
    kept_words, some = int(words[kept].sum()), max(1, int(kept.sum()))
    containers = {e.container for e, stays in zip(evidence, kept) if stays}
    values = [
        count, total, words[prose > 0].sum(), run[0], link_share[0], kin_share.sum() // count, np.bincount(mates, minlength=2).argmax(),
        100 * some // count, 100 * kept_words // total, kept_words // some, len(containers), 100 * (level[kept] > 0).sum() // some,
        100 * (linked[kept] > 50).sum() // some,
        *(100 * np.bincount(np.digitize(score, _BINS), words, len(_BINS) + 1).astype(np.int64) // total),
        *(100 * (np.stack(shares) > 0).sum(axis=1) // count), *np.bincount(level, minlength=7)[1:7],
        (linked > 80).sum(), (linked[words < 8] > 80).sum(),
        *(1000 * np.bincount(np.where(hit > 0, hit, edge_hit), minlength=labels + 1)[1:] // count),
        *(1000 * np.bincount(box, minlength=labels + 1)[1:] // count), *(1000 * np.bincount(form, minlength=forms) // count),
    ]  # fmt: skip
    cues, many = [0] * (len(signs) + 1), 0
    for names, times in Counter([e.names[:_AROUND] for e in evidence]).items():
        found = [signs.get(name, 2 * len(signs)) for name in names]
        for sign in found[:_NEAR]:
            cues[sign >> 1] += times
        many += times * any([sign & 1 for sign in found])
    return list(map(int, values)), cues[:-1], many


def _types(document: Document) -> set[str]:
    """The schema.org types that the page's structured data name, lower-cased."""
    found: set[str] = set()
    for item in document.head.items if document.head else ():
        kind = item.get("@type")
        found.update(name.lower() for name in (kind if isinstance(kind, list) else [kind]) if isinstance(name, str))
    return found


def _meta_facts(meta: Mapping[str, str]) -> list[bool]:
    kind = meta.get("og:type", "").lower()
    ogs = ("article", "product", "website")
    return [*(og in kind for og in ogs), "article:published_time" in meta, "author" in meta]


def genre(case: Case, told: str) -> str:
    """The document's genre: "empty", "transcript", "liveblog", or as told (for errors see `find_error`).

    Args:
        told: what the model says.
    """
    if not case.texts:
        return "empty"
    kept = case.verdict.kept()
    turns = sum([1 for index in kept if _TURN.match(case.texts[index])])
    if turns >= 4 and turns * 3 >= len(kept):
        return "transcript"
    article = range(case.first, case.last + 1)
    timed = sum([1 for i in article if case.label(i) == "timestamp" or _CLOCK.fullmatch(case.texts[i])])
    lines = [fold(text) for text in case.texts[:40] if len(text) < 200] if timed >= _ENTRIES else []
    live = any([phrase in line for line in lines for phrase in case.words.live if len(phrase) > 4])
    return "liveblog" if live else told


_FEW = 80
_FEWER = 25
"""Words of prose that a page may hold besides and still be an error page: help, a search form, what else to read. The fewer
where nothing but its title or heading says so, which may be a story's."""

_LITTLE = 80
"""Words of anything that a page may hold besides where only one of its first lines says that it is an error."""

_TOP = 3
_WEAK = 2
"""Words of a line that may stand on any page ("Loading", "Coming soon") or be the title of anything ("Forbidden")."""

_TITLE_MARKS = ("|", " - ", " – ", " — ", "·")
_STRAY = 12
_CONFIDENCE = 0.9


def find_error(case: Case, book: RuleBook, host: str | None) -> None:
    """Cuts the whole of a document that stands in the place of an article, and says why it is an error."""
    found = _only_script(case) or _error_page(case, book, host) or _consent_wall(case)
    if found:
        case.verdict.genre, case.verdict.because = "error", found
        for index in case.verdict.kept():
            case.cut(index, "error", found[0], _CONFIDENCE, found[1])


def _only_script(case: Case) -> tuple[str, str] | None:
    """Why a page that shows neither text nor pictures but has scripts is an error."""
    head = case.verdict.document.head
    if case.texts or head is None or not head.scripts or head.pictures:
        return None
    many = "script" if head.scripts == 1 else "scripts"
    return (
        "error.only-script",
        f"The page shows no text unless its {head.scripts} {many} run: nothing of it was archived.",
    )


def _error_page(case: Case, book: RuleBook, host: str | None) -> tuple[str, str] | None:
    """Why a page is an error page, of which nothing is an article.

    An error page says so (rules with the label "error") in its title, in a heading or in one of its first lines above any paragraph, or says
    little else; and it holds little prose besides. A notice about scripts or browsers below a short article does not make an error page,
    nor does a line of one or two words by itself.
    """
    said = [index for index in case.known("error") if not _is_weak(case.texts[index])]
    rest = sorted({*case.verdict.kept()} - {*said})
    prose = case.count(index for index in rest if case.measures[index].prose)
    if prose >= _FEW:
        return None
    others = [index for index in rest if case.measures[index].prose or not _is_weak(case.texts[index])]
    headings = {index for index in said if _is_heading(case, index)}
    first = [index for index in said if index in headings.union(_top(case, others))]
    line = case.texts[first[0]] if first else _said_by_title(case, book, host)
    if not line or prose >= _FEWER and {*said} <= {*headings, case.verdict.title}:
        line = case.texts[said[0]] if said and case.count(said) >= case.count(others) else ""
    return ("error.page", f"This is an error page: it says “{line[:80]}”.") if line else None


def _top(case: Case, others: Sequence[int]) -> list[int]:
    """The first lines above any paragraph, if the page says little else. others: what stays besides, but weak lines.

    A line at the top may be a widget that scripts would hide ("No results", "Your browser is not supported").
    """
    if case.count(others) > _LITTLE:
        return []
    opening = next((index for index in others if case.measures[index].prose), len(case.texts))
    return [index for index in range(opening) if case.label(index) not in ("navigation", "consent")][:_TOP]


def _consent_wall(case: Case) -> tuple[str, str] | None:
    """Why a page is a consent notice and no article."""
    walls = case.known("consent")
    free = {*case.verdict.kept()} - {*walls} if walls else ()
    if not walls or any(case.measures[index].prose for index in free) or case.count(free) > _STRAY:
        return None
    if 2 * case.count(walls) < case.count(range(len(case.texts))):
        return None
    longest = max(walls, key=lambda index: case.measures[index].words)
    return "error.consent-wall", f"A consent notice and no article: “{case.texts[longest][:80]}”."


def _said_by_title(case: Case, book: RuleBook, host: str | None) -> str:
    """The page's title, if it or a part of it is what an error page says; else nothing."""
    head = case.verdict.document.head
    title = head.title or "" if head else ""
    parts = [part for mark in _TITLE_MARKS for part in title.split(mark)[:2]]
    lines = [line for line in dict.fromkeys((title, *parts)) if not _is_weak(line)]
    found = book.match_lines(lines, case.verdict.language, host) if lines else []
    return title if any(match.rule.label == "error" for _, match in found) else ""


def _is_weak(line: str) -> bool:
    return len(line.split(None, _WEAK)) <= _WEAK and not any(map(str.isdigit, line))


def _is_heading(case: Case, index: int) -> bool:
    evidence = case.verdict.document.blocks[index].evidence
    return evidence is not None and evidence.level in (1, 2)
