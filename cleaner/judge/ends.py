"""Where an article ends: at lines after which, on any site, nothing but furniture comes, and where comments begin."""

from __future__ import annotations

import re

from cleaner.judge.case import Case
from cleaner.judge.certain import Hits
from cleaner.rulebook.book import Match

_ENOUGH = 40
"""Words of prose that must stand before an article's end."""
_IN_THREAD = ("timestamp", "byline", "duplicate", "social", "caption")
"""Labels that lines of a comment thread get for themselves; as parts of the thread they are comments."""
_DATE = re.compile(r"(?:19|20)\d\d|\d[:.]\d\d")
_DATE_WORDS = 8
"""Words of the longest line that is a comment's date, its time and its buttons."""
_HEADS = 2
"""Heads of entries, with their dates, that make a comment thread: in an article one may stand, to introduce a quote."""
_SHARES = {"comments": 0.3}
_SHARE = 0.6
"""Share of the document's prose that must stand before a line that ends an article, by its label and for any other: comments
may be longer than what they are about. Of the lines of comments that rules know and that stood there, 1 in 140 had more of the
article after it, of copyright lines 1 in 640 and of legal links 1 in 530 (sites of news/ and wcxb/, everything visible)."""


def end_article(case: Case, hits: Hits) -> None:
    """Cuts all that follows a heading after which, on any site, nothing but furniture comes.

    Only where most of the document's prose stands before it: the same heading may open a box inside an article.
    """
    prose = _prose(case)
    total, before = sum(prose), 0
    opener: Match | None = None
    for index in range(len(case.blocks)):
        for match in hits.get(index, ()):
            enough = before >= max(_ENOUGH, _SHARES.get(match.rule.label, _SHARE) * total)
            if match.rule.ends_article and not match.rule.inline and enough:
                opener = match
        if opener:
            _cut_after(case, index, opener, f"Stands after “{opener.why}”, which ends an article.")
        before += prose[index]


def cut_thread(case: Case, hits: Hits) -> None:
    """Cuts all from the first head of a comment thread's entries on, where there is no heading to tell where it begins.

    Comments read like an article: only their heads tell them. One such line may stand in an article too, and what forums
    quote ("Riverman said:") has a head without a date.
    """
    heads = {i: m for i, found in hits.items() for m in found if m.rule.thread and _dated(case, i)}
    if len(heads) < _HEADS:
        return
    first = min(heads)
    if sum(_prose(case)[:first]) < _ENOUGH:
        return
    reason = f"Stands in a comment thread: lines like “{case.text(first)}” head its {len(heads)} entries."
    for index in range(first, len(case.blocks)):
        _cut_after(case, index, heads[first], reason)


def _dated(case: Case, index: int) -> bool:
    """Whether a block, or a short one after it, has a year or a time of day."""
    text = case.text(index)
    if index + 1 < len(case.blocks) and case.measures[index + 1].words <= _DATE_WORDS:
        text += "\n" + case.text(index + 1)
    return _DATE.search(text) is not None


def _prose(case: Case) -> list[int]:
    """The words of each block of prose that nothing cuts yet, 0 for any other."""
    return [measure.words if measure.prose and case.free(i) else 0 for i, measure in enumerate(case.measures)]


def _cut_after(case: Case, index: int, opener: Match, reason: str) -> None:
    """Cuts a block after the article's end, and says of what lines of a thread are that they are comments."""
    rule, label = opener.rule, case.label(index)
    if label is None or rule.label == "comments" and label in _IN_THREAD:
        case.verdict.rulings[index] = None
        case.cut(index, rule.label, rule.id, rule.confidence * 0.9, reason)
