"""Finds, for many lines at once, the few rules that could cut each, and asks only these.

Strings that are a whole line are looked up in one dict. All other strings, and those that forms need (`Saying.needles`), are searched
in one pass over all trimmed lines (`cleaner.rules.search`); a string that must begin or end a line is searched together with the line
break there. Each string or form is then looked for in the lines found so that are no longer than its rule allows; forms without needles
in all of them, with one RE2 automaton. The result is the same as if every rule were checked on every line.

Furniture repeats from page to page, so what was found in a line is remembered.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from cleaner.rules.patterns import Encoded, Forms, compile_pattern
from cleaner.rules.rule import MAX_WORDS, PATTERN, Match, Rule, Saying
from cleaner.rules.search import WORD_EDGE, needle, strings
from cleaner.text.fold import Offsets, fold_lines, trim_lines
from cleaner.text.words import count_words, is_word_edge

_REMEMBERED = 1 << 23
"""Characters of lines that are remembered at most: furniture repeats from page to page, and what a first look keeps of a
document is looked at again."""

_OVERHEAD = 100
"""Characters for which an answer that is remembered counts besides its line."""

_BATCH = 1 << 12
"""Lines that are matched at once."""

WIDEST_WORD = 20
"""Characters that count as a word at most, so that `max_words` bounds a line's length whatever stands in it."""

MOST_SPANS = 100
"""Spans that an inline rule may cut from one line. A search costs up to the line's length, so their number has to
be bounded for time to stay linear; a line with more is not one that rules can help."""

_TIED = {"is": "\n%s\n", "starts": f"\n%s{WORD_EDGE}", "ends": f"{WORD_EDGE}%s\n", "has": f"{WORD_EDGE}%s{WORD_EDGE}"}


class Lines(NamedTuple):
    """Lines as rules look at them.

    Attributes:
        given: as they stand. folded, trimmed: `fold` and `trim` of them.
        encoded: the folded lines.
        spaces: their number in the folded line.
    """

    given: Sequence[str]
    folded: list[str]
    trimmed: list[str]
    encoded: Encoded
    spaces: list[int]

    @classmethod
    def of(cls, lines: Sequence[str]) -> Lines:
        folded = fold_lines(lines)
        return cls(lines, folded, trim_lines(folded), Encoded.of(folded), [text.count(" ") for text in folded])


class Matcher:
    """Asks tables of rules about lines, and remembers the answers."""

    def __init__(self, *tables: Table) -> None:
        self._tables = tables
        self._known: dict[str, Sequence[Match]] = {}
        self._size = 0

    def match(self, lines: Sequence[str]) -> list[tuple[int, Match]]:
        """(number of the line, match) by line, then by language and order of the rules, then by position."""
        known = self._known
        new = [line for line in dict.fromkeys(lines) if line not in known]
        for start in range(0, len(new), _BATCH):
            self._ask(new[start : start + _BATCH])
        found = [(number, match) for number, line in enumerate(lines) for match in known[line]]
        if self._size > _REMEMBERED:
            self._known, self._size = {}, 0
        return found

    def _ask(self, lines: Sequence[str]) -> None:
        asked = Lines.of(lines)
        answers: dict[int, list[Match]] = defaultdict(list)
        for table in self._tables:
            for n, match in table.find(asked):
                answers[n].append(match)
        for n, line in enumerate(lines):
            self._known[line] = sorted(answers[n], key=place) if n in answers else ()
        self._size += sum(map(len, lines)) + _OVERHEAD * len(lines)


def place(match: Match) -> tuple[bool, str]:
    """The key by which the matches of a line are sorted."""
    return bool(match.rule.hosts), match.rule.language


class Table:
    """Rules compiled together; see the module."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._checks = list(map(_Check, rules))
        self._whole: dict[str, tuple[int, ...]] = {}
        groups: dict[tuple[int, tuple[str, ...], str, bool, bool], list[_Place]] = {}
        for number, rule in enumerate(check.rule for check in self._checks):
            whole = dict.fromkeys(filter(None, rule.lines.split("\n")), (number,))
            self._whole |= whole | {text: (*self._whole[text], number) for text in whole.keys() & self._whole.keys()}
            for place, saying in enumerate(rule.words):
                needles, is_form = _needles(saying), bool(saying.regex)
                # Forms of a rule that the same needles tell are one automaton, and those of all rules that ship that none tells; not those of
                # a user's, which may be so large that several are too much for one.
                if needles or rule.own or not is_form:
                    key = number, needles, saying.signs, is_form, False
                else:
                    key = -1, (), "any" * bool(saying.signs), is_form, rule.most_words > MAX_WORDS
                groups.setdefault(key, []).append((number, place))
        checks, places = self._checks, list(groups.values())
        self._most = [max([checks[number].rule.most_words for number, _ in some]) for some in places]
        needles_of = [needles for _, needles, *_ in groups]
        self._everywhere = [number for number, needles in enumerate(needles_of) if not needles]
        self._strings = strings(needles_of, self._most)
        self._group = cache(lambda number: _Group(checks, places[number]))  # of most no line ever has a needle

    def compile(self) -> None:
        """Compiles all forms now.

        Raises:
            re2.error: if RE2 refuses them.
        """
        lines = Encoded.of(("a", "\u0434"))
        groups = map(self._group, range(len(self._most)))
        for forms in (*(check.unless for check in self._checks), *(group.forms for group in groups)):
            list(forms.find(lines, (0, 1)))

    def find(self, lines: Lines) -> Iterator[tuple[int, Match]]:
        """(number of the line, match) by order of the rules; of a whole-line rule one a line, of an inline one by position."""
        # By rule and line, the place of the first of the rule's words that the line says, or -1 for its `lines`.
        said: dict[int, dict[int, int]] = defaultdict(dict)
        for n, text in enumerate(lines.trimmed):
            for rule in self._whole.get(text, ()):
                said[rule][n] = -1
        asked = self._strings.find(lines.trimmed, lines.spaces)
        for number in self._everywhere:
            asked[number] = [n for n, spaces in enumerate(lines.spaces) if spaces < self._most[number]]
        for number, some in asked.items():
            for n, (rule, place) in self._group(number).find(lines, some):
                said[rule][n] = min(place, said[rule].get(n, place))
        for rule, found in sorted(said.items()):
            check = self._checks[rule]
            for n, place in found.items():
                if check.rule.inline:
                    yield from ((n, match) for match in check.cuts(lines, n))
                elif check.allows(lines, n):
                    saying = Saying("is", lines.trimmed[n]) if place < 0 else check.rule.words[place]
                    yield n, Match(check.rule, 0, len(lines.given[n]), saying.why)


_Place = tuple[int, int]
"""The number of a rule, and the place of something among its `words`."""


class _Group:
    """What is asked of the same lines: forms, or a string."""

    def __init__(self, checks: Sequence[_Check], places: Sequence[_Place]) -> None:
        self._said = [(place, checks[place[0]], checks[place[0]].rule.words[place[1]]) for place in places]
        self.forms = Forms(*[saying.regex for _, _, saying in self._said if saying.regex])
        self._signs = "".join(sorted(set().union(*[saying.signs for _, _, saying in self._said])))

    def find(self, lines: Lines, asked: Sequence[int]) -> Iterator[tuple[int, _Place]]:
        """(number of the line, what it says) of those of some lines that say any."""
        if not self._said[0][2].regex:
            for place, _, (kind, text, *_) in self._said:
                yield from ((n, place) for n in asked if has_phrase(kind, text, lines.folded[n], lines.trimmed[n]))
            return
        if self._signs:
            has_sign = _one_of(self._signs)
            asked = [n for n in asked if has_sign(lines.folded[n])]
        for n, found in self.forms.find(lines.encoded, asked):
            for place, check, saying in map(self._said.__getitem__, found):
                if saying.kind != PATTERN or check.holds_keyword(lines.folded[n]):
                    yield n, place


def _needles(saying: Saying) -> tuple[str, ...]:
    """What is searched for to find the lines that may say it; nothing where that has no letter or digit."""
    if saying.regex:
        return saying.needles
    string = needle(_TIED[saying.kind] % saying.text)
    return (string,) if string.strip("\n" + WORD_EDGE) else ()


@cache
def _one_of(signs: str) -> Callable[[str], object]:
    """Finds one of some characters in a line."""
    return re.compile(f"[{re.escape(signs)}]" if signs else "(?!)").search


class _Check:
    """A rule made ready. What it looks for is compiled when it is first asked about a line that could hold it."""

    __slots__ = ("_inline", "_spared", "rule", "unless")

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.unless = Forms(*(saying.regex for saying in rule.unless if saying.regex))
        self._spared = [(saying.kind, saying.text) for saying in rule.unless if not saying.regex]
        self._inline: list[Any] = []

    def allows(self, lines: Lines, n: int) -> bool:
        """Whether neither `max_words` nor `unless` forbids the cut."""
        most, folded = self.rule.max_words, lines.folded[n]
        # Told without counting all words of a long line.
        if len(folded) > most * WIDEST_WORD or lines.spaces[n] >= most or self._is_kept(lines, n):
            return False
        return folded.isascii() or count_words(folded) <= most

    def cuts(self, lines: Lines, n: int) -> Iterator[Match]:
        """What an inline rule cuts of a line, in order, not overlapping."""
        folded = lines.folded[n]
        if not self._inline:
            self._inline = [compile_pattern(saying.regex) for saying in self.rule.words]
        found: list[tuple[int, int, str]] = []
        for saying, regex in zip(self.rule.words, self._inline, strict=True):
            group = regex.groupindex.get("cut", 0)
            for hit, _ in zip(regex.finditer(folded), range(MOST_SPANS)):
                start, end = hit.span(group)
                if start < end:
                    found.append((start, end, saying.why))
        if not found or not self.holds_keyword(folded) or self._is_kept(lines, n):
            return
        offsets, last = Offsets(lines.given[n]), 0
        for start, end, why in sorted(found):
            if start >= last:
                yield Match(self.rule, *offsets.span(start, end), why)
                last = end

    def holds_keyword(self, folded: str) -> bool:
        return not self.rule.keywords or any(keyword in folded for keyword in self.rule.keywords)

    def _is_kept(self, lines: Lines, n: int) -> bool:
        folded, trimmed = lines.folded[n], lines.trimmed[n]
        phrases = any(has_phrase(kind, text, folded, trimmed) for kind, text in self._spared)
        return phrases or any(self.unless.find(lines.encoded, (n,)))


def has_phrase(kind: str, phrase: str, folded: str, trimmed: str) -> bool:
    """Whether a phrase stands in a line as its kind says, beginning and ending where words do."""
    if kind == "is":
        return trimmed == phrase
    if kind == "starts":
        return trimmed.startswith(phrase) and is_word_edge(trimmed, len(phrase))
    if kind == "ends":
        return trimmed.endswith(phrase) and is_word_edge(trimmed, len(trimmed) - len(phrase))
    at = folded.find(phrase)
    while at >= 0:
        if is_word_edge(folded, at) and is_word_edge(folded, at + len(phrase)):
            return True
        at = folded.find(phrase, at + 1)
    return False
