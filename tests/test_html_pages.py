"""What comes out of odd pages: kept text, genre, repairs, reasons."""

from __future__ import annotations

import pytest

import cleaner
from cleaner.article import Article
from cleaner.read.html import parse
from tests import broken_pages as pages
from tests.broken_pages import HEADLINE, PARAGRAPHS

engine = cleaner.Cleaner()


def clean(html: str | bytes, kind: str = "html") -> Article:
    article = engine.clean(html, kind=kind)  # type: ignore[arg-type]
    assert article.restore() == article.source
    assert engine.clean(article.text, kind="text").text == article.text
    return article


@pytest.mark.parametrize("build", pages.BROKEN, ids=lambda build: build.__name__)
def test_broken_markup_keeps_the_article(build: pages.Build) -> None:
    article = clean(build())
    assert [line for line in article.text.split("\n") if line in PARAGRAPHS] == list(PARAGRAPHS)
    assert article.title == HEADLINE
    assert pages.RIGHTS not in article.text and "Weather" not in article.text.split("\n")


@pytest.mark.parametrize("build", pages.LAYOUTS, ids=lambda build: build.__name__)
def test_layouts_keep_the_article(build: pages.Build) -> None:
    article = clean(build())
    assert [line for line in article.text.split("\n\n") if line in PARAGRAPHS] == list(PARAGRAPHS)
    assert article.title == HEADLINE
    assert "Weather" not in article.text and "Print this page" not in article.text


# --- pages that stand in the place of an article ---


@pytest.mark.parametrize("build", pages.ERRORS, ids=lambda build: build.__name__)
def test_error_pages_are_errors_and_leave_nothing(build: pages.Build) -> None:
    article = clean(build())
    assert article.genre == "error" and article.text == ""
    told = article.provenance["genre"]
    assert told["rule"].startswith("error.") and told["key"]
    assert all(cut.reason for cut in article.removed)


def test_a_page_that_is_only_script_says_so() -> None:
    article = clean(pages.only_script())
    assert (article.source, article.genre) == ("", "error")
    assert (
        article.provenance["genre"]["key"]
        == "The page shows no text unless its 2 scripts run: nothing of it was archived."
    )


@pytest.mark.parametrize("build", pages.NO_ERRORS, ids=lambda build: build.__name__)
def test_articles_about_errors_are_articles(build: pages.Build) -> None:
    article = clean(build())
    assert article.genre != "error" and "rule" not in article.provenance["genre"]
    for paragraph in pages.SHORT:
        assert paragraph in article.text


def test_a_page_with_nothing_on_it_is_empty_not_an_error() -> None:
    assert clean("<html><body><img src='pans.jpg'><script>a()</script></body></html>").genre == "empty"
    assert clean(pages.frameset("")).genre == "empty"


def test_a_consent_wall_before_an_article_does_not_make_an_error() -> None:
    article = clean(pages.page(pages.CONSENT + pages.article()))
    assert article.genre != "error" and "312 partners" not in article.text
    assert all(paragraph in article.text for paragraph in PARAGRAPHS)


# --- text that was encoded twice ---


@pytest.mark.parametrize(
    ("language", "charset"),
    [("fr", "cp1252"), ("fr", "latin-1"), ("fr", "cp1250"), ("ru", "cp1251"), ("ru", "latin-1"), ("pl", "cp1252"), ("pl", "latin-1"),
     ("pl", "cp1250"), ("ja", "latin-1"), ("zh", "latin-1"), ("ko", "latin-1")],
)  # fmt: skip
def test_double_encoding_is_a_repair(language: str, charset: str) -> None:
    text = pages.TEXTS[language]
    wrong = text.encode().decode(charset)
    article = engine.clean(wrong, kind="text")
    assert article.text == text and article.source == wrong and article.restore() == wrong
    assert {repair.rule for repair in article.repairs} == {"repair.double-encoding"}
    for repair in article.repairs:
        assert wrong[repair.start : repair.end] == repair.before != repair.after


def test_double_encoding_of_a_page() -> None:
    text = pages.TEXTS["fr"]
    wrong = text.encode().decode("cp1252")
    article = clean(pages.page(f"<h1>{HEADLINE}</h1><p>{wrong}</p>"))
    assert text in article.text and " ".join(wrong.split()) in article.source
    assert {repair.rule for repair in article.repairs} == {"repair.double-encoding"}


def test_double_encoding_of_quotes_and_a_no_break_space() -> None:
    article = clean("The councilâ€™s â€œgreyâ€\x9d salt cost Â£5 at the cafÃ© of RenÃ©e, Ã\xa0 la carte.", "text")
    assert article.text == "The council’s “grey” salt cost £5 at the café of Renée, à la carte."
    article = clean("<p>Il va Ã&nbsp;la mer, voilÃ&nbsp;pourquoi le cafÃ© de RenÃ©e est fermÃ© depuis deux ans.Â </p>")
    assert article.text == "Il va à la mer, voilà pourquoi le café de Renée est fermé depuis deux ans."


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (
            '<meta charset="utf-8">Harbour board votes on the eastern channel',
            "Harbour board votes on the eastern channel",
        ),
        ("Harbour <i>board</i> votes on the H<sub>2</sub>O plan", "Harbour board votes on the H2O plan"),
        ("Harbour &lt;strong&gt;board&lt;/strong&gt; votes", "Harbour board votes"),
        ("&lt;i&gt;: an element for idioms", "<i>: an element for idioms"),
        ("<i>" * 9_999, "<i>" * 9_999),
    ],
)
def test_a_title_has_no_tags(head: str, title: str) -> None:
    assert parse(pages.page("<p>Text.</p>", title=head)).head.title == title


def test_a_title_is_mended_with_the_page() -> None:
    wrong = "Le cafÃ© de RenÃ©e fermÃ©"
    article = clean(pages.page(f"<h1>{wrong}</h1>" + "".join(f"<p>{p} {wrong}</p>" for p in PARAGRAPHS), title=wrong))
    assert article.title == "Le café de Renée fermé"


@pytest.mark.parametrize(
    "right",
    [
        "„Macht Spaß“, sagte sie in Österreich – und „Größe“ zählt. „Ä“ auch.", "L’ÎLE D’YEU, « PASSÉ »… À NOËL, « É’ »",
        "SÃO JOÃO, MAÇÃ E LÃ: O PÃO ESTÁ À MESA.", "Ñandúes y Ðuro, Þingvellir, Øresund “Ø”, ×3, 5 × 4 °C ¿Qué? ©®™ ½",
        "Солевары «острова» открывают № 5 — РЁ и РС.", "Île de Ré… “Ïle”, CAFÉ’S, garçon”…", "ĂN LA ȘCOALĂ: „Ăsta”", "東京の“港”…",
        "Der Fehler: aus é wird Ã©, sagt sie.", "In UTF-8 the bytes of é are read as Ã© and those of ’ as â€™.",
        "Mojibake such as â€œthisâ€\x9d is a sign.", "a Â b", "€5 – £6 — ¥7 “x” ‘y’ … • †‡ ‰ ™",
    ],
)  # fmt: skip
def test_right_text_is_never_mended(right: str) -> None:
    for source in (right, f"{right}\n\n{PARAGRAPHS[0]}\n\n{right}"):
        assert not [r for r in engine.clean(source, kind="text").repairs if r.rule == "repair.double-encoding"]
        assert not [
            r for r in engine.clean(f"<p>{source}</p>", kind="html").repairs if r.rule == "repair.double-encoding"
        ]


def test_every_language_is_right_as_it_is() -> None:
    for text in pages.TEXTS.values():
        assert not engine.clean(text, kind="text").repairs


def test_code_is_not_mended() -> None:
    page = pages.page(pages.article(f"<p>{PARAGRAPHS[0]} cafÃ© cafÃ© cafÃ©</p><pre>x = 'Ã©'</pre>"))
    article = engine.clean(page, kind="html")
    assert "café" in article.text and "'Ã©'" in article.source and all("x = " not in r.before for r in article.repairs)
    assert "'é'" not in article.text


# --- text of other kinds than running text ---


def test_code_settles_with_its_lines() -> None:
    for code in (
        "def rake(pan):\n  for row in pan:\n\n    row.take()\n\n\n  return pan", "  a\n\n b", "a\n\n b\n\n\n   c", "a\n\n\n\nb",
        "\ta\n\n\tb\n c", "a  \n  \n b", "if (x) {\n  y();\n\n  z();\n}", "x\n" + "long_call(" + "a, " * 40 + "b);\nnext();",
    ):  # fmt: skip
        for tags in ("<pre><code>{}</code></pre>", "<pre>{}</pre>", "<div style='white-space: pre-wrap'>{}</div>"):
            article = clean(
                pages.page(pages.article(f"<p>{PARAGRAPHS[0]}</p>{tags.format(code)}<p>{PARAGRAPHS[1]}</p>"))
            )
            for line in code.split("\n"):
                assert line.strip() in article.source


def test_lists_tables_and_code_keep_their_lines_in_the_text() -> None:
    code = "def rake(pan):\n  for row in pan:\n    row.take()\n\n  return pan"
    article = clean(pages.structured(code))
    for part in (
        "Bring gloves\nBring two buckets",
        "Harvest by year",
        "Year\tPans\tTonnes\n2009\t6\t41.5",
        "Rake\nDry\nBag",
        code,
    ):
        assert part in article.text, part
    assert "Harvest by year" in article.text  # a table's caption is no picture's


def test_a_product_keeps_description_and_specifications() -> None:
    article = clean(pages.product())
    assert article.title == "Ash salt rake, 1.8 m"
    assert "Length\t1.8 m\nHead\t60 cm, 24 teeth\nWeight\t1.4 kg\nWood\tAsh, oiled" in article.text
    assert "Each rake is oiled twice" in article.text and "Add to basket" not in article.text


@pytest.mark.parametrize(
    "widget", ["No results found.", "Your browser is no longer supported. Please upgrade your browser."]
)
def test_a_hidden_widget_at_the_top_does_not_make_an_error(widget: str) -> None:
    """Scripts would hide it; a listing has no prose that would speak against an error."""
    cards = "".join(
        f'<li class="card"><h3><a href="/course/{n}">Sailing course {n} in Norholm harbour</a></h3><p>{n} lessons, with boat</p></li>'
        for n in range(3, 18)
    )
    page = f"<html><body><div class='notice'>{widget}</div><main><h1>Sailing courses</h1><ul>{cards}</ul></main></body></html>"
    assert clean(page).genre != "error"
    assert clean(page).text
