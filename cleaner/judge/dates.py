"""Lines above and below an article that tell when it was published or changed, in any language with data."""

from __future__ import annotations

import re
from functools import lru_cache

from cleaner.judge.case import Case
from cleaner.recognise.dates import find_dates, is_date_line
from cleaner.recognise.lexicon import lexicon
from cleaner.registry import decides
from cleaner.text.fold import fold

_LONGEST = 120
_NAMED = re.compile(r"([^\W\d_][^:\d]{2,40}):\s")
"""What a line says that its date is of, before a colon."""


@lru_cache(maxsize=4096)
def _is_date(text: str, language: str | None) -> bool:
    words = lexicon(language)
    named = _NAMED.match(text)
    if named and words.date_words.isdisjoint(fold(named[1]).split()):
        return False
    return is_date_line(text, find_dates(text, words), words)


@decides("date.line", label="timestamp")
def date_lines(case: Case) -> None:
    """Cuts a line outside the article that is a date with its clock, weekday and words like "updated".

    A date of something else ("Deadline: 3 November 2019") is part of what is told.
    """
    for index in (*case.head(), *case.tail()):
        text = case.text(index)
        if case.free(index) and len(text) <= _LONGEST and any(map(str.isdigit, text)):
            if _is_date(text, case.verdict.language):
                case.cut(
                    index, "timestamp", "date.line", 0.85, "A line that is nothing but a date, outside the article."
                )
