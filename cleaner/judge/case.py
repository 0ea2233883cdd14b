"""What the heuristics work on: the verdict so far and the facts that all of them ask for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from cleaner.document import Block
from cleaner.judge.lines import Lines, read_lines
from cleaner.judge.measure import Measure
from cleaner.judge.shape import Shape
from cleaner.judge.verdict import Ruling, Verdict
from cleaner.judge.zones import Zones
from cleaner.recognise.credits import read_credit
from cleaner.recognise.lexicon import Lexicon, lexicon
from cleaner.rulebook.language import LanguageData
from cleaner.text.pieces import Spelling, spell

_SPOKEN_FOR = 50
"""Hundredths of a natural unit: five to three that a block is the article's. Of the headlines that heuristics found in
240 texts 7 of 11 above it were none, 24 of 208 below."""


@dataclass
class Case:
    """A document before the judge.

    Attributes:
        verdict: what is decided so far.
        measures: one a block.
        words: language data of the document's language and of English, whose furniture stands on pages everywhere.
        zones: where the article starts and ends.
        numbers: the blocks' texts as numbers, in pieces, where they have been read (see `lines`).
        known: for each block the label that a certain rule gives it, or None.
    """

    verdict: Verdict
    measures: list[Measure]
    words: list[LanguageData]
    zones: Zones
    numbers: list[Lines] | None
    known: list[str | None]

    blocks: list[Block] = field(init=False)
    texts: list[str] = field(init=False)
    _spellings: dict[int, Spelling] = field(init=False, default_factory=dict)
    _authors: dict[tuple[str, ...], list[str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        # Heuristics ask for these thousands of times a document.
        self.blocks = self.verdict.document.blocks
        self.texts = [block.text for block in self.blocks]

    def text(self, index: int) -> str:
        return self.texts[index]

    def spelling(self, index: int) -> Spelling:
        """The block's text by the stretches of the source that it stands for."""
        if index not in self._spellings:
            document, block = self.verdict.document, self.blocks[index]
            wrapped = document.kind == "text"
            self._spellings[index] = spell(
                document.source, [(block.start, block.end)], document.repairs, wrapped=wrapped
            )
        return self._spellings[index]

    def free(self, index: int) -> bool:
        """Whether nothing cuts the block yet."""
        return self.verdict.rulings[index] is None

    def kept(self) -> list[int]:
        """The indices of the blocks that nothing cuts yet."""
        return self.verdict.kept()

    def label(self, index: int) -> str | None:
        """The label that cuts the block, or None."""
        ruling = self.verdict.rulings[index]
        return ruling.label if ruling else None

    @property
    def lines(self) -> list[Lines]:
        """The blocks' texts as numbers, in pieces; read when they are first asked for."""
        if self.numbers is None:
            self.numbers = read_lines(self.texts)
        return self.numbers

    def labelled(self, label: str) -> list[int]:
        """The indices of the blocks that are cut with this label."""
        return [i for i, ruling in enumerate(self.verdict.rulings) if ruling is not None and ruling.label == label]

    @cached_property
    def odds(self) -> list[int]:
        """For each block the learned judge's hundredths of a natural unit of log odds that it is the article's."""
        return Shape.load().score(self.lines, self.texts, [block.breaks for block in self.blocks], self.known)

    def says_article(self, index: int) -> bool:
        """Whether the learned judge speaks for the block, so that what it looks like by itself is not enough to cut it."""
        return self.odds[index] >= _SPOKEN_FOR

    def zone(self, index: int) -> str:
        return self.zones.of(index)

    def head(self) -> range:
        """The blocks before the article's first paragraph."""
        return range(self.zones.first) if self.zones.found else range(0)

    def tail(self) -> range:
        """The blocks after the article's last paragraph."""
        return range(self.zones.last + 1, len(self.blocks)) if self.zones.found else range(0)

    def before(self, index: int) -> Iterator[int]:
        """The indices before `index`, nearest first."""
        return iter(range(index - 1, -1, -1))

    def last_kept(self, before: int) -> int | None:
        """The nearest block before `before` that nothing cuts."""
        return next((i for i in self.before(before) if self.free(i)), None)

    def cut(self, index: int, label: str, rule: str, confidence: float, reason: str) -> None:
        """Rules on a block; the stronger ruling stays."""
        self.verdict.cut(index, Ruling(label, rule, confidence, reason))

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words of dates, names and credits in the document's language."""
        return lexicon(self.verdict.language)

    def authors(self) -> list[str]:
        """The people that the lines cut as bylines name."""
        lines = tuple([self.texts[i] for i in self.labelled("byline")])
        if lines not in self._authors:
            names = [name for line in lines for name in read_credit(line, self.lexicon).people]
            self._authors[lines] = list(dict.fromkeys(names))
        return self._authors[lines]
