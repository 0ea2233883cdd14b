"""A judged document as the metadata readers see it: which blocks are what, and where the article starts and ends."""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import cached_property
from itertools import chain, pairwise
from typing import Any

from cleaner.document import Document
from cleaner.judge.verdict import Verdict
from cleaner.metadata.candidates import Candidate
from cleaner.read.markup import called
from cleaner.recognise.dates import Moment, day_order, find_dates, may_be_ambiguous
from cleaner.recognise.lexicon import lexicon
from cleaner.text import address
from cleaner.text.fold import fold
from cleaner.text.words import count_words, ends_sentence, is_prose, squeeze

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
_DAY_FIRST = frozenset(("gb", "au", "nz", "ie", "in", "za"))
"""Countries whose English writes the day first."""
_FAR, _UNKNOWN = 60, 99
"""Blocks between the headline and another that are counted, and the number where there is no headline."""


class View:
    """What every reader of blocks asks for.

    Attributes:
        document, verdict: as given. lexicon: words of its language, the detected one, else the declared one.
        texts, evidence, labels: for each block its text, what markup says of it, and the label that cuts it, or None.
        title: the headline's block, where it is known.
        first, last: the first paragraph of the article below its headline, and the last one; (count, -1) where there is none.
        hosts: parts of the host's name that may name the site.
        sites: names of the site that are known so far.
        told: fields that the head tells outright, for which fewer lines are looked at.
    """

    def __init__(self, document: Document, verdict: Verdict) -> None:
        self.document, self.verdict = document, verdict
        declared = document.head.language if document.head is not None else None
        self.lexicon = lexicon(verdict.language or declared or None)
        self.hosts = host_names(document.url)
        self.sites: list[str] = []
        self.told: Set[str] = frozenset()
        self.title = verdict.title
        self.texts = [block.text for block in document.blocks]
        self.evidence = [block.evidence for block in document.blocks]
        self.labels = [ruling.label if ruling is not None else None for ruling in verdict.rulings]
        for index, ruling in verdict.spared.items():
            self.labels[index] = ruling.label
        self._labelled: dict[str | None, list[int]] = {}
        for index, label in enumerate(self.labels):
            self._labelled.setdefault(label, []).append(index)
        kept = self.labelled(None)
        self.last = next(filter(self._is_paragraph, reversed(kept)), -1)
        below = [index for index in kept if index > (self.title if self.title is not None else -1)]
        self.first = next(filter(self._is_paragraph, chain(below, kept)), len(self.labels))

    def _is_paragraph(self, index: int) -> bool:
        return bool(is_prose(count_words(self.text(index)), ends_sentence(self.texts[index]), 1))

    def place(self, index: int) -> dict[str, int]:
        """Where a block stands, and what its markup and the judge say of it: facts that a field is chosen by."""
        label, evidence = self.labels[index], self.evidence[index]
        distance = index - self.title if self.title is not None else None
        facts = {
            "distance": _UNKNOWN if distance is None else max(-_FAR, min(_FAR, distance)),
            "into": max(-20, min(20, index - self.first)),
            "beyond": max(-20, min(20, index - self.last)),
            "kept": int(label is None),
            "byline": int(label == "byline"),
            "others": int(label in OTHERS),
            "menu": int(label == "navigation"),
        }
        if evidence is None:
            return facts
        return facts | {
            "post": len(called("post").intersection(evidence.names[:12])),
            "boxed": int(not {"footer", "aside", "nav"}.isdisjoint(evidence.regions)),
            "in article": int("article" in evidence.regions),
            "linked": int(bool(evidence.links)),
            "listed": int(not {"list", "table"}.isdisjoint(evidence.regions)),
            "level": evidence.level,
        }

    def is_elsewhere(self, index: int) -> bool:
        """Whether a block is a comment's, another story's or an advertisement's, by its label or by what markup calls its boxes.

        What stands right at the headline is the article's, whatever it is cut as, unless its own box is called so.
        """
        beside = self.title is not None and -1 <= index - self.title <= _BESIDE
        if not beside and self.labels[index] in OTHERS:
            return True
        names = self.names(index, 4 if beside else 8)
        around = called("elsewhere").intersection(names)
        # "post-footer" is the post's own, with its author and date.
        if around == {"footer"} and any(one in called("post") and other == "footer" for one, other in pairwise(names)):
            around = frozenset()
        return bool(around) or not called("comments").isdisjoint(names)

    def names(self, index: int, count: int | None = None) -> tuple[str, ...]:
        """What markup calls a block, or the first `count` names of it and of the boxes around it."""
        evidence = self.evidence[index]
        return evidence.names[: evidence.own_names if count is None else count] if evidence is not None else ()

    def text(self, index: int) -> str:
        """The block's words, `LONGEST` characters of them at most."""
        return self.texts[index][:LONGEST]

    def reading(self, field: str, value: Any, index: int, key: str, confidence: float = 0.5, **more: Any) -> Candidate:
        """What a block says of a field, as a candidate; its span is the block's unless `more` has a shorter one."""
        block = self.document.blocks[index]
        said = {"source": "block", "span": (block.start, block.end), "rule": self.rule(index) or None, **more}
        return Candidate(field, value, key=key, confidence=confidence, **said)

    def dates(self, text: str) -> list[Moment]:
        """The dates of a line; its ambiguous ones by the document's order of day and month."""
        found = find_dates(text, self.lexicon)
        if found or not may_be_ambiguous(text) or self._day_first is None:
            return found
        return find_dates(text, self.lexicon, self._day_first)

    @cached_property
    def _day_first(self) -> bool | None:
        """How the document orders day and month, by its other dates, else by the country whose English it declares: `lang="en-GB"`."""
        order = day_order(self.document.source) if self.lexicon.day_first is None else None
        head = self.document.head
        language, _, region = ((head.language if head else None) or "").casefold().replace("_", "-").partition("-")
        if order is not None or language != "en":
            return order
        return True if region in _DAY_FIRST else False if region == "us" else None

    def rule(self, index: int) -> str:
        """Id of the rule that cuts the block, "" where none does."""
        ruling = self.verdict.rulings[index]
        return ruling.rule if ruling is not None else ""

    def is_wording(self, name: str) -> bool:
        """Whether a capitalised phrase is no name: its headline or its text has every word of it, there in small letters.

        "Vibe Coding" heads an article about vibe coding; of "Jane Brown" the text may say brown, but not jane.
        """
        headline = fold(self.text(self.title)) if self.title is not None else ""
        source = self.document.source[:_SEARCHED]
        words = [word.strip(".,:'’\"") for word in name.split()]
        return all(
            fold(word) in headline or (word != word.lower() and f" {word.lower()} " in source) for word in words if word
        )

    def labelled(self, *labels: str | None) -> Sequence[int]:
        """The blocks that are cut as one of these (None: that stay), in order."""
        found = [self._labelled[label] for label in labels if label in self._labelled]
        return found[0] if len(found) == 1 else sorted(chain(*found))


def host_names(url: str | None) -> list[str]:
    """The parts of a host's name that can be a site's: "www.harbour-times.example.org" -> harbourtimes, example."""
    host = (address.host(url) or "")[:200]
    return [squeeze(part) for part in host.split(".") if len(part) > 2 and part not in lexicon(None).top_level]
