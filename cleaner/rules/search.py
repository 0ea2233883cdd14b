"""What is looked for in lines that may have a phrase: the strings that it stands for, or a pattern and strings that a line must hold."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from itertools import product
from typing import Any

from cleaner.languages.data import shared
from cleaner.rules.matcher import WORD_EDGE, needle
from cleaner.rules.patterns import plain_pattern
from cleaner.rules.phrase import (
    GAP,
    REST,
    SPECIAL,
    Choice,
    Lists,
    Parts,
    PhraseError,
    Slot,
    bare,
    expand,
    parse,
    regex,
    spaced,
    spaced_in,
    strings,
)
from cleaner.rules.rule import Form
from cleaner.text.fold import fold, is_ornament, strip_ornaments
from cleaner.text.scripts import UNSPACED

_MOST_NEEDLES = 256
_ANY = Slot("")
_CLASS = re.compile(r"\\[pP](?:\w|\{\^?\w+\})")
_parser: Any = import_module("re._parser" if sys.version_info >= (3, 11) else "sre_parse")
_PLACES = {"AT_BEGINNING": "\n", "AT_END": "\n", "AT_BOUNDARY": WORD_EDGE}


def read_phrase(phrase: str, kind: str, language: str = "any", lists: Lists | None = None) -> Form | frozenset[str]:
    """A phrase as it is searched: the strings that it stands for, where they are few, else a form.

    Args:
        kind: one of `KINDS`. language, lists: as for `parse`.

    Raises:
        PhraseError: if it cannot be read, or looks for nothing.
    """
    if SPECIAL.search(phrase):
        parts = bare(parse(phrase, language, lists), kind)
        found = strings(parts)
        if found is None:
            return Form(phrase, regex(parts, kind), needles(parts, kind))
    else:
        found = frozenset({fold(phrase)})  # as most are
    if not all(found):
        raise PhraseError("stands for nothing at all, too", "sign up {now}?")
    if kind in ("starts", "ends") and any(all(map(is_ornament, string)) for string in found):
        raise PhraseError("looks for signs at the end of a line, which do not count there", "pattern: ['^>>']")
    start, end = kind in ("is", "starts"), kind in ("is", "ends")
    return frozenset(strip_ornaments(string, start, end) or string for string in found)


def needles(parts: Parts, kind: str) -> tuple[str, ...]:
    """Strings of which each line holds one that has the phrase: of the sets that can be told, the rarest; none if none can."""
    first = "\n" if kind in ("is", "starts") else "" if parts[0] is REST else WORD_EDGE
    last = "\n" if kind in ("is", "ends") else "" if parts[-1] is REST else WORD_EDGE
    return _rarest(_runs((first, *spaced(parts), last)))


def pattern_needles(pattern: str, keywords: Iterable[str] = ()) -> tuple[str, ...]:
    """As `needles`, of a pattern; its keywords, where they are rarer than what the pattern says."""
    try:
        told = list(_runs(tuple(_parts(_parser.parse(_CLASS.sub(r"\\w", plain_pattern(pattern)))))))
    except (re.error, RecursionError, OverflowError):  # RE2 may take it all the same
        told = []
    return _rarest([*told, _needles(keywords)])


def _rarest(found: Iterable[frozenset[str]]) -> tuple[str, ...]:
    """Of some sets of needles the rarest; none where so many lines hold one of it that it is not worth searching for."""
    best = max(found, key=rarity)
    return tuple(sorted(best)) if rarity(best) > _TOO_LIGHT else ()


def _parts(tree: Iterable[tuple[Any, Any]]) -> Iterator[str | Slot | Choice]:
    """The parts of a pattern that Python's `re` has parsed; a slot for all that is no text."""
    for kind, value in tree:
        name = str(kind)
        if name == "LITERAL":
            yield chr(value)
        elif name == "AT":
            yield _PLACES.get(str(value), "")
        elif name == "SUBPATTERN":
            yield from _parts(value[-1])
        elif name == "BRANCH":
            yield Choice(tuple(tuple(_parts(branch)) for branch in value[1]))
        elif name == "IN" and all(str(each) == "LITERAL" for each, _ in value):
            yield Choice(tuple((chr(code),) for _, code in value))
        elif name in ("MAX_REPEAT", "MIN_REPEAT") and value[:2] == (0, 1):
            yield Choice((tuple(_parts(value[2])),), optional=True)
        else:
            if name in ("MAX_REPEAT", "MIN_REPEAT") and value[0]:
                yield from _parts(value[2])
            yield _ANY


def _runs(parts: Parts) -> Iterable[frozenset[str]]:
    """For each run of parts that is a short list of strings, these; and of each choice the needles of its parts."""
    run = [""]
    for part in parts:
        more = expand((part,), _MOST_NEEDLES)
        if more is not None and len(run) * len(more) <= _MOST_NEEDLES:
            run = list(map("".join, product(run, more)))
            continue
        end = WORD_EDGE if part is GAP else ""
        yield _needles(string + end for string in run)
        run = more if more is not None else [end]
        if isinstance(part, Choice) and more is None and not part.optional and not part.repeated:
            inner = [max(_runs(spaced_in(choice)), key=rarity) for choice in part.parts]
            if sum(map(len, inner)) <= _MOST_NEEDLES:
                yield frozenset().union(*inner)
    yield _needles(run)


def _needles(strings: Iterable[str]) -> frozenset[str]:
    """The needles of some strings; of a single letter among signs ("(r)") these too, each as the ends of a line may leave it."""
    found: set[str] = set()
    for string in strings:
        text = string.strip("\n" + WORD_EDGE).replace(WORD_EDGE, "")
        inner = strip_ornaments(text)
        if len(inner) != 1 or len(text) == 1:
            found.add(needle(string))
            continue
        before, after = text.split(inner, 1)
        starts = {"\n"} if string[0] == "\n" else {before, "\n" * bool(before)}
        ends = {"\n"} if string[-1] == "\n" else {after, "\n" * bool(after)}
        found.update(start + inner + end for start in starts for end in ends)
    return frozenset(found)


_TOO_LIGHT = 1.4
"""Rarity up to which strings are no help: to search the pattern in all lines at once costs less."""


@cache
def _frequent() -> frozenset[str]:
    """Words that are far oftener in a line than their letters would let expect."""
    return frozenset(shared("frequent"))


def rarity(found: frozenset[str]) -> float:
    """How seldom a line holds one of some strings by chance: the logarithm of one line in so many; 0 for all lines."""
    if not found or not all(string.strip("\n" + WORD_EDGE) for string in found):
        return 0
    return max(0.0, -math.log(sum(_BASE ** -_rarity(string) for string in found), _BASE))


_BASE = 15


@cache
def _rarity(string: str) -> float:
    body = string.strip("\n" + WORD_EDGE)
    tied = 1.4 * string.count("\n") + 0.4 * string.count(WORD_EDGE)
    if body in _frequent():
        return 0.5 + tied
    return tied + sum(2.5 if UNSPACED.match(char) else 1.0 if char in "etaoinsrhl " else 1.4 for char in body[:6])
