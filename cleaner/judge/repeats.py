"""What a document says twice: a site's name beside itself, a headline in two places, a notice at top and bottom."""

from __future__ import annotations

from cleaner.judge.case import Case
from cleaner.judge.entries import is_entry
from cleaner.registry import decides

_MOST_TWICE = 14
"""Words of a name that is written twice, and more than a word more."""
_LONG = 40
_QUESTION = ("?", "？", "؟", ";")


@decides("repeat.site-name", label="navigation")
def doubled_name(case: Case) -> None:
    """Cuts a line above or below the article that is one short name written twice ("Harbour News Harbour News").

    Logos come as a picture's text and a link's text side by side.
    """
    for index in (*case.head(), *case.tail()):
        if not case.free(index):
            continue
        words = case.text(index).split(maxsplit=_MOST_TWICE)
        half = len(words) // 2
        if not 0 < half <= 6 or words[:half] != words[half:]:
            continue
        if words[0][0].isalpha():
            case.cut(index, "navigation", "repeat.site-name", 0.9, "A short name written twice in a row.")


@decides("repeat.block", label="duplicate")
def repeated_blocks(case: Case) -> None:
    """Cuts the second and further occurrences of a paragraph, and of what was cut where it stood first.

    A paragraph is not said twice in an article; a bio, a notice or a teaser is. Shorter lines may repeat for good
    reasons: refrains, answers, table cells, speakers. So may an interviewer's questions and the entries of lists, unless
    the paragraph above them is a repetition too: then the whole text stands there twice.
    """
    seen: dict[str, int] = {}
    twice = False
    for index in range(len(case.blocks)):
        text = case.text(index)
        paragraph = case.measures[index].prose and not is_entry(text) and text[-1:] not in _QUESTION
        first = seen.setdefault(text, index)
        if first != index and case.free(index):
            label = case.label(first)
            if label and label != "headline":
                ruling = case.verdict.rulings[first]
                assert ruling is not None
                reason = f"Says again what was cut above. {ruling.reason}"
                case.cut(index, label, ruling.rule, ruling.confidence, reason)
            elif len(text) >= _LONG and case.measures[index].prose and (paragraph or twice):
                case.cut(index, "duplicate", "repeat.block", 0.85, "The document says the same in an earlier block.")
        if paragraph:
            twice = first != index
