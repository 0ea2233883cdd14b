"""Times of day beside a date: 10:20, 10.20 Uhr, 10h20, 10:20 p.m. EDT, 午後3時20分, UTC+2."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cleaner.text.fold import fold


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
    hour = int(match["h"] or match["h2"])
    minute = int(match["min"] or 0)
    half = (match["half"] or match["half2"] or "").lower()
    if match["mark"] == "." and not (match["word"] or half or language in ("de", "fi", "da", "no", "nb", "it", "id")):
        return None
    if half or any(word in before for word in _BEFORE_NOON + _AFTER_NOON):
        if hour > 12:
            half = ""
        elif half.startswith("p") or any(word in before for word in _AFTER_NOON):
            hour = hour % 12 + 12
        else:
            hour %= 12
    second = int(match["s"]) if match["s"] else None
    if hour > 23 or minute > 59 or (second or 0) > 59:
        return None
    zone = zone_minutes(match["z"] or match["z2"] or "", english=language in (None, "en"))
    return Clock(hour, minute, second, zone)
