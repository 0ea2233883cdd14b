"""Which strings guard a pattern: only lines that hold one of them are tried.

Any set that the pattern needs (`cleaner.rules.literals`), or its rule's keywords, will do; which one changes the
speed alone. The best is the one that the fewest lines hold, and finding it takes a while. So for the patterns of the
built-in packs it is found beforehand, on the examples of all rules, and kept in `cleaner/data/guards-LANGUAGE.json`:

    python -m cleaner.rules.measure

A pattern that is not in there (a user's, or one changed since) gets the set whose strings look rarest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from cleaner.rules.literals import BEGIN, END, required_strings, shortest, weight
from cleaner.rules.patterns import plain_pattern
from cleaner.rules.rule import MAX_WORDS, Guard, Needles, Rule
from cleaner.text.fold import is_ornament, trim

DATA = Path(__file__).resolve().parent.parent / "data"

SEEN = 16
"""Characters at each end of a line that are searched for what stands there."""

_BRIEF, _FEW = 6, 24
"""Length and number of the strings by which a line is looked at before a pattern is compiled: larger sets would spare one
compiled pattern in thirty more and take nine times the space."""

_TOO_LIGHT = 0.7
"""Weight up to which strings are no help: to search the pattern in all lines at once costs less."""


def is_wide(rule: Rule) -> bool:
    """Whether a rule looks at lines of any length, not at short ones only."""
    return rule.inline or rule.max_words > MAX_WORDS


def needles(rule: Rule) -> Needles:
    """What a rule is searched by: as worked out beforehand, else worked out now."""
    if rule.needles is not None:
        return rule.needles
    edges = {f"\n{phrase}"[:SEEN] for phrase in rule.starts} | {f"{phrase}\n"[-SEEN:] for phrase in rule.ends}
    return Needles(tuple(sorted(edges)), tuple(_guard(rule, pattern) for pattern in rule.pattern))


def _guard(rule: Rule, pattern: str) -> Guard:
    strings = guard(pattern, rule.keywords, rule.language)
    at_end = frozenset(string for string in strings if BEGIN in string or END in string)
    edges = {_cut(form) for string in at_end for form in tied(string)}
    return Guard(tuple(sorted(edges)), tuple(sorted(strings - at_end)), tuple(_besides(pattern, strings)))


def _besides(pattern: str, guard: frozenset[str]) -> Iterator[tuple[str, ...]]:
    """Sets of a few short strings that the pattern needs and of which its guard does not hold one anyway."""
    for needed in required_strings(plain_pattern(pattern)):
        bodies = shortest(frozenset(string.strip(BEGIN + END)[:_BRIEF] for string in needed))
        if len(bodies) <= _FEW and not (guard and all(any(body in string for body in bodies) for string in guard)):
            yield tuple(sorted(bodies))


def _cut(form: str) -> str:
    """A string with a line break at one end or both, cut to what is seen of a line's ends."""
    return form[:SEEN] if form.startswith("\n") else form[-SEEN:]


def guard(pattern: str, keywords: Sequence[str], language: str) -> frozenset[str]:
    """Strings of which each line holds one in which a rule's pattern may fire; empty where none are known.

    `cleaner.rules.literals.required_strings` tells of their form.
    """
    known = _known(language).get(key_of(pattern, keywords))
    if known is not None:
        return frozenset(known)
    best = max(wanted(pattern, keywords), key=weight, default=frozenset())
    return best if weight(best) > _TOO_LIGHT else frozenset()


def tied(string: str) -> list[str]:
    """The forms that a string at an end of a folded line takes in the trimmed line, with the line break beside it.

    Ornaments on the string's inner side are trimmed too where nothing but ornaments follows.
    """
    begins, ends = string.startswith(BEGIN), string.endswith(END)
    body = string.strip(BEGIN + END)
    if begins and ends:
        return [f"\n{body}\n"]
    if begins:
        return [f"\n{body}"] if not is_ornament(body[-1]) else [f"\n{body}", f"\n{trim(body)}\n"]
    return [f"{body}\n"] if not is_ornament(body[0]) else [f"{body}\n", f"\n{trim(body)}\n"]


def wanted(pattern: str, keywords: Sequence[str]) -> list[frozenset[str]]:
    """Sets of strings: each line in which a rule's pattern may fire holds a string of each set."""
    return required_strings(plain_pattern(pattern)) + ([frozenset(keywords)] if keywords else [])


def key_of(pattern: str, keywords: Sequence[str]) -> str:
    """The name of a pattern, with its rule's keywords, in the data."""
    import hashlib

    text = "\0".join([pattern, *sorted(keywords)])
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def forget_guards() -> None:
    """Reads the data anew when next asked: they were written just now."""
    _known.cache_clear()


@lru_cache(maxsize=64)
def _known(language: str) -> Mapping[str, Sequence[str]]:
    import json

    path = DATA / f"guards-{language}.json"
    if not path.is_file():
        return {}
    found: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
    return found
