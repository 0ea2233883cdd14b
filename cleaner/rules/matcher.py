"""Finds, for many lines at once, the few rules that could cut each, and asks only these.

Strings of whole lines are looked up in one dict. All other strings, and those that forms need (`Form.needles`), are searched
by one Aho-Corasick automaton over all trimmed lines, what stands at an end of a line tied to the line break beside it.
Forms without needles are one automaton of RE2 over all lines. What any of these hits is a candidate, which `Check` confirms
or not; so the answer is that of asking each rule about each line.

Furniture is short and most of an article stands in long lines, so lines are sorted in two: short ones are searched for all
rules, long ones only for the few rules that allow long lines. And furniture repeats: answers about lines are remembered.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from cleaner.rules.rule import FORM, MAX_WORDS, Check, Forms, Match, Rule
from cleaner.text.fold import Offsets, fold_lines, strip_ornaments, trim_lines
from cleaner.text.scripts import UNSPACED

_REMEMBERED = 1 << 23
"""Characters of lines that are remembered at most: furniture repeats from page to page, and what a first look keeps of a
document is looked at again."""

_OVERHEAD = 100
"""Characters for which an answer that is remembered counts besides its line."""

_BATCH_LINES, _BATCH_CHARS = 1 << 13, 1 << 20
"""Lines that are matched at once: at most so many of them, of so many characters together."""

_WINDOW = 1 << 20
"""Bytes that an automaton searches at once, so that the list of its hits stays small."""

_IN_WORD = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789")
"""Bytes beside which no word begins or ends; those of other letters are left to the check."""

SEEN = 16
"""Characters of a string by which it is searched."""

WORD_EDGE = "\x01"
"""Stands in a needle for a place where a word begins or ends."""

_TIED = {"starts": f"\n%s{WORD_EDGE}", "ends": f"{WORD_EDGE}%s\n", "has": f"{WORD_EDGE}%s{WORD_EDGE}"}

Saying = tuple[Check, str, str]
"""A rule, and a kind and phrase as in `Words.sayings`."""

Raised = dict[int, dict[int, None]]
"""For the number of each saying that lines may have, the numbers of the lines."""


class Matcher:
    """Line rules compiled together; see the module."""

    __slots__ = ("_bare", "_known", "_sayings", "_search", "_size")

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._sayings: list[Saying] = []
        # A user's patterns may be so large that several are too much for one automaton.
        bare: dict[Check | None, list[tuple[int, str]]] = {}
        guarded: list[tuple[int, bool, str, Iterable[str]]] = []
        for check in map(Check, rules):
            long = _most_words(check.rule) > MAX_WORDS
            for saying in check.rule.words.sayings():
                number = len(self._sayings)
                self._sayings.append((check, *saying))
                for regex, needles in _parts_of(check, *saying):
                    if needles:
                        guarded.append((number, long, saying[0], needles))
                    else:
                        bare.setdefault(check if check.rule.own else None, []).append((number, regex))
        self._bare = [([n for n, _ in some], Forms([regex for _, regex in some])) for some in bare.values()]
        self._search = _Search(guarded)
        self._known: dict[str, tuple[Match, ...]] = {}
        self._size = 0

    def compile(self) -> None:
        """Compiles all forms now.

        Raises:
            re2.error: if RE2 refuses them.
        """
        for check in dict.fromkeys(check for check, *_ in self._sayings):
            check.forms.find("")
            check.unless.find("")

    def match(self, lines: Sequence[str]) -> list[tuple[int, Match]]:
        """(number of the line, match) by line, then by order of the rules, then by position."""
        known = self._known
        new = [line for line in dict.fromkeys(lines) if line not in known]
        for batch in _batches(new):
            known.update(zip(batch, self._ask(batch), strict=True))
        found = [(number, match) for number, line in enumerate(lines) for match in known[line]]
        self._size += sum(map(len, new)) + _OVERHEAD * len(new)
        if self._size > _REMEMBERED:
            self._known, self._size = {}, 0
        return found

    def _ask(self, lines: Sequence[str]) -> list[tuple[Match, ...]]:
        folded = fold_lines(lines)
        trimmed = trim_lines(folded)
        spaces = [text.count(" ") for text in folded]
        raised = self._search.find(trimmed, [count >= MAX_WORDS for count in spaces])
        for numbers, bare in self._bare:
            for n, forms in bare.find_each(range(len(folded)), folded):
                for form in forms:
                    raised.setdefault(numbers[form], {})[n] = None
        found: list[tuple[Match, ...]] = [()] * len(folded)
        done: set[int] = set()
        last: Check | None = None
        for number in sorted(raised):
            check, kind, phrase = self._sayings[number]
            rule = check.rule
            if check is not last:
                last, done = check, set()
            most = _most_words(rule)
            asked = [n for n in raised[number] if n not in done and spaces[n] < most]
            if kind == FORM:
                said = [(n, check.form(forms, folded[n])) for n, forms in check.forms.find_each(asked, folded)]
            else:
                said = [(n, check.says(kind, phrase, folded[n], trimmed[n])) for n in asked]
            for n, why in said:
                if rule.inline:
                    found[n] += _inline_matches(check, lines[n], folded[n], trimmed[n])
                elif why is not None:
                    done.add(n)
                    if check.allows(folded[n], trimmed[n]):
                        found[n] += (Match(rule, 0, len(lines[n]), why),)
        return found


def _most_words(rule: Rule) -> int:
    """Words of the longest line that a rule looks at."""
    return sys.maxsize if rule.inline else rule.max_words


def _inline_matches(check: Check, line: str, folded: str, trimmed: str) -> tuple[Match, ...]:
    spans = list(check.spans(folded, trimmed))
    if not spans:
        return ()
    offsets = Offsets(line)
    return tuple(Match(check.rule, *offsets.span(start, end), why) for start, end, why in spans)


def _batches(lines: Sequence[str]) -> Iterator[list[str]]:
    """The lines in parts that are small enough to be matched at once."""
    batch: list[str] = []
    chars = 0
    for line in lines:
        if batch and (len(batch) >= _BATCH_LINES or chars + len(line) > _BATCH_CHARS):
            yield batch
            batch, chars = [], 0
        batch.append(line)
        chars += len(line)
    if batch:
        yield batch


def _parts_of(check: Check, kind: str, phrase: str) -> Iterator[tuple[str, Collection[str]]]:
    """For each part of a saying a pattern that the lines which have it have, and strings of which each holds one, if any can be told."""
    if kind == FORM:
        for form in check.rule.words.forms:
            yield form.regex, form.needles
    elif kind == "is":
        yield "", (phrase,)
    else:
        string = needle(_TIED[kind] % phrase)
        yield re.escape(phrase), (string,) * bool(string.strip(WORD_EDGE))


def needle(string: str) -> str:
    """The part of a string by which it is found in trimmed lines: without the signs that the ends of one may have lost.

    A line break is an end of the line, `WORD_EDGE` one of a word.
    """
    body = string.strip("\n" + WORD_EDGE).replace(WORD_EDGE, "")
    inner = strip_ornaments(body)
    begins = string[:1] if string[:1] in ("\n", WORD_EDGE) else WORD_EDGE * (not body.startswith(inner))
    ends = string[-1:] if string[-1:] in ("\n", WORD_EDGE) else WORD_EDGE * (not body.endswith(inner))
    # Beside a sign or a letter of a script without spaces words begin and end anyhow.
    if begins == WORD_EDGE and not _joins(inner[:1]):
        begins = ""
    if ends == WORD_EDGE and not _joins(inner[-1:]):
        ends = ""
    if len(inner) <= SEEN:
        return f"{begins}{inner}{ends}"
    return f"{inner[-SEEN:]}{ends}" if ends == "\n" and begins != "\n" else f"{begins}{inner[:SEEN]}"


def _joins(char: str) -> bool:
    return char.isalnum() and not UNSPACED.match(char)


class _Search:
    """Looks for sayings that lines may have.

    Args:
        sayings: number, whether it is asked about long lines, kind, and the strings of which a line that has it holds one.
    """

    __slots__ = ("_automaton", "_begins", "_ends", "_longest", "_raises", "_raises_long", "_whole")

    def __init__(self, sayings: Iterable[tuple[int, bool, str, Iterable[str]]]) -> None:
        from ahocorasick_rs import BytesAhoCorasick, Implementation

        # A number a string, for each of its sayings; the forms of a rule are one.
        self._whole: dict[str, dict[int, None]] = {}
        searched: dict[str, dict[int, None]] = {}
        for_long: dict[str, dict[int, None]] = {}
        for number, long, kind, strings in sayings:
            index = self._whole if kind == "is" else searched
            for string in strings:
                index.setdefault(string, {})[number] = None
                if long and kind != "is":
                    for_long.setdefault(string, {})[number] = None
        self._raises = list(map(tuple, searched.values()))
        self._raises_long = [tuple(for_long.get(string, ())) for string in searched]
        self._begins = [string.startswith(WORD_EDGE) for string in searched]
        self._ends = [string.endswith(WORD_EDGE) for string in searched]
        encoded = [string.strip(WORD_EDGE).encode() for string in searched]
        self._longest = max(map(len, encoded), default=0)
        # A table of all moves (DFA) is searched up to twice as fast, but building it takes the time of searching 20 MB.
        self._automaton: Any = BytesAhoCorasick(encoded, implementation=Implementation.ContiguousNFA)

    def find(self, trimmed: Sequence[str], long: Sequence[bool]) -> Raised:
        """What the lines may have; strings that overlap are all found. `long`: of which lines only some rules are asked."""
        raised: Raised = {}
        for line, text in enumerate(trimmed):
            for saying in self._whole.get(text, ()):
                raised.setdefault(saying, {})[line] = None
        if not self._raises:
            return raised
        data = ("\n" + "\n".join(trimmed) + "\n").encode()
        breaks = [found.start() for found in re.finditer(b"\n", data)]
        begins, ends, raises = self._begins, self._ends, (self._raises, self._raises_long)
        for window in range(0, len(data), _WINDOW):
            part = data[window : window + _WINDOW + self._longest]
            line = bisect_left(breaks, window) - 1
            # Hits come in the order of their ends. A line break that ends a hit belongs to the hit's line.
            for string, start, end in self._automaton.find_matches_as_indexes(part, overlapping=True):
                if (begins[string] and data[window + start - 1] in _IN_WORD) or (
                    ends[string] and data[window + end] in _IN_WORD
                ):
                    continue
                last = window + end - 1
                while breaks[line + 1] < last:
                    line += 1
                for saying in raises[long[line]][string]:
                    raised.setdefault(saying, {})[line] = None
        return raised
