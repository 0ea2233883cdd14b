"""One rule against one line, by definition (docs/rules.md). The matcher only decides which rules to ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cleaner.rules.patterns import compile_lines, compile_pattern
from cleaner.rules.rule import Form, Rule, Words
from cleaner.text.words import count_words, is_word_edge

WHOLE, EDGE, INSIDE, FORM = CONDITIONS = range(4)
"""The conditions of a rule, in the order in which they are tried: the whole line, its beginning and end, what it holds, and
its forms."""

WIDEST_WORD = 20
"""Characters that count as a word at most, so that `max_words` bounds a line's length whatever stands in it."""

MOST_SPANS = 100
"""Spans that an inline rule may cut from one line. A search costs up to the line's length, so their number has to
be bounded for time to stay linear; a line with more is not one that rules can help."""

_SHOWN = 100
"""Characters of a pattern that a reason shows."""


class Check:
    """A rule made ready. What it looks for is compiled when it is first asked about a line that could hold it."""

    __slots__ = ("_inline", "_unless", "_words", "rule", "widest")

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.widest = rule.max_words * WIDEST_WORD
        self._words = _Sayings(rule.words, rule.keywords)
        self._unless = _Sayings(rule.unless)
        self._inline: list[Any] = []

    def why(self, folded: str, trimmed: str) -> str | None:
        """Why the rule cuts the whole line, or None where it does not.

        Args:
            folded: the line as `fold` gives it. trimmed: as `trim` gives that.
        """
        for condition in CONDITIONS:
            why = self.fires(condition, folded, trimmed)
            if why is not None:
                return why if self.allows(folded, trimmed) else None
        return None

    def fires(self, condition: int, folded: str, trimmed: str) -> str | None:
        """In words how a condition holds for a line, whatever else the rule asks; None where it does not hold."""
        if condition == FORM and not self.may_fit(folded):
            return None
        return self._words.fires(condition, folded, trimmed)

    def finds(self, lines: str) -> bool:
        """Whether one of some folded lines may have one of the forms."""
        return bool(self._words.finds(lines))

    def may_fit(self, folded: str) -> bool:
        """Whether the line may be short enough, told without counting all its words."""
        return len(folded) <= self.widest and folded.count(" ") < self.rule.max_words

    def allows(self, folded: str, trimmed: str) -> bool:
        """Whether neither `max_words` nor `unless` forbids the cut."""
        if not self.may_fit(folded) or self._is_kept(folded, trimmed):
            return False
        return folded.isascii() or count_words(folded) <= self.rule.max_words

    def spans(self, folded: str, trimmed: str) -> Iterator[tuple[int, int, str]]:
        """(start, end, why) of the spans of the folded line that an inline rule cuts, in order, not overlapping."""
        forms = self.rule.words.forms
        if not any(keyword in folded for keyword in self.rule.keywords):
            return
        if not self._inline:
            self._inline = [compile_pattern(form.regex, captures=True) for form in forms]
        found: list[tuple[int, int, str]] = []
        for form, regex in zip(forms, self._inline, strict=True):
            group = regex.groupindex.get("cut", 0)
            for count, hit in enumerate(regex.finditer(folded)):
                if count >= MOST_SPANS:
                    break
                start, end = hit.span(group)
                if start < end:
                    found.append((start, end, _of_form(form)))
        if not found or self._is_kept(folded, trimmed):
            return
        last = 0
        for start, end, why in sorted(found):
            if start >= last:
                yield start, end, why
                last = end

    def compile(self) -> None:
        """Compiles its forms now.

        Raises:
            re2.error: if RE2 refuses them.
        """
        self._words.compile()
        self._unless.compile()

    def _is_kept(self, folded: str, trimmed: str) -> bool:
        return bool(self.rule.unless) and any(self._unless.fires(c, folded, trimmed) for c in CONDITIONS)


class _Sayings:
    """What a line may say, its forms compiled when they are first needed."""

    __slots__ = ("_forms", "_keywords", "_lines", "_words")

    def __init__(self, words: Words, keywords: Sequence[str] = ()) -> None:
        self._words = words
        self._lines = frozenset(words.lines)
        self._keywords = keywords
        self._forms: Any = None

    def fires(self, condition: int, folded: str, trimmed: str) -> str | None:
        words = self._words
        if condition == WHOLE:
            return f"the line is “{trimmed}”" if trimmed in self._lines else None
        if condition == EDGE:
            return _edge(words, trimmed)
        if condition == INSIDE:
            phrase = next((phrase for phrase in words.contains if holds_phrase(folded, phrase)), None)
            return None if phrase is None else f"holds “{phrase}”"
        return self._form(folded) if words.forms else None

    def finds(self, lines: str) -> list[int] | None:
        """The numbers of the forms that are found in one of some folded lines."""
        if self._forms is None:
            self.compile()
        found: list[int] | None = self._forms.Match(lines.encode())
        return found

    def _form(self, folded: str) -> str | None:
        for number in sorted(self.finds(folded) or ()):
            form = self._words.forms[number]
            if not form.guarded or any(keyword in folded for keyword in self._keywords):
                return _of_form(form)
        return None

    def compile(self) -> None:
        if self._words.forms:
            self._forms = compile_lines(tuple(form.regex for form in self._words.forms))


def _of_form(form: Form) -> str:
    """Names a form; `cleaner rules show` has it whole."""
    source = form.source
    return f"has the form {source if len(source) <= _SHOWN else source[: _SHOWN - 1] + '…'}"


def _edge(words: Words, trimmed: str) -> str | None:
    if trimmed.startswith(words.starts):
        for phrase in words.starts:
            if trimmed.startswith(phrase) and is_word_edge(trimmed, len(phrase)):
                return f"begins with “{phrase}”"
    if trimmed.endswith(words.ends):
        for phrase in words.ends:
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
