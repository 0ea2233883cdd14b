"""Finds, for many lines at once, the few rules that could cut each, and asks only these.

Strings of whole lines are looked up in one dict. All other strings, and those that phrases need (`Form.needles`), are searched
by one Aho-Corasick automaton over all trimmed lines, what stands at an end of a line tied to the line break beside it.
Patterns without keywords are searched as one RE2 pattern over all lines. What any of these hits is a candidate, which
`Check` confirms or not; so the answer is that of asking each rule about each line.

Furniture is short and most of an article stands in long lines, so lines are sorted in two: short ones are searched for all
rules, long ones only for the few rules that allow long lines. And furniture repeats: answers about lines are remembered.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from cleaner.rules.check import CONDITIONS, EDGE, FORM, INSIDE, WHOLE, Check
from cleaner.rules.patterns import compile_any, compile_lines
from cleaner.rules.rule import MAX_WORDS, Match, Rule
from cleaner.rules.search import WORD_EDGE, needle
from cleaner.text.fold import Offsets, fold_lines, trim_lines

_REMEMBERED_CHARS = 2000
_REMEMBERED = 1 << 22
"""Lines of at most so many characters are remembered, twice so many characters of them at most: furniture repeats from
page to page, and what a first look keeps of a document is looked at again."""

_OVERHEAD = 100
"""Characters for which an answer that is remembered counts besides its line."""

_BATCH_LINES, _BATCH_CHARS = 1 << 13, 1 << 20
"""Lines that are matched at once: at most so many of them, of so many characters together."""

_WINDOW = 1 << 20
"""Bytes that an automaton searches at once, so that the list of its hits stays small."""


_IN_WORD = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789")
"""Bytes beside which no word begins or ends; those of other letters are left to the check."""

Index = dict[str, list[int]]
"""For each string the questions that it raises, by their numbers."""

Raised = dict[int, list[int]]
"""For each question the numbers of the lines in which it is raised, some of them more than once."""


class Matcher:
    """Line rules compiled together; see the module. Not picklable: the rule book builds it anew."""

    __slots__ = ("_fresh", "_long", "_questions", "_short", "_size", "_stale")

    def __init__(self, rules: Iterable[Rule]) -> None:
        checks = [Check(rule) for rule in rules if rule.reads_lines]
        # A question: does this condition of this rule hold? Its number is its place here.
        self._questions = [(check, condition) for check in checks for condition in CONDITIONS]
        numbered = [(n, check.rule, condition) for n, (check, condition) in enumerate(self._questions)]
        self._short = _Search(numbered)
        self._long = _Search([question for question in numbered if _is_wide(question[1])])
        self._fresh: dict[str, tuple[Match, ...]] = {}
        self._stale: dict[str, tuple[Match, ...]] = {}
        self._size = 0

    def match(self, lines: Sequence[str]) -> list[tuple[int, Match]]:
        """(number of the line, match) by line, then by order of the rules, then by position."""
        found: list[tuple[int, Match]] = []
        unknown: list[int] = []
        fresh, stale = self._fresh, self._stale
        for number, line in enumerate(lines):
            matches = fresh.get(line)
            if matches is None:
                matches = stale.get(line)
                if matches is None:
                    unknown.append(number)
                    continue
                fresh[line] = matches
                self._size += len(line) + _OVERHEAD
            for match in matches:
                found.append((number, match))
        for numbers in _batches(unknown, lines):
            answers = self._ask([lines[number] for number in numbers])
            for number, matches in zip(numbers, answers, strict=True):
                size = len(lines[number])
                if size <= _REMEMBERED_CHARS:
                    fresh[lines[number]] = matches
                    self._size += size + _OVERHEAD
                for match in matches:
                    found.append((number, match))
        if self._size > _REMEMBERED:
            self._fresh, self._stale, self._size = {}, fresh, 0
        if unknown and len(unknown) < len(lines):
            found.sort(key=_line)
        return found

    def _ask(self, lines: Sequence[str]) -> list[tuple[Match, ...]]:
        folded = fold_lines(lines)
        trimmed = trim_lines(folded)
        spaces = [text.count(" ") for text in folded]
        wide = [n for n, count in enumerate(spaces) if count >= MAX_WORDS]
        raised: Raised = {}
        if wide:
            self._long.raise_questions(wide, folded, trimmed, raised)
        short = [n for n, count in enumerate(spaces) if count < MAX_WORDS] if wide else range(len(folded))
        self._short.raise_questions(short, folded, trimmed, raised)
        found: list[tuple[Match, ...]] = [()] * len(folded)
        done: set[int] = set()
        last: Check | None = None
        for question in sorted(raised):
            check, condition = self._questions[question]
            if check is not last:
                last, done = check, set()
            inline = check.rule.inline
            asked = [
                n
                for n in dict.fromkeys(raised[question])
                if inline or (spaces[n] < check.rule.max_words and n not in done)
            ]
            # A call of RE2 costs more than its search, and most often no line has any of the forms.
            if condition == FORM and not check.finds("\n".join([folded[n] for n in asked])):
                continue
            if inline:
                for n in asked:
                    found[n] += _inline_matches(check, lines[n], folded[n], trimmed[n])
                continue
            for n in asked:
                why = check.fires(condition, folded[n], trimmed[n])
                if why is not None:
                    done.add(n)
                    if check.allows(folded[n], trimmed[n]):
                        found[n] += (Match(check.rule, 0, len(lines[n]), why),)
        return found


def _is_wide(rule: Rule) -> bool:
    """Whether a rule looks at lines of any length, not at short ones only."""
    return rule.inline or rule.max_words > MAX_WORDS


def _line(item: tuple[int, Match]) -> int:
    return item[0]


def _inline_matches(check: Check, line: str, folded: str, trimmed: str) -> tuple[Match, ...]:
    spans = list(check.spans(folded, trimmed))
    if not spans:
        return ()
    offsets = Offsets(line)
    return tuple(Match(check.rule, *offsets.span(start, end), why) for start, end, why in spans)


def _batches(numbers: list[int], lines: Sequence[str]) -> Iterator[list[int]]:
    """The numbers in parts that are small enough to be matched at once."""
    if len(numbers) <= _BATCH_LINES and sum(map(len, lines)) <= _BATCH_CHARS:
        if numbers:
            yield numbers
        return
    part: list[int] = []
    chars = 0
    for number in numbers:
        if part and (len(part) >= _BATCH_LINES or chars + len(lines[number]) > _BATCH_CHARS):
            yield part
            part, chars = [], 0
        part.append(number)
        chars += len(lines[number])
    if part:
        yield part


class _Search:
    """Looks for questions that are worth asking."""

    __slots__ = ("_automaton", "_bare", "_whole")

    def __init__(self, questions: Sequence[tuple[int, Rule, int]]) -> None:
        self._whole: Index = {}
        searched: Index = {}
        bare: list[tuple[str, int]] = []
        for number, rule, condition in questions:
            words = rule.words
            if condition == WHOLE:
                _add(self._whole, words.lines, number)
            elif condition == EDGE:
                _add(searched, [needle(f"\n{phrase}{WORD_EDGE}") for phrase in words.starts], number)
                _add(searched, [needle(f"{WORD_EDGE}{phrase}\n") for phrase in words.ends], number)
            elif condition == INSIDE:
                found = [(phrase, needle(f"{WORD_EDGE}{phrase}{WORD_EDGE}")) for phrase in words.contains]
                _add(searched, [string for _, string in found if string.strip(WORD_EDGE)], number)
                bare += [(re.escape(phrase), number) for phrase, string in found if not string.strip(WORD_EDGE)]
            else:
                for form in words.forms:
                    _add(searched, form.needles, number)
                    if not form.needles:
                        bare.append((form.regex, number))
        self._automaton = _Automaton(searched) if searched else None
        self._bare = _bare_groups(bare)

    def raise_questions(
        self, numbers: Sequence[int], folded: Sequence[str], trimmed: Sequence[str], raised: Raised
    ) -> None:
        """Adds the questions to ask about the lines of these numbers."""
        texts = [trimmed[number] for number in numbers]
        for number, text in zip(numbers, texts):
            if text in self._whole:
                for question in self._whole[text]:
                    _raise(raised, question, number)
        if self._automaton:
            self._automaton.search(texts, numbers, raised)
        for bare in self._bare:
            bare.search([folded[number] for number in numbers], numbers, raised)


def _raise(raised: Raised, question: int, number: int) -> None:
    found = raised.get(question)
    if found is None:
        raised[question] = [number]
    else:
        found.append(number)


def _add(index: Index, strings: Iterable[str], question: int) -> None:
    for string in strings:
        index.setdefault(string, []).append(question)


class _Bare:
    """Patterns that no strings guard, searched in all lines at once."""

    __slots__ = ("_any", "_each", "_questions")

    def __init__(self, patterns: Sequence[tuple[str, int]]) -> None:
        self._questions = [question for _, question in patterns]
        self._any = compile_any(tuple(pattern for pattern, _ in patterns))
        self._each = compile_lines(tuple(pattern for pattern, _ in patterns))

    def search(self, texts: list[str], numbers: Sequence[int], raised: Raised) -> None:
        """Adds the questions that patterns found in the lines raise."""
        data = "\n".join(texts).encode()
        at = line = 0
        while hit := self._any.search(data, at):
            start = data.rfind(b"\n", 0, hit.start()) + 1
            end = data.find(b"\n", hit.start())
            line += data.count(b"\n", at, start)
            found = self._each.Match(data[start : end if end >= 0 else len(data)])
            for number in found:
                _raise(raised, self._questions[number], numbers[line])
            if end < 0:
                break
            at = end + 1
            line += 1


def _bare_groups(patterns: Sequence[tuple[str, int]]) -> list[_Bare]:
    """As few groups as possible: RE2 bounds the size of a pattern."""
    import re2  # type: ignore[import-untyped]

    if not patterns:
        return []
    try:
        return [_Bare(patterns)]
    except re2.error:
        if len(patterns) == 1:
            raise
        half = len(patterns) // 2
        return _bare_groups(patterns[:half]) + _bare_groups(patterns[half:])


class _Automaton:
    """Needles searched at once."""

    __slots__ = ("_automaton", "_begins", "_ends", "_longest", "_questions")

    def __init__(self, strings: Index) -> None:
        from ahocorasick_rs import BytesAhoCorasick, Implementation

        encoded = [string.strip(WORD_EDGE).encode() for string in strings]
        # A table of all moves (DFA) is searched up to twice as fast, but building it takes the time of searching 20 MB.
        self._automaton: Any = BytesAhoCorasick(encoded, implementation=Implementation.ContiguousNFA)
        self._longest = max(map(len, encoded))
        self._questions = list(strings.values())
        self._begins = [string.startswith(WORD_EDGE) for string in strings]
        self._ends = [string.endswith(WORD_EDGE) for string in strings]

    def search(self, texts: list[str], numbers: Sequence[int], raised: Raised) -> None:
        """Adds the questions that strings found in the lines raise; overlapping strings are all found."""
        import numpy as np

        data = ("\n" + "\n".join(texts) + "\n").encode()
        questions, begins, ends = self._questions, self._begins, self._ends
        breaks: list[int] = []
        for window in range(0, len(data), _WINDOW):
            part = data[window : window + _WINDOW + self._longest] if len(data) > _WINDOW else data
            # Hits come in the order of their ends. A line break that ends a hit belongs to the hit's line.
            hits = self._automaton.find_matches_as_indexes(part, overlapping=True)
            if not hits:
                continue
            if not breaks:
                breaks = (np.frombuffer(data, np.uint8) == 10).nonzero()[0].tolist()
            line = bisect_left(breaks, window) - 1
            for string, start, end in hits:
                if (begins[string] and data[window + start - 1] in _IN_WORD) or (
                    ends[string] and data[window + end] in _IN_WORD
                ):
                    continue
                last = window + end - 1
                while breaks[line + 1] < last:
                    line += 1
                for question in questions[string]:  # `_raise`, here in place, since it is done hundreds of times a text
                    if question in raised:
                        raised[question].append(numbers[line])
                    else:
                        raised[question] = [numbers[line]]
