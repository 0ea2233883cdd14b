"""What a rule and its match are."""

from __future__ import annotations

from dataclasses import dataclass, field

ZONES = ("any", "head", "tail", "edges", "body")
"""Where in a document a rule may cut; see docs/rules.md."""

MAX_WORDS = 25
"""Words that a line may have before a rule passes it over, where the rule does not say: furniture is short."""


@dataclass(frozen=True, slots=True)
class Guard:
    """Strings of which a line must hold one to have the form of a pattern; none at all where no strings tell.

    Attributes:
        edges: what stands at an end of the line. inside: what stands anywhere in it.
        besides: sets of strings; a line of this form holds one of each set too.
    """

    edges: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    besides: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Needles:
    """Strings of which a line must hold one for a condition of a rule to be worth asking about.

    A line break in a string is an end of the line. See `cleaner.rules.guards.needles`.

    Attributes:
        edges: for `starts` and `ends`.
        forms: one for each pattern.
    """

    edges: tuple[str, ...] = ()
    forms: tuple[Guard, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a pack, as docs/rules.md describes it.

    Phrases are folded (`cleaner.text.fold.fold`); those of `lines`, `starts` and `ends` are trimmed besides.
    Patterns are kept as written.

    Attributes:
        id, label, what: as in the pack.
        language: of the pack: BCP 47 or "any".
        pack: name of the pack.
        file: the pack's file, for people.
        hosts: the rule holds only on these hosts and their subdomains; everywhere if empty.
        names: each a run of words that stand side by side among an element's names.
        needles: what it is searched by, where that was worked out beforehand (`cleaner.rules.ready`).
        own: whether it is the user's.
    """

    id: str
    label: str
    what: str
    language: str
    pack: str
    file: str
    hosts: tuple[str, ...] = ()
    lines: tuple[str, ...] = field(default=(), repr=False)
    starts: tuple[str, ...] = field(default=(), repr=False)
    ends: tuple[str, ...] = field(default=(), repr=False)
    contains: tuple[str, ...] = field(default=(), repr=False)
    pattern: tuple[str, ...] = field(default=(), repr=False)
    keywords: tuple[str, ...] = field(default=(), repr=False)
    unless: tuple[str, ...] = field(default=(), repr=False)
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
    needles: Needles | None = field(default=None, repr=False, compare=False)
    own: bool = field(default=False, repr=False)

    @property
    def decides(self) -> bool:
        """Whether it cuts by itself, whatever the model says: a user's rule does, and one for some hosts."""
        return self.own or bool(self.hosts)

    @property
    def reads_lines(self) -> bool:
        """Whether it looks at the words of a line (a rule may look at names only)."""
        return bool(self.lines or self.starts or self.ends or self.contains or self.pattern)


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
