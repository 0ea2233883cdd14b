"""The matcher's answer is that of asking each rule about each line, whatever the rules and lines."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.rules.book import RuleBook
from cleaner.rules.matcher import Matcher
from cleaner.rules.patterns import compile_pattern, problem_of
from cleaner.rules.rule import Check, Form, Rule, Words
from cleaner.rules.search import pattern_needles
from cleaner.text.fold import Offsets, fold, trim

# fmt: off
WORDS = (
    "read", "more", "reader", "sign", "up", "für", "Über", "café", "photo", "by", "the", "news", "İstanbul", "ΟΔΟΣ",
    "(q)", "登録", "メール", "नमस्ते", "aa", "a", "b", "12", "2024", "©", "e-mail", "don’t", "\ud800", "\0", "x" * 30,
)
GLUE = (" ", "  ", "\u00a0", "\n", " – ", ": ", ". ", "", " » ", ", ", "\t", " | ")
ENDS = ("", "!", " »", "→ ", "• ", "… ", "“", "📷 ", "(", ")", "#", "@", "\u200b", "\ufe0f")
ATOMS = (
    "read", "more", "sign up", "photo", "by", "the ", r"\d", r"\d{1,4}", "[a-c]", r"[(|•-]?", " ?", ".{0,5}", "a", "b",
    r"\b", "news", "(?:read|sign)", "(?:aa|b)*", "(?:up )+", "[^.]*", r"\pL+", ".*", "©", "e-?mails?", "x{3,}", "登", r"\(q\)",
    "für", "(?:the |a )?", r"[\d(]", "$", "^", "(?:^| )read", r"[:\-]", "12", r"\.",
)
# fmt: on

words = st.sampled_from(WORDS)
lines = st.builds(
    lambda start, parts, end: start + "".join(word + glue for word, glue in parts) + end,
    st.sampled_from(ENDS),
    st.lists(st.tuples(words, st.sampled_from(GLUE)), max_size=8),
    st.sampled_from(ENDS),
)
any_text = st.text(max_size=40)

patterns = st.builds(
    lambda start, atoms, end: start + "".join(atoms) + end,
    st.sampled_from(("^", "^", "", "(?:^|[^a-z])")),
    st.lists(st.sampled_from(ATOMS), min_size=1, max_size=5),
    st.sampled_from(("$", "", "|^more$")),
).filter(lambda pattern: problem_of(pattern) is None)


def phrases(trimmed: bool) -> st.SearchStrategy[tuple[str, ...]]:
    """Folded phrases of a few words."""

    def make(parts: Sequence[Sequence[str]]) -> tuple[str, ...]:
        folded = [fold(" ".join(part)) for part in parts]
        return tuple(dict.fromkeys(phrase for phrase in map(trim, folded) if phrase)) if trimmed else tuple(folded)

    return st.lists(st.lists(words, min_size=1, max_size=3), max_size=3).map(make)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """Any rule that a pack could hold."""
    inline = draw(st.booleans())
    pattern = tuple(draw(st.lists(patterns, min_size=int(inline), max_size=3)))
    keywords = draw(phrases(False)) if pattern else ()
    keywords = keywords or (("a",) if inline else ())
    return Rule(
        id="en.other.x", label="other", what="x", language="en", pack="en/x", file="x", keywords=keywords, inline=inline,
        words=Words() if inline and not pattern else Words(
            lines=() if inline else draw(phrases(True)), starts=() if inline else draw(phrases(True)),
            ends=() if inline else draw(phrases(True)), contains=() if inline else draw(phrases(False)),
            forms=forms(pattern, keywords),
        ),
        unless=Words(forms=forms(tuple(draw(st.lists(patterns, max_size=1))))), max_words=draw(st.sampled_from((1, 3, 25, 60))),
    )  # fmt: skip


def forms(patterns: Sequence[str], keywords: Sequence[str] = ()) -> tuple[Form, ...]:
    """Patterns as rules hold them."""
    return tuple(Form(pattern, pattern, pattern_needles(pattern, keywords), bool(keywords)) for pattern in patterns)


def by_definition(rules: Sequence[Rule], lines: Sequence[str]) -> list[tuple[int, int, int, int, str]]:
    """(line, rule, start, end, why) of all matches, each rule asked about each line."""
    found = []
    checks = [Check(rule) for rule in rules]
    for at, line in enumerate(lines):
        folded = fold(line)
        trimmed = trim(folded)
        for number, (rule, check) in enumerate(zip(rules, checks, strict=True)):
            if rule.inline:
                found += [(at, number, *Offsets(line).span(a, b), why) for a, b, why in check.spans(folded, trimmed)]
            elif rule.reads_lines and check.allows(folded, trimmed):
                whys = (check.says(*saying, folded, trimmed) for saying in rule.words.sayings())
                found += [(at, number, 0, len(line), why) for why in whys if why is not None][:1]
    return found


def by_matcher(matcher: Matcher, rules: Sequence[Rule], lines: Sequence[str]) -> list[tuple[int, int, int, int, str]]:
    order = {id(rule): number for number, rule in enumerate(rules)}
    return [(at, order[id(m.rule)], m.start, m.end, m.why) for at, m in matcher.match(lines)]


@pytest.mark.long
@given(st.lists(rules(), min_size=1, max_size=6), st.lists(st.one_of(lines, any_text), max_size=12))
@settings(max_examples=150, deadline=None)
def test_matches_are_those_of_asking_each_rule(rules: list[Rule], lines: list[str]) -> None:
    matcher = Matcher(rules)
    expected = by_definition(rules, lines)
    assert by_matcher(matcher, rules, lines) == expected
    assert by_matcher(matcher, rules, lines) == expected, "answers are remembered"


@pytest.mark.long
@pytest.mark.parametrize("pack", ["en", "any"])
def test_built_in_rules_match_as_defined(pack: str) -> None:
    rules = [rule for rule in RuleBook.load().rules if rule.language == pack and rule.reads_lines]
    examples = [line for rule in rules for line in (*rule.cut, *rule.keep)]
    random.Random(7).shuffle(examples)
    examples = examples[:300]
    matcher = Matcher(rules)
    assert by_matcher(matcher, rules, examples) == by_definition(rules, examples)


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        (r"^(?:he|she)(?:'s| is)\b.*\bcolumnist\b", ["\x01columnist\x01"]),
        (r"^ferr(?:y|ies) \d+$", ["\nferries\x01", "\nferry\x01"]),
        (r"[ée]t (?:port )+", ["et port\x01", "ét port\x01"]),
        (r"(?:^|[^\pL])über uns(?:[^\pL]|$)", ["über uns"]),
        (r"^[^.]*(?:pier|quay \d)$", ["pier", "quay\x01"]),
        (r"\d \(q\)", []),
        (r"(?:lighthouse)*pier", ["pier"]),
        (r"^#\d+$", []),
        (r"\x{e9}t", []),
        ("(" * 3000 + "a" + ")" * 3000, []),
    ],
)
def test_needles_of_patterns(pattern: str, wanted: list[str]) -> None:
    assert list(pattern_needles(pattern)) == wanted


def test_keywords_are_needles_where_they_are_longer() -> None:
    assert pattern_needles(r"^#\d+$", ["tide"]) == ("tide",)
    assert pattern_needles(r"^tides? \d", ["harbour master"]) == ("harbour master",)
    assert pattern_needles(r"^tide table \d", ["a"]) == ("\ntide table\x01",)


def test_long_input_is_matched_in_parts() -> None:
    rule = Rule("en.other.x", "other", "x", "en", "en/x", "x", keywords=("photo",),
                words=Words(lines=("read more",), forms=forms(("photo: [a-z]+",), ("photo",))))  # fmt: skip
    inline = Rule("en.other.y", "other", "x", "en", "en/x", "x", keywords=("photo",), inline=True,
                  words=Words(forms=forms((r"\(photo: (?P<cut>[a-z]+)\)",), ("photo",))))  # fmt: skip
    matcher = Matcher([rule, inline])
    lines = ["Read more"] * 20_000 + ["x " * 700_000 + "(Photo: Ann)" + " y" * 700_000, "photo: b"] + ["z"] * 3
    found = matcher.match(lines)
    assert [at for at, _ in found] == [*range(20_000), 20_000, 20_001]
    stretch = found[20_000][1]
    assert lines[20_000][stretch.start : stretch.end] == "Ann"


def test_stretches_side_by_side_are_all_cut() -> None:
    words = Words(forms=forms((r"\(photo\)",), ("photo",)))
    rule = Rule("en.other.y", "other", "x", "en", "en/x", "x", keywords=("photo",), inline=True, words=words)
    found = Matcher([rule]).match(["(photo)(photo) of a pier"])
    assert [(match.start, match.end) for _, match in found] == [(0, 7), (7, 14)]


def test_strings_across_windows_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.rules.matcher._WINDOW", 16)
    matcher = Matcher([Rule("en.other.y", "other", "x", "en", "en/x", "x", words=Words(starts=("read more",)))])
    lines = ["x" * before + " pier" for before in range(9)] + ["Read more of it"] * 9
    assert [number for number, _ in matcher.match(lines)] == list(range(9, 18))
    for before in range(16):
        assert [number for number, _ in matcher.match(["x" * before, f"Read more of pier {before}"])] == [1]


def test_a_bracket_at_a_classs_beginning_ends_it_not() -> None:
    assert compile_pattern(r"^[]\pL]+$").search("a]b")


def test_patterns_that_are_too_large_together_are_searched_alone() -> None:
    """Each of a user's patterns fits into an automaton, not all of them into one."""
    rules = [
        Rule(
            id=f"en.other.x{number}", label="other", what="x", language="en", pack="en/x", file="x", own=True,
            words=Words(forms=forms([rf"^[\pL]{{1,400}}\d{{{number}}}$"])),
        )
        for number in range(1, 41)
    ]  # fmt: skip
    found = Matcher(rules).match(["pier123", "pier" + "1" * 40])
    assert [(at, match.rule.id) for at, match in found] == [(0, "en.other.x3"), (1, "en.other.x40")]
