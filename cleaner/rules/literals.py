r"""Reads off a pattern which strings a line must hold for it to be found: at least one of a small set.

So a pattern is tried only on lines that hold one of these strings, as RE2's own FilteredRE2 and Russ Cox's Code Search
do it ("Regular Expression Matching with a Trigram Index", 2012). Rules name keywords themselves, but a pattern often
says more: `^(?:sign|log) (?:in|up)\b` is found only in lines that *begin* with one of four strings.

Where this module does not understand a pattern it gives no answer, and the rule's keywords alone guard the pattern.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cleaner.text.fold import is_ornament

BEGIN, END = "\x02", "\x03"
"""Stand in a string for the two ends of the line."""

Strings = frozenset[str]
Choice = tuple[float, Strings]
"""A set of strings with its weight."""

_MARKS = BEGIN + END
_BLANK = _MARKS + " "
_EMPTY: Strings = frozenset({""})
_NONE: Strings = frozenset()

_LONGEST = 10
_MOST = 256
_MOST_CHOICES = 4
_MOST_RUNS = 3
_MOST_COPIES = 3

_ENOUGH = 6
"""Characters of a string that count for its rarity: more make it little rarer."""

_BASE = 15
_TIED = math.log(50, _BASE)
"""What it is worth to know where in the line a string stands, among some fifty places."""

# fmt: off
_FREQUENT = frozenset((
    "a", "all", "and", "are", "as", "at", "be", "but", "by", "for", "from", "have", "his", "in", "is", "it", "more",
    "not", "of", "on", "or", "our", "that", "the", "they", "this", "to", "was", "we", "will", "with", "you", "your",
))
# fmt: on
"""Words that are far oftener in a line than their letters would let expect."""


@lru_cache(maxsize=8192)
def required_strings(pattern: str) -> list[Strings]:
    """Sets of strings: wherever the pattern is found, the folded line holds at least one string of each set.

    The set whose strings seem rarest comes first; no set where none can be told. A string that begins with `BEGIN` or
    ends with `END` stands at that end of the line, with nothing but ornaments (`cleaner.text.fold.is_ornament`)
    between.

    Args:
        pattern: in RE2's syntax, as it is compiled.
    """
    from cleaner.rules.syntax import UnknownSyntaxError, parse

    try:
        choices = parse(pattern).best()
    except UnknownSyntaxError:
        return []
    return [shortest(strings) for _, strings in choices]


def weight(strings: Strings) -> float:
    """How seldom a line holds one of these strings by chance: the logarithm of one line in so many; 0 for all lines."""
    if not strings or not all(string.strip(_BLANK) for string in strings):
        return 0
    chance = sum([_BASE ** -_weight(string) for string in strings])
    return max(0.0, -math.log(chance, _BASE))


def _weight(string: str) -> float:
    body = string.strip(_MARKS)
    if len(body) < 10 and _FREQUENT.issuperset(body.split()):
        return 0.5
    return sum([_RARITY[char] for char in body[:_ENOUGH]]) + _TIED * (len(string) - len(body) - 1)


def _rarity(char: str) -> float:
    """The share of English text that a character has, as a logarithm (of one in so many)."""
    if char == " ":
        return 0.6
    if char.isalpha():
        return 1.0 if char in "etaoinsrhl" else 1.9 if char in "vkjxqz" else 1.4
    return 1.8 if char.isdigit() or char in ".,-'\"" else 2.5 if char.isascii() else 3


class _Rarities(dict[str, float]):
    def __missing__(self, char: str) -> float:
        value = self[char] = _rarity(char)
        return value


_RARITY = _Rarities()


def shortest(strings: Strings) -> Strings:
    """The strings without those that begin with another one."""
    kept: list[str] = []
    for string in sorted(strings):
        if not kept or not string.startswith(kept[-1]):
            kept.append(string)
    return frozenset(kept)


def _best(sets: Iterable[Strings], more: Iterable[Choice] = ()) -> tuple[Choice, ...]:
    choices = dict.fromkeys([*more, *((weight(strings), strings) for strings in sets)])
    ranked = sorted(choices, key=lambda choice: (-choice[0], len(choice[1])))
    return tuple(choice for choice in ranked[:_MOST_CHOICES] if choice[0])


@dataclass(slots=True)
class Part:
    """What is known of a part of a pattern. Each match of it is one of `whole` or begins with one of `begun`.

    Attributes:
        choices: other sets of strings, best first; each match holds a string of each set.
    """

    whole: Strings = _EMPTY
    begun: Strings = _NONE
    choices: tuple[Choice, ...] = ()

    def best(self) -> tuple[Choice, ...]:
        """The best sets of strings, best first; each match holds a string of each set."""
        return _best([self.whole | self.begun], self.choices)


ANY_CHAR = Part(_NONE, _EMPTY)
"""Some character, one of so many that they are not told apart."""


def text(string: str) -> Part:
    """Just this string."""
    return Part(frozenset({string}))


def sequence(parts: Sequence[Part]) -> Part:
    """One part after the other."""
    if len(parts) == 1:
        return parts[0]
    whole, begun = _EMPTY, _NONE
    runs: list[tuple[Strings, Strings]] = []  # those that begin within the sequence
    sets: list[Strings] = []
    for part in parts:
        if whole:
            whole, begun = _extend(whole, begun, part)
        runs = [_extend(*run, part) for run in runs]
        sets += [ended for going, ended in runs if not going]
        runs = [run for run in runs if run[0]]
        if part.begun and len(runs) < _MOST_RUNS:
            runs.append((_EMPTY, _NONE))
    sets += [going | ended for going, ended in runs]
    return Part(whole, begun, _best(sets, [choice for part in parts for choice in part.choices]))


def either(parts: Sequence[Part]) -> Part:
    """One of the parts."""
    if len(parts) == 1:
        return parts[0]
    whole = _NONE.union(*(part.whole for part in parts))
    begun = _NONE.union(*(part.begun for part in parts))
    choices: tuple[Choice, ...] = ()
    if any(part.choices for part in parts):
        bests = [part.best() for part in parts]
        strings = _NONE.union(*(best[0][1] for best in bests if best))
        if all(bests) and len(strings) <= _MOST:
            choices = ((weight(strings), strings),)
    if len(whole) + len(begun) > _MOST:
        whole, begun = _NONE, frozenset(string[:4] for string in whole | begun)
    return Part(whole, begun, choices)


def repeat(part: Part, least: int, most: int | None) -> Part:
    """The part so many times; `most` is None for any number."""
    if most == 0:
        return Part()
    needed = [part] * min(least, _MOST_COPIES)
    if least > _MOST_COPIES or most is None or most - least > 1:
        return sequence([*needed, Part(_EMPTY, (part.whole - _EMPTY) | part.begun)])
    return sequence([*needed, *[either([part, Part()])] * (most - least)])


def _extend(whole: Strings, begun: Strings, part: Part) -> tuple[Strings, Strings]:
    """What a run of known strings becomes when a part follows: those that go on, and those that are at their end."""
    if whole is _EMPTY:
        return part.whole, begun | part.begun
    for enough in (_LONGEST, 5, 3):
        # Where they become too many, the longest go no further, and of those at their end less is told.
        ended = frozenset(string for string in whole if len(string) > enough)
        whole, begun = whole - ended, begun | ended
        if len(begun) > _MOST // 2:
            begun = shortest(frozenset(string[: enough + 1] for string in begun))
        if len(begun) + len(whole) * (len(part.whole) + len(part.begun)) <= _MOST:
            return _join(whole, part.whole), begun | _join(whole, part.begun)
    return _NONE, begun | whole


def _join(firsts: Strings, seconds: Strings) -> Strings:
    """All strings of one set followed by one of the other, but for those that no line can hold."""
    if not seconds or seconds is _EMPTY:
        return firsts if seconds else _NONE
    marked_firsts = frozenset([string for string in firsts if string == BEGIN or string[-1:] == END])
    marked_seconds = frozenset([string for string in seconds if string == END or string[:1] == BEGIN])
    if not marked_firsts and not marked_seconds:
        return frozenset([first + second for first in firsts for second in seconds])
    plain = firsts - marked_firsts
    joined = {first + second for first in plain for second in seconds - marked_seconds}
    pairs = [(first, second) for first in marked_firsts for second in seconds]
    pairs += [(first, second) for first in plain for second in marked_seconds]
    for first, second in pairs:
        if not (first.endswith(END) and second.strip(_MARKS)) and not (second.startswith(BEGIN) and first.strip(BEGIN)):
            joined.add(_tidy(first + second))
    return frozenset(joined)


def _tidy(string: str) -> str:
    """A string in which only the ends of the line are marked, without ornaments beside the marks."""
    at_begin, at_end = BEGIN in string, END in string
    body = string.replace(BEGIN, "").replace(END, "")
    start, end = 0, len(body)
    while at_begin and start < end and is_ornament(body[start]):
        start += 1
    while at_end and end > start and is_ornament(body[end - 1]):
        end -= 1
    return BEGIN * at_begin + body[start:end] + END * at_end
