"""Dates in words and numbers, in any language that has data, as ISO 8601.

Nothing is guessed: 03/04/2021 is a date only where the language, the mark between its numbers or the document's other
dates say which number is the month; a relative time ("3 hours ago") is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

from cleaner.recognise.lexicon import PERSIAN, Lexicon, Phrases, lexicon, pattern
from cleaner.recognise.moments import Moment, moment_of, parse_machine, read_clock, solar_hijri
from cleaner.text.fold import fold
from cleaner.text.words import TOKEN, ends_sentence

LONGEST = 20_000
"""Characters of one block that are searched: a date line is short, a hostile line is not."""
_REMEMBERED = 300
"""Characters of a line whose dates are remembered: judge and metadata ask for the same lines."""
_DIGIT, _OTHER_DIGIT = re.compile(r"\d"), re.compile(r"[^\D0-9]")
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
    if not _DIGIT.search(text, 0, LONGEST):
        return []
    find = _find if len(text) <= _REMEMBERED else _find.__wrapped__
    return list(find(plain_digits(text[:LONGEST]), lexicon, lexicon.day_first if day_first is None else day_first))


@lru_cache(maxsize=2048)
def _find(text: str, lexicon: Lexicon, day_first: bool | None) -> tuple[Moment, ...]:
    found: list[Moment] = []
    for match in _ISO_IN_TEXT.finditer(text):
        if made := parse_machine(match.group()):
            found.append(made._replace(start=match.start(), end=match.end()))
    found += _numeric(text, day_first)
    found += _cjk(text)
    found += _worded(text, lexicon)
    found.sort(key=lambda m: (m.start, -m.end))
    taken: list[Moment] = []
    for moment in found:
        if taken and moment.start < taken[-1].end:
            continue
        if not moment.clock:
            clock, start, end = read_clock(text, moment.start, moment.end, lexicon)
            moment = moment._replace(clock=clock, start=start, end=end)
        taken.append(moment)
    return tuple(taken)


def _year(digits: str) -> int:
    """The year of our era: "24" is 2024, "85" 1985; Thai pages count from the Buddha's death."""
    year = int(digits)
    if len(digits) == 2:
        return year + (2000 if year < 70 else 1900)
    return year - 543 if 2400 < year < 2700 else year


def _numeric(text: str, day_first: bool | None) -> Iterable[Moment]:
    for match in _NUMERIC.finditer(text):
        year, mark = match["y"], match["s2"]
        if year:
            month, day = int(match["m"]), int(match["d"])
        else:
            day, month, year = int(match["a"]), int(match["b"]), match["y2"]
            # A full stop stands between the numbers only where the day comes first.
            told = max(day, month) > 12 or day == month or mark == "."
            if (len(year) == 2 and mark == "-") or (not told and day_first is None):
                continue
            if month > 12 or not (told or day_first):
                day, month = month, day
        if made := moment_of(_year(year), month, day):
            yield made._replace(start=match.start(), end=match.end())


@cache
def _eras() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Finds dates in Chinese characters; the year before each era."""
    eras = lexicon(None).table("eras")
    return pattern(_CJK, Phrases(eras)), eras


def _cjk(text: str) -> Iterable[Moment]:
    if "年" not in text and "년" not in text:
        return
    dates, eras = _eras()
    for match in dates.finditer(text):
        year = 1 if match["y"] == "元" else int(match["y"])
        if match["era"] or year in _THREE_DIGITS:
            year += int(eras.get(match["era"], _REPUBLIC))
        elif year < 100:
            continue
        if made := moment_of(year, int(match["m"]), int(match["d"])):
            yield made._replace(start=match.start(), end=match.end())


_READ = 200_000
"""Characters of a text that are searched for its own order of day and month."""
_NUMBERS = re.compile(r"(?<![\d/-])(\d{1,2})[/-](\d{1,2})[/-](?:\d{4}|\d{2})(?![\d/-])")


def may_be_ambiguous(text: str) -> bool:
    """Whether a line has numbers of which either may be the month."""
    return _NUMBERS.search(text) is not None


def day_order(text: str) -> bool | None:
    """Whether a text writes the day before the month, by the dates in it that can be read only one way; None where they do not tell."""
    first = second = 0
    for match in _NUMBERS.finditer(text[:_READ]):
        first += int(match[1]) > 12 >= int(match[2])
        second += int(match[2]) > 12 >= int(match[1])
    return None if first == second else first > second


def _worded(text: str, lexicon: Lexicon) -> Iterable[Moment]:
    """Dates with the month in words: 17 May 2024, May 17th, 2024, 2024. május 17., ngày 17 tháng 5 năm 2024."""
    tokens = list(TOKEN.finditer(text))
    words = fold(" ".join([token.group() for token in tokens])).split(" ")
    if lexicon.month_firsts.isdisjoint(words):
        return
    at = 0
    while at < len(tokens):
        length, month = _month_at(words, at, lexicon)
        if length:
            made = _arrange(month, _numbers(tokens, at - 1, -1, lexicon), _numbers(tokens, at + length, 1, lexicon))
            if made:
                start, end = tokens[at].start(), tokens[at + length - 1].end()
                yield made._replace(start=min(made.start, start), end=max(made.end, end))
        at += length or 1


def _month_at(words: Sequence[str], at: int, lexicon: Lexicon) -> tuple[int, int]:
    """How many tokens from `at` on name a month, and which; full stops may stand between them."""
    said: list[str] = []
    best = (0, 0)
    if words[at] not in lexicon.month_firsts:
        return best
    for here in range(at, len(words)):
        if words[here] != ".":
            said.append(words[here])
            if month := lexicon.months.get(tuple(said)):
                best = (here + 1 - at, month)
            if len(said) == lexicon.longest_month:
                break
    return best


_AROUND = 6
"""Tokens before and after a month's name within which its day and year stand."""


def _numbers(tokens: Sequence[re.Match[str]], at: int, step: int, lexicon: Lexicon) -> list[re.Match[str]]:
    """The numbers that stand right before or after a month, nearest first: a day, a year, or both."""
    numbers: list[re.Match[str]] = []
    for token in tokens[at : at + _AROUND] if step > 0 else reversed(tokens[max(0, at + 1 - _AROUND) : at + 1]):
        if token.lastgroup == "number":
            if token.string[token.end() : token.end() + 1] in _HOURS:
                break  # the hour of "8 May, 17:46" is no year
            numbers.append(token)
        elif not (
            token.group() in _DATE_MARKS
            or (word := fold(token.group())) in lexicon.date_links
            or word in lexicon.ordinals
        ):
            break
    return numbers[:2]


def _arrange(month: int, before: list[re.Match[str]], after: list[re.Match[str]]) -> Moment | None:
    """Which of the numbers around a month are its day and its year: 17 May 2024; May 17, 2024; 2024 May 17; 2024, 17 May."""
    sizes_before, sizes_after = [[len(number.group()) for number in numbers] for numbers in (before, after)]
    year_follows = sizes_after[:1] == [4] or (sizes_after[:1] == [2] and sizes_before[1:] != [4])
    if before and _is_day(before[0]) and year_follows:
        day, year = before[0], after[0]
    elif after and _is_day(after[0]) and sizes_after[1:] == [4]:
        day, year = after
    elif after and _is_day(after[0]) and sizes_before[:1] == [4]:
        day, year = after[0], before[0]
    elif before and _is_day(before[0]) and sizes_before[1:] == [4]:
        day, year = before
    else:
        return None
    persian = month > PERSIAN
    made = (solar_hijri if persian else moment_of)(_year(year.group()), month - PERSIAN * persian, int(day.group()))
    return made and made._replace(start=min(day.start(), year.start()), end=max(day.end(), year.end()))


def _is_day(number: re.Match[str]) -> bool:
    return len(number.group()) <= 2 and 1 <= int(number.group()) <= 31


SPARE_WORDS = 3
"""Words that a line of nothing but a date may hold beside it, the words of dates apart: a place, a section."""
# What every date has: a year of four digits, numbers with a mark between them, or a day, a word and a year of two.
_DATE_LIKE = re.compile(
    r"(?:1[89]|2[0156])\d\d|\d\s?[./-]\s?\d|\d[^\W\d]{0,2}\.?,?\s[^\W\d]{3,10}\.?,?\s['’]?\d\d(?!\d)"
)


def is_date_like(text: str) -> bool:
    """Whether a line may hold a date at all; in other scripts' digits any number may be one."""
    return (_DATE_LIKE if text.isascii() else _DIGIT).search(text) is not None


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
