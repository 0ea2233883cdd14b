"""The block that is being read: its text, and the element that holds all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.document import Block, Evidence
from cleaner.read.element import Element, around, credits_author, own_names, style_of
from cleaner.read.markup import PHRASING_ONLY, SHORT, STYLES
from cleaner.read.outline import Shape
from cleaner.read.text import BLANK_LINE, CODE_INDENT, lay_out, line_spans

MAX_INDENT = 200
"""Characters of white space before a line that are kept."""

MAX_LINKS = 20
MAX_INNER = 16
LINES = frozenset(("div", "li", "ol", "ul"))
"""Elements that scripts set around the lines of code in a <pre>."""

_CODE = frozenset(("code", "samp", "kbd"))
_NAMES = frozenset((
    "code", "codeblock", "console", "hljs", "highlight", "highlighter", "prettyprint", "prism", "programlisting", "sh", "shiki",
    "snippet", "sourcecode", "syntaxhighlighter", "terminal",
))  # fmt: skip
"""What class names call code that is highlighted."""
_AROUND = 5
_LONG = 1 << 20
_SPACES = dict.fromkeys((*range(9, 14), *range(28, 32), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F,
                         0x205F, 0x3000), " ")  # fmt: skip
_EXPONENT = re.compile(r"([+\u2212-]?)[0-9]{1,4}|[nixk]")
_RAISABLE = re.compile(r"(?:[0-9]|\b[^\W\d_]{1,2})$")  # a number, or the sign of a unit or a variable
_RAISED = str.maketrans("0123456789+-\u2212nixk", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿⁱˣᵏ")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_NUMBERS = re.compile(r"[0-9]{1,4}(?:[,;\u2013-] ?[0-9]{1,4})*")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]{4}$")
_NUMBERED = re.compile(r"(?<!\w)\d+$")
_APART = frozenset(("a", "button", "label", "span"))
"""Elements that stand beside bare text as things of their own; what sets type, and <time>, are seen to elsewhere."""
_PRICE = re.compile(r"[$£€¥] ?[0-9]+[.,]$")
_CLOSING = frozenset('.,;:!?…)]"”’»')
"""What a sentence or a quote ends with, after which a note's mark may stand."""
_TRADE = {"TM": "™", "SM": "℠"}
_NOTES = frozenset(("citation", "endnote", "fn", "footnote", "footnotes", "note", "noteref", "ref", "reference"))
"""What class names call a note's mark."""


class Line:
    """Text between two boundaries of blocks.

    Attributes:
        pieces: its text as the parser gave it; empty, or the first piece is not white space.
        owners: from which piece on which element holds the text.
        times: machine-readable dates since the last boundary.
    """

    __slots__ = ("owners", "pieces", "times")

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.owners: list[tuple[int, Element]] = []
        self.times: list[str] = []

    def add(self, text: str, element: Element) -> None:
        """Adds text, not all white space, that stands in `element`."""
        if not self.owners or self.owners[-1][1] is not element:
            self.owners.append((len(self.pieces), element))
        self.pieces.append(text)

    def end_line(self) -> None:
        """Ends a line of preformatted text."""
        if self.pieces and not self.pieces[-1].endswith("\n"):
            self.pieces.append("\n")

    def parts(self, before: Element, after: Element, text: str) -> bool:
        """Whether neighbours with nothing between them are separate things: "<a>Home</a><a>News</a>", "2025<a>More</a>"."""
        left = self.pieces[-1]
        if not (left[-1].isalnum() and text[0].isalnum()):
            return False
        if before.parent is after or after.parent is before:
            return is_stuck(before if before.parent is after else after, left, text)
        return are_apart(before, after, left, text)

    def begins_in(self, element: Element) -> bool:
        """Whether the text begins in an element, and with it all of it, if the element has just ended."""
        return any(here is element for here in _inline(self.owners[0][1], None))

    def finish(self, blocks: list[Block], breaks: int) -> bool:
        """Ends the block and appends it to `blocks`; tells whether there was one."""
        if not self.owners:
            return False
        text, holder = "".join(self.pieces), self._holder()
        if not holder.settled:
            holder.settle()
        inner: tuple[str, ...] = ()
        credits: tuple[str, ...] = ()
        links: tuple[str, ...] = ()
        link_chars = 0
        alone = len(self.owners) == 1
        if not alone:
            inner, credits = self._inner(holder, len(text) <= SHORT)
        if not alone or holder.link is not None:
            links, link_chars = self._links()
        if holder.pre:
            made, shape = preformatted(text, holder, self.pieces, self.owners)
        else:
            made = [(collapse(text), "")]
            plain = alone and (holder.kind or holder.parent is None)
            shape = Shape(holder, () if plain else tuple(self.pieces), () if plain else tuple(self.owners))
        for paragraph, indent in made:
            evidence = _evidence(holder, inner, tuple(self.times), links)
            evidence.credits, evidence.link_chars = credits, link_chars
            credits, link_chars = (), 0
            blocks.append(Block(0, 0, paragraph, breaks, evidence, indent, shape))
            breaks = 2
        self.pieces.clear()
        self.owners.clear()
        self.times.clear()
        return True

    def _holder(self) -> Element:
        """The innermost element that holds all of the text."""
        holder = self.owners[0][1]
        for _, element in self.owners[1:]:
            while holder is not element:
                deeper = holder if holder.depth >= element.depth else element
                assert deeper.parent is not None
                if deeper is holder:
                    holder = deeper.parent
                else:
                    element = deeper.parent
        return holder

    def _links(self) -> tuple[tuple[str, ...], int]:
        """The targets of the links in the text, and how many of its characters lie in them."""
        links: list[str] = []
        linked: list[str] = []
        for number, (first, element) in enumerate(self.owners):
            if element.link is not None:
                until = self.owners[number + 1][0] if number + 1 < len(self.owners) else len(self.pieces)
                linked += [piece for piece in self.pieces[first:until] if not piece.isspace()]
                if len(links) < MAX_LINKS and (not links or links[-1] is not element.link):
                    links.append(element.link)
        return tuple(links), len(collapse("".join(linked)))

    def _inner(self, holder: Element, is_short: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Words of the names of inline elements that hold a part of the text; of a short one, those of them that are an author's."""
        names: tuple[str, ...] = ()
        seen: set[int] = set()
        credited: dict[int, tuple[int, int]] = {}  # by element, which pieces are its text
        inner = [number for number, (_, owner) in enumerate(self.owners) if owner is not holder and not owner.kind]
        for number in inner[:MAX_INNER]:
            first, owner = self.owners[number]
            found = False
            for element in _inline(owner, holder):
                own = own_names(element.attrib)
                if id(element) not in seen and len(names) < MAX_INNER:
                    names += own
                seen.add(id(element))
                if is_short and not found and credits_author(own, element.link if element.tag == "a" else None):
                    until = self.owners[number + 1][0] if number + 1 < len(self.owners) else len(self.pieces)
                    credited[id(element)] = credited.get(id(element), (first, 0))[0], until
                    found = True
        credits: list[str] = []
        for first, until in credited.values():
            text = collapse("".join(self.pieces[first:until]))
            if text and not any(name in text for name in credits):
                credits.append(text)
        return names[:MAX_INNER], tuple(credits)


def _inline(element: Element, holder: Element | None) -> Iterator[Element]:
    """An element and the inline ones that it lies in, up to one that holds all of the text."""
    for here in around(element):
        if here is holder or here.kind:
            return
        yield here


def _evidence(holder: Element, inner: tuple[str, ...], times: tuple[str, ...], links: tuple[str, ...]) -> Evidence:
    block = holder.block or holder
    outer = block.parent or block
    block.direct += 1
    siblings = outer if block.tag in PHRASING_ONLY else block
    container = (siblings.block or siblings).number
    told = holder.names, holder.own_count, inner, times, holder.regions, holder.level, 0, links, container
    return Evidence(block.tag, outer.path, *told)


def is_code(element: Element) -> bool:
    """Whether an element or one of the next around it is of code, or by its names what a highlighter made."""
    near = (here for here, _ in zip(around(element), range(_AROUND)))
    return any(here.tag in _CODE or not _NAMES.isdisjoint(own_names(here.attrib)) for here in near)


def preformatted(
    text: str, holder: Element, pieces: list[str], owners: list[tuple[int, Element]]
) -> tuple[list[tuple[str, str]], Shape]:
    """The paragraphs of a text whose white space counts, each with its indent, and its elements."""
    written = "pre" in holder.path
    tags = {element.tag for _, owner in owners for element in _inline(owner, holder)}
    # A highlighter sets parts of nearly every line.
    many = "span" in tags and written and len(owners) > text.count("\n") + 1
    made = list(paragraphs(text, whole=is_code(holder) or "code" in tags or many))
    # Of a paragraph that only keeps its spaces ("white-space: pre-wrap") nothing may need them.
    one_line = not written and len(made) == 1 and made[0][0] == collapse(text)
    return made, Shape(holder, tuple(pieces) if one_line else text, tuple(owners))


def paragraphs(text: str, *, whole: bool) -> Iterator[tuple[str, str]]:
    """Cuts preformatted text into blocks, with the lines that they have when they are read as text.

    Pages of the 1990s are often one <pre>, so text is cut where a paragraph ends, as extracted text is. Of several blank
    lines one stays.

    Args:
        whole: do not cut; so for code, whose blank lines are its own.

    Yields:
        Each block's text, without white space at its ends, and the white space that stands before it on its line.
    """
    text = text.replace("\xa0", " ")
    parts: list[str] = []
    indent = ""
    # Where no blank line shows how paragraphs are parted, long lines are paragraphs, as in text.
    spaced = whole or BLANK_LINE.search(text) is not None
    for block in lay_out(text, line_spans(text), [], spaced=spaced):
        before = text[max(0, block.start - MAX_INDENT) : block.start]
        written = before[len(before.rstrip(" \t")) :]
        if not parts:
            indent = written if CODE_INDENT.match(written) else ""
        elif block.breaks == 1:
            parts.append("\n" + block.indent)
        elif not whole:
            yield "".join(parts), indent
            parts, indent = [], block.indent
        elif block.indent or written.strip(" "):
            parts.append("\n\n" + block.indent)
        else:  # text would lose a small indent after a blank line; code can do without the blank line
            parts.append("\n" + written if written else "\n\n")
        parts.append(block.text)
    if parts:
        yield "".join(parts), indent


def raised(before: str, text: str, link: str, names: tuple[str, ...]) -> str:
    """How text in a <sup> is written after the text before it: an exponent in superscript digits, a note's mark apart.

    >>> "10" + raised("10", "6", "", ()), "1870" + raised("1870", "1", "#note-1", ()), "1" + raised("1", "st", "", ())
    ('10⁶', '1870 1', '1st')
    >>> "sold." + raised("sold.", "3", "", ()), "sold" + raised("sold", "2, 3", "", ()), "sold" + raised("sold", "a", "", ())
    ('sold. 3', 'sold 2, 3', 'sold a')
    """
    if text in _TRADE:
        return _TRADE[text]
    is_mark = "#" in link or not _NOTES.isdisjoint(names)
    exponent = None if is_mark else _EXPONENT.fullmatch(text)
    if exponent and (exponent[1] or _RAISABLE.search(before)):
        return text.translate(_RAISED)
    if not is_mark:
        numbers = _NUMBERS.fullmatch(text) and not _PRICE.search(before)
        is_mark = bool(numbers or _LETTER.fullmatch(text) and _WORD.search(before))
    return f" {text}" if is_mark and text[0].isalnum() and (before[-1].isalnum() or before[-1] in _CLOSING) else text


def lowered(before: str, text: str) -> str:
    """How text in a <sub> is written: digits after a digit in subscript digits ("101₂"), all else as it is ("H2O")."""
    return text.translate(_LOWERED) if before[-1].isdigit() and text.isdecimal() else text


def collapse(text: str) -> str:
    """A text with single spaces, none at its ends."""
    text = text.strip()
    if text.isprintable() and "  " not in text:  # nearly all: of white space only a space is printable
        return text
    if len(text) <= _LONG:
        return " ".join(text.split())
    text = text.translate(_SPACES)  # because the list of the words takes many times the text's memory
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def is_boxed(element: Element) -> bool:
    return "style" in element.attrib and style_of(element.attrib["style"]).is_boxed


def are_apart(before: Element, after: Element, left: str, right: str) -> bool:
    """Whether two inline elements with no space between them are separate things rather than parts of one word."""
    last, first, tags = left[-1], right[0], {before.tag, after.tag}
    hump = (last.islower() or last.isdigit()) and (first.isupper() or first.isdigit())
    letters = len(left.strip())
    if tags == {"a"}:
        return hump or before.attrib.get("href") != after.attrib.get("href")
    if tags > {"time"} or is_boxed(before) and is_boxed(after):
        return letters > 1
    if not STYLES.isdisjoint(tags) or "-" in before.tag + after.tag:
        return hump and letters > 2
    if left.strip().isdecimal() and _WORD.match(right[:4]) is not None:  # the number of an entry
        return True
    if len(tags) == 1 and before.attrib.get("class") == after.attrib.get("class"):
        return hump and (not first.isdigit() if last.isdigit() else letters > 2)
    return letters > 1 and (hump or first.islower())


def is_stuck(element: Element, left: str, right: str) -> bool:
    """Whether an element and the bare text beside it, with no space between them, are separate things.

    A link or a span that is a part of a word is told by its letters ("Mc<span>Donald</span>", "<a>ferry</a>man").
    """
    if element.tag not in _APART:
        return False
    if left[-1].isdigit():
        return _NUMBERED.search(left) is not None and right[0].isupper() and right[1:2].islower()
    if _WORD.search(left[-4:]) is None or not left[-1].islower():
        return False
    holder = (element.block or element).tag
    return right[0].isupper() or right.strip().isdecimal() and element.tag == "span" and holder != "p"
