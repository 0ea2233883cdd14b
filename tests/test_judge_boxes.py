"""Furniture that reads like the article, and words of furniture that are the article's."""

from __future__ import annotations

import pytest

import cleaner

STORY = [
    "A storm tore away half of the old pier at Eastmere on Monday night, and the harbour council put the damage at four million.",
    "“We heard it go at about two,” said Marta Lindqvist, who has run the ferry office beside the pier for thirty years.",
    "The council meets on Thursday to decide whether to rebuild in wood or in stone, which would cost twice as much.",
    "Fishermen had asked for a wall of stone for years, because the wooden one has been torn away four times since the war.",
]
TEASER = "When the mill at Fernhill burned down, the village lost its bread for a winter, and the miller his three sons to the sea."
BIO = "Tilda Harms is a reporter for the Harbour Weekly and has written about ferries, dykes and the people on them since 2011."


def page(*inside: str) -> str:
    story = "".join(f"<p>{paragraph}</p>" for paragraph in [*STORY, *(line.replace("pier", "jetty") for line in STORY)])
    return (
        '<html lang="en"><head><title>Storm tears away half of the old pier</title><meta property="og:type" content="article">'
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Storm tears away half of the old pier"}</script>'
        '</head><body><nav class="menu"><a href="/">Home</a> <a href="/news">News</a> <a href="/sport">Sport</a></nav><article>'
        '<h1>Storm tears away half of the old pier</h1><div class="byline">By Tilda Harms</div>'
        '<time datetime="2023-03-14">14 March 2023</time>'
        f'<div class="story-body">{story}{"".join(inside)}</div></article>'
        '<footer class="footer"><a href="/imprint">Imprint</a> <a href="/privacy">Privacy</a></footer></body></html>'
    )


@pytest.mark.parametrize(
    ("name", "label"),
    [("author-bio", "author_bio"), ("saboxplugin-desc", "author_bio"), ("comment-rules", "comments"), ("newsletter-teaser", "newsletter")],
)  # fmt: skip
def test_what_stands_in_a_box_named_for_furniture_is_cut(name: str, label: str) -> None:
    article = cleaner.clean(page(f'<div class="{name}"><p>{TEASER}</p></div>'), kind="html")
    assert TEASER not in article.text
    assert [removed.label for removed in article.removed if removed.text == TEASER] == [label]
    assert all(paragraph in article.text for paragraph in STORY)


def test_the_same_words_in_a_box_without_such_a_name_stay() -> None:
    assert TEASER in cleaner.clean(page(f'<div class="story-text"><p>{TEASER}</p></div>'), kind="html").text


def test_a_name_that_holds_the_whole_page_cuts_nothing() -> None:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in [*STORY, TEASER])
    article = cleaner.clean(
        f'<html><body><h1>Storm at the pier</h1><div class="comments-area">{body}</div></body></html>', kind="html"
    )
    assert all(removed.rule != "markup.named" for removed in article.removed)


def test_a_standfirst_in_a_heading_of_its_own_stays() -> None:
    standfirst = (
        "Harbour council puts the damage from the storm at four million crowns and wants the county to pay half of it"
    )
    article = cleaner.clean(page().replace("</h1>", f"</h1><h2>{standfirst}</h2>"), kind="html")
    assert standfirst in article.text


def test_a_bio_that_is_the_last_paragraph_is_no_part_of_the_article() -> None:
    article = cleaner.clean("\n\n".join([*STORY, BIO]), kind="text")
    assert [removed.label for removed in article.removed if removed.text == BIO] == ["author_bio"]
    assert STORY[-1] in article.text


def test_a_last_paragraph_about_somebody_else_stays() -> None:
    last = "Enno Brinkmann, the miller, is a member of the council and has written to the county about the pier every spring."
    assert last in cleaner.clean("\n\n".join([*STORY, last]), kind="text").text


def test_a_caption_signed_in_brackets_is_one_sentence() -> None:
    caption = "The old pier of Eastmere on the morning after the storm. (Tilda Harms)"
    article = cleaner.clean("\n\n".join([*STORY[:2], caption, *STORY[2:]]), kind="text")
    assert [removed.label for removed in article.removed if removed.text == caption] == ["caption"]
    speech = (
        "The council had known it, and the county too. It was told in May. Nobody went there to look. (Letters, page 4)"
    )
    assert speech in cleaner.clean("\n\n".join([*STORY[:2], speech, *STORY[2:]]), kind="text").text
