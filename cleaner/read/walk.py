"""One pass over a page's tags and text: blocks of visible text in reading order, each with what markup says of it.

`Walker` is a target for lxml's HTML parser, which calls it for each start tag, end tag and stretch of text; no tree is
built, so depth and size of a page do not matter. What a page shows is decided as far as markup alone can tell: style
sheets and scripts are not run, so a class that hides an element or sets it on a line of its own is only a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import accumulate, compress

from cleaner.document import Block, Evidence, Head, Picture
from cleaner.read import markup as M
from cleaner.read.element import Element
from cleaner.read.names import hides, keeps_space, own_names
from cleaner.read.preformatted import paragraphs
from cleaner.read.tables import Table

MAX_DEPTH = 256
"""What is nested deeper belongs to the element at this depth as far as evidence goes; its text is read all the same."""

LEAST_PAGE = 200
"""Characters that a hidden box must hold at least to be taken for the page itself."""

MAX_LINKS = 20
MAX_INNER = 16
MAX_PICTURES = 1000
_EMPTY: dict[str, str] = {}
_SEPARATE = frozenset(("a", "cite", "span", "time"))


class TooDeep(Exception):
    """Raised where to go on would take the parser time that grows with the square of the page's size."""


class Walker:
    """Reads one page.

    Args:
        max_open: how deep tags may nest before TooDeep is raised.

    Attributes:
        blocks: the blocks, spans not yet set.
        head: what the page says about itself, but for JSON-LD.
        structured: its JSON-LD scripts, as written.
        frames: what it shows to browsers without frames, as written.
    """

    def __init__(self, max_open: int) -> None:
        self.blocks: list[Block] = []
        self.head = Head()
        self.structured: list[str] = []
        self.frames: list[str] = []
        self._max_open = max_open
        self._top = Element("body", _EMPTY, None, M.BLOCK, 0, 0)
        self._beyond: list[str] = []  # open elements beyond MAX_DEPTH
        self._numbers = 0
        self._tables: list[Table] = []
        self._titles: list[str] = []
        self._unseen = 0  # depth within an element that is not shown
        self._veil: Element | None = None  # a hidden box, or one for browsers without scripts
        self._veiled: list[tuple[int, int]] = []  # first block and last block + 1 of each
        self._captured: list[str] | None = None
        self._capture_into: list[str] = []
        # The block that is being read:
        self._pieces: list[str] = []
        self._holder: Element | None = None  # the innermost element that holds all of its text
        self._link_pieces: list[str] = []
        self._links: list[str] = []
        self._inner: list[Element] = []
        self._times: list[str] = []
        self._breaks = 2
        self._after_break = False
        self._ended: Element | None = None  # an inline element, if its end tag was the last that was read
        self._joint: tuple[Element, Element] | None = None  # two inline elements with nothing between them

    # --- what the parser calls ---

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:
        if self._unseen:
            self._unseen += 1
            return
        kind = M.KINDS.get(tag, M.INLINE)
        top = self._top
        veils = False
        if kind >= M.VOID:
            veils = kind == M.NOSCRIPT
            if not veils:
                self._start_special(tag, attrib, kind)
                return
            kind = M.BLOCK
        elif attrib and _is_hidden(tag, attrib):
            veils = True
        if veils and (not kind or self._pieces or self._veil is not None or top.depth >= MAX_DEPTH):
            self._unseen = 1
            return
        if kind:
            if kind == M.CONTROL:
                kind = M.INLINE if top.block.tag == "p" else M.BLOCK
            if kind:
                if self._pieces:
                    self._flush()
                if kind < M.ITEM:
                    self._breaks = 2
        if top.depth >= MAX_DEPTH:
            self._beyond.append(tag)
            if len(self._beyond) > self._max_open:
                raise TooDeep
            return
        if kind:
            self._numbers += 1
        element = Element(tag, attrib, top, kind, self._numbers, len(self.blocks))
        if kind > M.BLOCK:
            self._start_block(element, kind)
        elif not kind and self._ended is not None and tag in _SEPARATE and self._ended.tag in _SEPARATE:
            self._joint = (self._ended, element)
        if attrib:
            self._start_attributes(tag, attrib, element)
        if veils:
            self._veil = element
        self._ended = None
        self._top = element

    def end(self, tag: str) -> None:
        if self._unseen:
            self._unseen -= 1
            if not self._unseen and self._captured is not None:
                self._capture_into.append("".join(self._captured))
                self._captured = None
            return
        if M.KINDS.get(tag, M.INLINE) >= M.VOID and tag != "noscript":
            return
        if self._beyond:
            if M.KINDS.get(self._beyond.pop(), M.INLINE):
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
            if element is self._veil:
                self._veil = None
                if element.first < len(self.blocks):
                    self._veiled.append((element.first, len(self.blocks)))
        else:
            self._ended = element
        element.is_open = False
        self._top = element.parent

    def data(self, text: str) -> None:
        if self._unseen:
            if self._captured is not None:
                self._captured.append(text)
            return
        if text.isspace():
            if self._pieces:
                self._pieces.append(text)
                self._ended = self._joint = None
            return
        top, holder = self._top, self._holder
        if holder is None:
            self._holder = top
        else:
            # Open elements lie within one another, so the innermost that holds all of the text so far and is still
            # open holds the new text too.
            while not holder.is_open:
                assert holder.parent is not None
                holder = holder.parent
            self._holder = holder
            if self._joint is not None:
                self._part(text)
        if not top.kind and len(self._inner) < MAX_INNER:
            self._inner.append(top)
        self._pieces.append(text)
        if top.link is not None:
            self._link_pieces.append(text)
            if len(self._links) < MAX_LINKS and (not self._links or self._links[-1] is not top.link):
                self._links.append(top.link)
        self._ended = self._joint = None

    def close(self) -> Walker:
        self._flush()
        if self._veiled:
            self._unveil()
        self.head.title = " ".join(self._titles[0].split()) or None if self._titles else None
        return self

    # --- elements that are more than a box or a stretch of text ---

    def _start_special(self, tag: str, attrib: Mapping[str, str], kind: int) -> None:
        if kind == M.BREAK:
            self._line_break()
        elif kind == M.RULE:
            self._flush()
            self._breaks = 2
        elif kind == M.META:
            name = attrib.get("name") or attrib.get("property") or attrib.get("itemprop") or attrib.get("http-equiv")
            if name and "content" in attrib:
                self.head.meta.append((name.strip().lower(), attrib["content"]))
        elif kind == M.LINK:
            if attrib.get("rel") and attrib.get("href"):
                self.head.links.append((attrib["rel"].lower(), attrib["href"]))
        elif kind == M.IMAGE:
            self._picture(attrib)
        elif kind >= M.UNSEEN:
            self._unseen = 1
            if kind == M.TITLE:
                self._capture(self._titles)
            elif kind == M.RAW:
                self._capture(self.frames)
            elif kind == M.SCRIPT:
                self.head.scripts += 1
                if "ld+json" in attrib.get("type", "").lower():
                    self._capture(self.structured)

    def _capture(self, into: list[str]) -> None:
        self._captured = []
        self._capture_into = into

    def _line_break(self) -> None:
        if self._top.pre:
            if self._pieces:
                self._pieces.append("\n")
        elif self._top.block.tag in M.HEADINGS:  # a headline set in two lines is one headline
            if self._pieces:
                self._pieces.append(" ")
        elif self._flush() or not self._after_break:
            self._breaks = max(self._breaks, 1)
        else:
            self._breaks = 2
        self._after_break = True

    def _picture(self, attrib: Mapping[str, str]) -> None:
        pictures = self.head.pictures
        url = attrib.get("data-src") or attrib.get("data-lazy-src") or attrib.get("src") or ""
        if url and not url.startswith("data:") and len(pictures) < MAX_PICTURES:
            before = len(self.blocks) + (1 if self._pieces else 0)
            pictures.append(Picture(url, attrib.get("alt") or None, before, self._top.block.number))

    def _start_block(self, element: Element, kind: int) -> None:
        if kind == M.PRE:
            element.pre = True
        elif kind == M.LIST:
            if element.parent and element.parent.block.kind == M.ITEM:
                self._breaks = 1
        elif kind == M.TABLE:
            if self._tables:
                self._tables[-1].nested = True
            self._tables.append(Table(element.first))
        elif kind == M.ROW and self._tables:
            self._tables[-1].start_row()
        elif kind == M.CELL:
            self._breaks = 2

    def _start_attributes(self, tag: str, attrib: Mapping[str, str], element: Element) -> None:
        if tag == "a" and "href" in attrib:
            element.link = attrib["href"]
        elif tag == "html" and not self.head.language:
            self.head.language = attrib.get("lang") or attrib.get("xml:lang") or None
        time = attrib.get("datetime") or attrib.get("content")
        if time and time[0].isdigit():
            self._times.append(time[:100])
        style = attrib.get("style")
        if style and keeps_space(style):
            element.pre = True

    def _end_block(self, element: Element) -> None:
        assert element.parent is not None
        kind, blocks = element.kind, self.blocks
        around = element.parent.block
        count = len(blocks) - element.first
        breaks = 2
        if kind == M.ITEM:
            if count:
                self._end_item(element, around, count)
            breaks = 1
        elif kind == M.LIST and around.kind == M.ITEM:
            breaks = 1
        elif kind == M.CELL and self._tables:
            self._tables[-1].cells.append((element.first, len(blocks)))
        elif kind == M.ROW and self._tables:
            self._tables[-1].end_row(blocks, element)
        elif kind == M.TABLE and self._tables:
            self._tables.pop().close(blocks)
        self._breaks = max(self._breaks, breaks)
        if not count:
            self._times.clear()
        elif count == 1 and element.direct == 1 and element.tag not in M.PHRASING_ONLY:
            # A box that is all one text is a paragraph among its neighbours.
            evidence = blocks[-1].evidence
            assert evidence is not None
            evidence.container = around.number

    def _end_item(self, element: Element, around: Element, count: int) -> None:
        """Items of one list stand on consecutive lines, unless they are made of paragraphs."""
        if around.in_lines:
            self.blocks[element.first].breaks = 1
        around.in_lines = count == 1 or self.blocks[element.first + 1].breaks == 1

    def _unveil(self) -> None:
        """Drops what is not shown, unless it is the page: a box that holds more text than everything that is shown.

        So where a forum gives its posts in <noscript>, and where a page is shown by a script when it has loaded.
        """
        lengths = [sum(len(block.text) for block in self.blocks[start:end]) for start, end in self._veiled]
        shown = sum(len(block.text) for block in self.blocks) - sum(lengths)
        stays = [True] * len(self.blocks)
        for (start, end), length in zip(self._veiled, lengths):
            if length <= max(shown, LEAST_PAGE):
                stays[start:end] = [False] * (end - start)
        places = [0, *accumulate(stays)]
        pictures = self.head.pictures
        pictures[:] = [
            replace(picture, before=places[picture.before])
            for picture in pictures
            if picture.before >= len(stays) or stays[picture.before]
        ]
        self.blocks = list(compress(self.blocks, stays))

    def _part(self, text: str) -> None:
        """Puts a space between neighbours that are separate things: "<a>Home</a><a>News</a>"."""
        assert self._joint is not None
        before, after = self._joint
        last, first = self._pieces[-1][-1], text[0]
        if last.isalnum() and first.isalnum() and _are_apart(before, after, self._pieces[-1], text):
            self._pieces.append(" ")

    def _flush(self) -> bool:
        """Ends the block that is being read; tells whether there was one."""
        pieces, holder = self._pieces, self._holder
        if not pieces or holder is None:
            return False
        text = "".join(pieces)
        pieces.clear()
        self._holder = None
        if holder.pre:
            for paragraph, indent in paragraphs(text, whole=self._is_code(holder)):
                self._emit(paragraph, indent, holder)
                self._breaks = 2
        else:
            self._emit(" ".join(text.split()), "", holder)
        self._link_pieces.clear()
        self._links.clear()
        self._inner.clear()
        self._times.clear()
        self._after_break = False
        self._breaks = 0
        return True

    def _is_code(self, holder: Element) -> bool:
        if not holder.settled:
            holder.settle()
        return "code" in holder.path or any(element.tag == "code" for element in self._inner)

    def _emit(self, text: str, indent: str, holder: Element) -> None:
        if not holder.settled:
            holder.settle()
        block = holder.block
        around = block.parent or block
        block.direct += 1
        link_chars = 0
        if self._link_pieces:
            link_chars = min(len(text), len(" ".join("".join(self._link_pieces).split())))
        evidence = Evidence(
            tag=block.tag,
            ancestors=around.path,
            names=holder.names,
            own_names=holder.own_count,
            inner=self._inner_names(holder) if self._inner else (),
            times=tuple(self._times),
            regions=holder.regions,
            level=holder.level,
            link_chars=link_chars,
            links=tuple(self._links),
            container=around.block.number if block.tag in M.PHRASING_ONLY else block.number,
        )
        self.blocks.append(Block(0, 0, text, self._breaks or 1, evidence, indent))

    def _inner_names(self, holder: Element) -> tuple[str, ...]:
        """Words of the names of inline elements that hold a part of the block."""
        found: list[str] = []
        last: Element | None = None
        for inner in self._inner:
            element: Element | None = inner
            while element is not None and element is not holder and element is not last and not element.kind:
                if element.attrib:
                    found += own_names(element.attrib)
                element = element.parent
            last = inner
            if len(found) >= MAX_INNER:
                return tuple(found[:MAX_INNER])
        return tuple(found)


def _is_hidden(tag: str, attrib: Mapping[str, str]) -> bool:
    if "hidden" in attrib:
        # React streams the parts of a page in boxes <div hidden id="S:0"> that its script moves into place.
        return attrib["hidden"].lower() != "until-found" and not attrib.get("id", "").startswith("S:")
    if tag == "dialog":
        return "open" not in attrib
    style = attrib.get("style")
    # What hides the whole page is there to be undone by a script.
    return style is not None and hides(style) and tag not in ("html", "body")


def _are_apart(before: Element, after: Element, left: str, right: str) -> bool:
    """Whether two inline elements with no space between them are separate things rather than parts of one word."""
    hump = (left[-1].islower() or left[-1].isdigit()) and (right[0].isupper() or right[0].isdigit())
    if before.tag == after.tag == "a":
        return hump or before.attrib.get("href") != after.attrib.get("href")
    if not before.attrib and not after.attrib:
        return False
    if before.tag == after.tag and before.attrib.get("class") == after.attrib.get("class"):
        return hump and not (left[-1].isdigit() and right[0].isdigit())
    return len(left.strip()) > 1 and (hump or right[0].islower())
