"""Rules that look at the names (class, id, role, itemprop) of an HTML element."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cleaner.document import Evidence
from cleaner.rules.rule import Match, Rule
from cleaner.rules.search import strings

_Hit = tuple[int, int, str, Match]
"""A run of words that a rule looks for: the places of the rule, and of the run among its own; the run between spaces; what the rule
says where it stands."""


class NameRules:
    """The `names` rules among some rules, of which the first that fires counts."""

    __slots__ = ("_hits", "_strings", "_tags")

    def __init__(self, rules: Iterable[Rule]) -> None:
        rules = [rule for rule in rules if rule.names]
        self._tags = frozenset(tag for rule in rules for tag in rule.tags)
        runs: dict[str, list[_Hit]] = {}
        for order, rule in enumerate(rules):
            for number, words in enumerate(rule.names):
                match = Match(rule, 0, 0, f"named “{'-'.join(words)}”")
                runs.setdefault(_line(words), []).append((order, number, _line(words), match))
        self._hits = list(runs.values())
        self._strings = strings([[run] for run in runs], [1] * len(runs))

    def match(self, names: tuple[str, ...], tags: Iterable[str] = ()) -> Match | None:
        """As `match_all`, of one element. tags: names of it and of those around it."""
        return self.match_all([Evidence("", tuple(tags), names)])[0]

    def match_all(self, elements: Sequence[Evidence | None]) -> list[Match | None]:
        """Of each element the first of the rules that fires on it, with the first run of words that it finds."""
        numbers: dict[tuple[str, ...], int] = {}  # names are long, and many elements have the same
        called = [numbers.setdefault(element.names if element else (), len(numbers)) for element in elements]
        lines = list(map(_line, numbers))
        hits: list[list[_Hit]] = [[] for _ in lines]
        for run, having in self._strings.find(lines, [0] * len(lines)).items():
            for line in having:
                hits[line] += self._hits[run]
        if not self._tags:
            found = list(map(_first, lines, hits))
            return [found[number] for number in called]
        return [_first(lines[number], _around(element, hits[number])) for element, number in zip(elements, called)]


def _line(words: tuple[str, ...]) -> str:
    return f" {' '.join(words)} "


def _around(element: Evidence | None, hits: list[_Hit]) -> list[_Hit]:
    """The hits of rules that hold in an element, by its tag and those of the elements around it."""
    tags = {element.tag, *element.ancestors} if element else set()
    return [hit for hit in hits if not hit[3].rule.tags or hit[3].rule.tags & tags]


def _first(line: str, hits: list[_Hit]) -> Match | None:
    if not hits:
        return None
    first, *_ = min(hits)
    return min([(line.find(run), number, match) for order, number, run, match in hits if order == first])[2]
