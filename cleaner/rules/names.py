"""Rules that look at the names (class, id, role, itemprop) of an HTML element."""

from __future__ import annotations

from collections.abc import Iterable
from operator import eq

from cleaner.document import Evidence
from cleaner.rules.rule import Match, Rule

_Run = tuple[int, int, tuple[str, ...], Rule]
"""Words in a row that a rule looks for: the places of the rule, and of the words among its own."""
_Hit = tuple[int, int, int, tuple[str, ...], Rule]
"""A run that some names hold: the rule's place, where the words begin, counted from the names' end (below 0), and as above.
The least hit counts."""


class NameRules:
    """The `names` rules among some rules, of which the first that fires counts.

    Attributes:
        tags: of elements that any of them asks for.
    """

    __slots__ = ("_runs", "tags")

    def __init__(self, rules: Iterable[Rule]) -> None:
        rules = [rule for rule in rules if rule.names]
        self.tags = frozenset(tag for rule in rules for tag in rule.tags)
        # By their first word, then by the second: what may begin there. Runs of one word stand with each second word.
        self._runs: dict[str, dict[str, list[_Run]]] = {}
        runs = [(order, at, words, rule) for order, rule in enumerate(rules) for at, words in enumerate(rule.names)]
        for run in sorted(runs, key=lambda run: -len(run[2])):
            first, *then = run[2]
            seconds = self._runs.setdefault(first, {"": []})
            for second in then[:1] or seconds:
                seconds.setdefault(second, []).append(run)

    def match(self, names: tuple[str, ...], tags: Iterable[str] = ()) -> Match | None:
        """As `match_all`, of one element. tags: names of it and of those around it."""
        return self.match_all([Evidence("", tuple(tags), names)])[0]

    def match_all(self, elements: Iterable[Evidence | None]) -> list[Match | None]:
        """Of each element the first of the rules that fires on it, with the first run of words that it finds.

        Of neighbours, which mostly lie in the same elements, only names that differ are read.
        """
        found: list[Match | None] = []
        known: dict[tuple[tuple[str, ...], frozenset[str]], Match | None] = {}
        before: tuple[str, ...] = ()
        hits: list[_Hit] = []
        for element in elements:
            names = element.names if element else ()
            around = self.tags.intersection((element.tag, *element.ancestors)) if self.tags and element else self.tags
            if (names, around) not in known:
                same = [*map(eq, reversed(names), reversed(before)), False].index(False)
                hits = self._find(names, len(names) - same) + [hit for hit in hits if -hit[1] <= same]
                before = names
                known[names, around] = _first([hit for hit in hits if not hit[4].tags or hit[4].tags & around])
            found.append(known[names, around])
        return found

    def _find(self, names: tuple[str, ...], until: int) -> list[_Hit]:
        """The runs that begin in the first words of some names."""
        begun = zip(map(self._runs.get, names[:until]), (*names[1:], ""))
        return [
            (order, at - len(names), number, words, rule)
            for at, (seconds, second) in enumerate(begun)
            if seconds
            for order, number, words, rule in seconds.get(second) or seconds[""]
            if names[at : at + len(words)] == words
        ]


def _first(hits: list[_Hit]) -> Match | None:
    if not hits:
        return None
    *_, words, rule = min(hits, key=lambda hit: hit[:3])
    return Match(rule, 0, 0, f"named “{'-'.join(words)}”")
