"""How readings that disagree are settled: the page's own day, byline and headline against what its head says of them."""

from __future__ import annotations

from typing import Any

import pytest

import cleaner
from cleaner.judge.verdict import Ruling, Verdict
from cleaner.metadata import read
from cleaner.read.html import read_html
from cleaner.recognise.credits import credits_help, whole_names
from cleaner.recognise.lexicon import lexicon
from cleaner.recognise.person import is_nobody, is_person
from tests.test_metadata_read import ARTICLE, LEAD, MORE, json_ld, of_page, of_text

EN = lexicon("en")
TITLE = "Board votes to dredge the harbour channel"
URL = "https://www.tarnholmcourier.example/a"


def page(head: str, below: str, after: str = "", url: str = URL, heading: str = TITLE) -> dict[str, Any]:
    body = f"<article><h1>{heading}</h1>{below}<p>{LEAD}</p><p>{MORE}</p></article>{after}"
    return of_page(head, body, url)


# --- days ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("claimed", "shown", "settled"),
    [
        ("2023-03-15T02:25:54+00:00", "March 14, 2023 at 9:25 pm", "2023-03-14T21:25"),
        ("2023-03-15T02:25:54+00:00", "14 March 2023", "2023-03-14"),
        ("2023-03-14T23:00:00+00:00", "15 March 2023", "2023-03-15"),
        ("2023-03-14T22:04:00+00:00", "15 March 2023, 00:04", "2023-03-15T00:04"),
        # The same day.
        ("2023-03-14T16:05:00+00:00", "14 March 2023", "2023-03-14T16:05:00+00:00"),
    ],
)
def test_the_day_of_the_pages_readers(claimed: str, shown: str, settled: str) -> None:
    assert page(json_ld(datePublished=claimed), f"<p class='date'>{shown}</p>")["published"] == settled


def test_the_day_of_the_address_is_the_readers() -> None:
    head = json_ld(datePublished="2019-12-31T23:11:59+00:00")
    assert page(head, "", url="https://tarnholm.example/2020/01/01/year")["published"] == "2020-01-01"
    assert page(head, "", url="https://tarnholm.example/2019/12/31/year")["published"] == "2019-12-31T23:11:59+00:00"


def test_a_later_day_beside_the_headline_that_nothing_calls_a_change() -> None:
    shown = "<p class='date'>27 January 2022</p>"
    assert page(json_ld(datePublished="2021-12-20"), shown)["published"] == "2022-01-27"
    # Also where the head alone calls it so.
    changed = json_ld(datePublished="2021-12-20", dateModified="2022-01-27")
    assert page(changed, shown)["published"] == "2022-01-27"


def test_a_day_and_month_read_the_wrong_way_round_are_no_other_day() -> None:
    head = json_ld(datePublished="2024-09-10T16:07:00+02:00")
    found = page(head, "<p class='date'>9/10/2024</p>")
    assert found["published"] == "2024-09-10T16:07:00+02:00"


@pytest.mark.parametrize(("line", "day"), [("26 January 2022", None), ("The pier on 26 January 2022", None)])
def test_a_line_of_a_date_alone_that_passes_for_a_caption(line: str, day: str | None) -> None:
    body = f"<article><h1>{TITLE}</h1>{'<p>A pier</p>' * 5}<p>{line}</p><p>{LEAD}</p><p>{MORE}</p></article>"
    document = read_html(f"<html lang='en'><body>{body}</body></html>", URL)
    rulings: list[Ruling | None] = [None] * len(document.blocks)
    rulings[6] = Ruling("caption", "caption.above-credit", 0.8, "")
    assert read(document, Verdict(document, "en", rulings, title=0))["published"] == day


def test_a_menus_date_is_looked_at_only_where_the_head_names_no_day() -> None:
    def days(head: str) -> list[str]:
        body = f"<h1>{TITLE}</h1><p class='bar'>26 January 2022</p><p>{LEAD}</p><p>{MORE}</p>"
        document = read_html(f"<html lang='en'><head>{head}</head><body>{body}</body></html>", URL)
        rulings = [None, Ruling("navigation", "model.page", 0.8, ""), None, None]
        found = read(document, Verdict(document, "en", rulings, title=0))
        return [found["published"], *(other["value"] for other in found["provenance"]["published"]["candidates"])]

    assert days("") == ["2022-01-26"]
    assert days(json_ld(datePublished="2022-01-27")) == ["2022-01-27"]


def test_a_date_right_below_the_text_and_one_of_change_only() -> None:
    rest = "".join(f"<p>{MORE}</p>" for _ in range(30))
    others = "<div class='related'><p>3 May 2019</p><p>4 May 2019</p></div>"
    assert page("", rest, after=f"<p class='info'>21.01.2022</p>{others}")["published"] == "2022-01-21"
    changed = page("", rest, after="<p>Back</p><p>More</p><p>Top</p><p>Last updated: November 13, 2025</p>")
    assert (changed["published"], changed["modified"]) == ("2025-11-13", "2025-11-13")
    assert changed["provenance"]["published"]["key"].endswith("(modified)")


@pytest.mark.parametrize(
    "name", ["x-published-date", "article_publish_time", "site:publicationDate", "publish-datetime"]
)
def test_what_publishers_call_the_date_in_tags_of_their_own(name: str) -> None:
    head = f"<meta name='{name}' content='2025-05-27T06:03:43Z'>"
    assert page(head, "")["published"] == "2025-05-27T06:03:43+00:00"
    assert page(head.replace(name, "publisher"), "")["published"] is None


# --- names -----------------------------------------------------------------------------------------------------------
def authors(head: str, below: str, after: str = "") -> Any:
    return page(head, below, after)["authors"]


@pytest.mark.parametrize(
    "line",
    [
        "Reviewed by Jan Aldous",
        "Edited by: Jan Aldous",
        "Updated by Jan Aldous",
        "Photo: Jan Aldous",
        "Tested by Jan Aldous",
    ],
)
def test_who_helped_is_no_author(line: str) -> None:
    assert credits_help(line, EN)
    byline = "<p class='byline'>By <a rel='author' href='/a'>Ilse Korhonen</a></p>"
    helper = f"<p class='byline'>{line.replace('Jan Aldous', '<a class=author href=/b>Jan Aldous</a>')}</p>"
    assert authors("", byline + helper) == ["Ilse Korhonen"]
    assert authors("", helper + byline) == ["Ilse Korhonen"]


def test_a_helper_and_the_author_in_one_line_or_in_two() -> None:
    source = f"{TITLE}\n\nReviewed by Jan Aldous — Written by Ilse Korhonen\n\n{LEAD}\n\n{MORE}"
    assert of_text(source, {0: "headline", 1: "byline"}, title=0)["authors"] == ["Ilse Korhonen"]
    below = "<p class='author'>Ilse Korhonen</p><p>Researched by</p><p class='author'>Jan Aldous</p>"
    assert authors("", below) == ["Ilse Korhonen"]


def test_a_byline_beside_the_headline_before_another_person_of_the_head() -> None:
    head = json_ld(author={"@type": "Person", "name": "Wren Holloway"})
    assert authors(head, "<p class='byline'>By Ilse Korhonen</p>") == ["Ilse Korhonen"]


def test_a_byline_that_names_more_than_the_head() -> None:
    head = json_ld(author="Ilse Korhonen")
    assert authors(head, "<p class='byline'>By Ilse Korhonen and Jan Aldous</p>") == ["Ilse Korhonen", "Jan Aldous"]


def test_what_nothing_calls_a_byline_is_looked_at_only_where_no_person_is_named() -> None:
    def named(head: str, line: str) -> list[str]:
        body = f"<h1>{TITLE}</h1><p>{LEAD}</p>{f'<p>{MORE}</p>' * 5}{line}"
        document = read_html(f"<html lang='en'><head>{head}</head><body>{body}</body></html>", URL)
        found = read(document, Verdict(document, "en", [None] * len(document.blocks), title=0))
        others = found["provenance"]["authors"]["candidates"]
        return [*found["authors"], *(name for other in others for name in other["value"])]

    bare, marked = "<p>By Jan Aldous</p>", "<p class='author'>By Jan Aldous</p>"
    organisation = json_ld(author={"@type": "Organization", "name": "Tarnholm Courier"})
    person = json_ld(author={"@type": "Person", "name": "Ilse Korhonen"})
    assert named("", bare) == ["Jan Aldous"]
    assert "Jan Aldous" in named(organisation, bare)
    assert "Jan Aldous" in named(person, marked)
    assert named(person, bare) == ["Ilse Korhonen"]


def test_a_bylines_word_in_an_element_of_its_own() -> None:
    line = "<span class='author'>By</span> <a class='author' href='/author/andrea'>Andrea</a>"
    assert authors("", f"<p class='meta'>December 26, 2019 {line} News</p>") == ["Andrea"]


def test_the_whole_name_where_the_authors_page_is_called_by_the_first() -> None:
    line = "<p class='meta'>By <a rel='author' href='/author/ilse'>Ilse Marie Korhonen</a> Feb 8, 2020 5 min read</p>"
    assert authors("", line) == ["Ilse Marie Korhonen"]


def test_names_joined_in_a_line_of_a_text() -> None:
    for line in ("Ilse Korhonen and Jan Aldous", "Ilse Korhonen/Jan Aldous", "Ilse Korhonen, Jan Aldous"):
        source = f"{TITLE}\n\n{line}\n\n{LEAD}\n\n{MORE}"
        assert of_text(source, {0: "headline"}, title=0)["authors"] == ["Ilse Korhonen", "Jan Aldous"]
    source = f"{TITLE}\n\nReading Time 5 minutes\n\n{LEAD}\n\n{MORE}"
    assert of_text(source, {0: "headline"}, title=0)["authors"] == []


@pytest.mark.parametrize(
    ("name", "person"),
    [("Das Phantom", False), ("Zum Seitenanfang", False), ("Teile das", False), ("Amitava Das", True)],
)
def test_particles_that_begin_or_end_no_name(name: str, person: bool) -> None:
    assert is_person(name, lexicon("de")) == person


def test_a_byline_at_the_end_that_is_said_twice() -> None:
    rest = "".join(f"<p>{MORE}</p>" for _ in range(20))
    end = f"<p>By Ilse Korhonen</p>{'<p>Harbour news</p>' * 6}<p>Author: Ilse Korhonen</p>"
    assert authors("", rest, end) == ["Ilse Korhonen"]


@pytest.mark.parametrize(
    ("block", "named"),
    [
        ("<p>Ilse Korhonen</p>", True),
        ("<p><a href='/team/korhonen'>Ilse Korhonen</a></p>", True),
        ("<p><a href='/category/baltic'>Baltic Sea</a></p>", False),
        ("<h2>Cautionary Tale</h2>", False),
    ],
)
def test_a_capitalised_phrase_alone(block: str, named: bool) -> None:
    document = read_html(f"<article><h1>{TITLE}</h1>{block}<p>{LEAD}</p><p>{MORE}</p></article>", URL)
    rulings: list[Ruling | None] = [None] * len(document.blocks)
    rulings[1] = Ruling("byline", "form.person", 0.8, "")
    assert bool(read(document, Verdict(document, "en", rulings, title=0))["authors"]) == named


def test_a_role_beside_a_name_and_a_section_behind_it() -> None:
    assert whole_names("Ilse Korhonen | Senior Writer | July 2, 2025", EN, []).people == ["Ilse Korhonen"]
    assert whole_names("Dec 26, 2025 • Ilse Korhonen in Harbour Works", EN, []).people == ["Ilse Korhonen"]
    assert whole_names("Von Liv Hagen | 3. Mai 2020", lexicon("de"), []).people == ["Liv Hagen"]
    assert whole_names("Harbour Media Group | 3 May 2020", EN, []).people == []
    assert is_nobody("Technical Writer", EN) and not is_nobody("Edith Head", EN)


def test_a_site_is_no_author_though_its_name_could_be_a_persons() -> None:
    head = "<meta property='og:site_name' content='Harbour Reports'>"
    assert of_page(head, ARTICLE, "https://harbourreports.example/2023/dredging")["authors"] == []


# --- headlines -------------------------------------------------------------------------------------------------------
def title(head: str, heading: str, before: str = "") -> Any:
    body = f"{before}<article><h1>{heading}</h1><p>{LEAD}</p><p>{MORE}</p></article>"
    return of_page(head, body)["title"]


def test_a_sites_name_in_a_heading_of_its_own() -> None:
    before = "<h1>Sheep of the coast – a comic</h1>"
    head = f"<title>{TITLE} | Sheep of the coast – a comic</title>"
    assert title(head, TITLE, before) == TITLE
    first = f"<title>SHEEPSPEAK The Audio Desktop: {TITLE}</title><meta property='og:title' content='{TITLE}'>"
    assert title(first, TITLE, "<h1>SHEEPSPEAK The Audio Desktop</h1>") == TITLE


def test_the_judges_headline_where_the_head_has_but_a_title() -> None:
    assert title("<title>Gas prices</title>", TITLE) == TITLE


# --- provenance, pictures, cost --------------------------------------------------------------------------------------
def test_each_field_that_has_a_value_says_where_it_is_from() -> None:
    body = ARTICLE.replace("<p>", "<figure><img src='/p.jpg'><figcaption>The pier.</figcaption></figure><p>", 1)
    head = json_ld(headline=TITLE, datePublished="2023-03-14", author="Ilse Korhonen", keywords="piers")
    article = cleaner.clean(f"<html lang=en><head>{head}</head><body>{body}</body></html>", kind="html", url=URL)
    told = {**article.to_dict()}
    for field in (
        "title", "authors", "published", "modified", "captured", "site", "agency", "dateline", "categories", "tags",
        "language", "genre", "description", "copyright", "licence", "images", "author_bio", "author_handles",
        "speakers", "url",
    ):  # fmt: skip
        assert not told[field] or told["provenance"][field]["source"], field
    assert told["provenance"]["url"]["key"] == "given"
    assert told["provenance"]["genre"]["source"] == "json-ld"


def test_addresses_of_pictures_are_whole_where_the_pages_is_known() -> None:
    head = json_ld(headline=TITLE, image=["/pier.jpg", "https://cdn.example/b.jpg", "http://[broken"])
    found = of_page(head, ARTICLE, "https://www.tarnholmcourier.example/harbour/dredging")
    assert [image["url"] for image in found["images"]] == [
        "https://www.tarnholmcourier.example/pier.jpg", "https://cdn.example/b.jpg", "http://[broken",
    ]  # fmt: skip
    assert of_page(head, ARTICLE, None)["images"][0]["url"] == "/pier.jpg"
