"""Authors where no byline's word or markup names them, and lines near a byline that name nobody."""

from __future__ import annotations

from typing import Any

import pytest

import cleaner
from cleaner.metadata.authors import is_marked
from cleaner.read.html import read_html
from cleaner.recognise.credits import line_credit, links_to_author, read_credit
from cleaner.recognise.lexicon import lexicon
from cleaner.recognise.person import clean_name
from cleaner.recognise.signatures import signed_names
from tests.test_metadata_read import LEAD, MORE, json_ld, of_page, of_text

EN, ZH = lexicon("en"), lexicon("zh")
TITLE = "Board votes to dredge the harbour channel"


def text_authors(*lines: str, cut: tuple[int, ...] = (), label: str = "navigation") -> list[str]:
    """Authors of a text of a headline, these lines and two paragraphs; `cut` are numbers of lines."""
    labels = {0: "headline"} | {number + 1: label for number in cut}
    return list(of_text("\n\n".join((TITLE, *lines, LEAD, MORE)), labels, title=0)["authors"])


def page_authors(below: str, head: str = "", after: str = "") -> list[str]:
    body = f"<article><h1>{TITLE}</h1>{below}<p>{LEAD}</p><p>{MORE}</p></article>{after}"
    return list(of_page(head, body)["authors"])


# --- names alone in a text -------------------------------------------------------------------------------------------
SUMMARY = "Nine years of talks about the eastern channel have come to an end, and the town is glad of it."


def test_a_name_below_the_lead_with_a_date() -> None:
    assert text_authors(SUMMARY, "Ilse Korhonen", "14 March 2023") == ["Ilse Korhonen"]


def test_a_name_further_down_with_a_date_next_to_it() -> None:
    above = ("Print", "Harbour", "Eastern channel")
    assert text_authors(*above, "Ilse Korhonen", "14 March 2023", SUMMARY) == ["Ilse Korhonen"]


@pytest.mark.parametrize(
    "line",
    [
        "Ilse Korhonen5 hours ago",
        "Ilse Korhonen | The Texas Newsroom",
        "Ilse Korhonen / COURIER.EXAMPLE / Sep 2, 2024, 17:07",
    ],
)
def test_a_name_ends_at_a_mark_a_date_or_a_time(line: str) -> None:
    assert text_authors(line) == ["Ilse Korhonen"]


def test_several_names_right_above_the_first_paragraph() -> None:
    above = ("Print", "Harbour", "Eastern channel", "Share")
    assert text_authors(*above, "Ilse Korhonen/Jan Aldous") == ["Ilse Korhonen", "Jan Aldous"]


def test_a_section_near_a_byline_is_no_second_author() -> None:
    source = f"{TITLE}\n\nNight Nurse\n\nby Ilse Korhonen\n\n{LEAD}\n\n{MORE}"
    assert of_text(source, {0: "headline", 1: "byline", 2: "byline"}, title=0)["authors"] == ["Ilse Korhonen"]


def test_whom_an_interview_is_with_is_no_author() -> None:
    source = f"{TITLE}\n\nInterview with novelist Jan Aldous\n\nBy Ilse Korhonen\n\n{LEAD}\n\n{MORE}"
    assert of_text(source, {0: "headline", 1: "byline", 2: "byline"}, title=0)["authors"] == ["Ilse Korhonen"]


# --- names alone on a page -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("below", "authors"),
    [
        ("<p>Ilse Korhonen</p><p>14 March 2023</p>", ["Ilse Korhonen"]),
        ("<p>Ilse Korhonen</p><p>Harbour Correspondent</p>", ["Ilse Korhonen"]),
        ("<p>Ilse Korhonen, Jan Aldous</p>", ["Ilse Korhonen", "Jan Aldous"]),
        # A heading, a link to a section, a place's name that the text has.
        ("<h2>Ilse Korhonen</h2><p>14 March 2023</p>", []),
        ("<p><a href='/topic/pier'>Ilse Korhonen</a></p><p>14 March 2023</p>", []),
        ("<p>Eastern Channel</p><p>14 March 2023</p>", []),
    ],
)
def test_a_name_alone_on_a_page(below: str, authors: list[str]) -> None:
    assert page_authors(below) == authors


def test_it_goes_before_the_organisation_of_the_head() -> None:
    paper = {"@type": "Organization", "name": "Tarnholm Courier"}
    head = json_ld(author=paper, publisher=paper)
    assert page_authors("", head) == ["Tarnholm Courier"]
    assert page_authors("<p class='byline'>By Ilse Korhonen</p>", head) == ["Ilse Korhonen"]


# --- what markup says ------------------------------------------------------------------------------------------------
def test_every_author_element_is_credited() -> None:
    links = (
        "<a class='author' href='/autor/ilse-korhonen'>Ilse Korhonen</a>, <a class='author' href='/autor/rocio-paz'>Rocío Paz</a>"
        " y <a class='author' href='/autor/jan-aldous'>Jan Aldous</a>"
    )
    assert page_authors(f"<div class='byline'>{links}</div>") == ["Ilse Korhonen", "Rocío Paz", "Jan Aldous"]


def test_a_page_on_a_network_is_no_authors_page() -> None:
    assert links_to_author(["/harbour", "https://www.xing.example/profile/ilse"])
    assert not links_to_author(["https://www.xing.com/profile/ilse", "//de-de.facebook.com/people/jan"])


def test_a_label_in_an_authors_element_is_nobody() -> None:
    lines = "<p class='article-author'><span class='author'>Author:</span> Ilse Korhonen</p>"
    lines += "<p class='article-author'><span class='author'>Source:</span> Tarnnet</p>"
    assert page_authors(lines) == ["Ilse Korhonen"]


def test_the_bylines_of_teasers_are_of_other_stories() -> None:
    lines = "".join(
        f"<p class='teaser-author author'>{name} {day}.10.2019</p><p>Read</p>"
        for name, day in (("Ilse Korhonen", 19), ("Jan Aldous", 18))
    )
    assert page_authors(lines) == []


def test_what_a_post_is_filed_under_is_no_name() -> None:
    line = "Posted by Ilse Korhonen December 30, 2024 Posted in Podcast, Harbour-Archive"
    found = line_credit(line, EN, (), marked=True, worded=True)
    assert found.people == ["Ilse Korhonen"]


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Rui Ma", "Rui Ma"), ("Anh Thi Do", "Anh Thi Do"), ("Ilse Korhonen MA", "Ilse Korhonen"), ("Ilse Korhonen, MD", "Ilse Korhonen"),
        ("Ilse Korhonen PhD", "Ilse Korhonen"), ("Ilse Korhonen Ph.D.", "Ilse Korhonen"), ("Ilse Korhonen, rn", "Ilse Korhonen"),
    ],
)  # fmt: skip
def test_degrees_and_surnames_that_look_like_them(given: str, name: str) -> None:
    assert clean_name(given, EN) == name


def test_a_placeholder_is_nobody() -> None:
    assert page_authors("", "<meta name='author' content='content'>") == []


# --- dates -----------------------------------------------------------------------------------------------------------
def published(language: str, body: str, head: str = "") -> Any:
    page = f"<html lang='{language}'><head>{head}</head><body><article><h1>{TITLE}</h1>{body}<p>{LEAD}</p><p>{MORE}</p></article></body></html>"
    return cleaner.clean(page, kind="html").published


@pytest.mark.parametrize(
    ("language", "day"),
    [("en-GB", "2020-04-03"), ("en-US", "2020-03-04"), ("en_AU", "2020-04-03"), ("en", None), ("de-DE", None)],
)
def test_the_declared_country_tells_the_order_of_day_and_month(language: str, day: str | None) -> None:
    assert published(language, "<p class='date'>03/04/2020</p>") == day


def test_the_dates_of_the_document_go_before_its_country() -> None:
    assert published("en-US", "<p class='date'>03/04/2020</p><p class='edited'>Updated 25/04/2020</p>") == "2020-04-03"


def test_the_date_of_a_comment_in_microdata_is_not_the_pages() -> None:
    meta = "<meta itemprop='datePublished' content='2021-03-03'>"
    comment = f"<div itemprop='comment' itemscope itemtype='https://schema.org/Comment'>{meta}<p>Well done!</p></div>"
    assert published("en", comment) is None
    assert published("en", f"<div itemscope itemtype='https://schema.org/UserComments'>{meta}</div>") is None
    assert published("en", f"<div itemscope itemtype='https://schema.org/Article'>{meta}</div>") == "2021-03-03"


# --- what is no byline -----------------------------------------------------------------------------------------------
def test_a_byline_word_in_the_article_credits_nobody_without_a_name() -> None:
    after = "<p>The piers</p>" * 12 + "<p>By the numbers:</p><p>by data processors.</p>"
    assert page_authors("", "", f"<div>{after}</div>") == []


def test_a_place_beside_a_byline_is_no_second_author() -> None:
    lines = "<div class='byline'>By Ilse Korhonen</div><div class='byline'>Tarnholm - 3 March 2022</div>"
    assert page_authors(lines) == ["Ilse Korhonen"]


def test_a_date_and_a_link_to_a_section() -> None:
    assert page_authors("<p>3 March 2022 <a href='/category/piers/'>Eastern Piers</a></p>") == []


def test_a_desk_with_its_owners_name_is_no_person() -> None:
    head = "<meta name='author' content='Redaktion Tarnholmer Bote'>"
    assert page_authors("", head) == ["Redaktion Tarnholmer Bote"]


def test_an_organisations_name_is_whole() -> None:
    head = json_ld(author={"@type": "Organization", "name": "Centre for Harbours and Canals"})
    found = of_page(head, f"<article><h1>{TITLE}</h1><p>{LEAD}</p><p>{MORE}</p></article>")
    told = [found["authors"], *(other["value"] for other in found["provenance"]["authors"]["candidates"])]
    assert ["Centre for Harbours and Canals"] in told and not any("Canals" in names for names in told)


@pytest.mark.parametrize(
    ("line", "language", "person"),
    [
        ("Von KURIER-Redakteurin Ilse Korhonen", "de", "Ilse Korhonen"),
        ("Von unserer Hafenkorrespondentin Ilse Korhonen", "de", "Ilse Korhonen"),
        ("By Gazette correspondent Ilse Korhonen", "en", "Ilse Korhonen"),
        ("By our special correspondent Ilse Korhonen", "en", "Ilse Korhonen"),
        ("Par notre correspondante Ilse Korhonen", "fr", "Ilse Korhonen"),
        ("Von unserem Korrespondenten Ilse Korhonen", "de", "Ilse Korhonen"),
        ("Por nuestro enviado especial Jan Aldous", "es", "Jan Aldous"),
        ("Dal nostro inviato Jan Aldous", "it", "Jan Aldous"),
        ("Av vår korrespondent Ilse Korhonen", "no", "Ilse Korhonen"),
        ("Muhabirimiz Ilse Korhonen", "tr", "Ilse Korhonen"),
        ("Ankara temsilcimiz Ilse Korhonen", "tr", "Ilse Korhonen"),
        ("Di Jan Aldous", "it", "Jan Aldous"),
        ("By Ilse Korhonen", "en", "Ilse Korhonen"),
    ],
)
def test_role_before_the_name(line: str, language: str, person: str) -> None:
    assert read_credit(line, lexicon(language)).people == [person]


# --- Chinese signatures ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("本报记者 周海港 吴小桥 渡口镇报道", ["周海港", "吴小桥"]),
        ("港城晚报记者周海港/文 受访者供图", ["周海港"]),
        ("编辑：郑责编 来源：港城晚报 作者：吴小桥 点击：12", ["吴小桥"]),
        ("作者：夜航人", ["夜航人"]),  # a pen name
        ("渡口镇电（记者 雾岛灯）记者近日从港务局了解到", ["雾岛灯"]),
        ("作者：周 海", ["周海"]),
        ("据记者了解，渡口将于五月开放。", []),
        ("记者从港务局获悉", []),
        ("责任编辑：周海港", []),
        ("作文：周海港", []),
    ],
)
def test_who_signs_a_chinese_line(line: str, names: list[str]) -> None:
    assert signed_names(line, ZH) == names


def test_names_in_brackets_sign_only_where_a_text_ends() -> None:
    line = "渡口五月开放，港务局说。（周海港 吴小桥）"
    assert signed_names(line, ZH, end=True) == ["周海港", "吴小桥"]
    assert signed_names(line, ZH) == []
    assert signed_names("渡口五月开放（见图三）", ZH, end=True) == []


def test_a_chinese_page_is_by_who_signs_it_and_not_by_its_editor() -> None:
    story = "港务局周二宣布，东航道的疏浚工程将于五月开始，预计历时九个月，期间渡轮每小时一班，居民可凭证件免费乘坐。"
    page = f"<article><h1>东航道五月疏浚</h1><p>本报记者 周海港</p><p>{story}</p><p>{story}（完）</p><p>责任编辑：吴小桥</p></article>"
    assert chinese_authors(page) == ["周海港"]
    assert chinese_authors(page.replace("本报记者 周海港", "")) == []


def chinese_authors(body: str) -> list[str]:
    return cleaner.clean(f"<html lang='zh'><body>{body}</body></html>", kind="html").authors


@pytest.mark.parametrize(
    ("code", "line", "people"),
    [
        ("fr", "De notre correspondant Marc Ferrand", ["Marc Ferrand"]),
        ("fr", "De notre correspondant à Brunnvik Marc Ferrand", []),
        ("it", "Dal nostro inviato a Brunnvik, Paolo Ferrero", ["Paolo Ferrero"]),
        ("sv", "Av vår korrespondent i Brunnvik, Ulla Grahn", ["Ulla Grahn"]),
        ("no", "Av vår korrespondent i Brunnvik, Kari Moe", ["Kari Moe"]),
        ("de", "Von unserem Korrespondenten Jan Dorn", ["Jan Dorn"]),
        ("pl", "Od naszego korespondenta Jan Wrona", ["Jan Wrona"]),
        ("ru", "Наш корреспондент Анна Белова", ["Анна Белова"]),
        ("uk", "Від нашого кореспондента Олена Гай", ["Олена Гай"]),
        ("el", "Του ανταποκριτή μας Νίκος Βάλος", ["Νίκος Βάλος"]),
        ("ar", "بقلم مراسلتنا ليلى حداد", ["ليلى حداد"]),
        (None, "Af vores korrespondent Mette Holm", ["Mette Holm"]),
        (None, "Von TARN-Redakteurin Liv Hagen", ["Liv Hagen"]),
        ("ro", "Von TARN-Redakteurin Liv Hagen", ["Von TARN-Redakteurin Liv Hagen"]),
    ],
)
def test_behind_a_role_stands_the_person_with_or_without_a_place(
    code: str | None, line: str, people: list[str]
) -> None:
    assert read_credit(line, lexicon(code)).people == people


@pytest.mark.parametrize("line", ["Af Mette Holm", "Skrevet af Mette Holm", "Tekst: Mette Holm"])
def test_a_byline_in_a_text_that_is_too_short_to_tell_its_language(line: str) -> None:
    article = cleaner.clean(f"Færge sidder fast\n\n{line}\n\nIsen lå over rampen.", kind="text")
    assert (article.language, article.authors) == (None, ["Mette Holm"])


def test_a_name_below_whom_it_credits_with_pictures_is_no_author() -> None:
    helped = "<p>Photographs by</p><p class=byline>Jan Aldous</p>"
    body = f"<article><h1>{TITLE}</h1><p class=byline>By Ilse Korhonen</p><p>{LEAD}</p><p>{MORE}</p>{helped}</article>"
    assert of_page("", body)["authors"] == ["Ilse Korhonen"]


def test_a_box_near_a_line_marks_it_as_an_authors_and_one_far_around_does_not() -> None:
    name = "<p class=x>Ilse Korhonen</p>"
    near = read_html(f"<div class=author>{name}</div>").blocks[0]
    far = read_html(f"<div class=author><div class='a b c d e f'>{name}</div></div>").blocks[0]
    assert is_marked(near.evidence) and not is_marked(far.evidence)
