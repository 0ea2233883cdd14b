"""A judged document as the metadata readers see it: which blocks are what, and where the article starts and ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from cleaner.document import Block, Document
from cleaner.judge.verdict import Verdict
from cleaner.recognise.lexicon import Lexicon
from cleaner.text.fold import fold

LONG_ENOUGH = 60
"""Characters from which a kept block counts as a paragraph of the article (a third of that in scripts without spaces)."""

_SEARCHED = 100_000
LONGEST = 3000
"""Characters of a block that are read for metadata."""


@dataclass
class View:
    """What every reader of blocks asks for.

    Attributes:
        document, verdict, lexicon: as given.
        labels: for each block the label that cuts it, or None.
        first, last: the first and last paragraph of the article; (count, -1) where there is none.
        hosts: parts of the host's name that may name the site.
        sites: names of the site that are known so far.
    """

    document: Document
    verdict: Verdict
    lexicon: Lexicon
    hosts: list[str] = field(default_factory=list)
    sites: list[str] = field(default_factory=list)
    labels: list[str | None] = field(init=False)
    first: int = field(init=False)
    last: int = field(init=False)
    _labelled: dict[str, list[int]] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        blocks, rulings = self.document.blocks, self.verdict.rulings
        self.labels = [
            ruling.label if ruling is not None else None
            for ruling in (rulings if len(rulings) == len(blocks) else [None] * len(blocks))
        ]
        for index, ruling in self.verdict.spared.items():
            self.labels[index] = ruling.label
        paragraphs = [i for i, label in enumerate(self.labels) if label is None and _is_paragraph(blocks[i])]
        self.first = paragraphs[0] if paragraphs else len(blocks)
        self.last = paragraphs[-1] if paragraphs else -1

    def start_after(self, title: int | None) -> None:
        """Lets the article start below its headline: a consent notice above it is no paragraph of it."""
        if title is None or self.last <= title:
            return
        blocks = self.document.blocks
        for index in range(title + 1, self.last + 1):
            if self.labels[index] is None and _is_paragraph(blocks[index]):
                self.first = index
                return

    def text(self, index: int) -> str:
        """The block's words, `LONGEST` characters of them at most."""
        return self.document.blocks[index].text[:LONGEST]

    def span(self, index: int) -> tuple[int, int]:
        """Where the block stands in the source."""
        block = self.document.blocks[index]
        return block.start, block.end

    def rule(self, index: int) -> str | None:
        """Id of the rule that cuts the block."""
        ruling = self.verdict.rulings[index] if index < len(self.verdict.rulings) else None
        return ruling.rule if ruling is not None else None

    def is_wording(self, name: str, title: int | None) -> bool:
        """Whether a capitalised phrase is no name: its headline or its text has every word of it, there in small letters.

        "Vibe Coding" heads an article about vibe coding; of "Jane Brown" the text may say brown, but not jane.
        """
        headline = fold(self.text(title)) if title is not None else ""
        source = self.document.source[:_SEARCHED]
        words = [word.strip(".,:'’\"") for word in name.split()]
        return all(
            fold(word) in headline or (word != word.lower() and f" {word.lower()} " in source) for word in words if word
        )

    def labelled(self, *labels: str) -> Iterator[int]:
        """The blocks that are cut as one of these, in order."""
        if self._labelled is None:
            self._labelled = {}
            for index, label in enumerate(self.labels):
                if label is not None:
                    self._labelled.setdefault(label, []).append(index)
        found = [index for label in labels for index in self._labelled.get(label, ())]
        return iter(found if len(labels) == 1 else sorted(found))

    def zone(self, index: int) -> str:
        """ "head", "body" or "tail"; where there is no article, everything is head."""
        if index < self.first or self.last < 0:
            return "head"
        return "tail" if index > self.last else "body"


def _is_paragraph(block: Block) -> bool:
    text = block.text
    return len(text) >= LONG_ENOUGH or (len(text) >= LONG_ENOUGH // 3 and max(text[:20]) > "\u2e80")
