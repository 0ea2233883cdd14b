"""The matcher's answer is that of asking each rule about each line, whatever the rules and lines."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.rules.book import RuleBook
from cleaner.rules.matcher import MOST_SPANS, WIDEST_WORD, Matcher, Table, has_phrase
from cleaner.rules.needles import lines_and_words, pattern_needles, signs_of
from cleaner.rules.patterns import Encoded, Forms, compile_pattern, problem_of
from cleaner.rules.rule import KINDS, PATTERN, Rule, Saying
from cleaner.rules.search import Strings, needle, strings
from cleaner.text.fold import Offsets, fold, trim
from cleaner.text.words import count_words

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
    strings = [] if inline else [Saying(kind, text) for kind in KINDS for text in draw(phrases(kind != "has"))]
    spared = [Saying("has", text) for text in draw(phrases(False))[:1]]
    return Rule(
        id="en.other.x", label="other", what="x", language="en", pack="en/x", file="x", keywords=keywords, inline=inline,
        **lines_and_words((*strings, *forms(pattern, keywords))), max_words=draw(st.sampled_from((1, 3, 25, 60))),
        unless=(*spared, *forms(tuple(draw(st.lists(patterns, max_size=1))))),
    )  # fmt: skip


def forms(patterns: Sequence[str], keywords: Sequence[str] = ()) -> tuple[Saying, ...]:
    """Patterns as rules hold them."""
    return tuple(
        Saying(PATTERN, pattern, pattern, pattern_needles(pattern, keywords), signs_of(pattern)) for pattern in patterns
    )


def has(saying: Saying, line: str) -> bool:
    """Whether a line says it."""
    folded = fold(line)
    if saying.regex:
        return bool(compile_pattern(saying.regex).search(folded))
    return has_phrase(saying.kind, saying.text, folded, trim(folded))


def by_definition(rules: Sequence[Rule], lines: Sequence[str]) -> list[tuple[int, int, int, int, str]]:
    """(line, rule, start, end, why) of all matches, each rule asked about each line."""
    return [
        (at, number, *match)
        for at, line in enumerate(lines)
        for number, rule in enumerate(rules)
        for match in asked(rule, line)
    ]


def asked(rule: Rule, line: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, why) of what docs/rules.md says that a rule cuts of a line."""
    folded = fold(line)
    guarded = not rule.keywords or any(keyword in folded for keyword in rule.keywords)
    looked_for = [*(Saying("is", text) for text in rule.lines.split("\n") if text), *rule.words]
    said = [saying for saying in looked_for if has(saying, line) and (guarded or saying.kind != PATTERN)]
    words = max(count_words(folded), folded.count(" ") + 1, -(-len(folded) // WIDEST_WORD))
    if not said or any(has(saying, line) for saying in rule.unless):
        return
    if not rule.inline:
        if words <= rule.max_words:
            yield 0, len(line), said[0].why
        return
    spans = []
    for saying in said:
        regex = compile_pattern(saying.regex)
        for hit in list(regex.finditer(folded))[:MOST_SPANS]:
            start, end = hit.span(regex.groupindex.get("cut", 0))
            spans += [(start, end, saying.why)] if start < end else []
    last = 0
    for start, end, why in sorted(spans):
        if start >= last:
            yield (*Offsets(line).span(start, end), why)
            last = end


def by_matcher(matcher: Matcher, rules: Sequence[Rule], lines: Sequence[str]) -> list[tuple[int, int, int, int, str]]:
    order = {id(rule): number for number, rule in enumerate(rules)}
    return [(at, order[id(m.rule)], m.start, m.end, m.why) for at, m in matcher.match(lines)]


@pytest.mark.long
@given(st.lists(rules(), min_size=1, max_size=6), st.lists(st.one_of(lines, any_text), max_size=12))
@settings(max_examples=150, deadline=None)
def test_matches_are_those_of_asking_each_rule(rules: list[Rule], lines: list[str]) -> None:
    matcher = Matcher(Table(rules))
    expected = by_definition(rules, lines)
    assert by_matcher(matcher, rules, lines) == expected
    assert by_matcher(matcher, rules, lines) == expected, "answers are remembered"


@pytest.mark.long
@pytest.mark.parametrize("pack", ["en", "any"])
def test_built_in_rules_match_as_defined(pack: str) -> None:
    rules = [rule for rule in RuleBook().rules if rule.language == pack and rule.reads_lines]
    examples = [line for rule in rules for line in (*rule.cut, *rule.keep)]
    random.Random(7).shuffle(examples)
    examples = examples[:300]
    matcher = Matcher(Table(rules))
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


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        (r"^#\d+$", "#"),
        (r"tide \d", "0123456789"),
        (r"(?:©|\(c\)) quay", "(©"),
        (r"(?:©|by) quay", ""),
        (r"(?:#[a-z]+)* pier", ""),
        (r"(?:#[a-z]+)+ pier", "#"),
        (r"[12]0", "0"),
        (r"[|/ ]pier", ""),
        (r"[^|] pier", ""),
        (r"[!-~] pier", ""),
        ("\x03\\{pier", "{"),
        (r"pier", ""),
    ],
)
def test_signs_of_patterns(pattern: str, wanted: str) -> None:
    assert signs_of(pattern) == wanted


@pytest.mark.parametrize(
    "pattern",
    [
        r"^fü?r•?$", r"^[a-ž]+$", r"^[^•]+$", r"^[À-ž]+$", r"^[•-…]?x$", r"^\x{2022}?x$", r"^[a\x{2022}-\x{2026}]+$", r"^[\w•-]+$",
        r"^\p{Lu}?\pL+$", r"^[^\pL]$", r"^[•]?\x{e9}\PL*$", r"^a-ÿ$", r"^a–Ω?$", r"\b\w\b",
    ],
)  # fmt: skip
def test_patterns_fit_lines_in_latin_as_they_fit_others(pattern: str) -> None:
    lines = ["fr", "für", "für•", "x", "•x", "a", "é", "ÿ", "ž", "a-", "a-ÿ", "a-ω", "…", "-", "éa", "é!", "µ", "1"]
    found = {n for n, _ in Forms(pattern).find(Encoded.of(lines), range(len(lines)))}
    assert found == {n for n, line in enumerate(lines) if compile_pattern(pattern).search(line)}


def test_keywords_are_needles_where_they_are_longer() -> None:
    assert pattern_needles(r"^#\d+$", ["tide"]) == ("tide",)
    assert pattern_needles(r"^tides? \d", ["harbour master"]) == ("harbour master",)
    assert pattern_needles(r"^tide table \d", ["a"]) == ("\ntide table\x01",)


def test_long_input_is_matched_in_parts() -> None:
    rule = Rule("en.other.x", "other", "x", "en", "en/x", "x", keywords=("photo",),
                words=(Saying("is", "read more"), *forms(("photo: [a-z]+",), ("photo",))))  # fmt: skip
    inline = Rule("en.other.y", "other", "x", "en", "en/x", "x", keywords=("photo",), inline=True,
                  words=forms((r"\(photo: (?P<cut>[a-z]+)\)",), ("photo",)))  # fmt: skip
    matcher = Matcher(Table([rule, inline]))
    lines = ["Read more"] * 20_000 + ["x " * 700_000 + "(Photo: Ann)" + " y" * 700_000, "photo: b"] + ["z"] * 3
    found = matcher.match(lines)
    assert [at for at, _ in found] == [*range(20_000), 20_000, 20_001]
    stretch = found[20_000][1]
    assert lines[20_000][stretch.start : stretch.end] == "Ann"


def test_stretches_side_by_side_are_all_cut() -> None:
    words = forms((r"\(photo\)",), ("photo",))
    rule = Rule("en.other.y", "other", "x", "en", "en/x", "x", keywords=("photo",), inline=True, words=words)
    found = Matcher(Table([rule])).match(["(photo)(photo) of a pier"])
    assert [(match.start, match.end) for _, match in found] == [(0, 7), (7, 14)]


@pytest.mark.parametrize("make", [Strings, strings], ids=["python", "as it runs"])
def test_strings_across_windows_are_found(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.rules.search._WINDOW", 16)
    search = make([[needle("\nread more\x01"), "tide"]], [9])
    lines = ["x" * before + " pier" for before in range(9)] + ["read more of it"] * 9
    assert search.find(lines, [8] * 17 + [9]) == {0: list(range(9, 17))}
    for before in range(16):
        assert search.find(["x" * before, f"read more of tide {before}"], [0] * 2) == {0: [1]}


def test_a_bracket_at_a_classs_beginning_ends_it_not() -> None:
    assert compile_pattern(r"^[]\pL]+$").search("a]b")


def test_patterns_that_are_too_large_together_are_searched_alone() -> None:
    """Each of a user's patterns fits into an automaton, not all of them into one."""
    rules = [
        Rule(
            id=f"en.other.x{number}", label="other", what="x", language="en", pack="en/x", file="x", own=True,
            words=forms([rf"^[\pL]{{1,400}}\d{{{number}}}$"]),
        )
        for number in range(1, 41)
    ]  # fmt: skip
    found = Matcher(Table(rules)).match(["pier123", "pier" + "1" * 40])
    assert [(at, match.rule.id) for at, match in found] == [(0, "en.other.x3"), (1, "en.other.x40")]
