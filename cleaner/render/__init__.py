"""An Article in the formats that people read on with: text, Markdown, HTML, TEI, vertical text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from cleaner.article import Article, Comment
    from cleaner.render.tree import Node

Format = Literal["text", "markdown", "html", "tei", "vertical"]

ENDINGS: dict[Format, str] = {"text": ".txt", "markdown": ".md", "html": ".html", "tei": ".xml", "vertical": ".vert"}
"""The formats, and how their files end."""

MAX_DEPTH = 8
"""Levels of answers to answers that are shown."""

_HEAD = (
    "title",
    "authors",
    "published",
    "modified",
    "site",
    "url",
    "language",
    "categories",
    "tags",
    "description",
    "licence",
)


@dataclass(frozen=True, slots=True)
class Options:
    """What is written besides the text.

    Attributes:
        links: the links, or their text alone.
        tables: the tables; without them the text is not whole.
        images: images at their place (Markdown and HTML).
        comments: the comments, below the text.
        metadata: title, authors, dates and the rest in a head of YAML (text and Markdown; the other formats have a head).
    """

    links: bool = True
    tables: bool = True
    images: bool = False
    comments: bool = False
    metadata: bool = False


def render(article: Article, form: Format, options: Options) -> str:
    """The article in a format, without a line feed at its end; as text or Markdown, nothing of an article that is empty."""
    from cleaner.render.plain import marks_of
    from cleaner.render.tree import build, without

    left_out = {
        name
        for name, wanted in (("table", options.tables), ("img", options.images), ("a", options.links))
        if not wanted
    }
    if form == "text":
        text = article.text if options.tables else without_tables(article)
        return _headed(article, options, "\n\n".join(filter(None, [text, *_comment_lines(article, options)])))
    marks = article.structure if article.kind == "html" or article.structure else marks_of(article.text)
    body = build(article.text, marks)
    if left_out:
        without(body, left_out)
    captions = {image.get("url"): image.get("caption") for image in article.images}
    for image in body.nodes("img"):
        image.attributes = {**image.attributes, "caption": captions.get(image.attributes.get("src"))}
    if options.comments and article.comments:
        body.children += [_node("h2", "Comments"), *map(_comment, article.comments)]
    if form == "markdown":
        from cleaner.render.markdown import Markdown

        math = any(mark.tag == "math" for mark in marks)
        return _headed(article, options, Markdown(article.url, math).render(body))
    if form == "html":
        from cleaner.render.html import Html

        return Html(article.url).page(article, body)
    if form == "tei":
        from cleaner.render.tei import Tei

        return Tei(article.url).render(article, body)
    from cleaner.render.vertical import vertical

    return vertical(article, body)


def without_tables(article: Article) -> str:
    """The text without what stands in tables."""
    parts: list[str] = []
    here = 0
    for mark in article.structure:
        if mark.tag == "table" and mark.start >= here:
            parts.append(article.text[here : mark.start].strip("\n"))
            here = mark.end
    parts.append(article.text[here:].strip("\n"))
    return "\n\n".join(filter(None, parts))


def _headed(article: Article, options: Options, text: str) -> str:
    """A text below its YAML head, as static site generators and Pandoc read it."""
    if not options.metadata or not text:
        return text
    import yaml

    said: dict[str, Any] = {name: value for name in _HEAD if (value := getattr(article, name))}
    return f"---\n{yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=1000)}---\n\n{text}"


def _comment_lines(article: Article, options: Options) -> list[str]:
    if not options.comments or not article.comments:
        return []
    return ["Comments", *(f"{who}\n{c.text}" if (who := _who(c)) else c.text for c in article.comments)]


def _who(comment: Comment) -> str:
    return ", ".join(filter(None, (comment.author, comment.date)))


def _comment(comment: Comment) -> Node:
    """A comment as a quote, within as many others as it answers."""
    from cleaner.render.tree import Node

    node = Node("blockquote")
    if who := _who(comment):
        node.children.append(_node("p", who))
    node.children += [_node("p", part) for part in comment.text.split("\n\n")]
    for _ in range(min(comment.depth, MAX_DEPTH)):
        outer = Node("blockquote")
        outer.children.append(node)
        node = outer
    return node


def _node(tag: str, text: str) -> Node:
    from cleaner.render.tree import Node

    node = Node(tag)
    node.children.append(text)
    return node
