"""A judged document as the metadata readers see it: which blocks are what, and where the article starts and ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, pairwise

from cleaner.document import Block, Document
from cleaner.judge.verdict import Verdict
from cleaner.metadata.vocabulary import called
from cleaner.recognise.lexicon import Lexicon
from cleaner.text.fold import fold, fold_lines
from cleaner.text.sentences import ends_sentence, is_prose
from cleaner.text.words import count_words

_SEARCHED = 100_000
LONGEST = 3000
"""Characters of a block that are read for metadata."""
LINE = 300
"""Characters of a block that are compared with words of bylines and the like."""

OTHERS = frozenset((
    "comments", "related", "advertisement", "caption", "credit", "copyright", "consent", "player", "form", "donation",
))  # fmt: skip
"""What the judge cuts with these labels is not the article's."""
_BESIDE = 3
"""Blocks below the headline that are its byline, whatever the judge took them for."""
_FAR, _UNKNOWN = 60, 99
"""Blocks between the headline and another that are counted, and the number where there is no headline."""


@dataclass
class View:
    """What every reader of blocks asks for.

    Attributes:
        document, verdict, lexicon: as given.
        labels: for each block the label that cuts it, or None.
        first, last: the first and last paragraph of the article; (count, -1) where there is none.
        hosts: parts of the host's name that may name the site.
        sites: names of the site that are known so far.
        title: the headline's block, where it is known.
    """

    document: Document
    verdict: Verdict
    lexicon: Lexicon
    hosts: list[str] = field(default_factory=list)
    sites: list[str] = field(default_factory=list)
    title: int | None = field(init=False, default=None)
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
        self.title = title
        if title is None or self.last <= title:
            return
        blocks = self.document.blocks
        for index in range(title + 1, self.last + 1):
            if self.labels[index] is None and _is_paragraph(blocks[index]):
                self.first = index
                return

    @property
    def genre(self) -> str:
        """What kind of document the judge takes it for."""
        return self.verdict.genre

    def place(self, index: int) -> dict[str, int]:
        """Where a block stands, and what its markup and the judge say of it: facts that a field is chosen by."""
        label, evidence = self.labels[index], self.document.blocks[index].evidence
        distance = index - self.title if self.title is not None else None
        facts = {
            "distance": _UNKNOWN if distance is None else max(-_FAR, min(_FAR, distance)),
            "into": max(-20, min(20, index - self.first)),
            "beyond": max(-20, min(20, index - self.last)),
            "kept": int(label is None),
            "timestamp": int(label == "timestamp"),
            "byline": int(label == "byline"),
            "others": int(label in OTHERS),
            "menu": int(label == "navigation"),
        }
        if evidence is None:
            return facts
        around = frozenset(evidence.names[:12])
        return facts | {
            "elsewhere": len(around & called("elsewhere")),
            "comment": int(not around.isdisjoint(called("comments"))),
            "post": len(around & called("post")),
            "time element": int("time" in evidence.regions),
            "boxed": int(not {"footer", "aside", "nav"}.isdisjoint(evidence.regions)),
            "in article": int("article" in evidence.regions),
            "in header": int("header" in evidence.regions),
            "linked": int(bool(evidence.links)),
            "listed": int(not {"list", "table"}.isdisjoint(evidence.regions)),
            "level": evidence.level,
        }

    def is_elsewhere(self, index: int) -> bool:
        """Whether a block is a comment's, another story's or an advertisement's, by its label or by what markup calls its boxes.

        What stands right at the headline is the article's, whatever it is cut as, unless its own box is called so.
        """
        evidence = self.document.blocks[index].evidence
        beside = self._is_beside(index)
        if not beside and self.labels[index] in OTHERS:
            return True
        names = evidence.names[: 4 if beside else 8] if evidence is not None else ()
        around = frozenset(names)
        # "post-footer" is the post's own, with its author and date.
        if any(one in called("post") and other == "footer" for one, other in pairwise(names)):
            around -= {"footer"}
        return not around.isdisjoint(called("elsewhere")) or not around.isdisjoint(called("comments"))

    def _is_beside(self, index: int) -> bool:
        return self.title is not None and -1 <= index - self.title <= _BESIDE

    def is_single_beside(self, index: int) -> bool:
        """Whether a block of the article stands right at its headline, and no other of the document is called as it is: no teaser is."""
        evidence = self.document.blocks[index].evidence
        if evidence is None or index > self.last or not self._is_beside(index):
            return False
        names = evidence.names[:4]
        alike = (b for b in self.document.blocks if b.evidence is not None and b.evidence.names[:4] == names)
        return next(islice(alike, 1, None), None) is None

    def in_comment(self, index: int) -> bool:
        """Whether markup calls a box around a block a comment's."""
        evidence = self.document.blocks[index].evidence
        return evidence is not None and not called("comments").isdisjoint(evidence.names[:8])

    def text(self, index: int) -> str:
        """The block's words, `LONGEST` characters of them at most."""
        return self.document.blocks[index].text[:LONGEST]

    @cached_property
    def folded(self) -> list[str]:
        """The blocks' first `LINE` characters, folded."""
        return fold_lines([block.text[:LINE] for block in self.document.blocks])

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
    return bool(is_prose(count_words(block.text[:LONGEST]), ends_sentence(block.text), 1))
