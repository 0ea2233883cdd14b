"""One pass over a page's tags and text: blocks of visible text in reading order, each with what markup says of it.

`Walker` is a target for lxml's HTML parser, which calls it for each start tag, end tag and stretch of text; no tree is
built, so depth and size of a page do not matter. `cleaner/_core` holds a compiled twin, which goes through a tree. What a
page shows is told by markup alone: style sheets and scripts are not run, so a class that hides an element is only a name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from cleaner.document import Block, Head
from cleaner.read import markup as M
from cleaner.read.element import Element, count_child, own_names, style_of
from cleaner.read.formula import Formula, formula_of_image
from cleaner.read.layout import Table, Veil, is_hidden, is_unread, may_be_unread, unveil
from cleaner.read.line import LINES, Line, is_code, lowered, raised
from cleaner.read.structured import add_picture, add_to_head

MAX_DEPTH = 256
"""What is nested deeper belongs to the element at this depth as far as evidence goes; its text is read all the same."""

_WATCHED = frozenset(("content", "datetime", "hidden", "style"))
"""Attributes that change how an element is read, whichever it is."""

_KINDS = M.KINDS


@dataclass(slots=True)
class Page:
    """A page that was walked.

    Attributes:
        blocks: the blocks, spans not yet set.
        head: what the page says about itself, but for JSON-LD.
        structured: its JSON-LD scripts, as written.
        frames: what it shows to browsers without frames, as written.
        in_style: whether a <style> whose end is missing holds the rest of it.
    """

    blocks: list[Block] = field(default_factory=list)
    head: Head = field(default_factory=Head)
    structured: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)
    in_style: bool = False


class Walker:
    """Reads one page after another into `page`."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begins a page."""
        self.page = Page()
        self.blocks = self.page.blocks
        self.head = self.page.head
        self._top = Element("body", {}, None, M.BLOCK, 0, 0)
        self._beyond: list[str] = []  # open elements beyond MAX_DEPTH
        self._numbers = 0
        self._tables: list[Table] = []
        self._titles: list[str] = []
        self._styles: list[str] = []
        self._texts: list[str] = []  # text that has come since the last tag
        self._unseen = 0  # depth within an element whose text is not read
        self._captured: list[str] | None = None
        self._capture_into: list[str] = []
        self._veil: Element | None = None  # a box that is not shown, or for browsers without scripts
        self._veils: list[Veil] = []
        self._line = Line()
        self._pieces = self._line.pieces
        self._breaks = 2  # how the next block stands to the one before
        self._after_break = False  # whether nothing but white space stands between it and a <br>
        self._ended: Element | None = None  # an inline element, if its end tag was the last that was read
        self._joint: tuple[Element, Element] | None = None  # two elements with nothing between them, one of them inline
        self._raised: Element | None = None  # <sup>, <sub> or <rt>, if nothing of its text has come yet
        self._reading: Element | None = None  # <rt>, if its bracket is open
        self._formula: Formula | None = None  # the one that is being read
        self._rendered: Element | None = None  # what holds the last one, and perhaps what KaTeX made of it for the eye

    @property
    def depth(self) -> int:
        """How many elements are open."""
        return self._top.depth + len(self._beyond) + self._unseen

    # --- what the parser calls ---

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:
        if self._texts:
            self._read()
        if self._unseen:
            self._unseen += 1
            if self._formula is not None:
                self._formula.start(tag, attrib)
            return
        kind = _KINDS.get(tag, 0)
        if M.VOID <= kind < M.NOSCRIPT:
            self._start_special(tag, attrib, kind)
            return
        top = self._top
        watched = tag in ("abbr", "dialog") or bool(attrib) and not _WATCHED.isdisjoint(attrib)
        veils = kind == M.NOSCRIPT or watched and is_hidden(tag, attrib)
        if tag == "span" and not veils and "class" in attrib and may_be_unread(attrib["class"]):
            veils = is_unread(attrib, top, bool(self._pieces), top is self._rendered)
        if kind != M.BLOCK or top.pre:
            kind = self._kind_here(tag, attrib, kind)
        if veils and not self._can_fold(kind):
            self._unseen = 1
        else:
            self._open(tag, attrib, kind, watched, veils)

    def _can_fold(self, kind: int) -> bool:
        """Whether the text of an element that is not shown can be kept as a box of its own."""
        return bool(kind) and not self._pieces and self._veil is None and self._top.depth < MAX_DEPTH

    def _open(self, tag: str, attrib: Mapping[str, str], kind: int, watched: bool, veils: bool) -> None:
        """Begins an element whose content is read."""
        top = self._top
        number = 0
        if kind:
            self._flush()
            self._breaks = 2 if kind <= M.CONTROL else self._breaks
            number = self._numbers = self._numbers + 1
        elif tag in LINES:  # of code
            self._line.end_line()
        if top.depth >= MAX_DEPTH:
            self._beyond.append(tag)
            return
        self._top = element = Element(tag, attrib, top, kind, number, len(self.blocks))
        if kind > M.BLOCK:
            self._start_block(element, kind)
        elif not kind:
            self._start_inline(element, top)
        if watched:
            self._start_watched(attrib, element)
        if veils:
            self._veil = element
        self._ended = None
        if tag == "a":
            element.link = attrib.get("href", element.link)
        elif tag in M.RAISED:
            self._raised = element
        elif tag == "html" and not self.head.language:
            self.head.language = attrib.get("lang") or attrib.get("xml:lang") or None

    def end(self, tag: str) -> None:
        if self._texts:
            self._read()
        if self._unseen:
            self._end_unseen()
            return
        kind = _KINDS.get(tag, 0)
        if M.VOID <= kind < M.NOSCRIPT:
            return
        if self._beyond:
            if _KINDS.get(self._beyond.pop(), 0):
                self._flush()
                self._breaks = 2
            return
        element = self._top
        if element.parent is None:
            return
        if element.kind:
            self._flush()
            self._end_block(element)
            self._ended = None
        else:
            if tag in LINES:  # of code
                self._line.end_line()
            self._ended = element
            if element is self._reading:
                if self._pieces:
                    self._pieces.append("）")
                self._reading = None
        if element is self._raised:
            self._raised = None
        self._top = element.parent

    def data(self, text: str) -> None:
        self._texts.append(text)

    def _read(self) -> None:
        """Reads the text between two tags, of which the parser makes pieces where it has an "&" or is long."""
        texts = self._texts
        text = texts[0] if len(texts) == 1 else "".join(texts)
        texts.clear()
        if self._unseen:
            if self._formula is not None:
                self._formula.data(text)
            elif self._captured is not None:
                self._captured.append(text)
        elif not text.isspace():
            joint = self._joint or self._ended and (self._ended, self._top)
            if joint and self._pieces:
                self._part(*joint, text)
            if self._raised is not None:
                text = self._raise(self._raised, text)
            self._line.add(text, self._top)
            self._ended = self._joint = None
        elif self._pieces:
            self._pieces.append(text)
            self._ended = self._joint = None

    def close(self) -> Page:
        if self._texts:
            self._read()
        self._flush()
        if self._veils:
            unveil(self.blocks, self.head.pictures, self._veils)
        self.page.in_style = any(map(swallows, self._styles))
        if self._titles:
            self.head.title = " ".join(self._titles[0].split()) or None
        return self.page

    # --- elements that are more than a box or a stretch of text ---

    def _kind_here(self, tag: str, attrib: Mapping[str, str], kind: int) -> int:
        """The kind of an element where it stands: a style may make a box of an inline one; a button in a paragraph and a
        line of code are inline."""
        holder = self._top.block or self._top
        if kind == M.NOSCRIPT:
            return M.BLOCK
        if kind == M.CONTROL and holder.tag == "p":
            return M.INLINE
        if not kind and "style" in attrib and holder.tag not in M.HEADINGS and style_of(attrib["style"]).is_block:
            return M.BLOCK
        if self._top.pre and tag in LINES and holder.kind == M.PRE and is_code(self._top):
            return M.INLINE
        return kind

    def _start_inline(self, element: Element, top: Element) -> None:
        tag, ended = element.tag, self._ended
        if ended is not None and M.is_separate(tag) and M.is_separate(ended.tag):
            self._joint = (ended, element)
        elif tag == "time" and self._pieces and self._pieces[-1][-1].isalnum():
            self._pieces.append(" ")  # "Start date<time>4 May</time>"
        elif ended is None:
            self._joint = (top, element)

    def _start_special(self, tag: str, attrib: Mapping[str, str], kind: int) -> None:
        if kind == M.BREAK:
            self._line_break()
        elif kind == M.RULE:
            self._flush()
            self._breaks = 2
        elif kind in (M.META, M.LINK):
            add_to_head(self.head, tag, attrib, self._top)
        elif kind == M.IMAGE:
            formula = formula_of_image(attrib)
            if formula is not None:
                self._add_formula(formula)
            else:
                before = len(self.blocks) + (1 if self._pieces else 0)
                add_picture(self.head.pictures, attrib, before, (self._top.block or self._top).number)
        elif kind >= M.UNSEEN:
            self._unseen = 1
            scripted = attrib.get("type", "").lower() if kind == M.SCRIPT else ""
            self.head.scripts += kind == M.SCRIPT
            if kind in (M.STYLE, M.TITLE, M.RAW) or "ld+json" in scripted:
                into = {M.STYLE: self._styles, M.TITLE: self._titles, M.RAW: self.page.frames}
                self._captured, self._capture_into = [], into.get(kind, self.page.structured)
            elif kind == M.FORMULA or scripted.startswith("math/tex"):
                self._formula = Formula(tag, attrib)

    def _end_unseen(self) -> None:
        self._unseen -= 1
        formula, captured = self._formula, self._captured
        if formula is not None and self._unseen:
            formula.end()
        elif formula is not None:
            self._formula = None
            self._add_formula(formula)
        elif captured is not None and not self._unseen:
            self._capture_into.append("".join(captured))
            self._captured = None

    def _add_formula(self, formula: Formula) -> None:
        """Reads a formula as text in an element of its own."""
        self._rendered = self._top.parent
        tex = formula.tex()
        if tex:
            self._line.add(tex, Element("math", formula.said, self._top, M.INLINE, 0, len(self.blocks)))
            self._ended = self._joint = self._raised = None

    def _line_break(self) -> None:
        top = self._top
        if top.pre or (top.block or top).tag in M.HEADINGS:  # a headline set in two lines is one headline
            if self._pieces:
                self._pieces.append("\n" if top.pre else " ")
        elif self._flush() or not self._after_break:
            self._breaks = max(self._breaks, 1)
        else:
            self._breaks = 2
        self._after_break = True

    def _part(self, before: Element, after: Element, text: str) -> None:
        """Puts neighbours that are separate things apart: on lines of their own, where they are the parts of a box."""
        if not self._line.parts(before, after, text):
            return
        around = before.parent
        boxed = around is not None and around.kind == M.BLOCK and around.tag not in M.PHRASING_ONLY
        if boxed and after.parent is around and not before.tag == after.tag == "a" and self._line.begins_in(before):
            self._flush()
            self._breaks = 1
        else:
            self._pieces.append(" ")

    def _raise(self, element: Element, text: str) -> str:
        """Keeps what is set higher apart from what it stands beside; style sheets do that for the eye."""
        self._raised = None
        if not self._pieces:
            return text
        if element.tag in ("rt", "rtc"):
            if self._pieces[-1][-1] in "（(":  # of an <rp>
                return text
            text = f"（{text}" if self._reading is None else f"）（{text}"
            self._reading = element
            return text
        if element.tag == "sub":
            return lowered(self._pieces[-1], text)
        return raised(self._pieces[-1], text, self._top.link or "", own_names(element.attrib))

    def _start_block(self, element: Element, kind: int) -> None:
        if kind == M.PRE:
            element.pre = True
        elif kind == M.LIST:
            if element.parent and (element.parent.block or element.parent).kind == M.ITEM:
                self._breaks = 1
        elif kind == M.TABLE:
            if self._tables:
                self._tables[-1].nested = True
            self._tables.append(Table(element.first))
        elif kind == M.ROW and self._tables:
            self._tables[-1].cells = []
        elif kind == M.ITEM or kind == M.CELL:
            count_child(element)
            if kind == M.CELL:
                self._breaks = 2

    def _start_watched(self, attrib: Mapping[str, str], element: Element) -> None:
        title = attrib.get("title") if element.tag == "abbr" else None
        time = attrib.get("datetime") or attrib.get("content") or title or ""
        if time[:1].isdigit():
            self._line.times.append(time[:100])
        if "style" in attrib and style_of(attrib["style"]).keeps_space:
            element.pre = True

    def _end_block(self, element: Element) -> None:
        assert element.parent is not None
        blocks = self.blocks
        count = len(blocks) - element.first
        around = element.parent.block or element.parent
        self._breaks = max(self._breaks, self._end_special(element, around, count) if element.kind > M.BLOCK else 2)
        if not count:
            self._line.times.clear()
        elif count == 1 and element.direct == 1 and element.tag not in M.PHRASING_ONLY:
            # A box that is all one text is a paragraph among its neighbours.
            evidence = blocks[-1].evidence
            assert evidence is not None
            evidence.container = around.number
        if element is self._veil:
            self._veil = None
            if element.first < len(blocks):
                self._veils.append(Veil(element, blocks[element.first :]))

    def _end_special(self, element: Element, around: Element, count: int) -> int:
        """Ends a list, a table or a part of one with that many blocks; tells how the next block stands to these."""
        if element.kind == M.ITEM:
            if count:
                # Items of one list stand on consecutive lines, unless they are made of paragraphs.
                if around.in_lines:
                    self.blocks[element.first].breaks = 1
                around.in_lines = count == 1 or self.blocks[element.first + 1].breaks == 1
            return 1
        if element.kind == M.LIST:
            return 1 if around.kind == M.ITEM else 2
        if self._tables:
            if element.kind == M.CELL:
                self._tables[-1].cells.append((element.first, len(self.blocks)))
            elif element.kind == M.ROW:
                self._tables[-1].end_row(self.blocks, element, self.head.pictures)
            elif element.kind == M.TABLE:
                self._tables.pop().close(self.blocks)
        return 2

    def _flush(self) -> bool:
        """Ends the block that is being read; tells whether there was one."""
        if not self._pieces or not self._line.finish(self.blocks, self._breaks or 1):
            return False
        self._after_break = False
        self._breaks = 0
        return True


def swallows(style: str) -> bool:
    """Whether a style holds the end of its page."""
    return "</" in style and re.search("</(?:body|html)", style, re.IGNORECASE) is not None
