"""How extracted text becomes blocks, and blocks become text again."""

from __future__ import annotations

import pytest

from cleaner.assemble import assemble
from cleaner.judge.verdict import Ruling, Verdict
from cleaner.read.text import read_text, repair_characters


def blocks_of(source: str) -> list[tuple[str, int]]:
    return [(block.text, block.breaks) for block in read_text(source).blocks]


def text_of(source: str) -> str:
    document = read_text(source)
    return assemble(Verdict(document, rulings=[None] * len(document.blocks))).text


def test_blank_lines_part_paragraphs() -> None:
    assert blocks_of("One.\n\nTwo.\n \nThree.") == [("One.", 2), ("Two.", 2), ("Three.", 2)]


def test_single_line_breaks_part_paragraphs_where_there_are_no_blank_lines() -> None:
    one = "The ferry to Oskelund was late on Monday because the ice had come back overnight, its captain said."
    assert blocks_of(f"{one}\n{one}") == [(one, 2), (one, 2)]


def test_lists_keep_their_line_breaks() -> None:
    assert text_of("Bring:\n\n- a rope\n- two lamps\n- bread") == "Bring:\n\n- a rope\n- two lamps\n- bread"


def test_wrapped_lines_are_one_block() -> None:
    source = "The council of Tarnholm met for the last time before\nthe summer and left the budget as it was.\n\nNobody spoke."
    assert [text for text, _ in blocks_of(source)] == [source.split("\n\n")[0], "Nobody spoke."]
    assert text_of(source) == source


def test_code_keeps_its_indentation() -> None:
    source = "Run this:\n\nfor boat in harbour:\n    boat.leave()\n\n    boat.count += 1"
    assert text_of(source) == source


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_line_end_counts(end: str) -> None:
    assert [text for text, _ in blocks_of(f"First.{end}{end}Second.")] == ["First.", "Second."]


def test_spans_hold_the_source() -> None:
    source = "\ufeff  First line.  \r\n\r\n\tSecond\u200b line. "
    for block in read_text(source).blocks:
        assert source[block.start : block.end].replace("\u200b", "").strip("\ufeff ") == block.text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("fer\u200bry", "ferry"),
        ("a\x00b", "ab"),
        ("\ufeffferry", "ferry"),
        ("\u202eferry\u202c", "ferry"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
        ("\ud83d\ude00", "\U0001f600"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # ZWNJ spells Persian
        ("\U0001f469\u200d\U0001f680", "\U0001f469\u200d\U0001f680"),  # ZWJ makes one emoji of two
        ("ferry\u200d", "ferry"),
        ("a\u200b\u200db", "ab"),
    ],
)
def test_characters_that_nobody_sees(source: str, text: str) -> None:
    assert text_of(source) == text
    assert not repair_characters(text)


def test_a_repair_of_the_second_look_changes_its_own_word_alone() -> None:
    """A soft hyphen is repaired at the first look, the word encoded twice only when a rightly encoded line is gone."""
    import cleaner

    kept = "The ferry to Oskelund was la\xadte on Monday because the ice had come back, said RenÃ©e of the cafÃ© by the quay."
    for furniture in ("Advertisement", "© 2021 Café Å, Österå, Åland"):
        article = cleaner.clean(f"{kept}\n\n{furniture}\n", kind="text")
        assert article.restore() == article.source
        assert article.text.split() == kept.replace("\xad", "").replace("Ã©", "é").split()
        assert [repair.after for repair in article.repairs] == ["", "é", "é"]


def test_cut_in_a_block_takes_its_space_along() -> None:
    source = "Thank you. Transcript by Northgate.\n\nNext."
    document = read_text(source)
    verdict = Verdict(document, rulings=[None, None])
    start = source.index("Transcript")
    verdict.cut_inline(0, start, start + len("Transcript by Northgate."), Ruling("copyright", "x", 0.9, "y"))
    assert assemble(verdict).text == "Thank you.\n\nNext."


def test_cut_of_all_of_a_block_is_a_cut_block() -> None:
    document = read_text("Transcript by Northgate.")
    verdict = Verdict(document, rulings=[None])
    verdict.cut_inline(0, 0, 99, Ruling("copyright", "x", 0.9, "y"))
    assert verdict.rulings[0] is not None and assemble(verdict).text == ""


def test_text_leads_back_to_the_source() -> None:
    source = "\u200bFirst.\n\n\n  Second part."
    document = read_text(source)
    assembled = assemble(Verdict(document, rulings=[None, None]))
    at = assembled.text.index("Second")
    assert source[slice(*assembled.span(at, at + 6))] == "Second"


def test_a_short_line_above_a_long_one_is_a_paragraph() -> None:
    long = "The ferry to Oskelund was late on Monday because the ice had come back overnight, its captain said."
    assert [breaks for _, breaks in blocks_of(f"A rope\n{long}")] == [2, 2]


def test_double_encoding_is_mended_where_two_thirds_of_the_words_have_it() -> None:
    wrong = " ".join(word.encode().decode("cp1252") for word in ("Grüße", "Köln", "über"))
    assert blocks_of(f"{wrong} Straße")[0][0] == "Grüße Köln über Straße"
    assert blocks_of(f"{wrong} Straße müde")[0][0] == f"{wrong} Straße müde"
