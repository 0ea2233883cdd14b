"""Tries the patterns and examples of rules, each alone and against the other rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cleaner.errors import CleanerError, did_you_mean
from cleaner.rules.matcher import Matcher
from cleaner.rules.names import NameRules, split_names
from cleaner.rules.patterns import problem_of
from cleaner.rules.rule import Rule, Words, bad_rule
from cleaner.text.fold import fold
from cleaner.text.words import count_words

if TYPE_CHECKING:
    from cleaner.rules.book import RuleBook


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that is wrong with a rule or an example.

    Attributes:
        rule: id. pack: its pack. file: its file.
        kind: "cut", an example that is not cut; "keep", an example to keep that is; "cross", one that another rule
            cuts; "pattern", a pattern that cannot be used.
        line: the example or the pattern.
        message: what is wrong, in words. right: what would be right.
    """

    rule: str
    pack: str
    file: str
    kind: str
    line: str
    message: str
    right: str


def _reasons(matcher: Matcher, lines: Sequence[str]) -> dict[str, str]:
    """The lines that rules cut, whole or in part, each with the reason."""
    return {lines[at]: match.why for at, match in reversed(matcher.match(lines))}


def rule_failures(rule: Rule) -> list[Failure]:
    """What is wrong with a rule taken alone: its patterns, then its examples."""
    import re2  # type: ignore[import-untyped]

    failures: list[Failure] = []

    def add(kind: str, line: str, message: str, right: str) -> None:
        failures.append(Failure(rule.id, rule.pack, rule.file, kind, line, message, right))

    for pattern in (*rule.says.get("pattern", ()), *rule.says.get("unless pattern", ())):
        if problem := problem_of(pattern):
            add("pattern", pattern, *problem)
    if failures:
        return failures
    matcher = Matcher([rule])
    try:
        matcher.compile()
    except re2.error as error:
        add(
            "pattern",
            rule.words.forms[0].source if rule.words.forms else "",
            f"its patterns are too large for RE2: {error}",
            "pattern: ['^share this$']",
        )
        return failures
    reasons = _reasons(matcher, (*rule.cut, *rule.keep))
    for line in rule.cut:
        if line not in reasons:
            add("cut", line, f"the line {line!r} is not cut: {_why_not(rule, line)}", f"cut: [...]  without {line!r}")
    narrower = "unless: {has: [founded in]}" if rule.words.forms else "is: [a longer phrase]"
    for line in rule.keep:
        if line in reasons:
            add("keep", line, f"the line {line!r} is to be kept but is cut: it {_tell(reasons[line])}", narrower)
    names = NameRules([rule])
    for attribute in rule.cut_names:
        if not names.match(split_names(attribute), rule.tags):
            add("cut", attribute, f"the names {attribute!r} are not matched", "names: [newsletter, mailing-list]")
    for attribute in rule.keep_names:
        if found := names.match(split_names(attribute), rule.tags):
            message = f"the names {attribute!r} are to be kept but are matched: {found.why}"
            add("keep", attribute, message, "names: [newsletter-box]")
    return failures


def require_good(rule: Rule) -> None:
    """Refuses a rule whose patterns or examples fail.

    Raises:
        CleanerError: code "bad-rule", with the first failure.
    """
    for failure in rule_failures(rule):
        raise bad_rule(f"Rule {rule.id}: {failure.message}.", failure.right, rule.file)


def _tell(why: str) -> str:
    return why.replace("the line is", "is", 1)


def _why_not(rule: Rule, line: str) -> str:
    folded = fold(line)
    words = count_words(folded)
    if not rule.inline and words > rule.max_words:
        return f"it has {words} words, `max_words` is {rule.max_words}"
    if _reasons(Matcher([replace(rule, unless=Words())]), [line]):
        return "`unless` is found in it"
    if _reasons(Matcher([replace(rule, keywords=("",))]), [line]):
        return "the pattern is found in it, but none of the `keywords` is"
    if r"\b" in "".join(rule.says.get("pattern", ())) and not folded.isascii():
        return rf"nothing is found in it as it is compared, {folded!r}; mind that \b knows the letters a-z only"
    return f"nothing is found in it as it is compared: {folded!r}"


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
