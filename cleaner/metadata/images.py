"""Pictures: captions and credits that were cut, put together again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cleaner.document import Picture
from cleaner.metadata.candidates import Candidate
from cleaner.metadata.view import View
from cleaner.recognise.captions import read_credit_line, split_caption
from cleaner.text.sentences import ends_sentence
from cleaner.text.words import count_words

_MOST = 200
_BEYOND = 8
"""Blocks behind the article's last within which a picture is still the article's."""
_REACH = 3
"""Blocks between a picture and its caption at most."""


def read_images(view: View) -> Iterator[Candidate]:
    """One candidate with every picture whose caption or credit was cut, in order."""
    images: list[dict[str, Any]] = []
    places: list[tuple[int, int]] = []
    shown = list(view.document.head.pictures) if view.document.head is not None else []
    for index in view.labelled("caption", "credit")[:_MOST]:
        above = view.labels[index - 1] if index else None
        if (view.labels[index] == "credit" and above == "caption") or _is_elsewhere(view, index):
            continue
        caption, credit = None, None
        below: int | None = index
        if view.labels[index] == "caption":
            following = view.labels[index + 1] if index + 1 < len(view.labels) else None
            if following == "caption" and _is_kicker(view.text(index)):
                continue
            caption, credit = split_caption(view.text(index), view.lexicon)
            below = index + 1 if following == "credit" else None
        if below is not None and credit is None:
            credit = read_credit_line(view.text(below), view.lexicon)
        # What has no letter is the counter of a gallery, "1 / 6".
        credit = credit if credit is not None and any(map(str.isalpha, credit)) else None
        if caption is not None or credit is not None:
            images.append({"caption": caption, "credit": credit, **_picture(view, index, shown)})
            places.append((index, below or index))
    if images:
        blocks = view.document.blocks
        span = (blocks[places[0][0]].start, blocks[places[-1][1]].end)
        yield view.reading("images", images, places[0][0], "caption", 0.75, span=span)


def _is_elsewhere(view: View, index: int) -> bool:
    """Whether a page's caption or credit is another page's: a link as a whole outside of the text, or no caption and far from it."""
    block = view.document.blocks[index]
    if block.evidence is None or view.first <= index <= view.last:
        return False
    linked = 2 * block.evidence.link_chars > len(block.text)
    near = (view.title or view.first) - _REACH <= index <= view.last + _BEYOND
    return linked or not (near or block.evidence.tag == "figcaption")


def _picture(view: View, index: int, shown: list[Picture]) -> dict[str, str | None]:
    """Address and alternative text of the picture that a caption belongs to; it is taken out of `shown`.

    That is the one in the caption's own box, else the one right before it.
    """
    evidence = view.document.blocks[index].evidence
    if evidence is None:
        return {}
    near = [picture for picture in shown if index - _REACH <= picture.before <= index + _REACH]
    boxed = [picture for picture in near if picture.container == evidence.container]
    for picture in boxed or [picture for picture in near if picture.before == index]:
        shown.remove(picture)
        return {"url": picture.url[:2000], "alt": " ".join(picture.alt[:1000].split()) or None if picture.alt else None}
    return {}


def _is_kicker(text: str) -> bool:
    """Whether a line above a caption only names its place or topic."""
    return count_words(text) <= 3 and not ends_sentence(text) and not text.endswith(")")
