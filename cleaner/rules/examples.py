"""Tries a rule's patterns and its own examples."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cleaner.rules.check import Check
from cleaner.rules.names import NameRules, split_names
from cleaner.rules.patterns import problem_of
from cleaner.rules.rule import Rule, Words
from cleaner.rules.schema import bad_rule
from cleaner.text.fold import fold, trim
from cleaner.text.words import count_words


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


def fires(check: Check, line: str) -> str | None:
    """Why a rule cuts a line or a stretch of it; None where it does not."""
    folded = fold(line)
    if check.rule.inline:
        return next((why for _, _, why in check.stretches(folded, trim(folded))), None)
    return check.why(folded, trim(folded))


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
    check = Check(rule)
    try:
        check.compile()
    except re2.error as error:
        add(
            "pattern",
            rule.words.forms[0].source if rule.words.forms else "",
            f"its patterns are too large for RE2: {error}",
            "pattern: ['^share this$']",
        )
        return failures
    for line in rule.cut:
        if fires(check, line) is None:
            add("cut", line, f"the line {line!r} is not cut: {_why_not(rule, line)}", f"cut: [...]  without {line!r}")
    for line in rule.keep:
        if (why := fires(check, line)) is not None:
            add("keep", line, f"the line {line!r} is to be kept but is cut: it {_tell(why)}", _narrower(rule))
    names = NameRules([rule])
    for attribute in rule.cut_names:
        if not names.match(split_names(attribute), rule.tags):
            add("cut", attribute, f"the names {attribute!r} are not matched", "names: [newsletter, mailing-list]")
    for attribute in rule.keep_names:
        if found := names.match(split_names(attribute), rule.tags):
            add("keep", attribute, f"the names {attribute!r} are to be kept but are matched: {found[0].why}",
                "names: [newsletter-box]")  # fmt: skip
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


def _narrower(rule: Rule) -> str:
    return "unless: {has: [founded in]}" if rule.words.forms else "is: [a longer phrase]"


def _why_not(rule: Rule, line: str) -> str:
    folded = fold(line)
    words = count_words(folded)
    if not rule.inline and words > rule.max_words:
        return f"it has {words} words, `max_words` is {rule.max_words}"
    if fires(Check(replace(rule, unless=Words())), line) is not None:
        return "`unless` is found in it"
    if fires(Check(replace(rule, keywords=("",))), line) is not None:
        return "the pattern is found in it, but none of the `keywords` is"
    if r"\b" in "".join(rule.says.get("pattern", ())) and not folded.isascii():
        return rf"nothing is found in it as it is compared, {folded!r}; mind that \b knows the letters a-z only"
    return f"nothing is found in it as it is compared: {folded!r}"
