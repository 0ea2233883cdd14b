"""What a user wants kept: labels and rules whose cuts stay in the text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from cleaner.document import LABELS
from cleaner.errors import CleanerError, did_you_mean

_NEAR = 5
_REPAIRS = "repair."


@dataclass(frozen=True, slots=True)
class Wish:
    """Whose cuts stay in.

    Attributes:
        labels, rules: globs of labels and of ids ("en.newsletter.*").
        hosts: it holds on these hosts and their subdomains; everywhere if empty.
    """

    labels: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()

    def holds(self, label: str, rule: str, host: str | None) -> bool:
        """Whether what a rule cuts with a label on a page of a host stays."""
        named = any(fnmatchcase(label, glob) for glob in self.labels) or any(
            fnmatchcase(rule, glob) for glob in self.rules
        )
        return named and on_host(self.hosts, host)


def on_host(hosts: Sequence[str], host: str | None) -> bool:
    """Whether a host is one of some or a subdomain of one; any is where there are none."""
    dotted = "." + (host or "").lower().rstrip(".")
    return not hosts or any(dotted.endswith("." + name) for name in hosts)


def require_labels(globs: Sequence[str]) -> None:
    """Refuses a glob that no label fits.

    Raises:
        CleanerError: code "unknown-label", with the nearest.
    """
    for glob in globs:
        if not any(fnmatchcase(label, glob) for label in LABELS):
            raise CleanerError(f'There is no label "{glob}".', hint=did_you_mean(glob, LABELS), code="unknown-label")


def unknown_rule(rule: str, known: Sequence[str], where: str | None = None, code: str = "unknown-rule") -> CleanerError:
    """The error for an id that nothing has, with the nearest."""
    return CleanerError(f'There is no rule "{rule}".', where=where, hint=did_you_mean(rule, known, _NEAR), code=code)


def require_rules(globs: Sequence[str], ids: Callable[[], Sequence[str]], where: str | None, code: str) -> None:
    """Refuses a glob that the id of nothing that cuts fits.

    Args:
        ids: gives all of them. where: the pack that says it, if one does. code: of the error.

    Raises:
        CleanerError: with the nearest ids.
    """
    for glob in globs:
        known = ids()
        fitting = [rule for rule in known if fnmatchcase(rule, glob)]
        if not fitting:
            raise unknown_rule(glob, known, where, code)
        if all(rule.startswith(_REPAIRS) for rule in fitting):
            hint = "`Article.repairs` lists what was repaired and `restore()` undoes it."
            raise CleanerError(f'"{glob}" names repairs, which cut nothing.', where=where, hint=hint, code=code)
