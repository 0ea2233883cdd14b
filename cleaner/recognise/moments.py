"""A date with its time of day and zone: as systems write it, and the time beside a date that people wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, timezone
from functools import cache
from typing import NamedTuple

from cleaner.recognise.lexicon import Lexicon, lexicon, pattern
from cleaner.text.fold import fold

FIRST_YEAR, LAST_YEAR = 1800, 2099
"""Years that a document's date may have; archives hold texts older than the web, broken systems write year 1."""


class Moment(NamedTuple):
    """A date as it stands in a text.

    Attributes:
        year, month, day: of the calendar.
        clock: time of day and zone in ISO 8601 as far as they are known, or None.
        start, end: where it stands in the text that was searched, time of day included.
    """

    year: int
    month: int
    day: int
    clock: str | None = None
    start: int = 0
    end: int = 0

    def iso(self) -> str:
        """ISO 8601, as precise as it is known: 2024-05-17, 2024-05-17T10:20, 2024-05-17T10:20:30+02:00."""
        return self.day_key if self.clock is None else f"{self.day_key}T{self.clock}"

    @property
    def day_key(self) -> str:
        """The date alone, ISO 8601."""
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"


def moment_of(year: int, month: int, day: int, clock: str | None = None) -> Moment | None:
    """A day of the calendar, or None where there is no such one; 1 January 1970 is what broken clocks say."""
    try:
        date(year, month, day)
    except ValueError:
        return None
    known = FIRST_YEAR <= year <= LAST_YEAR and (year, month, day) != (1970, 1, 1)
    return Moment(year, month, day, clock) if known else None


def solar_hijri(year: int, month: int, day: int) -> Moment | None:
    """A day of the Persian calendar, whose years begin in March and whose first six months have 31 days.

    >>> solar_hijri(1403, 1, 1).iso()
    '2024-03-20'
    """
    if not (1200 <= year <= 1500 and 1 <= month <= 12 and 1 <= day <= (31 if month < 7 else 30)):
        return None
    since = year - 979
    days = 365 * since + since // 33 * 8 + (since % 33 + 3) // 4 + (month - 1) * 30 + min(month - 1, 6) + day - 1
    found = date(1600, 1, 1) + timedelta(days=days + 79)
    return moment_of(found.year, found.month, found.day)


# --- as systems write it -----------------------------------------------------------------------------------------
_ISO = re.compile(
    r"(?P<y>\d{4})-?(?P<m>\d{2})-?(?P<d>\d{2})"
    r"(?:[T ]{1,2}(?P<h>\d{2}):?(?P<min>\d{2})(?::?(?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)?\s?(?P<z>Z|UTC|GMT|[+-]\d{1,2}:?\d{2}|[+-]\d{2})?)?"
    r"(?![\d])",
    re.IGNORECASE,
)
# JavaScript's and C's: "Fri Feb 18 2022 10:27:24 GMT+0100", "Fri Feb 18 10:27:24 2022".
_ASCTIME = re.compile(
    r"[A-Z][a-z]{2},? (?P<m>[A-Z][a-z]{2}) (?P<d>\d{1,2})(?: (?P<y>\d{4}))? (?P<h>\d{2}):(?P<min>\d{2}):(?P<s>\d{2})(?P<f>)"
    r"(?: (?P<y2>\d{4})| (?P<z>(?:GMT|UTC)?[+-]\d{2}:?\d{2}|[A-Z]{3,4})(?: (?P<y3>\d{4}))?)?"
)
_EPOCH = re.compile(r"(?P<s>[1-9]\d{8,9})(?:\d{3})?$")


def parse_machine(text: str) -> Moment | None:
    """A date as systems write it: ISO 8601 with its usual slips, JavaScript's and C's, Unix time; None for anything else."""
    text = text.strip()[:80]
    if match := _EPOCH.match(text):
        at = datetime.fromtimestamp(int(match["s"]), timezone.utc)
        return moment_of(at.year, at.month, at.day, f"{at:%H:%M:%S}+00:00")
    if match := _ISO.match(text):
        year, month = match["y"], int(match["m"])
    elif match := _ASCTIME.match(text):
        year, month = match["y"] or match["y2"] or match["y3"], lexicon("en").months.get((fold(match["m"]),), 0)
    if match is None or not year:
        return None
    clock = None
    if match["h"]:
        zone = zone_minutes(match["z"] or "", lexicon("en"))
        second = int(match["s"]) if match["s"] else None
        clock = _clock(int(match["h"]), int(match["min"]), second, zone, (match["f"] or "")[:6].rstrip("0"))
    return moment_of(int(year), month, int(match["d"]), clock)


def _clock(hour: int, minute: int, second: int | None, zone: int | None, fraction: str = "") -> str | None:
    """10:20, 10:20:30, 10:20:30.5+02:00; None for no time of day.

    Args:
        second: or None where it is not said. zone: minutes east of UTC, or None. fraction: digits after the second.
    """
    if hour > 23 or minute > 59 or (second or 0) > 60:
        return None
    text = f"{hour:02d}:{minute:02d}"
    if second is not None:
        text += f":{min(second, 59):02d}" + (f".{fraction}" if fraction else "")
    return text if zone is None else text + _offset(timedelta(minutes=zone))


def _offset(zone: timedelta) -> str:
    minutes = abs(zone) // timedelta(minutes=1)
    return f"{'-' if zone < timedelta(0) else '+'}{minutes // 60:02d}:{minutes % 60:02d}"


_OFFSET = re.compile(r"(?:utc|gmt)?\s?([+-])(\d{1,2}):?(\d{2})?$")


def zone_minutes(text: str, words: Lexicon) -> int | None:
    """Minutes east of UTC of "Z", "+02:00", "GMT+2", "CEST", or None where it is unknown or has several meanings."""
    text = fold(text)
    if text in (zones := _zones(words)):
        return int(zones[text])
    match = _OFFSET.match(text)
    minutes = int(match[2]) * 60 + int(match[3] or 0) if match else None
    if match is None or minutes is None or minutes > 14 * 60:
        return None
    return -minutes if match[1] == "-" else minutes


@cache
def _zones(words: Lexicon) -> Mapping[str, str]:
    return words.table("zones")


# --- as people write it ------------------------------------------------------------------------------------------
_ZONE = r"(?:\(?(?P<z>(?:UTC|GMT)\s?[+-]\d{1,2}(?::?\d{2})?|[+-]\d{2}:?\d{2}|[A-Za-zМСК]{1,4})\)?(?![\w]))?"
_HALF = r"(?P<half>[ap]\.?\s?m\b\.?|[ap]\.m\.)"
_TIME = (
    r"(?P<h>\d{1,2})(?:(?P<mark>:|\.|h|時|时|点|點|시)\s?(?P<min>\d{2}))(?![\d/-])(?:[:.](?P<s>\d{2})(?!\d))?(?:분|分)?"
    rf"\s?(?:{_HALF})?(?:\s?(?P<word>{{}}\b))?\s?{_ZONE}"
    rf"|(?P<h2>\d{{1,2}})\s?{_HALF.replace('half', 'half2')}\s?{_ZONE.replace('<z>', '<z2>')}"
)
# What may stand between a date and its time: little words, no numbers and no sentence.
_GAP = re.compile(r"[^\d\n]{0,14}$")
_REACH = 30


def read_clock(text: str, start: int, end: int, words: Lexicon) -> tuple[str | None, int, int]:
    """The time of day beside the date at `start`:`end`: after it, else before it; and the span of both together."""
    time = pattern(_TIME, words.hour_words)
    match = time.search(text, end, min(len(text), end + _REACH + 20))
    if match and match.start() - end <= _REACH and _GAP.match(text[end : match.start()]):
        if clock := _clock_of(match, text[end : match.start()], words):
            return clock, start, match.end()
    # The last time before the date is the one beside it.
    *_, match = None, *time.finditer(text, max(0, start - _REACH), start)
    if match and _GAP.match(text[match.end() : start]):
        if clock := _clock_of(match, text[max(0, match.start() - 4) : match.start()], words):
            return clock, match.start(), end
    return None, start, end


def _clock_of(match: re.Match[str], before: str, words: Lexicon) -> str | None:
    """The time of day that a match says, with the half of the day that "p.m." or what stands before it tells."""
    half = (match["half"] or match["half2"] or "").lower()
    if match["mark"] == "." and not (match["word"] or half or "." in words.hour_marks):
        return None
    hour = int(match["h"] or match["h2"])
    afternoon = half.startswith("p") or any(word in before for word in words.afternoon)
    if hour <= 12 and (half or afternoon or any(word in before for word in words.forenoon)):
        hour = hour % 12 + 12 * afternoon
    second = int(match["s"]) if match["s"] else None
    return _clock(hour, int(match["min"] or 0), second, zone_minutes(match["z"] or match["z2"] or "", words))


# --- the zone of a time that is shown without it -----------------------------------------------------------------
_WEST, _EAST = timedelta(hours=-11), timedelta(hours=13)
"""Zones that people live in."""
_STEP = timedelta(minutes=15)
"""Zones differ by quarters of an hour."""


def in_local_time(shown: str, others: Iterable[str]) -> str:
    """A time that is shown without its zone, in ISO 8601, with it where one of the others is the same moment in UTC, of another day."""
    there = _instant(shown)
    if there is None or there.tzinfo is not None or "T" not in shown:
        return shown
    for instant in filter(None, map(_instant, others)):
        if instant.tzinfo == timezone.utc and instant.date() != there.date():
            apart = there.replace(tzinfo=timezone.utc) - instant
            zone = _STEP * round(apart / _STEP)
            if _WEST <= zone <= _EAST and abs(apart - zone) <= timedelta(minutes=1):
                return instant.astimezone(timezone(zone)).isoformat()
    return shown


def _instant(value: str) -> datetime | None:
    """The moment that an ISO 8601 text gives, or None."""
    # Python 3.10 reads no fractions of other lengths than 3 and 6.
    whole, _, rest = value.partition(".")
    try:
        return datetime.fromisoformat(whole + rest.lstrip("0123456789"))
    except ValueError:
        return None
