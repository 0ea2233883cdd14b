"""Dates and times of day, as people write them in any language that has data and as systems do, in ISO 8601.

Nothing is guessed: 03/04/2021 is a date only where the language, the mark between its numbers or the document's other
dates say which number is the month; a relative time ("3 hours ago") is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

from cleaner.recognise.lexicon import PERSIAN, Lexicon, Phrases, lexicon, pattern
from cleaner.text.fold import fold
from cleaner.text.words import TOKEN, ends_sentence

LONGEST = 20_000
"""Characters of one block that are searched."""
_REMEMBERED = 300
"""Characters of a line whose dates are remembered: judge and metadata ask for the same lines."""
_FIRST_YEAR, _LAST_YEAR = 1800, 2099
"""Years that a document's date may have; archives hold texts older than the web, broken systems write year 1."""
_NUMBERS, _OTHER_DIGIT = re.compile(r"\d\D+\d"), re.compile(r"[^\D0-9]")


class Moment(NamedTuple):
    """A date as it stands in a text.

    Attributes:
        day: of the calendar.
        clock: time of day and zone in ISO 8601 as far as they are known, or None.
        start, end: where it stands in the text that was searched, time of day included.
    """

    day: date
    clock: str | None = None
    start: int = 0
    end: int = 0

    def iso(self) -> str:
        """ISO 8601, as precise as it is known: 2024-05-17, 2024-05-17T10:20, 2024-05-17T10:20:30+02:00."""
        return f"{self.day}T{self.clock}" if self.clock else str(self.day)


def moment_of(year: int, month: int, day: int, clock: str | None = None) -> Moment | None:
    """A day of the calendar, or None where there is no such one; 1 January 1970 is what broken clocks say."""
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return Moment(found, clock) if _FIRST_YEAR <= year <= _LAST_YEAR and found != date(1970, 1, 1) else None


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
_OFFSET = re.compile(r"(?:utc|gmt)?\s?([+-])(\d{1,2}):?(\d{2})?$")
_FARTHEST = 14 * 60
"""Minutes that a zone is from UTC at most."""


def parse_machine(text: str) -> Moment | None:
    """A date as systems write it: ISO 8601 with its usual slips, JavaScript's and C's, Unix time; None for anything else."""
    return _parse_machine(text.strip()[:80])


@lru_cache(maxsize=512)
def _parse_machine(text: str) -> Moment | None:
    if match := _EPOCH.match(text):
        at = datetime.fromtimestamp(int(match["s"]), timezone.utc)
        return moment_of(at.year, at.month, at.day, f"{at:%H:%M:%S}+00:00")
    year = None
    if match := _ISO.match(text):
        year, month = match["y"], int(match["m"])
    elif match := _ASCTIME.match(text):
        year, month = match["y"] or match["y2"] or match["y3"], lexicon("en").months.get((fold(match["m"]),), 0)
    if match is None or not year:
        return None
    clock = None
    if match["h"]:
        second = int(match["s"]) if match["s"] else None
        zone = _zone_minutes(match["z"] or "", lexicon("en"))
        clock = _clock(int(match["h"]), int(match["min"]), second, zone, (match["f"] or "")[:6].rstrip("0"))
    return moment_of(int(year), month, int(match["d"]), clock)


def _clock(hour: int, minute: int, second: int | None, zone: int | None, fraction: str = "") -> str | None:
    """10:20, 10:20:30, 10:20:30.5+02:00, with a zone in minutes east of UTC; None for no time of day."""
    if hour > 23 or minute > 59 or (second or 0) > 60:
        return None
    text = f"{hour:02d}:{minute:02d}"
    if second is not None:
        text += f":{min(second, 59):02d}" + (f".{fraction}" if fraction else "")
    if zone is not None:
        text += f"{'-' if zone < 0 else '+'}{abs(zone) // 60:02d}:{abs(zone) % 60:02d}"
    return text


def _zone_minutes(text: str, words: Lexicon) -> int | None:
    """Minutes east of UTC of "Z", "+02:00", "GMT+2", "CEST", or None where it is unknown or has several meanings."""
    text = fold(text)
    if zone := words.table("zones").get(text):
        return int(zone)
    match = _OFFSET.match(text)
    minutes = int(match[2]) * 60 + int(match[3] or 0) if match else _FARTHEST + 1
    if match is None or minutes > _FARTHEST:
        return None
    return -minutes if match[1] == "-" else minutes


# --- a date as people write it -----------------------------------------------------------------------------------
_ISO_IN_TEXT = re.compile(
    r"(?<![\d-])\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|\s?[+-]\d{2}:?\d{2}(?!\d))?"
)
_NUMERIC = re.compile(
    r"(?<![\d./-])(?:(?P<y>\d{4})\s?(?P<s1>[./-])\s?(?P<m>\d{1,2})\s?(?P=s1)\s?(?P<d>\d{1,2})(?!\d)"
    r"|(?P<a>\d{1,2})\s?(?P<s2>[./-])\s?(?P<b>\d{1,2})\s?(?P=s2)\s?(?P<y2>\d{4}|\d{2})(?![\d:]))"
)
_CJK = r"(?:(?P<era>{})\s?)?(?<!\d)(?P<y>\d{1,4}|元)\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일号號]"
_THREE_DIGITS, _REPUBLIC = range(100, 140), 1911
"""Years of three digits are counted from 1912, as in Taiwan; of two digits they may be of the century."""
_DATE_MARKS, _HOURS = ".,/-–'’", (":", "h", "時", "시")
_AROUND = 6
"""Tokens before and after a month's name within which its day and year stand."""


def plain_digits(text: str) -> str:
    """The text with the digits of every script written 0 to 9; as long as before."""
    return text if text.isascii() else _OTHER_DIGIT.sub(lambda m: str(int(m.group())), text)


def find_dates(text: str, lexicon: Lexicon, day_first: bool | None = None) -> list[Moment]:
    """Every date in `text`, by position.

    Args:
        text: a line; only its first `LONGEST` characters are searched.
        lexicon: words of the text's language.
        day_first: how the document's other dates order day and month, where that is known.
    """
    if not _NUMBERS.search(text, 0, LONGEST):
        return []
    find = _find if len(text) <= _REMEMBERED else _find.__wrapped__
    return list(find(plain_digits(text[:LONGEST]), lexicon, lexicon.day_first if day_first is None else day_first))


@lru_cache(maxsize=2048)
def _find(text: str, lexicon: Lexicon, day_first: bool | None) -> tuple[Moment, ...]:
    exact = ((parse_machine(match.group()), *match.span()) for match in _ISO_IN_TEXT.finditer(text))
    found = [
        made._replace(start=start, end=end)
        for made, start, end in (*exact, *_numeric(text, day_first), *_cjk(text), *_worded(text, lexicon))
        if made is not None
    ]
    taken: list[Moment] = []
    for moment in sorted(found, key=lambda m: (m.start, -m.end)):
        if not taken or moment.start >= taken[-1].end:
            taken.append(moment if moment.clock else _with_clock(text, moment, lexicon))
    return tuple(taken)


_Found = Iterator[tuple["Moment | None", int, int]]
"""Dates, each with where it stands, or None where the numbers make none."""


def _year(digits: str) -> int:
    """The year of our era: "24" is 2024, "85" 1985; Thai pages count from the Buddha's death."""
    year = int(digits)
    if len(digits) == 2:
        return year + (2000 if year < 70 else 1900)
    return year - 543 if 2400 < year < 2700 else year


def _numeric(text: str, day_first: bool | None) -> _Found:
    for match in _NUMERIC.finditer(text):
        if match["y"]:
            yield moment_of(_year(match["y"]), int(match["m"]), int(match["d"])), *match.span()
            continue
        day, month, year, mark = int(match["a"]), int(match["b"]), match["y2"], match["s2"]
        # A full stop stands between the numbers only where the day comes first.
        told = max(day, month) > 12 or day == month or mark == "."
        if (len(year) == 2 and mark == "-") or (not told and day_first is None):
            continue
        if month > 12 or not (told or day_first):
            day, month = month, day
        yield moment_of(_year(year), month, day), *match.span()


def _cjk(text: str) -> _Found:
    if "年" not in text and "년" not in text:
        return
    eras = lexicon(None).table("eras")  # the year before each
    for match in pattern(_CJK, Phrases(eras)).finditer(text):
        year = 1 if match["y"] == "元" else int(match["y"])
        if match["era"] or year in _THREE_DIGITS:
            year += int(eras.get(match["era"], _REPUBLIC))
        elif year < 100:
            continue
        yield moment_of(year, int(match["m"]), int(match["d"])), *match.span()


def _worded(text: str, lexicon: Lexicon) -> _Found:
    """Dates with the month in words: 17 May 2024, May 17th, 2024, 2024. május 17., ngày 17 tháng 5 năm 2024."""
    tokens = list(TOKEN.finditer(text))
    words = fold(" ".join([token.group() for token in tokens])).split(" ")
    if lexicon.month_firsts.isdisjoint(words):
        return
    at = 0
    while at < len(tokens):
        length, month = _month_at(words, at, lexicon)
        if length:
            before = _numbers(tokens[max(0, at - _AROUND) : at][::-1], lexicon)
            after = _numbers(tokens[at + length : at + length + _AROUND], lexicon)
            if numbers := _arrange(before, after):
                day, year = numbers
                calendar = solar_hijri if month > PERSIAN else moment_of
                parts = (day, year, tokens[at], tokens[at + length - 1])
                made = calendar(_year(year.group()), (month - 1) % PERSIAN + 1, int(day.group()))
                yield made, min(part.start() for part in parts), max(part.end() for part in parts)
        at += length or 1


def _month_at(words: Sequence[str], at: int, lexicon: Lexicon) -> tuple[int, int]:
    """How many tokens from `at` on name a month, and which; full stops may stand between them."""
    said: tuple[str, ...] = ()
    best = (0, 0)
    if words[at] not in lexicon.month_firsts:
        return best
    for here in range(at, len(words)):
        if words[here] != ".":
            said += (words[here],)
            if month := lexicon.months.get(said):
                best = (here + 1 - at, month)
            if len(said) == lexicon.longest_month:
                break
    return best


def _numbers(tokens: Iterable[re.Match[str]], lexicon: Lexicon) -> list[re.Match[str]]:
    """The numbers that stand right beside a month, nearest first: a day, a year, or both."""
    numbers: list[re.Match[str]] = []
    for token in tokens:
        if token.lastgroup == "number":
            if token.string[token.end() : token.end() + 1] in _HOURS:
                break  # the hour of "8 May, 17:46" is no year
            numbers.append(token)
        elif token.group() not in _DATE_MARKS:
            word = fold(token.group())
            if word not in lexicon.date_links and word not in lexicon.ordinals:
                break
    return numbers[:2]


def _arrange(before: list[re.Match[str]], after: list[re.Match[str]]) -> tuple[re.Match[str], re.Match[str]] | None:
    """Day and year of the numbers around a month: 17 May 2024; May 17, 2024; 2024 May 17; 2024, 17 May."""
    (b1, b2), (a1, a2) = ([*[len(number.group()) for number in numbers], 0, 0][:2] for numbers in (before, after))
    if before and _is_day(before[0]) and (a1 == 4 or (a1 == 2 and b2 != 4)):
        return before[0], after[0]
    if after and _is_day(after[0]) and 4 in (a2, b1):
        return after[0], after[1] if a2 == 4 else before[0]
    if before and _is_day(before[0]) and b2 == 4:
        return before[0], before[1]
    return None


def _is_day(number: re.Match[str]) -> bool:
    return len(number.group()) <= 2 and 1 <= int(number.group()) <= 31


# --- the time of day beside a date -------------------------------------------------------------------------------
_ZONE = r"(?:\(?(?P<z>(?:UTC|GMT)\s?[+-]\d{1,2}(?::?\d{2})?|[+-]\d{2}:?\d{2}|[A-Za-zМСК]{1,4})\)?(?![\w]))?"
_HALF = r"(?P<half>[ap]\.?\s?m\b\.?|[ap]\.m\.)"
_TIME = (
    r"(?P<h>\d{1,2})(?:(?P<mark>:|\.|h|時|时|点|點|시)\s?(?P<min>\d{2}))(?![\d/-])(?:[:.](?P<s>\d{2})(?!\d))?(?:분|分)?"
    rf"\s?(?:{_HALF})?(?:\s?(?P<word>{{}}\b))?\s?{_ZONE}"
    rf"|(?P<h2>\d{{1,2}})\s?{_HALF.replace('half', 'half2')}\s?{_ZONE.replace('<z>', '<z2>')}"
)
_GAP = re.compile(r"[^\d\n]{0,14}$")
"""What may stand between a date and its time: little words, no numbers and no sentence."""
_REACH = 30


def _with_clock(text: str, moment: Moment, words: Lexicon) -> Moment:
    """A date with the time of day that stands after it, else before it."""
    time, (start, end) = pattern(_TIME, words.hour_words), moment[2:]
    match = time.search(text, end, min(len(text), end + _REACH + 20))
    if match and match.start() - end <= _REACH and _GAP.match(text[end : match.start()]):
        if clock := _clock_of(match, text[end : match.start()], words):
            return moment._replace(clock=clock, end=match.end())
    # The last time before the date is the one beside it.
    *_, match = None, *time.finditer(text, max(0, start - _REACH), start)
    if match and _GAP.match(text[match.end() : start]):
        if clock := _clock_of(match, text[max(0, match.start() - 4) : match.start()], words):
            return moment._replace(clock=clock, start=match.start())
    return moment


def _clock_of(match: re.Match[str], before: str, words: Lexicon) -> str | None:
    """The time of day that a match says, with the half of the day that "p.m." or what stands before it tells."""
    found = match.groupdict("")
    half = (found["half"] + found["half2"]).lower()
    if found["mark"] == "." and not (found["word"] or half or "." in words.hour_marks):
        return None
    hour = int(found["h"] + found["h2"])
    afternoon = half.startswith("p") or any(word in before for word in words.afternoon)
    if hour <= 12 and (half or afternoon or any(word in before for word in words.forenoon)):
        hour = hour % 12 + 12 * afternoon
    second = int(found["s"]) if found["s"] else None
    return _clock(hour, int(found["min"] or 0), second, _zone_minutes(found["z"] + found["z2"], words))


# --- lines of dates, and documents of them -----------------------------------------------------------------------
SPARE_WORDS = 3
"""Words that a line of nothing but a date may hold beside it, the words of dates apart: a place, a section."""
# What every date has: a year of four digits, three numbers with marks between them, or a day, a word and a year of two.
# A pattern that begins with a digit passes over all else quickly.
_DATE_LIKE = re.compile(
    r"[0-9](?:(?<=1)[89]\d\d|(?<=2)[0156]\d\d|\s?[./-]\s?\d\d?\s?[./-]\s?\d|[^\W\d]{0,2}\.?,?\s[^\W\d]{3,10}\.?,?\s['’]?\d\d(?!\d))"
)
_AMBIGUOUS = re.compile(r"(?<![\d/-])(\d{1,2})[/-](\d{1,2})[/-](?:\d{4}|\d{2})(?![\d/-])")
_READ = 200_000
"""Characters of a text that are searched for its own order of day and month."""


def is_date_like(text: str) -> bool:
    """Whether a line may hold a date at all; in other scripts any two numbers may be one."""
    return (_DATE_LIKE if text.isascii() else _NUMBERS).search(text) is not None


def is_date_line(text: str, moments: Sequence[Moment], lexicon: Lexicon, most: int = SPARE_WORDS) -> bool:
    """Whether a line holds a date and nothing else but words of dates and `most` more."""
    if not moments or (ends_sentence(text) and len(text) > 60):
        return False
    return spare_words(text, moments, lexicon) <= most


def spare_words(text: str, moments: Iterable[Moment], lexicon: Lexicon) -> int:
    """How many words a line holds beside its dates and the words of dates."""
    rest, at = "", 0
    for moment in moments:
        rest += text[at : moment.start] + " | "
        at = moment.end
    tokens = TOKEN.finditer(fold(rest + text[at:]))
    return sum(token.lastgroup == "word" and token.group() not in lexicon.date_words for token in tokens)


def may_be_ambiguous(text: str) -> bool:
    """Whether a line has numbers of which either may be the month."""
    return _AMBIGUOUS.search(text) is not None


def day_order(text: str) -> bool | None:
    """Whether a text writes the day before the month, by the dates in it that can be read only one way; None where they do not tell."""
    pairs = [(int(match[1]), int(match[2])) for match in _AMBIGUOUS.finditer(text[:_READ])]
    day_first = sum(first > 12 >= second for first, second in pairs)
    month_first = sum(second > 12 >= first for first, second in pairs)
    return None if day_first == month_first else day_first > month_first
