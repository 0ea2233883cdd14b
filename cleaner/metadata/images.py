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
    images: dict[int, dict[str, Any]] = {}
    spans: list[tuple[int, int]] = []
    used: set[int] = set()
    shown = list(view.document.head.pictures) if view.document.head is not None else []
    for above, below in _pairs(view):
        indices = [index for index in (above, below) if index is not None]
        if not indices or not used.isdisjoint(indices) or len(images) >= _MOST or _is_elsewhere(view, indices[0]):
            continue
        used |= set(indices)
        caption, credit = _texts(view, above, below)
        if caption is not None or credit is not None:
            images[indices[0]] = {"caption": caption, "credit": credit, **_picture(view, indices[0], shown)}
            spans += [(view.document.blocks[index].start, view.document.blocks[index].end) for index in indices]
    if images:
        span = (min(start for start, _ in spans), max(end for _, end in spans))
        yield view.reading("images", [images[i] for i in sorted(images)], min(images), "caption", 0.75, span=span)


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


def _texts(view: View, above: int | None, below: int | None) -> tuple[str | None, str | None]:
    """Caption and credit of a picture from the block above and the one below."""
    caption, credit = split_caption(view.text(above), view.lexicon) if above is not None else (None, None)
    if below is not None and credit is None:
        credit = read_credit_line(view.text(below), view.lexicon)
    # What has no letter is the counter of a gallery, "1 / 6".
    return caption, credit if credit is not None and any(map(str.isalpha, credit)) else None


def _pairs(view: View) -> Iterator[tuple[int | None, int | None]]:
    """The judge's pairs of caption and credit, then captions and credits that it did not pair."""
    count = len(view.labels)
    paired = [(a, b) for a, b in view.verdict.pairs if all(i is None or 0 <= i < count for i in (a, b))]
    # A pair with both parts says more than the caption alone.
    paired.sort(key=lambda pair: (pair[0] is None) + (pair[1] is None))
    seen: set[int | None] = set()
    for above, below in paired:
        if not {above, below} - {None} & seen:
            seen |= {above, below}
            yield above, below
    labels = dict(enumerate(view.labels))
    for index in view.labelled("caption", "credit"):
        if index in seen:
            continue
        following = labels.get(index + 1) if index + 1 not in seen else None
        if labels[index] == "credit":
            yield None, index
        elif following == "credit":
            seen.add(index + 1)
            yield index, index + 1
        elif following != "caption" or not _is_kicker(view.text(index)):
            yield index, None


def _is_kicker(text: str) -> bool:
    """Whether a line above a caption only names its place or topic."""
    return count_words(text) <= 3 and not ends_sentence(text) and not text.endswith(")")
