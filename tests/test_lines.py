"""Lines as numbers: what the learned judges and the heuristics know of a line's words and characters."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.ready import kinds_of_characters
from cleaner.judge.lines import (
    HEAD,
    MOST_LINES,
    Kind,
    Lines,
    distinct,
    in_common,
    measure_all,
    read_lines,
)
from cleaner.rules.load import READY

TEXTS = st.lists(st.text(min_size=1, max_size=80), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("text", "words", "stop", "sentences"),
    [
        ("The ferry left. Nobody saw it go.", 7, True, 2),
        ("“We are going,” said Ilse Maran.", 6, True, 1),
        ("It was late (very late.)", 5, True, 1),
        ("Read more", 2, False, 0),
        ("Version 3.5 of the map", 5, False, 0),
        ("He stopped … and went on", 6, False, 1),
        ("港は静かだった。船は来ない。", 3, True, 2),
        ("Kein Schiff. “Keins?” Keins!", 4, True, 3),
    ],
)
def test_measures(text: str, words: int, stop: bool, sentences: int) -> None:
    (found,) = measure_all(read_lines([text]))
    assert (found.words, found.stop, found.sentences) == (words, stop, sentences)


@given(st.lists(st.integers(-9, 9)))
def test_distinct_numbers(numbers: list[int]) -> None:
    assert distinct(np.array(numbers, np.int64)).tolist() == sorted(set(numbers))


def test_shares_of_small_and_capital_words() -> None:
    lines = Lines(["Marta went home", "HARBOUR NEWS", "in small letters"])
    assert lines.tokens.tolist() == [3, 2, 3]
    assert lines.small.tolist() == [2, 0, 3]
    assert lines.capital.tolist() == [1, 2, 0]
    assert lines.counts[Kind.UPPER].tolist() == [1, 11, 0]
    assert lines.counts[Kind.LOWER].tolist() == [12, 0, 14]


def test_a_long_line_is_estimated_from_its_beginning() -> None:
    sentence = "The pier was closed again today. "
    lines = Lines([(sentence * 100).strip()])
    assert abs(int(lines.words[0]) - 600) < 30
    assert int(lines.counts[Kind.STOP][0]) <= HEAD


@given(TEXTS)
@settings(max_examples=80, deadline=None)
def test_a_line_is_the_same_alone_and_among_others(texts: list[str]) -> None:
    together = Lines(texts)
    for number, text in enumerate(texts):
        alone = Lines([text])
        for name in ("words", "tokens", "small", "capital", "stop", "sentences", "first", "last", "length"):
            assert getattr(together, name)[number] == getattr(alone, name)[0], name
        assert together.counts[:, number].tolist() == alone.counts[:, 0].tolist()
        line, slots = together.stems
        assert slots[line == number].tolist() == alone.stems[1].tolist()


def test_words_in_common_with_the_prose_of_other_lines() -> None:
    texts = ["The harbour council voted for the pier.", "Harbour council votes", "Garden furniture sale", "A harbour."]
    lines = Lines(texts)
    shared = in_common(lines, lines.sentences > 0)
    assert shared[1] == 66  # harbour and council, not "votes"
    assert shared[2] == 0
    assert in_common(Lines([]), np.zeros(0, np.bool_)).tolist() == []


def test_pieces() -> None:
    pieces = read_lines(["a line"] * (2 * MOST_LINES + 1))
    assert [piece.n for piece in pieces] == [MOST_LINES, MOST_LINES, 1]
    assert read_lines([]) == []


def test_kinds_of_characters_made_ready_are_those_of_the_tables() -> None:
    made = json.loads((READY / "characters.json").read_text())
    assert np.repeat(made["kinds"], made["sizes"]).tolist() == kinds_of_characters().tolist(), (
        "run python -m benchmarks.ready"
    )
