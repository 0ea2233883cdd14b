"""Words and pairs of words that speak for a line or against it."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.phrases import table_of
from cleaner.judge.lines import HEAD, Lines, join_heads
from cleaner.judge.phrases import PLACES, UNIT, WHOLE, Phrases, read_words, word_spans
from cleaner.text.tree import read_json

WEIGHTS = {
    "anywhere": {"ferry": 9, "read more": -30, "©": -40, "00": -3, "ferry company": 20, "ニュース": -8},
    "first": {"by": -20, "read more": -11},
    "last": {"ago": -50, ".": 6, "more …": -25},
    "whole": {"photo": -60, "photo : ferry company": -70, "00 : 00": -33},
}


def words_of(text: str) -> list[str]:
    """The words of one line, by the places that `word_spans` gives."""
    lines, joined = Lines([text]), join_heads([text])
    words = [joined[start:stop].lower() for start, stop in zip(*word_spans(lines))]
    return ["0" * min(8, len(word)) if word.isdecimal() else word for word in words]


def by_definition(text: str) -> int:
    """The score of a line, phrase by phrase."""
    words = words_of(text)
    pairs = [" ".join(pair) for pair in pairwise(words)]
    total = sum(WEIGHTS["anywhere"].get(phrase, 0) for phrase in (*words, *pairs))
    for place, number in (("first", 0), ("last", -1)):
        total += sum(WEIGHTS[place].get(found[number], 0) for found in (words, pairs) if found)
    if len(words) <= WHOLE:
        total += WEIGHTS["whole"].get(" ".join(words), 0)
    count = 2 * len(words) + 1 + 2 * (len(words) > 1) + (len(words) <= WHOLE)
    return total * 6400 // (UNIT * math.isqrt(count * 4096))


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("Photo", -60 * 6400 // (UNIT * 128)),
        ("PHOTO: Ferry Company", None),
        ("By Ada Quill 3 days ago", None),
        ("12:45", None),
        ("Read more …", None),
        ("The ferry came in.", None),
        ("nothing of the kind", 0),
        ("ニュース", None),
        ("12345678901234 " * 40, None),
    ],
)
def test_a_score_adds_what_is_known_of_a_line(text: str, score: int | None) -> None:
    found = Phrases(table_of(WEIGHTS)).scores(Lines([text])).tolist()
    assert found == [by_definition(text)]
    assert score is None or found == [score]


@given(
    st.lists(
        st.text("abry moreFfé.©0 12…ニ-_\n\u0301", min_size=1, max_size=40).filter(str.strip), min_size=1, max_size=12
    )
)
def test_lines_do_not_touch_each_other(texts: list[str]) -> None:
    together = Phrases(table_of(WEIGHTS)).scores(Lines(texts)).tolist()
    assert together == [by_definition(text) for text in texts]


def test_what_a_word_is() -> None:
    assert words_of("Ferry-port 2024: “see” more_or less…") == [
        "ferry", "-", "port", "0000", ":", "“", "see", "”", "more", "_", "or", "less", "…",
    ]  # fmt: skip
    assert words_of("x" * (HEAD + 10)) == ["x" * HEAD]
    _, offsets = read_words(Lines(["one two", "\u200b", "three"]))
    assert offsets[0] == 0 and len(offsets) == 4


def test_weights_of_nothing() -> None:
    nothing = Phrases(table_of({place: {} for place in PLACES}))
    assert nothing.scores(Lines(["Read more"])).tolist() == [0]
    assert nothing.scores(Lines([])).tolist() == []


def test_weights_made_ready_are_those_that_were_learned() -> None:
    assert Phrases.load().table.tobytes() == table_of(read_json("phrases")).tobytes(), "run python -m benchmarks.ready"
