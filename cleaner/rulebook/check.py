"""One rule against one line, by definition (docs/rules.md). The matcher only decides which rules to ask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cleaner.rulebook.fold import count_words, is_word_edge
from cleaner.rulebook.patterns import compile_pattern, compile_set
from cleaner.rulebook.rule import Rule

MOST_STRETCHES = 100
"""Stretches that an inline rule may cut from one line. A search costs up to the line's length, so their number has to
be bounded for time to stay linear; a line with more is not one that rules can help."""


class Check:
    """A rule made ready: its patterns are compiled when it is first asked about a line that they could match."""

    __slots__ = ("_pattern", "_unless", "ends", "lines", "rule", "starts")

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.lines = frozenset(rule.lines)
        self.starts = rule.starts
        self.ends = rule.ends
        self._pattern: Any = None
        self._unless: Any = None

    def why(self, folded: str, trimmed: str) -> str | None:
        """Why the rule cuts the whole line, or None where it does not.

        Args:
            folded: the line as `fold` gives it. trimmed: as `trim` gives that.
        """
        rule = self.rule
        if folded.count(" ") >= rule.max_words:
            return None
        why = self._fires(folded, trimmed)
        if why is None or count_words(folded) > rule.max_words or (rule.unless and self._is_kept(folded)):
            return None
        return why

    def _fires(self, folded: str, trimmed: str) -> str | None:
        rule = self.rule
        if trimmed in self.lines:
            return f"the line is “{trimmed}”"
        if self.starts and trimmed.startswith(self.starts):
            for phrase in self.starts:
                if trimmed.startswith(phrase) and is_word_edge(trimmed, len(phrase)):
                    return f"begins with “{phrase}”"
        if self.ends and trimmed.endswith(self.ends):
            for phrase in self.ends:
                if trimmed.endswith(phrase) and is_word_edge(trimmed, len(trimmed) - len(phrase)):
                    return f"ends with “{phrase}”"
        for phrase in rule.contains:
            if holds_phrase(folded, phrase):
                return f"holds “{phrase}”"
        if rule.pattern and self._has_keyword(folded):
            if self._pattern is None:
                self._pattern = compile_set(rule.pattern)
            numbers = self._pattern.Match(folded.encode())
            if numbers:
                return f"has the form {rule.pattern[min(numbers)]}"
        return None

    def stretches(self, folded: str) -> Iterator[tuple[int, int, str]]:
        """(start, end, why) of the stretches of the folded line that an inline rule cuts, in order, not overlapping."""
        rule = self.rule
        if not self._has_keyword(folded) or (rule.unless and self._is_kept(folded)):
            return
        if self._pattern is None:
            self._pattern = [compile_pattern(pattern, captures=True) for pattern in rule.pattern]
        found: list[tuple[int, int, str]] = []
        for pattern, regex in zip(rule.pattern, self._pattern, strict=True):
            group = "cut" if "cut" in regex.groupindex else 0
            for count, hit in enumerate(regex.finditer(folded)):
                if count >= MOST_STRETCHES:
                    break
                start, end = hit.span(group) if group == 0 else hit.span(regex.groupindex[group])
                if start < end:
                    found.append((start, end, f"has the form {pattern}"))
        last = 0
        for start, end, why in sorted(found):
            if start >= last:
                yield start, end, why
                last = end

    def _has_keyword(self, folded: str) -> bool:
        keywords = self.rule.keywords
        return not keywords or any(keyword in folded for keyword in keywords)

    def _is_kept(self, folded: str) -> bool:
        if self._unless is None:
            self._unless = compile_set(self.rule.unless)
        return self._unless.Match(folded.encode()) is not None


def holds_phrase(folded: str, phrase: str) -> bool:
    """Whether a phrase stands anywhere in a line, beginning and ending where words do."""
    at = folded.find(phrase)
    while at >= 0:
        if is_word_edge(folded, at) and is_word_edge(folded, at + len(phrase)):
            return True
        at = folded.find(phrase, at + 1)
    return False
