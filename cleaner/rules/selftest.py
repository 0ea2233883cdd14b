"""Runs the examples of every rule, alone and against the other rules."""

from __future__ import annotations

from cleaner.errors import CleanerError, did_you_mean
from cleaner.rules.book import RuleBook
from cleaner.rules.examples import Failure, rule_failures
from cleaner.rules.rule import Rule

__all__ = ["Failure", "self_test"]


def self_test(book: RuleBook, pack: str | None = None) -> list[Failure]:
    """Tries the patterns and examples of all rules, or of those of one pack.

    Each line to cut has to be cut by its rule, each line to keep has to be kept by it; and a line to keep must not be
    cut whole, at any place of a document, by any other rule that holds for the language (precision first).

    Args:
        pack: a pack's name ("en/newsletter"), or the first part of several ("en").

    Raises:
        CleanerError: code "unknown-pack", if no pack has that name; "bad-rule", if a pack cannot be read.
    """
    rules = book.rules
    if pack is not None:
        chosen = [rule for rule in rules if rule.pack == pack or rule.pack.startswith(pack.rstrip("/") + "/")]
        if not chosen:
            names = sorted({rule.pack for rule in rules})
            raise CleanerError(f'There is no pack "{pack}".', hint=did_you_mean(pack, names, 5), code="unknown-pack")
    else:
        chosen = rules
    failures = []
    for rule in chosen:
        failures += rule_failures(rule)
    if not any(failure.kind == "pattern" for failure in failures):
        failures += _cross(book, chosen)
    return failures


def _cross(book: RuleBook, rules: list[Rule]) -> list[Failure]:
    failures = []
    by_language: dict[str, list[tuple[Rule, str]]] = {}
    for rule in rules:
        by_language.setdefault(rule.language, []).extend((rule, line) for line in rule.keep)
    for language, kept in by_language.items():
        for at, match in book.match_lines([line for _, line in kept], language):
            rule, line = kept[at]
            other = match.rule
            if other.id != rule.id and other.zone == "any" and not other.inline:
                message = f"the line {line!r} is to be kept but {other.id} cuts it: it {match.why}"
                right = f"zone: tail  (in {other.id}, if such a line is furniture only there)"
                failures.append(Failure(rule.id, rule.pack, rule.file, "cross", line, message, right))
    return failures
