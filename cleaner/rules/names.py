"""Rules that look at the names (class, id, role, itemprop) of an HTML element."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cleaner.rules.rule import Match, Rule

_HUMP = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][^\W\d_A-Z])")
_BREAK = re.compile(r"[\W_]+")


def split_names(attribute: str) -> list[str]:
    """The words of a class or id: lower-cased, split at anything but letters and digits and at camelCase humps.

    >>> split_names("newsletter-box footerSignUp ad_300")
    ['newsletter', 'box', 'footer', 'sign', 'up', 'ad', '300']
    """
    return [word for word in _BREAK.split(_HUMP.sub(" ", attribute).lower()) if word]


class _Node:
    """Where a run of words leads: to the rules that look for it, and to longer runs.

    Attributes:
        rules: place of each rule among the rules, place of the run in the rule, the rule.
        longer: by the word that follows.
    """

    __slots__ = ("longer", "rules")

    def __init__(self) -> None:
        self.rules: list[tuple[int, int, Rule]] = []
        self.longer: dict[str, _Node] = {}


class NameRules:
    """The `names` rules of some packs.

    Attributes:
        rules: those rules. tags: of elements that any of them asks for.
    """

    __slots__ = ("_first", "rules", "tags")

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = list(rules)
        start = _Node()
        for order, rule in enumerate(self.rules):
            for number, words in enumerate(rule.names):
                node = start
                for word in words:
                    node = node.longer.get(word) or node.longer.setdefault(word, _Node())
                node.rules.append((order, number, rule))
        self._first = start.longer
        self.tags = frozenset(tag for rule in self.rules for tag in rule.tags if rule.names)

    def match(self, names: Sequence[str], tags: Iterable[str] = ()) -> Match | None:
        """The first of the rules that fires on an element, with the first run of words that it finds.

        Args:
            names: as `Evidence.names`. tags: names of the element and of those around it.
        """
        around = frozenset(tags)
        best: tuple[int, int, int, int, Rule] | None = None
        for at, name in enumerate(names):
            node = self._first.get(name)
            end = at + 1
            while node is not None:
                for order, number, rule in node.rules:
                    if (best is None or (order, at, number) < best[:3]) and (not rule.tags or rule.tags & around):
                        best = order, at, number, end, rule
                node = node.longer.get(names[end]) if end < len(names) else None
                end += 1
        if best is None:
            return None
        _, at, _, end, rule = best
        return Match(rule, 0, 0, f"named “{'-'.join(names[at:end])}”")
