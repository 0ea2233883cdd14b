"""Rules that look at the names (class, id, role, itemprop) of an HTML element."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cleaner.document import Evidence
from cleaner.rules.rule import Match, Rule
from cleaner.rules.search import strings


class NameRules:
    """The `names` rules among some rules, of which the first that fires counts."""

    __slots__ = ("_ranks", "_runs", "_strings", "_tags")

    def __init__(self, rules: Iterable[Rule]) -> None:
        # By rank the runs of words that rules look for: each between spaces; what its rule says; the rank of the next rule's first.
        self._runs: list[tuple[str, Match, int]] = []
        ranks: dict[str, list[int]] = {}
        for rule in rules:
            end = len(self._runs) + len(rule.names)
            for words in rule.names:
                ranks.setdefault(_line(words), []).append(len(self._runs))
                self._runs.append((_line(words), Match(rule, 0, 0, f"named “{'-'.join(words)}”"), end))
        self._tags = any(match.rule.tags for _, match, _ in self._runs)
        self._ranks = list(ranks.values())
        self._strings = strings([[run] for run in ranks], [1] * len(ranks))

    def match(self, names: tuple[str, ...], tags: Iterable[str] = ()) -> Match | None:
        """As `match_all`, of one element. tags: names of it and of those around it."""
        return self.match_all([Evidence("", tuple(tags), names)])[0]

    def match_all(self, elements: Sequence[Evidence | None]) -> list[Match | None]:
        """Of each element the first of the rules that fires on it, with the first run of words that it finds."""
        numbers: dict[tuple[str, ...], int] = {}  # names are long, and many elements have the same
        called = [numbers.setdefault(element.names if element else (), len(numbers)) for element in elements]
        lines = list(map(_line, numbers))
        ranks: list[list[int]] = [[] for _ in lines]
        for run, having in self._strings.find(lines, [0] * len(lines)).items():
            for line in having:
                ranks[line] += self._ranks[run]
        if not self._tags:
            found = list(map(self._first, lines, ranks))
            return [found[number] for number in called]
        return [self._first(lines[at], self._around(element, ranks[at])) for element, at in zip(elements, called)]

    def _around(self, element: Evidence | None, ranks: list[int]) -> list[int]:
        """The ranks of rules that hold in an element, by its tag and those of the elements around it."""
        tags = {element.tag, *element.ancestors} if element else set()
        return [rank for rank in ranks if not (wanted := self._runs[rank][1].rule.tags) or wanted & tags]

    def _first(self, line: str, ranks: list[int]) -> Match | None:
        """Of the runs of the first rule the first in the line; of those that begin there the first."""
        end = self._runs[min(ranks)][2] if ranks else 0
        same = [rank for rank in ranks if rank < end]
        if len(same) > 1:
            same = [min([(line.find(self._runs[rank][0]), rank) for rank in same])[1]]
        return self._runs[same[0]][1] if same else None


def _line(words: tuple[str, ...]) -> str:
    return f" {' '.join(words)} "
