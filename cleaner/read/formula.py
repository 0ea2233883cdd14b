"""Formulas as TeX: what <math> holds, as its author wrote it, or put together from MathML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

_MOST_OPEN = 64
"""Elements of a formula within one another; what is nested deeper is read as text of the innermost of these."""

_DISPLAYED = re.compile(r"\{\s*\\(?:displaystyle|textstyle)\b(.*)\}", re.DOTALL)
_DELIMITED = re.compile(r"\\\((.*)\\\)|\\\[(.*)\\\]|\$\$(.*)\$\$|\$(.*)\$", re.DOTALL)
_IN_TEXT = re.compile(
    r"\\\((?P<inline>(?:[^\\]|\\[^()\[\]]){1,1000}?)\\\)"
    r"|\\\[(?P<display>(?:[^\\]|\\[^()\[\]]){1,1000}?)\\\]|\$\$(?P<dollars>[^$]{1,1000})\$\$"
)
_TEX = re.compile(r"[\\^_=+<>]|^\s*\w{1,2}\s*$")
_SURELY_TEX = re.compile(r"[\\^_]")  # dollars are prices, too
_UNSEEN = re.compile("[\u2061-\u2064]")
_TEMPLATES = {
    "mfrac": r"\frac{{{}}}{{{}}}", "mroot": r"\sqrt[{1}]{{{0}}}", "msub": "{}_{{{}}}", "msup": "{}^{{{}}}",
    "msubsup": "{}_{{{}}}^{{{}}}", "munder": r"\underset{{{1}}}{{{0}}}", "mover": r"\overset{{{1}}}{{{0}}}",
    "munderover": "{}_{{{}}}^{{{}}}",
}  # fmt: skip
"""How an element whose children have places is written."""
_AROUND = {
    "mtable": r"\begin{{matrix}} {} \end{{matrix}}", "msqrt": r"\sqrt{{{}}}", "mtext": r"\text{{{}}}", "mfenced": "({})"
}  # fmt: skip
_JOINS = {"mtr": " & ", "mtable": r" \\ ", "mfenced": ", "}
_UNREAD = frozenset(("annotation-xml", "mphantom", "none"))
_IMAGES = frozenset(("latex", "mwe-math-fallback-image-display", "mwe-math-fallback-image-inline", "tex", "texrender"))
"""Classes of an image of a formula in WordPress, MediaWiki and Moodle; its `alt` is TeX."""


class Formula:
    """A formula while it is read: an element <math>, or a script of MathJax.

    Attributes:
        said: `display` is "block" if it stands on a line of its own.
    """

    def __init__(self, tag: str, attrib: Mapping[str, str]) -> None:
        is_display = attrib.get("display") == "block" or "mode=display" in attrib.get("type", "")
        self.said = {"display": "block"} if is_display else {}
        self._told = attrib.get("alttext", "")
        self._open: list[tuple[str, list[str]]] = [(tag, [])]
        self._beyond = 0

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:
        """An element in it begins."""
        if self._beyond or len(self._open) >= _MOST_OPEN:
            self._beyond += 1
        else:
            is_tex = tag == "annotation" and "tex" in attrib.get("encoding", "").lower()
            self._open.append(("tex" if is_tex else tag, []))

    def data(self, text: str) -> None:
        """Text in it."""
        if text.strip():
            self._open[-1][1].append(text)

    def end(self) -> None:
        """An element in it ends."""
        if self._beyond:
            self._beyond -= 1
            return
        tag, parts = self._open.pop()
        if tag == "tex":
            self._told = "".join(parts)
        elif tag != "annotation" and tag not in _UNREAD:
            self._open[-1][1].append(_written(tag, parts))

    def tex(self) -> str:
        """The whole of it: what the page says that it is in TeX, else what its MathML comes to."""
        return bare(self._told or _written(*self._open[0]))


@lru_cache(maxsize=4096)
def may_be_formula(named: str) -> bool:
    """Whether images of this class show formulas, where they have TeX for them."""
    return not _IMAGES.isdisjoint(named.split())


def formula_of_image(attrib: Mapping[str, str]) -> Formula | None:
    """The formula that an image shows."""
    if not attrib.get("alt") or not may_be_formula(attrib.get("class", "")):
        return None
    return Formula("img", {"alttext": attrib["alt"], "display": "block" if "-display" in attrib["class"] else ""})


def formulas_in(text: str) -> Iterator[tuple[int, int, bool]]:
    r"""The formulas that stand in a text between MathJax's delimiters: start, end, and whether on a line of its own.

    >>> list(formulas_in(r"If \(a_1=0\), then $$x^2$$ is; \(as above\) and $$ = $$ are not."))
    [(3, 12, False), (19, 26, True)]
    """
    for found in _IN_TEXT.finditer(text) if "\\" in text or "$$" in text else ():
        if (_TEX if found["dollars"] is None else _SURELY_TEX).search(text[found.start() + 2 : found.end() - 2]):
            yield found.start(), found.end(), found["inline"] is None


def is_rendered(attrib: Mapping[str, str], beside: bool) -> bool:
    """Whether a <span> is what MathJax or KaTeX made of a formula for the eye.

    Args:
        beside: whether it stands beside the last formula that was read, as KaTeX's do.
    """
    named = attrib["class"]
    if beside and "katex-html" in named:
        return True
    return named == "MathJax_Preview" or named.startswith("MathJax") and "MathJax-" in attrib.get("id", "")


def bare(tex: str) -> str:
    r"""TeX without what is put around it to tell it from text.

    >>> bare(r"{\displaystyle E=mc^{2}}"), bare(r"$a+b$"), bare(r"\[x\]")
    ('E=mc^{2}', 'a+b', 'x')
    """
    tex = tex.strip()
    if found := _DELIMITED.fullmatch(tex) or _DISPLAYED.fullmatch(tex):
        tex = next(filter(None, found.groups()), "")
    return tex.strip()


def _written(tag: str, parts: list[str]) -> str:
    if tag in _TEMPLATES:
        return _TEMPLATES[tag].format(*(part.strip() for part in parts), "", "", "")
    joined = _UNSEEN.sub("", _JOINS.get(tag, " ").join(part.strip() for part in parts)).strip()
    return _AROUND.get(tag, "{}").format(joined)
