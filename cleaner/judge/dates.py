"""Lines above and below an article that tell when it was published or changed, in any language with data."""

from __future__ import annotations

from cleaner.judge.case import Case
from cleaner.metadata.block_dates import is_date_line
from cleaner.metadata.dates import find_dates

_LONGEST = 120


def date_lines(case: Case) -> None:
    """Cuts a line outside the article that is a date with its clock, weekday and words like "updated"."""
    for index in (*case.head(), *case.tail()):
        text = case.text(index)
        if case.free(index) and len(text) <= _LONGEST and any(map(str.isdigit, text)):
            if is_date_line(text, find_dates(text, case.lexicon), case.lexicon):
                case.cut(
                    index, "timestamp", "date.line", 0.85, "A line that is nothing but a date, outside the article."
                )
