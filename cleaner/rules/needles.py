"""What is looked for in lines: strings, or a pattern with its needles, strings of which each line that it fits holds one."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from itertools import product
from string import digits
from typing import Any

from cleaner.rules import phrase as notation
from cleaner.rules.patterns import SIGNS, plain_pattern
from cleaner.rules.phrase import GAP, REST, Choice, Lists, Parts, Slot, expand, spaced
from cleaner.rules.rule import KINDS, PATTERN, Fault, Saying
from cleaner.rules.search import WORD_EDGE, needle
from cleaner.text.fold import fold, is_ornament, strip_ornaments
from cleaner.text.scripts import UNSPACED, letters_of

_LEAST = 3
"""Letters of a string that is worth searching for: so many lines hold a shorter one that the pattern is searched in all."""

_MOST_NEEDLES = 256
_COMMON = frozenset(" .,:;'\"-!?")
"""Signs that many lines hold."""

_EDGES = ("\n", " ", WORD_EDGE)
_SYLLABLE = re.compile(f"{UNSPACED.pattern}|{letters_of('Hangul').pattern}")
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
        found[Saying(PATTERN, text, regex, pattern_needles(regex, keywords), signs_of(regex))] = None
    return tuple(sorted(found, key=lambda saying: bool(saying.regex)))


def lines_and_words(found: Sequence[Saying]) -> dict[str, Any]:
    """The fields `lines` and `words` of a rule that looks for these."""
    lines = [saying.text for saying in found if saying.kind == "is" and not saying.regex]
    words = tuple(saying for saying in found if saying.kind != "is" or saying.regex)
    return {"lines": "\n".join(lines), "words": words}


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
            regex = notation.regex(parts, kind)
            return [Saying(kind, phrase, regex, needles(parts, kind), signs_of(regex))]
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
    return _rarest([*_runs(tuple(_parts(_parsed(pattern)))), frozenset(map(needle, keywords))])


def signs_of(pattern: str) -> str:
    """The few characters that are no letters and stand in few lines, of which each line that the pattern fits holds one; none if there are none."""
    return "".join(sorted(_signs(_parsed(pattern.replace(SIGNS, ""))) or ()))


def _parsed(pattern: str) -> Iterable[tuple[Any, Any]]:
    """The pattern as Python's `re` parses it; nothing where that cannot read it, as RE2 may all the same."""
    try:
        parsed: Iterable[tuple[Any, Any]] = _parser.parse(_CLASS.sub(r"\\w", plain_pattern(pattern)))
    except (re.error, RecursionError, OverflowError):
        return ()
    return parsed


def _signs(tree: Iterable[tuple[Any, Any]]) -> frozenset[str] | None:
    """The smallest set of signs of which whatever fits the tree holds one."""
    return min(filter(None, (_signs_of_part(str(kind), value) for kind, value in tree)), key=len, default=None)


def _signs_of_part(kind: str, value: Any) -> frozenset[str] | None:
    if kind == "LITERAL":
        found = {chr(value)}
    elif kind == "SUBPATTERN" or kind in ("MAX_REPEAT", "MIN_REPEAT") and value[0]:
        return _signs(value[-1])
    elif kind == "BRANCH":
        branches = list(map(_signs, value[1]))
        return None if None in branches else frozenset().union(*filter(None, branches))
    elif kind == "IN":
        found = set()
        for each, what in value:
            if str(what) == "CATEGORY_DIGIT":
                found.update(digits)
            elif str(each) == "LITERAL":
                found.add(chr(what))
            elif str(each) == "RANGE" and what[1] - what[0] < len(digits):
                found.update(map(chr, range(what[0], what[1] + 1)))
            else:
                return None
    else:
        return None
    return None if any(char in _COMMON or char.isalpha() for char in found) else frozenset(found)


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
        # Words that may be there any number of times, each with the space behind it, stand between words.
        words = isinstance(part, Choice) and all(choice[-1:] == (" ",) for choice in part.parts)
        between = words and all(string.endswith(_EDGES) for string in run)
        yield frozenset(needle(string + end) for string in run)
        run = more if more is not None else [WORD_EDGE if between else end]
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
    # A syllable, as a letter of a script without spaces is, tells as much as two letters. Beyond eight letters more tell nothing.
    return min(8, len(body) + len(_SYLLABLE.findall(body)) + needle.count("\n")) if body else 0
