"""What the judge knows of a document and says of it: for each block whether it stays, and if not, why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cleaner.document import Document
from cleaner.judge.facts import Rows
from cleaner.judge.lines import Measure
from cleaner.recognise.lexicon import Lexicon
from cleaner.rules.rule import Match
from cleaner.text.pieces import repaired_at


class Ruling(NamedTuple):
    """Why a block, or a stretch of one, is cut.

    Attributes:
        label: one of `cleaner.document.LABELS`.
        rule: id of the rule or heuristic.
        confidence: 0 to 1.
        reason: why, in words.
    """

    label: str
    rule: str
    confidence: float
    reason: str

    @classmethod
    def by(cls, match: Match) -> Ruling:
        """The ruling of a rule that fired."""
        rule = match.rule
        return cls(rule.label, rule.id, rule.confidence, f"{rule.what} ({match.why})")


@dataclass(slots=True)
class Verdict:
    """The judge's record on one document; heuristics read it and add to it, in order.

    Attributes:
        document: what is judged.
        language: BCP 47 code of the document's language, or None where it cannot be told.
        rulings: for each block the ruling that cuts it, or None where it stays.
        inline: cut stretches of blocks that stay: (start, end, ruling), code points of the source.
        goes_on: indices of blocks that go on with the sentence of the kept block above them.
        title: index of the block that is the document's headline, or None.
        stories: (index of the headline block or None, first block, last block + 1), in order.
        genre: what kind of document it is.
        because: why it is an error page, where it is: the rule's id and a reason in words.
        spared: by block, the ruling that the user overruled: metadata know the line by it.
    """

    document: Document
    language: str | None = None
    rulings: list[Ruling | None] = field(default_factory=list)
    inline: list[tuple[int, int, Ruling]] = field(default_factory=list)
    goes_on: set[int] = field(default_factory=set)
    title: int | None = None
    stories: list[tuple[int | None, int, int]] = field(default_factory=list)
    genre: str = "article"
    because: tuple[str, str] | None = None
    spared: dict[int, Ruling] = field(default_factory=dict)

    def cut_inline(self, index: int, start: int, end: int, ruling: Ruling) -> None:
        """Cuts a stretch of a block, in code points of the source, with the space after it, or before it where it ends the block.

        A block of which nothing is left is cut whole.
        """
        block = self.document.blocks[index]
        start, end = max(start, block.start), min(end, block.end)
        while end < block.end and self._is_space(end):
            end += 1
        while end == block.end and start > block.start and self._is_space(start - 1):
            start -= 1
        if start == block.start and end == block.end:
            self.rulings[index] = ruling
        else:
            self.inline.append((start, end, ruling))

    def _is_space(self, place: int) -> bool:
        # A no-break space may be half of a letter that was encoded twice.
        return self.document.source[place].isspace() and not repaired_at(self.document.repairs, place)

    def kept(self) -> list[int]:
        """Indices of the blocks that stay, in order."""
        return [i for i, ruling in enumerate(self.rulings) if ruling is None]


@dataclass
class Case:
    """A document before the judge.

    Attributes:
        verdict: what is decided so far.
        rows: what was found in each block. measures: what each looks like.
        words: those of the document's language.
        scores: the model's, hundredths of a natural unit of log odds that the block is the article's.
        repeats: for each line that other pages of its site have, how many do, in words.
        code: blocks that are program code.
        first, last: the article's first and last paragraph that the model keeps; 0 and -1 where there is none.
    """

    verdict: Verdict
    rows: Rows
    measures: list[Measure]
    words: Lexicon
    scores: Sequence[int] = ()
    repeats: Mapping[int, str] = field(default_factory=dict)
    code: set[int] = field(default_factory=set)
    first: int = 0
    last: int = -1
    texts: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.texts = [block.text for block in self.verdict.document.blocks]

    def free(self, index: int) -> bool:
        """Whether nothing cuts the block."""
        return self.verdict.rulings[index] is None

    def label(self, index: int) -> str | None:
        """The label that cuts the block; None where nothing cuts it, or there is no such block."""
        ruling = self.verdict.rulings[index] if 0 <= index < len(self.texts) else None
        return ruling.label if ruling else None

    def labelled(self, label: str) -> list[int]:
        """The blocks that are cut with this label."""
        return [i for i, ruling in enumerate(self.verdict.rulings) if ruling is not None and ruling.label == label]

    def known(self, label: str) -> list[int]:
        """The blocks that a rule with this label knows as a whole."""
        return [i for i, found in self.rows.whole.items() if any(match.rule.label == label for match in found)]

    def count(self, indices: Iterable[int]) -> int:
        """The words of some blocks."""
        return sum([self.measures[index].words for index in indices])

    def zone(self, index: int) -> str:
        """Where a block stands: "head", "body" or "tail" of the article; all is body where there is none."""
        if self.last < 0 or self.first <= index <= self.last:
            return "body"
        return "head" if index < self.first else "tail"

    def cut(self, index: int, label: str, rule: str, confidence: float, reason: str) -> None:
        """Cuts a block, or names anew what cuts it."""
        self.verdict.rulings[index] = Ruling(label, rule, confidence, reason)
