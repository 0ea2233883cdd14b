"""Classes of mistakes that metadata once made, each with an invented page, and lookalikes that have to stay right."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.document import Evidence
from cleaner.metadata.origin import read_link, read_words
from cleaner.read.html import read_html
from cleaner.recognise.credits import line_credit, unglued
from cleaner.recognise.dates import parse_machine
from cleaner.recognise.lexicon import lexicon
from cleaner.recognise.person import clean_name, is_person
from tests.strategies import HOSTILE
from tests.test_metadata_read import ARTICLE, LEAD, MORE, json_ld, of_page, of_text

EN = lexicon("en")
LINES = st.lists(
    st.sampled_from([*HOSTILE, "By ", "Jane Roe", "CC BY", "-4.0", ", ", " and ", "5 May 2021", "（", "@"])
).map("".join) | st.text(max_size=300)
HEADLINE = "<h1>Board votes to dredge the harbour channel</h1>"


def evidence_of(html: str) -> list[Evidence]:
    return [block.evidence for block in read_html(html).blocks if block.evidence is not None]


# --- what the reader marks -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("html", "credits"),
    [
        ("<p>By <a rel='author' href='/x'>Ilse <b>Korhonen</b></a> on 4 March</p>", ("Ilse Korhonen",)),
        ("<p><span itemprop='author'>Jos&eacute; Arran</span> | 5 May</p>", ("José Arran",)),
        ("<p class='meta'>News <a href='/authors/jan-aldous'>Jan Aldous</a> 3 comments</p>", ("Jan Aldous",)),
        (
            "<p>By <a class='author' href='/a'>A. Roe</a> and <a class='author' href='/b'>B. Doe</a></p>",
            ("A. Roe", "B. Doe"),
        ),
        ("<p>The <a href='/ports'>ports</a> of the <em>coast</em>.</p>", ()),
    ],
)
def test_texts_of_author_elements_within_a_line(html: str, credits: tuple[str, ...]) -> None:
    assert evidence_of(html)[0].credits == credits


def test_an_abbreviation_gives_its_machine_date() -> None:
    assert evidence_of("<p>on <abbr title='2021-03-04T05:06'>last Thursday</abbr></p>")[0].times == (
        "2021-03-04T05:06",
    )
    assert evidence_of("<p>the <abbr title='World Harbour Union'>WHU</abbr></p>")[0].times == ()


@given(st.lists(st.sampled_from(["<a class=author>", "</a>", "<b>", "</b>", "<p>", "</p>", "Jane Roe ", "x", "<br>"])))
@settings(max_examples=200, deadline=None)
def test_author_elements_however_nested(parts: list[str]) -> None:
    document = read_html("".join(parts))
    for block in document.blocks:
        assert block.evidence is not None
        for credit in block.evidence.credits:
            assert credit and credit in block.text


# --- authors ---------------------------------------------------------------------------------------------------------
def authors(head: str, below: str, url: str = "https://www.tarnholmcourier.example/a/b") -> list[str]:
    body = f"<article>{HEADLINE}{below}<p>{LEAD}</p><p>{MORE}</p></article>"
    found: list[str] = of_page(head, body, url)["authors"]
    return found


def test_the_marked_name_is_read_and_not_what_stands_beside_it() -> None:
    line = "<p class='post-meta'>Harbour <a rel='author' href='/author/ik'>Ilse Korhonen</a> Mar 14 4 min read</p>"
    assert authors("", line) == ["Ilse Korhonen"]


@pytest.mark.parametrize("word", ["Mar", "Follow Ilse", "Full Bio", "Key Points", "Learn More", "YouTube", "Sign Up"])
def test_buttons_and_months_are_no_names(word: str) -> None:
    assert not is_person(word, EN)
    assert authors("", f"<p class='author'>{word}</p>") == []


@pytest.mark.parametrize("name", ["April Lund", "June Aldous", "Herbert Read", "Karl zu Tarnholm", "Mary Day"])
def test_names_that_look_like_dates_or_words(name: str) -> None:
    assert is_person(name, EN)


def test_a_byline_before_the_organisation_of_the_head() -> None:
    organisation = json_ld(author=[{"@type": "Organization", "name": "Tarnholm Media Group"}])
    assert authors(organisation, "<p class='byline'>By Ilse Korhonen</p>") == ["Ilse Korhonen"]


def test_a_field_of_the_head_that_names_more() -> None:
    head = json_ld(author="Ilse Korhonen") + "<meta name='author' content='Ilse Korhonen, Jan Aldous'>"
    assert authors(head, "") == ["Ilse Korhonen", "Jan Aldous"]


def test_a_phrase_of_the_headline_is_no_author_of_a_text() -> None:
    source = f"Slow dredging is back\n\nSlow Dredging\n\n{LEAD}\n\n{MORE}\n\nSome call it slow dredging."
    assert of_text(source, {0: "headline"}, title=0)["authors"] == []
    source = f"Slow dredging is back\n\nIlse Brown\n\n{LEAD}\n\n{MORE}\n\nThe water was brown."
    assert of_text(source, {0: "headline", 1: "byline"}, title=0)["authors"] == ["Ilse Brown"]


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("ByIlse Korhonen5 hours ago", ["Ilse Korhonen"]),
        ("By Ilse KorhonenJan Aldous", ["Ilse Korhonen", "Jan Aldous"]),
        ("By Ian McArran", ["Ian McArran"]),
        ("By Ilse DeSanto", ["Ilse DeSanto"]),
    ],
)
def test_names_that_an_extractor_glued(line: str, people: list[str]) -> None:
    assert line_credit(unglued(line), EN, [], marked=True, worded=True, plain=True).people == people


def test_menus_in_scripts_without_capitals_are_no_bylines() -> None:
    assert line_credit("一覧", lexicon("ja"), [], marked=True, plain=True).people == []
    assert line_credit("文字の大きさ", lexicon("ja"), [], marked=True, plain=True).people == []


def test_a_role_before_a_name_is_no_part_of_it() -> None:
    assert clean_name("Harbour reporter Ilse Korhonen", EN) == "Ilse Korhonen"
    assert clean_name("Editor Ilse Korhonen", EN) == "Ilse Korhonen"


@given(LINES, st.booleans(), st.booleans(), st.booleans())
@settings(max_examples=150, deadline=None)
def test_any_line_gives_names_that_are_in_it(text: str, marked: bool, byline: bool, plain: bool) -> None:
    credit = line_credit(unglued(text[:300]), EN, [], marked=marked or byline, worded=True, plain=plain)
    assert all(name and len(name) <= 300 for name in credit.people)


# --- dates -----------------------------------------------------------------------------------------------------------
def published(below: str, head: str = "", after: str = "", url: str | None = None) -> Any:
    body = f"<article>{HEADLINE}{below}<p>{LEAD}</p><p>{MORE}</p></article>{after}"
    return of_page(head, body, url or "https://www.tarnholmcourier.example/a")["published"]


def test_the_line_below_the_headline_whatever_it_is_cut_as() -> None:
    source = f"Board votes to dredge\n\nIlse Korhonen • Oct 20, 2025\n\n{LEAD}\n\n{MORE}"
    for label in ("related", "caption", "player"):
        found = of_text(source, {0: "headline", 1: label}, title=0)
        assert (found["published"], found["authors"]) == ("2025-10-20", ["Ilse Korhonen"])


def test_the_one_day_that_a_page_shows() -> None:
    tail = f"<p>{MORE}</p>" * 9 + "<footer><p>3 May 2021</p></footer>"
    assert published("", after=tail) == "2021-05-03"


def test_the_day_in_an_address() -> None:
    site = "https://www.tarnholmcourier.example/news/"
    assert published("", url=site + "29-10-2021-dredging") == "2021-10-29"
    assert published("", url=site + "03-04-2021-dredging") is None


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Fri Feb 18 10:27:24 2022", "2022-02-18T10:27:24"),
        ("Fri Feb 18 2022 10:27:24 GMT+0100 (CET)", "2022-02-18T10:27:24+01:00"),
        ("Fri Feb 18 10:27:24 CET 2022", "2022-02-18T10:27:24+01:00"),
    ],
)
def test_dates_of_javascript_and_c(text: str, iso: str) -> None:
    moment = parse_machine(text)
    assert moment is not None and moment.iso() == iso


# --- titles ----------------------------------------------------------------------------------------------------------
def test_a_subtitle_is_not_the_headline() -> None:
    subtitle = "A storm in January made up the minds of members who were against it"
    head = json_ld(headline="Board votes to dredge the harbour channel", alternativeHeadline=subtitle)
    found = of_page(
        head, f"<article>{HEADLINE}<h2 itemprop='headline'>{subtitle}</h2><p>{LEAD}</p><p>{MORE}</p></article>"
    )
    assert found["title"] == "Board votes to dredge the harbour channel"


def test_a_title_that_is_the_hosts_name_is_no_headline() -> None:
    found = of_page("<title>Tarnholm Courier</title>", f"<article>{HEADLINE}<p>{LEAD}</p><p>{MORE}</p></article>")
    assert found["title"] == "Board votes to dredge the harbour channel"


# --- licence, speakers, pictures --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("line", "licence"),
    [
        ("Text under CC BY-SA 4.0", "CC-BY-SA-4.0"),
        ("cc-by-nc-nd", "CC-BY-NC-ND"),
        ("CC0", "CC0"),
        ("Released under a Creative Commons Attribution-NonCommercial 4.0 International License.", "CC-BY-NC-4.0"),
        ("Lizenz: Creative Commons Namensnennung - Weitergabe unter gleichen Bedingungen 3.0", "CC-BY-SA-3.0"),
        ("See https://creativecommons.org/licenses/by/3.0/", "CC-BY-3.0"),
        ("© 2021 Tarnholm Courier", None),
        ("Send it to her, CC by all means the board", None),
        ("Creative Commons is an organisation.", None),
    ],
)
def test_licences_in_words(line: str, licence: str | None) -> None:
    assert read_words(line) == licence


def test_licences_in_links() -> None:
    assert read_link("http://creativecommons.org/licenses/by-nc-sa/2.5/it/") == "CC-BY-NC-SA-2.5"
    assert read_link("//creativecommons.org/publicdomain/zero/1.0/") == "CC0-1.0"
    assert read_link("https://creativecommons.org/about") is None


def test_the_licence_of_a_page_and_not_of_what_it_writes_about() -> None:
    notice = "<footer><p>Text: CC BY 4.0</p></footer>"
    assert of_page("", ARTICLE + notice)["licence"] == "CC-BY-4.0"
    for said in (
        "Released under a Creative Commons Attribution 4.0 licence.",
        "LICENCE: CREATIVE COMMONS ATTRIBUTION 4.0",
        "cc-by-4.0",
    ):
        assert of_page("", ARTICLE + notice.replace("Text: CC BY 4.0", said))["licence"] == "CC-BY-4.0"
    link = "<link rel='license' href='https://creativecommons.org/licenses/by-sa/4.0/'>"
    found = of_page(link, ARTICLE + notice)
    assert found["licence"] == "CC-BY-SA-4.0"
    assert found["provenance"]["licence"]["candidates"][0]["value"] == "CC-BY-4.0"
    about = ARTICLE.replace(MORE, "The board put its charts under CC BY 4.0 last year. " + MORE)
    assert of_page("", about)["licence"] is None


def test_the_speakers_of_a_transcript() -> None:
    turns = [
        "ILSE KORHONEN, HOST: The board votes tonight, and the harbour waits for it.",
        "Jan Aldous: I think that it will be close, as it was the last time round.",
        "KORHONEN: Why is that?",
        "ALDOUS: There is one thing: money. The board has none of it this year.",
        "Remember: nobody knows.",
    ]
    found = of_text("\n\n".join(turns), {}, genre="transcript")
    assert found["speakers"] == ["ILSE KORHONEN", "Jan Aldous"]
    assert of_text("\n\n".join(turns), {})["speakers"] == []


def test_a_picture_has_its_address_and_its_alternative_text() -> None:
    figure = "<figure><img src='/pier.jpg' alt='A pier'><figcaption>The pier. Photo: Jan Aldous</figcaption></figure>"
    other = "<img src='/logo.png' alt='Logo'>"
    import cleaner

    page = f"<html lang=en><body>{other}<article>{HEADLINE}{figure}<p>{LEAD}</p><p>{MORE}</p></article></body></html>"
    images = cleaner.clean(page, kind="html").images
    assert images == [{"caption": "The pier.", "credit": "Jan Aldous", "url": "/pier.jpg", "alt": "A pier"}]


@given(LINES)
@settings(max_examples=150, deadline=None)
def test_licences_and_machine_dates_never_raise(text: str) -> None:
    read_words(text)
    read_link(text)
    parse_machine(text)
