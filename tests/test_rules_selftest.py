"""Rules are tried on their own examples, and on what other rules want to keep; the built-in ones pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner.errors import CleanerError
from cleaner.rules import RuleBook
from cleaner.rules.examples import self_test
from cleaner.rules.load import PACKS, find_packs, ready_rules

PACK = r"""
language: en
label: social
rules:
  - id: en.social.share
    what: Share links.
    starts: [share]
    cut: [Share this, Share now]
    keep: [Shares fell., He would share it.]
  - id: en.social.tail
    what: Share links after the article.
    zone: tail
    contains: [harbour]
    cut: [the harbour, a harbour]
    keep: [A ship., A boat.]
  - id: en.social.wrong
    what: Wrong in three ways.
    lines: [follow us]
    cut: [Follow us, Follow them]
    keep: [Follow us!, Share prices rose at the harbour]
    names: [share]
    cut_names: [share-box, sharing]
    keep_names: [shared, share]
"""


def test_failures(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "social.yaml").write_text(PACK)
    book = RuleBook(packs=tmp_path)
    failures = self_test(book)
    assert [(failure.rule, failure.kind, failure.line) for failure in failures] == [
        ("en.social.wrong", "cut", "Follow them"),
        ("en.social.wrong", "keep", "Follow us!"),
        ("en.social.wrong", "cut", "sharing"),
        ("en.social.wrong", "keep", "share"),
        ("en.social.wrong", "cross", "Share prices rose at the harbour"),
    ]
    assert "en.social.share" in failures[-1].message
    assert "zone: tail" in failures[-1].right
    assert self_test(book, "en/social") == failures
    assert self_test(book, "en") == failures
    with pytest.raises(CleanerError) as caught:
        self_test(book, "en/socil")
    assert caught.value.code == "unknown-pack"
    assert "en/social" in str(caught.value)


def test_pattern_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    text = PACK.replace("starts: [share]", "starts: [share]\n    pattern: ['(?=x)']")
    (tmp_path / "en" / "social.yaml").write_text(text)
    failures = self_test(RuleBook(packs=tmp_path))
    assert (failures[0].rule, failures[0].kind) == ("en.social.share", "pattern")


@pytest.mark.long
def test_built_in_rules_pass() -> None:
    failures = self_test(RuleBook())
    shown = [f"{failure.rule}: {failure.kind}: {failure.message}" for failure in failures]
    assert not failures, "\n".join(shown)


@pytest.mark.long
def test_packs_made_ready_are_those_of_the_yaml() -> None:
    """`python -m benchmarks.ready` writes them; a pack changed since would be read from its YAML, slowly."""
    for pack in find_packs(PACKS):
        ready = ready_rules(pack)
        assert ready is not None, f"{pack.name} was changed: run python -m benchmarks.ready"
        assert ready == pack.read().rules, f"{pack.name} is read otherwise now: run python -m benchmarks.ready"
        assert ready_rules(pack._replace(data=pack.data + b"# a note\n")) is None


def test_phrases_and_patterns_are_short_enough_to_read() -> None:
    long = [
        f"{rule.id}: {len(text)} characters: {text[:60]}"
        for pack in find_packs(PACKS)
        for rule in ready_rules(pack) or ()
        for texts in rule.says.values()
        for text in texts
        if len(text) > 200
    ]
    assert not long, "put words into `lists`, or make several rules:\n" + "\n".join(long)
