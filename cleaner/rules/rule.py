"""What a rule and its match are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cleaner.errors import CleanerError

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
