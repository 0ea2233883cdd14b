"""Headlines of other articles, listed below a heading that says so."""

from __future__ import annotations

import re

from cleaner.judge.case import Case
from cleaner.judge.entries import is_entry
from cleaner.registry import decides

_MOST = 12
_SUBHEAD = 6
"""A last line of fewer words right above a paragraph may be that paragraph's subhead."""
_LEAST = 3
_LEAST_INSIDE = 5
"""Words of a headline, and of one between the article's paragraphs, where its own subheads and lists have as few."""
_SAID_ITSELF = re.compile(r"[:：]\s*\S+\s+\S+\s+\S")
"""A prompt that holds the headline itself ("Read more: Norholm bridge to close"): the next line is the article's again."""
_LATER_NUMBER = re.compile(r"(?!1\b)\d{1,3}[.)]\s")


@decides("related.listed", label="related")
def linked_headlines(case: Case) -> None:
    """Cuts the headline-like lines that follow a line cut as "related", up to the next paragraph."""
    for index in range(len(case.blocks)):
        if case.label(index) == "related" and not _SAID_ITSELF.search(case.text(index)):
            for line in _listed(case, index):
                case.cut(
                    line,
                    "related",
                    "related.listed",
                    0.75,
                    "Looks like a headline, below a line that announces other articles.",
                )


def _listed(case: Case, index: int) -> list[int]:
    """The lines below the announcing line that look like headlines: entries of a list, or lines, not both."""
    run: list[int] = []
    entries = False
    for following in range(index + 1, min(len(case.blocks), index + 1 + _MOST)):
        measure, text = case.measures[following], case.text(following)
        least = _LEAST if entries or case.zone(following) != "body" else _LEAST_INSIDE
        if not case.free(following) or measure.prose or not least <= measure.words <= 25:
            break
        if measure.stop and text.endswith(".") or text.endswith(":"):
            break
        if not run:
            if _LATER_NUMBER.match(text):
                break
            entries = is_entry(text)
        elif is_entry(text) != entries:
            break
        run.append(following)
    after = run[-1] + 1 if run else len(case.blocks)
    if after < len(case.blocks) and case.free(after) and case.measures[after].prose and not entries:
        if case.measures[run[-1]].words < _SUBHEAD or len(run) == 1:
            run.pop()
    return run
