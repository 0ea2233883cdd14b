"""Tries the patterns and examples of rules, each alone and against the other rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cleaner.errors import CleanerError, did_you_mean
from cleaner.read.element import words
from cleaner.rules.matcher import Matcher, Table
from cleaner.rules.names import NameRules
from cleaner.rules.patterns import problem_of
from cleaner.rules.rule import PATTERN, Rule, bad_rule
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


def rule_failures(rule: Rule) -> list[Failure]:
    """What is wrong with a rule taken alone: its patterns, then its examples."""
    found = list(_patterns(rule)) or [*_lines(rule), *_names(rule)]
    return [Failure(rule.id, rule.pack, rule.file, *failure) for failure in found]


def require_good(rules: Iterable[Rule]) -> None:
    """Refuses rules of which a pattern or an example fails.

    Raises:
        CleanerError: code "bad-rule", with the first failure.
    """
    for rule in rules:
        for failure in rule_failures(rule):
            raise bad_rule(f"Rule {rule.id}: {failure.message}.", failure.right, rule.file)


_Told = tuple[str, str, str, str]
"""The last four fields of a `Failure`."""


def _patterns(rule: Rule) -> Iterator[_Told]:
    import re2  # type: ignore[import-untyped]

    patterns = [saying for saying in (*rule.words, *rule.unless) if saying.kind == PATTERN]
    bad = [("pattern", each.text, *problem) for each in patterns if (problem := problem_of(each.regex))]
    if bad:
        yield from bad
        return
    try:
        Table([rule]).compile()
    except re2.error as error:
        message = f"its patterns are too large for RE2: {error}"
        yield "pattern", patterns[0].text if patterns else "", message, "pattern: ['^share this$']"


def _lines(rule: Rule) -> Iterator[_Told]:
    reasons = _reasons(rule, (*rule.cut, *rule.keep))
    for line in rule.cut:
        if line not in reasons:
            yield "cut", line, f"the line {line!r} is not cut: {_why_not(rule, line)}", f"cut: [...]  without {line!r}"
    formed = any(saying.regex for saying in rule.words)
    narrower = "unless: {has: [founded in]}" if formed else "is: [a longer phrase]"
    for line in rule.keep:
        if line in reasons:
            yield "keep", line, f"the line {line!r} is to be kept but is cut: it {reasons[line]}", narrower


def _names(rule: Rule) -> Iterator[_Told]:
    names = NameRules([rule])
    for attribute in rule.cut_names:
        if not names.match(words(attribute), rule.tags):
            yield "cut", attribute, f"the names {attribute!r} are not matched", "names: [newsletter, mailing-list]"
    for attribute in rule.keep_names:
        if found := names.match(words(attribute), rule.tags):
            message = f"the names {attribute!r} are to be kept but are matched: {found.why}"
            yield "keep", attribute, message, "names: [newsletter-box]"


def _reasons(rule: Rule, lines: Sequence[str]) -> dict[str, str]:
    """The lines that a rule cuts, whole or in part, each with the reason."""
    return {lines[at]: _tell(match.why) for at, match in reversed(Matcher(Table([rule])).match(lines))}


def _tell(why: str) -> str:
    return why.replace("the line is", "is", 1)


def _why_not(rule: Rule, line: str) -> str:
    folded = fold(line)
    count = count_words(folded)
    if count > rule.most_words:
        return f"it has {count} words, `max_words` is {rule.max_words}"
    if _reasons(replace(rule, unless=()), [line]):
        return "`unless` is found in it"
    if _reasons(replace(rule, keywords=("",)), [line]):
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
    chosen = [rule for rule in rules if pack is None or f"{rule.pack}/".startswith(pack.rstrip("/") + "/")]
    if pack is not None and not chosen:
        names = sorted({rule.pack for rule in rules})
        raise CleanerError(f'There is no pack "{pack}".', hint=did_you_mean(pack, names, 5), code="unknown-pack")
    failures = [failure for rule in chosen for failure in rule_failures(rule)]
    return failures if any(failure.kind == "pattern" for failure in failures) else [*failures, *_cross(book, chosen)]


def _cross(book: RuleBook, rules: list[Rule]) -> Iterator[Failure]:
    by_language: dict[str, list[tuple[Rule, str]]] = {}
    for rule in rules:
        by_language.setdefault(rule.language, []).extend((rule, line) for line in rule.keep)
    for language, kept in by_language.items():
        for at, match in book.match_lines([line for _, line in kept], language):
            rule, line = kept[at]
            other = match.rule
            if other.id != rule.id and other.zone == "any" and not other.inline:
                message = f"the line {line!r} is to be kept but {other.id} cuts it: it {_tell(match.why)}"
                right = f"zone: tail  (in {other.id}, if such a line is furniture only there)"
                yield Failure(rule.id, rule.pack, rule.file, "cross", line, message, right)
