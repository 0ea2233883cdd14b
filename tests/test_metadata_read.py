"""Metadata of whole documents, from markup and from bare text. All pages and texts are invented."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cleaner
from cleaner.document import Head
from cleaner.judge.verdict import Ruling, Verdict
from cleaner.metadata import genre_said, read
from cleaner.metadata.candidates import FIELDS, LONGEST_NOTED, MOST_NOTED
from cleaner.metadata.head import main_object, objects
from cleaner.read.html import read_html
from cleaner.read.text import read_text
from tests.strategies import FURNITURE, HOSTILE, PROSE, TITLES

LEAD = "The harbour board of Tarnholm voted on Tuesday to dredge the eastern channel before the winter storms, its chair said."
MORE = "Engineers found cracks in two of the four piers of the harbour. Repairs will take until May, the board said on Tuesday."


def of_text(source: str, labels: dict[int, str], title: int | None = None, **more: Any) -> dict[str, Any]:
    document = read_text(source)
    verdict = Verdict(document, "en", [None] * len(document.blocks), title=title, **more)
    for index, label in labels.items():
        verdict.rulings[index] = Ruling(label, f"test.{label}", 0.9, "")
    return read(document, verdict)


def of_page(
    head: str, body: str, url: str | None = "https://www.tarnholmcourier.example/harbour/dredging"
) -> dict[str, Any]:
    page = f"<html lang='en'><head>{head}</head><body>{body}</body></html>"
    return dict(cleaner.clean(page, kind="html", url=url).to_dict())


def json_ld(**properties: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **properties})}</script>'


ARTICLE = f"<article><h1>Board votes to dredge the harbour channel</h1><p>{LEAD}</p><p>{MORE}</p></article>"


def test_structured_data_gives_every_field_it_has() -> None:
    found = of_page(
        json_ld(
            headline="Board votes to dredge the harbour channel",
            datePublished="2023-03-14T16:05:00+01:00",
            dateModified="2023-03-15T08:00:00+01:00",
            author=[{"@type": "Person", "name": "Ilse Korhonen"}, {"@type": "Person", "name": "Jan Aldous"}],
            publisher={"@type": "Organization", "name": "Tarnholm Courier"},
            articleSection="Harbour",
            keywords=["dredging", "piers"],
        )
        + "<link rel='canonical' href='/harbour/dredging'><meta name='description' content='The board votes.'>",
        ARTICLE,
    )
    assert found["title"] == "Board votes to dredge the harbour channel"
    assert found["authors"] == ["Ilse Korhonen", "Jan Aldous"]
    assert (found["published"], found["modified"]) == ("2023-03-14T16:05:00+01:00", "2023-03-15T08:00:00+01:00")
    assert (found["site"], found["categories"], found["tags"]) == (
        "Tarnholm Courier",
        ["Harbour"],
        ["dredging", "piers"],
    )
    assert found["url"] == "https://www.tarnholmcourier.example/harbour/dredging"
    assert found["description"] == "The board votes."
    assert found["provenance"]["published"]["source"] == "json-ld"


def test_the_pages_own_headline_beats_the_search_engines() -> None:
    found = of_page(
        "<title>Dredging: what the harbour channel vote means | Tarnholm Courier</title>"
        "<meta property='og:title' content='Dredging: what the harbour channel vote means'>",
        ARTICLE,
    )
    assert found["title"] == "Board votes to dredge the harbour channel"


def test_a_logo_set_as_heading_is_no_headline() -> None:
    found = of_page(
        "<title>Board votes to dredge the channel | Tarnholm Courier</title>",
        f"<h1>Tarnholm Courier</h1><h2>News</h2><p>{LEAD}</p><p>{MORE}</p>",
    )
    assert found["title"] == "Board votes to dredge the channel"


def test_an_organisation_is_the_author_where_nobody_is_named() -> None:
    found = of_page(
        json_ld(headline="Board votes", author={"@type": "Organization", "name": "Tarnholm Courier"}), ARTICLE
    )
    assert found["authors"] == ["Tarnholm Courier"]


def test_a_person_beside_the_organisation_stands_alone() -> None:
    authors = [{"@type": "Organization", "name": "Northgate Wire"}, {"@type": "Person", "name": "Ilse Korhonen"}]
    assert of_page(json_ld(headline="Board votes", author=authors), ARTICLE)["authors"] == ["Ilse Korhonen"]


def test_the_address_dates_a_page_that_says_nothing_else() -> None:
    found = of_page("", ARTICLE, url="https://www.tarnholmcourier.example/2023/03/14/dredging")
    assert found["published"] == "2023-03-14"
    assert found["provenance"]["published"]["source"] == "url"


def test_the_mastheads_date_is_when_the_page_was_captured() -> None:
    source = f"Tuesday, March 14, 2023 | Archive\nTarnholm Courier Tarnholm Courier\n\nBoard votes to dredge the harbour channel\n\n{LEAD}\n\n{MORE}"
    found = of_text(source, {0: "navigation", 1: "navigation", 2: "headline"}, title=2)
    assert (found["captured"], found["published"], found["site"]) == ("2023-03-14", None, "Tarnholm Courier")


def test_a_date_inside_the_story_is_not_when_it_was_published() -> None:
    source = f"Board votes to dredge the harbour channel\n\n{LEAD}\n\nOn 14 March 2021 the first pier of the harbour was closed to ships for a month.\n\n{MORE}"
    assert of_text(source, {0: "headline"}, title=0)["published"] is None


def test_a_copyright_year_is_not_when_it_was_published() -> None:
    found = of_text(f"{LEAD}\n\n{MORE}\n\n© 2023 WTRN", {2: "copyright"})
    assert found["published"] is None
    assert (found["copyright"], found["site"]) == ({"holder": "WTRN", "year": 2023}, "WTRN")


def test_a_byline_and_a_date_below_the_headline() -> None:
    source = f"Board votes to dredge the harbour channel\n\nBy Ilse Korhonen and Jan Aldous\n\nPublished 14 March 2023\n\n{LEAD}\n\n{MORE}"
    found = of_text(source, {0: "headline", 1: "byline", 2: "timestamp"}, title=0)
    assert (found["title"], found["authors"], found["published"]) == (
        "Board votes to dredge the harbour channel", ["Ilse Korhonen", "Jan Aldous"], "2023-03-14",
    )  # fmt: skip


def test_authors_bio_handle_and_sections_below_the_article() -> None:
    source = f"{LEAD}\n\n{MORE}\n\nCourier reporter Ilse Korhonen is based in Tarnholm.\n\nFollow @ilsekorhonen\n\nCategories / Harbour, Council"
    found = of_text(source, {2: "author_bio", 3: "social", 4: "taxonomy"})
    assert found["authors"] == ["Ilse Korhonen"]
    assert found["author_bio"] == "Courier reporter Ilse Korhonen is based in Tarnholm."
    assert (found["author_handles"], found["categories"]) == (["@ilsekorhonen"], ["Harbour", "Council"])


def test_a_caption_and_the_credit_below_it_are_one_image() -> None:
    found = of_text(f"{LEAD}\n\nThe ferry at dusk.\n\nJan Aldous/Reuters\n\n{MORE}", {1: "caption", 2: "credit"})
    assert found["images"] == [{"caption": "The ferry at dusk.", "credit": "Jan Aldous/Reuters"}]


@pytest.mark.parametrize(
    ("opening", "dateline", "agency"),
    [("GENEVA (AP) — ", "GENEVA", "AP"), ("MOSCOW – ", "MOSCOW", None), ("(CN) — ", None, "CN"), ("", None, None)],
)
def test_datelines_are_read(opening: str, dateline: str | None, agency: str | None) -> None:
    found = of_text(f"{opening}{LEAD}\n\n{MORE}", {})
    assert (found["dateline"], found["agency"]) == (dateline, agency)


def test_an_agency_that_the_body_keeps_crediting() -> None:
    told = "A pilot told Reuters that the channel of the harbour was too shallow for the new ferries this year."
    assert of_text("\n\n".join([LEAD, told, told + " Again.", told + " And again."]), {})["agency"] == "Reuters"
    assert of_text(f"{LEAD}\n\n{told}", {})["agency"] is None


def test_what_a_page_says_of_its_genre() -> None:
    assert genre_said(Head(items=[{"@type": "LiveBlogPosting"}])) == ("liveblog", "@type")
    assert genre_said(Head(items=[{"@type": ["Thing", "https://schema.org/Product"]}])) == ("product", "@type")
    assert genre_said(Head(meta=[("og:type", "article")])) is None
    assert genre_said(None) is None


def check(found: dict[str, Any]) -> None:
    """What holds of every answer: all fields, valid dates, provenance of bounded size, plain JSON."""
    assert set(found) == {*FIELDS, "provenance"}
    for field in ("published", "modified", "captured"):
        if found[field] is not None:
            date.fromisoformat(found[field][:10])
    for origin in found["provenance"].values():
        assert len(origin["candidates"]) <= MOST_NOTED
        assert all(len(c["value"]) <= LONGEST_NOTED for c in origin["candidates"] if isinstance(c["value"], str))
    json.dumps(found)


LINES = st.sampled_from([*PROSE, *FURNITURE, *TITLES, *HOSTILE, "14 March 2023", "By Ilse Korhonen"])
LABELS = st.sampled_from(
    [
        None,
        "byline",
        "timestamp",
        "caption",
        "credit",
        "navigation",
        "taxonomy",
        "copyright",
        "author_bio",
        "social",
        "headline",
    ]
)


@settings(deadline=None)
@given(st.lists(st.tuples(LINES, LABELS), max_size=14), st.integers(-1, 13))
def test_any_text_with_any_labels_has_an_answer(lines: list[tuple[str, str | None]], title: int) -> None:
    document = read_text("\n\n".join(line for line, _ in lines))
    count = len(document.blocks)
    verdict = Verdict(document, None, [None] * count, title=title if 0 <= title < count else None)
    for index, (_, label) in enumerate(lines[:count]):
        if label:
            verdict.rulings[index] = Ruling(label, "test", 0.9, "")
    first = read(document, verdict)
    check(first)
    assert read(document, verdict) == first


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=20), lambda x: st.lists(x, max_size=3) | st.dictionaries(
    st.sampled_from(["@type", "@id", "@graph", "name", "headline", "author", "datePublished", "image", "publisher", "keywords", "url"]), x, max_size=5
), max_leaves=12)  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(["@type", "headline", "author", "datePublished", "image", "publisher", "keywords", "articleSection", "copyrightYear", "inLanguage", "mainEntity"]), JSON, max_size=6), max_size=3),
       st.lists(st.tuples(st.sampled_from(["og:title", "author", "article:published_time", "date", "keywords", "og:locale", "og:image", "twitter:creator"]), st.text(max_size=40)), max_size=6))  # fmt: skip
def test_any_head_has_an_answer(items: list[dict[str, Any]], meta: list[tuple[str, str]]) -> None:
    document = read_html(f"<html><body>{ARTICLE}</body></html>", "https://www.tarnholmcourier.example/a")
    document.head = Head(items=[{"@type": "NewsArticle"} | item for item in items], meta=meta)
    check(read(document, Verdict(document, None, [None] * len(document.blocks))))


@pytest.mark.parametrize(
    ("head", "language", "region"),
    [
        ("<html lang=en-GB>", "en", "GB"),
        ("<html lang=en_au>", "en", "AU"),
        ("<html lang=en>", "en", None),
        ("<html lang=de-AT>", "en", None),  # the text is English, whatever the page says
        ("<html><meta http-equiv=content-language content=en-US>", "en", "US"),
        ("<html><meta property=og:locale content=en_US>", "en", None),  # programs fill it in by themselves
        ('<html><script type=application/ld+json>{"@type": "NewsArticle", "inLanguage": "en-NZ"}</script>', "en", "NZ"),
        ('<html><script type=application/ld+json>{"@type": "NewsArticle", "inLanguage": "<&>"}</script>', "en", None),
    ],
)
def test_language_and_region_are_two_fields(head: str, language: str, region: str | None) -> None:
    said = "The harbour board voted on Tuesday to dredge the eastern channel before the winter storms, and nobody was against it."
    article = cleaner.clean(
        f"{head}<title>Board votes</title><h1>Board votes</h1><p>{said}</p><p>{said} Work begins in May.</p>"
    )
    assert (article.language, article.region) == (language, region)


def test_captions_of_other_pages_are_no_images_of_this_one() -> None:
    teasers = "".join(
        f"<figure><a href='/{n}'><figcaption>Ship {n} sails again today</figcaption></a></figure>" for n in range(9)
    )
    own = "<figure><img src='k.jpg'><figcaption>The ferry at the quay. Photo: A. Roe</figcaption></figure>"
    text = f"<p>{LEAD}</p><p>{MORE}</p>" * 2
    page = f"<article><h1>Ferry stuck for a third day</h1>{own}{text}</article><aside>{teasers}</aside>"
    assert [image["credit"] for image in of_page("", page)["images"]] == ["A. Roe"]


@pytest.mark.parametrize(
    ("headline", "tail", "site"),
    [
        ("The ferry is stuck for a third day", "Norholm Post", "Norholm Post"),
        ("The Norholm Post", "Online Edition", None),
    ],
)
def test_a_site_that_only_the_end_of_the_title_names(headline: str, tail: str, site: str | None) -> None:
    found = of_page(
        f"<title>{headline} - {tail}</title>", f"<article><h1>{headline}</h1><p>{LEAD}</p><p>{MORE}</p></article>"
    )
    assert found["site"] == site


def test_as_many_handles_as_authors_may_have() -> None:
    source = f"Head line of it\n\n{LEAD}\n\n{MORE}\n\nFollow @ada @jan @ilse @olaf @pia"
    found = of_text(source, {0: "headline", 3: "social"}, title=0)
    assert found["author_handles"] == ["@ada", "@jan", "@ilse", "@olaf", "@pia"]


def test_who_speaks_twice_or_has_a_whole_name_is_a_speaker() -> None:
    turns = ("Talk of the pier", "ADA LUND: Good day.", "JAN: It is.", "JAN: Quite so.", "ADA: Yes.", "Weather: cold.")
    found = of_text("\n\n".join(turns), {0: "headline"}, title=0, genre="transcript")
    assert found["speakers"] == ["ADA LUND", "JAN"]


def test_the_agency_of_a_body_is_credited_twice_as_often_as_any_other() -> None:
    def agency(*told: str) -> str | None:
        said = [
            f"The harbour master told {name} on day {n} that the quay would stay closed." for n, name in enumerate(told)
        ]
        return of_text("\n\n".join(("Harbour stays closed", *said)), {0: "headline"}, title=0).get("agency")

    assert agency(*["Reuters"] * 4) == "Reuters"
    assert agency(*["Reuters"] * 4, *["AFP"] * 3) is None


def test_a_dateline_may_stand_in_a_short_line_above_the_first_paragraph() -> None:
    source = f"Harbour stays closed\n\nTARNHOLM (Reuters) - Ferries stay.\n\n{LEAD}\n\n{MORE}"
    found = of_text(source, {0: "headline"}, title=0)
    assert (found["agency"], found["dateline"]) == ("Reuters", "TARNHOLM")


def test_the_first_object_of_an_articles_type_is_the_article() -> None:
    items = [{"@type": kind, "headline": "Channel dredged at last"} for kind in ("WebPage", "NewsArticle", "Article")]
    assert main_object(objects(Head(items=items))) is items[1]
    assert main_object(objects(Head(items=items[:1]))) is items[0]
    assert main_object(objects(Head(items=[{"@type": "Person"}]))) is None


def test_a_licence_that_a_comment_links_to_is_not_the_pages() -> None:
    said = "<p>Ada Lund</p><p>I found <a href=https://creativecommons.org/licenses/by/4.0/>this page</a> last week.</p>"
    thread = f"<section id=comments><h3>Comments</h3><div class=comment>{said}</div></section>"
    assert of_page("", ARTICLE + thread).get("licence") is None
