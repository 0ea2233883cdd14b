"""What the steps of the judge know of a document: its rows, what was found in them, what is decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from cleaner.judge.lines import Measure
from cleaner.judge.verdict import Ruling, Verdict
from cleaner.recognise.forms import people_of
from cleaner.recognise.lexicon import Lexicon
from cleaner.rules.book import Match
from cleaner.text.pieces import Spelling, spell

Hits = dict[int, list[Match]]
"""The matches of whole-line rules of each block that has any, by block index."""


@dataclass
class Case:
    """A document before the judge.

    Attributes:
        verdict: what is decided so far.
        measures: what each block looks like. forms: `cleaner.recognise.forms.FORMS` of each.
        hits: what rules say. boxes: for pages, what names of the boxes around a block say: the match, or None.
        scores: the model's, hundredths of a natural unit of log odds that the block is the article's.
        words: those of the document's language.
        repeats: for each line that other pages of its site have, how many do, in words.
        code: blocks that are program code.
        first, last: the article's first and last paragraph that the model keeps; 0 and -1 where there is none.
    """

    verdict: Verdict
    measures: list[Measure]
    forms: Sequence[int]
    hits: Hits
    boxes: list[Match | None]
    scores: list[int]
    words: Lexicon
    repeats: Mapping[int, str] = field(default_factory=dict)
    code: set[int] = field(default_factory=set)
    first: int = 0
    last: int = -1
    texts: list[str] = field(init=False)
    _spellings: dict[int, Spelling] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.texts = [block.text for block in self.verdict.document.blocks]

    def spelling(self, index: int) -> Spelling:
        """The block's text by the stretches of the source that it stands for."""
        if index not in self._spellings:
            document = self.verdict.document
            block, wrapped = document.blocks[index], document.kind == "text"
            self._spellings[index] = spell(
                document.source, [(block.start, block.end)], document.repairs, wrapped=wrapped
            )
        return self._spellings[index]

    def free(self, index: int) -> bool:
        """Whether nothing cuts the block."""
        return self.verdict.rulings[index] is None

    def label(self, index: int) -> str | None:
        """The label that cuts the block, or None."""
        ruling = self.verdict.rulings[index] if 0 <= index < len(self.texts) else None
        return ruling.label if ruling else None

    def labelled(self, label: str) -> list[int]:
        """The indices of the blocks that are cut with this label."""
        return [i for i, ruling in enumerate(self.verdict.rulings) if ruling is not None and ruling.label == label]

    def zone(self, index: int) -> str:
        """Where a block stands: "head", "body" or "tail" of the article; all is body where there is none."""
        if self.last < 0 or self.first <= index <= self.last:
            return "body"
        return "head" if index < self.first else "tail"

    def cut(self, index: int, label: str, rule: str, confidence: float, reason: str) -> None:
        """Cuts a block, or names anew what cuts it."""
        self.verdict.rulings[index] = Ruling(label, rule, confidence, reason)

    @cached_property
    def authors(self) -> list[str]:
        """The people that the lines named as bylines name; asked for when those are named."""
        lines = dict.fromkeys(self.texts[i] for i in self.labelled("byline"))
        return list(dict.fromkeys(name for line in lines for name in people_of(line, self.verdict.language)))
