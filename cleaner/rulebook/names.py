"""Rules that look at the names (class, id, role, itemprop) of an HTML element."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cleaner.rulebook.rule import Match, Rule

_HUMP = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][^\W\d_A-Z])")
_BREAK = re.compile(r"[\W_]+")


def split_names(attribute: str) -> list[str]:
    """The words of a class or id: lower-cased, split at anything but letters and digits and at camelCase humps.

    >>> split_names("newsletter-box footerSignUp ad_300")
    ['newsletter', 'box', 'footer', 'sign', 'up', 'ad', '300']
    """
    return [word for word in _BREAK.split(_HUMP.sub(" ", attribute).lower()) if word]


class NameRules:
    """The `names` rules of some packs."""

    __slots__ = ("_by_first",)

    def __init__(self, rules: Iterable[Rule]) -> None:
        by_first: dict[str, list[tuple[tuple[str, ...], int, Rule]]] = {}
        for order, rule in enumerate(rules):
            for words in rule.names:
                by_first.setdefault(words[0], []).append((words, order, rule))
        self._by_first = by_first

    def match(self, names: Sequence[str], tags: Iterable[str] = ()) -> list[Match]:
        """Matches of an element's names, each rule once, in the order of the rules.

        Args:
            names: as `Evidence.names`. tags: names of the element and of those around it.
        """
        if self._by_first.keys().isdisjoint(names):
            return []
        found: dict[int, Match] = {}
        around = frozenset(tags)
        for at, name in enumerate(names):
            for words, order, rule in self._by_first.get(name, ()):
                if (
                    order not in found
                    and (len(words) == 1 or tuple(names[at : at + len(words)]) == words)
                    and (not rule.tags or rule.tags & around)
                ):
                    found[order] = Match(rule, 0, 0, f"named “{'-'.join(words)}”")
        return [match for _, match in sorted(found.items(), key=lambda item: item[0])]
