"""Several stories in one document, one after the other, told apart by their headlines."""

from __future__ import annotations

from cleaner.judge.verdict import Case
from cleaner.recognise.forms import is_entry
from cleaner.text.words import content_words

_HEADLINE_WORDS = range(6, 26)
_CONTENT = 5
_SHARED = 0.4
"""Share of a headline's content words that its own lead, one paragraph, repeats. A related headline shares few with what follows it,
a subhead is shorter or names a theme."""
_ALONE = 0.6
"""The share where only one further line could head a story: it may be a subhead all the same."""
_PARAGRAPHS = 3


def several_stories(case: Case) -> None:
    """Finds where a new story starts inside the article, cuts the headlines, and records each story's extent.

    A headline between paragraphs opens a story if it is long enough to be one, has no stop, its lead says much the
    same again, and at least three paragraphs follow. All such lines of the document must do so, its own headline too:
    in an article with subheads some do by chance.
    """
    count = len(case.texts)
    opening = case.verdict.title
    title = opening
    starts: list[int] = []
    if opening is not None and _said_again(case, opening, count) >= _SHARED:
        body = range(case.first + _PARAGRAPHS, count)
        heads = [i for i in body if case.free(i) and case.zone(i) == "body" and _heads(case, i, count) is not None]
        least = _SHARED if len(heads) > 1 else _ALONE
        if all(_said_again(case, index, count) >= least for index in heads):
            for index in heads:
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


def _said_again(case: Case, index: int, count: int) -> float:
    """The share of a line's content words that the paragraph which it heads says again; 0 where it says too little."""
    lead = _heads(case, index, count)
    own = content_words(case.texts[index])
    if lead is None or len(own) < _CONTENT or is_entry(case.texts[index]):
        return 0.0
    return len(own & content_words(case.texts[lead])) / len(own)


def _heads(case: Case, index: int, count: int) -> int | None:
    """The paragraph below a line that is long enough for a headline, has no stop and heads whole paragraphs; or None."""
    measure, text = case.measures[index], case.texts[index]
    if measure.words not in _HEADLINE_WORDS or measure.stop or measure.capitals or text.endswith((":", ",", "”", '"')):
        return None
    following = [i for i in range(index + 1, min(count, index + 8)) if case.free(i)][:_PARAGRAPHS]
    whole = len(following) == _PARAGRAPHS and all(case.measures[i].prose or case.measures[i].stop for i in following)
    return following[0] if whole else None
