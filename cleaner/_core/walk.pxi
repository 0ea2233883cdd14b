"""Twin of `cleaner.read.walk.Walker`: the events of one page into blocks. What is rare is left to Python's own functions."""

cimport cython

cdef extern from "walk.hpp" namespace "cleaner" nogil:
    bool is_collapsed[Char](const Char* text, size_t size)
    vector[Char] collapsed[Char](const Char* text, size_t size) except +
    size_t collapsed_length[Char](const Char* text, size_t size)

cdef extern from "Python.h":
    object PyUnicode_FromKindAndData(int kind, const void* data, Py_ssize_t size)
    Py_UCS4 PyUnicode_READ_CHAR(object text, Py_ssize_t place)
    bint Py_UNICODE_ISSPACE(Py_UCS4 character)
    bint Py_UNICODE_ISALNUM(Py_UCS4 character)

cdef enum:  # cleaner.read.markup
    INLINE, BLOCK, LIST, TABLE, PRE, CONTROL, ITEM, ROW, CELL
    VOID = 20
    BREAK, RULE, IMAGE, META, LINKED
    UNSEEN = 30
    SCRIPT, TITLE, RAW, FORMULA, NOSCRIPT

cdef int MAX_DEPTH = 256, MAX_LINKS = 20, MAX_INNER = 16, MAX_OWN = 24, MAX_ANCESTORS = 40, MAX_NAMES = 96, MAX_TAGS = 4096
cdef int LONGEST_VALUE = 40

# What is asked of Python, by name; set when the first page is walked, since the reader is not loaded with the core.
cdef object Block, Evidence, Shape, Table, Veil, Formula, Page
cdef object words, add_roles, whole_number, is_hidden, style_of, is_unread
cdef object LINES, NAMING, TELLING, credits_author, are_apart, is_stuck, raised, lowered, preformatted, is_code, unveil
cdef object add_to_head, add_picture, formula_of_image, markup = None
cdef dict tags = {}
cdef dict NOTHING = {}  # the attributes of an element that has none


cdef int prepare() except -1:
    global Block, Evidence, Shape, Table, Veil, Formula, Page
    global words, add_roles, whole_number, is_hidden, style_of, is_unread
    global LINES, NAMING, TELLING, credits_author, are_apart, is_stuck, raised, lowered, preformatted, is_code, unveil
    global add_to_head, add_picture, formula_of_image, markup
    from cleaner.document import Block, Evidence
    from cleaner.read.element import NAMING, TELLING, add_roles, credits_author, style_of, whole_number, words
    from cleaner.read.formula import Formula, formula_of_image
    from cleaner.read.layout import Table, Veil, is_hidden, is_unread, unveil
    from cleaner.read.line import LINES, are_apart, is_code, is_stuck, lowered, preformatted, raised
    from cleaner.read.outline import Shape
    from cleaner.read.walk import Page, add_picture, add_to_head
    from cleaner.read import markup
    return 0


@cython.final
cdef class Tag:
    """What is known of all elements of a name."""

    cdef str name
    cdef int kind, level
    cdef bint is_phrasing, is_separate, is_raised, is_line, is_page
    cdef object region


cdef Tag tag_of(str name):
    cdef Tag tag = tags.get(name)
    if tag is None:
        tag = Tag.__new__(Tag)
        tag.name = name
        tag.kind = markup.KINDS.get(name, 0)
        tag.level = markup.HEADINGS.get(name, 0)
        tag.region = markup.REGIONS.get(name)
        tag.is_phrasing = name in markup.PHRASING_ONLY
        tag.is_separate = name in markup.SEPARATE or "-" in name
        tag.is_raised = name in markup.RAISED
        tag.is_line = name in LINES
        tag.is_page = name == "html" or name == "body"
        if len(tags) < MAX_TAGS:  # pages may make up names
            tags[name] = tag
    return tag


@cython.final
@cython.no_gc
@cython.freelist(512)
cdef class Element:
    """Twin of `cleaner.read.element.Element`."""

    cdef Tag about
    cdef readonly str tag
    cdef readonly object attrib, link
    cdef readonly Element parent, block
    cdef readonly int kind, depth
    cdef readonly Py_ssize_t number, first, direct, own_count
    cdef readonly bint in_lines, pre, settled
    cdef readonly object place
    cdef public int level
    cdef readonly tuple names, path
    cdef public object regions
    cdef object children

    def settle(self):
        settle(self)


cdef inline Element new_element(Tag about, object attrib, Element parent, int kind, Py_ssize_t number, Py_ssize_t first):
    cdef Element element = Element.__new__(Element)
    element.about = about
    element.tag = about.name
    element.attrib = attrib
    element.parent = parent
    element.kind = kind
    element.number = number
    element.first = first
    element.depth = parent.depth + 1
    element.link = parent.link
    element.pre = parent.pre
    element.block = None if kind else block_of(parent)
    return element


cdef inline Element block_of(Element element):
    return element if element.block is None else element.block


cdef int settle(Element element) except -1:
    cdef Element parent = element.parent
    cdef Tag about = element.about
    cdef tuple own
    if not parent.settled:
        settle(parent)  # no deeper than MAX_DEPTH
    element.level = about.level or parent.level
    element.path = parent.path if about.is_page else first_of((element.tag,), parent.path, MAX_ANCESTORS)
    element.names = parent.names
    element.own_count = 0 if element.kind else parent.own_count
    element.regions = parent.regions
    if about.region is not None and about.region not in <frozenset>parent.regions:
        element.regions = parent.regions | {about.region}
    if element.attrib:
        own = own_names(element.attrib)
        if own:
            element.names = first_of(own, parent.names, MAX_NAMES)
            element.own_count = len(own) if element.kind else min(len(own) + parent.own_count, MAX_NAMES)
        if "role" in <dict>element.attrib or "itemprop" in <dict>element.attrib:
            add_roles(element)
    element.settled = True
    return 0


cdef inline tuple first_of(tuple first, tuple then, Py_ssize_t most):
    cdef tuple both = first + then
    return both if len(both) <= most else both[:most]


cpdef tuple own_names(dict attrib):
    """Twin of `cleaner.read.element.own_names`."""
    cdef tuple found = ()
    cdef str key
    for key, value in attrib.items():
        if key in NAMING:
            if value:
                found = found + <tuple>words(value) if found else <tuple>words(value)
        elif key.startswith("data-"):
            found = found + <tuple>words(key[5:])
            if len(value) <= LONGEST_VALUE and key.endswith(TELLING):
                found = found + <tuple>words(value)
        elif key == "aria-hidden" and value == "true":
            found = found + ("aria", "hidden")
        if len(found) >= MAX_OWN:
            return found[:MAX_OWN]
    return found


cdef object collapse(str text):
    """Twin of `cleaner.read.line.collapse`."""
    cdef Py_ssize_t size = PyUnicode_GET_LENGTH(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef vector[uint8_t] narrow
    cdef vector[uint16_t] wide
    cdef vector[uint32_t] widest
    if PyUnicode_KIND(text) == 1:
        if is_collapsed(<const uint8_t*>data, size):
            return text
        narrow = collapsed(<const uint8_t*>data, size)
        return PyUnicode_FromKindAndData(1, narrow.data(), narrow.size())
    if PyUnicode_KIND(text) == 2:
        if is_collapsed(<const uint16_t*>data, size):
            return text
        wide = collapsed(<const uint16_t*>data, size)
        return PyUnicode_FromKindAndData(2, wide.data(), wide.size())
    if is_collapsed(<const uint32_t*>data, size):
        return text
    widest = collapsed(<const uint32_t*>data, size)
    return PyUnicode_FromKindAndData(4, widest.data(), widest.size())


cdef size_t length_collapsed(str text):
    """How long a text is with single spaces."""
    cdef Py_ssize_t size = PyUnicode_GET_LENGTH(text)
    cdef void* data = PyUnicode_DATA(text)
    if PyUnicode_KIND(text) == 1:
        return collapsed_length(<const uint8_t*>data, size)
    if PyUnicode_KIND(text) == 2:
        return collapsed_length(<const uint16_t*>data, size)
    return collapsed_length(<const uint32_t*>data, size)


cdef inline str joined(list pieces):
    return pieces[0] if len(pieces) == 1 else "".join(pieces)


cdef inline bint is_space(str text):
    return Py_UNICODE_ISSPACE(PyUnicode_READ_CHAR(text, 0)) and text.isspace()


cdef class Walker:
    """Twin of `cleaner.read.walk.Walker`, with what its `Line` does."""

    cdef readonly object page
    cdef list blocks
    cdef object head
    cdef Element top, veil, ended, before, after, raised, reading, rendered, owner
    cdef list beyond, tables, titles, captured, capture_into, veils
    cdef list pieces, times, owners
    cdef Py_ssize_t numbers, unseen
    cdef int breaks
    cdef bint after_break
    cdef object formula

    def __cinit__(self):
        if markup is None:
            prepare()
        self.reset()

    cpdef reset(self):
        self.page = Page()
        self.blocks, self.head = self.page.blocks, self.page.head
        self.beyond, self.tables, self.titles, self.captured, self.veils = [], [], [], None, []
        self.pieces, self.times, self.owners = [], [], []
        self.veil = self.ended = self.before = self.after = self.raised = self.reading = self.rendered = None
        self.owner = self.formula = None
        self.numbers = self.unseen = 0
        self.after_break = False
        self.breaks = 2
        self.top = Element.__new__(Element)
        self.top.about = tag_of("body")
        self.top.tag, self.top.attrib, self.top.kind = "body", NOTHING, BLOCK
        self.top.settled = True
        self.top.names, self.top.path, self.top.regions = (), (), frozenset()

    @property
    def depth(self):
        return self.top.depth + len(self.beyond) + self.unseen

    # --- what the parser calls ---

    def start(self, str tag not None, attrib not None):
        cdef Tag about
        cdef Element top, element
        cdef int kind
        cdef bint veils = False, watched = False
        cdef dict said
        if self.unseen:
            self.unseen += 1
            if self.formula is not None:
                self.formula.start(tag, attrib)
            return
        about = tag_of(tag)
        kind = about.kind
        top = self.top
        said = (<dict>attrib if type(attrib) is dict else dict(attrib)) if attrib else NOTHING
        if kind >= VOID:
            if kind != NOSCRIPT:
                self.start_special(tag, said, kind)
                return
            veils = True
            kind = BLOCK
        else:
            watched = tag == "dialog" or said and (
                "style" in said or "hidden" in said or "content" in said or "datetime" in said or tag == "abbr"
            )
            veils = watched and is_hidden(tag, said)
        if not veils and said and tag == "span" and "class" in said:
            veils = is_unread(said, top, len(self.pieces) > 0, top is self.rendered)
        if kind == CONTROL:
            if block_of(top).tag == "p":
                kind = INLINE
        elif not kind:
            if said and "style" in said and not block_of(top).about.level and style_of(said["style"]).is_block:
                kind = BLOCK
        elif top.pre and about.is_line and block_of(top).kind == PRE and is_code(top):
            kind = INLINE
        if veils and (not kind or self.pieces or self.veil is not None or top.depth >= MAX_DEPTH):
            self.unseen = 1
            return
        if kind:
            if self.pieces:
                self.flush()
            if kind <= CONTROL:
                self.breaks = 2
            self.numbers += 1
        elif about.is_line:
            self.end_line()
        if top.depth >= MAX_DEPTH:
            self.beyond.append(tag)
            return
        self.top = element = new_element(about, said, top, kind, self.numbers if kind else 0, len(self.blocks))
        if kind > BLOCK:
            self.start_block(element, kind)
        elif kind:
            pass
        elif self.ended is not None and about.is_separate and self.ended.about.is_separate:
            self.before, self.after = self.ended, element
        elif tag == "time" and self.pieces and Py_UNICODE_ISALNUM(last_of(<str>self.pieces[-1])):
            self.pieces.append(" ")
        elif self.ended is None:
            self.before, self.after = top, element
        if watched:
            self.start_watched(said, element)
        if veils:
            self.veil = element
        self.ended = None
        if tag == "a":
            if "href" in said:
                element.link = said["href"]
        elif about.is_raised:
            self.raised = element
        elif tag == "html" and not self.head.language:
            self.head.language = said.get("lang") or said.get("xml:lang") or None

    def end(self, str tag not None):
        cdef Element element
        cdef int kind
        if self.unseen:
            self.unseen -= 1
            if self.formula is not None:
                if self.unseen:
                    self.formula.end()
                else:
                    self.add_formula(self.formula)
                    self.formula = None
            elif not self.unseen and self.captured is not None:
                self.capture_into.append("".join(self.captured))
                self.captured = None
            return
        kind = tag_of(tag).kind
        if kind >= VOID and kind != NOSCRIPT:
            return
        if self.beyond:
            if tag_of(self.beyond.pop()).kind:
                self.flush()
                self.breaks = 2
            return
        element = self.top
        if element.parent is None:
            return
        if element.kind:
            if self.pieces:
                self.flush()
            self.end_block(element)
            self.ended = None
        else:
            if element.about.is_line:
                self.end_line()
            self.ended = element
            if element is self.reading:
                if self.pieces:
                    self.pieces.append("）")
                self.reading = None
        if element is self.raised:
            self.raised = None
        self.top = element.parent

    def data(self, str text not None):
        if not PyUnicode_GET_LENGTH(text):
            return
        if self.unseen:
            if self.formula is not None:
                self.formula.data(text)
            elif self.captured is not None:
                self.captured.append(text)
        elif not is_space(text):
            if self.pieces:
                if self.before is not None:
                    self.part(self.before, self.after, text)
                elif self.ended is not None:
                    self.part(self.ended, self.top, text)
            if self.raised is not None:
                text = self.raise_text(self.raised, text)
            self.add(text, self.top)
            self.ended = self.before = self.after = None
        elif self.pieces:
            self.pieces.append(text)
            self.ended = self.before = self.after = None

    def close(self):
        self.flush()
        if self.veils:
            unveil(self.blocks, self.head.pictures, self.veils)
        if self.titles:
            self.head.title = " ".join(self.titles[0].split()) or None
        return self.page

    # --- elements that are more than a box or a stretch of text ---

    cdef int start_special(self, str tag, dict attrib, int kind) except -1:
        if kind == BREAK:
            self.line_break()
        elif kind == RULE:
            self.flush()
            self.breaks = 2
        elif kind == META or kind == LINKED:
            add_to_head(self.head, tag, attrib, self.top)
        elif kind == IMAGE:
            formula = formula_of_image(attrib)
            if formula is not None:
                self.add_formula(formula)
            else:
                before = len(self.blocks) + (1 if self.pieces else 0)
                add_picture(self.head.pictures, attrib, before, block_of(self.top).number)
        elif kind >= UNSEEN:
            self.unseen = 1
            if kind == TITLE:
                self.capture(self.titles)
            elif kind == RAW:
                self.capture(self.page.frames)
            elif kind == FORMULA:
                self.formula = Formula(tag, attrib)
            elif kind == SCRIPT:
                self.head.scripts += 1
                scripted = attrib.get("type", "").lower()
                if "ld+json" in scripted:
                    self.capture(self.page.structured)
                elif scripted.startswith("math/tex"):
                    self.formula = Formula(tag, attrib)
        return 0

    cdef int add_formula(self, formula) except -1:
        cdef Element element
        self.rendered = self.top.parent
        tex = formula.tex()
        if tex:
            element = new_element(tag_of("math"), formula.said, self.top, INLINE, 0, len(self.blocks))
            self.add(tex, element)
            self.ended = self.before = self.after = self.raised = None
        return 0

    cdef int capture(self, list into) except -1:
        self.captured = []
        self.capture_into = into
        return 0

    cdef int line_break(self) except -1:
        cdef Element top = self.top
        if top.pre:
            if self.pieces:
                self.pieces.append("\n")
        elif block_of(top).about.level:
            if self.pieces:
                self.pieces.append(" ")
        elif self.flush() or not self.after_break:
            self.breaks = max(self.breaks, 1)
        else:
            self.breaks = 2
        self.after_break = True
        return 0

    cdef int part(self, Element before, Element after, str text) except -1:
        cdef str left = self.pieces[-1]
        cdef Element around, holder
        if not (Py_UNICODE_ISALNUM(last_of(left)) and Py_UNICODE_ISALNUM(PyUnicode_READ_CHAR(text, 0))):
            return 0
        if before.parent is after or after.parent is before:
            if not is_stuck(before if before.parent is after else after, left, text):
                return 0
        elif not are_apart(before, after, left, text):
            return 0
        around = before.parent
        if (
            around is not None and around.kind == BLOCK and not around.about.is_phrasing
            and after.parent is around and not (before.tag == "a" and after.tag == "a")
        ):
            holder = (<tuple>self.owners[0])[1]
            while holder is not before and not holder.kind:
                holder = holder.parent
            if holder is before and not before.kind:
                self.flush()
                self.breaks = 1
                return 0
        self.pieces.append(" ")
        return 0

    cdef str raise_text(self, Element element, str text):
        cdef str left
        self.raised = None
        if not self.pieces:
            return text
        left = self.pieces[-1]
        if element.tag == "rt" or element.tag == "rtc":
            if last_of(left) == u"（" or last_of(left) == u"(":
                return text
            text = f"（{text}" if self.reading is None else f"）（{text}"
            self.reading = element
            return text
        if element.tag == "sub":
            return lowered(left, text)
        return raised(left, text, self.top.link or "", own_names(element.attrib))

    cdef int start_block(self, Element element, int kind) except -1:
        if kind == PRE:
            element.pre = True
        elif kind == LIST:
            if block_of(element.parent).kind == ITEM:
                self.breaks = 1
        elif kind == TABLE:
            if self.tables:
                self.tables[-1].nested = True
            self.tables.append(Table(element.first))
        elif kind == ROW and self.tables:
            self.tables[-1].cells = []
        elif kind == ITEM or kind == CELL:
            count_child(element)
            if kind == CELL:
                self.breaks = 2
        return 0

    cdef int start_watched(self, dict attrib, Element element) except -1:
        title = attrib.get("title") if element.tag == "abbr" else None
        time = attrib.get("datetime") or attrib.get("content") or title or ""
        if time[:1].isdigit():
            self.times.append(time[:100])
        if "style" in attrib and style_of(attrib["style"]).keeps_space:
            element.pre = True
        return 0

    cdef int end_block(self, Element element) except -1:
        cdef int kind = element.kind, breaks = 2
        cdef Py_ssize_t count = len(self.blocks) - element.first
        cdef Element around
        if kind > BLOCK:
            around = block_of(element.parent)
            if kind == ITEM:
                breaks = 1
                if count:
                    if around.in_lines:
                        self.blocks[element.first].breaks = 1
                    around.in_lines = count == 1 or self.blocks[element.first + 1].breaks == 1
            elif kind == LIST:
                breaks = 1 if around.kind == ITEM else 2
            elif self.tables:
                if kind == CELL:
                    self.tables[-1].cells.append((element.first, len(self.blocks)))
                elif kind == ROW:
                    self.tables[-1].end_row(self.blocks, element, self.head.pictures)
                elif kind == TABLE:
                    self.tables.pop().close(self.blocks)
        if self.breaks < breaks:
            self.breaks = breaks
        if not count:
            self.times.clear()
        elif count == 1 and element.direct == 1 and not element.about.is_phrasing:
            self.blocks[-1].evidence.container = block_of(element.parent).number
        if element is self.veil:
            self.veil = None
            if element.first < len(self.blocks):
                self.veils.append(Veil(element, self.blocks[element.first:]))
        return 0

    # --- the block that is being read ---

    cdef int add(self, str text, Element element) except -1:
        if element is not self.owner:
            self.owners.append((len(self.pieces), element))
            self.owner = element
        self.pieces.append(text)
        return 0

    cdef int end_line(self) except -1:
        if self.pieces and last_of(<str>self.pieces[-1]) != u"\n":
            self.pieces.append("\n")
        return 0

    cdef bint flush(self) except -1:
        cdef Element holder
        cdef list pieces = self.pieces, owners = self.owners
        cdef str text
        cdef tuple names = (), credits = (), links = (), times = tuple(self.times) if self.times else ()
        cdef Py_ssize_t linked = 0
        cdef int breaks = self.breaks or 1
        if not pieces or not owners:
            return False
        text = joined(pieces)
        holder = holder_of(owners)
        if not holder.settled:
            settle(holder)
        if len(owners) > 1:
            names, credits = inner_of(pieces, owners, holder, len(text) <= markup.SHORT)
        if len(owners) > 1 or holder.link is not None:
            links, linked = links_of(pieces, owners)
        if holder.pre:
            made, shape = preformatted(text, holder, pieces, owners)
        else:
            made = ((collapse(text), ""),)
            if len(owners) == 1 and (holder.kind or holder.parent is None):
                shape = Shape(holder, (), ())
            else:
                shape = Shape(holder, tuple(pieces), tuple(owners))
        for paragraph, indent in made:
            self.blocks.append(
                Block(0, 0, paragraph, breaks, evidence_of(holder, names, times, linked, links, credits), indent, shape)
            )
            credits, linked, breaks = (), 0, 2
        self.owner = None
        owners.clear()
        pieces.clear()
        self.times.clear()
        self.after_break = False
        self.breaks = 0
        return True


cdef Element holder_of(list owners):
    """The innermost element that holds all of the text."""
    cdef Element holder = (<tuple>owners[0])[1], element
    cdef Py_ssize_t number
    for number in range(1, len(owners)):
        element = (<tuple>owners[number])[1]
        while holder is not element:
            if holder.depth >= element.depth:
                holder = holder.parent
            else:
                element = element.parent
    return holder


cdef object evidence_of(Element holder, tuple names, tuple times, Py_ssize_t linked, tuple links, tuple credits):
    cdef Element block = block_of(holder)
    cdef Element outer = block if block.parent is None else block.parent
    cdef Element siblings = outer if block.about.is_phrasing else block
    block.direct += 1
    evidence = Evidence(
        block.tag, outer.path, holder.names, holder.own_count, names, times, holder.regions, holder.level, linked, links,
        block_of(siblings).number,
    )
    if credits:
        evidence.credits = credits
    return evidence


cdef inline Py_ssize_t until_of(list pieces, list owners, Py_ssize_t number):
    return <Py_ssize_t>(<tuple>owners[number + 1])[0] if number + 1 < len(owners) else len(pieces)


cdef tuple links_of(list pieces, list owners):
    """The targets of the links in a text, and how many of its characters lie in them."""
    cdef list links = [], linked = []
    cdef Element element
    cdef Py_ssize_t number, place, first
    for number in range(len(owners)):
        first, element = <tuple>owners[number]
        if element.link is None:
            continue
        for place in range(first, until_of(pieces, owners, number)):
            if not is_space(<str>pieces[place]):
                linked.append(pieces[place])
        if len(links) < MAX_LINKS and (not links or links[-1] is not element.link):
            links.append(element.link)
    return tuple(links), length_collapsed(joined(linked)) if linked else 0


cdef tuple inner_of(list pieces, list owners, Element holder, bint is_short):
    """Words of the names of inline elements that hold a part of a text; of a short one, those of them that are an author's."""
    cdef tuple names = (), own
    cdef set seen = set()
    cdef dict credited = {}
    cdef list credits = []
    cdef Element owner, element
    cdef Py_ssize_t number, first
    cdef bint found
    cdef int noted = 0
    for number in range(len(owners)):
        first, owner = <tuple>owners[number]
        if owner is holder or owner.kind:
            continue
        noted += 1
        if noted > MAX_INNER:
            break
        found = False
        element = owner
        while element is not holder and not element.kind:
            own = own_names(element.attrib) if element.attrib else ()
            if element not in seen:
                seen.add(element)
                if len(names) < MAX_INNER:
                    names = names + own
            link = element.link if element.tag == "a" else None
            if is_short and not found and (own or link) and credits_author(own, link):
                begun = credited.get(element)
                credited[element] = (first if begun is None else begun[0], until_of(pieces, owners, number))
                found = True
            element = element.parent
    for begun in credited.values():
        text = collapse("".join(pieces[begun[0] : begun[1]]))
        if text and not any([name in text for name in credits]):
            credits.append(text)
    return names[:MAX_INNER] if len(names) > MAX_INNER else names, tuple(credits)


cdef inline Py_UCS4 last_of(str text):
    return PyUnicode_READ_CHAR(text, PyUnicode_GET_LENGTH(text) - 1)


cdef int count_child(Element element) except -1:
    cdef Element around = block_of(element.parent)
    last = around.children
    if last is None:
        last = whole_number(around.attrib.get("start"), 1) - 1 if around.tag == "ol" else 0
    element.place = around.children = whole_number(element.attrib.get("value"), last + 1)
    return 0
