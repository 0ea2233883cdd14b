"""Vertical text for CWB, NoSketch Engine and KonText: one token a line, structures in tags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from cleaner.render.tree import HEADINGS, Node
from cleaner.text.scripts import UNSPACED
from cleaner.text.words import TOKEN, UNPARTED_STOPS, ends_sentence

if TYPE_CHECKING:
    from cleaner.article import Article

_ATTRIBUTES = ("title", "authors", "published", "site", "language", "genre", "url")
_JOINED = re.compile(r"\w+(?:['’.\-]\w+)*")
_INITIAL = re.compile(r"\b[^\W\d_]\.$")


def vertical(article: Article, body: Node) -> str:
    """The document: <doc> with metadata as attributes, <p> with what kind of block it is, <s> sentences, <g/> no space."""
    lines = [f"<doc{''.join(_attributes(article))}>"]
    for kind, text in _paragraphs(body):
        lines.append(f'<p type="{kind}">')
        for sentence in sentences(text):
            lines += ["<s>", *_tokens(sentence), "</s>"]
        lines.append("</p>")
    lines.append("</doc>")
    return "\n".join(lines)


def _attributes(article: Article) -> Iterator[str]:
    for name in _ATTRIBUTES:
        value = getattr(article, name)
        said = "|".join(value) if isinstance(value, list) else value or ""
        written = escape(" ".join(said.split()), {'"': "&quot;"})
        yield f' {name.removesuffix("s") if name == "authors" else name}="{written}"'


def _paragraphs(body: Node) -> Iterator[tuple[str, str]]:
    """Each paragraph's text with what it stands in: p, head, item, cell, quote, code."""
    stack = [("p", body)]
    while stack:
        kind, node = stack.pop()
        if node.tag in ("p", "pre", *HEADINGS):
            yield "head" if node.tag in HEADINGS else "code" if node.tag == "pre" else kind, node.text()
            continue
        kind = {"li": "item", "dt": "item", "dd": "item", "td": "cell", "th": "cell", "blockquote": "quote"}.get(
            node.tag, kind
        )
        stack += [(kind, child) for child in reversed(list(node.nodes()))]


def sentences(text: str) -> Iterator[str]:
    """Cuts a paragraph into sentences: after a stop that a capital, a digit or a quote follows, an initial's stop apart.

    >>> list(sentences("It was J. Vell. He left at 5.30 p.m. today. 港は閉じた。船はない。"))
    ['It was J. Vell.', 'He left at 5.30 p.m. today.', '港は閉じた。', '船はない。']
    """
    start = end = 0
    for word in re.finditer(rf"[^\s{UNPARTED_STOPS}]*[{UNPARTED_STOPS}]+[^\s\w]*|\S+", text):
        last = word.group()
        follows = text[word.end() : word.end() + 2].strip()[:1]
        parted = last[-1] in UNPARTED_STOPS or bool(follows) and not follows.islower()
        end = word.end()
        if ends_sentence(last) and parted and not _INITIAL.search(last):
            yield text[start:end].strip()
            start = end
    if text[start:].strip():
        yield text[start:].strip()


def _tokens(sentence: str) -> Iterator[str]:
    end: int | None = None
    for start, until in _spans(sentence):
        if end == start:
            yield "<g/>"
        yield escape(sentence[start:until])
        end = until


def _spans(sentence: str) -> Iterator[tuple[int, int]]:
    here = 0
    while here < len(sentence):
        if sentence[here].isspace():
            here += 1
            continue
        found = _JOINED.match(sentence, here) or TOKEN.match(sentence, here)
        until = found.end() if found else here + 1
        # A script without spaces has one character a token: who needs words runs a tokeniser over the text.
        if UNSPACED.match(sentence, here):
            until = here + 1
        yield here, until
        here = until
