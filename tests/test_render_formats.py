"""HTML, TEI, vertical text, and what is written besides the text."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from functools import cache
from importlib.resources import files

import lxml.html
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import cleaner
from cleaner.article import Article, Comment
from cleaner.errors import CleanerError
from cleaner.judge.verdict import Ruling, Verdict
from cleaner.metadata.comments import read_comments
from cleaner.read.html import read_html
from cleaner.render import Options, render
from cleaner.render.vertical import sentences
from tests.strategies import nested, pages, texts
from tests.test_render_markdown import LAST, PARAGRAPH, article, articles, page

ALLOWED = frozenset(
    [
        "html",
        "head",
        "meta",
        "title",
        "link",
        "body",
        "article",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "p",
        "br",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "pre",
        "code",
        "table",
        "tr",
        "td",
        "th",
        "a",
        "strong",
        "em",
        "del",
        "sub",
        "sup",
        "figure",
        "img",
        "figcaption",
        "caption",
        "tbody",
        "span",
    ]
)
ATTRIBUTES = frozenset(
    ["href", "src", "alt", "value", "colspan", "rowspan", "class", "lang", "charset", "name", "content", "rel"]
)


@cache
def tei_schema() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(str(files("cleaner") / "data" / "tei.rng")))


def check_tei(made: Article) -> None:
    document = etree.fromstring(made.tei(images=True, comments=True).encode())
    assert tei_schema().validate(document), tei_schema().error_log


FULL = {
    "title": "Ferry & ice", "authors": ["Ilse <Korhonen>"], "published": "2023-03-14T10:20", "modified": "2023", "captured": "2023-03-15T10:20:30Z",
    "site": "Courier", "language": "en", "categories": ["Sea"], "tags": ["ice", "ferry"], "licence": "CC-BY-4.0", "url": "https://courier.example/a?b=c&d",
    "description": "What the board said.",
}  # fmt: skip


@given(articles())
def test_tei_is_valid_whatever_the_article(made: Article) -> None:
    made.comments = [Comment("Marta", "2023-03-14", made.text or "ice", 2)]
    check_tei(made)
    for name, value in FULL.items():
        setattr(made, name, value)
    check_tei(made)


@pytest.mark.long
@given(pages() | nested() | texts())
def test_tei_is_valid_whatever_the_page(source: str) -> None:
    check_tei(cleaner.clean(source))


def test_the_schema_refuses_what_is_not_tei() -> None:
    broken = (
        page("<ul><li>Vessel Marta of the fleet</li><li>Vessel Ilse of the fleet</li></ul>")
        .tei()
        .replace("<item>", "<li>")
        .replace("</item>", "</li>")
    )
    assert not tei_schema().validate(etree.fromstring(broken.encode()))


def test_tei_has_divisions_by_headings() -> None:
    text = "Lead.\n\nOne\n\nA.\n\nInner\n\nB.\n\nTwo\n\nC."
    at = {name: text.index(name) for name in ("One", "Inner", "Two")}
    made = article(text, *[(at[n], at[n] + len(n), t) for n, t in (("One", "h2"), ("Inner", "h3"), ("Two", "h2"))])
    body = made.tei().partition("<body>")[2].partition("</body>")[0].replace("\n", "")
    assert body == (
        "<p>Lead.</p><div><head>One</head><p>A.</p><div><head>Inner</head><p>B.</p></div></div><div><head>Two</head><p>C.</p></div>"
    )


@given(articles() | pages().map(lambda source: cleaner.clean(source, kind="html")))
def test_html_holds_the_text_and_nothing_that_is_not_allowed(made: Article) -> None:
    document = lxml.html.document_fromstring(made.html())
    for element in document.iter():
        assert element.tag in ALLOWED and set(element.attrib) <= ATTRIBUTES, etree.tostring(element)
        for name in ("href", "src"):
            assert ":" not in element.get(name, "").split("/")[0] or element.get(name).startswith(
                ("http:", "https:", "mailto:")
            )
    for heading in document.xpath("//article/h1[1]") if made.title else ():
        heading.getparent().remove(heading)
    (body,) = document.xpath("//article")
    assert "".join("".join(body.itertext()).split()) == "".join(made.text.split()) or "\x0b" in made.text


def test_what_a_page_injects_is_text() -> None:
    evil = "<p>The board said &lt;script&gt;alert(1)&lt;/script&gt; and &lt;img src=x onerror=y&gt; to [all](javascript:x) of them.</p>"
    made = page(evil)
    for written in (made.html(), made.tei()):
        assert "<script" not in written and "<img" not in written
    assert "\\<script>" in made.markdown() and "\\](javascript" in made.markdown()


@given(articles())
def test_vertical_text_is_the_text_in_tokens(made: Article) -> None:
    lines = made.vertical().split("\n")
    tokens = [line for line in lines if not line.startswith("<")]
    unescaped = "".join(tokens).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert unescaped == "".join(made.text.split())
    assert ElementTree.fromstring(made.vertical()).tag == "doc"


def test_vertical_text_says_what_each_paragraph_is() -> None:
    made = article("Ice\n\nIt's -3.5 cold. We wait.", (0, 3, "h2"))
    made.title = 'The "ice"'
    assert made.vertical().split("\n") == [
        '<doc title="The &quot;ice&quot;" author="" published="" site="" language="" genre="" url="">',
        '<p type="head">', "<s>", "Ice", "</s>", "</p>",
        '<p type="p">', "<s>", "It's", "-", "<g/>", "3.5", "cold", "<g/>", ".", "</s>", "<s>", "We", "wait", "<g/>", ".", "</s>", "</p>",
        "</doc>",
    ]  # fmt: skip
    assert list(sentences("It was J. Vell. He left at 5.30 p.m. today. 港は閉じた。船はない。")) == [
        "It was J. Vell.", "He left at 5.30 p.m. today.", "港は閉じた。", "船はない。"
    ]  # fmt: skip


def test_images_stay_at_their_place() -> None:
    def image(name: str) -> str:
        return f'<img src="/{name}.jpg" alt="The {name}">'

    inner = (
        f"{image('ice')}<h2>{image('ship')}Boats of the harbour</h2><ul><li>{image('marta')}Vessel Marta</li><li>Vessel Ilse{image('lost')}</li></ul>"
        f"<blockquote><p>{image('board')}We have bread until Friday, and then we bake what we find in the house.</p></blockquote>"
        f"<table><tr><th>Boat<th>Crane</tr><tr><td>{image('grete')}Old Grete<td>{image('crane')}Long | thin</tr></table>"
    )
    made = page(inner)

    def shown(name: str) -> str:
        return f"![The {name}](https://courier.example/{name}.jpg)"

    markdown = made.markdown(images=True)
    assert [
        f"{shown('ice')}\n\n{shown('ship')}\n\n## Boats of the harbour" in markdown,
        f"- {shown('marta')}\n\n  Vessel Marta\n\n- Vessel Ilse\n" in markdown,
        f"> {shown('board')}\n>\n> We have bread" in markdown,
        f"| {shown('grete')}<br>Old Grete | {shown('crane')}<br>Long \\| thin |" in markdown,
    ] == [True] * 4
    assert f"- Vessel Ilse\n\n{shown('lost')}\n\n>" in markdown
    assert "![" not in made.markdown()
    assert made.markdown(images=True).count("![") == made.html(images=True).count("<img") == 7
    check_tei(made)


def test_options() -> None:
    listed = "<table><tr><th>Boat<th>Tons</tr><tr><td>Marta<td>1,200</tr><tr><td>Ilse<td>90</tr></table>"
    made = page(listed)
    assert "Marta" in made.markdown() and "Marta" not in made.markdown(tables=False)
    assert LAST in made.markdown(tables=False) and PARAGRAPH in made.markdown(tables=False)
    made.comments = [Comment("Ilse", "2023-03-14", "Bread *until* Friday.\n\nThen not.", 1)]
    assert made.markdown(comments=True).endswith(
        "## Comments\n\n> > Ilse, 2023-03-14\n> >\n> > Bread \\*until\\* Friday.\n> >\n> > Then not."
    )
    with pytest.raises(CleanerError, match="no option 'picture'"):
        made.markdown(picture=True)


def test_the_yaml_head_is_read_back() -> None:
    made = article("Ice.")
    for name, value in FULL.items():
        setattr(made, name, value)
    head, text = made.markdown(metadata=True).removeprefix("---\n").split("---\n\n")
    assert (
        yaml.safe_load(head) == {name: value for name, value in FULL.items() if name != "captured"} and text == "Ice."
    )


def test_text_without_tables() -> None:
    made = article("Lead.\n\na\tb\nc\td\n\nEnd.", (7, 14, "table"), (7, 10, "tr"), (11, 14, "tr"))
    assert render(made, "text", Options(tables=False)) == "Lead.\n\nEnd."


@given(st.lists(st.tuples(st.sampled_from([None, "Ilse"]), st.integers(0, 40)), min_size=1, max_size=5))
def test_comments_are_written_in_every_format(found: list[tuple[str | None, int]]) -> None:
    made = article("Ice.")
    made.comments = [Comment(author, None, f"Word{n}", depth) for n, (author, depth) in enumerate(found)]
    for written in (
        made.markdown(comments=True),
        made.html(comments=True),
        made.tei(comments=True),
        made.vertical(comments=True),
    ):
        assert all(f"Word{n}" in written for n in range(len(found)))
    assert Article.from_dict(made.to_dict()).comments == made.comments


def test_a_thread_gives_its_comments() -> None:
    posts = "".join(
        f'<li class="comment" id="comment-{n}"><div class="comment-author"><a href="/user/{who}">{who}</a></div>'
        f'<time datetime="2023-03-1{n}T10:00:00Z">day {n}</time><div class="comment-body"><p>{text}</p></div>'
        + ('<ul class="children"><li class="comment" id="comment-9"><div class="comment-author"><a href="/user/ola">ola</a></div>'
           '<div class="comment-body"><p>The bakery by the market has some left, I was there at noon.</p></div></li></ul>' if n == 1 else "")
        + "</li>"
        for n, who, text in ((1, "marta", "We have bread until Friday, after that we bake what we find."), (2, "jan", "My boat lies in the ice since Monday, too."))
    )  # fmt: skip
    source = f"<html><body><article><h1>Ferry in ice</h1><p>{PARAGRAPH}</p><p>{LAST}</p></article><div id='comments'><h3>3 comments</h3><ol>{posts}</ol></div></body></html>"
    found = cleaner.clean(source, kind="html").comments
    assert [(c.author, c.date, c.depth) for c in found] == [
        ("marta", "2023-03-11T10:00:00+00:00", 0), ("ola", None, 1), ("jan", "2023-03-12T10:00:00+00:00", 0)
    ]  # fmt: skip
    assert [c.text.split()[0] for c in found] == ["We", "The", "My"]


THREAD = (
    ("marta", "2023-03-11", "2019-05-02", "We have bread until Friday, after that we bake what we find."),
    ("jan", "2023-03-12", "2011-01-20", "My boat lies in the ice since Monday, too."),
    ("marta", "2023-03-12", "2019-05-02", "Then come over, there is some left by the market."),
    ("ola", "2023-03-14", "2015-08-30", "I was there at noon, and it was all gone by then."),
)


@pytest.mark.parametrize(
    "post",
    [
        # The name is bold and no link; the day on which somebody became a member comes first.
        '<div class="post"><div class="left"><b>{who}</b><p>Senior member</p><p>Joined: {joined}</p></div>'
        '<div class="right"><p>Posted {date}</p><p>{text}</p></div></div>',
        # What is called a comment is its text alone.
        '<table><tr><td><a href="/user/{who}">{who}</a> <i>Premium</i></td><td>{joined}</td></tr>'
        '<tr><td>{date}</td><td><div class="comment-text"><p>{text}</p></div></td></tr></table>',
        # Its parts are called comments, too.
        '<article><div class="message-user"><h4><a href="/members/{who}.1/">{who}</a></h4><h5>Guest</h5></div>'
        '<div class="message-date"><time datetime="{date}">a while ago</time></div>'
        '<div class="message-body"><p>{text}</p></div></article>',
        # Only its number is called one.
        '<div><div class="post">{n}</div><h5>{who}</h5><p>{date}</p><p>{text}</p></div>',
        # Nothing is around it.
        '<h4><a href="/profile/{who}">{who}</a></h4><p>{date}</p><div class="comment"><p>{text}</p></div>',
    ],
)  # fmt: skip
def test_authors_and_dates_stand_at_the_same_place_in_each_comment(post: str) -> None:
    thread = "".join(
        post.format(n=n, who=who, date=date, joined=joined, text=text)
        for n, (who, date, joined, text) in enumerate(THREAD, 1)
    )
    document = read_html(f"<p>{PARAGRAPH}</p><p>{LAST}</p><div id='comments'><h3>4 comments</h3>{thread}</div>")
    cut = Ruling("comments", "model.page", 0.9, "")
    rulings = [None if block.text in (PARAGRAPH, LAST) else cut for block in document.blocks]
    found = read_comments(document, Verdict(document, "en", rulings))
    assert [(c.author, c.date) for c in found] == [(who, date) for who, date, *_ in THREAD]
    assert all(text in c.text and len(c.text) < len(text) + 20 for c, (*_, text) in zip(found, THREAD))


def test_a_comment_that_was_cut_alone_tells_the_others() -> None:
    thread = "".join(
        f'<h4><a href="/user/{who}">{who}</a></h4><p>{date}</p><div class="comment"><p>{text}</p></div>'
        for who, date, _, text in THREAD
    )
    document = read_html(f"<p>{PARAGRAPH}</p><p>{LAST}</p><div id='comments'><h3>4 comments</h3>{thread}</div>")
    cut = Ruling("comments", "model.page", 0.9, "")
    rulings = [cut if block.text == THREAD[0][3] else None for block in document.blocks]
    found = read_comments(document, Verdict(document, "en", rulings))
    assert [(c.author, c.date, c.text) for c in found] == [(who, date, text) for who, date, _, text in THREAD]


def test_the_articles_author_far_above_wrote_no_comment() -> None:
    def told(paragraphs: int) -> list[tuple[str | None, str | None]]:
        byline = '<p>By <a rel="author" href="/author/marta">Marta Lindqvist</a></p><p>3 May 2023</p>'
        below = '<div class="comment"><p>Be the first to say what you think of the new ferry timetable.</p></div>'
        document = read_html(f"<h1>Timetable</h1>{byline}{f'<p>{PARAGRAPH}</p>' * paragraphs}{below}")
        cut = Ruling("comments", "model.page", 0.9, "")
        rulings = [cut if block.text.startswith("Be the") else None for block in document.blocks]
        return [(c.author, c.date) for c in read_comments(document, Verdict(document, "en", rulings))]

    assert told(20) == [(None, None)]
    assert told(1) == [("Marta Lindqvist", "2023-05-03")]


def test_a_button_about_comments_is_no_comment() -> None:
    below = '<div class="comment"><p>Loading comments...</p></div><p><a href="/user/marta">Marta</a></p>'
    document = read_html(f"<p>{PARAGRAPH}</p><p>{LAST}</p>{below}")
    cut = Ruling("comments", "model.page", 0.9, "")
    rulings = [cut if block.text.startswith("Loading") else None for block in document.blocks]
    assert read_comments(document, Verdict(document, "en", rulings)) == []


def test_precision_and_recall_shift_the_limit() -> None:
    with pytest.raises(CleanerError, match="favour"):
        cleaner.Cleaner(favour="speed")  # type: ignore[arg-type]
    source = (files("tests").parent / "samples" / "press-release.txt").read_text()  # type: ignore[attr-defined]
    less, middle, more = (
        len(cleaner.Cleaner(favour=favour).clean(source).text) for favour in ("precision", None, "recall")
    )  # type: ignore[arg-type]
    assert less <= middle <= more
