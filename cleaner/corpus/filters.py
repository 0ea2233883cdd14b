"""Which cleaned documents are wanted; the others are skipped, and counted by what they lack."""

from __future__ import annotations

from dataclasses import dataclass

from cleaner.article import Article
from cleaner.text.words import count_words


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a document has to be. Where nothing is asked, all are wanted.

    Attributes:
        languages: BCP 47 codes; "de" is also "de-AT", "und" a language that cannot be told.
        genres: as `Article.genre` has them.
        min_words: of the clean text.
        min_share: of the visible characters, how many stay, 0 to 1.
    """

    languages: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    min_words: int = 0
    min_share: float = 0.0

    def __call__(self, article: Article) -> str | None:
        """Why a document is not wanted: the first of "language", "genre", "min-words", "min-share"; None where it is."""
        language = article.language or "und"
        if self.languages and not {language, language.partition("-")[0]}.intersection(self.languages):
            return "language"
        if self.genres and article.genre not in self.genres:
            return "genre"
        if self.min_words and count_words(article.text) < self.min_words:
            return "min-words"
        if self.min_share and kept_share(article) < self.min_share:
            return "min-share"
        return None


def kept_share(article: Article) -> float:
    """How much of what a document shows stays, in characters without white space; 1 where it shows nothing."""
    shown = _inked(article.source)
    cut = sum(_inked(article.source[removed.start : removed.end]) for removed in article.removed)
    return (shown - cut) / shown if shown else 1.0


def _inked(text: str) -> int:
    return sum(map(len, text.split()))
