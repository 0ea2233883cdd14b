"""What a site says about its author below the article."""

from __future__ import annotations

import re

from cleaner.judge.case import Case
from cleaner.registry import decides
from cleaner.text.fold import fold

_DEPTH = 2
"""A bio is the last thing said: after so many kept paragraphs from the end the article has begun."""
_NAME = re.compile(r"(?:[A-ZÀ-ÞĀ-ŽА-ЯΑ-Ω][\w.'’-]+ ){1,3}[A-ZÀ-ÞĀ-ŽА-ЯΑ-Ω][\w'’-]+")


@decides("bio.named-author", "bio.below-article", label="author_bio")
def author_bios(case: Case) -> None:
    """Cuts a closing block that says who the author is.

    It begins with a person's name (or that name follows a title within the first words), says what a bio says ("is
    based in", "covers", "is a columnist"), nothing but furniture comes after it, and one thing more: the name is in
    a byline, the block stands there twice, a follow line or an author's box comes next to it. Or it begins with the
    whole name of somebody whom a byline names: an article does not call its own author by name.
    """
    phrases = [phrase for words in case.words for phrase in words.bio]
    authors = case.authors()
    prose_seen = 0
    for index in range(len(case.blocks) - 1, -1, -1):
        if not case.free(index):
            if case.label(index) == "duplicate":
                _bio(case, index, phrases, authors)
            continue
        if _bio(case, index, phrases, authors):
            continue
        prose_seen += case.measures[index].prose
        if prose_seen >= _DEPTH:
            return


@decides("bio.author-line", label="author_bio")
def author_lines(case: Case) -> None:
    """Cuts a short line below the article that names its author ("About NAME", "More stories by NAME", "NAME")."""
    authors = case.authors()
    for index in case.tail():
        text = case.text(index)
        if case.free(index) and case.measures[index].words <= 8 and not case.measures[index].stop:
            if any(name in text for name in authors):
                case.cut(
                    index,
                    "author_bio",
                    "bio.author-line",
                    0.85,
                    "A short line below the article that names its author.",
                )


@decides("byline.again", label="byline")
def names_again(case: Case) -> None:
    """Cuts a line above or below the article that only says again the name that a byline gives."""
    bylines = [case.text(index) for index in case.labelled("byline")]
    if not bylines:
        return
    for index in (*case.head(), *case.tail()):
        text = case.text(index)
        if case.free(index) and 2 <= case.measures[index].words <= 5 and not case.measures[index].stop:
            if any(line != text and line.endswith(text) for line in bylines):
                case.cut(index, "byline", "byline.again", 0.85, "Says the name in the byline again.")


def _bio(case: Case, index: int, phrases: list[str], authors: list[str]) -> bool:
    text = case.text(index)
    for author in authors:
        if " " in author and text.startswith(author) and case.measures[index].stop:
            case.cut(
                index,
                "author_bio",
                "bio.named-author",
                0.85,
                f"Below the article, begins with its author's name, {author}.",
            )
            return True
    name = _NAME.search(text[:100])
    folded = fold(text)
    if not name or len(text) > 900 or not _says_any(folded, phrases):
        return False
    if not _backed(case, index, name.group()):
        return False
    case.cut(index, "author_bio", "bio.below-article", 0.87, f"Below the article, says who {name.group()} is.")
    return True


def _says_any(text: str, phrases: list[str]) -> bool:
    return any(_says(text, phrase) for phrase in [phrase for phrase in phrases if phrase in text])


def _says(text: str, phrase: str) -> bool:
    at = text.find(phrase)
    return at >= 0 and not text[at - 1 : at].isalnum() and not text[at + len(phrase) : at + len(phrase) + 1].isalnum()


def _backed(case: Case, index: int, name: str) -> bool:
    around = [case.label(i) for i in range(max(0, index - 2), min(len(case.blocks), index + 3)) if i != index]
    if any(label in ("author_bio", "byline", "social", "contact") for label in around):
        return True
    surname = name.split()[-1]
    if any(surname in case.text(other) for other in case.labelled("byline") if other != index):
        return True
    return case.text(index) in case.texts[:index]
