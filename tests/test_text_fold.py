"""Folding: the form in which lines and phrases are compared, and the way back to the source."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.text.fold import Offsets, fold, fold_lines, is_ornament, trim, trim_lines
from cleaner.text.scripts import ranges_of
from cleaner.text.words import count_words, is_word_edge

HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(" \t\n\u00a0\u2003\u3000\x1c\0\ud800\udfff’“”„–—−İıΣς…»•→🙂\ufe0f\u200b#@%&'`´aZé漢กअि"),
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("line", "folded"),
    [
        ("Read  More", "read more"),
        ("  Don’t\tmiss\u00a0“this” – it’s new ", "don't miss \"this\" - it's new"),
        ("KAYIT OL", "kayit ol"),
        ("kayıt ol", "kayit ol"),
        ("İSTANBUL", "istanbul"),
        ("ΟΔΟΣ οδός", "οδοσ οδόσ"),
        ("Home » News", "home » news"),
        ("a\nb\r\nc", "a b c"),
        ("STRASSE ẞ", "strasse ß"),
        ("", ""),
        (" \u3000\n", ""),
    ],
)
def test_folded_line(line: str, folded: str) -> None:
    assert fold(line) == folded


@given(HOSTILE)
def test_folding_twice_changes_nothing(line: str) -> None:
    folded = fold(line)
    assert fold(folded) == folded
    assert folded.encode().decode() == folded
    assert "  " not in folded
    assert folded == folded.strip()


@given(st.lists(HOSTILE, max_size=6))
def test_lines_together_fold_as_each_alone(lines: list[str]) -> None:
    assert fold_lines(lines) == [fold(line) for line in lines]
    folded = [fold(line) for line in lines]
    assert trim_lines(folded) == [trim(line) for line in folded]


@given(HOSTILE, st.data())
@settings(max_examples=300)
def test_a_stretch_of_the_folded_line_is_found_in_the_source(line: str, data: st.DataObject) -> None:
    folded = fold(line)
    if not folded:
        return
    start = data.draw(st.integers(0, len(folded) - 1))
    end = data.draw(st.integers(start + 1, len(folded)))
    first, last = Offsets(line).span(start, end)
    assert 0 <= first < last <= len(line)
    # Each character stands for one, or a run of white space for one space.
    assert fold(line[first:last]) == folded[start:end].strip()
    if folded[start] != " " and folded[end - 1] != " ":
        assert not line[first].isspace()
        assert not line[last - 1].isspace()


@given(HOSTILE)
def test_whole_folded_line_is_the_stripped_source(line: str) -> None:
    if folded := fold(line):
        first, last = Offsets(line).span(0, len(folded))
        assert line[first:last] == line.strip()


@pytest.mark.parametrize(
    ("folded", "trimmed"),
    [
        ("read more »", "read more"),
        ("→ share this!", "share this"),
        ("• 📷 photo:", "photo"),
        ("▶️ play", "play"),
        ("(c) 2020", "c) 2020"),
        ("© 2020", "© 2020"),
        ("50%", "50%"),
        ("@name", "@name"),
        ("c++", "c"),
        ("$5", "$5"),
        ("* * *", "* * *"),
        ("【広告】", "広告"),
        ("हिन्दी", "हिन्दी"),
        ("\ue012 menu", "menu"),
        ("", ""),
    ],
)
def test_trimmed_line(folded: str, trimmed: str) -> None:
    assert trim(folded) == trimmed


@given(HOSTILE)
def test_trimming(line: str) -> None:
    folded = fold(line)
    trimmed = trim(folded)
    assert trimmed in folded
    assert trim(trimmed) == trimmed
    if not all(map(is_ornament, folded)):
        assert not is_ornament(trimmed[0])
        assert not is_ornament(trimmed[-1])


@pytest.mark.parametrize(
    ("folded", "words"),
    [("read more", 2), ("登録はこちら", 2), ("ニュースレターに登録", 3), ("नया समाचार पत्र", 3), ("한국어 뉴스", 2)],
)
def test_words(folded: str, words: int) -> None:
    assert count_words(folded) == words


@pytest.mark.parametrize(
    ("folded", "at", "edge"),
    [
        ("reader", 4, False),
        ("read er", 4, True),
        ("登録する", 2, True),
        ("हिन्दी", 2, False),
        ("read", 0, True),
        ("read", 4, True),
    ],
)
def test_edges_of_words(folded: str, at: int, edge: bool) -> None:
    assert is_word_edge(folded, at) is edge


def test_letters_of_patterns_are_letters() -> None:
    for first, last in ranges_of():
        for code in range(first, last + 1):
            assert unicodedata.category(chr(code))[0] in "LM" or unicodedata.category(chr(code)) == "Cn", hex(code)
    letters = {code for first, last in ranges_of() for code in range(first, last + 1)}
    sample = "abzäöüßéèñçãåøæœłśžčřğşıабвгдёїґєαβγάήςअआकखािाกข漢字かなカナ한국אבجدو"
    assert {char for char in sample if ord(char) not in letters} == set()
