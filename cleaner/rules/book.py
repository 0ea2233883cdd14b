"""The rule book: packs, read when their language is first needed, compiled once, matched against lines."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from cleaner.errors import CleanerError
from cleaner.languages.data import holds_for, normal_code
from cleaner.registry import HEURISTICS
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
"""Hosts and languages whose parts are kept; a host's own part is small and quick to build again."""


class _Part(NamedTuple):
    """The rules of some languages, compiled: those that hold on some hosts alone, or those that hold anywhere.

    Attributes:
        hosts: on which others of these languages hold.
    """

    lines: Matcher
    names: NameRules
    hosts: frozenset[str]


class RuleBook:
    """All rules that hold in a run. Make one with `RuleBook.load`.

    Not to be shared between threads while rules are still being read (one for each process, as `Cleaner` does it).

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
        """For `load`: packs that are unread, rules of the user's that are checked, a digest of all."""
        self.version = version
        self._keeping = list(keeping)
        self._wishes = list(wishes)
        self._learned = _by_host(sites)
        self._packs: dict[str, list[PackFile]] = {}
        for pack in packs:
            self._packs.setdefault(pack.name.partition("/")[0], []).append(pack)
        self._own = list(own)
        self._read: dict[str, list[Rule]] = {}
        self._keepers = Matcher(self._keeping) if self._keeping else None
        self._parts: dict[tuple[tuple[str, ...], frozenset[str]], _Part] = {}
        self._asked: dict[tuple[str | None, str | None], list[_Part]] = {}

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
        files = [_packs_in(folder) for folder in folders]
        read = [file.read_own() for found in files for file in found]
        own = [replace(rule, own=True) for pack in read for rule in pack.rules]
        keeping = [pack.keeping for pack in read if pack.keeping]
        if read:
            from cleaner.rules.examples import require_good

            for rule in (*own, *keeping):
                require_good(rule)
        wishes = [Wish(rules=pack.off, hosts=pack.hosts) for pack in read if pack.off]
        wishes += [Wish(tuple(keep), tuple(without))] if keep or without else []
        sites = [pack.site for pack in read if pack.site]
        book = cls(built_in, own, keeping, wishes, sites, digest([built_in, *files], (keep, without)))
        require_labels(keep)
        require_rules(without, book.ids, None, "unknown-rule")
        for file, pack in zip(chain.from_iterable(files), read, strict=True):
            require_rules(pack.off, book.ids, file.file, "bad-rule")
        for language in sorted({rule.language for rule in own}):
            check_unique(book._of(language))
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
        for rule in self._of(rule_id.partition(".")[0]):
            if rule.id == rule_id:
                return rule
        raise unknown_rule(rule_id, self.ids())

    def ids(self) -> list[str]:
        """The ids of all that a record can name: rules, heuristics, models and repairs."""
        return [*HEURISTICS, *(rule.id for rule in self.rules)]

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
        if self._keepers is None:
            return frozenset()
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
        found = [match for part in self._parts_for(language, host) for match in part.lines.match(lines)]
        found.sort(key=lambda item: (item[0], _place(item[1])))
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
        parts = self._parts_for(language, host)
        return min((match for part in parts if (match := part.names.match(names, tags))), key=_place, default=None)

    def _parts_for(self, language: str | None, host: str | None) -> list[_Part]:
        """What is asked about documents of a language from a host."""
        if (language, host) not in self._asked:
            if len(self._asked) >= _MOST_SITES:
                self._asked.clear()
                self._parts = {key: part for key, part in self._parts.items() if not key[1]}
            code = None if language is None else normal_code(language)
            # "any" and English are always asked. Each other language is a part of its own: documents of many languages
            # do not compile the same rules again and again.
            groups = dict.fromkeys(_ANY if own in _ANY else (own,) for own in self.languages() if holds_for(own, code))
            above = frozenset(_hosts_above(host))
            anywhere = [self._part(codes, frozenset()) for codes in groups]
            here = [self._part(codes, on) for codes, part in zip(groups, anywhere) if (on := above & part.hosts)]
            self._asked[language, host] = anywhere + here
        return self._asked[language, host]

    def _part(self, codes: tuple[str, ...], on: frozenset[str]) -> _Part:
        if (codes, on) not in self._parts:
            rules = [rule for code in codes for rule in self._of(code)]
            chosen = [rule for rule in rules if (on & set(rule.hosts) if on else not rule.hosts)]
            hosts = frozenset(host for rule in rules for host in rule.hosts)
            self._parts[codes, on] = _Part(Matcher(chosen), NameRules(chosen), hosts)
        return self._parts[codes, on]

    def _of(self, language: str) -> list[Rule]:
        """All rules of one language, the user's last."""
        return [*self._built_in(language), *(rule for rule in self._own if rule.language == language)]

    def _built_in(self, language: str) -> list[Rule]:
        """Rules of the built-in packs of one folder, read when first asked for."""
        if language not in self._read:
            rules = [rule for pack in self._packs.get(language, ()) for rule in pack.read()]
            check_unique(rules)
            self._read[language] = rules
        return self._read[language]


def _packs_in(folder: Path | str) -> list[PackFile]:
    """The packs of a user's folder, which has some."""
    found = find_packs(Path(folder))
    if not found:
        raise CleanerError(
            f"The folder {str(folder)!r} holds no packs.", hint="Packs are files named *.yaml.", code="bad-rule"
        )
    return found


def _by_host(sites: Iterable[Site]) -> dict[str, Site]:
    return {host: site for site in sites for host in site.hosts or ("",)}


def _hosts_above(host: str | None) -> list[str]:
    """A host and those above it, nearest first."""
    parts = host.lower().rstrip(".").split(".") if host else []
    # A host name has 127 parts at most.
    return [".".join(parts[at:]) for at in range(max(0, len(parts) - 127), len(parts))]


def _place(match: Match) -> tuple[bool, str]:
    return bool(match.rule.hosts), match.rule.language
