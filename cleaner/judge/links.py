"""Headlines of other articles, listed below a heading that says so."""

from __future__ import annotations

from cleaner.judge.case import Case

_MOST = 12
_SUBHEAD = 6
"""A last line of fewer words right above a paragraph may be that paragraph's subhead."""


def linked_headlines(case: Case) -> None:
    """Cuts the headline-like lines that follow a line cut as "related", up to the next paragraph."""
    for index in range(len(case.blocks)):
        if case.label(index) != "related":
            continue
        run = []
        for following in range(index + 1, min(len(case.blocks), index + 1 + _MOST)):
            measure = case.measures[following]
            if not case.free(following) or measure.prose or measure.words < 3 or measure.words > 25:
                break
            if measure.stop and case.text(following).endswith("."):
                break
            run.append(following)
        after = run[-1] + 1 if run else len(case.blocks)
        if after < len(case.blocks) and case.free(after) and case.measures[after].prose:
            if case.measures[run[-1]].words < _SUBHEAD or len(run) == 1:
                run.pop()
        for line in run:
            case.cut(
                line,
                "related",
                "related.listed",
                0.75,
                "Looks like a headline, below a line that announces other articles.",
            )
