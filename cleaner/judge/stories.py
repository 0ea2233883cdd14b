"""Several stories in one document, one after the other, told apart by their headlines."""

from __future__ import annotations

from cleaner.judge.case import Case
from cleaner.judge.measure import content_words

_HEADLINE_WORDS = range(6, 26)
_SHARED = 0.45
"""Share of a headline's content words that its own lead, two paragraphs, repeats. A related headline shares few with what follows it,
a subhead is shorter or names a theme."""
_PARAGRAPHS = 3


def several_stories(case: Case) -> None:
    """Finds where a new story starts inside the article, cuts the headlines, and records each story's extent.

    A headline between paragraphs opens a story if it is long enough to be one, has no stop, its lead says much the
    same again, at least three paragraphs follow, and the document itself begins in that way: a headline with its lead.
    """
    count = len(case.blocks)
    opening = case.verdict.title
    title = opening
    starts: list[int] = []
    if opening is not None and _heads(case, opening, count) is not None:
        for index in range(case.zones.first + _PARAGRAPHS, count):
            if case.free(index) and case.zone(index) == "body" and _opens(case, index, count):
                if index - (starts[-1] if starts else opening) > _PARAGRAPHS:
                    starts.append(index)
    for index in starts:
        case.cut(
            index, "headline", "headline.next-story", 0.8, "Heads another story: the paragraph below says it again."
        )
    first = 0
    for start in starts:
        case.verdict.stories.append((title, first, start))
        title, first = start, start
    case.verdict.stories.append((title, first, count))


def _opens(case: Case, index: int, count: int) -> bool:
    """Whether a line heads a story whose lead says it again."""
    lead = _heads(case, index, count)
    if lead is None:
        return False
    own = content_words(case.text(index))
    said = content_words(case.text(lead)) | content_words(case.text(min(lead + 1, count - 1)))
    return len(own) >= 4 and len(own & said) >= _SHARED * len(own)


def _heads(case: Case, index: int, count: int) -> int | None:
    """The paragraph below a line that is long enough for a headline, has no stop and heads whole paragraphs; or None."""
    measure, text = case.measures[index], case.text(index)
    if measure.words not in _HEADLINE_WORDS or measure.stop or measure.capitals or text.endswith((":", ",", "”", '"')):
        return None
    following = [i for i in range(index + 1, min(count, index + 8)) if case.free(i)][:_PARAGRAPHS]
    whole = len(following) == _PARAGRAPHS and all(case.measures[i].prose or case.measures[i].stop for i in following)
    return following[0] if whole else None
