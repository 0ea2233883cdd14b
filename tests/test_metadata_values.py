"""The small parsers of metadata: dates, names, titles, captions, rights, sections, language. All text is invented."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.judge.verdict import Ruling, Verdict
from cleaner.languages.data import detect
from cleaner.metadata import read
from cleaner.metadata.origin import read_copyright
from cleaner.metadata.titles import strip_site, tail, without_slogan
from cleaner.metadata.view import host_names
from cleaner.read.text import read_text
from cleaner.recognise.captions import read_credit_line, split_caption
from cleaner.recognise.credits import read_credit
from cleaner.recognise.dates import find_dates, is_date_like, parse_machine, plain_digits
from cleaner.recognise.forms import entries, field_entries, read_taxonomy
from cleaner.recognise.lexicon import lexicon
from cleaner.recognise.person import agencies, agency, looks_like_person
from tests.test_metadata_read import LEAD, MORE, of_text

EN = lexicon("en")


@pytest.mark.parametrize(
    ("line", "language", "iso"),
    [
        ("Published 14 March 2023", "en", "2023-03-14"),
        ("Tuesday, March 14th, 2023 | Archive", "en", "2023-03-14"),
        ("March 14, 2023 at 4:05 p.m. EDT", "en", "2023-03-14T16:05-04:00"),
        ("14.03.2023, 16.05 Uhr", "de", "2023-03-14T16:05"),
        ("Dienstag, 14. März 2023", "de", "2023-03-14"),
        ("mardi 14 mars 2023 à 16h05", "fr", "2023-03-14T16:05"),
        ("14 de marzo de 2023", "es", "2023-03-14"),
        ("03/04/2023", "fr", "2023-04-03"),
        ("25/04/2023", "en", "2023-04-25"),
        ("04/25/2023", "en", "2023-04-25"),
        ("2023年3月14日 午後4時05分", "ja", "2023-03-14T16:05"),
        ("2023년 3월 14일", "ko", "2023-03-14"),
        ("令和5年3月14日", "ja", "2023-03-14"),
        ("١٤/٠٣/٢٠٢٣", "ar", "2023-03-14"),
        ("2023-03-14T16:05:09.5+02:00", "en", "2023-03-14T16:05:09.5+02:00"),
    ],
)
def test_dates_are_read_in_many_forms(line: str, language: str, iso: str) -> None:
    assert [moment.iso() for moment in find_dates(line, lexicon(language))] == [iso]


@pytest.mark.parametrize(
    "line",
    [
        "3 hours ago",
        "yesterday",
        "© 2023 Tarnholm Courier",
        "03/04/2023",
        "31 February 2023",
        "8 May, 17:46",
        "0:00 / 3:14",
        "1970-01-01",
    ],
)
def test_what_is_uncertain_or_no_date_gives_none(line: str) -> None:
    assert find_dates(line, EN) == []


@given(
    st.dates(date(1900, 1, 1), date(2069, 12, 31)),
    st.sampled_from(
        ("%d.%m.%y", "%d/%m/%Y", "%Y-%m-%d", "%d . %m . %Y", "%d %b %y", "%B %d, %Y", "%Y年%m月%d日", "%d. květen %Y")
    ),
    st.text("a 1.é", max_size=4),
)
def test_a_line_with_a_date_is_like_one(day: date, form: str, beside: str) -> None:
    line = f"{beside} {day.strftime(form)}"
    assert is_date_like(line) or not find_dates(line, lexicon("cs"), True)
    assert is_date_like(f" {day.strftime(form)}")


@pytest.mark.parametrize("line", ["4.5", "from $165.00", "10 - 12 eggs", "3.5 of 5", "Café 21", "é 1403"])
def test_a_line_of_one_number_or_two_with_a_mark_is_like_no_date(line: str) -> None:
    assert not is_date_like(line)


def test_the_documents_own_order_settles_an_ambiguous_date() -> None:
    assert [m.iso() for m in find_dates("03/04/2023", EN, day_first=True)] == ["2023-04-03"]
    assert [m.iso() for m in find_dates("03/04/2023", EN, day_first=False)] == ["2023-03-04"]


@pytest.mark.parametrize(
    ("text", "iso"),
    [("2023-03-14", "2023-03-14"), ("20230314", "2023-03-14"), ("2023-03-14 16:05 +0200", "2023-03-14T16:05+02:00"), ("1678809900", "2023-03-14T16:05:00+00:00")],
)  # fmt: skip
def test_machine_dates(text: str, iso: str) -> None:
    moment = parse_machine(text)
    assert moment is not None and moment.iso() == iso


@given(st.text(max_size=300), st.sampled_from(["en", "de", "fr", "ja", None]), st.sampled_from([None, True, False]))
def test_any_text_gives_valid_iso_dates_inside_it(text: str, language: str | None, day_first: bool | None) -> None:
    for moment in find_dates(text, lexicon(language), day_first):
        date.fromisoformat(moment.iso()[:10])
        assert 0 <= moment.start < moment.end <= len(text)


@given(st.text(max_size=200))
def test_digits_keep_their_places(text: str) -> None:
    assert len(plain_digits(text)) == len(text)


@pytest.mark.parametrize(
    ("line", "language", "people"),
    [
        ("By Ilse Korhonen and Jan Aldous", "en", ["Ilse Korhonen", "Jan Aldous"]),
        ("Written by: Dr. Ilse Korhonen, Staff Writer", "en", ["Ilse Korhonen"]),
        ("Ilse Korhonen | Tarnholm Courier", "en", ["Ilse Korhonen"]),
        ("Ilse Korhonen ilse@tarnholm.example @ilsekorhonen", "en", ["Ilse Korhonen"]),
        ("ILSE KORHONEN", "en", ["Ilse Korhonen"]),
        ("Von Ilse Korhonen und Jan Aldous, Ahrenswalde", "de", ["Ilse Korhonen", "Jan Aldous"]),
        ("Por Inés Velarde y Tomás Quiroga", "es", ["Inés Velarde", "Tomás Quiroga"]),
        ("Ilse Korhonen, Senior Director, WTRN News", "en", ["Ilse Korhonen"]),
        ("Written by publishing team", "en", []),
        ("By Staff", "en", []),
        ("Published", "en", []),
    ],
)
def test_people_of_a_credit(line: str, language: str, people: list[str]) -> None:
    assert read_credit(line, lexicon(language), ["Tarnholm Courier"]).people == people


def test_a_credit_parts_agencies_and_the_site_from_people() -> None:
    credit = read_credit("By Ilse Korhonen (AP) @ilsek | Tarnholm Courier", EN, ["Tarnholm Courier"])
    assert (credit.people, credit.agencies) == (["Ilse Korhonen"], ["AP"])
    assert credit.others == ["Tarnholm Courier"]


def test_agencies_are_told_from_words() -> None:
    assert agencies("dpa/AFP") == ["dpa", "AFP"]
    assert agency("Reuters") == "Reuters"
    assert agency("ap") is None
    assert agency("The harbour") is None


@given(st.text(max_size=400), st.booleans())
def test_any_credit_gives_short_names(text: str, trusted: bool) -> None:
    credit = read_credit(text, EN, ["Tarnholm Courier"], trusted=trusted)
    assert all(name.strip() and len(name) <= 60 for name in credit.people)


@pytest.mark.parametrize("name", ["Ilse Korhonen", "Jan van der Velde", "J. R. Aldous", "松田花子", "Mary-Ann O'Dell"])
def test_names_of_people(name: str) -> None:
    assert looks_like_person(name, EN)


@pytest.mark.parametrize(
    "name", ["the old bridge", "Bridge", "Room 12", "What now?", "Salt Of Norholm", "ibn abu", "Ilse korhonen"]
)
def test_what_is_no_name(name: str) -> None:
    assert not looks_like_person(name, EN)


@pytest.mark.parametrize(
    ("title", "sites", "url", "stripped"),
    [
        ("Bridge closes early | Tarnholm Courier", ["Tarnholm Courier"], None, "Bridge closes early"),
        ("Tarnholm Courier: Bridge closes early", ["Tarnholm Courier"], None, "Bridge closes early"),
        ("Bridge closes early - Tarnholm Courier", [], "https://www.tarnholmcourier.example/a", "Bridge closes early"),
        ("Bridge closes early - and opens again", ["Tarnholm Courier"], None, "Bridge closes early - and opens again"),
    ],
)
def test_the_site_is_stripped_from_a_title(title: str, sites: list[str], url: str | None, stripped: str) -> None:
    assert strip_site(title, sites, host_names(url))[0] == stripped


@pytest.mark.parametrize(
    ("line", "caption", "credit"),
    [
        (
            "The ferry at dusk. (Jan Aldous/Northgate Wire via AP)",
            "The ferry at dusk.",
            "Jan Aldous/Northgate Wire via AP",
        ),
        ("Harbour Guard. Image Credit: Jan Aldous.", "Harbour Guard.", "Jan Aldous"),
        ("The ferry at dusk (built in 1921).", "The ferry at dusk (built in 1921).", None),
        ("Jan Aldous/Reuters", None, "Jan Aldous/Reuters"),
    ],
)
def test_captions_and_credits(line: str, caption: str | None, credit: str | None) -> None:
    assert split_caption(line, EN) == (caption, credit)


@pytest.mark.parametrize(
    ("line", "holder", "year"),
    [
        (
            "Copyright © 2021 Vell & Sons, Inc. All rights reserved. 0123456789abcdef0123456789abcdef",
            "Vell & Sons, Inc.",
            2021,
        ),
        ("© 2024 WTRN", "WTRN", 2024),
        ("© 2010-2024 Tarnholm Courier", "Tarnholm Courier", 2024),
        ("Transcript provided by WTRN, Copyright WTRN.", "WTRN", None),
        ("Copyright 2019 by Jan Aldous | Imprint", "Jan Aldous", 2019),
    ],
)
def test_copyright_lines(line: str, holder: str | None, year: int | None) -> None:
    assert read_copyright(line, EN) == {"holder": holder, "year": year}


@pytest.mark.parametrize(("genre", "provider"), [("transcript", "WTRN"), ("article", None)])
def test_who_provides_a_transcript(genre: str, provider: str | None) -> None:
    lines = (LEAD, MORE, "Transcript provided by WTRN, Copyright WTRN.")
    assert of_text("\n\n".join(lines), {2: "copyright"}, genre=genre)["agency"] == provider


def test_a_line_without_a_claim_has_no_copyright() -> None:
    assert read_copyright("The bridge was built in 1921.", EN) is None


def test_sections_and_keywords() -> None:
    assert read_taxonomy("Categories / Harbour, Council", EN) == ("categories", ["Harbour", "Council"])
    assert read_taxonomy("Tags: ferries, ice", EN) == ("tags", ["ferries", "ice"])
    assert read_taxonomy("The council met.", EN) is None
    assert entries("Home > Harbour > Ferries") == ["Home", "Harbour", "Ferries"]


@given(st.text(max_size=400))
def test_line_parsers_never_raise(text: str) -> None:
    split_caption(text, EN)
    read_copyright(text, EN)
    read_taxonomy(text, EN)
    strip_site(text, ["Tarnholm Courier"], ["tarnholm"])
    detect(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The harbour board voted on Tuesday to dredge the eastern channel before the winter storms, and its chair said that the work would begin at once.", "en"),
        ("Der Stadtrat von Ahrenswalde hat am Montag beschlossen, die alte Brücke noch vor dem Winter zu sperren und den Verkehr umzuleiten, sagte der Sprecher.", "de"),
        ("港の理事会は火曜日、冬の嵐が来る前に東の水路を掘り下げることを決めた。", "ja"),
        ("항만 이사회는 화요일 겨울 폭풍이 오기 전에 동쪽 수로를 파기로 했다.", "ko"),
        ("Ok", None),
        ("", None),
    ],
)  # fmt: skip
def test_language_of_a_text(text: str, code: str | None) -> None:
    assert detect(text) == code


@pytest.mark.parametrize("unit", ["1", "1/", "a ", "(", "By ", "©", "May ", "@a.", "| ", "- ", " "])
def test_long_lines_take_linear_time(unit: str) -> None:
    started = time.process_time()
    for length in (100_000, 1_000_000):
        line = unit * (length // len(unit))
        find_dates(line, EN)
        read_credit(line, EN, ["Tarnholm Courier"])
        split_caption(line, EN)
        read_copyright(line, EN)
        read_taxonomy(line, EN)
        strip_site(line, ["Tarnholm Courier"], ["tarnholm"])
        detect(line)
        assert time.process_time() - started < 20  # a line that took the square of its length would take hours


def test_a_line_that_only_its_place_calls_taxonomy_is_no_section() -> None:
    source = "Board votes\n\nShare this story\n\nThe board of the harbour voted on Tuesday to dredge the channel before winter comes."
    for rule, sections in (("model.page", []), ("en.taxonomy.list", ["Share this story"])):
        document = read_text(source)
        rulings: list[Ruling | None] = [None] * len(document.blocks)
        rulings[1] = Ruling("taxonomy", rule, 0.8, "")
        assert read(document, Verdict(document, "en", rulings))["categories"] == sections


# --- sections, keywords, sites, captions: what repeats on many sites --------------------------------------------------
@pytest.mark.parametrize(
    ("contents", "found"),
    [
        (["Harbour &amp; Quay, Ice"], ["Harbour & Quay", "Ice"]),
        (["Spring/Summer, Ice"], ["Spring/Summer", "Ice"]),
        (["Tarn (Province), Norholm (Town)"], ["Tarn (Province)", "Norholm (Town)"]),
        (["null"], []),
        (["tags", "Uncategorized", "Ice"], ["Ice"]),
        (["Harbour: a history", "Ice: a history"], ["Harbour: a history", "Ice: a history"]),
    ],
)
def test_fields_of_the_head_hold_what_a_page_is_about(contents: list[str], found: list[str]) -> None:
    assert field_entries(contents) == found


@pytest.mark.parametrize(
    ("name", "site"),
    [
        ("Harbour Times | News from the quay", "Harbour Times"),
        ("Norholm - Harbour Times", "Norholm - Harbour Times"),
        ("Harbour Times", "Harbour Times"),
    ],
)
def test_a_slogan_behind_the_name_that_the_host_has_is_no_part_of_it(name: str, site: str) -> None:
    assert without_slogan(name, ["harbourtimes"]) == site


def test_what_a_title_has_behind_the_headline_is_the_site() -> None:
    assert tail("Ferry stuck - Norholm Post", "Ferry stuck") == "Norholm Post"
    assert tail("Ferry stuck - Norholm Post", "Ferry") is None
    assert tail("Ferry - the ship that was stuck for three days", "Ferry") is None


def test_a_label_at_a_picture_is_neither_caption_nor_credit() -> None:
    assert split_caption("Enlarge image", lexicon("en")) == (None, None)
    assert split_caption("Photo: Fotos", lexicon("de")) == (None, None)
    assert read_credit_line("Photos:", lexicon("en")) is None
    assert read_credit_line("Photo: A. Roe", lexicon("en")) == "A. Roe"


def test_a_line_of_rights_without_a_holder_has_none() -> None:
    assert read_copyright("Copyright. All rights reserved.", lexicon("en")) is None
    assert read_copyright("© 2023 Byron Media", lexicon("en")) == {"holder": "Byron Media", "year": 2023}
