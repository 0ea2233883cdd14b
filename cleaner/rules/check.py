"""One rule against one line, by definition (docs/rules.md). The matcher only decides which rules to ask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cleaner.rules.patterns import compile_lines, compile_pattern
from cleaner.rules.rule import Rule
from cleaner.text.words import count_words, is_word_edge

WHOLE, EDGE, INSIDE, FORM = range(4)
"""The conditions of a rule, in the order in which they are tried: `lines`; `starts` and `ends`; `contains`; from FORM on
each `pattern`."""

WIDEST_WORD = 20
"""Characters that count as a word at most, so that `max_words` bounds a line's length whatever stands in it."""

MOST_STRETCHES = 100
"""Stretches that an inline rule may cut from one line. A search costs up to the line's length, so their number has to
be bounded for time to stay linear; a line with more is not one that rules can help."""


_SHOWN = 100
"""Characters of a pattern that a reason shows: the longest have two thousand, and stand in every record that they cut in."""


class Check:
    """A rule made ready. A pattern is compiled when it is first asked about a line that it could match."""

    __slots__ = ("_forms", "_inline", "_unless", "lines", "rule", "widest")

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.lines = frozenset(rule.lines)
        self.widest = rule.max_words * WIDEST_WORD
        self._forms: list[Any] = [None] * len(rule.pattern)
        self._inline: list[Any] = []
        self._unless: Any = None

    def why(self, folded: str, trimmed: str) -> str | None:
        """Why the rule cuts the whole line, or None where it does not.

        Args:
            folded: the line as `fold` gives it. trimmed: as `trim` gives that.
        """
        for condition in range(FORM + len(self.rule.pattern)):
            why = self.fires(condition, folded, trimmed)
            if why is not None:
                return why if self.allows(folded) else None
        return None

    def fires(self, condition: int, folded: str, trimmed: str) -> str | None:
        """In words how a condition holds for a line, whatever else the rule asks; None where it does not hold."""
        rule = self.rule
        if condition == WHOLE:
            return f"the line is “{trimmed}”" if trimmed in self.lines else None
        if condition == EDGE:
            return _edge(rule, trimmed)
        if condition == INSIDE:
            phrase = next((phrase for phrase in rule.contains if holds_phrase(folded, phrase)), None)
            return None if phrase is None else f"holds “{phrase}”"
        has_form = self.may_fit(folded) and self.finds(condition, folded) and self._has_keyword(folded)
        return _of_form(rule.pattern[condition - FORM]) if has_form else None

    def finds(self, condition: int, lines: str) -> bool:
        """Whether the pattern of a condition is found in one of some folded lines."""
        number = condition - FORM
        if self._forms[number] is None and not any(self._could_find(number, line) for line in lines.split("\n")):
            return False  # most patterns are never compiled
        return self._form(number).Match(lines.encode()) is not None

    def _could_find(self, number: int, folded: str) -> bool:
        """Whether a line has a keyword and the strings that a pattern needs."""
        needles = self.rule.needles
        besides = needles.forms[number].besides if needles else ()
        return all(any(string in folded for string in strings) for strings in besides) and self._has_keyword(folded)

    def may_fit(self, folded: str) -> bool:
        """Whether the line may be short enough, told without counting all its words."""
        return len(folded) <= self.widest and folded.count(" ") < self.rule.max_words

    def allows(self, folded: str) -> bool:
        """Whether neither `max_words` nor `unless` forbids the cut."""
        if not self.may_fit(folded) or (self.rule.unless and self._is_kept(folded)):
            return False
        return folded.isascii() or count_words(folded) <= self.rule.max_words

    def stretches(self, folded: str) -> Iterator[tuple[int, int, str]]:
        """(start, end, why) of the stretches of the folded line that an inline rule cuts, in order, not overlapping."""
        rule = self.rule
        if not self._has_keyword(folded) or (rule.unless and self._is_kept(folded)):
            return
        if not self._inline:
            self._inline = [compile_pattern(pattern, captures=True) for pattern in rule.pattern]
        found: list[tuple[int, int, str]] = []
        for pattern, regex in zip(rule.pattern, self._inline, strict=True):
            group = regex.groupindex.get("cut", 0)
            for count, hit in enumerate(regex.finditer(folded)):
                if count >= MOST_STRETCHES:
                    break
                start, end = hit.span(group)
                if start < end:
                    found.append((start, end, _of_form(pattern)))
        last = 0
        for start, end, why in sorted(found):
            if start >= last:
                yield start, end, why
                last = end

    def compile(self) -> None:
        """Compiles its patterns now.

        Raises:
            re2.error: if RE2 refuses them.
        """
        for number in range(len(self.rule.pattern)):
            self._form(number)
        if self.rule.unless:
            self._unless = compile_lines(self.rule.unless)

    def _form(self, number: int) -> Any:
        if self._forms[number] is None:
            self._forms[number] = compile_lines(self.rule.pattern[number : number + 1])
        return self._forms[number]

    def _has_keyword(self, folded: str) -> bool:
        keywords = self.rule.keywords
        return not keywords or any(keyword in folded for keyword in keywords)

    def _is_kept(self, folded: str) -> bool:
        if self._unless is None:
            self._unless = compile_lines(self.rule.unless)
        return self._unless.Match(folded.encode()) is not None


def _of_form(pattern: str) -> str:
    """Names a pattern; `cleaner rules show` has it whole."""
    return f"has the form {pattern if len(pattern) <= _SHOWN else pattern[: _SHOWN - 1] + '…'}"


def _edge(rule: Rule, trimmed: str) -> str | None:
    if trimmed.startswith(rule.starts):
        for phrase in rule.starts:
            if trimmed.startswith(phrase) and is_word_edge(trimmed, len(phrase)):
                return f"begins with “{phrase}”"
    if trimmed.endswith(rule.ends):
        for phrase in rule.ends:
            if trimmed.endswith(phrase) and is_word_edge(trimmed, len(trimmed) - len(phrase)):
                return f"ends with “{phrase}”"
    return None


def holds_phrase(folded: str, phrase: str) -> bool:
    """Whether a phrase stands anywhere in a line, beginning and ending where words do."""
    at = folded.find(phrase)
    while at >= 0:
        if is_word_edge(folded, at) and is_word_edge(folded, at + len(phrase)):
            return True
        at = folded.find(phrase, at + 1)
    return False
