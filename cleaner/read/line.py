"""The block that is being read: its text, and the element that holds all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.document import Block, Evidence
from cleaner.read.element import Element, credits_author, is_boxed, own_names
from cleaner.read.markup import PHRASING_ONLY, SHORT, STYLES
from cleaner.read.outline import Shape
from cleaner.read.text import BLANK_LINE, CODE_INDENT, lay_out, line_spans

MAX_INDENT = 200
"""Characters of white space before a line that are kept."""

LINES = frozenset(("div", "li", "ol", "ul"))
"""Elements that scripts set around the lines of code in a <pre>."""

_CODE = frozenset(("code", "samp", "kbd"))
_NAMES = frozenset((
    "code", "codeblock", "console", "hljs", "highlight", "highlighter", "prettyprint", "prism", "programlisting", "sh", "shiki",
    "snippet", "sourcecode", "syntaxhighlighter", "terminal",
))  # fmt: skip
"""What class names call code that is highlighted."""
_AROUND = 5
_NUMBER = re.compile(r"(?<!\S)(?:\S+-)?(?:line[-_]?(?:no|num|number)s?|lnum|hljs-ln-n)(?!\S)", re.IGNORECASE)


def is_code(element: Element) -> bool:
    """Whether an element or one of the next around it is of code, or by its names what a highlighter made."""
    here: Element | None = element
    for _ in range(_AROUND):
        if here is None:
            break
        if here.tag in _CODE or here.attrib and not _NAMES.isdisjoint(own_names(here.attrib)):
            return True
        here = here.parent
    return False


def numbers_line(names: str) -> bool:
    """Whether a class says that an element is the number that a highlighter writes before a line of code.

    >>> numbers_line("react-line-number muted"), numbers_line("lineno"), numbers_line("line number-3")
    (True, True, False)
    """
    return _NUMBER.search(names) is not None


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
        written = _indent(text, block)
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


def _indent(text: str, block: Block) -> str:
    """The white space before a block on its line, as written."""
    before = text[max(0, block.start - MAX_INDENT) : block.start]
    return before[len(before.rstrip(" \t")) :]


MAX_LINKS = 20
MAX_INNER = 16
_LONG = 1 << 20
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
        times: machine-readable dates since the last boundary.
    """

    __slots__ = ("_holder", "_inner", "_link_pieces", "_links", "_owner", "_owners", "_places", "pieces", "times")

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.times: list[str] = []
        self._holder: Element | None = None
        self._link_pieces: list[str] = []
        self._links: list[str] = []
        self._inner: list[Element] = []
        self._places: list[tuple[int, int]] = []  # of each in `_inner`, which pieces are its text
        self._owner: Element | None = None
        self._owners: list[tuple[int, Element]] = []  # from which piece on which element holds the text

    def add(self, text: str, element: Element) -> None:
        """Adds text, not all white space, that stands in `element`."""
        holder = self._holder
        if holder is None:
            self._holder = element
        else:
            if not holder.is_open:
                # Open elements lie within one another, so the innermost that holds all of the text so far and is still
                # open holds the new text too.
                self._note_inner(holder, 0, len(self.pieces))
                while not holder.is_open:
                    assert holder.parent is not None
                    holder = holder.parent
                self._holder = holder
            if element is not holder:
                self._note_inner(element, len(self.pieces), len(self.pieces) + 1)
        if element is not self._owner:
            self._owners.append((len(self.pieces), element))
            self._owner = element
        self.pieces.append(text)
        link = element.link
        if link is not None:
            self._link_pieces.append(text)
            if len(self._links) < MAX_LINKS and (not self._links or self._links[-1] is not link):
                self._links.append(link)

    def end_line(self) -> None:
        """Ends a line of preformatted text."""
        if self.pieces and not self.pieces[-1].endswith("\n"):
            self.pieces.append("\n")

    def _note_inner(self, element: Element, first: int, last: int) -> None:
        if not element.kind and len(self._inner) < MAX_INNER:
            self._inner.append(element)
            self._places.append((first, last))

    def parts(self, before: Element, after: Element, text: str) -> bool:
        """Whether neighbours with nothing between them are separate things: "<a>Home</a><a>News</a>", "2025<a>More</a>"."""
        left = self.pieces[-1]
        if not (left[-1].isalnum() and text[0].isalnum()):
            return False
        if before.parent is after or after.parent is before:
            return is_stuck(before if before.parent is after else after, left, text)
        return are_apart(before, after, left, text)

    def is_all(self, element: Element) -> bool:
        """Whether all text so far stands in one element."""
        holder = self._holder
        while holder is not None and holder is not element and not holder.kind:
            holder = holder.parent
        return holder is element

    def finish(self, blocks: list[Block], breaks: int) -> bool:
        """Ends the block and appends it to `blocks`; tells whether there was one."""
        holder = self._holder
        if holder is None:
            return False
        text = "".join(self.pieces)
        if not holder.settled:
            holder.settle()
        evidence = self._evidence(holder)
        if self._inner and len(text) <= SHORT:
            evidence.credits = self._credits(holder)
        if self._link_pieces:
            evidence.link_chars = len(collapse("".join(self._link_pieces)))
        if holder.pre:
            made, shape = preformatted(text, holder, self.pieces, self._owners, self._inner)
            for paragraph, indent in made:
                blocks.append(Block(0, 0, paragraph, breaks, evidence, indent, shape))
                evidence = self._evidence(holder)
                breaks = 2
        else:
            plain = len(self._owners) == 1 and (holder.kind or holder.parent is None)
            inner = () if plain else tuple(self._owners)
            shape = Shape(holder, tuple(self.pieces) if inner else (), inner)
            blocks.append(Block(0, 0, collapse(text), breaks, evidence, "", shape))
        self._holder = self._owner = None
        for held in (self._owners, self.pieces, self.times, self._inner, self._places, self._link_pieces, self._links):
            held.clear()
        return True

    def _evidence(self, holder: Element) -> Evidence:
        block = holder.block or holder
        around = block.parent or block
        block.direct += 1
        siblings = around if block.tag in PHRASING_ONLY else block
        return Evidence(
            block.tag,
            around.path,
            holder.names,
            holder.own_count,
            self._inner_names(holder) if self._inner else (),
            tuple(self.times) if self.times else (),
            holder.regions,
            holder.level,
            0,
            tuple(self._links) if self._links else (),
            (siblings.block or siblings).number,
        )

    def _inner_names(self, holder: Element) -> tuple[str, ...]:
        """Words of the names of inline elements that hold a part of the block."""
        found: tuple[str, ...] = ()
        last: Element | None = None
        for inner in self._inner:
            element: Element | None = inner
            while element is not None and element is not holder and element is not last and not element.kind:
                if element.attrib:
                    found += own_names(element.attrib)
                element = element.parent
            last = inner
            if len(found) >= MAX_INNER:
                return found[:MAX_INNER]
        return found

    def _credits(self, holder: Element) -> tuple[str, ...]:
        """The texts of inline elements that are an author's; pieces of one element that follow each other are one text."""
        found: list[str] = []
        owner: Element | None = None
        start = until = -1
        for inner, (first, last) in zip(self._inner, self._places):
            element: Element | None = inner
            while element is not None and element is not holder and not element.kind:
                link = element.link if element.tag == "a" else None
                if (element.attrib or link) and credits_author(own_names(element.attrib), link):
                    text = collapse("".join(self.pieces[first:last]))
                    if element is owner and first <= until + 1:
                        found[-1] = collapse("".join(self.pieces[start:last]))
                        until = last
                    elif text and not any(name in text for name in found):
                        found.append(text)
                        owner, start, until = element, first, last
                    break
                element = element.parent
        return tuple(found)


def preformatted(
    text: str, holder: Element, pieces: list[str], owners: list[tuple[int, Element]], inner: list[Element]
) -> tuple[list[tuple[str, str]], Shape]:
    """The paragraphs of a text whose white space counts, each with its indent, and its elements."""
    written = "pre" in holder.path
    tags = {element.tag for element in inner}
    # A highlighter sets parts of nearly every line.
    many = "span" in tags and written and len(owners) > text.count("\n") + 1
    made = list(paragraphs(text, whole=is_code(holder) or "code" in tags or many))
    # Of a paragraph that only keeps its spaces ("white-space: pre-wrap") nothing may need them.
    one_line = not written and len(made) == 1 and made[0][0] == collapse(text)
    return made, Shape(holder, tuple(pieces) if one_line else text, tuple(owners))


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
    # In slices, because the list of the words takes many times the text's memory.
    parts: list[str] = []
    open_ended = True
    for start in range(0, len(text), _LONG):
        piece = text[start : start + _LONG]
        words = " ".join(piece.split())
        if words:
            if parts and (open_ended or piece[0].isspace()):
                parts.append(" ")
            parts.append(words)
            open_ended = piece[-1].isspace()
        else:
            open_ended = True
    return "".join(parts)


def _is_hump(last: str, first: str) -> bool:
    """Whether two characters that meet are a small letter or digit and a capital or digit."""
    return (last.islower() or last.isdigit()) and (first.isupper() or first.isdigit())


def are_apart(before: Element, after: Element, left: str, right: str) -> bool:
    """Whether two inline elements with no space between them are separate things rather than parts of one word."""
    last, first, tags = left[-1], right[0], {before.tag, after.tag}
    hump = _is_hump(last, first)
    letters = len(left.strip())
    if tags == {"a"}:
        return hump or before.attrib.get("href") != after.attrib.get("href")
    if "time" in tags and len(tags) > 1 or is_boxed(before.attrib) and is_boxed(after.attrib):
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
