"""A date with its time, and dates as systems write them."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace
from functools import lru_cache

from cleaner.metadata.clock import Clock, zone_minutes

FIRST_YEAR, LAST_YEAR = 1800, 2099
"""Years that a document's date may have; archives hold texts older than the web, broken systems write year 1."""


@dataclass(slots=True, frozen=True)
class Moment:
    """A date as it stands in a text.

    Attributes:
        year, month, day: of the calendar.
        clock: time of day and zone as far as they are known, or None.
        start, end: where it stands in the text that was searched, time of day included.
        sure: whether the order of day and month is told by the date itself.
    """

    year: int
    month: int
    day: int
    clock: Clock | None = None
    start: int = 0
    end: int = 0
    sure: bool = True

    def iso(self) -> str:
        """ISO 8601, as precise as it is known: 2024-05-17, 2024-05-17T10:20, 2024-05-17T10:20:30+02:00."""
        day = f"{self.year:04d}-{self.month:02d}-{self.day:02d}"
        return day if self.clock is None else f"{day}T{self.clock.iso()}"

    @property
    def day_key(self) -> str:
        """The date alone, ISO 8601."""
        return self.iso()[:10]


_ISO = re.compile(
    r"(?P<y>\d{4})-?(?P<m>\d{2})-?(?P<d>\d{2})"
    r"(?:[T ]{1,2}(?P<h>\d{2}):?(?P<min>\d{2})(?::?(?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)?\s?(?P<z>Z|UTC|GMT|[+-]\d{1,2}:?\d{2}|[+-]\d{2})?)?"
    r"(?![\d])",
    re.IGNORECASE,
)
# JavaScript's and C's: "Fri Feb 18 2022 10:27:24 GMT+0100", "Fri Feb 18 10:27:24 2022".
_ASCTIME = re.compile(
    r"[A-Z][a-z]{2},? (?P<month>[A-Z][a-z]{2}) (?P<d>\d{1,2})(?: (?P<y>\d{4}))? (?P<h>\d{2}):(?P<min>\d{2}):(?P<s>\d{2})"
    r"(?: (?P<y2>\d{4})| (?P<z>(?:GMT|UTC)?[+-]\d{2}:?\d{2}|[A-Z]{3,4})(?: (?P<y3>\d{4}))?)?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EPOCH = re.compile(r"(?P<s>[1-9]\d{8,9})(?P<ms>\d{3})?$")


def parse_machine(text: str) -> Moment | None:
    """A date as systems write it: ISO 8601 with its usual slips, RFC 2822, JavaScript, Unix time; None for anything else."""
    text = text.strip()[:80]
    match = _ISO.match(text)
    if match:
        made = moment_of(int(match["y"]), int(match["m"]), int(match["d"]))
        if made is None or match["h"] is None:
            return made
        return with_clock(made, _iso_clock(match))
    match = _ASCTIME.match(text)
    if match and match["month"].lower() in _MONTHS:
        year = match["y"] or match["y2"] or match["y3"]
        made = moment_of(int(year), _MONTHS.index(match["month"].lower()) + 1, int(match["d"])) if year else None
        hour, minute, second = int(match["h"]), int(match["min"]), int(match["s"])
        if made is None or hour > 23 or minute > 59 or second > 59:
            return made
        return with_clock(made, Clock(hour, minute, second, zone_minutes(match["z"] or "")))
    match = _EPOCH.match(text)
    if match:
        at = datetime.datetime.fromtimestamp(int(match["s"]), datetime.timezone.utc)
        return moment_of(at.year, at.month, at.day, Clock(at.hour, at.minute, at.second, 0))
    return None


def _iso_clock(match: re.Match[str]) -> Clock | None:
    hour, minute, second = int(match["h"]), int(match["min"]), int(match["s"] or 0)
    if hour > 23 or minute > 59 or second > 60:
        return None
    fraction = (match["f"] or "")[:6].rstrip("0")
    return Clock(hour, minute, min(second, 59) if match["s"] else None, zone_minutes(match["z"] or ""), fraction)


def moment_of(year: int, month: int, day: int, clock: Clock | None = None) -> Moment | None:
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= _days(year, month)):
        return None
    return None if (year, month, day) == (1970, 1, 1) else Moment(year, month, day, clock)


@lru_cache(maxsize=4096)
def _days(year: int, month: int) -> int:
    return (datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(days=1)).day


def with_clock(moment: Moment, clock: Clock | None, start: int | None = None, end: int | None = None) -> Moment:
    return replace(
        moment, clock=clock, start=moment.start if start is None else start, end=moment.end if end is None else end
    )
