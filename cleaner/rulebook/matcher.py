"""Finds, for many lines at once, the few rules that could cut each, and asks only these.

Whole-line phrases are looked up in one dict. Beginnings and ends of lines are searched with one Aho-Corasick automaton
over all trimmed lines, each phrase tied to the line break beside it; phrases anywhere in the line and keywords with a
second one over all folded lines. Patterns without keywords are searched as one RE2 pattern over all lines. What any of
these hits is a candidate, which `Check` confirms or not; so the answer is that of asking each rule about each line.

Furniture is short and most of an article stands in long lines. So lines are sorted in two: short ones are searched for
all rules, long ones only for the few rules that allow long lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from cleaner.rulebook.check import Check
from cleaner.rulebook.fold import Offsets, count_words, fold_lines, trim
from cleaner.rulebook.patterns import compile_any, compile_set
from cleaner.rulebook.rule import MAX_WORDS, Match, Rule

_SURELY_SHORT = 8 * MAX_WORDS
"""Characters up to which a line is taken as short without counting its words; only speed depends on it."""


class Page:
    """Lines made ready for matching, once for all matchers.

    Attributes:
        lines: as given. folded, trimmed: their compared forms. short, long: numbers of the lines with at most, and with
            more than, `MAX_WORDS` words (a few long ones may count as short).
    """

    __slots__ = ("folded", "lines", "long", "short", "trimmed")

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.folded = fold_lines(lines)
        self.short: list[int] = []
        self.long: list[int] = []
        self.trimmed: dict[int, str] = {}
        for number, folded in enumerate(self.folded):
            if len(folded) <= _SURELY_SHORT or count_words(folded) <= MAX_WORDS:
                self.short.append(number)
                self.trimmed[number] = trim(folded)
            else:
                self.long.append(number)


class Matcher:
    """Line rules compiled together; see the module. Not picklable: the rule book builds it anew."""

    __slots__ = ("_checks", "_long", "_short")

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._checks = [Check(rule) for rule in rules if rule.reads_lines]
        self._short = _Search(list(enumerate(self._checks)))
        numbered = enumerate(self._checks)
        wide = [(n, check) for n, check in numbered if check.rule.inline or check.rule.max_words > MAX_WORDS]
        self._long = _Search(wide) if wide else None

    def match(self, page: Page) -> list[tuple[int, Match]]:
        """(line number, match) of all lines, by line, then by order of the rules, then by position."""
        pairs: set[tuple[int, int]] = set()
        self._short.candidates(page, page.short, pairs)
        if self._long is not None and page.long:
            self._long.candidates(page, page.long, pairs)
        found: list[tuple[int, Match]] = []
        for line, number in sorted(pairs):
            check = self._checks[number]
            folded = page.folded[line]
            if check.rule.inline:
                offsets = None
                for start, end, why in check.stretches(folded):
                    offsets = offsets or Offsets(page.lines[line])
                    found.append((line, Match(check.rule, *offsets.span(start, end), why)))
            else:
                trimmed = page.trimmed.get(line)
                why_whole = check.why(folded, trim(folded) if trimmed is None else trimmed)
                if why_whole is not None:
                    found.append((line, Match(check.rule, 0, len(page.lines[line]), why_whole)))
        return found


class _Search:
    """Looks for candidates: pairs of a line's number and a check's number."""

    __slots__ = ("_anywhere", "_bare", "_bare_numbers", "_bare_set", "_ends", "_whole")

    def __init__(self, checks: Sequence[tuple[int, Check]]) -> None:
        self._whole: dict[str, list[int]] = {}
        ends: dict[str, list[int]] = {}
        anywhere: dict[str, list[int]] = {}
        bare: list[tuple[str, int]] = []
        for number, check in checks:
            rule = check.rule
            for phrase in rule.lines:
                self._whole.setdefault(phrase, []).append(number)
            for phrase in rule.starts:
                ends.setdefault("\n" + phrase, []).append(number)
            for phrase in rule.ends:
                ends.setdefault(phrase + "\n", []).append(number)
            for phrase in (*rule.contains, *rule.keywords):
                anywhere.setdefault(phrase, []).append(number)
            if not rule.keywords:
                bare += [(pattern, number) for pattern in rule.pattern]
        self._ends = _Automaton(ends) if ends else None
        self._anywhere = _Automaton(anywhere) if anywhere else None
        patterns = tuple(pattern for pattern, _ in bare)
        self._bare_numbers = [number for _, number in bare]
        self._bare: Any = compile_any(patterns) if bare else None
        self._bare_set: Any = compile_set(patterns) if bare else None

    def candidates(self, page: Page, lines: list[int], pairs: set[tuple[int, int]]) -> None:
        """Adds the candidates among these lines to `pairs`."""
        folded = [page.folded[line] for line in lines]
        trimmed = [page.trimmed[line] if line in page.trimmed else trim(page.folded[line]) for line in lines]
        for line, text in zip(lines, trimmed, strict=True):
            if text in self._whole:
                pairs.update([(line, number) for number in self._whole[text]])
        if self._ends is not None:
            self._ends.search(trimmed, lines, pairs)
        if self._anywhere is not None:
            self._anywhere.search(folded, lines, pairs)
        if self._bare is not None:
            data = "\n".join(folded).encode()
            at = 0
            while hit := self._bare.search(data, at):
                start = data.rfind(b"\n", 0, hit.start()) + 1
                at = data.find(b"\n", hit.start())
                part = data[start:] if at < 0 else data[start:at]
                line = lines[data.count(b"\n", 0, start)]
                for found in self._bare_set.Match(part) or ():
                    pairs.add((line, self._bare_numbers[found]))
                if at < 0:
                    break
                at += 1


class _Automaton:
    """Phrases searched at once; a line break in a phrase is an end of the line."""

    __slots__ = ("_automaton", "_numbers")

    def __init__(self, phrases: dict[str, list[int]]) -> None:
        from ahocorasick_rs import BytesAhoCorasick, Implementation

        self._automaton: Any = BytesAhoCorasick(
            [phrase.encode() for phrase in phrases], implementation=Implementation.DFA
        )
        self._numbers = list(phrases.values())

    def search(self, texts: list[str], lines: list[int], pairs: set[tuple[int, int]]) -> None:
        """Adds (line, number) for each phrase found; overlapping phrases are all found."""
        data = ("\n" + "\n".join(texts) + "\n").encode()
        hits = self._automaton.find_matches_as_indexes(data, overlapping=True)
        if not hits:
            return
        # Hits come in the order of their ends. breaks[i]: offset behind the line break that ends line i.
        breaks = list(accumulate(map(len, data[1:].split(b"\n")), lambda total, size: total + size + 1, initial=1))[1:]
        at = 0
        for phrase, _, end in hits:
            while end > breaks[at]:
                at += 1
            line = lines[at]
            for number in self._numbers[phrase]:
                pairs.add((line, number))
