"""Bytes into text: declared rightly, wrongly, not at all, and bytes that are no text."""

from __future__ import annotations

import gzip
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.errors import CleanerError
from cleaner.read.decode import codec, decode, flaws

TEXTS = {
    "pl": "Biblioteka w Zielonej Przystani otwiera się w poniedziałek. Mieszkańcy długo czekali, powiedziała dyrektorka. "
    "Na piętrze są czytelnie dla dzieci i dorosłych, a także źródło wody.",
    "ru": "Библиотека на Озёрной улице откроется в понедельник после ремонта. Жители ждали с нетерпением, сказала "
    "директор. На первом этаже теперь есть читальные залы.",
    "fr": "La bibliothèque du Val-Doré rouvrira lundi après deux années de travaux. Les habitants étaient pressés, a "
    "déclaré la directrice. À l'étage, il y a désormais des salles de lecture.",
    "el": "Η βιβλιοθήκη του νησιού ανοίγει ξανά τη Δευτέρα. Οι κάτοικοι περίμεναν με ανυπομονησία, είπε η διευθύντρια.",
    "zh": "湖边图书馆经过两年的装修将于星期一重新开放。馆长说居民们一直在焦急地等待。一楼现在有供儿童使用的阅览室。",
    "ja": "湖のほとりの図書館は二年間の工事を終えて、月曜日に再び開館します。館長は皆さんが心待ちにしていたと話しました。",
    "ko": "호숫가 도서관이 이 년 동안의 공사를 마치고 월요일에 다시 문을 연다. 관장은 주민들이 기다려 왔다고 말했다.",
}
CODECS = {
    "pl": ["cp1250", "iso8859-2"],
    "ru": ["cp1251", "koi8-r", "iso8859-5"],
    "fr": ["cp1252"],
    "el": ["cp1253"],
    "zh": ["gbk", "gb18030"],
    "ja": ["shift_jis", "euc_jp"],
    "ko": ["euc_kr", "cp949"],
}
CASES = [(language, name) for language, names in CODECS.items() for name in names]


def page(text: str, charset: str | None) -> str:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">' if charset else ""
    return f"<html><head>{meta}<title>{text[:20]}</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize(("language", "name"), CASES)
@pytest.mark.parametrize("declared", ["right", None, "utf-8", "iso-8859-1", "windows-1251", "shift_jis"])
def test_legacy_charsets_come_out_right_whatever_is_declared(language: str, name: str, declared: str | None) -> None:
    html = page(TEXTS[language], name.replace("_", "-") if declared == "right" else declared)
    assert decode(html.encode(name))[0] == html


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("declared", [None, "iso-8859-1", "gbk", "koi8-r", "no-such-charset"])
def test_valid_utf8_beats_every_declaration(language: str, declared: str | None) -> None:
    html = page(TEXTS[language], declared)
    assert decode(html.encode(), http_charset=declared) == (html, "utf-8")


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("language", TEXTS)
def test_wide_charsets_need_no_mark(language: str, name: str) -> None:
    text = page(TEXTS[language], None)
    assert decode(text.encode(name)) == (text, name)


def test_utf16_text_without_a_mark_in_a_script_that_has_no_nuls() -> None:
    text = f"{TEXTS['zh']}\n{TEXTS['zh']}\n"
    assert decode(text.encode("utf-16-be"), kind="text") == (text, "utf-16-be")


def test_a_mark_stays_in_text_and_not_in_html() -> None:
    data = "\ufeffÄpfel".encode()
    assert decode(data, kind="text")[0] == "\ufeffÄpfel"
    assert decode(data, kind="html")[0] == "Äpfel"
    assert decode("\ufeffÄpfel".encode("utf-16-le"), kind="text") == ("\ufeffÄpfel", "utf-16-le")


def test_http_charset_is_used_where_the_page_says_nothing() -> None:
    assert decode("Zażółć".encode("cp1250"), http_charset="windows-1250") == ("Zażółć", "cp1250")


def test_seven_bit_charsets() -> None:
    assert decode(TEXTS["ja"].encode("iso2022_jp"))[0] == TEXTS["ja"]
    html = page("中文", "hz-gb-2312")
    assert decode(html.encode("hz"))[0] == html


def test_a_few_bad_bytes_do_not_make_utf8_another_charset() -> None:
    data = TEXTS["ru"].encode() + b" \xff " + TEXTS["ru"].encode()
    text, encoding = decode(data, kind="text")
    assert encoding == "utf-8"
    assert text == f"{TEXTS['ru']} \ufffd {TEXTS['ru']}"


def test_nuls_in_otherwise_good_text_are_text() -> None:
    assert decode(b"The ferry\0 was late.\0\0", kind="text")[0] == "The ferry\0 was late.\0\0"


@pytest.mark.parametrize(
    ("data", "offset", "what"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "0x89 at offset 0", "PNG"),
        (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj", "0x25 at offset 0", "PDF"),
        (gzip.compress(b"harbour " * 50, mtime=0), "0x1F at offset 0", "gzip"),
        (b"head\xff\x01\x02\x03\x04\x05" * 5, "0x01 at offset 5", "binary"),
    ],
)
def test_binary_input_is_refused_with_byte_offset_and_encodings(data: bytes, offset: str, what: str) -> None:
    with pytest.raises(CleanerError, match="This is not text") as caught:
        decode(data)
    assert caught.value.code == "binary-input"
    assert offset in str(caught.value)
    assert "utf-8" in str(caught.value)
    assert what in str(caught.value)
    assert caught.value.hint


def test_random_bytes_are_binary() -> None:
    with pytest.raises(CleanerError):
        decode(random.Random(7).randbytes(4000))


def test_text_that_begins_like_a_file_is_text() -> None:
    assert decode(b"RIFF is a word of the islanders, PK another.")[0].startswith("RIFF")


def test_labels_are_charsets_only() -> None:
    assert codec("ISO-8859-1") == "cp1252"
    assert codec(" 'Shift_JIS' ") == "cp932"
    assert [codec(label) for label in ("rot13", "punycode", "unicode_escape", "../etc", "", None, "x" * 900)] == [
        None
    ] * 7


def test_flaws_are_what_a_wrong_charset_leaves() -> None:
    assert flaws(TEXTS["ru"])[0] == 0
    assert flaws(TEXTS["ru"].encode("cp1251").decode("cp1252"))[0] > 20
    assert flaws(TEXTS["pl"].encode("cp1250").decode("cp1252"))[0] > 3


@given(st.binary(max_size=400), st.sampled_from(["text", "html"]), st.none() | st.text(max_size=20))
def test_any_bytes_are_text_or_a_declared_error(data: bytes, kind: str, charset: str | None) -> None:
    try:
        first = decode(data, http_charset=charset, kind=kind)  # type: ignore[arg-type]
    except CleanerError as error:
        assert error.code == "binary-input"
    else:
        assert first == decode(data, http_charset=charset, kind=kind)  # type: ignore[arg-type]


@given(st.text(max_size=300))
def test_utf8_is_read_as_it_is(text: str) -> None:
    data = text.encode("utf-8", "ignore")
    if b"\0" in data or b"\x1b" in data or b"~{" in data or data.startswith((b"\xff", b"\xfe")):
        return
    try:
        assert decode(data, kind="text") == (data.decode(), "utf-8")
    except CleanerError:
        assert sum(byte < 32 or byte == 127 for byte in data) > 3
