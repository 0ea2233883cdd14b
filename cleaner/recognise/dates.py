"""Dates in words and numbers, in any language that has a pack, as ISO 8601.

Nothing is guessed: 03/04/2021 is a date only where the language, the mark between its numbers or the document's other
dates say which number is the month; a relative time ("3 hours ago") is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from cleaner.recognise.lexicon import PERSIAN as _PERSIAN
from cleaner.recognise.lexicon import Lexicon
from cleaner.recognise.moments import Moment, moment_of, parse_machine, read_clock, solar_hijri, with_clock
from cleaner.text.fold import fold
from cleaner.text.sentences import ends_sentence
from cleaner.text.words import TOKEN

LONGEST = 20_000
"""Characters of one block that are searched: a date line is short, a hostile line is not."""


def plain_digits(text: str) -> str:
    """The text with the digits of every script written 0 to 9; as long as before."""
    if text.isascii():
        return text
    return _OTHER_DIGIT.sub(lambda m: str(int(m.group())), text)


_OTHER_DIGIT = re.compile(r"[^\D0-9]")


# --- dates that people wrote -------------------------------------------------------------------------------------
_NUMERIC = re.compile(
    r"(?<![\d./-])(?:(?P<y>\d{4})\s?(?P<s1>[./-])\s?(?P<m>\d{1,2})\s?(?P=s1)\s?(?P<d>\d{1,2})(?!\d)"
    r"|(?P<a>\d{1,2})\s?(?P<s2>[./-])\s?(?P<b>\d{1,2})\s?(?P=s2)\s?(?P<y2>\d{4}|\d{2})(?![\d:]))"
)
_CJK = re.compile(
    r"(?:(?P<era>令和|平成|昭和|大正|明治|民國|民国)\s?)?(?<!\d)(?P<y>\d{1,4}|元)\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일号號]"
)
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867, "民國": 1911, "民国": 1911}
_MINGUO = range(100, 140)
"""Years of three digits are counted from 1912, as in Taiwan; of two digits they may be of the century."""
_ORDINALS = frozenset(("st", "nd", "rd", "th", "er", "ª", "º", "o", "a", "e", "re", "ème", "-го", "го", "й", "ε"))
# Small words that stand between the parts of a date; what is not here ends it.
_LINKS = frozenset(
    ["of", "de", "del", "di", "the", "den", "dem", "der", "le", "el", "la", "do", "da", "van", "von", "den", "m", "d", "г", "года", "р", "року", "y", "г.", "g", "r", "t", "n", "ž", "й", "ngày", "năm", "วันที่", "พ", "ศ", "ค", "tahun", "день", "an", "en", "am", "på", "nap", "the", "ngày", "i", "il"]
)  # fmt: skip


def find_dates(text: str, lexicon: Lexicon, day_first: bool | None = None) -> list[Moment]:
    """Every date in `text`, by position.

    Args:
        text: a line; only its first `LONGEST` characters are searched.
        lexicon: words of the text's language.
        day_first: how the document's other dates order day and month, where that is known.
    """
    text = plain_digits(text[:LONGEST])
    if not _DIGIT.search(text):
        return []
    found: list[Moment] = []
    for match in _ISO_IN_TEXT.finditer(text):
        made = parse_machine(match.group())
        if made:
            found.append(replace(made, start=match.start(), end=match.end()))
    found += _numeric(text, lexicon, day_first)
    found += _cjk(text)
    found += _worded(text, lexicon)
    found.sort(key=lambda m: (m.start, -m.end))
    taken: list[Moment] = []
    for moment in found:
        if not taken or moment.start >= taken[-1].end:
            taken.append(moment if moment.clock else _read_time(text, moment, lexicon))
    return taken


_DIGIT = re.compile(r"\d")
_ISO_IN_TEXT = re.compile(
    r"(?<![\d-])\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|\s?[+-]\d{2}:?\d{2}(?!\d))?"
)


def _numeric(text: str, lexicon: Lexicon, day_first: bool | None) -> Iterable[Moment]:
    for match in _NUMERIC.finditer(text):
        if match["y"]:
            made = moment_of(_year(int(match["y"])), int(match["m"]), int(match["d"]))
            sure = True
        else:
            a, b, mark = int(match["a"]), int(match["b"]), match["s2"]
            year = int(match["y2"])
            if len(match["y2"]) == 2:
                if mark == "-":
                    continue
                year += 2000 if year < 70 else 1900
            order, sure = _order(a, b, mark, lexicon, day_first)
            if order is None:
                continue
            made = moment_of(_year(year), *((b, a) if order else (a, b)))
        if made:
            yield replace(made, start=match.start(), end=match.end(), sure=sure)


def _order(a: int, b: int, mark: str, lexicon: Lexicon, day_first: bool | None) -> tuple[bool | None, bool]:
    """Whether the first of two numbers is the day, or None; and whether the numbers themselves tell."""
    if a > 12 or b > 12:
        return a > 12, True
    if a == b:
        return True, True
    if mark == ".":
        # A full stop stands between the numbers only where the day comes first.
        return True, True
    return (day_first if day_first is not None else lexicon.day_first), False


def _cjk(text: str) -> Iterable[Moment]:
    if "年" not in text and "년" not in text:
        return
    for match in _CJK.finditer(text):
        year = 1 if match["y"] == "元" else int(match["y"])
        if match["era"]:
            year += _ERAS[match["era"]]
        elif year in _MINGUO:
            year += _ERAS["民國"]
        elif year < 100:
            continue
        made = moment_of(year, int(match["m"]), int(match["d"]))
        if made:
            yield replace(made, start=match.start(), end=match.end())


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


@dataclass(slots=True, frozen=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


_AROUND = 40
"""Characters before and after a month's name within which its day and year stand."""


def _worded(text: str, lexicon: Lexicon) -> Iterable[Moment]:
    """Dates with the month in words: 17 May 2024, May 17th, 2024, 2024. május 17., ngày 17 tháng 5 năm 2024."""
    done = 0
    for match in lexicon.month_words.finditer(text):
        if match.start() < done:
            continue
        start = max(0, match.start() - _AROUND)
        window = text[start : match.end() + _AROUND]
        tokens = [
            _Token(m.lastgroup or "", fold(m.group()), start + m.start(), start + m.end())
            for m in TOKEN.finditer(window)
        ]
        at = next((i for i, token in enumerate(tokens) if token.start == match.start()), None)
        length, month = _month_at(tokens, at, lexicon) if at is not None else (0, 0)
        if at is None or not length:
            continue
        done = tokens[at + length - 1].end
        made = _arrange(month, _numbers_before(tokens, at), _numbers_after(tokens, at + length), lexicon)
        if made:
            yield replace(made, start=min(made.start, tokens[at].start), end=max(made.end, done))


def _month_at(tokens: list[_Token], at: int, lexicon: Lexicon) -> tuple[int, int]:
    """How many tokens from `at` on name a month, and which."""
    if tokens[at].kind != "word":
        return 0, 0
    words: list[str] = []
    best = (0, 0)
    for here in range(at, min(len(tokens), at + 2 * lexicon.longest_month + 1)):
        if tokens[here].kind == "mark":
            if tokens[here].text != ".":
                break
            continue
        words.append(tokens[here].text)
        month = lexicon.months.get(tuple(words))
        if month:
            best = (here + 1 - at, month)
        if len(words) == lexicon.longest_month:
            break
    return best


def _numbers_before(tokens: list[_Token], at: int) -> list[_Token]:
    """The numbers that stand right before a month, nearest first: a day, a year, or a day and a year."""
    numbers: list[_Token] = []
    here = at - 1
    steps = 0
    while here >= 0 and steps < 5 and len(numbers) < 2:
        token = tokens[here]
        if token.kind == "number":
            numbers.append(token)
        elif not (token.text in ".,/-–" or token.text in _LINKS or token.text in _ORDINALS):
            break
        here -= 1
        steps += 1
    return numbers


def _numbers_after(tokens: list[_Token], at: int) -> list[_Token]:
    """The numbers that stand right after a month, nearest first."""
    numbers: list[_Token] = []
    steps = 0
    while at < len(tokens) and steps < 6 and len(numbers) < 2:
        token = tokens[at]
        if token.kind == "number":
            if at + 1 < len(tokens) and tokens[at + 1].text in ":h時시" and tokens[at + 1].start == token.end:
                break  # the hour of "8 May, 17:46" is no year
            numbers.append(token)
        elif not (token.text in ".,/-–'’" or token.text in _LINKS or token.text in _ORDINALS):
            break
        at += 1
        steps += 1
    return numbers


def _is_day(token: _Token) -> bool:
    return len(token.text) <= 2 and 1 <= int(token.text) <= 31


def _arrange(month: int, before: list[_Token], after: list[_Token], lexicon: Lexicon) -> Moment | None:
    """Which of the numbers around a month are its day and its year."""
    found = _day_and_year(before, after)
    if found is None:
        return None
    day, year = found
    number = int(year.text)
    if len(year.text) == 2:
        number += 2000 if number < 70 else 1900
    if month > _PERSIAN:
        made = solar_hijri(number, month - _PERSIAN, int(day.text))
    else:
        made = moment_of(_year(number), month, int(day.text))
    return made and replace(made, start=min(day.start, year.start), end=max(day.end, year.end))


def _day_and_year(before: list[_Token], after: list[_Token]) -> tuple[_Token, _Token] | None:
    """17 May 2024; May 17, 2024; 2024 May 17."""
    sizes_before, sizes_after = [[len(token.text) for token in tokens] for tokens in (before, after)]
    year_follows = sizes_after[:1] == [4] or (sizes_after[:1] == [2] and sizes_before[1:] != [4])
    if before and _is_day(before[0]) and year_follows:
        return before[0], after[0]
    if after and _is_day(after[0]):
        if sizes_after[1:] == [4]:
            return after[0], after[1]
        if sizes_before[:1] == [4]:
            return after[0], before[0]
    return None


def _year(year: int) -> int:
    """The year of our era; Thai pages count from the Buddha's death."""
    return year - 543 if 2400 < year < 2700 else year


def _read_time(text: str, moment: Moment, lexicon: Lexicon) -> Moment:
    """The moment with the time of day that stands beside it, where one does."""
    clock, start, end = read_clock(text, moment.start, moment.end, lexicon.code)
    return moment if clock is None else with_clock(moment, clock, start, end)


SPARE_WORDS = 3
"""Words that a line of nothing but a date may hold beside it, the words of dates apart: a place, a section."""
# What every date has: a year of four digits, numbers with a mark between them, or a day, a word and a year of two.
_DATE_LIKE = re.compile(
    r"(?:1[89]|2[0156])\d\d|\d\s?[./-]\s?\d|\d[^\W\d]{0,2}\.?,?\s[^\W\d]{3,10}\.?,?\s['’]?\d\d(?!\d)"
)


def is_date_like(text: str) -> bool:
    """Whether a line may hold a date at all; in other scripts' digits any number may be one."""
    if text.isascii():
        return _DIGIT.search(text) is not None and _DATE_LIKE.search(text) is not None
    return _DIGIT.search(text) is not None


def is_date_line(text: str, moments: list[Moment], lexicon: Lexicon, most: int = SPARE_WORDS) -> bool:
    """Whether a line holds a date and nothing else but words of dates and `most` more."""
    if not moments or (ends_sentence(text) and len(text) > 60):
        return False
    return spare_words(text, moments, lexicon) <= most


def spare_words(text: str, moments: Iterable[Moment], lexicon: Lexicon) -> int:
    """How many words a line holds beside its dates and the words of dates."""
    spare = at = 0
    for moment in moments:
        spare += _spare(text[at : moment.start], lexicon.date_words)
        at = moment.end
    return spare + _spare(text[at:], lexicon.date_words)


def _spare(text: str, known: frozenset[str]) -> int:
    return sum(m.lastgroup == "word" and m.group() not in known for m in TOKEN.finditer(fold(text)))
