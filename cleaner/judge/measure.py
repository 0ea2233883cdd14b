"""What a block looks like by itself: the facts that every heuristic asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass

_STOP = re.compile(r"[.!?…。！？।؟۔][\"'”’»)\]]*$")
_SENTENCE_END = re.compile(r"[.!?…।؟۔][\"'”’»)\]]*\s|[。！？]")
_WORD = re.compile(r"[^\W_]+(?:['’\-.][^\W_]+)*", re.UNICODE)
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")

_STOP_ENDS = frozenset(".!?…。！？।؟۔\"'”’»)]")
_LOOKED_AT = 500
"""Characters of a block that tell what it looks like; more of a paragraph tell nothing new."""
PROSE_WORDS = 12
"""A sentence this long that ends in a stop is prose: shorter ones may be prose, captions or calls."""


@dataclass(slots=True, frozen=True)
class Measure:
    """Facts about one block.

    Attributes:
        words: number of words; in scripts without spaces, a quarter of the characters (docs/rules.md).
        stop: whether it ends with a full stop, question or exclamation mark, closing quotes and brackets apart.
        sentences: sentence ends in it, the last one included.
        lower: share of its words that begin with a small letter.
        capitals: whether all its letters are capitals, in a script that has them.
    """

    words: int
    stop: bool
    sentences: int
    lower: float
    capitals: bool

    @property
    def prose(self) -> bool:
        """Whether it reads like a paragraph: a whole sentence, most of it in small letters (or no case at all)."""
        return self.stop and self.words >= PROSE_WORDS or self.words >= 30 and self.sentences >= 1

    @property
    def title_like(self) -> bool:
        """Whether it could be a headline: a line of 3 to 30 words that is not a plain statement with its stop."""
        return 3 <= self.words <= 30 and self.sentences <= 1 and not self.capitals


def measure(text: str) -> Measure:
    """Measures a block's text, of which no more than the first 500 characters and the end are looked at."""
    beginning = text[:_LOOKED_AT]
    words = beginning.split()
    count = len(words)
    if not beginning.isascii():
        unspaced = len(_UNSPACED.findall(beginning))
        if unspaced:
            count = sum(1 for word in words if not _UNSPACED.search(word)) + (unspaced + 3) // 4
    stop = text[-1:] in _STOP_ENDS and _STOP.search(text[-8:]) is not None
    return Measure(
        words=count,
        stop=stop,
        sentences=(len(_SENTENCE_END.findall(beginning)) if count > 3 else 0) + stop,
        lower=sum([word[0].islower() for word in words]) / len(words) if words else 0.0,
        capitals=beginning.isupper(),
    )


def content_words(text: str) -> set[str]:
    """The words of a text that carry its matter: four letters or more, or capitalised; lower-cased, cut to a stem.

    The stem is the first five letters without a plural s, which is what inflection leaves alone in most European words. In scripts
    without spaces the pairs of neighbouring characters stand for words.
    """
    words = _WORD.findall(text.replace("-", " "))
    found = {word.lower()[:5].rstrip("s") for word in words if len(word) > 3 or word[0].isupper()}
    if _UNSPACED.search(text):
        runs = re.findall(f"{_UNSPACED.pattern}+", text)
        found |= {run[i : i + 2] for run in runs for i in range(len(run) - 1)}
    return found
