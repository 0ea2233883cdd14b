"""Clean semantic HTML: no element, attribute or address that is not allowed by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from cleaner.render.links import address
from cleaner.render.table import MAX_COLUMNS, cells_of
from cleaner.render.tree import HEADINGS, Node

if TYPE_CHECKING:
    from cleaner.article import Article

_PLAIN = frozenset(
    ("p", *HEADINGS, "ul", "ol", "dl", "dt", "dd", "blockquote", "table", "tr", "strong", "em", "code", "del", "sub", "sup", "caption")
)  # fmt: skip
_ALONE = frozenset(("li", "dt", "dd", "td", "th"))
"""Elements that hold a single paragraph without its tags."""

_PARTS: dict[str, tuple[str, ...]] = {
    "ul": ("li",),
    "ol": ("li",),
    "dl": ("dd", "dt"),
    "table": ("caption", "tr"),
    "tr": ("td", "th"),
}
"""What may lie in a list or table; anything else is put into the first of these."""
_WITHIN = {tag: [box for box, tags in _PARTS.items() if tag in tags] for tags in _PARTS.values() for tag in tags}


@dataclass(frozen=True, slots=True)
class Html:
    """How HTML is written.

    Attributes:
        base: address of the page, which links are relative to.
    """

    base: str | None = None

    def page(self, article: Article, body: Node) -> str:
        """The whole document, with a head."""
        language = f' lang="{escape(article.language)}"' if article.language else ""
        title = escape(article.title or "")
        named = {"author": "; ".join(article.authors), "date": article.published, "description": article.description}
        metas = [f'<meta name="{name}" content="{escape(value)}">' for name, value in named.items() if value]
        base = address(article.url or "", None)
        metas += [f'<link rel="canonical" href="{escape(base)}">'] if base else []
        lines = [
            f'<!DOCTYPE html>\n<html{language}>\n<head>\n<meta charset="utf-8">',
            f"<title>{title}</title>",
            *metas,
            "</head>\n<body>\n<article>",
            *([f"<h1>{title}</h1>"] if title else []),
            self.render(body),
            "</article>\n</body>\n</html>",
        ]
        return "\n".join(lines)

    def render(self, body: Node) -> str:
        """The content of an <article>: a block a line."""
        return "\n".join("".join(self._node(child, body.tag)) for child in body.nodes())

    def _inside(self, node: Node) -> Iterator[str]:
        children = node.children
        if node.tag in _ALONE and len(children) == 1 and isinstance(children[0], Node) and children[0].tag == "p":
            children = children[0].children
        for child in children:
            if isinstance(child, str):
                yield escape(child, quote=False).replace("\n", " " if node.tag in HEADINGS else "<br>\n")
            else:
                yield from self._node(child, node.tag)

    def _node(self, node: Node, around: str) -> Iterator[str]:
        tag, said = node.tag, node.attributes
        if around in _PARTS and tag not in _PARTS[around]:
            part = Node(_PARTS[around][0])
            part.children.append(node)
            node, tag, said = part, part.tag, {}
        elif tag in _WITHIN and around not in _WITHIN[tag]:
            yield from self._inside(node)
            return
        if tag in _OWN:
            yield from _OWN[tag](self, node)
            return
        target = address(str(said.get("href", "")), self.base) if tag == "a" else None
        if target:
            yield f'<a href="{escape(target)}">'
        elif tag == "li":
            yield f'<li value="{int(said["number"])}">' if "number" in said else "<li>"
        elif tag in ("td", "th"):
            spans = (
                f' {name}="{min(int(said[name]), MAX_COLUMNS)}"' for name in ("colspan", "rowspan") if name in said
            )
            yield f"<{tag}{''.join(spans)}>"
        elif tag in _PLAIN:
            yield f"<{tag}>"
        yield from self._inside(node)
        if tag in _PLAIN or tag in _ALONE or target:
            yield f"</{tag}>"

    def _code(self, node: Node) -> Iterator[str]:
        said = node.attributes
        language = f' class="language-{escape(str(said["language"]))}"' if said.get("language") else ""
        yield f"<pre><code{language}>{escape(str(said.get('code') or node.text()), quote=False)}</code></pre>"

    def _math(self, node: Node) -> Iterator[str]:
        """As Pandoc writes it for KaTeX."""
        kind = "display" if node.attributes.get("display") else "inline"
        yield f'<span class="math {kind}">{escape(node.text(), quote=False)}</span>'

    def _image(self, node: Node) -> Iterator[str]:
        said = node.attributes
        if source := address(str(said.get("src", "")), self.base):
            yield f'<figure><img src="{escape(source)}" alt="{escape(str(said.get("alt") or ""))}">'
            yield f"<figcaption>{escape(str(said['caption']))}</figcaption>" if said.get("caption") else ""
            yield "</figure>"

    def _row(self, row: Node) -> Iterator[str]:
        """A row with the cells that have no text."""
        yield "<tr>"
        for empty, cell in cells_of(row):
            yield "<td></td>" * empty
            yield from self._node(cell, "tr")
        yield "</tr>"


_OWN = {"pre": Html._code, "img": Html._image, "math": Html._math, "tr": Html._row}
"""How the elements are written that are more than their tags around their content."""
