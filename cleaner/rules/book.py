"""The rule book: packs, read when their language is first needed, compiled once, matched against lines."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from fnmatch import fnmatchcase
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from cleaner.document import LABELS
from cleaner.errors import CleanerError, did_you_mean
from cleaner.languages.data import holds_for, normal_code
from cleaner.registry import HEURISTICS
from cleaner.rules.load import PACKS, PackFile, check_unique, digest, find_packs
from cleaner.rules.matcher import Matcher, Table, place
from cleaner.rules.names import NameRules
from cleaner.rules.rule import CODE, Match, Rule
from cleaner.rules.site import Site

_ANY = ("any", "en")
"""Languages whose rules are asked whatever a document's language is."""

_MOST_SITES = 64
"""Hosts and languages whose parts are kept; a host's own part is small and quick to build again."""

_REPAIRS = "repair."
_NEAR = 5


class Wish(NamedTuple):
    """Labels and rules whose cuts the user does not want.

    Attributes:
        labels, rules: globs of labels and of ids ("en.newsletter.*").
        hosts: it holds on these hosts and their subdomains; everywhere if empty.
    """

    labels: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()

    def holds(self, label: str, rule: str, host: str | None) -> bool:
        """Whether it keeps what a rule cuts with a label on a page of a host."""
        globs = [(label, glob) for glob in self.labels] + [(rule, glob) for glob in self.rules]
        return any(fnmatchcase(*pair) for pair in globs) and _on_host(self.hosts, host)


_Key = tuple[tuple[str, ...], frozenset[str]]
"""Of a part: codes of its languages, and on which hosts its rules hold; anywhere if there are none."""


class _Part(NamedTuple):
    """The rules of some languages, compiled: those that hold on some hosts alone, or those that hold anywhere.

    Attributes:
        named: those that look at names.
        hosts: those to which other rules of these languages are limited.
    """

    lines: Table
    named: list[Rule]
    hosts: frozenset[str]


class RuleBook:
    """All rules that hold in a run.

    Packs that ship are read when a document's language first needs them. The user's are read, checked and tried on their
    examples at once. Not to be shared between threads while rules are still being read (one for each process, as
    `Cleaner` does it).

    Args:
        folders: the user's folders, flat or nested; each *.yaml in them is a pack.
        packs: the folder of the packs that ship, one subfolder a language; None for none of them.
        keep, without: globs of labels, and of ids of rules, whose cuts the user does not want.
        learned: what was learned of sites, besides what the packs say of them.

    Attributes:
        version: twelve hexadecimal digits, a digest of the content of all packs.

    Raises:
        CleanerError: code "bad-rule", if a user's pack is not as docs/rules.md says; "unknown-label" or "unknown-rule", if
            nothing has such a label or id.
    """

    def __init__(
        self,
        folders: Sequence[Path | str] = (),
        *,
        packs: Path | str | None = PACKS,
        keep: Sequence[str] = (),
        without: Sequence[str] = (),
        learned: Sequence[Site] = (),
    ) -> None:
        shipped = find_packs(Path(packs)) if packs is not None else []
        files = list(map(find_packs, map(Path, folders)))
        read = [(file.file, file.read()) for file in chain(*files)]
        self.version = digest([shipped, *files], (keep, without))
        self._shipped: dict[str, list[PackFile]] = defaultdict(list)
        for file in shipped:
            self._shipped[file.name.partition("/")[0]].append(file)
        self._read: dict[str, list[Rule]] = {}
        self._own = [replace(rule, own=True) for _, pack in read for rule in pack.rules]
        keeping = [pack.keeping for _, pack in read if pack.keeping]
        if read:
            from cleaner.rules.examples import require_good

            require_good([*self._own, *keeping])
        self._keepers = Matcher(Table(keeping)) if keeping else None
        self._wishes = [Wish(rules=pack.off, hosts=pack.hosts) for _, pack in read if pack.off]
        self._wishes += [Wish(tuple(keep), tuple(without))] if keep or without else []
        self._learned: dict[str, Site] = {}
        self._parts: dict[_Key, _Part] = {}
        self._matchers: dict[tuple[_Key, ...], Matcher] = {}
        self._named: dict[tuple[_Key, ...], NameRules] = {}
        self._asked: dict[tuple[str | None, str | None], tuple[_Key, ...]] = {}
        _require_labels(keep)
        self._require(without, None, "unknown-rule")
        for where, pack in read:
            self._require(pack.off, where, CODE)
        self._require_unique()
        self._learn([pack.site for _, pack in read if pack.site] + list(learned))

    def with_sites(self, sites: Sequence[Site]) -> RuleBook:
        """The same rules, and what was learned of sites besides; shares what is compiled."""
        book = copy(self)
        book._learn(sites)
        return book

    def _learn(self, sites: Sequence[Site]) -> None:
        self._learned = self._learned | {host: site for site in sites for host in site.hosts or ("",)}
        for site in sites:
            self.version = hashlib.blake2b(f"{self.version} {site.to_yaml()}".encode(), digest_size=6).hexdigest()

    def _require_unique(self) -> None:
        for language in sorted({rule.language for rule in self._own}):
            check_unique(self._of(language))

    def _require(self, globs: Sequence[str], where: str | None, code: str) -> None:
        """Refuses a glob that fits the id of no rule or heuristic that cuts. `where`: the pack that has the glob, if one has."""
        known = self.ids() if globs else []
        for glob in globs:
            fitting = [rule for rule in known if fnmatchcase(rule, glob)]
            if not fitting:
                raise _unknown(glob, known, where, code)
            if all(rule.startswith(_REPAIRS) for rule in fitting):
                hint = "`Article.repairs` lists what was repaired and `restore()` undoes it."
                raise CleanerError(f'"{glob}" names repairs, which cut nothing.', where=where, hint=hint, code=code)

    def languages(self) -> list[str]:
        """Codes of all languages that have rules, "any" among them, sorted."""
        return sorted({*self._shipped, *(rule.language for rule in self._own)})

    @property
    def rules(self) -> list[Rule]:
        """All rules: the packs that ship by language and pack, then the user's, each in the order of its file."""
        return [rule for language in sorted(self._shipped) for rule in self._built_in(language)] + self._own

    def get(self, rule_id: str) -> Rule:
        """The rule of an id.

        Raises:
            CleanerError: code "unknown-rule", if there is none.
        """
        for rule in self._of(rule_id.partition(".")[0]):
            if rule.id == rule_id:
                return rule
        raise _unknown(rule_id, self.ids())

    def ids(self) -> list[str]:
        """The ids of all that a record can name: rules, heuristics, models and repairs."""
        return [*HEURISTICS, *(rule.id for rule in self.rules)]

    @property
    def has_wishes(self) -> bool:
        """Whether the user wants something kept."""
        return bool(self._wishes or self._keepers)

    def site(self, host: str | None) -> Site | None:
        """What was learned of a host, else of the nearest domain above it, else of all hosts."""
        if not self._learned:
            return None
        return next((site for name in [*_hosts_above(host), ""] if (site := self._learned.get(name))), None)

    def stays(self, label: str, rule: str, host: str | None) -> bool:
        """Whether the user wants to keep what a rule cuts with a label on a page of a host."""
        return any(wish.holds(label, rule, host) for wish in self._wishes)

    def kept_lines(self, lines: Sequence[str], language: str | None, host: str | None) -> frozenset[int]:
        """The indices of the lines that the user's packs keep.

        Args:
            lines, language, host: as for `match_lines`.
        """
        found = self._keepers.match(lines) if self._keepers else []
        return frozenset(
            n for n, match in found if holds_for(match.rule.language, language) and _on_host(match.rule.hosts, host)
        )

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
        keys = self._keys_for(language, host)
        if keys not in self._matchers:
            self._matchers[keys] = Matcher(*(self._part(key).lines for key in keys))
        return self._matchers[keys].match(lines)

    def name_rules(self, language: str | None = None, host: str | None = None) -> NameRules:
        """The `names` rules that are asked about a document; the arguments are those of `match_lines`."""
        keys = tuple(key for key in self._keys_for(language, host) if self._part(key).named)
        if keys not in self._named:
            rules = [rule for key in keys for rule in self._part(key).named]
            self._named[keys] = NameRules(sorted(rules, key=lambda rule: place(Match(rule, 0, 0, ""))))
        return self._named[keys]

    def _keys_for(self, language: str | None, host: str | None) -> tuple[_Key, ...]:
        """Which parts are asked about documents of a language from a host."""
        if (language, host) not in self._asked:
            if len(self._asked) >= _MOST_SITES:
                self._asked.clear()
                self._parts = {key: part for key, part in self._parts.items() if not key[1]}
                self._matchers = {keys: m for keys, m in self._matchers.items() if not any(on for _, on in keys)}
                self._named = {keys: named for keys, named in self._named.items() if not any(on for _, on in keys)}
            code = None if language is None else normal_code(language)
            # "any" and English are always asked. Each other language is a part of its own: documents of many languages
            # do not compile the same rules again and again.
            groups = dict.fromkeys(_ANY if own in _ANY else (own,) for own in self.languages() if holds_for(own, code))
            above = frozenset(_hosts_above(host))
            anywhere = [(codes, frozenset[str]()) for codes in groups]
            here = [(codes, on) for codes in groups if (on := above & self._part((codes, frozenset())).hosts)]
            self._asked[language, host] = (*anywhere, *here)
        return self._asked[language, host]

    def _part(self, key: _Key) -> _Part:
        if key not in self._parts:
            codes, on = key
            rules = [rule for code in codes for rule in self._of(code)]
            chosen = [rule for rule in rules if (on & set(rule.hosts) if on else not rule.hosts)]
            hosts = frozenset(host for rule in rules for host in rule.hosts)
            self._parts[key] = _Part(Table(chosen), [rule for rule in chosen if rule.names], hosts)
        return self._parts[key]

    def _of(self, language: str) -> list[Rule]:
        """All rules of one language, the user's last."""
        return [*self._built_in(language), *(rule for rule in self._own if rule.language == language)]

    def _built_in(self, language: str) -> list[Rule]:
        """Rules of the packs of one folder that ship, read when first asked for."""
        if language not in self._read:
            rules = [rule for file in self._shipped.get(language, ()) for rule in file.read_shipped()]
            check_unique(rules)
            self._read[language] = rules
        return self._read[language]


def _require_labels(globs: Sequence[str]) -> None:
    for glob in globs:
        if not any(fnmatchcase(label, glob) for label in LABELS):
            raise CleanerError(f'There is no label "{glob}".', hint=did_you_mean(glob, LABELS), code="unknown-label")


def _unknown(rule: str, known: Sequence[str], where: str | None = None, code: str = "unknown-rule") -> CleanerError:
    """The error for an id that does not exist; it suggests the nearest that does."""
    return CleanerError(f'There is no rule "{rule}".', where=where, hint=did_you_mean(rule, known, _NEAR), code=code)


def _on_host(hosts: Sequence[str], host: str | None) -> bool:
    """Whether a host is one of these or a subdomain of one. Where there are none, every host is."""
    dotted = "." + (host or "").lower().rstrip(".")
    return not hosts or any(dotted.endswith("." + name) for name in hosts)


def _hosts_above(host: str | None) -> list[str]:
    """A host and those above it, nearest first."""
    parts = host.lower().rstrip(".").split(".") if host else []
    # A host name has 127 parts at most.
    return [".".join(parts[at:]) for at in range(max(0, len(parts) - 127), len(parts))]
