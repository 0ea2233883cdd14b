"""What a page says twice to lead to it: lists of its contents, and pull quotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urldefrag

from cleaner.document import Block, Document
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


def leads(document: Document, texts: Sequence[str]) -> list[bool]:
    """For each block of a page whether it is one link to a heading further below, which says the same.

    Where the page's address is not known, only links that begin with # lead into it.

    Args:
        texts: what is judged of each block.
    """
    found = [False] * len(texts)
    here = urldefrag(document.url)[0] if document.url else ""
    evidence = [block.evidence for block in document.blocks]
    entries = {
        index
        for index, e in enumerate(evidence)
        if e is not None
        and e.links
        and 5 * e.link_chars >= 4 * len(texts[index])
        and all([_is_anchor(link, here) for link in e.links])
    }
    below: set[str] = set()
    for index in range(len(texts) - 1, -1, -1) if entries else ():  # most pages have none
        e = evidence[index]
        if e is None or len(texts[index]) > _LONGEST_ENTRY or not (e.level or index in entries):
            continue
        title = _title(texts[index])
        found[index] = index in entries and title in below
        if e.level and title:
            below.add(title)
    return found


def _is_anchor(link: str, here: str) -> bool:
    """Whether a link leads into the page."""
    page, _, anchor = link.partition("#")
    return bool(anchor) and (not page or bool(here) and here.endswith(page.lstrip(".")))


def _title(text: str) -> str:
    """The words of a heading or of the entry that leads to it, without its number."""
    return " ".join(_WORDS.findall(fold(_NUMBER.sub("", _AFTER.sub("", text), count=1))))


def cut_contents(case: Case) -> None:
    """Cuts a list of contents: links that follow each other to headings further below, which say the same.

    Of such lists 73 of 88 sites had none in the gold (news and WCXB), and each entry stands below as a heading.
    """
    blocks, entries = case.verdict.document.blocks, case.rows.leads
    start = 0 if sum(entries) >= _ENTRIES else len(entries)  # most pages have none
    while start < len(entries):
        end = start
        while end < len(entries) and _in_contents(blocks[end], entries[end]):
            end += 1
        found = sum(entries[start:end])
        if found >= _ENTRIES and 2 * found >= end - start:
            if start and _heads_contents(case, start - 1):
                start -= 1
            for index in range(start, end):
                case.cut(index, "navigation", "page.contents", 0.9, "In a list of links to headings further below.")
        start = end + 1


def _in_contents(block: Block, leads: bool) -> bool:
    evidence = block.evidence
    if leads or evidence is None:
        return leads
    return 5 * evidence.link_chars >= 4 * len(block.text) and all(link.startswith("#") for link in evidence.links)


def _heads_contents(case: Case, index: int) -> bool:
    """Whether a line is the title of the list of contents below it: a rule knows it, or the list's names."""
    evidence = case.verdict.document.blocks[index].evidence
    if case.measures[index].words > _TITLE_WORDS or evidence is None:
        return False
    known = any(match.rule.label == "navigation" for match in case.rows.whole.get(index, ()))
    return known or not _CONTENTS.isdisjoint(evidence.names[: evidence.own_names + 6])


def cut_pull_quotes(case: Case) -> None:
    """Cuts a quote set apart that only repeats words of a paragraph that stays.

    In a quote, an aside or a box named so; but not in forums, where posts quote each other. Of such blocks 10 of 12 on 8
    news sites stood in the gold once. Few sites, but what is cut still stands in the paragraph.
    """
    blocks = case.verdict.document.blocks
    kept = case.verdict.kept()
    quotes = [index for index in kept if _is_set_apart(blocks[index])][:_MOST]
    if not quotes:
        return
    said = {index: f" {_said(case.texts[index])} " for index in kept}
    whole = "\n".join(said.values())
    for index in quotes:
        text = said[index]
        if _SHORTEST <= len(text) <= _LONGEST and whole.count(text) > 1:
            if any(len(other) > len(text) and text in other and case.free(at) for at, other in said.items()):
                reason = "A quote set apart, whose words stand in a paragraph too."
                case.cut(index, "duplicate", "page.pull-quote", 0.9, reason)


def _is_set_apart(block: Block) -> bool:
    evidence = block.evidence
    if evidence is None or evidence.level or "code" in evidence.regions:
        return False
    named = any(name.startswith("pull") for name in evidence.names[: evidence.own_names + 6])
    return named or bool(evidence.regions & {"quote", "aside"})


def _said(text: str) -> str:
    return " ".join(_WORDS.findall(fold(text)))
