"""Copyright and licence that a document states, in lines that were cut, in its links and in its head."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.metadata.candidates import Candidate
from cleaner.metadata.copyright import read_copyright
from cleaner.metadata.licence import read_link, read_words
from cleaner.metadata.view import View

_LABELS = ("copyright", "other", "credit", "navigation", "social", "contact")
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
    """The licence of the page: <link rel=license>, a meta tag, a link to Creative Commons, or the words of a notice.

    A picture's credit names the picture's licence, so captions are left out, and so is what the article itself says.
    """
    head = view.document.head
    if head is not None:
        for rel, href in head.links[:500]:
            if "license" in rel and (name := read_link(href)):
                yield Candidate("licence", name, "html", "link rel=license", 0.9)
        for key, content in head.meta[:500]:
            if key in _META and (name := read_link(content) or read_words(content[:_LINES])):
                yield Candidate("licence", name, "meta", key, 0.85)
        for item in head.items[:50]:
            value = item.get("license")
            if isinstance(value, str) and (name := read_link(value)):
                yield Candidate("licence", name, "json-ld", "license", 0.85)
    count = len(view.labels)
    for index in range(max(0, view.last + 1) if view.last >= 0 else 0, count):
        if view.labels[index] in ("comments", "caption", "related"):
            continue
        block = view.document.blocks[index]
        links = block.evidence.links if block.evidence else ()
        named = next((name for link in links if "creativecommons" in link and (name := read_link(link))), None)
        if named is None and len(block.text) <= _LINES:
            named = read_words(block.text)
        if named:
            key = "link" if links else "notice"
            yield Candidate("licence", named, "block", key, 0.8, view.span(index), view.rule(index))
            return


_META = frozenset(
    ("dc.rights", "dcterms.rights", "dcterms.license", "dc.rights.license", "license", "copyright", "rights")
)
