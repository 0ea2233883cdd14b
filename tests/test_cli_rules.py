"""`cleaner rules`: what decides can be listed, shown and tested."""

from __future__ import annotations

import json
import re
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

import cleaner
from cleaner.article import Article, Cut
from cleaner.cli import main
from cleaner.document import LABELS
from cleaner.registry import HEURISTICS
from cleaner.rules import RuleBook
from tests.strategies import pages, texts

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
    for rule in RuleBook().rules:
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
    assert "(caption; a heuristic)" in done.stdout and "cleaner/judge/naming.py" in done.stdout


def test_show_a_repair_whose_module_loads_late() -> None:
    assert "cleaner/read/text.py, double_encoding()" in call("show", "repair.double-encoding").stdout


def test_show_what_there_is_not() -> None:
    done = call("show", "en.social.harbor")
    assert done.exit_code == 2 and "no rule" in done.stderr


def test_every_heuristic_says_what_it_does() -> None:
    for id, heuristic in HEURISTICS.items():
        assert resolve_name(heuristic.function).__doc__, id
        assert heuristic.label in (None, *LABELS)
        file, _, name = heuristic.place.removesuffix("()").partition(", ")
        source = Path(cleaner.__file__).parent.parent.joinpath(file).read_text("utf-8")
        assert f"\ndef {name}(" in source, id


@pytest.mark.long
def test_every_id_in_a_record_can_be_shown(records: list[Article]) -> None:
    known, labels = HEURISTICS, {rule.id: rule.label for rule in RuleBook().rules}
    seen = set()
    for article in records:
        for part in (*article.removed, *article.repairs):
            seen.add(part.rule)
            assert part.rule in known or part.rule in labels, part
            if isinstance(part, Cut) and part.rule in known and not part.reason.startswith("Says again"):
                assert known[part.rule].label in (None, part.label), part
    for rule in ("model.page", "model.text", "repair.invisible", sorted(seen)[0]):
        assert rule in seen and call("show", rule).exit_code == 0, rule


def twice(text: str) -> str:
    """A text as it looks when its bytes are taken for another code page's."""
    return text.encode("utf-8", "ignore").decode("cp1252", "ignore")


@pytest.fixture(scope="module")
def records() -> list[Article]:
    """The samples, and generated documents."""
    cleaned = [
        cleaner.clean(path.read_bytes(), kind="html" if path.suffix == ".html" else "text")
        for path in sorted(Path(__file__).parents[1].joinpath("samples").iterdir())
        if path.suffix in (".html", ".txt") and ".gold." not in path.name
    ]
    assert len(cleaned) > 20
    documents = st.one_of(
        st.tuples(texts(), st.just("text")),
        st.tuples(texts().map(twice), st.just("text")),
        st.tuples(pages(), st.just("html")),
    )

    @settings(max_examples=200, deadline=None, database=None, derandomize=True)
    @given(documents)
    def collect(document: tuple[str, Any]) -> None:
        cleaned.append(cleaner.clean(document[0], kind=document[1]))

    collect()
    return cleaned


@pytest.mark.parametrize(
    ("typed", "meant"), [("model.pgae", "model.page"), ("en.newsleter.sign-up", "en.newsletter.sign-up")]
)
def test_a_mistyped_id_gets_five_near_ones(typed: str, meant: str) -> None:
    said = call("show", typed).stderr
    assert f'There is no rule "{typed}"' in said and f'"{meant}"' in said
    assert len(re.findall(r'"[a-z-]+\.[a-z.-]+"', said)) == 6 and len(said) < 500


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


# --- rules test --gold ---

STORY = "The ferry to Norholm runs again from Monday, the line said in a statement on the quay."
GOLD = f"{STORY}\nWave at the harbour\n"


def write_gold(folder: Path) -> None:
    folder.mkdir()
    (folder / "a.txt").write_text(f"{STORY}\n\nWave at the harbour!\n\nWave at the harbour!\n\n© 2020 Norholm Post\n")
    (folder / "a.gold.txt").write_text(GOLD)
    (folder / "b.html").write_text(f"<h1>Ferry to Norholm runs again</h1><p>{STORY}</p><p>wave at the harbour</p>")
    (folder / "b.gold.json").write_text(json.dumps({"keep": [STORY], "cut": {"wave at the harbour": "social"}}))
    (folder / "c.txt").write_text(f"{STORY}\nwave at the harbour\n{STORY}\n")
    (folder / "c.gold.json").write_text(json.dumps({"cut": {"2": "social"}}))


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    write_gold(tmp_path / "gold")
    return tmp_path / "gold"


def test_a_rules_worth_by_gold(own: Path, gold: Path) -> None:
    done = call("test", "en/harbour", "--gold", str(gold), "--rules", str(own.parent.parent))
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "rules: 1; examples: 4; failures: 0"
    row = next(line for line in lines if line.startswith("en.social.harbour"))
    # Of the two in a.txt the gold wants one: one of the two cuts is wrong.
    assert row.split()[1:] == ["4", "1", "3", "12", "4", "25.0"]
    assert all(len(line) <= 80 for line in lines) and lines[-1] == "documents: 3; rules that cut nothing: 0"


@pytest.mark.long
def test_a_rules_worth_as_json(own: Path, gold: Path) -> None:
    told = json.loads(call("test", "--gold", str(gold), "--json", "--rules", str(own.parent.parent)).stdout)
    assert told["failures"] == [] and told["gold"]["documents"] == 3
    rows = {row["id"]: row for row in told["gold"]["rules"]}
    assert rows["en.social.harbour"]["wrong_examples"] == ["Wave at the harbour!"]
    assert rows["en.social.harbour"]["precision"] == 0.75
    assert rows["markup.headline"]["right"] == 1  # heuristics are counted where all packs are asked about
    assert "en.byline.by-name" in told["gold"]["never"]


def test_the_samples_are_gold() -> None:
    told = json.loads(call("test", "en", "--gold", str(Path(__file__).parents[1] / "samples"), "--json").stdout)
    assert told["gold"]["documents"] == 22 and not told["gold"]["unread"]
    assert sum(row["wrong"] for row in told["gold"]["rules"]) <= 2


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [(None, "", "holds no gold"), ("x.gold.txt", "A", "is gold of nothing"), ("a.gold.json", "{", "cannot be read")],
)
def test_gold_that_is_none(tmp_path: Path, name: str | None, content: str, said: str) -> None:
    (tmp_path / "a.txt").write_text("A")
    if name:
        (tmp_path / name).write_text(content)
    done = call("test", "en/social", "--gold", str(tmp_path))
    assert done.exit_code == 2 and said in done.stderr


# --- rules new ---


@pytest.mark.parametrize(
    "line",
    [
        "Wave at the harbour master on Sundays!", "» Call 0900 12 34 or mail a.b@norholm.example now", "Follow @norholm & co (free)",
        "Wink dem Hafen: über 300 Bilder", "港に手を振ってください", "It's 'quoted': \"twice\" # and {more}", "We use the tide "
        "to bring you the best of all harbours and to show you boats that you may like, day and night.",
    ],
)  # fmt: skip
def test_a_new_rule_holds_once_it_is_filled_in(tmp_path: Path, line: str) -> None:
    done = call("new", line, "--label", "social", "--language", "en")
    assert done.exit_code == 0 and not done.stderr
    (tmp_path / "mine.yaml").write_text(done.stdout)
    assert (
        call("test", "en/my-social", "--rules", str(tmp_path)).exit_code == 4
    )  # its second example is still to be written
    text = done.stdout.replace("WHAT THE RULE CUTS, IN A SENTENCE.", "What it cuts.")
    text = text.replace("ANOTHER LINE THAT IT MUST CUT", "'" + line.upper().replace("'", "''") + "'").replace(
        "ANOTHER ONE", "The end."
    )
    (tmp_path / "mine.yaml").write_text(text)
    assert call("test", "en/my-social", "--rules", str(tmp_path)).output == "rules: 1; examples: 4; failures: 0\n"


def test_a_new_rule_takes_the_label_of_a_rule_that_cuts_the_line() -> None:
    done = call("new", "Sign up for our newsletter!")
    assert "label: newsletter" in done.stdout and "cuts this line already" in done.stderr


def test_no_rule_from_nothing() -> None:
    assert call("new", " * * * ").exit_code == 2
    assert call("new", "Wave", "--label", "poem").exit_code == 2


# --- rules for one site ---


def test_a_site_pack_holds_for_its_host_alone(own: Path, tmp_path: Path) -> None:
    own.write_text(PACK.replace("label: social\n", "label: social\nhosts: [norholm.example]\n"))
    document = tmp_path / "a.txt"
    document.write_text(f"{STORY}\n\nWave at the harbour!\n\n{STORY.replace('Monday', 'Friday')}\n")
    rules = ("--rules", str(own.parent.parent))

    def clean(*arguments: str) -> str:
        done = CliRunner().invoke(main, ["clean", str(document), "-f", "text", "-o", "-", *arguments])
        assert done.exit_code == 0, done.output
        return done.stdout

    for url in ("https://norholm.example/a", "http://www.Norholm.example:8080/b?c=d"):
        assert "Wave" not in clean("--url", url, *rules), url
    for url in (
        "https://norholm.example.org/",
        "https://xnorholm.example/",
        "https://oskelund.example/norholm.example",
    ):
        assert "Wave" in clean("--url", url, *rules), url
    assert "Wave" in clean(*rules) and "Wave" in clean("--url", "https://norholm.example/a")
