"""Finds, for many lines at once, the few rules that could cut each, and asks only these.

Strings that are a whole line are looked up in one dict. All other strings, and those that forms need (`Saying.needles`), are searched
in one pass over all trimmed lines (`cleaner.rules.search`); a string that must begin or end a line is searched together with the line
break there. Forms without needles are compiled into one RE2 automaton, which runs over all lines. Whatever rule is found so is only a
candidate: it is then checked in full, so that the result is the same as if every rule were checked on every line.

Furniture is short and most of an article stands in long lines, so long lines are searched only for the few rules that allow
long lines. And furniture repeats from page to page, so what was found in a line is remembered.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from cleaner.rules.patterns import compile_lines, compile_pattern
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

_TIED = {"starts": f"\n%s{WORD_EDGE}", "ends": f"{WORD_EDGE}%s\n", "has": f"{WORD_EDGE}%s{WORD_EDGE}"}


class Lines(NamedTuple):
    """Lines as rules look at them.

    Attributes:
        given: as they stand. folded, trimmed: `fold` and `trim` of them.
        spaces: their number in the folded line. long: whether only rules are asked that take more words than `MAX_WORDS`.
    """

    given: Sequence[str]
    folded: list[str]
    trimmed: list[str]
    spaces: list[int]
    long: list[bool]

    @classmethod
    def of(cls, lines: Sequence[str]) -> Lines:
        folded = fold_lines(lines)
        spaces = [text.count(" ") for text in folded]
        return cls(lines, folded, trim_lines(folded), spaces, [count >= MAX_WORDS for count in spaces])


class Matcher:
    """Asks tables of rules about lines, and remembers the answers."""

    def __init__(self, *tables: Table) -> None:
        self._tables = tables
        self._known: dict[str, list[Match]] = {}
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
        answers: list[list[Match]] = [[] for _ in lines]
        for table in self._tables:
            for n, match in table.find(asked):
                answers[n].append(match)
        for answer in answers:
            answer.sort(key=place)
        self._known.update(zip(lines, answers))
        self._size += sum(map(len, lines)) + _OVERHEAD * len(lines)


def place(match: Match) -> tuple[bool, str]:
    """The key by which the matches of a line are sorted."""
    return bool(match.rule.hosts), match.rule.language


class Table:
    """Rules compiled together; see the module."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        # What is asked, by number: a string of a rule, or all of its forms at once (None).
        self._asked: list[tuple[_Check, Saying | None]] = []
        self._whole: dict[str, list[int]] = defaultdict(list)
        searched: dict[str, dict[int, None]] = defaultdict(dict)
        for_long: dict[str, bool] = defaultdict(bool)
        # Beside the automaton of rules that ship, one each for a user's, which may be so large that several are too much for one.
        bare: dict[tuple[_Check | None, bool], list[tuple[int, str]]] = defaultdict(list)
        for check in map(_Check, rules):
            long = check.rule.most_words > MAX_WORDS
            self._asked += [(check, saying) for saying in check.rule.words if not saying.regex]
            self._asked += [(check, None)] * bool(check.forms)
            last = len(self._asked) - 1
            first = len(self._asked) - len(check.rule.words) + len(check.forms) - bool(check.forms)
            for place, saying in enumerate(check.rule.words):
                number = min(first + place, last)
                if saying.kind == "is" and not saying.regex:
                    self._whole[saying.text].append(number)
                    continue
                needles = saying.needles if saying.regex else (needle(_TIED[saying.kind] % saying.text),)
                if not any(string.strip(WORD_EDGE) for string in needles):
                    regex = saying.regex or re.escape(saying.text)
                    bare[check if check.rule.own else None, long].append((number, regex))
                    continue
                for string in needles:
                    searched[string][number] = None
                    for_long[string] |= long
        self._raised_by = list(map(tuple, searched.values()))
        self._strings = strings(list(searched), [for_long[string] for string in searched])
        self._bare = [
            ([number for number, _ in forms], long, Forms(*(regex for _, regex in forms)))
            for (_, long), forms in bare.items()
        ]

    def compile(self) -> None:
        """Compiles all forms now.

        Raises:
            re2.error: if RE2 refuses them.
        """
        for check, _ in self._asked:
            check.search.find(b"")
            check.unless.find(b"")

    def find(self, lines: Lines) -> Iterator[tuple[int, Match]]:
        """(number of the line, match) by order of the rules; of a whole-line rule one a line, of an inline one by position."""
        raised = self._raised(lines)
        done: set[int] = set()
        last: _Check | None = None
        for number in sorted(raised):
            check, saying = self._asked[number]
            if check is not last:
                last, done = check, set()
            most = check.rule.most_words
            asked = [n for n in raised[number] if n not in done and lines.spaces[n] < most]
            for n, said in check.said(saying, asked, lines):
                done.add(n)
                if check.rule.inline:
                    yield from ((n, match) for match in check.cuts(lines, n))
                elif check.allows(lines, n):
                    yield n, Match(check.rule, 0, len(lines.given[n]), said.why)

    def _raised(self, lines: Lines) -> dict[int, dict[int, None]]:
        """The lines that may say what is asked, by its number in `_asked`."""
        raised: dict[int, dict[int, None]] = defaultdict(dict)
        for n, text in enumerate(lines.trimmed):
            for number in self._whole.get(text, ()):
                raised[number][n] = None
        for n, string in self._strings.find(lines.trimmed, lines.long):
            for number in self._raised_by[string]:
                raised[number][n] = None
        for numbers, long, forms in self._bare:
            asked = [n for n, is_long in enumerate(lines.long) if long or not is_long]
            for n, found in forms.find_each(asked, lines.folded):
                for form in found:
                    raised[numbers[form]][n] = None
        return raised


class _Check:
    """A rule made ready. What it looks for is compiled when it is first asked about a line that could hold it."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.forms = [saying for saying in rule.words if saying.regex]
        self.search = Forms(*(saying.regex for saying in self.forms))
        self.unless = Forms(*(saying.regex for saying in rule.unless if saying.regex))
        self._spared = [(saying.kind, saying.text) for saying in rule.unless if not saying.regex]
        self._inline: list[Any] = []

    def said(self, saying: Saying | None, asked: list[int], lines: Lines) -> Iterator[tuple[int, Saying]]:
        """The lines that say a string or (None) one of the forms, and which; of an inline rule's forms all lines: `cuts` looks closer."""
        folded, trimmed = lines.folded, lines.trimmed
        if saying is not None:
            yield from ((n, saying) for n in asked if has_phrase(saying.kind, saying.text, folded[n], trimmed[n]))
        elif self.rule.inline:
            yield from ((n, self.forms[0]) for n in asked)
        else:
            for n, found in self.search.find_each(asked, folded):
                forms = [self.forms[number] for number in sorted(found)]
                guarded = any(form.kind == PATTERN for form in forms) and not self._holds_keyword(folded[n])
                form = next((form for form in forms if not guarded or form.kind != PATTERN), None)
                if form is not None:
                    yield n, form

    def allows(self, lines: Lines, n: int) -> bool:
        """Whether neither `max_words` nor `unless` forbids the cut."""
        most, folded = self.rule.max_words, lines.folded[n]
        # Told without counting all words of a long line.
        if len(folded) > most * WIDEST_WORD or lines.spaces[n] >= most or self._is_kept(folded, lines.trimmed[n]):
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
        if not found or not self._holds_keyword(folded) or self._is_kept(folded, lines.trimmed[n]):
            return
        offsets, last = Offsets(lines.given[n]), 0
        for start, end, why in sorted(found):
            if start >= last:
                yield Match(self.rule, *offsets.span(start, end), why)
                last = end

    def _holds_keyword(self, folded: str) -> bool:
        return not self.rule.keywords or any(keyword in folded for keyword in self.rule.keywords)

    def _is_kept(self, folded: str, trimmed: str) -> bool:
        phrases = any(has_phrase(kind, text, folded, trimmed) for kind, text in self._spared)
        return phrases or bool(self.unless.find(folded.encode()))


class Forms:
    """Patterns that are searched at once, compiled when they are first needed."""

    __slots__ = ("_compiled", "_regexes")

    def __init__(self, *regexes: str) -> None:
        self._regexes = regexes
        self._compiled: Any = None

    def find(self, lines: bytes) -> list[int]:
        """The numbers of the patterns that are found in one of some folded lines, in UTF-8."""
        if not self._regexes:
            return []
        if self._compiled is None:
            self._compiled = compile_lines(self._regexes)
        return self._compiled.Match(lines) or []

    def find_each(self, numbers: Sequence[int], folded: Sequence[str]) -> Iterator[tuple[int, list[int]]]:
        """(number of the line, numbers of the patterns) of those of some lines that have any.

        A search costs less than its call, and most lines have none: they are searched together, then by halves.
        """
        encoded = [folded[n].encode() for n in numbers]
        parts = [(0, len(encoded))] if encoded else []
        while parts:
            start, end = parts.pop()
            found = self.find(b"\n".join(encoded[start:end]))
            if found and end - start == 1:
                yield numbers[start], found
            elif found:
                half = (start + end) // 2
                parts += [(half, end), (start, half)]


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
