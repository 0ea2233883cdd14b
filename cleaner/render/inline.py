"""Stretches of Markdown: emphasis, links, code, and text with what would be taken for a mark escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cleaner.render.links import address
from cleaner.render.tree import Node

_SPECIAL = re.compile(
    r"[\\`*<]"
    r"|(?<![^\W_])_|_(?![^\W_])"
    r"|&(?=[#A-Za-z])"
    r"|\[(?=\^|[ xX]\])|\](?=[(\[:])"
    r"|~(?=~)|(?<=~)~"
)
_ESCAPED = r"\\\g<0>"
_SPECIAL_IN_LINK = re.compile(rf"{_SPECIAL.pattern}|[\[\]]")
_TICKS = re.compile(r"`+")
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


class _Token(NamedTuple):
    """A stretch of text, or where an element begins (+1) or ends (-1)."""

    turn: int
    node: Node | None
    text: str


def inline(children: list[Node | str], base: str | None, math: bool) -> str:
    """The Markdown of what a paragraph holds; line breaks stay.

    Args:
        base: address of the page, which links are relative to.
        math: whether the document has formulas, so that a dollar sign would be taken for the mark of one.
    """
    tokens = _joined(list(_tokens(children, base)))
    marks = _marks(tokens)
    out: list[str] = []
    linked = 0
    for at, token in enumerate(tokens):
        node = token.node
        if node is None:
            text = (_SPECIAL_IN_LINK if linked else _SPECIAL).sub(_ESCAPED, token.text)
            text = text.replace("$", "\\$") if math else text
            if at == 0 and text.startswith("["):  # code may go on with what makes it the definition of a link
                text = f"\\{text}"
            if text.endswith("!") and at + 1 < len(tokens) and tokens[at + 1].turn > 0:
                text = f"{text[:-1]}\\!"
            out.append(text)
        elif node.tag == "math":
            beside = bool(out) and out[-1].endswith("$") or at + 1 < len(tokens) and tokens[at + 1].text[:1].isdecimal()
            out.append(_formula(node, beside))
        elif token.turn == 0:
            code = token.text
            out.append(
                f"<code>{_SPECIAL_IN_LINK.sub(_ESCAPED, code)}</code>" if linked and "]" in code else _code(code)
            )
        elif node.tag == "a":
            linked += token.turn
            out.append("[" if token.turn > 0 else f"]({_target(token.text)})")
        else:
            out.append(marks[at])
    return "".join(out)


def _tokens(children: list[Node | str], base: str | None) -> Iterator[_Token]:
    """The paragraph in order, without elements that lie in one of their own kind."""
    stack: list[Node | str | _Token] = list(reversed(children))
    active: set[str] = set()
    while stack:
        here = stack.pop()
        if isinstance(here, str):
            if here:
                yield _Token(0, None, here)
        elif isinstance(here, _Token):
            assert here.node is not None
            active.discard(here.node.tag)
            yield here
        elif here.tag in ("code", "math"):
            if here.text().strip():
                yield _Token(0, here, here.text())
        else:
            target = (address(str(here.attributes.get("href", "")), base) or "") if here.tag == "a" else ""
            written = (here.tag != "a" or bool(target)) and here.tag not in active and here.tag in _MARKS
            if written and here.text().strip():
                active.add(here.tag)
                yield _Token(1, here, target)
                stack.append(_Token(-1, here, target))
            stack.extend(reversed(here.children))


def _joined(tokens: list[_Token]) -> list[_Token]:
    """The tokens without an end and a beginning of the same between which nothing stands: <b>a</b><b>b</b>, and code beside code."""
    out: list[_Token] = []
    for token in tokens:
        last = out[-1] if out else None
        if token.turn > 0 and last is not None and last.turn < 0 and token.node and last.node:
            if token.node.tag == last.node.tag and token.text == last.text:
                out.pop()
                continue
        if last is not None and not token.turn and not last.turn and _kind(token) == _kind(last) != "math":
            token = _Token(0, token.node, out.pop().text + token.text)
        out.append(token)
    return out


def _kind(token: _Token) -> str:
    return token.node.tag if token.node else "text"


_MARKS: dict[str, tuple[str, str]] = {
    "a": ("", ""), "strong": ("**", "strong"), "em": ("_", "em"), "del": ("~~", "del"), "sub": ("", "sub"), "sup": ("", "sup")
}  # fmt: skip
"""How each element is marked, and its tag, where Markdown would not take the mark for one."""


def _marks(tokens: list[_Token]) -> dict[int, str]:
    """What stands for each beginning and end that is no link's."""
    found: dict[int, str] = {}
    open_: list[int] = []
    for at, token in enumerate(tokens):
        if not token.turn or token.node is None or token.node.tag == "a":
            continue
        if token.turn > 0:
            open_.append(at)
            continue
        start = open_.pop()
        mark, tag = _MARKS[token.node.tag]
        begins = _character(tokens, start - 1, -1), _character(tokens, start + 1, 0)
        ends = _character(tokens, at + 1, 0), _character(tokens, at - 1, -1)
        if mark and _flanks(mark, *begins) and _flanks(mark, *ends):
            found[start] = found[at] = mark
        else:
            found[start], found[at] = f"<{tag}>", f"</{tag}>"
    return found


def _character(tokens: list[_Token], at: int, place: int) -> str:
    """The first or last character that is written for a token; a space beyond the ends."""
    if not 0 <= at < len(tokens):
        return " "
    token = tokens[at]
    return token.text[place] if token.node is None else "*"


def _flanks(mark: str, outside: str, inside: str) -> bool:
    """Whether a mark between these characters is one to every reader of Markdown, by the rules for `_` or for `*`."""
    if inside.isspace():
        return False
    free = outside.isspace() or outside in _PUNCTUATION
    return free or (mark != "_" and inside.isalnum())


def _code(text: str) -> str:
    text = " ".join(text.split("\n"))
    ticks = "`" * (max((len(run) for run in _TICKS.findall(text)), default=0) + 1)
    pad = " " if text[0] in " `" or text[-1] in " `" else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def _formula(node: Node, beside: bool) -> str:
    """A formula as TeX between dollar signs; as code where it has some itself, or stands right beside one or a number."""
    tex = " ".join(node.text().split())
    if beside or "$" in tex or tex.endswith("\\"):
        return _code(tex)
    return f"$${tex}$$" if node.attributes.get("display") else f"${tex}$"


def image(node: Node, base: str | None) -> str:
    """An image with its alternative text, and its caption as title."""
    said = node.attributes
    target = address(str(said.get("src", "")), base)
    if not target:
        return ""
    alt, caption = (
        " ".join(_SPECIAL_IN_LINK.sub(_ESCAPED, str(said.get(name) or "")).split()) for name in ("alt", "caption")
    )
    title = caption.replace('"', '\\"')
    return f"![{alt}]({_target(target)}" + (f' "{title}")' if title else ")")


def _target(href: str) -> str:
    for character in "()<>\\`|[]*":
        href = href.replace(character, f"%{ord(character):02X}")
    return re.sub(r"&(?=#?\w+;)", "&amp;", href)
