"""Lines above and below an article that tell when it was published or changed, in any language with data."""

from __future__ import annotations

import re

from cleaner.judge.case import Case
from cleaner.metadata.block_dates import is_date_line
from cleaner.metadata.dates import find_dates

_LONGEST = 120
_NAMED = re.compile(r"([^\W\d_][^:\d]{2,40}):\s")
"""What a line says that its date is of, before a colon."""


def date_lines(case: Case) -> None:
    """Cuts a line outside the article that is a date with its clock, weekday and words like "updated".

    A date of something else ("Deadline: 3 November 2019") is part of what is told.
    """
    for index in (*case.head(), *case.tail()):
        text = case.text(index)
        if case.free(index) and len(text) <= _LONGEST and any(c.isdigit() for c in text):
            named = _NAMED.match(text)
            if named and case.lexicon.date_words.isdisjoint(named[1].casefold().split()):
                continue
            if is_date_line(text, find_dates(text, case.lexicon), case.lexicon):
                case.cut(
                    index, "timestamp", "date.line", 0.85, "A line that is nothing but a date, outside the article."
                )
