"""One pass over a page's tags and text: blocks of visible text in reading order, each with what markup says of it.

`Walker` is a target for lxml's HTML parser, which calls it for each start tag, end tag and stretch of text; no tree is
built, so depth and size of a page do not matter. `cleaner/_core` holds its compiled twin. What a page shows is told by
markup alone: style sheets and scripts are not run, so a class that hides an element is only a name.
"""

from __future__ import annotations

from collections.abc import Mapping

from cleaner.read import markup as M
from cleaner.read.element import (
    Element,
    Page,
    add_picture,
    add_to_head,
    count_child,
    is_block,
    is_separate,
    keeps_space,
    own_names,
)
from cleaner.read.formula import Formula, formula_of_image
from cleaner.read.line import LINES, Line, is_code, lowered, raised
from cleaner.read.tables import Table
from cleaner.read.veils import Veil, is_hidden, is_unread, unveil

MAX_DEPTH = 256
"""What is nested deeper belongs to the element at this depth as far as evidence goes; its text is read all the same."""

_WATCHED = frozenset(("content", "datetime", "hidden", "style"))
"""Attributes that change how an element is read, whichever it is."""

_KINDS = M.KINDS


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
        if self._unseen:
            self._unseen += 1
            if self._formula is not None:
                self._formula.start(tag, attrib)
            return
        kind = _KINDS.get(tag, 0)
        if kind >= M.VOID and kind != M.NOSCRIPT:
            self._start_special(tag, attrib, kind)
            return
        top = self._top
        watched = bool(attrib) and (not _WATCHED.isdisjoint(attrib) or tag == "abbr") or tag == "dialog"
        veils = self._is_veiled(tag, attrib, kind, watched)
        kind = self._kind_of(attrib, kind)
        if veils and (not kind or self._pieces or self._veil is not None or top.depth >= MAX_DEPTH):
            self._unseen = 1
            return
        kind = self._kind_here(tag, kind)
        number = self._start_box(kind) if kind else 0
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
        self._note(tag, attrib, element)

    def _note(self, tag: str, attrib: Mapping[str, str], element: Element) -> None:
        """Notes what a few elements say besides: a link's target, what is set higher or lower, the page's language."""
        if tag == "a":
            element.link = attrib.get("href", element.link)
        elif tag in M.RAISED:
            self._raised = element
        elif tag == "html" and not self.head.language:
            self.head.language = attrib.get("lang") or attrib.get("xml:lang") or None

    def _is_veiled(self, tag: str, attrib: Mapping[str, str], kind: int, watched: bool) -> bool:
        """Whether an element is not shown, or is for browsers without scripts."""
        if kind == M.NOSCRIPT or watched and is_hidden(tag, attrib):
            return True
        if tag != "span" or "class" not in attrib:
            return False
        return is_unread(attrib, self._top, bool(self._pieces), self._top is self._rendered)

    def _kind_of(self, attrib: Mapping[str, str], kind: int) -> int:
        """The kind of an element with these attributes: a style may make a box of an inline one."""
        if kind == M.NOSCRIPT:
            return M.BLOCK
        if kind or "style" not in attrib or (self._top.block or self._top).tag in M.HEADINGS:
            return kind
        return M.BLOCK if is_block(attrib["style"]) else kind

    def _start_box(self, kind: int) -> int:
        """Ends what was read before a box, whose number it gives."""
        self._flush()
        if kind <= M.CONTROL:
            self._breaks = 2
        self._numbers += 1
        return self._numbers

    def _kind_here(self, tag: str, kind: int) -> int:
        """The kind of an element where it stands: a button in a paragraph and a line of code are inline."""
        holder = self._top.block or self._top
        if kind == M.CONTROL and holder.tag == "p":
            return M.INLINE
        if self._top.pre and tag in LINES and holder.kind == M.PRE and is_code(self._top):
            self._line.end_line()
            return M.INLINE
        return kind

    def _start_inline(self, element: Element, top: Element) -> None:
        tag, ended = element.tag, self._ended
        if ended is not None and is_separate(tag) and is_separate(ended.tag):
            self._joint = (ended, element)
        elif tag == "time" and self._pieces and self._pieces[-1][-1].isalnum():
            self._pieces.append(" ")  # "Start date<time>4 May</time>"
        elif ended is None:
            self._joint = (top, element)

    def end(self, tag: str) -> None:
        if self._unseen:
            self._unseen -= 1
            if self._formula is not None:
                if self._unseen:
                    self._formula.end()
                else:
                    self._add_formula(self._formula)
                    self._formula = None
            elif not self._unseen and self._captured is not None:
                self._capture_into.append("".join(self._captured))
                self._captured = None
            return
        kind = _KINDS.get(tag, 0)
        if kind >= M.VOID and kind != M.NOSCRIPT:
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
            if self._pieces:
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
        element.is_open = False
        self._top = element.parent

    def data(self, text: str) -> None:
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
        self._flush()
        if self._veils:
            unveil(self.blocks, self.head.pictures, self._veils)
        if self._titles:
            self.head.title = " ".join(self._titles[0].split()) or None
        return self.page

    # --- elements that are more than a box or a stretch of text ---

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
            if kind == M.TITLE:
                self._capture(self._titles)
            elif kind == M.RAW:
                self._capture(self.page.frames)
            elif kind == M.FORMULA:
                self._formula = Formula(tag, attrib)
            elif kind == M.SCRIPT:
                self.head.scripts += 1
                scripted = attrib.get("type", "").lower()
                if "ld+json" in scripted:
                    self._capture(self.page.structured)
                elif scripted.startswith("math/tex"):
                    self._formula = Formula(tag, attrib)

    def _add_formula(self, formula: Formula) -> None:
        """Reads a formula as text in an element of its own."""
        self._rendered = self._top.parent
        tex = formula.tex()
        if tex:
            element = Element("math", formula.said, self._top, M.INLINE, 0, len(self.blocks))
            element.is_open = False
            self._line.add(tex, element)
            self._ended = self._joint = self._raised = None

    def _capture(self, into: list[str]) -> None:
        self._captured = []
        self._capture_into = into

    def _line_break(self) -> None:
        top = self._top
        if top.pre:
            if self._pieces:
                self._pieces.append("\n")
        elif (top.block or top).tag in M.HEADINGS:  # a headline set in two lines is one headline
            if self._pieces:
                self._pieces.append(" ")
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
        if boxed and after.parent is around and not before.tag == after.tag == "a" and self._line.is_all(before):
            self._flush()
            self._breaks = 1
        else:
            self._pieces.append(" ")

    def _raise(self, element: Element, text: str) -> str:
        """Keeps what is set higher apart from what it stands beside; style sheets do that for the eye."""
        self._raised = None
        if not element.is_open or not self._pieces:
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
            self._tables[-1].start_row()
        elif kind == M.ITEM or kind == M.CELL:
            count_child(element)
            if kind == M.CELL:
                self._breaks = 2

    def _start_watched(self, attrib: Mapping[str, str], element: Element) -> None:
        title = attrib.get("title") if element.tag == "abbr" else None
        time = attrib.get("datetime") or attrib.get("content") or title or ""
        if time[:1].isdigit():
            self._line.times.append(time[:100])
        if "style" in attrib and keeps_space(attrib["style"]):
            element.pre = True

    def _end_block(self, element: Element) -> None:
        assert element.parent is not None
        blocks = self.blocks
        count = len(blocks) - element.first
        breaks = self._end_special(element, count) if element.kind > M.BLOCK else 2
        if self._breaks < breaks:
            self._breaks = breaks
        if not count:
            self._line.times.clear()
        elif count == 1 and element.direct == 1 and element.tag not in M.PHRASING_ONLY:
            # A box that is all one text is a paragraph among its neighbours.
            evidence = blocks[-1].evidence
            assert evidence is not None
            evidence.container = (element.parent.block or element.parent).number
        if element is self._veil:
            self._veil = None
            if element.first < len(blocks):
                self._veils.append(Veil(element, blocks[element.first :]))

    def _end_special(self, element: Element, count: int) -> int:
        """Ends a list, a table or a part of one with that many blocks; tells how the next block stands to these."""
        assert element.parent is not None
        around = element.parent.block or element.parent
        if element.kind == M.ITEM:
            if count:
                self._end_item(element, around, count)
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

    def _end_item(self, element: Element, around: Element, count: int) -> None:
        """Items of one list stand on consecutive lines, unless they are made of paragraphs."""
        if around.in_lines:
            self.blocks[element.first].breaks = 1
        around.in_lines = count == 1 or self.blocks[element.first + 1].breaks == 1

    def _flush(self) -> bool:
        """Ends the block that is being read; tells whether there was one."""
        if not self._pieces or not self._line.finish(self.blocks, self._breaks or 1):
            return False
        self._after_break = False
        self._breaks = 0
        return True
