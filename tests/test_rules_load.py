"""Packs are read strictly: each mistake is refused with the file, the rule, what is wrong and a line that is right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import ruamel.yaml
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.errors import CleanerError
from cleaner.rules.book import RuleBook
from cleaner.rules.load import PACKS
from cleaner.rules.patterns import compile_lines, compile_pattern
from cleaner.rules.schema import read_pack

RULE = r"""
  - id: en.newsletter.sign-up
    what: A line that asks the reader to sign up for a newsletter.
    lines: [sign up for our newsletter]
    pattern: ['^(?:sign up|subscribe) (?:for|to) .{0,60}\bnewsletters?\b']
    keywords: [newsletter]
    cut: [Sign up for our newsletter!, Subscribe to the Harbour Weekly newsletter]
    keep: [The newsletter was founded in 1921., She said she would sign up for the class.]
"""
PACK = f"language: en\nlabel: newsletter\nrules:{RULE}"


def load(folder: Path, text: str | bytes, name: str = "mine.yaml") -> RuleBook:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)
    return RuleBook([folder], packs=None)


def refusal(folder: Path, text: str | bytes) -> CleanerError:
    with pytest.raises(CleanerError) as caught:
        load(folder, text)
    assert caught.value.code == "bad-rule"
    return caught.value


@pytest.mark.parametrize("name", ["mine.yaml", "a/b/c/mine.yml", "en/newsletter.yaml"])
def test_packs_are_found_flat_or_nested(tmp_path: Path, name: str) -> None:
    book = load(tmp_path, PACK, name)
    assert [rule.id for rule in book.rules] == ["en.newsletter.sign-up"]
    assert book.rules[0].pack == name.rpartition(".")[0]
    assert [match.rule.id for match in book.match("» Sign up for our newsletter!")] == ["en.newsletter.sign-up"]


def test_pack_may_name_itself(tmp_path: Path) -> None:
    assert load(tmp_path, "pack: my/pack\n" + PACK).rules[0].pack == "my/pack"


@pytest.mark.parametrize(
    "quoted", ["no", "yes", "on", "1", "2024", "2:30", "null", "~", "0x1f", "1e3", "2024-01-02", "="]
)
def test_words_stay_words(tmp_path: Path, quoted: str) -> None:
    text = PACK.replace("[sign up for our newsletter]", f"[sign up for our newsletter, {quoted}]")
    assert quoted in load(tmp_path, text).rules[0].lines.split("\n")


def change(old: str, new: str) -> str:
    assert old in PACK
    return PACK.replace(old, new)


MISTAKES = [
    (
        change("lines:", "line:"),
        ['unknown field "line"', 'Did you mean "lines"?', "is: ['sign up for"],
    ),
    (change("label:", "lable:"), ['unknown field "lable"', 'Did you mean "label"?']),
    (
        change("label: newsletter", "label: newsleter"),
        ['unknown label "newsleter"', '"newsletter"', "label: newsletter"],
    ),
    (change("language: en\n", ""), ["does not say its `language`", "language: en"]),
    (change("language: en", "language: English"), ['language "English"', "language: e"]),
    (change("language: en", "language: nb"), ['language "nb"', "language: no"]),
    (change("rules:" + RULE, "rules: []\n"), ["no list of rules"]),
    (change("id: en.newsletter.sign-up", "id: sign-up"), ["LANGUAGE.LABEL.NAME", "id: en.newsletter.sign-up"]),
    (
        change("id: en.newsletter.sign-up", "id: En.newsletter.Sign Up"),
        ["LANGUAGE.LABEL.NAME", "en.newsletter.sign-up"],
    ),
    (change("id: en.newsletter", "id: de.newsletter"), ['pack\'s language is "en"', "id: en.newsletter.sign-up"]),
    (change("id: en.newsletter", "id: en.social"), ['names the label "social"', "id: en.newsletter.sign-up"]),
    (change("    what:", "    what: ''\n    #"), ["`what`", "is empty", "what: A line that"]),
    (PACK + RULE, ["Rule en.newsletter.sign-up", "twice", "id: en.newsletter.sign-up-2"]),
    (change("    lines: [sign up for our newsletter]", "    lines: {a: b}"), ["`lines`", "table of fields"]),
    (change("    lines: [sign up for our newsletter]", "    lines: [a: b]"), ["`lines`", "table", "colon"]),
    (change("    lines: [sign up for our newsletter]", "    lines:"), ["`lines`", "is empty"]),
    (change("    lines: [sign up for our newsletter]", "    lines: ['']"), ["`lines`", "empty text"]),
    (change("    lines: [", "    starts: ['»', "), ["'»'", "`starts`"]),
    (change("    cut:", "    max_words: many\n    cut:"), ["max_words: many", "max_words: 25"]),
    (change("    cut:", "    max_words: 0\n    cut:"), ["max_words: 0"]),
    (change("    cut:", "    max_words: 99999999999999\n    cut:"), ["max_words"]),
    (change("    cut:", "    confidence: high\n    cut:"), ["confidence: high", "confidence: 0.9"]),
    (change("    cut:", "    confidence: 0.0\n    cut:"), ["confidence: 0.0"]),
    (change("    cut:", "    zone: bottom\n    cut:"), ['unknown zone "bottom"', "any, head, tail, edges, body"]),
    (change("    cut:", "    ends_article: true\n    cut:"), ['unknown field "ends_article"', "Known are: id, what"]),
    (change("    cut:", "    inline: yes\n    cut:"), ["`inline: yes`", "inline: true"]),
    (change("    cut:", "    inline: true\n    cut:"), ["inline", "`lines`"]),
    (
        change("    lines: [sign up for our newsletter]\n", "    inline: true\n").replace(
            "    keywords: [newsletter]\n", ""
        ),
        ["inline", "no keywords", "keywords: [newsletter]"],
    ),
    (change("    pattern:", "    unless:"), ["keywords but no pattern"]),
    (change("    cut:", "    tags: [div]\n    cut:"), ["tags but no names"]),
    (change("    cut:", "    names: [mailingList]\n    cut:"), ['name "mailingList"', "names: [mailing-list]"]),
    (change("    cut:", "    names: [box]\n    cut:"), ["`cut_names`", "at least two"]),
    (change(", Subscribe to the Harbour Weekly newsletter", ""), ["1 example under `cut`", "at least two", "cut: ["]),
    (change("    keep:", "    #"), ["0 examples under `keep`"]),
    (change("    keep:", "    keep_names: [a, b]\n    keep:"), ["`keep_names`", "looks at no names"]),
    (change("pattern: ['^(?:", "pattern: ['^(?"), ["RE2"]),
    (change("pattern: ['^", "pattern: ['(?=x)^"), ["looks ahead or behind", "unless"]),
    (change("pattern: ['^", r"pattern: ['(a)\1^"), ["refers back", "pattern:"]),
    (change("pattern: ['^", "pattern: ['a++^"), ["possessive"]),
    (change("pattern: ['^", "pattern: ['x*', '^"), ["empty string", "every line"]),
    (change("pattern: ['^", r"pattern: ['\b', '^"), ["empty string"]),
    (change("pattern: ['^", "pattern: ['^Sign up', '^"), ["capital letter S", "pattern: ['^sign up']"]),
    (change("pattern: ['^", r"pattern: ['\bünder', '^"), [r"\b stands beside", "under `has`"]),
    (change("pattern: ['^", r"pattern: ['\b(?:auf|über)', '^"), [r"\b stands beside"]),
    (change("pattern: ['^", r"pattern: ['\Ax', '^"), [r"\A", "^share this$"]),
    (change("pattern: ['^", "pattern: ['(?s)x', '^"), ["flag"]),
    (change("pattern: ['^", "pattern: ['a{9999}', '^"), ["RE2 cannot read", "pattern: ["]),
    (change("    cut:", "    unless: x*\n    cut:"), ["empty string"]),
    (
        change("Sign up for our newsletter!", "Sign up for our paper!"),
        ["'Sign up for our paper!'", "is not cut", "nothing is found"],
    ),
    (
        change("The newsletter was founded in 1921.", "Sign up for our newsletter"),
        ["'Sign up for our newsletter'", "is to be kept"],
    ),
    (
        change("keywords: [newsletter]", "keywords: [weekly]").replace("lines: [sign up", "lines: [sign me up"),
        ["none of the `keywords`"],
    ),
    (change("    cut:", "    max_words: 4\n    cut:"), ["`max_words` is 4"]),
    (change("    cut:", "    unless: sign up\n    cut:"), ["`unless` is found"]),
    (
        change("language: en\n", "language: en\nhosts: ['https://example.org/']\n"),
        ["no host name", "hosts: [example.org]"],
    ),
    (change("    what:", "    what: x\n    what:"), ['"what" is written twice']),
    (change("    lines: [sign up for our newsletter]", "    lines: &a [sign up]"), ["Anchors"]),
    (change("    lines: [sign up for our newsletter]", "    lines: *a"), ["Anchors"]),
    (
        change("    lines: [sign up for our newsletter]", "    lines: !!python/object:os.system [x]"),
        ["Anchors, aliases and tags"],
    ),
    (PACK + "---\nlanguage: en\n", ["several YAML documents"]),
    ("rules: [", ["not YAML", "in single quotes"]),
    ("{1: [2, {3: 4}]}: 5", ["not a word"]),
    ("[" * 2000, ["too deep"]),
    ("- a\n- b\n", ["no list of fields"]),
    ("", ["no list of fields"]),
    ("language: en\n\x00", ["not YAML", "Take out the character U+0000 in line 2."]),
    (b"language: \xff\xfe", ["not UTF-8", "byte 10"]),
    (b"#" * 5_000_001, ["5,000,001 bytes", "5,000,000"]),
]


@pytest.mark.parametrize(("text", "said"), MISTAKES, ids=range(len(MISTAKES)))
def test_mistake_is_refused_with_what_is_right(tmp_path: Path, text: str | bytes, said: list[str]) -> None:
    error = refusal(tmp_path, text)
    for words in said:
        assert words in str(error), str(error)
    assert str(tmp_path / "mine.yaml") in str(error.where)
    assert error.hint


def test_mistake_names_the_line(tmp_path: Path) -> None:
    error = refusal(tmp_path, change("    lines:", "    line:"))
    assert error.where == f"{tmp_path / 'mine.yaml'}:4"
    assert "Rule en.newsletter.sign-up" in error.message


def test_aliases_cannot_unfold(tmp_path: Path) -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefghij", "bcdefghijk"))
    assert "Anchors" in str(refusal(tmp_path, bomb))


def test_same_id_in_two_packs(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(PACK)
    error = refusal(tmp_path, PACK)
    assert "other.yaml" in str(error)
    assert "mine.yaml" in str(error)


def test_same_id_as_a_built_in_rule(tmp_path: Path) -> None:
    built_in = tmp_path / "built-in"
    (built_in / "en").mkdir(parents=True)
    (built_in / "en" / "newsletter.yaml").write_text(PACK)
    own = tmp_path / "own"
    own.mkdir()
    (own / "mine.yaml").write_text(PACK)
    with pytest.raises(CleanerError, match="has the id of another rule"):
        RuleBook([own], packs=built_in)


def test_folder_that_is_not_there_or_empty(tmp_path: Path) -> None:
    with pytest.raises(CleanerError, match="nowhere' does not exist") as caught:
        RuleBook([tmp_path / "nowhere"])
    assert caught.value.code == "bad-rule"
    with pytest.raises(CleanerError, match="no packs"):
        RuleBook([tmp_path])


@given(st.binary(max_size=60))
@settings(max_examples=200)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for prefix in (b"", b"language: en\nlabel: social\nrules:\n  - id: "):
        try:
            read_pack(prefix + data, "x.yaml", "x")
        except CleanerError as error:
            assert error.code == "bad-rule"


values = st.recursive(
    st.one_of(st.text(max_size=8), st.sampled_from(["true", "25", "0.9", "any", "en.social.x", "social"])),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=2)),
    max_leaves=6,
)


@pytest.mark.long
@given(
    st.dictionaries(
        st.sampled_from(["id", "what", "label", "lines", "starts", "pattern", "keywords", "max_words", "inline", "names",
                         "cut", "keep", "zone", "confidence", "tags", "unless"]),
        values,
        max_size=8,
    )
)  # fmt: skip
@settings(max_examples=300)
def test_any_rule_is_read_or_refused(rule: dict[str, object]) -> None:
    text = json.dumps({"language": "en", "label": "social", "rules": [rule]})
    try:
        rules = read_pack(text.encode(), "x.yaml", "x").rules
    except CleanerError as error:
        assert error.code == "bad-rule"
        assert error.hint
    else:
        assert len(rules) == 1


@pytest.mark.long
def test_patterns_run_in_linear_time_because_re2_runs_them(tmp_path: Path) -> None:
    bomb = "(?:a+)+$"
    assert type(compile_lines((bomb,), latin=True)).__module__.startswith("re2")
    assert type(compile_pattern(bomb)).__module__.startswith("re2")
    whole = change("pattern: ['^", f"pattern: ['{bomb}', '^").replace("[newsletter]", "[newsletter, aaaa]")
    inline = f"""
  - {{id: en.newsletter.inline, what: x, inline: true, pattern: ['{bomb}'], keywords: [aaaa],
      cut: [aaaa, baaaa], keep: [aaa, aaaab]}}
"""
    book = load(tmp_path, whole.replace("[Sign", "[aaaa, Sign") + inline)
    assert [match.rule.id for match in book.match("b" + "a" * 400)] == ["en.newsletter.sign-up", "en.newsletter.inline"]
    assert not book.match("a" * 400 + "!")
    assert not book.match("a" * 1_000_000 + "!")
    assert [(match.start, match.end) for match in book.match("! " + "a" * 1_000_000)] == [(2, 1_000_002)]


SHIPPED = sorted(PACKS.parent.rglob("*.yaml"))


@pytest.mark.long
def test_any_reader_of_yaml_takes_what_ships() -> None:
    strict = ruamel.yaml.YAML(typ="safe", pure=True)
    assert len(SHIPPED) > 400
    for path in SHIPPED:
        assert strict.load(path.read_text("utf-8")), path  # that PyYAML reads them, other tests see


def test_packs_are_read_without_libyaml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_libyaml = load(tmp_path / "a", PACK).rules
    monkeypatch.delattr(yaml, "CSafeLoader")
    monkeypatch.delattr(yaml, "CLoader")
    without = load(tmp_path / "b", PACK).rules
    assert [(rule.id, rule.lines, rule.words) for rule in without] == [
        (rule.id, rule.lines, rule.words) for rule in with_libyaml
    ]


@pytest.mark.parametrize("libyaml", [True, False])
def test_a_plain_question_mark_is_refused_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, libyaml: bool
) -> None:
    if not libyaml:
        monkeypatch.delattr(yaml, "CSafeLoader")
    error = refusal(tmp_path, change("[sign up for our newsletter]", "[seen the tide?, sign up]"))
    assert "question mark" in error.hint and ":6" in str(error.where)
    block = change("    lines: [sign up for our newsletter]\n", "    lines:\n      - seen the tide?\n")
    assert load(tmp_path / "ok", block).rules[0].lines == "seen the tide"
