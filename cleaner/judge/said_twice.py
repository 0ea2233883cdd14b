"""What a page says twice: its headings, in a list of contents, and sentences of the article, in pull quotes."""

from __future__ import annotations

import re
from urllib.parse import urldefrag

from cleaner.document import Evidence
from cleaner.judge.verdict import Case
from cleaner.text.fold import fold

_WORDS = re.compile(r"\w+")
_NUMBER = re.compile(r"\W*(?:\d{1,3}(?:\.\d{1,3})*|[ivxlc]{1,6})[.):]?\s+(?=\S)", re.IGNORECASE)
_AFTER = re.compile(r"\s*\[[^\[\]]{1,40}\]\s*$")  # "[edit]"
_LONGEST_ENTRY = 200
_ENTRIES = 3
_TITLE_WORDS = 3
_CONTENTS = frozenset(("contents", "toc", "tableofcontents"))
"""What names call a list of contents, the roles and classes of DPUB-ARIA, MediaWiki and Sphinx among them."""
_SHORTEST, _LONGEST = 20, 600
"""Letters and digits, with single spaces, of the shortest and the longest pull quote."""
_MOST = 50
"""Pull quotes that are looked for in a document: its time stays linear."""


def cut_contents(case: Case) -> None:
    """Cuts a list of contents: links in a row, each to a heading further below that says the same.

    On 73 of 88 sites with such lists (news and WCXB) the gold text has none of them, and nothing is lost: the headings stay.
    """
    document = case.verdict.document
    here = urldefrag(document.url)[0] if document.url else ""
    blocks = enumerate(document.blocks)
    links = {index for index, block in blocks if block.evidence and _leads_into(block.evidence, here, len(block.text))}
    leads = _lead_to_headings(case, links) if len(links) >= _ENTRIES else set()  # most pages have none
    end = 0
    for start in sorted(leads):
        if start < end:
            continue
        end = start
        while end in links:
            end += 1
        while start - 1 in links:
            start -= 1
        found = len(leads & {*range(start, end)})
        if found >= _ENTRIES and 2 * found >= end - start:
            for index in range(start - _has_title(case, start), end):
                case.cut(index, "navigation", "page.contents", 0.9, "In a list of links to headings further below.")


def _leads_into(evidence: Evidence, here: str, length: int) -> bool:
    """Whether a block is links to places in the page. Where the page's address is unknown, these begin with #."""
    if not evidence.links or "#" not in evidence.links[0] or 5 * evidence.link_chars < 4 * length:
        return False
    links = [link.partition("#") for link in evidence.links]
    return all([anchor and (not page or here and here.endswith(page.lstrip("."))) for page, _, anchor in links])


def _lead_to_headings(case: Case, links: set[int]) -> set[int]:
    """The blocks among `links` that say what a heading further below says."""
    below: set[str] = set()
    found: set[int] = set()
    for index in range(len(case.texts) - 1, -1, -1):
        evidence, text = case.verdict.document.blocks[index].evidence, case.texts[index]
        heading = evidence is not None and evidence.level > 0
        if len(text) <= _LONGEST_ENTRY and (heading or index in links):
            # The words of a heading, or of the entry that leads to it, without its number.
            title = _words(_NUMBER.sub("", _AFTER.sub("", text), count=1))
            if index in links and title in below:
                found.add(index)
            if heading and title:
                below.add(title)
    return found


def _has_title(case: Case, start: int) -> bool:
    """Whether a list of contents has its title above it, as a rule or the names of the list's element say."""
    evidence = case.verdict.document.blocks[start - 1].evidence if start else None
    if evidence is None or case.measures[start - 1].words > _TITLE_WORDS:
        return False
    return start - 1 in case.known("navigation") or not _CONTENTS.isdisjoint(evidence.names[: evidence.own_names + 6])


def cut_pull_quotes(case: Case) -> None:
    """Cuts a quote set apart, in a quote, an aside or a box named so, that only repeats words of a paragraph that stays.

    The gold text has the words of 10 of 12 such blocks (8 news sites) once. Few sites, but the words still stand in the paragraph.
    """
    blocks, kept = case.verdict.document.blocks, case.verdict.kept()
    quotes = [index for index in kept if _is_set_apart(blocks[index].evidence)][:_MOST]
    said = {index: f" {_words(case.texts[index])} " for index in kept} if quotes else {}
    for index in quotes:
        text = said[index]
        if _SHORTEST <= len(text) <= _LONGEST:
            if any([text in other and len(other) > len(text) and case.free(at) for at, other in said.items()]):
                reason = "A quote set apart, whose words stand in a paragraph too."
                case.cut(index, "duplicate", "page.pull-quote", 0.9, reason)


def _is_set_apart(evidence: Evidence | None) -> bool:
    if evidence is None or evidence.level or "code" in evidence.regions:
        return False
    named = " pull" in " ".join(("", *evidence.names[: evidence.own_names + 6]))
    return named or not evidence.regions.isdisjoint(("quote", "aside"))


def _words(text: str) -> str:
    return " ".join(_WORDS.findall(fold(text)))
