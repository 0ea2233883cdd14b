"""What a block looks like by itself: the facts that every heuristic asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass

_STOP = re.compile(r"[.!?…。！？।؟۔][\"'”’»)\]]*$")
_SENTENCE_END = re.compile(r"[.!?…।؟۔][\"'”’»)\]]*\s|[。！？]")
_WORD = re.compile(r"[^\W_]+(?:['’\-.][^\W_]+)*", re.UNICODE)
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")

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
    """Measures a block's text; linear in its length, of which 2,000 characters are read at most."""
    text = text[:2000]
    words = _WORD.findall(text)
    unspaced = len(_UNSPACED.findall(text)) if len(text) > 3 * len(words) else 0
    count = len(words) if not unspaced else sum(1 for w in words if not _UNSPACED.search(w)) + (unspaced + 3) // 4
    stop = _STOP.search(text[-8:]) is not None
    return Measure(
        words=count,
        stop=stop,
        sentences=len(_SENTENCE_END.findall(text)) + stop,
        lower=sum(word[0].islower() for word in words) / len(words) if words else 0.0,
        capitals=text.isupper(),
    )


def content_words(text: str) -> set[str]:
    """The words of a text that carry its matter: four letters or more, or capitalised; lower-cased, cut to a stem.

    The stem is the first five letters, which is what inflection leaves alone in most European words. In scripts
    without spaces the pairs of neighbouring characters stand for words.
    """
    words = _WORD.findall(text.replace("-", " "))
    found = {word.lower()[:5] for word in words if len(word) > 3 or word[0].isupper()}
    if _UNSPACED.search(text):
        runs = re.findall(f"{_UNSPACED.pattern}+", text)
        found |= {run[i : i + 2] for run in runs for i in range(len(run) - 1)}
    return found
