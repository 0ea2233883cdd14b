"""What always holds (design.md), over generated and hostile input."""

from __future__ import annotations

import json
import pickle
import socket

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import cleaner
from cleaner.article import Article
from cleaner.document import LABELS
from cleaner.text.pieces import LINE_BREAK, apply_repairs
from tests.strategies import encoded_pages, nested, pages, shreds, tables, texts

COMMON = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
engine = cleaner.Cleaner()


def check_record(article: Article) -> None:
    """Invariants 1 and 2 on one article."""
    assert article.restore() == article.source
    here = 0
    for cut in article.removed:
        assert here <= cut.start < cut.end <= len(article.source)
        assert cut.label in LABELS and cut.rule and cut.reason and 0 < cut.confidence <= 1
        here = cut.end
    here = 0
    for repair in article.repairs:
        assert here <= repair.start < repair.end and repair.before != repair.after
        assert article.source[repair.start : repair.end] == repair.before
        assert not any(cut.start < repair.end and repair.start < cut.end for cut in article.removed)
        here = repair.end
    # Line for line the text is what is kept of the source with the listed repairs; between lines stands white space.
    assert _lines(article.text) == _lines(
        "".join([apply_repairs(article.source, *tile[:2], article.repairs) for tile in article.tiles() if not tile[2]])
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in LINE_BREAK.split(text) if line.strip()]


@given(texts())
@COMMON
def test_text_is_kept_or_listed(source: str) -> None:
    article = engine.clean(source, kind="text")
    assert article.source == source
    check_record(article)


@given(pages())
@COMMON
def test_page_is_kept_or_listed(page: str) -> None:
    check_record(engine.clean(page, kind="html"))


@pytest.mark.long
@given(tables())
@example(
    "<div hidden>x</div><p>The ferry sails.</p><table><tr><td>Kelp</td><td>12 m</td><td><img src=k.jpg></td></tr></table>"
)
@COMMON
def test_page_of_tables_is_kept_or_listed(page: str) -> None:
    """A row of data is one block: what was counted before its cells were joined may lie beyond the last block."""
    article = engine.clean(page, kind="html")
    check_record(article)
    assert "not shown" not in article.source


@pytest.mark.long
@given(nested())
@example("<A STYLE=WHITE-SPACE:PRE>0\r,")  # a line of marks alone goes on with nothing
@COMMON
def test_nested_page_is_kept_or_listed_and_settles(page: str) -> None:
    article = engine.clean(page, kind="html")
    check_record(article)
    assert engine.clean(article.text, kind="text").text == article.text


@pytest.mark.long
@given(encoded_pages(), st.sampled_from(["html", None]))
@COMMON
def test_page_in_any_charset_has_an_answer(data: bytes, kind: str | None) -> None:
    try:
        article = engine.clean(data, kind=kind)  # type: ignore[arg-type]
    except cleaner.CleanerError as error:
        assert error.code == "binary-input" and error.hint
    else:
        check_record(article)
        assert engine.clean(data, kind=kind).to_dict() == article.to_dict()  # type: ignore[arg-type]


@given(texts(), st.sampled_from(["cp1252", "latin-1", "cp1251"]))
@example(
    "The harbour board voted on Tuesday, its chair said.\n" * 5 + "\ufeff\r\u200d\n", "cp1252"
)  # nothing is left of a line
@example("The harbour board voted on Tuesday, its chair said.\n" * 6 + "\u2028\r\u200d\n", "cp1252")  # or white space
@example(
    "The harbour board voted on Tuesday, its chair said.\n" * 7 + "\xad\ufeff\r\u200d\n", "cp1252"
)  # repaired before
@example(
    "“We have waited eleven years for this,” said Marta Lindqvist, who runs a bakery beside the old fish market.\n"
    + "Der Stadtrat von Ahrenswalde hat am Montag beschlossen, die alte Brücke noch vor dem Winter zu sperren.\n" * 2
    + "\n\u2000\n",
    "cp1251",
)  # nothing is left of a line that metadata look at
@example(
    "© 2023 Tarnholm Courier\nHarbour board votes to dredge eastern channel before winter\r\n\u2000\n", "cp1251"
)  # lines put together
@example(
    "Harbour board votes to dredge channel\n“We have waited eleven years for this,” said Marta Lindqvist, who runs a bakery\n© 2023\n",
    "cp1251",
)
@example("\x080\u2028\n", "cp1252")  # a word that ends in a space once it is mended
@COMMON
def test_text_that_was_encoded_twice_settles(source: str, charset: str) -> None:
    wrong = source.encode("utf-8", "ignore").decode(charset, "ignore")
    article = engine.clean(wrong, kind="text")
    assert article.source == wrong
    check_record(article)
    assert engine.clean(article.text, kind="text").text == article.text


@given(shreds(), st.sampled_from(["", "<p>", "<pre>", "<plaintext>", "<table><tr><td>x<td>"]))
@example("\x85\xc3\xa0", "")
@example("\ufeff", "<table><tr><td>x<td>")  # a cell of which nothing is left
@example("\xc3\xbc \x85\xc3\xa4", "")  # a line break that is half of a letter, where a line would begin
@example('"\n\x00\n; a <', "")  # a join over a line that a repair leaves nothing of
@example("h\ndi\n/", "<plaintext>")  # lines of one block, cut one by one
@example(">\ntext\n&", "<pre>")
@COMMON
def test_what_is_repaired_is_kept_or_listed_and_settles(source: str, tag: str) -> None:
    article = engine.clean(tag + source, kind="html" if tag else "text")
    check_record(article)
    assert engine.clean(article.text, kind="text").text == article.text


@given(texts())
@COMMON
def test_clean_text_stays(source: str) -> None:
    once = engine.clean(source, kind="text").text
    again = engine.clean(once, kind="text")
    assert again.text == once
    assert not again.removed and not again.repairs


@given(pages())
@example("<pre>first\x0csecond</pre>")  # a form feed ends a line in a page as it does in text
@example(
    "The harbour board voted on Tuesday, its chair said again.<p>00000\x1bÌ¤</p>@À0"
)  # a repair in a repaired line
@COMMON
def test_clean_page_stays(page: str) -> None:
    once = engine.clean(page, kind="html").text
    assert engine.clean(once, kind="text").text == once


@given(st.one_of(texts(), pages()), st.sampled_from(["text", "html", None]))
@COMMON
def test_same_in_same_out(source: str, kind: str | None) -> None:
    copy = pickle.loads(pickle.dumps(engine))
    assert engine.clean(source, kind=kind).to_dict() == copy.clean(source, kind=kind).to_dict()


@given(st.binary(max_size=400), st.sampled_from(["text", "html", None]))
@COMMON
def test_any_bytes_have_an_answer(data: bytes, kind: str | None) -> None:
    try:
        article = engine.clean(data, kind=kind)
    except cleaner.CleanerError as error:
        assert error.message and error.hint and error.code
    else:
        check_record(article)


@given(texts(max_lines=10))
@COMMON
def test_record_reads_back(source: str) -> None:
    article = engine.clean(source, kind="text")
    assert Article.from_dict(article.to_dict()) == article
    # JSON cannot keep the two halves of a surrogate pair apart: they come back as their character.
    if source == source.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass"):
        assert Article.from_dict(json.loads(json.dumps(article.to_dict()))) == article


@pytest.mark.parametrize("data", ["", " \n\t", b"", b"\n", "\ufeff", "<html></html>"])
def test_nothing_gives_an_empty_article(data: str | bytes) -> None:
    article = cleaner.clean(data)
    assert article.text == "" and article.genre == "empty"


def test_opens_no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("cleaner opened a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    page = '<html><head><link rel="canonical" href="https://tarnholm.example/a"></head><body><img src="http://x.example/p.png">'
    cleaner.Cleaner().clean(
        page + "<p>The ferry sails again on Friday, the harbour board said.</p>", url="https://tarnholm.example/a"
    )


@pytest.mark.parametrize("bars", [12, 40])
def test_a_drawing_of_bars_settles(bars: int) -> None:
    """Its bars went one by one, one with each look at the text."""
    columns = ("海港的风浪", "渔民的劝告", "出海的动机", "船上的负担", "自己的帆", "出海的后果", "其它的灯塔")
    parts = [
        "│\n" * bars + "┘",
        "否",
        "│\n│<",
        "└→",
        "先去修船",
        "找相关的绳子",
        "←─────┐",
        "↓│",
        *("\n".join(column) for column in columns),
    ]
    parts += [
        "┌────────────────┼────────────────┐\n↓ ↓ ↓",
        "有风浪",
        "没风浪",
        "不清楚",
        "─→",
        "再去问渔民",
        "停",
        "我的船",
    ]
    parts += ["┌──────────┴──────────┐\n↓ ↓", "合乎渔民的规矩吗（船长）？", "心里踏实吗（船员）？"]
    article = cleaner.clean("\n\n".join(parts), "text")
    assert cleaner.clean(article.text, "text").text == article.text and article.restore() == article.source
