"""Reads Markdown back with markdown-it-py: its words without marks, its blocks, its tables."""

from __future__ import annotations

import re

import lxml.html
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
"""CommonMark as it is, with what GFM adds and we write."""
MATH = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(dollarmath_plugin, double_inline=True)
"""The same with formulas between dollar signs."""


def words(markdown: str, reader: MarkdownIt = READER) -> list[str]:
    """The words of Markdown without its marks."""
    return "".join(_text(token) + "\n" for token in reader.parse(markdown)).split()


def tables(markdown: str) -> list[list[list[str]]]:
    """The tables in it: rows of cells as text."""
    found: list[list[list[str]]] = []
    in_cell = False
    for token in READER.parse(markdown):
        if token.type == "table_open":
            found.append([])
        elif token.type == "tr_open":
            found[-1].append([])
        elif token.type in ("td_open", "th_open"):
            found[-1][-1].append("")
            in_cell = True
        elif token.type in ("td_close", "th_close"):
            in_cell = False
        elif token.type == "inline" and in_cell:
            found[-1][-1][-1] = _text(token)
    return found


def blocks(markdown: str) -> list[tuple[str, str]]:
    """The paragraphs, headings, items and code in it: (tag, text)."""
    found: list[tuple[str, str]] = []
    open_: list[str] = []
    for token in READER.parse(markdown):
        if token.type.endswith("_open"):
            open_.append(token.tag)
        elif token.type.endswith("_close"):
            open_.pop()
        elif token.type == "inline":
            tags = [tag for tag in open_[-2:] if tag != "p"]
            found.append((tags[-1] if tags else "p", _text(token)))
        elif token.type == "fence":
            found.append((f"code {token.info}".strip(), token.content))
    return found


def _text(token: Token) -> str:
    if token.type == "inline":
        return "".join(map(_text, token.children or ()))
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    if token.type == "html_inline":
        return " " if re.match("</?(?:br|li|ul|ol)>", token.content) else ""
    if token.type == "html_block":
        return " ".join(
            re.split(r"\s+", lxml.html.fragment_fromstring(token.content, create_parent=True).text_content())
        )
    return token.content if token.type in _WRITTEN else ""


_WRITTEN = frozenset(("text", "code_inline", "fence", "code_block", "math_inline", "math_inline_double", "math_block"))
