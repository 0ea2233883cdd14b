"""Lists of contents and pull quotes: what a page says twice to lead to it; notes and live blogs."""

from __future__ import annotations

import pytest

import cleaner
from cleaner.article import Article
from cleaner.judge.genre import GENRES
from cleaner.judge.model import Model

PARAGRAPHS = (
    "The parish of Ulvsund drained its marsh between 1840 and 1862, and paid for it with the eels that it no longer had.",
    "Forty men dug from May to September. They were given bread, beer and a third of whatever they caught in the ditches.",
    "When the water was gone the sheep came. “We had traded one smell for another,” the vicar wrote to his sister in town.",
    "A museum in the old pump house keeps two spades, a ledger and a stuffed eel that children are allowed to touch.",
)
TITLES = ("Drainage", "The diggers", "Sheep", "Museum")


def page(before: str = "", after: str = "", sections: bool = True) -> Article:
    parts = [
        f"<h2 id=s{n}>{title}</h2>" * sections + f"<p>{text}</p>"
        for n, (title, text) in enumerate(zip(TITLES, PARAGRAPHS))
    ]
    return cleaner.clean(
        f"<body><article><h1>The marsh of Ulvsund</h1>{before}{''.join(parts)}{after}</article>", "html"
    )


LINKS = [f"<a href='#s{n}'>{{}}{title}</a>" for n, title in enumerate(TITLES)]


@pytest.mark.parametrize(
    "contents",
    [
        "<div id=toc class=toc><h2>Innhold</h2><ul>" + "".join(f"<li>{a.format(f'{n} ')}</li>" for n, a in enumerate(LINKS, 1)) + "</ul></div>",
        "<nav role=doc-toc><p>目次</p><ol>" + "".join(f"<li>{a.format('')}</li>" for a in LINKS) + "</ol></nav>",
        "<div class=ez-toc><p class=ez-toc-title>Sommaire</p>" + "".join(f"<p>{a.format('I. ')}</p>" for a in LINKS) + "</div>",
        "<ul><li>" + LINKS[0].format("1. ") + "<ul><li>" + LINKS[1].format("1.1 ") + "</ul><li>" + LINKS[2].format("2. ") + "</ul>",
    ],
    ids=["MediaWiki", "role", "plug-in", "nested"],
)  # fmt: skip
def test_a_list_of_contents_is_cut(contents: str) -> None:
    article = page(contents)
    assert article.text.split("\n\n")[1::2] == list(PARAGRAPHS)
    assert [line for line in article.text.split("\n\n")[::2]] == list(TITLES)
    assert "page.contents" in {cut.rule for cut in article.removed}


def test_a_list_of_contents_stays_where_the_user_wants_it() -> None:
    entries = "".join(f"<p>{link.format('')}</p>" for link in LINKS)
    html = f"<article><h1>The marsh of Ulvsund</h1>{entries}" + "".join(
        f"<h2>{title}</h2><p>{text}</p>" for title, text in zip(TITLES, PARAGRAPHS)
    )
    assert "page.contents" in {cut.rule for cut in cleaner.clean(html, "html").removed}
    assert "page.contents" not in {
        cut.rule for cut in cleaner.Cleaner(without=["page.contents"]).clean(html, "html").removed
    }


def test_a_list_of_links_to_other_places_is_none() -> None:
    article = page("<ul>" + "".join(f"<li><a href='#n{n}'>{name}</a></li>" for n, name in enumerate("abcd")) + "</ul>")
    assert "page.contents" not in {cut.rule for cut in article.removed}


@pytest.mark.parametrize(
    "quote",
    [
        "<aside><p>We had traded one smell for another</p></aside>",
        "<blockquote>“We had traded one smell for another,” the vicar wrote.</blockquote>",
        "<figure class='wp-block-pullquote'><p>They were given bread, beer and a third of whatever they caught in the ditches.</p></figure>",
    ],
)
def test_a_pull_quote_is_cut(quote: str) -> None:
    article = page(
        after=quote + "<p>Nobody has counted the eels since the pump house closed in the autumn of 1911.</p>",
        sections=False,
    )
    assert article.text.split("\n\n")[:4] == list(PARAGRAPHS)
    assert article.text.count("one smell") == article.text.count("whatever they caught") == 1
    assert article.text.endswith("autumn of 1911.")


def test_a_quote_that_says_more_stays() -> None:
    quote = "<blockquote>“We had traded one smell for another, and lost the eels,” the vicar wrote.</blockquote>"
    assert "lost the eels" in page(after=quote + "<p>Nobody has counted them since.</p>", sections=False).text


def test_code_that_a_paragraph_names_stays() -> None:
    code = "<p>One calls drain(marsh, 1862) from the museum's program.</p><pre class=highlight>drain(marsh, 1862)</pre>"
    text = page(
        after=code + "<p>Nobody has counted the eels since the pump house closed in 1911.</p>", sections=False
    ).text
    assert text.count("drain(marsh, 1862)") == 2


def test_notes_that_lead_back_stay() -> None:
    notes = "<section class=footnotes><ol><li>Ulv gives 44 men. <a href='#r1'>↩</a></li><li>Of eels, not of crowns. <a href='#r2'>↩︎</a></li></ol></section>"
    text = page(after=notes, sections=False).text
    assert "Ulv gives 44 men." in text and "Of eels, not of crowns." in text


@pytest.mark.parametrize("times", [["9:05", "8:41", "8:12", "7:30"], ["9.05pm BST", "8.41pm BST", "8.12 pm", "7.30pm"]])
def test_a_live_blog_is_told_by_the_times_of_its_entries(times: list[str]) -> None:
    entries = [f"<div class=entry><time>{time}</time><p>{text}</p></div>" for time, text in zip(times, PARAGRAPHS)]
    lead = "<p>The marsh that was drained in 1862 came back over night, and the museum stands in a metre of water.</p>"
    html = f"<article><h1>Flood at Ulvsund: live updates</h1>{lead}{''.join(entries)}</article>"
    assert cleaner.clean(html, "html").genre == "liveblog"
    assert cleaner.clean(html.replace("live updates", "four notes"), "html").genre != "liveblog"


def test_a_page_without_any_sign_of_posts_is_no_forum(monkeypatch: pytest.MonkeyPatch) -> None:
    class Forum:
        """Trees that take everything for a forum."""

        def points(self, facts: object) -> list[int]:
            return forum

    bounds = Model.load()._genre_bounds
    forum = [0] * bounds[-1]
    forum[bounds[GENRES.index("forum")]] = 9
    posts = "".join(
        f"<div class=post><a class=username href=u>Ulv{n}</a><p>{text}</p></div>" for n, text in enumerate(PARAGRAPHS)
    )
    monkeypatch.setattr(Model.load(), "_genre", Forum())
    assert page(sections=False).genre != "forum"
    assert cleaner.clean(f"<h1>The marsh of Ulvsund</h1>{posts}", "html").genre == "forum"
