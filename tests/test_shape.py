"""The document's shape: the same everywhere, sane on plain cases, in step with the length of the input."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.document import LABELS
from cleaner.judge.lines import MOST_LINES, Lines, read_lines
from cleaner.judge.phrases import PLACES, Phrases
from cleaner.judge.shape import Shape
from cleaner.judge.shape_facts import NAMES, facts
from cleaner.judge.shape_reasons import reasons

ARTICLE = [
    "The harbour council of Eastmere voted on Tuesday to rebuild the old pier, which a storm had torn away in March.",
    "Work is to begin in the autumn and will cost four million crowns, half of which the county has promised to pay.",
    "“We have waited long enough,” said Marta Lindqvist, who has run the ferry office beside the pier for years.",
    "Fishermen had asked for a stone wall. The council decided against it, because stone would have cost too much.",
    "The new pier will be eighty metres long and wide enough for two carts to pass, the plans that were shown say.",
    "A hearing for residents is planned for the first week of June, when the drawings will hang in the library.",
]
MENU = ["Home", "News", "Sport", "Weather", "Contact us", "Log in", "Subscribe", "Search", "Menu", "Eastmere Courier"]
FOOTER = [
    "Most read", "Ten gardens worth a visit this summer", "Ferry timetable changes again", "About us", "Terms of use",
    "Privacy policy", "Cookie settings", "© 2024 Eastmere Courier. All rights reserved.",
]  # fmt: skip


def score(texts: list[str]) -> list[int]:
    return Shape.load().score(read_lines(texts), texts, [2] * len(texts), [None] * len(texts))


def test_page_around_an_article() -> None:
    scores = score(MENU + ARTICLE + FOOTER)
    limit = Shape.load().limit
    assert min(scores[len(MENU) : len(MENU) + len(ARTICLE)]) > limit
    # What stands right above the first paragraph may be its subhead: only the lines before that are certain.
    assert max(scores[: len(MENU) - 2]) < 0 and sorted(scores[: len(MENU)])[len(MENU) // 2] < limit
    after = scores[len(MENU) + len(ARTICLE) :]
    assert max(after[3:]) < 0 and after[-1] < limit


def test_clean_text_stays() -> None:
    assert min(score(ARTICLE)) > Shape.load().limit


def test_a_line_alone() -> None:
    assert len(score(["Hello"])) == 1
    assert score([]) == []


@given(st.lists(st.text(min_size=1, max_size=60).filter(str.strip), max_size=30))
@settings(max_examples=60, deadline=None)
def test_any_lines_have_facts_and_scores(texts: list[str]) -> None:
    scores = score(texts)
    assert len(scores) == len(texts) and all(isinstance(s, int) for s in scores)
    assert scores == score(texts)
    if texts:
        seen = facts(
            Lines(texts), texts, [1] * len(texts), [None] * len(texts), Phrases({place: {} for place in PLACES})
        )
        assert seen.shape == (len(NAMES), len(texts))


def test_long_documents_are_judged_in_pieces() -> None:
    texts = (MENU + ARTICLE) * 400
    scores = score(texts)
    assert len(scores) == len(texts)
    assert scores[:MOST_LINES] == score(texts[:MOST_LINES])


def test_surrogates_and_astral_characters() -> None:
    assert len(score(["\ud800 broken", "𐐷𐐲 Deseret", "👍👍👍"])) == 3


@pytest.mark.parametrize("word", ["harbour", "Straße", "новости", "ニュース", "a"])
def test_a_word_has_one_slot_wherever_it_stands(word: str) -> None:
    alone = Lines([word]).slots[0]
    assert alone in Lines([f"some words before {word} and after"]).slots
    assert alone in Lines(["another line", f"({word})"]).slots
    assert alone == Lines([word.upper() if word.upper().lower() == word else word]).slots[0]


def test_reasons_have_labels_and_words() -> None:
    texts = MENU + ARTICLE + FOOTER
    scores = score(texts)
    limit = Shape.load().limit
    against = [i for i, s in enumerate(scores) if s < limit]
    found = reasons(texts, scores, limit, against)
    assert list(found) == against
    for reason in found.values():
        assert reason.label in LABELS and 0.5 <= reason.confidence <= 0.99
        assert "article's" in reason.words
    assert found[0].label == "navigation"
    assert found[len(texts) - 1].label == "copyright"
