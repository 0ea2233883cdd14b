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
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
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
        spaces: their number in the folded line. long: whether only rules are asked that take more words than `MAX_WORDS`.
    """

    given: Sequence[str]
    folded: list[str]
    trimmed: list[str]
    encoded: Encoded
    spaces: list[int]
    long: list[bool]

    @classmethod
    def of(cls, lines: Sequence[str]) -> Lines:
        folded = fold_lines(lines)
        spaces = [text.count(" ") for text in folded]
        long = [count >= MAX_WORDS for count in spaces]
        return cls(lines, folded, trim_lines(folded), Encoded.of(folded), spaces, long)


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
        # What is asked at once, by number: a rule's `lines` (no places), or the places in its `words` of one string or of forms that the
        # same needles tell.
        self._asked: list[tuple[_Check, list[int]]] = []
        self._forms: dict[int, Forms] = {}
        self._whole: dict[str, tuple[int, ...]] = {}
        searched: dict[str, dict[int, None]] = defaultdict(dict)
        for_long: dict[str, bool] = defaultdict(bool)
        # Beside the automaton of rules that ship, one each for a user's, which may be so large that several are too much for one.
        bare: dict[tuple[_Check | None, bool, bool], list[tuple[int, Saying]]] = defaultdict(list)
        for check in map(_Check, rules):
            long = check.rule.most_words > MAX_WORDS
            alike: dict[tuple[tuple[str, ...], str], list[int]] = {}
            if check.rule.lines:
                own = (len(self._asked),)
                self._asked.append((check, []))
                for text in check.rule.lines.split("\n"):
                    self._whole[text] = self._whole[text] + own if text in self._whole else own
            for place, saying in enumerate(check.rule.words):
                needles = _needles(saying)
                key = needles, saying.signs
                if saying.regex and key in alike:
                    alike[key].append(place)
                    continue
                number, places = len(self._asked), [place]
                self._asked.append((check, places))
                if not needles:
                    bare[check if check.rule.own else None, long, not saying.signs].append((number, saying))
                elif saying.regex:
                    alike[key] = places
                for string in needles:
                    searched[string][number] = None
                    for_long[string] |= long
        self._raised_by = list(map(tuple, searched.values()))
        self._strings = strings(list(searched), [for_long[string] for string in searched])
        self._bare = [_Bare(sayings, long) for (_, long, _), sayings in bare.items()]

    def compile(self) -> None:
        """Compiles all forms now.

        Raises:
            re2.error: if RE2 refuses them.
        """
        lines = Encoded.of(("a", "\u0434"))
        for number, (check, places) in enumerate(self._asked):
            list(check.unless.find(lines, (0, 1)))
            if places and check.rule.words[places[0]].regex:
                list(self._form(number).find(lines, (0, 1)))

    def find(self, lines: Lines) -> Iterator[tuple[int, Match]]:
        """(number of the line, match) by order of the rules; of a whole-line rule one a line, of an inline one by position."""
        raised = self._raised(lines)
        for check, numbers in groupby(sorted(raised), lambda number: self._asked[number][0]):
            most = check.rule.most_words
            # By line, the place of the first of the rule's words that it says, or -1 for its `lines`.
            said: dict[int, int] = {}
            for number in numbers:
                asked = [n for n in raised[number] if lines.spaces[n] < most]
                for n, place in self._said(number, asked, lines):
                    said[n] = min(place, said.get(n, place))
            for n, place in said.items():
                if check.rule.inline:
                    yield from ((n, match) for match in check.cuts(lines, n))
                elif check.allows(lines, n):
                    saying = Saying("is", lines.trimmed[n]) if place < 0 else check.rule.words[place]
                    yield n, Match(check.rule, 0, len(lines.given[n]), saying.why)

    def _said(self, number: int, asked: Sequence[int], lines: Lines) -> Iterator[tuple[int, int]]:
        """The lines that say what is asked by a number, and the first place of it; of an inline rule's forms all: `_Check.cuts` looks closer."""
        check, places = self._asked[number]
        words, folded = check.rule.words, lines.folded
        if not places:
            yield from ((n, -1) for n in asked)
            return
        saying = words[places[0]]
        if not saying.regex:
            trimmed = lines.trimmed
            yield from ((n, places[0]) for n in asked if has_phrase(saying.kind, saying.text, folded[n], trimmed[n]))
        elif check.rule.inline:
            yield from ((n, places[0]) for n in asked)
        else:
            if saying.signs:
                has_sign = _one_of(saying.signs)
                asked = [n for n in asked if has_sign(folded[n])]
            for n, found in self._form(number).find(lines.encoded, asked):
                first = [places[form] for form in found]
                if not check.holds_keyword(folded[n]):
                    first = [place for place in first if words[place].kind != PATTERN]
                if first:
                    yield n, min(first)

    def _form(self, number: int) -> Forms:
        if number not in self._forms:
            check, places = self._asked[number]
            self._forms[number] = Forms(*(check.rule.words[place].regex for place in places))
        return self._forms[number]

    def _raised(self, lines: Lines) -> dict[int, dict[int, None]]:
        """The lines that may say what is asked, by its number in `_asked`."""
        raised: dict[int, dict[int, None]] = defaultdict(dict)
        for n, text in enumerate(lines.trimmed):
            for number in self._whole.get(text, ()):
                raised[number][n] = None
        for n, string in self._strings.find(lines.trimmed, lines.long):
            for number in self._raised_by[string]:
                raised[number][n] = None
        for bare in self._bare:
            for n, form in bare.find(lines):
                raised[form][n] = None
        return raised


def _needles(saying: Saying) -> tuple[str, ...]:
    """What is searched for to find the lines that may say it; nothing where that has no letter or digit."""
    needles = saying.needles if saying.regex else (needle(_TIED[saying.kind] % saying.text),)
    return needles if any(string.strip("\n" + WORD_EDGE) for string in needles) else ()


class _Bare:
    """What no string of three letters tells, searched at once.

    Args:
        sayings: with their numbers; either all have `signs`, or none. long: whether long lines are searched, too.
    """

    def __init__(self, sayings: Sequence[tuple[int, Saying]], long: bool) -> None:
        self._numbers = [number for number, _ in sayings]
        self._forms = Forms(*(saying.regex or re.escape(saying.text) for _, saying in sayings))
        self._signs = "".join(sorted({char for _, saying in sayings for char in saying.signs}))
        self._long = long

    def find(self, lines: Lines) -> Iterator[tuple[int, int]]:
        """(number of the line, number of what is found in it)."""
        asked = [n for n, long in enumerate(lines.long) if self._long or not long]
        if self._signs:
            asked = [n for n in asked if _one_of(self._signs)(lines.folded[n])]
        for n, found in self._forms.find(lines.encoded, asked):
            yield from ((n, self._numbers[form]) for form in found)


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
