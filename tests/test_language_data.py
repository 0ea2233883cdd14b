"""Language data: what ships is well formed, and mistakes are refused with a line that is right."""

from __future__ import annotations

import pickle
from configparser import ConfigParser

import pytest

from benchmarks.ready import LANGUAGES, SHIPPED, read_data, read_language
from cleaner.errors import CleanerError
from cleaner.languages.data import EVERYWHERE, known_languages, load_language
from cleaner.text.fold import fold
from cleaner.text.tree import read_shipped


def test_english() -> None:
    english = load_language("en-GB")
    assert english is load_language("en-GB")
    assert english is not None
    assert english.code == "en"
    assert english.tables["months"][4] == ("may",)
    assert english.day_first is None
    assert "by" in english.phrases["byline"]
    assert pickle.loads(pickle.dumps(english)) == english


def test_language_that_is_not_known() -> None:
    assert load_language("xx") is None
    assert load_language("") is None
    assert load_language("../../secret") is None


@pytest.mark.parametrize("code", known_languages())
def test_every_language_is_well_formed(code: str) -> None:
    data = load_language(code)
    assert data is not None
    assert data.code == code
    assert len(data.tables["months"]) in (0, 12)
    lists = [*data.phrases.values(), *(row for table in data.tables.values() for row in table)]
    assert all(row for table in data.tables.values() for row in table)
    assert all(phrase and phrase == fold(phrase) for phrases in lists for phrase in phrases)


def test_words_made_ready_are_those_of_the_yaml() -> None:
    files = sorted(LANGUAGES.glob("*.yaml"))
    assert [path.stem for path in files] == sorted((*known_languages(), EVERYWHERE))
    for path in files:
        ready = load_language(path.stem)
        assert ready == read_language(path.read_bytes(), path.name, path.stem), "run python -m benchmarks.ready"


@pytest.mark.parametrize("name", SHIPPED)
def test_data_made_ready_are_those_of_the_yaml(name: str) -> None:
    assert read_shipped(name) == read_data(name), "run python -m benchmarks.ready"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code: en\nbylines: [by]\n", ['"bylines"', 'Did you mean "byline"?']),
        ("code: de\n", ["\"code\" is 'de'", "code: en"]),
        ("name: English\n", ['"code" is None', "code: en"]),
        ("code: [en]\n", ['"code" is not one text', "code: en"]),
        ("code: en\nbyline: by\n", ['"byline" is not a list']),
        ("code: en\nbyline: [by, [x]]\n", ['"byline" is not a list']),
        ("code: en\nbyline: [by, '']\n", ['"byline" is not a list']),
        ("code: en\nmonths: [[january]]\n", ['"months" is not a list of twelve']),
        ("code: en\nday_first: maybe\n", ["\"day_first\" is 'maybe'", "day_first: true"]),
        ("- en\n", ["no list of fields"]),
        ("code: en\ncode: en\n", ["written twice"]),
        ("code: 'en\n", ["not YAML"]),
    ],
)
def test_mistake_is_refused(text: str, said: list[str]) -> None:
    with pytest.raises(CleanerError) as caught:
        read_language(text.encode(), "en.yaml", "en")
    assert caught.value.code == "bad-language"
    assert str(caught.value.where).startswith("en.yaml")
    for words in said:
        assert words in str(caught.value)


def test_all_data_is_in_the_package() -> None:
    """A wheel without `data/ready` took two seconds to start."""
    config = ConfigParser()
    config.read(LANGUAGES.parents[2] / "setup.cfg")
    patterns = config["options.package_data"]["cleaner"].split(", ")
    data = [path for path in LANGUAGES.parent.rglob("*") if path.is_file()]
    assert data and not [path for path in data if not any(path.match(pattern) for pattern in patterns)]


def test_words_of_yaml_stay_words() -> None:
    data = read_language(b"code: 'no'\nweekdays: [on, off, no]\nday_first: true\nroles: [Sa, sa]\n", "no.yaml", "no")
    assert data.phrases["weekdays"] == ("on", "off", "no")
    assert data.day_first is True
    assert data.phrases["roles"] == ("sa",)
