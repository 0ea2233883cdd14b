"""What is looked for in lines: strings, or a pattern with its needles, strings of which each line that it fits holds one."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from itertools import product
from typing import Any

from cleaner.rules import phrase as notation
from cleaner.rules.patterns import plain_pattern
from cleaner.rules.phrase import GAP, REST, Choice, Lists, Parts, Slot, expand, spaced
from cleaner.rules.rule import KINDS, PATTERN, Fault, Saying
from cleaner.rules.search import WORD_EDGE, needle
from cleaner.text.fold import fold, is_ornament, strip_ornaments
from cleaner.text.scripts import UNSPACED

_LEAST = 3
"""Letters of a string that is worth searching for: so many lines hold a shorter one that the pattern is searched in all."""

_MOST_NEEDLES = 256
_ANY = Slot("")
_CLASS = re.compile(r"\\[pP](?:\w|\{\^?\w+\})")
_parser: Any = import_module("re._parser" if sys.version_info >= (3, 11) else "sre_parse")
_PLACES = {"AT_BEGINNING": "\n", "AT_END": "\n", "AT_BOUNDARY": WORD_EDGE}


def sayings(
    says: Mapping[str, Sequence[str]], keywords: Sequence[str], language: str, lists: Lists
) -> tuple[Saying, ...]:
    """What a rule's fields look for in lines, in the order in which it is tried: strings, then forms.

    Raises:
        Fault: if a phrase cannot be read.
    """
    found: dict[Saying, None] = {}
    for kind in KINDS:
        for phrase in says.get(kind, ()):
            try:
                found |= dict.fromkeys(read_phrase(phrase, kind, language, lists))
            except Fault as fault:
                raise Fault(f"has the phrase {phrase!r} under `{kind}`, which {fault}", fault.right) from fault
    for text in says.get(PATTERN, ()):
        try:
            regex = notation.fill(text, language, lists)
        except Fault as fault:
            raise Fault(f"has the pattern {text!r}, which {fault}", fault.right) from fault
        found[Saying(PATTERN, text, regex, pattern_needles(regex, keywords))] = None
    return tuple(sorted(found, key=lambda saying: bool(saying.regex)))


def read_phrase(phrase: str, kind: str, language: str = "any", lists: Lists | None = None) -> list[Saying]:
    """What a phrase stands for: strings where they are few, else a form.

    Args:
        kind: one of `KINDS`. language, lists: as for `parse`.

    Raises:
        Fault: if it cannot be read, or looks for nothing.
    """
    if notation.SPECIAL.search(phrase):
        parts = notation.bare(notation.parse(phrase, language, lists), kind)
        found = notation.strings(parts)
        if found is None:
            return [Saying(kind, phrase, notation.regex(parts, kind), needles(parts, kind))]
    else:
        found = frozenset({fold(phrase)})  # as most are
    if not all(found):
        raise Fault("stands for nothing at all, too", "sign up {now}?")
    if kind in ("starts", "ends") and any(all(map(is_ornament, string)) for string in found):
        raise Fault("looks for signs at the end of a line, which do not count there", "pattern: ['^>>']")
    start, end = kind in ("is", "starts"), kind in ("is", "ends")
    return [Saying(kind, strip_ornaments(string, start, end) or string) for string in sorted(found)]


def needles(parts: Parts, kind: str) -> tuple[str, ...]:
    """The rarest set of strings of which each line with the phrase holds one; none if there is no such set."""
    first = "\n" if kind in ("is", "starts") else "" if parts[0] is REST else WORD_EDGE
    last = "\n" if kind in ("is", "ends") else "" if parts[-1] is REST else WORD_EDGE
    return _rarest(_runs((first, *spaced(parts), last)))


def pattern_needles(pattern: str, keywords: Iterable[str] = ()) -> tuple[str, ...]:
    """As `needles`, for a pattern: strings from the pattern or, where these are rarer, its keywords."""
    try:
        told = list(_runs(tuple(_parts(_parser.parse(_CLASS.sub(r"\\w", plain_pattern(pattern)))))))
    except (re.error, RecursionError, OverflowError):  # RE2 may take it all the same
        told = []
    return _rarest([*told, frozenset(map(needle, keywords))])


def _rarest(found: Iterable[frozenset[str]]) -> tuple[str, ...]:
    """The rarest of some sets of needles; none where even that is in so many lines that searching for it is no use."""
    best = max(found, key=_weight)
    return tuple(sorted(best)) if _weight(best)[0] >= _LEAST else ()


def _parts(tree: Iterable[tuple[Any, Any]]) -> Iterator[str | Slot | Choice]:
    """The parts of a pattern that Python's `re` has parsed; a slot for whatever is not text."""
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
    """Sets of needles: one for each run of parts that stands for few strings, and one for each choice, from all of its parts."""
    run = [""]
    for part in parts:
        more = expand((part,), _MOST_NEEDLES)
        if more is not None and len(run) * len(more) <= _MOST_NEEDLES:
            run = list(map("".join, product(run, more)))
            continue
        end = WORD_EDGE if part is GAP else ""
        yield frozenset(needle(string + end) for string in run)
        run = more if more is not None else [end]
        if isinstance(part, Choice) and more is None and not part.optional and not part.repeated:
            inner = [max(_runs(notation.spaced_in(choice)), key=_weight) for choice in part.parts]
            if sum(map(len, inner)) <= _MOST_NEEDLES:
                yield frozenset().union(*inner)
    yield frozenset(map(needle, run))


def _weight(found: frozenset[str]) -> tuple[int, int]:
    """How rare a set of strings is: the letters of the shortest one (an end of a line counts as one), then how few they are."""
    return min(map(_letters, found), default=0), -len(found)


def _letters(needle: str) -> int:
    body = needle.strip("\n" + WORD_EDGE)
    # A letter of a script without spaces tells as much as two others. Beyond eight letters more tell nothing.
    return min(8, sum(1 + bool(UNSPACED.match(char)) for char in body) + needle.count("\n")) if body else 0
