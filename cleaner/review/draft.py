"""Draft rule packs of what readers marked: lines that a site's pages keep, and lines that they lose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from cleaner.languages.data import normal_code
from cleaner.review.gold import Judged, cover, lines_of
from cleaner.rules.book import RuleBook
from cleaner.rules.rule import MAX_WORDS
from cleaner.rules.schema import HOST, LONGEST_KEPT
from cleaner.rules.skeleton import LOOKALIKES
from cleaner.text import address
from cleaner.text.fold import fold, trim
from cleaner.text.words import count_words, words_of

_CODE = re.compile(r"[a-z]{2,3}")
_BREAK = re.compile(r"[\r\n]|\Z")
_SENTENCE = 6
"""Words of the shortest line that serves as a lookalike."""


@dataclass(slots=True)
class Draft:
    """What was marked on the pages of one site in one language.

    Attributes:
        keep: lines that were cut and should stay. lines: by label, lines that should have been cut.
        stay: lines of the articles, as lookalikes.
    """

    keep: list[str] = field(default_factory=list)
    lines: dict[str, list[str]] = field(default_factory=dict)
    stay: list[str] = field(default_factory=list)


def drafts(documents: Iterable[Judged], book: RuleBook) -> Iterator[tuple[str, dict[str, Any]]]:
    """Packs, each with its name.

    A rule needs lines that it must not cut: those of the site's articles that share most words with its own are taken, or,
    where there are none that no other rule knows, the words in capitals that `cleaner rules new` leaves to be filled in.
    """
    groups: dict[tuple[str, str], Draft] = {}
    for document in documents:
        code = normal_code(document.record.get("language") or "any")
        host = address.host(document.record.get("url")) or ""
        key = code if _CODE.fullmatch(code) else "any", host if HOST.fullmatch(host) else ""
        _collect(groups.setdefault(key, Draft()), document)
    marked = {_same(line) for draft in groups.values() for lines in draft.lines.values() for line in lines}
    taken: set[str] = set()
    for (code, host), draft in sorted(groups.items()):
        if not draft.keep and not draft.lines:
            continue
        slug = _free("review-" + ("-".join(re.findall("[a-z0-9]+", host)) or "anywhere"), taken)
        stay = _lookalikes(draft.stay, code, marked, book)
        where = host or "pages whose address is not known: it holds everywhere"
        pack: dict[str, Any] = {
            "pack": f"{code}/{slug}",
            "language": code,
            **({"hosts": [host]} if host else {}),
            "about": f"A draft of what a reader marked on a review page, for {where}.",
            **({"keep": _unlike(draft.keep)} if draft.keep else {}),
        }
        if draft.lines:
            pack["rules"] = [
                _rule(code, slug, label, _unlike(lines), stay) for label, lines in sorted(draft.lines.items())
            ]
        yield pack["pack"], pack


def _collect(draft: Draft, document: Judged) -> None:
    source, painted = document.source, cover(document)
    for cut in document.wrong:
        # An inline cut has part of a line; what is kept is told by the whole line.
        start = max(source.rfind(sign, 0, cut.start) for sign in "\r\n") + 1
        end = _BREAK.search(source, cut.end).start()  # type: ignore[union-attr] # the end fits
        line = _squeezed(source[start:end])
        if line and count_words(line) <= LONGEST_KEPT:
            draft.keep.append(line)
    for missed in document.missed:
        line = _squeezed(source[missed.start : missed.end])
        if line and count_words(line) <= LONGEST_KEPT:
            draft.lines.setdefault(missed.label, []).append(line)
    for start, end in lines_of(source):
        line = _squeezed(source[start:end])
        if not any(painted[start:end]) and len(line.split()) >= _SENTENCE:
            draft.stay.append(line)


def _lookalikes(lines: list[str], code: str, marked: set[str], book: RuleBook) -> list[str]:
    """Lines that stay and that no rule would cut."""
    lines = [line for line in _unlike(lines) if _same(line) not in marked]
    known = {at for at, _ in book.match_lines(lines, None if code == "any" else code)}
    return [line for at, line in enumerate(lines) if at not in known]


def _rule(code: str, slug: str, label: str, lines: list[str], stay: list[str]) -> dict[str, Any]:
    words = {word for line in lines for word in words_of(line)}
    near = sorted(stay, key=lambda line: -len(words.intersection(words_of(line))))[:2]
    longest = max(map(count_words, lines))
    signed = [f"» {line}" for line in lines if _same(f"» {line}") == _same(line)]
    return {
        "id": f"{code}.{label}.{slug}",
        "what": f"Lines that a reader marked as {label.replace('_', ' ')}.",
        "label": label,
        "lines": lines,
        **({"max_words": str(longest)} if longest > MAX_WORDS else {}),
        "cut": [*lines, *(signed or lines)][: max(2, len(lines))],
        "keep": near if len(near) == 2 else [*near, *LOOKALIKES][:2],
    }


def _unlike(lines: list[str]) -> list[str]:
    """The first of each set of lines that a rule takes for the same."""
    return list({_same(line): line for line in reversed(lines)}.values())[::-1]


def _same(line: str) -> str:
    return trim(fold(line))


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _free(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    taken.add(free)
    return free
