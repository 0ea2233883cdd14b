"""A date with its time of day and zone: as systems write it, and the time beside a date that people wrote."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

from cleaner.text.fold import fold

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
        at = datetime.fromtimestamp(int(match["s"]), timezone.utc)
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


@lru_cache(maxsize=4096)
def _days(year: int, month: int) -> int:
    return (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day


def with_clock(moment: Moment, clock: Clock | None, start: int | None = None, end: int | None = None) -> Moment:
    return replace(
        moment, clock=clock, start=moment.start if start is None else start, end=moment.end if end is None else end
    )


@dataclass(slots=True, frozen=True)
class Clock:
    """A time of day.

    Attributes:
        hour, minute: 0 to 23, 0 to 59. second: or None where it is not said.
        zone: minutes east of UTC, or None. fraction: digits after the second.
    """

    hour: int
    minute: int
    second: int | None = None
    zone: int | None = None
    fraction: str = ""

    def iso(self) -> str:
        """10:20, 10:20:30, 10:20:30.5+02:00, 10:20Z as +00:00."""
        text = f"{self.hour:02d}:{self.minute:02d}"
        if self.second is not None:
            text += f":{self.second:02d}" + (f".{self.fraction}" if self.fraction else "")
        if self.zone is not None:
            sign = "-" if self.zone < 0 else "+"
            text += f"{sign}{abs(self.zone) // 60:02d}:{abs(self.zone) % 60:02d}"
        return text


# Abbreviations with one meaning the world over, or (BST, IST left out) in the languages that use them. IANA tzdata.
_ZONES: dict[str, int] = {
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 60, "cet": 60, "mez": 60, "cest": 120, "mesz": 120, "eet": 120,
    "eest": 180, "msk": 180, "мск": 180, "sast": 120, "eat": 180, "trt": 180, "pkt": 300, "wib": 420, "wita": 480, "wit": 540,
    "hkt": 480, "sgt": 480, "jst": 540, "kst": 540, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780,
}  # fmt: skip
_ENGLISH_ZONES: dict[str, int] = {
    "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "bst": 60,
}  # fmt: skip

_OFFSET = re.compile(r"(?:utc|gmt)?\s?([+-])(\d{1,2}):?(\d{2})?$", re.IGNORECASE)
_ZONE = r"(?:\(?(?P<z>(?:UTC|GMT)\s?[+-]\d{1,2}(?::?\d{2})?|[+-]\d{2}:?\d{2}|[A-Za-zМСК]{1,4})\)?(?![\w]))?"
_HALF = r"(?P<half>[ap]\.?\s?m\b\.?|[ap]\.m\.)"
_TIME = re.compile(
    rf"(?P<h>\d{{1,2}})(?:(?P<mark>:|\.|h|時|时|点|點|시)\s?(?P<min>\d{{2}}))(?![\d/-])(?:[:.](?P<s>\d{{2}})(?!\d))?(?:분|分)?"
    rf"\s?(?:{_HALF})?(?:\s?(?P<word>uhr|hrs?\b|h\b|ч\b|น\b))?\s?{_ZONE}"
    rf"|(?P<h2>\d{{1,2}})\s?{_HALF.replace('half', 'half2')}\s?{_ZONE.replace('<z>', '<z2>')}",
    re.IGNORECASE,
)
_DOT_LANGUAGES = frozenset(("de", "fi", "da", "no", "nb", "it", "id"))
"""Languages that write 10.20 for a time of day."""
_BEFORE_NOON = ("午前", "오전", "上午")
_AFTER_NOON = ("午後", "오후", "下午", "晚上")
# What may stand between a date and its time: little words, no numbers and no sentence.
_GAP = re.compile(r"[^\d\n]{0,14}$")
_REACH = 30


def zone_minutes(text: str, english: bool = False) -> int | None:
    """Minutes east of UTC of "Z", "+02:00", "GMT+2", "CEST", or None where it is unknown or has several meanings."""
    text = fold(text)
    if not text:
        return None
    if text in _ZONES:
        return _ZONES[text]
    if english and text in _ENGLISH_ZONES:
        return _ENGLISH_ZONES[text]
    match = _OFFSET.match(text)
    if not match:
        return None
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    if minutes > 14 * 60:
        return None
    return -minutes if match[1] == "-" else minutes


def read_clock(text: str, start: int, end: int, language: str | None) -> tuple[Clock | None, int, int]:
    """The time of day beside the date at `start`:`end`: after it, else before it; and the span of both together."""
    match = _TIME.search(text, end, min(len(text), end + _REACH + 20))
    if match and match.start() - end <= _REACH and _GAP.match(text[end : match.start()]):
        clock = _clock(match, text[end : match.start()], language)
        if clock:
            return clock, start, match.end()
    window = max(0, start - _REACH)
    # The last time before the date is the one beside it.
    for match in reversed(list(_TIME.finditer(text, window, start))):
        if not _GAP.match(text[match.end() : start]):
            return None, start, end
        clock = _clock(match, text[max(0, match.start() - 4) : match.start()], language)
        return (clock, match.start(), end) if clock else (None, start, end)
    return None, start, end


def _clock(match: re.Match[str], before: str, language: str | None) -> Clock | None:
    half = (match["half"] or match["half2"] or "").lower()
    if match["mark"] == "." and not (match["word"] or half or language in _DOT_LANGUAGES):
        return None
    hour = _hour(int(match["h"] or match["h2"]), half, before)
    minute, second = (int(match[name] or 0) for name in ("min", "s"))
    if hour > 23 or max(minute, second) > 59:
        return None
    zone = zone_minutes(match["z"] or match["z2"] or "", english=language in (None, "en"))
    return Clock(hour, minute, second if match["s"] else None, zone)


def _hour(hour: int, half: str, before: str) -> int:
    """The hour of 24, where "p.m." or what stands before it tells the half of the day."""
    afternoon = half.startswith("p") or any(word in before for word in _AFTER_NOON)
    told = bool(half) or afternoon or any(word in before for word in _BEFORE_NOON)
    if not told or hour > 12:
        return hour
    return hour % 12 + 12 * afternoon


# --- instants and zones ------------------------------------------------------------
_WEST, _EAST = timedelta(hours=-11), timedelta(hours=13)
"""Zones that people live in."""
_STEP = timedelta(minutes=15)
"""Zones differ by quarters of an hour."""
_NOTHING = timedelta(0)


def same_instant(instant: datetime, shown: str) -> str | None:
    """The instant in the zone of the time that is shown, where that is the same."""
    there = instant_of(shown)
    if there is None:
        return None
    if there.tzinfo is not None:
        return there.isoformat() if there == instant and there.utcoffset() else None
    offset = there.replace(tzinfo=timezone.utc) - instant
    zone = _STEP * round(offset / _STEP)
    if not _WEST <= zone <= _EAST or not zone or abs(offset - zone) > timedelta(minutes=1):
        return None
    return (instant + zone).replace(tzinfo=None).isoformat() + _offset(zone)


def in_day(instant: datetime, shown: str) -> str | None:
    """The day that is shown, if the instant is in it in some zone; with the zone where it begins that day."""
    there = instant_of(shown[:10])
    if there is None:
        return None
    begins = there.replace(tzinfo=timezone.utc)
    east, west = begins - instant, begins + timedelta(days=1) - instant
    if _NOTHING < east <= _EAST:
        return f"{shown[:10]}T00:00:00{_offset(east)}" if east % timedelta(hours=1) == _NOTHING else shown[:10]
    return shown[:10] if "T" not in shown and _WEST <= west <= _NOTHING else None


def instant_of(value: str) -> datetime | None:
    """The moment that an ISO 8601 text gives, or None."""
    # Python 3.10 reads no fractions of other lengths than 3 and 6.
    whole, _, rest = value.partition(".")
    try:
        return datetime.fromisoformat(whole + rest.lstrip("0123456789"))
    except ValueError:
        return None


def _offset(zone: timedelta) -> str:
    minutes = abs(zone) // timedelta(minutes=1)
    return f"{'-' if zone < _NOTHING else '+'}{minutes // 60:02d}:{minutes % 60:02d}"
