"""Which headline is the page's own, what is no part of it, and what addresses are relative to."""

from __future__ import annotations

import pytest

import cleaner
from tests.test_metadata_read import ARTICLE, LEAD, MORE, json_ld, of_page


def title(heading: str, head: str, url: str = "https://www.tarnholmcourier.example/a") -> str | None:
    found = of_page(head, f"<article><h1>{heading}</h1><p>{LEAD}</p><p>{MORE}</p></article>", url)["title"]
    return found if found is None else str(found)


def og(text: str) -> str:
    return f"<meta property='og:title' content='{text}'>"


@pytest.mark.parametrize(
    ("heading", "head", "own"),
    [
        # An article or a year is no kicker, a section is.
        ("The Best Harbour Cranes of 2026", og("Best Harbour Cranes of 2026"), "The Best Harbour Cranes of 2026"),
        ("2025 Harbour Price Guide and Rates", json_ld(headline="Harbour Price Guide and Rates"), "2025 Harbour Price Guide and Rates"),
        # What goes on behind a bar, and a second half that is no section.
        ("Bridge opens after nine years | Bridges | Forum", og("Bridge opens after nine years"), "Bridge opens after nine years"),
        (
            "How to build a bridge | Step by step guide",
            og("How to build a bridge | Step by step guide"),
            "How to build a bridge | Step by step guide",
        ),
        # A paragraph in the heading's element.
        ("Learn how the harbour was dredged. " * 8, og("How the harbour was dredged"), "How the harbour was dredged"),
        # A colon parts a kicker, not a site.
        ("Nobody pays", og("Harbour of Tarnholm: Nobody pays"), "Nobody pays"),
    ],
)  # fmt: skip
def test_the_pages_own_headline(heading: str, head: str, own: str) -> None:
    assert title(heading, head) == own


def test_a_headline_without_spaces_is_no_sites_name() -> None:
    text = "港口在九年谈判之后重新开放并将在冬季之前疏浚东部航道"
    part = {"@type": "WebPageElement", "name": text}
    head = json_ld(headline=text, isPartOf=part) + og(text) + f"<title>{text}，各方欢迎 : 港报</title>"
    assert title(text, head) == text


# --- addresses -------------------------------------------------------------------------------------------------------
FIGURE = "<figure><img src='pictures/pier.jpg'><figcaption>The pier of Tarnholm in the morning. Photo: Ilse Korhonen</figcaption></figure>"


@pytest.mark.parametrize(
    ("base", "url", "canonical", "picture"),
    [
        ("/en/news/", "https://t.example/x/y", "https://t.example/en/news/a", "https://t.example/en/news/pictures/pier.jpg"),
        ("https://cdn.example/z/", None, "https://cdn.example/z/a", "https://cdn.example/z/pictures/pier.jpg"),
        ("", "https://t.example/x/y", "https://t.example/x/a", "https://t.example/x/pictures/pier.jpg"),
        ("http://[broken", "https://t.example/x/y", "https://t.example/x/a", "https://t.example/x/pictures/pier.jpg"),
        ("news/", None, "a", "pictures/pier.jpg"),
    ],
)  # fmt: skip
def test_addresses_are_relative_to_the_base(base: str, url: str | None, canonical: str, picture: str) -> None:
    head = (f"<base href='{base}'>" if base else "") + "<base href='/second/'><link rel='canonical' href='a'>"
    head = head if base else "<link rel='canonical' href='a'>"
    page = f"<html><head>{head}</head><body>{ARTICLE.replace('<p>', FIGURE + '<p>', 1)}</body></html>"
    article = cleaner.clean(page, kind="html", url=url)
    assert article.url == canonical
    assert [image.get("url") for image in article.images] == [picture]
