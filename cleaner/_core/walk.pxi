"""Twin of `cleaner.read.walk.Walker`, over a tree: a page into blocks. What is rare is left to Python's own functions.

libxml2's structures are read as lxml's headers declare them, and nothing of libxml2 is called; elements keep their page alive.
"""

cimport cython
from cpython.object cimport PyObject, PyTypeObject
from cpython.ref cimport Py_INCREF
from libcpp.string cimport string
from libcpp.string_view cimport string_view
from libcpp.unordered_map cimport unordered_map
from lxml.includes.tree cimport (
    XML_CDATA_SECTION_NODE, XML_ELEMENT_NODE, XML_TEXT_NODE, const_xmlChar, xmlAttr, xmlNode
)

cdef extern from "libxml/xmlversion.h":
    int LIBXML_VERSION

cdef extern from "etree_api.h":
    ctypedef struct LxmlElement "struct LxmlElement":
        xmlNode* _c_node

cdef extern from "walk.hpp" namespace "cleaner" nogil:
    bool is_collapsed(PyObject* text)
    bool is_blank(const char* text)
    bool part_name(const char* name, string& words) except +
    cdef cppclass Pair:
        Pair(const void* one, const void* other)
    cdef cppclass PairHash:
        pass

cdef extern from "Python.h":
    object PyUnicode_DecodeUTF8(const char* text, Py_ssize_t size, const char* errors)
    Py_UCS4 PyUnicode_READ_CHAR(object text, Py_ssize_t place)
    object PyType_GenericAlloc(PyTypeObject* kind, Py_ssize_t size)
    ctypedef struct PyMemberDef:
        Py_ssize_t offset
    ctypedef struct PyMemberDescrObject:
        PyMemberDef* d_member
    bint Py_UNICODE_ISSPACE(Py_UCS4 character)
    bint Py_UNICODE_ISALNUM(Py_UCS4 character)

from libc.string cimport strcmp, strlen, strstr

cdef enum:  # cleaner.read.markup
    INLINE, BLOCK, LIST, TABLE, PRE, CONTROL, ITEM, ROW, CELL
    VOID = 20
    BREAK, RULE, IMAGE, META, LINKED
    UNSEEN = 30
    SCRIPT, STYLE, TITLE, RAW, FORMULA, NOSCRIPT

cdef enum:  # which attributes an element has
    HAS_CLASS = 1
    HAS_STYLE = 2
    HAS_HIDDEN = 4
    HAS_TIME = 8
    HAS_ROLE = 16

cdef int MAX_DEPTH = 256, MAX_LINKS = 20, MAX_INNER = 16, MAX_OWN = 24, MAX_ANCESTORS = 40, MAX_NAMES = 96, MAX_TAGS = 4096
cdef int LONGEST_VALUE = 40, MAX_PICTURES = 1000

# What is asked of Python, by name; set when the first page is walked, since the reader is not loaded with the core.
cdef object Block, Evidence, Picture, Shape, Table, Veil, Formula, Page
cdef object words, add_roles, whole_number, is_hidden, style_of, is_unread, may_be_unread, in_comment, with_region
cdef object LINES, NAMING, TELLING, AUTHORS, collapse, are_apart, is_stuck, raised, lowered, preformatted, is_code, unveil
cdef object formula_of_image, may_be_formula, swallows, Parsed, markup = None
cdef dict tags = {}, keys = {}
cdef object NO_REPEATS = frozenset()
cdef vector[Py_ssize_t] block_slots, evidence_slots


cdef int prepare() except -1:
    global Block, Evidence, Picture, Shape, Table, Veil, Formula, Page
    global words, add_roles, whole_number, is_hidden, style_of, is_unread, may_be_unread, in_comment, with_region
    global LINES, NAMING, TELLING, AUTHORS, collapse, are_apart, is_stuck, raised, lowered, preformatted, is_code, unveil
    global formula_of_image, may_be_formula, swallows, markup, Parsed, block_slots, evidence_slots
    from cleaner.document import Block, Evidence, Picture
    from cleaner.read.element import (
        NAMING, TELLING, add_roles, authors, in_comment, style_of, whole_number, with_region, words
    )
    from cleaner.read.formula import Formula, formula_of_image, may_be_formula
    from cleaner.read.layout import Table, Veil, is_hidden, is_unread, may_be_unread, unveil
    from cleaner.read.line import LINES, are_apart, collapse, is_code, is_stuck, lowered, preformatted, raised
    from cleaner.read.outline import Shape
    from cleaner.read.walk import Page, swallows
    from cleaner.read import markup
    from lxml.etree import _Element as Parsed
    AUTHORS = authors()
    block_slots, evidence_slots = slots_of(Block), slots_of(Evidence)
    return 0


@cython.final
cdef class Tag:
    """What is known of all elements of a name."""

    cdef str name
    cdef int kind, level
    cdef bint is_phrasing, is_separate, is_raised, is_line, is_page, is_link, is_span, is_time, is_watched
    cdef object region
    cdef tuple row  # the name alone


cdef Tag tag_of(str name):
    cdef Tag tag = tags.get(name)
    if tag is None:
        tag = Tag.__new__(Tag)
        tag.name, tag.row = name, (name,)
        tag.kind = markup.KINDS.get(name, 0)
        tag.level = markup.HEADINGS.get(name, 0)
        tag.region = markup.REGIONS.get(name)
        tag.is_phrasing = name in markup.PHRASING_ONLY
        tag.is_separate = markup.is_separate(name)
        tag.is_raised = name in markup.RAISED
        tag.is_line = name in LINES
        tag.is_page = name == "html" or name == "body"
        tag.is_link, tag.is_span, tag.is_time = name == "a", name == "span", name == "time"
        tag.is_watched = name == "abbr" or name == "dialog"
        if len(tags) < MAX_TAGS:  # pages may make up names
            tags[name] = tag
    return tag


@cython.final
cdef class Key:
    """What is known of all attributes of a name."""

    cdef int has
    cdef bint names, tells, is_data, is_aria_hidden
    cdef tuple words  # of the name itself


cdef Key key_of(str name):
    cdef Key key = keys.get(name)
    if key is None:
        key = Key.__new__(Key)
        key.has = {"class": HAS_CLASS, "style": HAS_STYLE, "hidden": HAS_HIDDEN, "content": HAS_TIME, "datetime": HAS_TIME,
                   "role": HAS_ROLE, "itemprop": HAS_ROLE}.get(name, 0)
        key.names = name in NAMING
        key.is_data = name.startswith("data-")
        key.tells = key.is_data and name.endswith(TELLING)
        key.is_aria_hidden = name == "aria-hidden"
        key.words = words(name[5:]) if key.is_data else ()
        if len(keys) < MAX_TAGS:
            keys[name] = key
    return key


# --- what lxml's tree holds ---


cdef inline str text_of(const_xmlChar* text):
    return "" if text is NULL else PyUnicode_DecodeUTF8(<const char*>text, strlen(<const char*>text), NULL)


cdef inline bint is_text(xmlNode* node):
    return node.type == XML_TEXT_NODE or node.type == XML_CDATA_SECTION_NODE


cdef inline str value_of(xmlAttr* attribute):
    return "" if attribute.children is NULL else text_of(attribute.children.content)


cdef inline xmlAttr* first_attribute(xmlNode* node):
    if node is NULL:
        return NULL
    return node.properties


cdef str get(xmlNode* node, const char* name):
    """What an attribute says; None where there is none of the name."""
    cdef xmlAttr* attribute = first_attribute(node)
    while attribute is not NULL:
        if strcmp(<const char*>attribute.name, name) == 0:
            return value_of(attribute)
        attribute = attribute.next
    return None


cdef dict attributes_of(xmlNode* node):
    cdef dict said = {}
    cdef xmlAttr* attribute = node.properties
    while attribute is not NULL:
        said[text_of(attribute.name)] = value_of(attribute)
        attribute = attribute.next
    return said


cdef str texts_of(xmlNode* first, xmlNode* last):
    """What a row of texts says."""
    cdef str text = text_of(first.content)
    while first is not last:
        first = first.next
        text += text_of(first.content)
    return text


cdef str texts_in(xmlNode* root):
    """All texts in an element."""
    cdef list texts = []
    cdef xmlNode* node = root
    while True:
        if node.type == XML_ELEMENT_NODE and node.children is not NULL:
            node = node.children
            continue
        if is_text(node):
            texts.append(text_of(node.content))
        while node is not root and node.next is NULL:
            node = node.parent
        if node is root:
            return "".join(texts)
        node = node.next


cdef object formula_in(xmlNode* root):
    """The formula that an element holds."""
    cdef object formula = Formula(text_of(root.name), attributes_of(root))
    cdef xmlNode* node = root.children
    cdef xmlNode* first
    while node is not NULL:
        if node.type == XML_ELEMENT_NODE:
            formula.start(text_of(node.name), attributes_of(node))
            if node.children is not NULL:
                node = node.children
                continue
            formula.end()
        elif is_text(node):
            first = node
            while node.next is not NULL and is_text(node.next):
                node = node.next
            formula.data(texts_of(first, node))
        while node.next is NULL and node.parent is not root:
            node = node.parent
            formula.end()
        node = node.next
    return formula


@cython.final
cdef class Tree:
    """A page as lxml parsed it, and what is equal in it: one object each."""

    cdef object root
    cdef unordered_map[const void*, void*] tags, keys  # by address: libxml2 keeps a name once
    cdef unordered_map[Pair, void*, PairHash] rows  # by the addresses of the two that were put together
    cdef unordered_map[string_view, void*] parted  # words of names
    cdef dict owns
    cdef list kept

    def __cinit__(self, root not None):
        self.root = root
        self.kept, self.owns = [], {}

    cdef Tag tag(self, const_xmlChar* name):
        cdef void* known = self.tags[<const void*>name]
        if known is NULL:
            tag = tag_of(text_of(name))
            self.kept.append(tag)
            known = self.tags[<const void*>name] = <void*>tag
        return <Tag>known

    cdef Key key(self, const_xmlChar* name):
        cdef void* known = self.keys[<const void*>name]
        if known is NULL:
            key = key_of(text_of(name))
            self.kept.append(key)
            known = self.keys[<const void*>name] = <void*>key
        return <Key>known

    cdef int has(self, xmlNode* node) except -1:
        """Which of the attributes that the walk asks for an element has."""
        cdef int has = 0
        cdef xmlAttr* attribute = node.properties
        while attribute is not NULL:
            has |= self.key(attribute.name).has
            attribute = attribute.next
        return has

    cdef tuple words(self, xmlAttr* attribute):
        """Twin of `cleaner.read.element.words` for what an attribute says; the same is parted once a page."""
        cdef string spaced
        if attribute.children is NULL or attribute.children.content is NULL:
            return ()
        cdef const char* name = <const char*>attribute.children.content
        cdef void** known = &self.parted[string_view(name)]
        if known[0] is NULL:
            is_plain = part_name(name, spaced)
            self.kept.append(tuple(spaced.decode("ascii").split()[:MAX_OWN]) if is_plain else words(value_of(attribute)))
            known[0] = <void*>self.kept[-1]
        return <tuple>known[0]

    cdef tuple own_names(self, Element element):
        """Twin of `cleaner.read.element.own_names`."""
        cdef tuple found = ()
        cdef xmlAttr* attribute
        cdef Key key
        if element.own is not None:
            return element.own
        attribute = first_attribute(element.node)
        while attribute is not NULL and len(found) < MAX_OWN:
            key = self.key(attribute.name)
            if key.names:
                found = joined_tuples(found, self.words(attribute))
            elif key.is_data:
                found = joined_tuples(found, key.words)
                if key.tells and PyUnicode_GET_LENGTH(value_of(attribute)) <= LONGEST_VALUE:
                    found = joined_tuples(found, self.words(attribute))
            elif key.is_aria_hidden and value_of(attribute) == "true":
                found = joined_tuples(found, ("aria", "hidden"))
            attribute = attribute.next
        found = found[:MAX_OWN] if len(found) > MAX_OWN else found
        element.own = self.owns.setdefault(found, found)
        return element.own

    cdef tuple names(self, Element element):
        """Words of the names of an element and of those around it, nearest first."""
        cdef tuple own
        if element.names is None:
            own = self.own_names(element)
            element.names = self.names(element.parent)  # no deeper than MAX_DEPTH
            if own:
                element.names = self.joined(own, element.names, MAX_NAMES)
        return element.names

    cdef tuple path(self, Element element):
        """Tags of an element and of those around it, nearest first."""
        if element.path is None:
            element.path = self.path(element.parent)
            if not element.about.is_page:
                element.path = self.joined(element.about.row, element.path, MAX_ANCESTORS)
        return element.path

    cdef tuple joined(self, tuple own, tuple around, Py_ssize_t most):
        """A row and what is around it as one, the same object where the same two were put together before."""
        cdef void** known = &self.rows[Pair(<void*>own, <void*>around)]
        if known[0] is NULL:
            both = (own + around)[:most]
            self.kept.append((own, both))
            known[0] = <void*>both
        return <tuple>known[0]

    cdef int settle(self, Element element) except -1:
        cdef Element parent = element.parent
        cdef Tag about = element.about
        cdef Py_ssize_t own = len(self.own_names(element))
        if not parent.settled:
            self.settle(parent)  # no deeper than MAX_DEPTH
        element.level = about.level or parent.level
        element.own_count = own if element.kind else min(own + parent.own_count, MAX_NAMES)
        element.regions = parent.regions if about.region is None else with_region(parent.regions, about.region)
        if element.has & HAS_ROLE and ((get(element.node, "role") or "").lower() in markup.ROLES
                                       or (get(element.node, "itemprop") or "").lower() in markup.ROLES):
            add_roles(element)
        element.settled = True
        return 0


cdef inline tuple joined_tuples(tuple one, tuple other):
    return one + other if one and other else one or other


@cython.final
@cython.no_gc
@cython.freelist(512)
cdef class Element:
    """Twin of `cleaner.read.element.Element`."""

    cdef Tree tree
    cdef Tag about
    cdef xmlNode* node  # of the tree, or NULL
    cdef int has
    cdef dict said
    cdef tuple own
    cdef readonly object link
    cdef readonly Element parent, block
    cdef readonly int kind, depth
    cdef readonly Py_ssize_t number, first, direct, own_count
    cdef readonly bint in_lines, pre, settled
    cdef readonly object place
    cdef public int level
    cdef tuple names, path
    cdef public object regions
    cdef object children

    @property
    def tag(self):
        return self.about.name

    @property
    def attrib(self):
        if self.said is None:
            self.said = attributes_of(self.node)
        return self.said

    @property
    def names(self):
        return self.tree.names(self)

    @property
    def path(self):
        return self.tree.path(self)

    def settle(self):
        self.tree.settle(self)


cdef inline Element new_element(
    Tree tree, Tag about, xmlNode* node, Element parent, int kind, Py_ssize_t number, Py_ssize_t first
):
    cdef Element element = Element.__new__(Element)
    element.tree, element.about, element.node = tree, about, node
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


cdef inline str joined(list pieces):
    return pieces[0] if len(pieces) == 1 else "".join(pieces)


cdef inline str collapsed(str text):
    text = text.strip()
    return text if is_collapsed(<PyObject*>text) else collapse(text)


cdef inline bint is_space(str text):
    return Py_UNICODE_ISSPACE(PyUnicode_READ_CHAR(text, 0)) and text.isspace()


@cython.final
cdef class Walker:
    """The walk of one page: what `cleaner.read.walk.Walker` does, with what its `Line` does."""

    cdef Tree tree
    cdef object page
    cdef list blocks
    cdef object head
    cdef Element top, veil, ended, before, after, raised, reading, rendered, owner
    cdef list tables, titles, veils
    cdef list pieces, times, owners
    cdef vector[Py_ssize_t] firsts  # the first piece of each owner
    cdef Py_ssize_t numbers, beyond
    cdef int breaks
    cdef bint after_break

    def __cinit__(self, Tree tree not None):
        self.tree = tree
        self.page = Page()
        self.blocks, self.head = self.page.blocks, self.page.head
        self.tables, self.titles, self.veils = [], [], []
        self.pieces, self.times, self.owners = [], [], []
        self.breaks = 2
        self.top = Element.__new__(Element)
        self.top.tree, self.top.about, self.top.said, self.top.kind = tree, tag_of("body"), {}, BLOCK
        self.top.settled = True
        self.top.names, self.top.path, self.top.regions = (), (), frozenset()

    cdef object walk(self):
        """Goes through the tree, down and up again without calling itself, from the first <html> of a page of several."""
        cdef xmlNode* node = (<LxmlElement*>self.tree.root)._c_node
        cdef xmlNode* page = node.parent
        cdef xmlNode* first
        while node.prev is not NULL:
            node = node.prev
        while True:
            if node.type == XML_ELEMENT_NODE:
                if self.start(node):
                    if node.children is not NULL:
                        node = node.children
                        continue
                    self.end(node)
            elif is_text(node):
                first = node
                while node.next is not NULL and is_text(node.next):
                    node = node.next
                self.data(first, node)
            while node.next is NULL:
                node = node.parent
                if node is page:
                    return self.close()
                self.end(node)
            node = node.next

    cdef object close(self):
        self.flush()
        if self.veils:
            unveil(self.blocks, self.head.pictures, self.veils)
        if self.titles:
            self.head.title = " ".join(self.titles[0].split()) or None
        return self.page

    cdef int start(self, xmlNode* node) except -1:
        """Begins an element; 0 where nothing is to be read in it."""
        cdef Tag about = self.tree.tag(node.name)
        cdef int kind = about.kind, has
        cdef Element top = self.top, element
        cdef bint veils = kind == NOSCRIPT, watched
        if kind >= VOID and not veils:
            return self.start_special(node, about)
        has = self.tree.has(node)
        watched = about.is_watched or has & (HAS_STYLE | HAS_HIDDEN | HAS_TIME)
        if watched and not veils:
            veils = self.is_hidden(node, about, has)
        if has & HAS_CLASS and about.is_span and not veils and may_be_unread(get(node, "class")):
            veils = is_unread(attributes_of(node), top, len(self.pieces) > 0, top is self.rendered)
        if kind != BLOCK or top.pre:
            kind = self.kind_here(node, about, has)
        if veils and (not kind or self.pieces or self.veil is not None or top.depth >= MAX_DEPTH):
            return 0
        if kind:
            if self.pieces:
                self.flush()
            if kind <= CONTROL:
                self.breaks = 2
            self.numbers += 1
        elif about.is_line:
            self.end_line()
        if top.depth >= MAX_DEPTH:
            self.beyond += 1
            return 1
        self.top = element = new_element(
            self.tree, about, node, top, kind, self.numbers if kind else 0, len(self.blocks)
        )
        element.has = has
        if kind > BLOCK:
            self.start_block(element, kind)
        elif not kind:
            self.start_inline(element, top)
        if watched:
            self.start_watched(node, element)
        if veils:
            self.veil = element
        self.ended = None
        if about.is_link:
            href = get(node, "href")
            if href is not None:
                element.link = href
        elif about.is_raised:
            self.raised = element
        elif about.is_page and not self.head.language and about.name == "html":
            self.head.language = get(node, "lang") or get(node, "xml:lang") or None
        return 1

    cdef int kind_here(self, xmlNode* node, Tag about, int has) except -1:
        cdef Element top = self.top, holder = block_of(top)
        if about.kind == NOSCRIPT:
            return BLOCK
        if about.kind == CONTROL and holder.about.name == "p":
            return INLINE
        if not about.kind and has & HAS_STYLE and not holder.about.level and style_of(get(node, "style")).is_block:
            return BLOCK
        if top.pre and about.is_line and holder.kind == PRE and is_code(top):
            return INLINE
        return about.kind

    cdef int start_inline(self, Element element, Element top) except -1:
        cdef Element ended = self.ended
        if ended is not None and element.about.is_separate and ended.about.is_separate:
            self.before, self.after = ended, element
        elif element.about.is_time and self.pieces and Py_UNICODE_ISALNUM(last_of(<str>self.pieces[-1])):
            self.pieces.append(" ")
        elif ended is None:
            self.before, self.after = top, element
        return 0

    cdef int end(self, xmlNode* node) except -1:
        """Ends an element whose content was read."""
        cdef Tag about = self.tree.tag(node.name)
        cdef Element element = self.top
        if about.kind >= VOID and about.kind != NOSCRIPT:
            return 0
        if self.beyond:
            self.beyond -= 1
            if about.kind:
                self.flush()
                self.breaks = 2
            return 0
        if element.kind:
            if self.pieces:
                self.flush()
            self.end_block(element)
            self.ended = None
        else:
            if about.is_line:
                self.end_line()
            self.ended = element
            if element is self.reading:
                if self.pieces:
                    self.pieces.append("）")
                self.reading = None
        if element is self.raised:
            self.raised = None
        self.top = element.parent
        return 0

    cdef int data(self, xmlNode* first, xmlNode* last) except -1:
        """Reads a text, which is one node and hardly ever several."""
        cdef str text
        if first.content is not NULL and first is last and not self.pieces and is_blank(<const char*>first.content):
            return 0
        text = texts_of(first, last)
        if not PyUnicode_GET_LENGTH(text):
            return 0
        if not is_space(text):
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
        return 0

    # --- elements that are more than a box or a stretch of text ---

    cdef bint is_hidden(self, xmlNode* node, Tag about, int has) except -1:
        if has & HAS_HIDDEN or about.name == "dialog":
            return is_hidden(about.name, attributes_of(node))
        return has & HAS_STYLE and not about.is_page and style_of(get(node, "style")).hides

    cdef int start_special(self, xmlNode* node, Tag about) except -1:
        """Reads an element that is never open; 0 where what it holds is not read as text."""
        cdef int kind = about.kind
        if kind == BREAK:
            self.line_break()
        elif kind == RULE:
            self.flush()
            self.breaks = 2
        elif kind == META:
            self.add_meta(node)
        elif kind == LINKED:
            rel, href = get(node, "rel") if about.name == "link" else about.name, get(node, "href")
            if rel and href:
                self.head.links.append((rel.lower(), href))
        elif kind == IMAGE:
            self.add_image(node)
        elif kind == TITLE:
            self.titles.append(texts_in(node))
        elif kind == RAW:
            self.page.frames.append(texts_in(node))
        elif kind == FORMULA:
            self.add_formula(formula_in(node))
        elif kind == STYLE:
            if node.children is not NULL and strstr(<const char*>node.children.content, "</") is not NULL:
                self.page.in_style = self.page.in_style or swallows(texts_in(node))
        elif kind == SCRIPT:
            self.head.scripts += 1
            scripted = (get(node, "type") or "").lower()
            if "ld+json" in scripted:
                self.page.structured.append(texts_in(node))
            elif scripted.startswith("math/tex"):
                self.add_formula(formula_in(node))
        return kind < UNSEEN

    cdef int add_meta(self, xmlNode* node) except -1:
        """Twin of `cleaner.read.structured.add_to_head`, for a <meta>."""
        cdef str item = get(node, "itemprop"), content = get(node, "content")
        cdef str name = get(node, "name") or get(node, "property") or item or get(node, "http-equiv")
        if content is None:
            content = get(node, "value")
        if name and content is not None and not (item is not None and in_comment(self.top)):
            self.head.meta.append((name.strip().lower(), content))
        return 0

    cdef int add_image(self, xmlNode* node) except -1:
        cdef str named = get(node, "class"), url
        if named and may_be_formula(named):
            formula = formula_of_image(attributes_of(node))
            if formula is not None:
                return self.add_formula(formula)
        url = get(node, "data-src") or get(node, "data-lazy-src") or get(node, "src")
        if url and not url.startswith("data:") and len(self.head.pictures) < MAX_PICTURES:
            before = len(self.blocks) + (1 if self.pieces else 0)
            about = url, get(node, "alt") or None, before, block_of(self.top).number
            self.head.pictures.append(tuple.__new__(Picture, about))
        return 0

    cdef int add_formula(self, formula) except -1:
        cdef Element element
        self.rendered = self.top.parent
        tex = formula.tex()
        if tex:
            element = new_element(self.tree, tag_of("math"), NULL, self.top, INLINE, 0, len(self.blocks))
            element.said = formula.said
            self.add(tex, element)
            self.ended = self.before = self.after = self.raised = None
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
            and after.parent is around and not (before.about.name == "a" and after.about.name == "a")
        ):
            holder = self.owners[0]
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
        if element.about.name == "rt" or element.about.name == "rtc":
            if last_of(left) == u"（" or last_of(left) == u"(":
                return text
            text = f"（{text}" if self.reading is None else f"）（{text}"
            self.reading = element
            return text
        if element.about.name == "sub":
            return lowered(left, text)
        return raised(left, text, self.top.link or "", self.tree.own_names(element))

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

    cdef int start_watched(self, xmlNode* node, Element element) except -1:
        title = get(node, "title") if element.about.name == "abbr" else None
        time = get(node, "datetime") or get(node, "content") or title or ""
        if time[:1].isdigit():
            self.times.append(time[:100])
        if element.has & HAS_STYLE and style_of(get(node, "style")).keeps_space:
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
            self.owners.append(element)
            self.firsts.push_back(len(self.pieces))
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
            self.tree.settle(holder)
        if len(owners) > 1:
            names, credits = self.inner_of(holder, len(text) <= markup.SHORT)
        if len(owners) > 1 or holder.link is not None:
            links, linked = self.links_of()
        if holder.pre:
            made, shape = preformatted(text, holder, pieces, list(self.owned()))
        else:
            made = ((collapsed(text), ""),)
            if len(owners) == 1 and (holder.kind or holder.parent is None):
                shape = tuple.__new__(Shape, (holder, (), ()))
            else:
                shape = tuple.__new__(Shape, (holder, tuple(pieces), self.owned()))
        for paragraph, indent in made:
            evidence = evidence_of(holder, names, times, linked, links, credits)
            self.blocks.append(filled(Block, block_slots, (0, 0, paragraph, breaks, evidence, indent, shape)))
            credits, linked, breaks = (), 0, 2
        self.owner = None
        owners.clear()
        self.firsts.clear()
        pieces.clear()
        self.times.clear()
        self.after_break = False
        self.breaks = 0
        return True

    cdef tuple owned(self):
        """From which piece on which element holds the text, as `Line.owners`."""
        cdef Py_ssize_t number
        return tuple([(self.firsts[number], self.owners[number]) for number in range(len(self.owners))])

    cdef Py_ssize_t until(self, Py_ssize_t number):
        """The piece behind those of an owner."""
        return self.firsts[number + 1] if <size_t>number + 1 < self.firsts.size() else len(self.pieces)

    cdef tuple links_of(self):
        """The targets of the links in a text, and how many of its characters lie in them."""
        cdef list links = [], linked = []
        cdef Element element
        cdef Py_ssize_t number, place, first
        for number in range(len(self.owners)):
            first, element = self.firsts[number], self.owners[number]
            if element.link is None:
                continue
            for place in range(first, self.until(number)):
                if not is_space(<str>self.pieces[place]):
                    linked.append(self.pieces[place])
            if len(links) < MAX_LINKS and (not links or links[-1] is not element.link):
                links.append(element.link)
        return tuple(links), len(collapsed(joined(linked))) if linked else 0

    cdef tuple inner_of(self, Element holder, bint is_short):
        """Words of the names of inline elements that hold a part of a text; of a short one, those of them that are an author's."""
        cdef tuple names = (), own
        cdef set seen = set()
        cdef dict credited = {}
        cdef list credits = []
        cdef Element owner, element
        cdef Py_ssize_t number, first
        cdef bint found
        cdef int noted = 0
        for number in range(len(self.owners)):
            first, owner = self.firsts[number], self.owners[number]
            if owner is holder or owner.kind:
                continue
            noted += 1
            if noted > MAX_INNER:
                break
            found = False
            element = owner
            while element is not holder and not element.kind:
                own = self.tree.own_names(element)
                if element not in seen:
                    seen.add(element)
                    if len(names) < MAX_INNER:
                        names = names + own
                if is_short and not found and is_author(own, element.link if element.about.is_link else None):
                    begun = credited.get(element)
                    credited[element] = (first if begun is None else begun[0], self.until(number))
                    found = True
                element = element.parent
        for begun in credited.values():
            text = collapsed("".join(self.pieces[begun[0] : begun[1]]))
            if text and not any([name in text for name in credits]):
                credits.append(text)
        return names[:MAX_INNER] if len(names) > MAX_INNER else names, tuple(credits)


cdef Element holder_of(list owners):
    """The innermost element that holds all of the text."""
    cdef Element holder = owners[0], element
    cdef Py_ssize_t number
    for number in range(1, len(owners)):
        element = owners[number]
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
    return filled(Evidence, evidence_slots, (
        block.about.name, holder.tree.path(outer), holder.tree.names(holder), holder.own_count, names, times, holder.regions,
        holder.level, linked, links, block_of(siblings).number, False, NO_REPEATS, None, credits,
    ))


cdef object filled(object kind, const vector[Py_ssize_t]& slots, tuple values):
    """An object of a dataclass with slots, whose __init__ takes five times as long."""
    cdef object made = PyType_GenericAlloc(<PyTypeObject*>kind, 0)
    cdef size_t number
    for number in range(slots.size()):
        Py_INCREF(values[number])
        (<PyObject**>(<char*><PyObject*>made + slots[number]))[0] = <PyObject*>values[number]
    return made


cdef vector[Py_ssize_t] slots_of(object kind):
    """Where an object holds its slots, in the order of a dataclass's fields."""
    cdef vector[Py_ssize_t] places
    for name in kind.__slots__:
        slot = getattr(kind, name)
        places.push_back((<PyMemberDescrObject*>slot).d_member.offset)
    return places


cdef bint is_author(tuple own, str link) except -1:
    """Twin of `cleaner.read.element.credits_author`."""
    if own and not (<frozenset>AUTHORS[0]).isdisjoint(own):
        return True
    if link:
        for path in <tuple>AUTHORS[1]:
            if path in link:
                return True
    return False


cdef inline Py_UCS4 last_of(str text):
    return PyUnicode_READ_CHAR(text, PyUnicode_GET_LENGTH(text) - 1)


cdef int count_child(Element element) except -1:
    cdef Element around = block_of(element.parent)
    cdef str value = get(element.node, "value")
    last = around.children
    if last is None:
        last = whole_number(get(around.node, "start"), 1) - 1 if around.about.name == "ol" else 0
    element.place = around.children = last + 1 if value is None else whole_number(value, last + 1)
    return 0


def fits(etree not None):
    """Whether lxml's elements and libxml2's structures are laid out as in the headers that the core was built with."""
    version = LIBXML_VERSION // 10000, LIBXML_VERSION // 100 % 100
    return etree.LIBXML_VERSION[:2] == version and etree._Element.__basicsize__ == sizeof(LxmlElement)


def walk_tree(root):
    """A page that lxml parsed, as `cleaner.read.walk.Walker` reads it from the parser's events."""
    if markup is None:
        prepare()
    if not isinstance(root, Parsed) or (<LxmlElement*>root)._c_node is NULL:
        raise TypeError("A page's root is wanted, as lxml gives it.")
    return Walker(Tree(root)).walk()
