"""What a rule and its match are, and one rule against one line, by definition (docs/rules.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cleaner.errors import CleanerError
from cleaner.rules.patterns import compile_lines, compile_pattern
from cleaner.text.words import count_words, is_word_edge

KINDS = ("is", "starts", "ends", "has")
"""How a phrase stands in a line: it is the whole line, begins it, ends it, or stands anywhere in it."""

FORM = "form"
CODE = "bad-rule"

ZONES = ("any", "head", "tail", "edges", "body")
"""Where in a document a rule may cut; see docs/rules.md."""

MAX_WORDS = 25
"""Words that a line may have before a rule passes it over, where the rule does not say: furniture is short."""


@dataclass(frozen=True, slots=True)
class Form:
    """A phrase that stands for many lines, or a pattern, as it is searched.

    Attributes:
        source: as the pack has it.
        regex: the same for RE2.
        needles: strings of which each line of this form holds one; none where none can be told. A line break in one is an end of
            the trimmed line.
        guarded: whether the rule's keywords guard it: so it is with patterns.
    """

    source: str
    regex: str
    needles: tuple[str, ...] = ()
    guarded: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """What a line has to say: any of these.

    Attributes:
        lines, starts, ends, contains: strings that phrases stand for, folded; all but the last trimmed besides.
        forms: phrases that stand for too many strings to list, and patterns.
    """

    lines: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    forms: tuple[Form, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lines or self.starts or self.ends or self.contains or self.forms)

    def phrases(self) -> Iterator[tuple[str, str]]:
        """(kind, string) of all strings, in the order in which they are tried."""
        for kind, strings in zip(KINDS, (self.lines, self.starts, self.ends, self.contains)):
            for string in strings:
                yield kind, string

    def sayings(self) -> Iterator[tuple[str, str]]:
        """`phrases`, and (FORM, "") where there are forms, which are tried last, all at once."""
        yield from self.phrases()
        if self.forms:
            yield FORM, ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a pack, as docs/rules.md describes it.

    Attributes:
        id, label, what: as in the pack.
        language: of the pack: BCP 47 or "any".
        pack: name of the pack.
        file: the pack's file, for people.
        hosts: the rule holds only on these hosts and their subdomains; everywhere if empty.
        says: the phrases and patterns as the pack has them, by field, for people.
        words: what a line says that it cuts. unless: what a line says that it keeps all the same.
        keywords: of which a line must hold one before a pattern is tried.
        names: each a run of words that stand side by side among an element's names.
        own: whether it is the user's.
    """

    id: str
    label: str
    what: str
    language: str
    pack: str
    file: str
    hosts: tuple[str, ...] = ()
    says: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    words: Words = field(default=Words(), repr=False)
    keywords: tuple[str, ...] = field(default=(), repr=False)
    unless: Words = field(default=Words(), repr=False)
    max_words: int = MAX_WORDS
    confidence: float = 0.9
    zone: str = "any"
    inline: bool = False
    names: tuple[tuple[str, ...], ...] = field(default=(), repr=False)
    tags: frozenset[str] = frozenset()
    cut: tuple[str, ...] = field(default=(), repr=False)
    keep: tuple[str, ...] = field(default=(), repr=False)
    cut_names: tuple[str, ...] = field(default=(), repr=False)
    keep_names: tuple[str, ...] = field(default=(), repr=False)
    own: bool = field(default=False, repr=False)

    @property
    def decides(self) -> bool:
        """Whether it cuts by itself, whatever the model says: a user's rule does, and one for some hosts."""
        return self.own or bool(self.hosts)

    @property
    def reads_lines(self) -> bool:
        """Whether it looks at the words of a line (a rule may look at names only)."""
        return bool(self.words)


@dataclass(slots=True)
class Match:
    """A rule that fires.

    Attributes:
        rule: the rule.
        start, end: code points of the line as it was given: the stretch to cut for an inline rule, else the whole line;
            0 and 0 for a match of names.
        why: which phrase or pattern fired, in words.
    """

    rule: Rule
    start: int
    end: int
    why: str


def bad_rule(message: str, right: str, where: str) -> CleanerError:
    """The error for a rule that is not as docs/rules.md says. `right`: a line that would be right."""
    return CleanerError(message, where=where, hint=f"A line that is right: {right}", code=CODE)


WIDEST_WORD = 20
"""Characters that count as a word at most, so that `max_words` bounds a line's length whatever stands in it."""

MOST_SPANS = 100
"""Spans that an inline rule may cut from one line. A search costs up to the line's length, so their number has to
be bounded for time to stay linear; a line with more is not one that rules can help."""

_SHOWN = 100
"""Characters of a pattern that a reason shows."""

_SAID = {"is": "the line is", "starts": "begins with", "ends": "ends with", "has": "holds"}


class Check:
    """A rule made ready. What it looks for is compiled when it is first asked about a line that could hold it."""

    __slots__ = ("_inline", "forms", "rule", "unless")

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.forms = Forms([form.regex for form in rule.words.forms])
        self.unless = Forms([form.regex for form in rule.unless.forms])
        self._inline: list[Any] = []

    def says(self, kind: str, phrase: str, folded: str, trimmed: str) -> str | None:
        """In words how a line has a phrase or, if the kind is FORM, one of the rule's forms; None where it does not."""
        if kind == FORM:
            return self.form(self.forms.find(folded), folded)
        return f"{_SAID[kind]} “{phrase}”" if has_phrase(kind, phrase, folded, trimmed) else None

    def allows(self, folded: str, trimmed: str) -> bool:
        """Whether neither `max_words` nor `unless` forbids the cut."""
        most = self.rule.max_words
        # Told without counting all words of a long line.
        if len(folded) > most * WIDEST_WORD or folded.count(" ") >= most or self._is_kept(folded, trimmed):
            return False
        return folded.isascii() or count_words(folded) <= most

    def spans(self, folded: str, trimmed: str) -> Iterator[tuple[int, int, str]]:
        """(start, end, why) of the spans of the folded line that an inline rule cuts, in order, not overlapping."""
        forms = self.rule.words.forms
        if not self._holds_keyword(folded):
            return
        if not self._inline:
            self._inline = [compile_pattern(form.regex) for form in forms]
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

    def form(self, numbers: Iterable[int], folded: str) -> str | None:
        """In words the first of the forms that a folded line has, of those of some numbers; None where keywords forbid it."""
        forms = self.rule.words.forms
        found = (forms[number] for number in sorted(numbers))
        return next((_of_form(form) for form in found if not form.guarded or self._holds_keyword(folded)), None)

    def _holds_keyword(self, folded: str) -> bool:
        return any(keyword in folded for keyword in self.rule.keywords)

    def _is_kept(self, folded: str, trimmed: str) -> bool:
        unless = self.rule.unless
        return bool(unless) and (
            any(has_phrase(kind, phrase, folded, trimmed) for kind, phrase in unless.phrases())
            or bool(self.unless.find(folded))
        )


class Forms:
    """Patterns that are searched at once, compiled when they are first needed."""

    __slots__ = ("_compiled", "_regexes")

    def __init__(self, regexes: Sequence[str]) -> None:
        self._regexes = regexes
        self._compiled: Any = None

    def find(self, lines: str) -> list[int]:
        """The numbers of the patterns that are found in one of some folded lines."""
        if not self._regexes:
            return []
        if self._compiled is None:
            self._compiled = compile_lines(tuple(self._regexes))
        return self._compiled.Match(lines.encode()) or []

    def find_each(self, numbers: Sequence[int], folded: Sequence[str]) -> Iterator[tuple[int, list[int]]]:
        """(number of the line, numbers of the patterns) of those of some lines that have any.

        A search costs less than its call, and most lines have none: they are searched together, then by halves.
        """
        found = self.find("\n".join([folded[n] for n in numbers])) if numbers else []
        if found and len(numbers) == 1:
            yield numbers[0], found
        elif found:
            half = len(numbers) // 2
            yield from self.find_each(numbers[:half], folded)
            yield from self.find_each(numbers[half:], folded)


def _of_form(form: Form) -> str:
    """Names a form; `cleaner rules show` has it whole."""
    source = form.source
    return f"has the form {source if len(source) <= _SHOWN else source[: _SHOWN - 1] + '…'}"


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
