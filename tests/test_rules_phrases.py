"""Phrases mean what docs/rules.md says, and take time that grows with the line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.rules.matcher import Matcher, Table, has_phrase
from cleaner.rules.needles import read_phrase, sayings
from cleaner.rules.patterns import compile_pattern
from cleaner.rules.phrase import Lists
from cleaner.rules.rule import KINDS, Fault, Rule
from cleaner.text.fold import fold, trim
from cleaner.text.words import is_word_edge

WORDS = ("sign", "up", "now", "read", "more", "für", "a")
Node = tuple[str, tuple["Node | str", ...]]
"""A kind ("seq", "one", "maybe", "many", "gap", "tilde", "number", "word") and its parts."""


def nodes(depth: int) -> st.SearchStrategy[Node]:
    """Phrases of a few words, each a literal, a slot or a choice."""
    word = st.sampled_from(WORDS).map(lambda text: ("word", (text,)))
    sign = st.sampled_from([("number", ()), ("tilde", ("sign", "up"))])
    kinds = [word, word, sign]
    if depth:
        parts = st.lists(nodes(depth - 1), min_size=2, max_size=3).map(tuple)
        kinds.append(st.tuples(st.sampled_from(("one", "maybe", "many")), parts))
    return st.lists(st.one_of(kinds), min_size=1, max_size=3).map(lambda found: ("seq", tuple(found)))


def written(node: Node | str) -> str:
    """A phrase as a pack has it."""
    if isinstance(node, str):
        return node
    kind, parts = node
    if kind == "seq":
        return " ".join(map(written, parts))
    if kind in ("one", "maybe", "many"):
        return "{" + "|".join(map(written, parts)) + "}" + {"one": "", "maybe": "?", "many": "*"}[kind]
    return {"number": "{number}", "tilde": "~".join(map(written, parts)), "gap": "..."}.get(
        kind, written(parts[0]) if parts else ""
    )


def meant(node: Node | str, many: int = 2) -> Iterator[str]:
    """All that a phrase stands for, with 7 for a number: the definition, as slow as can be."""
    if isinstance(node, str):
        yield node
        return
    kind, parts = node
    if kind == "seq":
        found = [""]
        for part in parts:
            found = [" ".join(filter(None, (start, end))) for start in found for end in meant(part, many)]
        yield from found
    elif kind == "number":
        yield "7"
    elif kind == "tilde":
        yield from (sign.join(map(str, parts)) for sign in (" ", "-", ""))
    elif kind == "word":
        yield str(parts[0])
    else:
        once = [text for part in parts for text in meant(part, many)]
        yield from once if kind != "maybe" else ["", *once]
        if kind == "many":
            yield ""
            yield from (f"{first} {second}" for first in once for second in once)


def holds(kind: str, strings: Sequence[str], line: str) -> bool:
    """Whether one of some strings stands in a line as its kind says."""
    line = re.sub(r"\d+", "7", trim(fold(line)))
    for string in strings:
        for at in (found.start() for found in re.finditer(f"(?={re.escape(string)})", line)):
            end = at + len(string)
            if kind in ("is", "starts") and at or kind in ("is", "ends") and end < len(line):
                continue
            if is_word_edge(line, at) and is_word_edge(line, end):
                return True
    return False


def rule_of(kind: str, phrase: str, lists: Lists | None = None) -> Rule:
    words = tuple(read_phrase(phrase, kind, "en", lists))
    return Rule("en.other.x", "other", "x", "en", "en/x", "x", words=words, max_words=1000)


def says(kind: str, phrase: str, line: str, lists: Lists | None = None) -> bool:
    """What the rule says by itself, and what the matcher says, which have to be the same."""
    rule = rule_of(kind, phrase, lists)
    folded = fold(line)
    by_itself = any(
        bool(compile_pattern(saying.regex).search(folded))
        if saying.regex
        else has_phrase(saying.kind, saying.text, folded, trim(folded))
        for saying in rule.words
    )
    assert by_itself == bool(Matcher(Table([rule])).match([line])), (kind, phrase, line)
    return by_itself


@given(st.sampled_from(KINDS), nodes(1), st.data())
@settings(max_examples=60, deadline=None)
def test_phrases_are_what_they_stand_for(kind: str, node: Node, data: st.DataObject) -> None:
    phrase = written(node)
    strings = sorted(set(meant(node)))[:400]
    if "" in strings:
        with pytest.raises(Fault):
            if read_phrase(phrase, kind)[0].regex:
                raise Fault("a form", "")
        return
    line = (
        data.draw(st.sampled_from(strings))
        if data.draw(st.booleans())
        else " ".join(data.draw(st.lists(st.sampled_from(WORDS))))
    )
    line = (
        data.draw(st.sampled_from(("", "» ", "read ", "x")))
        + line.upper()
        + data.draw(st.sampled_from(("", "!", " more", "x")))
    )
    if len(strings) < 400 and line.strip():
        assert says(kind, phrase, line) >= holds(kind, strings, line)
        if "*" not in phrase:
            assert says(kind, phrase, line) == holds(kind, strings, line), (kind, phrase, line)


@pytest.mark.parametrize(
    ("kind", "phrase", "yes", "no"),
    [
        ("is", "sign~up {now}?", ["Sign up", "» SIGN-UP NOW!", "signup"], ["sign up later", "design up"]),
        ("starts", "by {name}", ["By Ilse Korhonen", "By Ilse Korhonen, Oskelund"], ["By boat", "Standby Ilse Korhonen"]),
        ("starts", "{get|receive} ... {letter}", ["Get our daily newsletters today"], ["Get letters", "newsletters to get"]),
        ("has", "subscri* {to|for}", ["please subscribe to it", "Subscription for you"], ["subscribed", "unsubscribe to"]),
        ("ends", "{number} min read", ["A 4 min read", "4 min read »"], ["4 min reading"]),
        ("is", "updated{:}? {date}", ["Updated: 3 May 2021", "updated Mon, 3 May", "Updated 2021-05-03"], ["Updated May"]),
        ("has", "写真 ... 提供", ["この写真は港が提供", "写真提供"], ["提供写真"]),
        ("has", "写真 ... pier", ["写真 pier", "写真は港 pier"], ["写真 xpier"]),
        ("is", "part {number}!", ["Part 3", "Part 3!"], ["Part three"]),
        ("starts", "{walk {back}? to {the}? pier|read {word}}", ["Walk to the pier at low tide", "walk back to pier"], ["walk pier"]),
        ("is", r"\{caption\}", ["{caption}"], ["caption x"]),
    ],
)  # fmt: skip
def test_examples_of_the_notation(kind: str, phrase: str, yes: list[str], no: list[str]) -> None:
    lists = Lists({"letter": ["newsletter{s}?"]})
    assert [line for line in yes if not says(kind, phrase, line, lists)] == []
    assert [line for line in no if says(kind, phrase, line, lists)] == []


@pytest.mark.parametrize(
    ("phrase", "told"),
    [
        ("sign {up", "has a { without its }"),
        ("sign up}", "has a } without its {"),
        ("by {nme}", "no slot and no list of the pack (date, email"),
        ("{now}?", "nothing at all"),
        ("{" * 9 + "a" + "}" * 9, "too deep"),
    ],
)
def test_a_phrase_that_cannot_be_read_says_why(phrase: str, told: str) -> None:
    with pytest.raises(Fault, match=re.escape(told)):
        read_phrase(phrase, "is")


def test_hostile_lines_take_linear_time() -> None:
    """A phrase of many gaps over a line that nearly fits, ten times as long: RE2 reads each character once."""
    rule = rule_of("starts", "{a|b}* ... a ... {a|b} ... {b|c} ... zz")
    assert not Matcher(Table([rule])).match(["a b " * 200_000])
    assert not compile_pattern(rule.words[0].regex).search("a b " * 200_000)


def test_patterns_name_lists_and_slots() -> None:
    lists = Lists({"tide": ["low tide", "{spring|neap} tide{s}?", "ebb*"]})
    (found,) = sayings({"pattern": (r"^{tide}? ?>> \{{month}\} \d{1,2}$",)}, (), "en", lists)
    assert found.text == r"^{tide}? ?>> \{{month}\} \d{1,2}$"
    matcher = compile_pattern(found.regex)
    assert all(
        map(matcher.search, ("low tide >> {may} 3", "neap tides>> {sept.} 12", "ebbing >> {june} 1", ">> {may} 3"))
    )
    assert not any(map(matcher.search, ("high tide >> {may} 3", "low tide >> {noon} 3", "low tide >> may 3")))
    with pytest.raises(Fault, match="tides"):
        sayings({"pattern": ("^{tides}$",)}, (), "en", lists)
