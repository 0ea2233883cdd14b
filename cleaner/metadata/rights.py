"""Copyright and licence that a document states, in lines that were cut and in its links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.document import Evidence
from cleaner.metadata.candidates import Candidate
from cleaner.metadata.view import View
from cleaner.recognise.lexicon import pattern
from cleaner.recognise.licence import read_copyright, read_link, read_words

_OTHERS = frozenset(("caption", "credit"))
_DOUBTFUL = frozenset(("comments", "related", "advertisement"))
"""Labels under which a notice is read only where it links to its licence and says that something is licensed."""
_OF_A_PICTURE = r"\b{}\b\s?[:：]|\bvia (?:wikimedia|flickr|unsplash)"
_CC = re.compile("[cC](?:[cC]|[rR][eE][aA][tT])")
"""What every notice that names a licence has."""
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
            sure = 0.7 + 0.05 * view.is_below(index) + 0.05 * (rights["holder"] is not None)
            yield view.reading("copyright", rights, index, "copyright", sure)


def read_licence(view: View) -> Iterator[Candidate]:
    """The licence that the page shows: a link to Creative Commons, or the words of a notice.

    A picture's credit names the picture's licence, so captions are left out, and so is what the article itself says.
    """
    notices = [notice for index in range(len(view.labels)) if (notice := _notice(view, index)) is not None]
    if notices:
        yield max(notices, key=lambda notice: notice.confidence)


def _notice(view: View, index: int) -> Candidate | None:
    """The licence that a block states, by a link or in words."""
    block, label = view.document.blocks[index], view.labels[index]
    if label in _OTHERS or len(block.text) > _LINES:
        return None
    link = _linked(block.evidence)
    # Below the article, or cut within it.
    ended = index > view.last or (label is not None and index > view.first)
    if link is None and not (ended and _CC.search(block.text)):
        return None
    named = link or read_words(block.text)
    if named is None or pattern(_OF_A_PICTURE, view.lexicon.pictured).search(block.text):
        return None
    licensed = pattern("{}", view.lexicon.licensing).search(block.text) is not None
    about = pattern(r"\b{}\b", view.lexicon.licensed).search(block.text) is not None
    if (label in _DOUBTFUL and not (link and licensed)) or not (ended or (about and licensed)):
        return None
    # A notice that says what it is about, before a button.
    return view.reading("licence", named, index, "link" if link else "notice", 0.7 + 0.1 * about)


def _linked(evidence: Evidence | None) -> str | None:
    """The licence that a block links to."""
    if evidence is None or not any("creativecommons" in link for link in evidence.links):
        return None
    return next(filter(None, map(read_link, evidence.links)), None)
