"""What a rule and its match are (docs/rules.md)."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from cleaner.errors import CleanerError

KINDS = ("is", "starts", "ends", "has")
"""How a phrase stands in a line: it is the whole line, begins it, ends it, or stands anywhere in it."""

PATTERN = "pattern"
CODE = "bad-rule"

ZONES = ("any", "head", "tail", "edges", "body")
"""Where in a document a rule may cut; see docs/rules.md."""

MAX_WORDS = 25
"""Words that a line may have before a rule passes it over, where the rule does not say: furniture is short."""

_SAID = {"is": "the line is", "starts": "begins with", "ends": "ends with", "has": "holds"}
_SHOWN = 100
"""Characters of a form that a reason shows; `cleaner rules show` has it whole."""


class Saying(NamedTuple):
    """Something that a line may say: a string, or a form that stands for many.

    Attributes:
        kind: one of `KINDS`, or `PATTERN`.
        text: a string, folded; or a phrase or pattern as the pack has it.
        regex: of a form, for RE2; nothing for a string.
        needles: of a form, strings of which each line that it fits holds one (`cleaner.rules.needles`); may be none.
        signs: the same, characters that few lines hold.
    """

    kind: str
    text: str
    regex: str = ""
    needles: tuple[str, ...] = ()
    signs: str = ""

    @property
    def why(self) -> str:
        """What a line with it does, in words: is, begins with, ends in or has something."""
        if not self.regex:
            return f"{_SAID[self.kind]} “{self.text}”"
        return f"has the form {self.text if len(self.text) <= _SHOWN else self.text[: _SHOWN - 1] + '…'}"


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
        lines: folded lines that it cuts, a line break between them: most of what rules look for, and there are tens of thousands.
        words: it cuts a line that says one of these, too, which are tried in this order.
        unless: it keeps a line that says one of these all the same.
        keywords: a line must hold one of these before a pattern is tried.
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
    lines: str = field(default="", repr=False)
    words: tuple[Saying, ...] = field(default=(), repr=False)
    keywords: tuple[str, ...] = field(default=(), repr=False)
    unless: tuple[Saying, ...] = field(default=(), repr=False)
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
        return bool(self.lines or self.words)

    @property
    def most_words(self) -> int:
        """Words of the longest line that it looks at."""
        return sys.maxsize if self.inline else self.max_words


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


class Fault(ValueError):
    """What is wrong with a part of a rule. `right`: what would be right in its place."""

    def __init__(self, problem: str, right: str) -> None:
        super().__init__(problem)
        self.right = right


def bad_rule(message: str, right: str, where: str) -> CleanerError:
    """The error for a rule that is not as docs/rules.md says. `right`: a line that would be right."""
    return CleanerError(message, where=where, hint=f"A line that is right: {right}", code=CODE)
