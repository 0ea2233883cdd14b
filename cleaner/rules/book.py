"""The rule book: packs, read when their language is first needed, compiled once, matched against lines."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from cleaner.errors import CleanerError
from cleaner.languages.codes import holds_for, normal_code
from cleaner.registry import heuristics
from cleaner.rules.examples import require_good
from cleaner.rules.load import PACKS, PackFile, check_unique, digest, find_packs
from cleaner.rules.matcher import Matcher
from cleaner.rules.names import NameRules
from cleaner.rules.rule import Match, Rule
from cleaner.rules.site import Site
from cleaner.rules.wishes import Wish, on_host, require_labels, require_rules, unknown_rule

__all__ = ["Match", "RuleBook"]

_ANY = ("any", "en")
"""Languages whose rules are asked whatever a document's language is."""

_MOST_SITES = 64
"""Compiled rule sets of hosts that are kept; a host's set is small and quick to build again."""

_MOST_NAMES = 8192
"""Remembered answers of `match_names`; the elements of a site repeat the same names."""


class RuleBook:
    """All rules that hold in a run. Make one with `RuleBook.load`.

    Picklable: what is compiled stays behind and is built again where it is needed. Not to be shared between threads
    while rules are still being read (one for each process, as `Cleaner` does it).

    Attributes:
        version: twelve hexadecimal digits, a digest of the content of all packs.
    """

    def __init__(
        self,
        packs: Sequence[PackFile],
        own: Sequence[Rule],
        keeping: Sequence[Rule],
        wishes: Sequence[Wish],
        sites: Sequence[Site],
        version: str,
    ) -> None:
        """For `load`.

        Args:
            packs: built-in packs, unread; the first part of their name is their language.
            own: the user's rules, checked. keeping: those that keep lines. wishes: whose cuts stay in.
            sites: what was learned of sites. version: digest of all.
        """
        self.version = version
        self._keeping = list(keeping)
        self._wishes = list(wishes)
        self._learned = _by_host(sites)
        self._packs: dict[str, list[PackFile]] = {}
        for pack in packs:
            self._packs.setdefault(pack.name.partition("/")[0], []).append(pack)
        self._own = list(own)
        self._read: dict[str, list[Rule]] = {}
        self._forget()

    def _forget(self) -> None:
        self._keepers: Matcher | None = None
        self._matchers: dict[tuple[str, ...], Matcher] = {}
        self._asked: dict[str | None, list[Matcher]] = {}
        self._sites: OrderedDict[tuple[str | None, frozenset[str]], Matcher] = OrderedDict()
        self._hosts: dict[str | None, dict[str, list[Rule]]] = {}
        self._known: tuple[tuple[str | None, str | None], frozenset[str]] = ((None, None), frozenset())
        self._name_rules: dict[tuple[str | None, frozenset[str]], NameRules] = {}
        self._names: OrderedDict[tuple[object, ...], Match | None] = OrderedDict()

    def __getstate__(self) -> dict[str, Any]:
        kept = ("version", "_packs", "_own", "_keeping", "_wishes", "_learned", "_read")
        return {name: getattr(self, name) for name in kept}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._forget()

    @classmethod
    def load(
        cls,
        folders: Sequence[Path | str] = (),
        *,
        packs: Path | str | None = PACKS,
        keep: Sequence[str] = (),
        without: Sequence[str] = (),
        learned: Sequence[Site] = (),
    ) -> RuleBook:
        """Opens the built-in packs and the user's own.

        Built-in packs are read when a document's language first needs them. The user's are read, checked and tried on
        their examples at once.

        Args:
            folders: the user's folders, flat or nested; each *.yaml in them is a pack.
            packs: the folder of the built-in packs, one subfolder a language; None for no built-in rules.
            keep, without: globs of labels and of ids whose cuts stay in.
            learned: of sites, besides what the packs say.

        Raises:
            CleanerError: code "bad-rule", if a user's pack is not as docs/rules.md says; "unknown-label" or
                "unknown-rule", if nothing has such a label or id.
        """
        built_in = find_packs(Path(packs)) if packs is not None else []
        own_packs = [find_packs(Path(folder)) for folder in folders]
        for folder, found in zip(folders, own_packs, strict=True):
            if not found:
                raise CleanerError(
                    f"The folder {str(folder)!r} holds no packs.", hint="Packs are files named *.yaml.", code="bad-rule"
                )
        read = [pack.read_own() for found in own_packs for pack in found]
        own = [replace(rule, own=True) for pack in read for rule in pack.rules]
        keeping = [pack.keeping for pack in read if pack.keeping]
        for rule in (*own, *keeping):
            require_good(rule)
        wishes = [Wish(rules=pack.off, hosts=pack.hosts) for pack in read if pack.off]
        wishes += [Wish(tuple(keep), tuple(without))] if keep or without else []
        sites = [pack.site for pack in read if pack.site]
        book = cls(built_in, own, keeping, wishes, sites, digest([built_in, *own_packs], (keep, without)))
        require_labels(keep)
        require_rules(without, book.ids() if without else (), None, "unknown-rule")
        for file, pack in zip([file for found in own_packs for file in found], read, strict=True):
            require_rules(pack.off, book.ids() if pack.off else (), file.file, "bad-rule")
        for language in sorted({rule.language for rule in own}):
            check_unique([*book._built_in(language), *(rule for rule in own if rule.language == language)])
        return book.with_sites(learned)

    def with_sites(self, sites: Sequence[Site]) -> RuleBook:
        """The same rules, and what was learned of sites besides; shares what is compiled."""
        if not sites:
            return self
        book = object.__new__(RuleBook)
        book.__dict__.update(self.__dict__)
        book._learned = {**self._learned, **_by_host(sites)}
        for site in sites:
            book.version = hashlib.blake2b(f"{book.version} {site.to_yaml()}".encode(), digest_size=6).hexdigest()
        return book

    def languages(self) -> list[str]:
        """Codes of all languages that have rules, "any" among them, sorted."""
        return sorted({*self._packs, *(rule.language for rule in self._own)})

    @property
    def rules(self) -> list[Rule]:
        """All rules: the built-in packs by language and pack, then the user's, each in the order of its file."""
        return [rule for language in sorted(self._packs) for rule in self._built_in(language)] + self._own

    def get(self, rule_id: str) -> Rule:
        """The rule of an id.

        Raises:
            CleanerError: code "unknown-rule", if there is none.
        """
        for rule in [*self._built_in(rule_id.partition(".")[0]), *self._own]:
            if rule.id == rule_id:
                return rule
        raise unknown_rule(rule_id, self.ids())

    def ids(self) -> list[str]:
        """The ids of all that a record can name: rules, heuristics, models and repairs."""
        return [*heuristics(), *(rule.id for rule in self.rules)]

    @property
    def has_wishes(self) -> bool:
        """Whether the user wants something kept."""
        return bool(self._wishes or self._keeping)

    def site(self, host: str | None) -> Site | None:
        """What was learned of a host, else of the nearest above it, else of any."""
        if not self._learned:
            return None
        return next((site for name in [*_hosts_above(host), ""] if (site := self._learned.get(name))), None)

    def stays(self, label: str, rule: str, host: str | None) -> bool:
        """Whether the user wants kept what a rule cuts with a label on a page of a host."""
        return any(wish.holds(label, rule, host) for wish in self._wishes)

    def kept_lines(self, lines: Sequence[str], language: str | None, host: str | None) -> frozenset[int]:
        """The indices of the lines that the user's packs keep.

        Args:
            lines, language, host: as for `match_lines`.
        """
        if not self._keeping:
            return frozenset()
        if self._keepers is None:
            self._keepers = Matcher(self._keeping)
        found = self._keepers.match(lines)
        return frozenset(i for i, m in found if holds_for(m.rule.language, language) and on_host(m.rule.hosts, host))

    def match(self, text: str, language: str | None = None, host: str | None = None) -> list[Match]:
        """Matches of one line; for many lines `match_lines` is quicker."""
        return [match for _, match in self.match_lines((text,), language, host)]

    def match_lines(
        self, lines: Sequence[str], language: str | None, host: str | None = None
    ) -> list[tuple[int, Match]]:
        """The rules that fire on a document's lines; zones are for the judge to look at.

        Rules of "any", of English and of the document's language are asked.

        Args:
            lines: a document's lines, as they stand; a line break in one counts as a space.
            language: BCP 47 code of the document; None where unknown: then rules of all languages are asked.
            host: the host that the document comes from; rules of packs with `hosts` hold only there.

        Returns:
            (index of the line, match), by line, then by language and order of the rules, then by position. A whole-line rule gives
            at most one match a line, an inline rule one for each stretch.
        """
        language = None if language is None else normal_code(language)
        parts = [matcher.match(lines) for matcher in self._matchers_for(language)]
        site = self._site(language, host)
        if site is not None:
            parts.append(site.match(lines))
        found = [match for part in parts for match in part]
        if sum(map(bool, parts)) > 1:
            found.sort(key=_place)
        return found

    def match_names(
        self, names: tuple[str, ...], tags: Iterable[str] = (), language: str | None = None, host: str | None = None
    ) -> Match | None:
        """The first of the `names` rules that fire on an element.

        Args:
            names: words of its and its ancestors' names, as in `Evidence.names`.
            tags: names of the element and of those around it.
            language, host: as for `match_lines`.
        """
        language = None if language is None else normal_code(language)
        hosts = self._known_hosts(language, host)
        rules = self._names_for(language, hosts)
        around = rules.tags.intersection(tags)
        key = (names, around, language, hosts)
        if key not in self._names:
            self._names[key] = rules.match(names, around)
            if len(self._names) > _MOST_NAMES:
                self._names.popitem(last=False)
        else:
            self._names.move_to_end(key)
        return self._names[key]

    def _names_for(self, language: str | None, hosts: frozenset[str]) -> NameRules:
        key = (language, hosts)
        if key not in self._name_rules:
            if len(self._name_rules) >= _MOST_SITES:
                self._name_rules.clear()
            looking = [rule for rule in self._rules_for(language) if rule.names]
            rules = [rule for rule in looking if not rule.hosts or hosts.intersection(rule.hosts)]
            # Most languages have no such rules of their own.
            same = (one for one in self._name_rules.values() if one.rules == rules)
            self._name_rules[key] = next(same, None) or NameRules(rules)
        return self._name_rules[key]

    def _matchers_for(self, language: str | None) -> list[Matcher]:
        """The matchers of all packs that hold for a language: one of "any" and English, which are always asked, one of
        each other language, so that documents of many languages do not compile the same rules again and again."""
        if language not in self._asked:
            asked = []
            for code in self.languages():
                if not holds_for(code, language):
                    continue
                codes = _ANY if code in _ANY else (code,)
                if codes not in self._matchers:
                    rules = [rule for part in codes for rule in (*self._built_in(part), *self._own_of(part))]
                    self._matchers[codes] = Matcher([rule for rule in rules if not rule.hosts])
                if self._matchers[codes] not in asked:
                    asked.append(self._matchers[codes])
            self._asked[language] = asked
        return self._asked[language]

    def _own_of(self, language: str) -> list[Rule]:
        return [rule for rule in self._own if rule.language == language]

    def _built_in(self, language: str) -> list[Rule]:
        """Rules of the built-in packs of one folder, read when first asked for."""
        if language not in self._read:
            rules = [rule for pack in self._packs.get(language, ()) for rule in pack.read()]
            check_unique(rules)
            self._read[language] = rules
        return self._read[language]

    def _rules_for(self, language: str | None) -> list[Rule]:
        built_in = [rule for code in sorted(self._packs) if holds_for(code, language) for rule in self._built_in(code)]
        return built_in + [rule for rule in self._own if holds_for(rule.language, language)]

    def _known_hosts(self, language: str | None, host: str | None) -> frozenset[str]:
        """The host and those above it for which there are rules."""
        if self._known[0] == (language, host):  # asked for each element of a page
            return self._known[1]
        found = self._find_hosts(language, host)
        self._known = (language, host), found
        return found

    def _find_hosts(self, language: str | None, host: str | None) -> frozenset[str]:
        if language not in self._hosts:
            hosts: dict[str, list[Rule]] = {}
            for rule in self._rules_for(language):
                for name in rule.hosts:
                    hosts.setdefault(name, []).append(rule)
            self._hosts[language] = hosts
        known = self._hosts[language]
        return frozenset(known.keys() & _hosts_above(host)) if known else frozenset()

    def _site(self, language: str | None, host: str | None) -> Matcher | None:
        hosts = self._known_hosts(language, host)
        if not hosts:
            return None
        key = (language, hosts)
        if key in self._sites:
            self._sites.move_to_end(key)
        else:
            self._sites[key] = Matcher([rule for rule in self._rules_for(language) if hosts.intersection(rule.hosts)])
            if len(self._sites) > _MOST_SITES:
                self._sites.popitem(last=False)
        return self._sites[key]


def _by_host(sites: Iterable[Site]) -> dict[str, Site]:
    return {host: site for site in sites for host in site.hosts or ("",)}


def _hosts_above(host: str | None) -> list[str]:
    """A host and those above it, nearest first."""
    parts = host.lower().rstrip(".").split(".") if host else []
    # A host name has 127 parts at most.
    return [".".join(parts[at:]) for at in range(max(0, len(parts) - 127), len(parts))]


def _place(item: tuple[int, Match]) -> tuple[int, bool, str]:
    line, match = item
    return line, bool(match.rule.hosts), match.rule.language
