"""Pages that show no text: their article is read from what their scripts hold."""

from __future__ import annotations

import json
from html import escape
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import clean
from cleaner.read.html import read_html

TITLE = "Kelp farm at Hestvik burns down"
STORY = (
    "A fire took the kelp farm at Hestvik on Sunday night, and with it three boats that lay at its pier for the winter.",
    "Nobody was hurt, said Runa Aske, who has led the farm for eleven years and lives in the house above it.",
    "The fire brigade of Torsund came by sea, because the road had been under water since the storm of last week.",
    "“We will dry this year's harvest in the church,” she told the Brennholm Tidings on Monday, “as we did in 1987.”",
)
TEASER = (
    "The council of Torsund will decide next week whether the road to Hestvik is to be raised or given up for good."
)
MARKUP = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
PARTS = [{"type": "paragraph", "text": paragraph} for paragraph in STORY]
RELATED = [{"title": "Road", "url": "/road", "content": TEASER * 8}, {"title": "Boats", "url": "/b", "content": TEASER}]
STATE = {"page": {"menu": [{"title": "Home", "url": "/"}], "post": {"title": TITLE, "body": PARTS}, "more": RELATED}}


def page(body: str, head: str = "") -> str:
    return f"<html><head><title>{TITLE} | Brennholm Tidings</title>{head}</head><body><div id=root></div>{body}</body></html>"


def script(content: str, attributes: str = "") -> str:
    return page(f"<script {attributes}>{content}</script>")


def assigned(value: Any) -> str:
    return script(f"S={json.dumps(value)}")


def linked(body: str) -> str:
    """A page with JSON-LD."""
    item = {"@type": "NewsArticle", "headline": TITLE, "articleBody": body}
    return page("", f'<script type="application/ld+json">{json.dumps(item)}</script>')


def shown(page: str) -> list[str]:
    return [block.text for block in read_html(page).blocks]


def pushed(chunk: str) -> str:
    return f"<script>self.__next_f.push([1,{json.dumps(chunk)}])</script>"


def rich() -> dict[str, Any]:
    """The story as editors' programs store it: paragraphs of stretches of type."""
    first, *rest = STORY
    before, name, after = first.partition("Hestvik")
    stretches = [{"type": "text", "value": before}, {"type": "link", "content": [{"value": name}]}, {"value": after}]
    return {
        "title": TITLE,
        "document": [{"type": "paragraph", "content": stretches}, *({"content": [{"value": text}]} for text in rest)],
    }


def stream() -> str:
    """The story as React's server components write it: rows that refer to each other, cut anywhere."""
    text = f"1c:T{len(MARKUP.encode()):x},{MARKUP}"
    root = ["$", "main", None, {"children": ["$", "$L2", None, {"title": TITLE, "html": "$1c"}]}]
    whole = f'0:{json.dumps(root)}\n2:I["x.js"]\n{text}3:["$","footer",null,{{}}]\n'
    return "".join(pushed(whole[i : i + 90]) for i in range(0, len(whole), 90))


def elements() -> str:
    paragraphs = [["$", "p", None, {"children": ["", text]}] for text in STORY]
    row = "0:" + json.dumps(["$", "article", None, {"children": [["$", "h1", None, {"children": TITLE}], *paragraphs]}])
    return pushed(row)


def table() -> str:
    """The story as Nuxt writes it: all values in one list, which refer to each other by number."""
    values: list[Any] = [{"data": 1}, {"post": 2}, {"title": 3, "paragraphs": 4}, TITLE, [5, 6, 7, 8], *STORY]
    return json.dumps(values)


PAGES = {
    "json": script(json.dumps(STATE), 'id="__NEXT_DATA__" type="application/json"'),
    "assigned": script(f"window.__STATE__ = {json.dumps(STATE)}; start();"),
    "parsed": script(f"window.S = JSON.parse({json.dumps(json.dumps(STATE))})"),
    "parsed, single quotes": script("S = JSON.parse('" + json.dumps(STATE).replace("\\", "\\\\").replace("'", "\\'") + "')"),
    "after code": script(f"var a = [b(1), {{c: undefined}}]; window.cache = {json.dumps(STATE)}"),
    "function": script(
        'window.__NUXT__=(function(a,b){return {data:[{title:a,body:"'
        + MARKUP.replace('"', '\\"').replace("<", "\\x3C")
        + f'"}}]}}}}({json.dumps(TITLE)},1))'
    ),
    "rich text": script(json.dumps(rich()), "type=application/json"),
    "stream": page(stream()),
    "elements": page(elements()),
    "table": script(table(), 'id="__NUXT_DATA__" type="application/json"'),
    "json-ld": linked("\n\n".join(STORY)),
    "markup in json-ld": linked(escape(MARKUP)),
    "amp-state": page(f'<amp-state id=s><script type="application/json">{json.dumps(STATE)}</script></amp-state>'),
    "template": page(f"<template><article>{MARKUP}</article></template>"),
    "script of markup": script(MARKUP, "type=text/x-template"),
    "textarea": page(f"<textarea style='display:none'>{escape(MARKUP)}</textarea>"),
    "attribute": page(f'<div data-page="{escape(json.dumps(STATE))}"></div>'),
    "noscript": page(f"<noscript>{MARKUP}</noscript>"),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_the_story_is_read_where_nothing_is_shown(name: str) -> None:
    article = clean(PAGES[name], "html")
    assert article.text == "\n\n".join(STORY)
    assert article.title and article.title.startswith(TITLE)
    assert article.genre != "error"
    assert article.restore() == article.source


def test_where_it_was_found_is_said() -> None:
    assert clean(PAGES["json"], "html").provenance["text"] == {
        "source": "stored", "key": "script __NEXT_DATA__ page post body", "candidates": [],
    }  # fmt: skip
    assert "text" not in clean(page(MARKUP), "html").provenance


def test_what_is_shown_stays_in_its_order_around_the_story() -> None:
    body = "<header><h1>%s</h1></header>%s<footer>© 2021 Brennholm Tidings</footer>"
    article = clean(page(body % (TITLE, f"<script>S={json.dumps(STATE)}</script>")), "html")
    assert article.source == "\n\n".join((TITLE, *STORY, "© 2021 Brennholm Tidings"))
    assert article.text == "\n\n".join(STORY)


def test_a_page_that_shows_its_article_is_read_as_it_is_shown() -> None:
    other = json.dumps({"title": TITLE, "body": TEASER * 20})
    article = clean(page(f"<article><h1>{TITLE}</h1>{MARKUP}</article><script>S={other}</script>"), "html")
    assert article.text == "\n\n".join(STORY)


def test_settings_of_a_page_with_little_prose_are_no_article() -> None:
    """A shop's front: what its scripts say beside goods is not its text."""
    goods = "".join(f"<li>Oilskin coat no. {i}, navy blue, in five sizes from stock</li>" for i in range(20))
    messages = json.dumps({"checkout": {"content": [TEASER, *STORY]}})
    article = clean(page(f"<ul>{goods}</ul><script>S={messages}</script>"), "html")
    assert "kelp" not in article.source and "text" not in article.provenance


def test_where_nothing_can_be_had_the_page_is_an_error() -> None:
    article = clean(script('start({"api": "/v1", "title": "Brennholm"})'), "html")
    assert (article.text, article.genre) == ("", "error")


def test_what_stands_beside_the_page_s_title_is_its_article() -> None:
    """Others that the page holds too, for endless scroll, may be longer."""
    posts = [{"title": "Road", "slug": "road", "body": TEASER * 12}, {"title": TITLE, "slug": "kelp", "body": PARTS}]
    assert clean(assigned({"posts": posts}), "html").text == "\n\n".join(STORY)


HOSTILE = {
    "deep": "<script>S=" + "[" * 200_000 + "</script>",
    "deep objects": "<script>S=" + '{"a":' * 100_000 + "1" + "}" * 100_000 + "</script>",
    "many openings": "<script>" * 20_000,
    "many assignments": "<script>" + "a=[" * 50_000 + "</script>",
    "escaped quotes": "<script>x:" + '\\"' * 100_000 + "</script>",
    "single quotes": "<script>x='" + "='" * 40_000 + "</script>",
    "rows in a circle": pushed('0:["$1"]\n1:["$0","$1","$2"]\n2:["$1"]\n'),
    "a chain of rows": pushed("".join(f'{i:x}:["${i + 1:x}"]\n' for i in range(5000))),
    "a row longer than the stream": '<script>self.__next_f.push([1,"0:Tffffffff,abc"])</script>',
    "a table in a circle": "<script type=application/json>[[1,2,3,4],[0,1],[1],[2],[3]]</script>",
    "attributes": "<p data-a='" + "{" * 300_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_scripts_give_nothing_and_take_no_time(name: str) -> None:
    """Each would take minutes, or end the process, if its time grew with its square or its depth were followed."""
    article = clean(HOSTILE[name], "html")
    assert article.text == "" and article.restore() == article.source


@settings(max_examples=50)
@given(st.recursive(
    st.none() | st.integers(0, 5) | st.sampled_from((*STORY, MARKUP, "", " ", "a", "<p", "$1", "\ud800")) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(("text", "type", "title", "url", "$", "1", "body")), inner, max_size=4),
    max_leaves=20,
))  # fmt: skip
def test_any_value_is_read(value: Any) -> None:
    document = read_html(assigned(value))
    assert all(document.source[block.start : block.end] for block in document.blocks)


def test_lines_of_twelve_short_words_are_prose_and_stretches_of_it_may_be_shorter() -> None:
    lines = [f"{first} b c d e f g h i j k l." for first in "ABCDEFGH"]
    assert shown(assigned({"title": TITLE, "lines": lines})) == lines
    assert shown(assigned({"title": TITLE, "lines": [line[2:] for line in lines]})) == []
    stretches = [{"value": part} for line in lines for part in (line[:4], line[4:])]
    assert shown(assigned({"title": TITLE, "lines": stretches})) == lines
