"""Text or page, told by content."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.read.source import look

PAGES = [
    "<!DOCTYPE html><p>Harbour news",
    "<!-- saved from the archive -->\n<html><body>x",
    "\ufeff <HTML>",
    "<?xml version='1.0'?>\n<html xmlns='http://www.w3.org/1999/xhtml'/>",
    "<!DOCTYPE HTML PUBLIC '-//W3C//DTD HTML 3.2//EN'><HTML>",
    "Notice: undefined index in /srv/page.php\n<!DOCTYPE html>\n<html><body>x</body></html>\n",
    "<p>The ferry was late.</p>",
    "<p>One<p>Two",
    "<p> The ferry was late. </p>",
    "<div class=story>The ferry",
    "<ul><li>rope<li>lamps",
    "<b>Late</b> ferry",
    "<table border=0><tr><td>x",
    "<my-card>x</my-card>",
    "<img src=ferry.jpg> The ferry",
    "<br>The ferry",
    "\0\0<html>",
]
TEXTS = [
    "",
    " \n",
    "The ferry was late.",
    "The <p> tag opens a paragraph and the </p> tag ends it.",
    "<p> is the tag of a paragraph. Use </p> to close it.",
    "<b>, <i> and </b> are tags.",
    "<3 from all of us on the island",
    "1 < 2 and 3 > 2",
    "if a<b and c>d: return",
    "Here is a page:\n<html>\n<body>x</body></html>\nIt shows an x.",
    "<Captain> We are late.",
    "<anna@example.org> wrote:",
    "```html\n<p>x</p>\n```",
]


@pytest.mark.parametrize("source", PAGES)
def test_pages(source: str) -> None:
    assert look(source) == "html"
    assert look(source.encode()) == "html"
    assert look(source.removeprefix("\ufeff").encode("utf-16")) == "html"


@pytest.mark.parametrize("source", TEXTS)
def test_texts(source: str) -> None:
    assert look(source) == "text"
    assert look(source.encode()) == "text"


@given(st.text(max_size=300) | st.binary(max_size=300))
def test_anything_has_a_kind(source: str | bytes) -> None:
    assert look(source) in ("text", "html")


@pytest.mark.parametrize("piece", ["<", "<!--", "<!-- -", "<?", "<a", "\n<html", " "])
def test_long_sources_are_looked_at_once(piece: str) -> None:
    assert look(piece * 200_000) in ("text", "html")
