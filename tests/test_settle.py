"""A later look judges the rows that are left where they stand in the source."""

from __future__ import annotations

import pytest

from cleaner import settle
from cleaner.document import Block, Document, Repair
from cleaner.judge.verdict import Ruling, Verdict
from cleaner.read.text import read_text
from cleaner.text.pieces import spell


def test_what_a_later_look_repairs_is_put_in_order_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    merge = settle.merge

    def counted(first: list[Repair], second: list[Repair]) -> list[Repair]:
        asked.append(len(second))
        return merge(first, second)

    monkeypatch.setattr(settle, "merge", counted)
    source = "quay " * 200
    found = [Repair(at, at + 1, "q", "Q", "x") for at in range(0, len(source), 5)]
    left = Document(source, "text", [Block(0, 999, source[:999], 0, None, "")], found)
    rows = settle._rows(left, spell(source, [(0, len(source))]), source)
    assert [repair.start for repair in rows.repairs] == [repair.start for repair in found]
    assert len(asked) == 1  # once a repair takes time that grows with its square


def test_a_stretch_that_only_a_later_look_cuts_is_one_of_the_source() -> None:
    source = "Quay | Pier | Dock\n\nThe lock keeper opened the gate [edit] at dawn."
    gone = Ruling("navigation", "x", 0.9, "")

    def judge_text(document: Document) -> Verdict:
        verdict = Verdict(document, "en", [None] * len(document.blocks), stories=[(None, 0, len(document.blocks))])
        start = document.source.find("[edit]")
        if start >= 0 and "[edit]" in document.blocks[-1].text:
            verdict.cut_inline(len(document.blocks) - 1, start, start + 6, gone)
        return verdict

    document = read_text(source)
    verdict, spelling = settle.settle(Verdict(document, "en", [gone, None]), judge_text)
    assert spelling.text == "The lock keeper opened the gate at dawn."
    assert [source[start:end] for start, end, _ in verdict.inline] == ["[edit] "]


def test_a_text_of_which_only_the_layout_was_mended_is_not_judged_again() -> None:
    asked: list[str] = []

    def judge_text(document: Document) -> Verdict:
        asked.append(document.source)
        return Verdict(document, "en", [None] * len(document.blocks))

    first = f"{'The lock keeper opened the gate. ' * 4}".strip()
    source = f"{first}\nThe barge came through."
    blocks = [
        Block(0, len(first), first, 2, None),
        Block(len(first) + 1, len(source), "The barge came through.", 1, None),
    ]
    document = Document(source, "html", blocks)
    _, spelling = settle.settle(Verdict(document, "en", [None, None]), judge_text)
    assert spelling.text == f"{first}\n\nThe barge came through."  # a long paragraph, so the next line is one too
    assert asked == [source]
