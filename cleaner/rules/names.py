"""Rules that look at the names (class, id, role, itemprop) of an HTML element."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cleaner.rules.rule import Match, Rule

_MOST = 8192
"""Remembered answers: the elements of a site repeat the same names."""


class NameRules:
    """The `names` rules of some packs.

    Attributes:
        tags: of elements that any of them asks for.
    """

    __slots__ = ("_known", "_lengths", "_runs", "tags")

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._known: dict[tuple[tuple[str, ...], frozenset[str]], Match | None] = {}
        rules = [rule for rule in rules if rule.names]
        self.tags = frozenset(tag for rule in rules for tag in rule.tags)
        # Each run of words with its rules and both their places; by its first word, how long such runs are.
        self._runs: dict[tuple[str, ...], list[tuple[int, int, Rule]]] = {}
        self._lengths: dict[str, set[int]] = {}
        for order, rule in enumerate(rules):
            for number, words in enumerate(rule.names):
                self._runs.setdefault(words, []).append((order, number, rule))
                self._lengths.setdefault(words[0], set()).add(len(words))

    def match(self, names: Sequence[str], tags: Iterable[str] = ()) -> Match | None:
        """The first of the rules that fires on an element, with the first run of words that it finds.

        Args:
            names: as `Evidence.names`. tags: names of the element and of those around it.
        """
        key = tuple(names), self.tags.intersection(tags)
        try:
            return self._known[key]
        except KeyError:
            if len(self._known) >= _MOST:
                self._known.clear()
            found = self._known[key] = self._find(*key)
            return found

    def _find(self, names: tuple[str, ...], around: frozenset[str]) -> Match | None:
        lengths = self._lengths
        found = [
            (order, at, number, names[at : at + length], rule)
            for at, name in enumerate(names)
            if name in lengths
            for length in lengths[name]
            for order, number, rule in self._runs.get(names[at : at + length], ())
            if not rule.tags or rule.tags & around
        ]
        if not found:
            return None
        *_, words, rule = min(found, key=lambda item: item[:3])
        return Match(rule, 0, 0, f"named “{'-'.join(words)}”")
