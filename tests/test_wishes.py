"""What the user wants kept stays: labels, rules, lines of their own packs."""

from __future__ import annotations

import pickle
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaner import Article, Cleaner, CleanerError
from cleaner.cli import main
from cleaner.rules.book import RuleBook
from tests.strategies import pages, texts

FIRST = "The ferry to Norholm runs again from Monday, the line said in a statement on the quay on Friday."
SECOND = "Passengers had waited for a year, and the harbour board says that the timetable will not change this summer."
TEXT = f"{FIRST}\n\nSign up for our newsletter!\n\n{SECOND}\n\nRead more: Old bridge to close\n\n© 2020 Norholm Post\n"
PAGE = (
    "<title>Ferry runs again</title><nav><a href=/a>Home</a> <a href=/b>Harbour</a> <a href=/c>Council</a></nav><article>"
    f"<h1>Ferry to Norholm runs again</h1><p>By Ilse Korhonen</p><p>{FIRST}</p><p>{SECOND}</p><p>{FIRST.replace('Friday', 'May')}"
    "</p></article><aside><p>Sign up for our newsletter!</p><p><a href=/d>Old bridge to close before the winter</a></p>"
    "</aside><footer>© 2020 Norholm Post. All rights reserved.</footer>"
)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path


def cleaner_of(folder: Path, pack: str) -> Cleaner:
    (folder / "mine.yaml").write_text("language: en\n" + pack)
    return Cleaner(rules=[folder])


def labels(article: Article) -> set[str]:
    return {cut.label for cut in article.removed}


@pytest.mark.parametrize(("document", "kind"), [(TEXT, "text"), (PAGE, "html")])
def test_a_label_that_is_kept(document: str, kind: Any) -> None:
    plain = Cleaner().clean(document, kind=kind)
    assert {"newsletter", "copyright"} <= labels(plain) and "Sign up" not in plain.text
    kept = Cleaner(keep=["newsletter"]).clean(document, kind=kind)
    assert "Sign up for our newsletter!" in kept.text.split("\n\n")
    assert labels(kept) == labels(plain) - {"newsletter"}
    assert kept.restore() == kept.source


def test_globs_and_several() -> None:
    article = Cleaner(keep={"news*", "copyright"}).clean(TEXT)
    assert labels(article) == {"related"}
    assert labels(Cleaner(without="en.newsletter.*").clean(TEXT)) == {"related", "copyright"}
    assert not Cleaner(keep="*").clean(PAGE).removed


@pytest.mark.parametrize(("document", "kind"), [(TEXT, "text"), (PAGE, "html")])
def test_whatever_cut_a_line_can_be_switched_off(document: str, kind: Any) -> None:
    plain = Cleaner().clean(document, kind=kind)
    for cut in plain.removed:
        article = Cleaner(without=[cut.rule]).clean(document, kind=kind)
        assert cut.text in article.text, cut
        assert cut.rule not in {other.rule for other in article.removed}


def test_a_page_is_not_cut_as_text_by_the_model_that_is_switched_off() -> None:
    plain, article = Cleaner().clean(PAGE), Cleaner(without="page.region").clean(PAGE)
    learned = [cut.text for cut in plain.removed if cut.rule == "page.region"]
    assert learned and all(text in article.text for text in learned)


def test_metadata_know_what_is_kept() -> None:
    article = Cleaner(keep=["byline", "copyright", "headline"]).clean(PAGE)
    assert "By Ilse Korhonen" in article.text and "© 2020" in article.text
    plain = Cleaner().clean(PAGE)
    assert plain.authors == ["Ilse Korhonen"] and plain.copyright
    assert (article.authors, article.copyright, article.title) == (plain.authors, plain.copyright, plain.title)


def test_a_page_is_no_error_if_the_user_says_so() -> None:
    page = "<title>404 Not Found</title><h1>404 Not Found</h1><p>The tide table that you want is not here.</p>"
    assert Cleaner().clean(page).genre == "error"
    article = Cleaner(without="error.page").clean(page)
    assert article.genre != "error" and "The tide table that you want is not here." in article.text


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ({"keep": "newsleter"}, "unknown-label", '"newsletter"'),
        ({"without": "en.newsleter.sign-up"}, "unknown-rule", '"en.newsletter.sign-up"'),
        ({"without": "xx.*"}, "unknown-rule", "no rule"),
        ({"without": "model.pgae"}, "unknown-rule", '"model.page"'),
        ({"without": "repair.invisible"}, "unknown-rule", "restore()"),
        ({"keep": 5}, "bad-argument", "author*"),
        ({"without": [5]}, "bad-argument", "en.newsletter"),
    ],
)
def test_what_there_is_not(arguments: dict[str, Any], code: str, said: str) -> None:
    with pytest.raises(CleanerError) as caught:
        Cleaner(**arguments)
    assert caught.value.code == code and said in str(caught.value)


def test_a_pack_switches_rules_off(own: Path) -> None:
    cleaner = cleaner_of(own, "off: [en.newsletter.*, model.text]\n")
    assert "Sign up for our newsletter!" in cleaner.clean(TEXT).text
    cleaner = cleaner_of(own, "hosts: [norholm.example]\noff: en.newsletter.*\n")
    assert "Sign up" in cleaner.clean(TEXT, url="https://www.norholm.example/a").text
    assert "Sign up" not in cleaner.clean(TEXT, url="https://xnorholm.example/a").text
    assert "Sign up" not in cleaner.clean(TEXT).text


@pytest.mark.parametrize(
    "keep",
    [
        "keep: [sign up for our newsletter]",
        "keep: SIGN UP for our newsletter",
        "keep: {starts: [sign up for]}",
        "keep: {ends: newsletter}",
        "keep: {contains: [our newsletter], lines: [tide]}",
        "keep: {pattern: ['^sign up .*newsletter']}",
    ],
)
@pytest.mark.parametrize(("document", "kind"), [(TEXT, "text"), (PAGE, "html")])
def test_a_pack_keeps_lines(own: Path, keep: str, document: str, kind: Any) -> None:
    article = cleaner_of(own, keep + "\n").clean(document, kind=kind)
    assert "Sign up for our newsletter!" in article.text.split("\n\n")
    assert labels(article) == labels(Cleaner().clean(document, kind=kind)) - {"newsletter"}


def test_a_kept_line_wins_over_the_users_own_rule(own: Path) -> None:
    rule = (
        "label: social\nrules:\n  - id: en.social.wave\n    what: Waving.\n    starts: [wave]\n"
        "    cut: [Wave now, Wave here]\n    keep: [The wave came., A wave.]\n"
    )
    text = TEXT.replace("Read more: Old bridge to close", "Wave at the harbour\n\nWave at the quay")
    kept = cleaner_of(own, f"keep: [wave at the quay]\n{rule}").clean(text)
    assert "Wave at the quay" in kept.text and "Wave at the harbour" not in kept.text


@pytest.mark.parametrize(
    ("pack", "said"),
    [
        ("off: [en.newsleter.sign-up]", '"en.newsletter.sign-up"'),
        ("off: []", "off: [en.newsletter.sign-up"),
        ("keep: []", "keep: [the harbour"),
        ("keep: {}", "keep: [the harbour"),
        ("keep: {line: [x]}", '"lines"'),
        ("keep: {pattern: ['(']}", "'('"),
        ("keep: {starts: ['»']}", "'»'"),
        ("about: nothing", "rules"),
    ],
)
def test_a_pack_with_a_mistake(own: Path, pack: str, said: str) -> None:
    with pytest.raises(CleanerError) as caught:
        cleaner_of(own, pack + "\n")
    assert caught.value.code == "bad-rule" and said in str(caught.value) and "mine.yaml" in str(caught.value)


def test_version_tells_what_is_kept() -> None:
    versions = [
        Cleaner(**a).rules_version for a in ({}, {"keep": "byline"}, {"keep": "credit"}, {"without": "model.page"})
    ]
    assert len(set(versions)) == 4
    assert Cleaner(keep=["byline", "credit"]).rules_version == Cleaner(keep=["credit", "byline"]).rules_version


def test_command_line(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT)

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(main, [*arguments])
        assert done.exit_code == 0, done.output
        return done.stdout

    assert "Sign up" not in run("clean", str(path), "-f", "text")
    assert "Sign up" in run("clean", str(path), "-f", "text", "--keep", "news*", "--keep", "copyright", "-j", "2")
    assert "(en.newsletter.sign-up)" not in run("explain", str(path), "--without", "en.newsletter.sign-up")
    failed = CliRunner().invoke(main, ["clean", str(path), "--without", "en.newsletter.sgn-up"])
    assert failed.exit_code == 2 and '"en.newsletter.sign-up"' in failed.stderr


def test_resume_notices(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    run = ["clean", str(tmp_path / "a.txt"), "-o", str(tmp_path / "out.jsonl"), "-q"]
    assert CliRunner().invoke(main, run).exit_code == 0
    assert CliRunner().invoke(main, [*run, "--resume"]).exit_code == 0
    assert CliRunner().invoke(main, [*run, "--resume", "--keep", "newsletter"]).exit_code != 0


KEPT: list[dict[str, Any]] = [
    {"keep": ("newsletter", "related", "navigation")},
    {"without": ("model.page", "repeat.block")},
    {"without": ("en.*", "headline.*"), "keep": ("timestamp",)},
    {"keep": ("*",)},
]
ENGINES = [Cleaner(**wish) for wish in KEPT]
documents = st.one_of(st.tuples(texts(), st.just("text")), st.tuples(pages(), st.just("html")))
often = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(documents, st.sampled_from(range(len(KEPT))))
@often
def test_what_is_kept_restores_and_pickles(document: tuple[str, Any], number: int) -> None:
    engine, wish = ENGINES[number], KEPT[number]
    article = engine.clean(document[0], kind=document[1])
    assert article.restore() == article.source
    assert not labels(article) & set(wish.get("keep", ()))
    assert number < 3 or not article.removed
    assert not any(fnmatchcase(cut.rule, glob) for cut in article.removed for glob in wish.get("without", ()))
    copy = pickle.loads(pickle.dumps(engine))
    assert copy.rules_version == engine.rules_version
    assert copy.clean(document[0], kind=document[1]).to_dict() == article.to_dict()


@pytest.fixture(scope="module")
def keeper(tmp_path_factory: pytest.TempPathFactory) -> Cleaner:
    pack = (
        "keep: {lines: [advertisement, read more, old bridge to close], contains: [newsletter, tarnholm], starts: [by]}"
    )
    return cleaner_of(tmp_path_factory.mktemp("own"), pack + "\n")


@given(documents)
@often
def test_kept_lines_stay_and_settle(keeper: Cleaner, document: tuple[str, Any]) -> None:
    article = keeper.clean(document[0], kind=document[1])
    assert article.restore() == article.source
    for cut in article.removed:
        folded = " ".join(cut.text.casefold().split())
        assert folded not in ("advertisement", "read more", "old bridge to close") and not re.search(
            r"\bnewsletter\b", folded
        )
    assert keeper.clean(article.text, kind="text").text == article.text


def test_lines_are_kept_in_the_language_and_on_the_hosts_of_the_pack(own: Path) -> None:
    (own / "de.yaml").write_text("language: de\nhosts: [courier.example]\nkeep: [Weiter zum Fischmarkt]\n")
    book, lines = RuleBook([own], packs=None), ["Weiter zum Fischmarkt"]
    assert book.kept_lines(lines, "de", "courier.example") == {0}
    assert not book.kept_lines(lines, "de", "post.example") and not book.kept_lines(lines, "fr", "courier.example")
