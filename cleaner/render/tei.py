"""TEI P5: a header of the article's metadata, and its text in divisions by its headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from cleaner.render.links import address
from cleaner.render.table import MAX_COLUMNS, cells_of
from cleaner.render.tree import HEADINGS, Node

if TYPE_CHECKING:
    from cleaner.article import Article

_RESERVED = "%:/?#@!$&'()*+,;=-._~"
_LONE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_URI = re.compile(
    r"(?:https?://[\w.~%-]+(?::\d{1,5})?(?:[/?#].*)?|mailto:[^:/?#].*|(?!//)[^:]*|[^:/?#]*[/?#].*)", re.ASCII
)
_MINUTE = re.compile(r"(T\d\d:\d\d)(?!:|\d)")

_INLINE = {
    "strong": ('<hi rend="bold">', "</hi>"),
    "em": ('<hi rend="italic">', "</hi>"),
    "sub": ('<hi rend="subscript">', "</hi>"),
    "sup": ('<hi rend="superscript">', "</hi>"),
    "del": ("<del>", "</del>"),
    "code": ("<code>", "</code>"),
    "math": ('<formula notation="TeX">', "</formula>"),
}


@dataclass(frozen=True, slots=True)
class Tei:
    """How TEI is written.

    Attributes:
        base: address of the page, which links are relative to.
    """

    base: str | None = None

    def render(self, article: Article, body: Node) -> str:
        """The whole document."""
        language = f" xml:lang={quoteattr(article.language)}" if article.language else ""
        lines = [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<TEI xmlns="http://www.tei-c.org/ns/1.0">',
            *_header(article),
            f"<text{language}>",
            "<body>",
            *(self._divisions(list(body.nodes())) or ["<p/>"]),
            "</body>",
            "</text>",
            "</TEI>",
        ]
        return _written("\n".join(lines))

    def _divisions(self, blocks: list[Node]) -> list[str]:
        """Blocks one a line, each heading with what follows it as a division in that of the heading above it."""
        lines: list[str] = []
        levels: list[int] = []
        for block in blocks:
            level = HEADINGS.get(block.tag)
            if level is None:
                lines += self._block(block)
                continue
            while levels and levels[-1] >= level:
                levels.pop()
                lines.append("</div>")
            levels.append(level)
            lines += ["<div>", f"<head>{self._inline(block.children)}</head>"]
        return lines + ["</div>"] * len(levels)

    def _block(self, node: Node) -> Iterator[str]:
        tag = node.tag
        if tag == "p":
            yield f"<p>{self._inline(node.children)}</p>"
        elif tag in HEADINGS:
            yield f'<ab type="head">{self._inline(node.children)}</ab>'
        elif tag == "pre":
            code = escape(str(node.attributes.get("code") or node.text()))
            yield f'<eg xml:space="preserve">{code}</eg>'
        elif tag in ("ul", "ol"):
            yield f'<list rend="{"numbered" if tag == "ol" else "bulleted"}">'
            for item in node.nodes():
                number = f' n="{int(item.attributes["number"])}"' if "number" in item.attributes else ""
                content = self._content(item) if item.tag == "li" else "".join(self._block(item))
                yield f"<item{number}>{content}</item>"
            yield "</list>"
        elif tag == "dl":
            yield from self._glossary(node)
        elif tag == "blockquote":
            yield f"<quote>{self._content(node)}</quote>"
        elif tag == "table":
            yield from self._table(node)
        elif tag == "img":
            yield from self._image(node)
        else:
            for child in node.nodes():
                yield from self._block(child)

    def _image(self, node: Node) -> Iterator[str]:
        said = node.attributes
        if source := _uri(str(said.get("src", "")), self.base):
            caption = f"<head>{escape(str(said['caption']))}</head>" if said.get("caption") else ""
            alt = f"<figDesc>{escape(str(said['alt']))}</figDesc>" if said.get("alt") else ""
            yield f"<figure>{caption}<graphic url={quoteattr(source)}/>{alt}</figure>"

    def _content(self, node: Node) -> str:
        """What an item, a cell or a quote holds: a single paragraph without its tags."""
        if node.tag in ("p", *HEADINGS):
            return self._inline(node.children)
        blocks = list(node.nodes())
        if len(blocks) == 1 and blocks[0].tag == "p":
            return self._inline(blocks[0].children)
        return "".join(line for block in blocks for line in self._block(block))

    def _glossary(self, node: Node) -> Iterator[str]:
        yield '<list type="gloss">'
        term: str | None = None
        items: list[str] = []
        for child in [*node.nodes(), Node("dt")]:
            if child.tag == "dt":
                if term is not None or items:
                    yield f"<label>{term or ''}</label><item>{''.join(items)}</item>"
                term, items = "".join(self._inline(p.children) for p in child.nodes()), []
            else:
                items.append("".join(self._block(child)))
        yield "</list>"

    def _table(self, node: Node) -> Iterator[str]:
        rows = list(node.nodes("tr"))
        captions = [child for child in node.nodes() if child.tag != "tr"]
        if not rows:
            for child in captions:
                yield from self._block(child)
            return
        yield "<table>"
        for caption in captions:
            yield f"<head>{self._content(caption) if caption.tag == 'p' else escape(caption.text())}</head>"
        for row in rows:
            yield "<row>"
            for empty, cell in cells_of(row):
                said = cell.attributes
                yield "<cell/>" * empty
                role = ' role="label"' if cell.tag == "th" else ""
                for name, tei in (("colspan", "cols"), ("rowspan", "rows")):
                    if name in said:
                        role += f' {tei}="{min(int(said[name]), MAX_COLUMNS)}"'
                yield f"<cell{role}>{self._content(cell)}</cell>"
            yield "</row>"
        yield "</table>"

    def _inline(self, children: Iterable[Node | str]) -> str:
        return "".join(self._stretches(children))

    def _stretches(self, children: Iterable[Node | str]) -> Iterator[str]:
        for child in children:
            if isinstance(child, str):
                yield escape(child).replace("\n", "<lb/>")
                continue
            before, after = _INLINE.get(child.tag, ("", ""))
            if child.tag == "a" and (to := _uri(str(child.attributes.get("href", "")), self.base)):
                before, after = f"<ref target={quoteattr(to)}>", "</ref>"
            yield before
            yield from [escape(child.text())] if child.tag in ("code", "math") else self._stretches(child.children)
            yield after


def _header(article: Article) -> Iterator[str]:
    yield "<teiHeader>\n<fileDesc>\n<titleStmt>"
    yield f"<title>{escape(article.title or '')}</title>"
    for author in article.authors:
        yield f"<author>{escape(author)}</author>"
    yield "</titleStmt>\n<publicationStmt>"
    yield f"<publisher>{escape(article.site or 'unknown')}</publisher>"
    if article.published:
        yield _date("published", article.published)
    if article.modified:
        yield _date("modified", article.modified)
    if article.licence:
        yield f"<availability><licence>{escape(article.licence)}</licence></availability>"
    yield "</publicationStmt>\n<sourceDesc>\n<bibl>"
    yield f"<title>{escape(article.title or '')}</title>"
    if article.url and (target := _uri(article.url, None)):
        yield f"<ptr target={quoteattr(target)}/>"
    if article.captured:
        yield _date("captured", article.captured)
    yield "</bibl>\n</sourceDesc>\n</fileDesc>"
    yield from _profile(article)
    yield "</teiHeader>"


def _profile(article: Article) -> Iterator[str]:
    terms = [
        (kind, term) for kind, terms in (("categories", article.categories), ("tags", article.tags)) for term in terms
    ]
    if not (article.description or article.language or terms):
        return
    yield "<profileDesc>"
    if article.description:
        yield f"<abstract><p>{escape(article.description)}</p></abstract>"
    if article.language:
        yield f"<langUsage><language ident={quoteattr(article.language)}/></langUsage>"
    if terms:
        yield "<textClass>"
        for kind in dict.fromkeys(kind for kind, _ in terms):
            yield f'<keywords scheme="{kind}">'
            yield "".join(f"<term>{escape(term)}</term>" for own, term in terms if own == kind)
            yield "</keywords>"
        yield "</textClass>"
    yield "</profileDesc>"


def _date(kind: str, value: str) -> str:
    """A date; to XML a time has seconds."""
    when = _MINUTE.sub(r"\1:00", value)
    return f'<date type="{kind}" when={quoteattr(when)}>{escape(value)}</date>'


def _uri(href: str, base: str | None) -> str | None:
    """A safe address, if it is one by the letter of RFC 3986, with what may not stand in it escaped."""
    target = address(href, base)
    if target is None:
        return None
    head, mark, fragment = quote(target, safe=_RESERVED).partition("#")
    written = _LONE.sub("%25", head + mark + fragment.replace("#", "%23"))
    return written if _URI.fullmatch(written) else None


def _written(text: str) -> str:
    """Without the characters that XML 1.0 has no way to write."""
    if text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return "".join(c for c in text if c in "\t\n" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff")
