"""`cleaner rules`: what decides can be listed, shown and tested."""

from __future__ import annotations

import ast
import re
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import cleaner
from cleaner.cli import main
from cleaner.cli.heuristics import heuristics
from cleaner.document import LABELS
from cleaner.rulebook import RuleBook

PACK = """
pack: en/harbour
language: en
label: social
about: For the tests.
rules:
  - id: en.social.harbour
    what: The line that asks to wave at the harbour.
    lines: [wave at the harbour]
    cut: [Wave at the harbour!, wave at the harbour]
    keep: [They wave at the harbour master., Nobody had to wave at the harbour.]
"""


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["rules", *arguments])


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own/en/harbour.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(PACK)
    return path


def test_list_names_every_rule_and_heuristic(own: Path) -> None:
    lines = call("list", "--rules", str(own.parent.parent)).stdout.splitlines()
    ids = [line.split()[0] for line in lines]
    for rule in RuleBook.load().rules:
        assert rule.id in ids
    assert "en.social.harbour" in ids and "headline.line" in ids and "repair.invisible" in ids
    assert any(
        re.fullmatch(r"en\.social\.harbour +social +The line that asks to wave at the harbour\.", line)
        for line in lines
    )


def test_list_by_label_and_language() -> None:
    by_label = [line.split()[:2] for line in call("list", "--label", "byline").stdout.splitlines()]
    assert by_label and {label for _, label in by_label} == {"byline"}
    by_language = [line.split()[0] for line in call("list", "--language", "en").stdout.splitlines()]
    assert by_language and all(rule.startswith("en.") for rule in by_language)
    assert call("list", "--language", "xx").exit_code == 2
    assert call("list", "--label", "poem").exit_code == 2


def test_labels_with_their_number_of_rules() -> None:
    counts = dict(line.split() for line in call("list", "--labels").stdout.splitlines())
    assert tuple(counts) == LABELS
    assert int(counts["byline"]) == len(call("list", "--label", "byline").stdout.splitlines())
    assert len(call("list", "--labels", "--label", "byline").stdout.splitlines()) == 1


def test_show_a_rule(own: Path) -> None:
    done = call("show", "en.social.harbour", "--rules", str(own.parent.parent))
    assert done.exit_code == 0
    for part in (
        "en.social.harbour  (social; a rule)", "The line that asks to wave at the harbour.", str(own),
        "confidence: 0.9",
        "- wave at the harbour", "cut (examples):", "- Wave at the harbour!", "- They wave at the harbour master.",
    ):  # fmt: skip
        assert part in done.stdout


def test_show_a_heuristic() -> None:
    done = call("show", "caption.above-credit")
    assert done.exit_code == 0
    assert "(caption; a heuristic)" in done.stdout and "cleaner/judge/captions.py" in done.stdout


def test_show_what_there_is_not() -> None:
    done = call("show", "en.social.harbor")
    assert done.exit_code == 2 and "no rule" in done.stderr


def test_every_heuristic_says_what_it_does() -> None:
    found = heuristics()
    assert len({heuristic.id for heuristic in found}) > 10
    for heuristic in found:
        assert heuristic.what, heuristic
        assert heuristic.label in (None, *LABELS)


def test_every_id_in_a_record_can_be_shown() -> None:
    """The ids that the code writes into cuts and repairs are all found where they are looked for."""
    known = {heuristic.id for heuristic in heuristics()}
    ids = set()
    for folder in ("judge", "read"):
        for file in files("cleaner").joinpath(folder).iterdir():
            if file.name.endswith(".py"):
                for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                    if isinstance(node, ast.Call):
                        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                        ids |= _ids(
                            name,
                            [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)],
                        )
    assert len(ids) > 8 and ids <= known
    source = (
        "Ferry runs\n\nFerry runs\x00\n\nThe ferry to Norholm runs again from Monday, the line said in a statement.\n"
    )
    article = cleaner.clean(source, kind="text")
    for rule in {part.rule for part in (*article.removed, *article.repairs)}:
        assert call("show", rule).exit_code == 0, rule


def _ids(name: str, texts: list[str]) -> set[str]:
    """The id in a call that cuts or repairs: after the label, or last."""
    at = 1 if name in ("cut", "Ruling") and texts and texts[0] in LABELS else -1 if name == "Repair" else None
    return {text for text in texts[at:][:1] if "." in text and " " not in text} if at is not None else set()


def test_the_users_pack_passes_or_says_why_not(own: Path) -> None:
    folder = str(own.parent.parent)
    done = call("test", "en/harbour", "--rules", folder)
    assert done.exit_code == 0 and done.stdout == "rules: 1; examples: 4; failures: 0\n"
    own.write_text(PACK.replace("Nobody had to wave at the harbour.", "Wave at the harbour..."))
    done = call("test", "en/harbour", "--rules", folder)
    assert done.exit_code in (1, 4)
    assert "en.social.harbour" in done.output and "harbour.yaml" in done.output
    own.write_text(PACK.replace("label: social", "label: sozial"))
    assert call("test", "--rules", folder).exit_code == 4
    assert call("list", "--rules", folder).exit_code == 4


def test_a_pack_that_there_is_not() -> None:
    done = call("test", "en/no-such-pack")
    assert done.exit_code == 2 and "no-such-pack" in done.stderr
