"""The rule book: which packs hold for which document, names of elements, versions, and what is loaded when."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.document import Evidence
from cleaner.errors import CleanerError
from cleaner.languages.data import holds_for, main_code, normal_code
from cleaner.read.element import words
from cleaner.rules import RuleBook
from cleaner.rules.names import NameRules
from cleaner.rules.rule import Rule


def pack(language: str, label: str, name: str, line: str, more: str = "", head: str = "") -> str:
    return f"""
language: {language}
label: {label}
about: Made for a test.
{head}
rules:
  - id: {language}.{label}.{name}
    what: A line of a test.
    lines: [{line}]
    cut: ['{line}', '{line}!']
    keep: [A harbour opened in spring., Nobody was seen.]
{more}
"""


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    root = tmp_path / "packs"
    files = {
        "any/hash": pack("any", "hash", "x", "zzz"),
        "en/social": pack("en", "social", "share", "share this"),
        "de/social": pack("de", "social", "share", "teilen"),
        "pt/social": pack("pt", "social", "share", "partilhar"),
        "pt-br/social": pack("pt-br", "social", "share", "compartilhar"),
        "no/social": pack("no", "social", "share", "del"),
        "en/site-harbour": pack("en", "social", "harbour", "ahoy", head="hosts: [harbour.example]"),
        "en/names": pack(
            "en",
            "newsletter",
            "box",
            "sign up now",
            more="""
  - id: en.newsletter.names
    what: The box of a newsletter.
    names: [newsletter, mailing-list]
    cut_names: [Newsletter-Box, 'footer mailingList']
    keep_names: [newsletters, list-mailing]
  - id: en.newsletter.aside
    what: The box of a newsletter at the side.
    names: [promo]
    tags: [aside]
    cut_names: [promo, big promo]
    keep_names: [promotion, prom o]
""",
        ),
    }
    for name, text in files.items():
        path = root / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


LINES = ["zzz", "Share this", "Teilen", "Partilhar", "Compartilhar", "Del", "Ahoy"]


@pytest.mark.parametrize(
    ("language", "host", "found"),
    [
        ("en", None, [0, 1]),
        ("EN_us", None, [0, 1]),
        ("de", None, [0, 1, 2]),
        ("de-AT", None, [0, 1, 2]),
        ("pt", None, [0, 1, 3]),
        ("pt-BR", None, [0, 1, 3, 4]),
        ("nb", None, [0, 1, 5]),
        ("no", None, [0, 1, 5]),
        ("xx", None, [0, 1]),
        (None, None, [0, 1, 2, 3, 4, 5]),
        ("de", "harbour.example", [0, 1, 2, 6]),
        ("de", "WWW.Harbour.example.", [0, 1, 2, 6]),
        ("de", "otherharbour.example", [0, 1, 2]),
        ("de", "example", [0, 1, 2]),
        ("de", "", [0, 1, 2]),
        (None, "a.b.harbour.example", [0, 1, 2, 3, 4, 5, 6]),
    ],
)
def test_packs_hold_by_language_and_host(packs: Path, language: str | None, host: str | None, found: list[int]) -> None:
    book = RuleBook(packs=packs)
    for _ in range(2):
        assert [at for at, _ in book.match_lines(LINES, language, host)] == found


def test_only_packs_of_the_language_are_read(packs: Path) -> None:
    (packs / "de" / "broken.yaml").write_text("rules: [")
    book = RuleBook(packs=packs)
    assert [match.rule.id for match in book.match("Share this", "en")] == ["en.social.share"]
    with pytest.raises(CleanerError, match="not YAML"):
        book.match("Share this", "de")


def test_user_rules_come_after_the_built_in(packs: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "mine.yaml").write_text(pack("en", "social", "mine", "share this"))
    book = RuleBook([own], packs=packs)
    assert [match.rule.id for match in book.match("Share this", "en")] == ["en.social.share", "en.social.mine"]
    assert book.rules[-1].id == "en.social.mine"


def test_rules_have_a_stable_order(packs: Path) -> None:
    ids = [rule.id for rule in RuleBook(packs=packs).rules]
    assert ids == [rule.id for rule in RuleBook(packs=packs).rules]
    assert ids[0] == "any.hash.x"
    assert len(ids) == len(set(ids)) == 10


def test_get(packs: Path) -> None:
    book = RuleBook(packs=packs)
    assert book.get("pt-br.social.share").lines == "compartilhar"
    with pytest.raises(CleanerError) as caught:
        book.get("en.social.shar")
    assert caught.value.code == "unknown-rule"
    assert "en.social.share" in str(caught.value)


def test_languages(packs: Path) -> None:
    assert RuleBook(packs=packs).languages() == ["any", "de", "en", "no", "pt", "pt-br"]
    assert RuleBook(packs=None).languages() == []
    assert RuleBook(packs=None).match("Share this") == []


def test_version_is_that_of_the_content(packs: Path, tmp_path: Path) -> None:
    version = RuleBook(packs=packs).version
    assert len(version) == 12
    assert RuleBook(packs=packs).version == version
    moved = tmp_path / "moved"
    packs.rename(moved)
    assert RuleBook(packs=moved).version == version
    path = moved / "de" / "social.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_bytes(text.replace("\n", "\r\n").encode())
    assert RuleBook(packs=moved).version == version
    path.write_text(text + "# changed\n", encoding="utf-8")
    changed = RuleBook(packs=moved).version
    assert changed != version
    own = tmp_path / "own"
    own.mkdir()
    (own / "mine.yaml").write_text(pack("en", "social", "mine", "mine"))
    assert RuleBook([own], packs=moved).version not in (version, changed)


@pytest.mark.parametrize(
    ("names", "tags", "found"),
    [
        (("newsletter", "box"), (), "en.newsletter.names"),
        (("footer", "mailing", "list"), (), "en.newsletter.names"),
        (("mailing", "footer", "list"), (), None),
        (("list", "mailing"), (), None),
        (("newsletters",), (), None),
        (("promo",), ("div", "aside"), "en.newsletter.aside"),
        (("promo",), ("div",), None),
        (("promo", "newsletter", "newsletter"), ("aside",), "en.newsletter.names"),
        ((), (), None),
    ],
)
def test_names(packs: Path, names: tuple[str, ...], tags: tuple[str, ...], found: str | None) -> None:
    book = RuleBook(packs=packs)
    for language in (None, "de", None, "de"):
        match = book.name_rules(language).match(names, tags)
        assert (match and match.rule.id) == found


def _rule(name: str, tag: str, *names: str) -> Rule:
    tags = frozenset({tag} - {""})
    return Rule(
        id=name, label="other", what="", language="any", pack="", file="", names=tuple(map(words, names)), tags=tags
    )


_RULES = [
    _rule("aside", "aside", "box-list", "promo", "list-mailing-list"),
    _rule("newsletter", "", "newsletter", "mailing-list", "list"),
    _rule("footer", "", "footer-promo-box", "footer", "footer-promo"),
]
_NAMES = st.lists(st.sampled_from(("newsletter", "box", "mailing", "list", "promo", "footer")), max_size=6).map(tuple)


@given(st.lists(st.builds(Evidence, st.sampled_from(("div", "aside")), names=_NAMES), max_size=8), st.booleans())
def test_the_first_rule_fires_with_the_first_words(elements: list[Evidence], tagged: bool) -> None:
    rules = _RULES if tagged else _RULES[1:]
    wanted = [
        next(
            (
                (rule.id, f"named “{'-'.join(run)}”")
                for rule in rules
                if not rule.tags or element.tag in rule.tags
                for at in range(len(element.names))
                for run in rule.names
                if element.names[at : at + len(run)] == run
            ),
            None,
        )
        for element in elements
    ]
    found = NameRules(rules).match_all(elements)
    assert [match and (match.rule.id, match.why) for match in found] == wanted


def test_names_of_rules_and_of_pages_are_parted_alike() -> None:
    assert words("newsletter-box footerSignUp ad_300 HTMLBody") == (
        "newsletter", "box", "footer", "sign", "up", "ad", "300", "html", "body",
    )  # fmt: skip
    assert words("  --  ") == ()


def test_codes() -> None:
    assert normal_code(" NB_no ") == "no-no"
    assert main_code("zh-Hant-TW") == "zh"
    assert holds_for("any", "xx")
    assert not holds_for("pt-br", "pt")
    assert not holds_for("no", "nor")


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    code = (
        "import sys, cleaner.rules as r; "
        "heavy = {'yaml', 're2', 'ahocorasick_rs', 'numpy', 'lxml'}; "
        "print(sorted(heavy & set(sys.modules))); r.RuleBook(); print(sorted(heavy & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.split("\n")[:2] == ["[]", "[]"]


def test_rules_about_names_are_made_once_for_all_languages_and_hosts() -> None:
    book = RuleBook()
    first = book.name_rules("en")
    assert first.match(("cookie", "banner")) is not None
    hosts = [f"www.tarnholm{number}.example" for number in range(100)]
    assert all(book.name_rules(language, host) is first for host in hosts for language in ("de", "sv", None))
