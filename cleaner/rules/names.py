"""Rules that look at the names (class, id, role, itemprop) of an HTML element."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import compress
from operator import is_

from cleaner.document import Evidence
from cleaner.rules.rule import Match, Rule

_Run = tuple[int, int, tuple[str, ...], Match]
"""Words in a row that a rule looks for: the places of the rule, and of the words among its own; and what it says of them."""
_Hit = tuple[int, int, int, Match]
"""A run that some names hold: the rule's place, where the words begin, counted from the names' end (below 0), and the rest of the
run. The least hit counts."""


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
        runs = [
            (order, number, words, Match(rule, 0, 0, f"named “{'-'.join(words)}”"))
            for order, rule in enumerate(rules)
            for number, words in enumerate(rule.names)
        ]
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
        known: dict[object, Match | None] = {}
        before: tuple[str, ...] = ()
        hits: list[_Hit] = []
        for element in elements:
            names = element.names if element else ()
            around = self.tags.intersection((element.tag, *element.ancestors)) if self.tags and element else self.tags
            key = (names, around) if self.tags else names
            try:
                found.append(known[key])  # names are long: they are compared once
            except KeyError:
                same = [*map(is_, reversed(names), reversed(before)), False].index(False)
                hits = self._find(names, len(names) - same) + [hit for hit in hits if -hit[1] <= same]
                before = names
                first = min((hit for hit in hits if not hit[3].rule.tags or hit[3].rule.tags & around), default=None)
                known[key] = first[3] if first else None
                found.append(known[key])
        return found

    def _find(self, names: tuple[str, ...], until: int) -> list[_Hit]:
        """The runs that begin in the first words of some names."""
        begins = compress(range(until), map(self._runs.__contains__, names))
        following = (*names[1:], "")
        return [
            (order, at - len(names), number, match)
            for at in begins
            for order, number, words, match in self._runs[names[at]].get(following[at]) or self._runs[names[at]][""]
            if names[at : at + len(words)] == words
        ]
