"""How a value is chosen among its readings: facts, trees and what may never come out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cleaner
from cleaner.languages.data import known_languages, load_language
from cleaner.metadata import candidates
from cleaner.metadata.candidates import Candidate, rank_options
from cleaner.recognise.dates import find_dates, solar_hijri
from cleaner.recognise.lexicon import lexicon
from cleaner.recognise.signatures import names_alone, signed_names
from cleaner.trees import score_rows
from tests.test_metadata_read import LEAD, MORE, json_ld, of_page, of_text

TITLE = "Board votes to dredge the harbour channel"


def page(head: str, below: str, after: str = "", **more: Any) -> dict[str, Any]:
    body = f"<article><h1>{TITLE}</h1>{below}<p>{LEAD}</p><p>{MORE}</p></article>{after}"
    return of_page(head, body, **more)


@pytest.mark.parametrize("field", ["headline", "title", "published", "authors"])
@given(facts=st.dictionaries(st.text(max_size=9), st.integers(-1000, 1000)), others=st.integers(0, 5))
@settings(max_examples=30, deadline=None)
def test_a_score_depends_on_the_row_alone(field: str, facts: dict[str, int], others: int) -> None:
    rows = [{"html": 1}] * others
    assert score_rows(field, [*rows, facts, *rows])[others] == score_rows(field, [facts])[0]


def test_options_come_out_by_likelihood_and_none_is_lost() -> None:
    options = [
        Candidate("published", f"2021-01-0{day}", "block", "timestamp", facts={"said": day % 3}) for day in range(1, 6)
    ]
    ranked = rank_options("published", options)
    assert sorted(r.value for r in ranked) == [r.value for r in options]
    assert [r.confidence for r in ranked] == sorted((r.confidence for r in ranked), reverse=True)
    assert rank_options("published", []) == []


def test_a_comments_and_a_teasers_day_are_not_the_pages() -> None:
    comment = "<div class='comments'><div class='comment'><p>Ola Brandt</p><time datetime='2024-02-03'>3 February 2024</time><p>Good news for us.</p></div></div>"
    teaser = "<aside class='related'><a href='/b'>Ferry stuck</a> <span class='date'>9 March 2024</span></aside>"
    for after in (comment, teaser):
        assert page("", "", after)["published"] is None
        assert page("", "<p class='date'>14 March 2023</p>", after)["published"] == "2023-03-14"


def test_the_only_date_in_boxes_of_one_name_is_the_articles() -> None:
    menu = "<ul class='nav meta'><li>Harbour</li>{}<li>Print this page</li></ul>"
    assert page("", menu.format("<li>14 Mar 2023 18:29</li>"))["published"] == "2023-03-14T18:29"
    assert page("", menu.format("<li>14 Mar 2023</li><li>9 Mar 2023</li>"))["published"] is None


def test_in_bare_text_a_line_of_a_date_counts_whatever_it_is_cut_as() -> None:
    parts = [TITLE, "14 March 2023", LEAD, MORE]
    for label in ("related", "caption", "timestamp"):
        assert of_text("\n\n".join(parts), {0: "headline", 1: label}, title=0)["published"] == "2023-03-14"


def test_what_the_head_the_address_and_the_page_say_alike_is_the_day() -> None:
    head = json_ld(headline=TITLE, datePublished="2023-03-14T16:05:00+01:00", dateModified="2023-05-02")
    found = page(head, "<p class='date'>14 March 2023</p><p class='date'>Updated 2 May 2023</p>")
    assert (found["published"], found["modified"]) == ("2023-03-14T16:05:00+01:00", "2023-05-02")


def test_a_front_of_teasers_has_neither_day_nor_author() -> None:
    teasers = "".join(
        f"<div class='card'><h3><a href='/{n}'>Ferry number {n} is late again</a></h3><p>By Ilse Korhonen</p><time>{n} March 2023</time></div>"
        for n in range(1, 15)
    )
    found = of_page(
        "<title>Harbour news</title>", f"<h1>Harbour news</h1>{teasers}", url="https://tarnholm.example/news/"
    )
    assert (found["published"], found["authors"]) == (None, [])


@pytest.mark.parametrize(
    "words", [("Received", "Accepted", "Published"), ("Submitted on", "Accepted for publication", "Published online")]
)
@pytest.mark.parametrize("form", ["<p>{}: {}</p>", "<dl><dt>{}</dt><dd>{}</dd></dl>"])
def test_the_day_on_which_a_paper_came_in_is_no_day_of_publication(words: Sequence[str], form: str) -> None:
    days = ("2021-04-13", "2021-09-28", "2021-11-05")
    lines = "".join(form.format(word, day) for word, day in zip(words, days))
    found = of_page("", f"<article><h1>{TITLE}</h1><p>{LEAD}</p><p>{MORE}</p><h2>About</h2>{lines}</article>")
    assert found["published"] in (days[2], None)
    assert not any(day in str(found["provenance"].get("published")) for day in days[:2])


@pytest.mark.parametrize("code", known_languages())
def test_each_language_tells_the_day_of_something_else_by_other_words(code: str) -> None:
    language = load_language(code)
    assert language is not None and language.phrases["other_days"]
    assert not set(language.phrases["other_days"]) & {*language.phrases["published"], *language.phrases["modified"]}


@pytest.mark.parametrize(
    "line",
    ["Deadline: 13 April 2021", "Member since 13 April 2021", "Retrieved 13 April 2021", "Valid until 13 April 2021"],
)
def test_the_day_of_something_else_is_no_day_of_publication(line: str) -> None:
    assert page("", f"<p class='date'>{line}</p>")["published"] is None


def test_a_word_of_such_a_day_that_the_date_does_not_follow_says_nothing() -> None:
    assert page("", "<p class='date'>Members received a letter | 13 April 2021</p>")["published"] == "2021-04-13"


# --- dates of all languages ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("code", [code for code in known_languages() if code not in ("ja", "ko", "zh")])
def test_each_month_of_each_language_is_read_in_text(code: str) -> None:
    language = load_language(code)
    assert language is not None
    for number, names in enumerate(language.tables["months"], 1):
        for form in (names[0], names[0].title(), names[0].capitalize()):
            (moment,) = find_dates(f"17 {form} 2024", lexicon(code))
            assert moment.iso() == f"2024-{number:02d}-17", form


@pytest.mark.parametrize(
    ("code", "line", "day"),
    [
        ("tr", "30 Kas 2021", "2021-11-30"),
        ("tr", "5 ŞUBAT 2024", "2024-02-05"),
        (None, "5 úno 2021", "2021-02-05"),
        ("ja", "大正12年9月1日", "1923-09-01"),
        ("zh", "112年3月4日", "2023-03-04"),
        ("zh", "民國99年12月31日", "2010-12-31"),
        (None, "۱ فروردین ۱۴۰۳", "2024-03-20"),
        ("th", "25 เมษายน 2564", "2021-04-25"),
    ],
)
def test_years_of_other_calendars(code: str | None, line: str, day: str) -> None:
    assert [moment.iso() for moment in find_dates(line, lexicon(code))] == [day]


@pytest.mark.parametrize("code", [None, "en", "pl"])
@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("9 septembrie 2021", "2021-09-09"),
        ("2021. május 9.", "2021-05-09"),
        ("9. svibnja 2021.", "2021-05-09"),
        ("2021 m. gegužės 9 d.", "2021-05-09"),
        ("2021. gada 9. maijs", "2021-05-09"),
        ("9 май 2021 г.", "2021-05-09"),
        ("ngày 9 tháng 5 năm 2021", "2021-05-09"),
        ("9 במאי 2021", "2021-05-09"),
        ("9 de maig de 2021", "2021-05-09"),
        ("9 Desember 2021", "2021-12-09"),
    ],
)
def test_months_of_languages_without_a_file_of_their_own(code: str | None, line: str, day: str) -> None:
    assert [moment.iso() for moment in find_dates(line, lexicon(code))] == [day]


def test_the_persian_calendar_has_no_such_day() -> None:
    assert solar_hijri(1403, 7, 31) is None and solar_hijri(1403, 13, 1) is None
    days = [solar_hijri(1402, month, day) for month in range(1, 13) for day in range(1, 30)]
    assert all(day is not None for day in days) and len({day.iso() for day in days if day}) == 12 * 29


# --- who signs -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("code", "line", "names"),
    [
        ("zh", "（记者 李建国）", ["李建国"]),
        ("zh", "责任编辑：李建国", []),
        ("zh", "据记者了解，", []),
        ("zh", "作者单位：塔恩霍尔姆港务局", []),
        ("zh", "（关闭）", []),
        ("ko", "김하늘 기자 sky@tarnholm.example", ["김하늘"]),
        ("ko", "글·사진 박서준", ["박서준"]),
        ("ko", "이 기자는 말했다", []),
        ("ja", "文＝高橋健太", ["高橋健太"]),
        ("ja", "高橋健太記者", ["高橋健太"]),
        ("ja", "文字の大きさ", []),
    ],
)
def test_who_signs_a_text_whose_words_nothing_parts(code: str, line: str, names: list[str]) -> None:
    assert signed_names(line, lexicon(code)) == names


def test_signatures_one_below_the_other_are_one() -> None:
    text = (
        "港口重新开放\n\n本报记者 李建国 王小明\n\n本报实习生 陈海燕\n\n"
        + "港口在九年谈判之后重新开放，并将在冬季之前疏浚东部航道。塔恩霍尔姆的渔民们说，他们等了很久。" * 3
    )
    assert cleaner.clean(text, kind="text").authors == ["李建国", "王小明", "陈海燕"]


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("ByIlse Korhonen 14 March 2023", ["Ilse Korhonen"]),
        ("Harbour · Ilse Korhonen, Ola Brandt", ["Ilse Korhonen", "Ola Brandt"]),
        ("[Ilse Korhonen]", ["Ilse Korhonen"]),
    ],
)
def test_bylines_that_style_or_a_section_glues_to_the_names(byline: str, authors: list[str]) -> None:
    assert page("", f"<p class='byline'>{byline}</p>")["authors"] == authors


def test_the_footer_of_the_post_itself_names_its_author() -> None:
    footer = "<div class='post-footer'><span class='post-author'>Posted by Ilse Korhonen at 10:52</span></div>"
    assert page("", "", footer)["authors"] == ["Ilse Korhonen"]


def test_a_line_of_nothing_but_names() -> None:
    assert names_alone("李建国 王小明", lexicon("zh")) == ["李建国", "王小明"]
    assert names_alone("港口新闻", lexicon("zh")) == []
    assert names_alone("Ilse Korhonen", lexicon("en")) == []


def test_words_of_every_language_are_no_language() -> None:
    assert "any" not in known_languages()
    everywhere = load_language("any")
    assert everywhere is not None and "facebook" in everywhere.phrases["buttons"]
    assert not cleaner.clean(LEAD + "\n\n" + MORE, kind="text").authors


def test_trainers_see_the_options_of_each_field(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, int] = {}

    def rank(field: str, options: Sequence[Candidate]) -> list[Candidate]:
        asked[field] = len(options)
        return list(options)

    monkeypatch.setattr(candidates, "rank_options", rank)
    page("", "<p class='byline'>By Ilse Korhonen</p><p class='date'>14 March 2023</p>")
    assert asked == {"title": 1, "authors": 1, "published": 1}
