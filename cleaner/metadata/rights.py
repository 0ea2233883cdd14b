"""Copyright and licence that a document states, in lines that were cut, in its links and in its head."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.document import Evidence
from cleaner.metadata.candidates import Candidate
from cleaner.metadata.view import View
from cleaner.recognise.lexicon import lexicon, pattern
from cleaner.recognise.licence import read_copyright, read_link, read_words

_OTHERS = frozenset(("caption", "credit"))
_DOUBTFUL = frozenset(("comments", "related", "advertisement"))
"""Labels under which a notice is read only where it links to its licence and says that something is licensed."""
_OF_THE_PAGE = r"\b{}\b"
_OF_A_PICTURE = r"\b{}\b\s?[:：]|\bvia (?:wikimedia|flickr|unsplash)"
_SIGNS = ("creative", "cc-", "cc ", "cc\u00a0", "cc\n", "cc0")
"""One of these stands in every notice that names a licence; in most documents none does."""
_CC = re.compile("[cC](?:[cC]|[rR][eE][aA][tT])")
_LINES = 400
"""Characters of a line that states a licence: a notice, not an article about licences."""


def read_rights(view: View) -> Iterator[Candidate]:
    """Copyright lines, whole or cut out of a line."""
    for start, end, ruling in view.verdict.inline:
        if ruling.label == "copyright":
            rights = read_copyright(view.document.source[start : min(end, start + 1000)], view.lexicon)
            if rights:
                yield Candidate("copyright", rights, "block", "copyright", 0.8, (start, end), ruling.rule)
    for index in view.labelled("copyright"):
        rights = read_copyright(view.text(index), view.lexicon)
        if rights:
            sure = 0.75 if view.zone(index) == "tail" else 0.7
            sure += 0.05 * (rights["holder"] is not None)
            yield Candidate("copyright", rights, "block", "copyright", sure, view.span(index), view.rule(index))


def read_licence(view: View) -> Iterator[Candidate]:
    """The licence that the page shows: a link to Creative Commons, or the words of a notice.

    A picture's credit names the picture's licence, so captions are left out, and so is what the article itself says.
    """
    source = view.document.source.lower()
    worded = any(sign in source for sign in _SIGNS)
    notices = [notice for index in range(len(view.labels)) if (notice := _notice(view, index, worded)) is not None]
    if notices:
        yield max(notices, key=lambda notice: notice.confidence)


def _notice(view: View, index: int, worded: bool) -> Candidate | None:
    """The licence that a block states, by a link or in words; words are looked for only where the document has any."""
    block, label = view.document.blocks[index], view.labels[index]
    if label in _OTHERS or len(block.text) > _LINES:
        return None
    link = _linked(block.evidence)
    ended = _has_ended(view, index)
    if link is None and not (worded and ended and _CC.search(block.text)):
        return None
    if label in _DOUBTFUL and not (link and pattern("{}", lexicon(None).licensing).search(block.text)):
        return None
    named = link or read_words(block.text)
    if named is None or not _is_notice(block.text, ended):
        return None
    # A notice that says what it is about, before a button.
    sure = 0.7 + 0.1 * bool(pattern(_OF_THE_PAGE, lexicon(None).licensed).search(block.text))
    key = "link" if link else "notice"
    return Candidate("licence", named, "block", key, sure, view.span(index), view.rule(index))


def _has_ended(view: View, index: int) -> bool:
    """Whether a block stands below the article, or is cut within it."""
    return index > view.last or (view.labels[index] is not None and index > view.first)


def _linked(evidence: Evidence | None) -> str | None:
    """The licence that a block links to."""
    if evidence is None or "creativecommons" not in "\n".join(evidence.links):
        return None
    return next(filter(None, map(read_link, evidence.links)), None)


def _is_notice(text: str, ended: bool) -> bool:
    """Whether a line is about the page and no picture: below the article, or by its words."""
    if pattern(_OF_A_PICTURE, lexicon(None).pictured).search(text):
        return False
    return ended or bool(
        pattern(_OF_THE_PAGE, lexicon(None).licensed).search(text)
        and pattern("{}", lexicon(None).licensing).search(text)
    )
