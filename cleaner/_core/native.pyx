# distutils: language = c++
# cython: language_level = 3, embedsignature = True
"""Compiled twins: what they mean is told where their twins in Python are."""

from cpython.buffer cimport PyBUF_C_CONTIGUOUS, PyBUF_FORMAT, PyBuffer_Release, PyObject_GetBuffer
from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.stdint cimport int8_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t, uintptr_t
from libcpp cimport bool
from libcpp.map cimport map
from libcpp.pair cimport pair
from libcpp.vector cimport vector


cdef extern from "trees.hpp" namespace "cleaner" nogil:
    cdef cppclass Forest:
        Forest(size_t facts) except +
        void ask(int32_t fact, int32_t limit, uint32_t rules_out) except +
        void answer(int32_t points) except +
        bool close() except +
        size_t size()
        size_t facts()
        void score[Number](const Number* facts, size_t things, int64_t* sums) except +
        void points[Number](const Number* facts, int64_t* found)

cdef extern from "lines.hpp" namespace "cleaner" nogil:
    const size_t CODES
    const size_t HEAD
    const int PHRASE_BITS
    cdef struct Characters:
        const uint8_t* kinds
        const uint64_t* mixed
        const uint8_t* flags
    cdef cppclass Text:
        size_t n
        vector[int64_t] counts, length, words, tokens, small, sentences
        vector[uint8_t] stop, closes
        Text(size_t lines) except +
        void add[Char](const Characters& about, const Char* text, size_t size) except +
        bool capitals(size_t line)
        bool prose(size_t line)

cdef extern from "facts.hpp" namespace "cleaner" nogil:
    const size_t FACTS
    const size_t GIVEN
    void text_facts(const Text& text, const int64_t* given, const int8_t* table, int32_t* facts) except +

cdef extern from "pages.hpp" namespace "cleaner" nogil:
    const size_t PAGE_FACTS
    cdef enum Known:
        TAG, DEPTH, LEVEL, LINK_CHARS, LINKS, FOLDED, SAYS, REGIONS, CONTAINER, BOX, NAMES, KNOWN
    cdef size_t NAMED, SAID, AREAS, ASKED
    cdef cppclass Names:
        size_t kin, peer
        int32_t weights[9]
    cdef cppclass Blocks:
        vector[int64_t] known
        vector[Names] names
        Blocks(size_t blocks) except +
    cdef cppclass Columns:
        const int32_t* facts
        size_t n
    bool page_facts_ "cleaner::page_facts"(const Text& lines, const Text& titles, const Blocks& blocks, const int32_t* text, int32_t* facts) except +
    vector[int64_t] genre_facts_ "cleaner::genre_facts"(const Columns& table, const vector[size_t]& rows, const int64_t* scores, const int64_t* containers,
                                size_t labels, size_t forms) except +

cdef extern from "strings.hpp" namespace "cleaner" nogil:
    cdef cppclass Automaton:
        void add(const char* bytes, size_t size, bool begins, bool ends, size_t thing, int64_t most) except +
        void build() except +
        void find(const char* line, size_t size, int64_t spaces, vector[size_t]& found) except +

cdef extern from "Python.h":
    const char* PyUnicode_AsUTF8AndSize(object, Py_ssize_t*) except NULL
    int PyUnicode_KIND(object)
    void* PyUnicode_DATA(object)
    Py_ssize_t PyUnicode_GET_LENGTH(object)


VERSION = 11


cdef class Trees:
    """Twin of `cleaner.trees.Trees`."""

    cdef Forest* forest
    cdef dict rows

    def __cinit__(self, trees, names):
        self.rows = {name: number for number, name in enumerate(names)}
        self.forest = new Forest(len(self.rows))
        for tree in trees:
            for name, limit, rules_out in tree["questions"]:
                self.forest.ask(self.rows[name], limit, rules_out)
            for points in tree["points"]:
                self.forest.answer(points)
            if not self.forest.close():
                raise ValueError("A tree has more than 32 leaves, or rules all of them out.")

    def __dealloc__(self):
        del self.forest

    def score(self, facts):
        cdef Py_buffer view
        cdef vector[int64_t] sums
        PyObject_GetBuffer(facts, &view, PyBUF_C_CONTIGUOUS | PyBUF_FORMAT)
        try:
            if view.ndim != 2 or <size_t>view.shape[0] != self.forest.facts() or view.format[0] not in b"ilq":
                raise ValueError(f"A table of {self.forest.facts()} rows of int32 or int64 is wanted.")
            sums.resize(<size_t>view.shape[1])
            if view.itemsize == 4:
                with nogil:
                    self.forest.score[int32_t](<const int32_t*>view.buf, sums.size(), sums.data())
            else:
                with nogil:
                    self.forest.score[int64_t](<const int64_t*>view.buf, sums.size(), sums.data())
        finally:
            PyBuffer_Release(&view)
        return sums

    def score_rows(self, rows):
        cdef vector[int64_t] facts
        cdef vector[int64_t] sums
        cdef size_t things = len(rows)
        cdef size_t column = 0
        cdef size_t row
        facts.resize(self.forest.facts() * things)
        sums.resize(things)
        for thing in rows:
            for name, value in thing.items():
                found = self.rows.get(name)
                if found is not None:
                    row = found
                    facts[row * things + column] = value
            column += 1
        with nogil:
            self.forest.score[int64_t](facts.data(), things, sums.data())
        return sums

    def points(self, facts):
        cdef vector[int64_t] some = facts
        cdef vector[int64_t] found
        if some.size() != self.forest.facts():
            raise ValueError(f"{self.forest.facts()} facts are wanted.")
        found.resize(self.forest.size())
        self.forest.points[int64_t](some.data(), found.data())
        return found


cdef object _numbers(const vector[int64_t]& found):
    import numpy

    return numpy.frombuffer(PyBytes_FromStringAndSize(<const char*>found.data(), found.size() * 8), numpy.int64)


cdef class Lines:
    """Twin of `cleaner.judge.lines.Lines`, but for what only the twins themselves ask of it."""

    cdef Text* text
    cdef readonly Py_ssize_t n

    def __cinit__(self, texts not None, bytes kinds not None, bytes mixed not None, bytes flags not None, ends_sentence):
        cdef Characters about
        cdef size_t line
        if <size_t>len(kinds) != CODES or <size_t>len(mixed) != 8 * CODES or <size_t>len(flags) != CODES:
            raise ValueError(f"Tables of {CODES} characters are wanted.")
        about.kinds = <const uint8_t*><const char*>kinds
        about.mixed = <const uint64_t*><const char*>mixed
        about.flags = <const uint8_t*><const char*>flags
        self.n = len(texts)
        self.text = new Text(self.n)
        for text in texts:
            if not isinstance(text, str):
                raise TypeError("Lines are str.")
            if PyUnicode_KIND(text) == 1:
                self.text.add[uint8_t](about, <const uint8_t*>PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text))
            elif PyUnicode_KIND(text) == 2:
                self.text.add[uint16_t](about, <const uint16_t*>PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text))
            else:
                self.text.add[uint32_t](about, <const uint32_t*>PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text))
        for line in range(self.text.n):
            if self.text.closes[line] and ends_sentence(texts[line]):
                self.text.stop[line] = 1
                # "C'est fini. »": the space before the quote has ended it.
                if not (texts[line][-2:-1].isspace() and <size_t>self.text.length[line] <= HEAD):
                    self.text.sentences[line] += 1

    @property
    def counts(self):
        return _numbers(self.text.counts).reshape(16, self.n)

    @property
    def words(self):
        return _numbers(self.text.words)

    def measured(self):
        cdef Py_ssize_t line
        cdef Text* text = self.text
        cdef list words = [], stop = [], sentences = [], shares = [], capitals = [], prose = []
        for line in range(self.n):
            words.append(text.words[line])
            stop.append(text.stop[line] != 0)
            sentences.append(text.sentences[line])
            shares.append(<double>text.small[line] / max(1, text.tokens[line]))
            capitals.append(text.capitals(line))
            prose.append(text.prose(line))
        return words, stop, sentences, shares, capitals, prose

    def __dealloc__(self):
        del self.text

    def text_facts(self, list given not None, table not None):
        """Twin of what `cleaner.judge.facts.text_facts` works out in numpy. given: a list a row."""
        cdef Py_buffer weights, made
        cdef vector[int64_t] known
        cdef list row
        import numpy

        known.reserve(GIVEN * <size_t>self.n)
        for row in given:
            for number in row:
                known.push_back(<int32_t>number)
        facts = numpy.empty((FACTS, self.n), numpy.int32)
        PyObject_GetBuffer(facts, &made, PyBUF_C_CONTIGUOUS)
        PyObject_GetBuffer(table, &weights, PyBUF_C_CONTIGUOUS)
        try:
            if known.size() != GIVEN * <size_t>self.n or weights.len != 1 << PHRASE_BITS:
                raise ValueError(f"{GIVEN} numbers a line and a table of 2**{PHRASE_BITS} weights are wanted.")
            with nogil:
                text_facts(self.text[0], known.data(), <const int8_t*>weights.buf, <int32_t*>made.buf)
        finally:
            PyBuffer_Release(&weights)
            PyBuffer_Release(&made)
        return facts

    def page_facts(self, list evidence not None, Lines titles not None, text not None, boxes not None, dict weights not None,
                   dict tags not None, says not None, regions not None):
        """Twin of what `cleaner.judge.page_facts.page_facts` works out in numpy."""
        cdef Py_buffer known, made
        cdef Blocks* blocks = new Blocks(<size_t>self.n)
        cdef bool good
        import numpy

        try:
            if len(evidence) != self.n or len(boxes) != self.n or <size_t>len(says) != SAID or <size_t>len(regions) != AREAS:
                raise ValueError("Evidence and a box a line are wanted.")
            _read_evidence(blocks, evidence, boxes, weights, tags, says, regions)
            facts = numpy.empty((PAGE_FACTS, self.n), numpy.int32)
            PyObject_GetBuffer(facts, &made, PyBUF_C_CONTIGUOUS)
            PyObject_GetBuffer(text, &known, PyBUF_C_CONTIGUOUS)
            try:
                if known.itemsize != 4 or <size_t>known.len != 4 * FACTS * <size_t>self.n:
                    raise ValueError(f"A table of {FACTS} rows of int32 is wanted.")
                with nogil:
                    good = page_facts_(self.text[0], titles.text[0], blocks[0], <const int32_t*>known.buf, <int32_t*>made.buf)
            finally:
                PyBuffer_Release(&known)
                PyBuffer_Release(&made)
            if not good:
                raise ValueError("Boxes are numbers of labels.")
        finally:
            del blocks
        return facts


cdef enum:  # cleaner.judge.page_facts
    OWN, NEAR_BY, FAR_OFF, PARTS
    NEAR = 8
    FAR = 30
    OF_PART = 3
    KIN = 6


cdef int _read_evidence(Blocks* blocks, list evidence, boxes, dict weights, dict tags, says, regions) except -1:
    """Evidence as numbers. What neighbours share is one object, and is looked at once."""
    cdef map[pair[pair[uintptr_t, uintptr_t], Py_ssize_t], int64_t] called
    cdef map[uintptr_t, int64_t] bits
    cdef pair[pair[uintptr_t, uintptr_t], Py_ssize_t] call
    cdef dict kin = {}, peers = {}
    cdef list alive = []  # no other object may come to stand where one was
    cdef size_t n = len(evidence), at = 0
    cdef int64_t* row = blocks.known.data()
    cdef Py_ssize_t own
    cdef tuple names
    for e in evidence:
        tag, names, own = e.tag, <tuple?>e.names, e.own_names
        row[TAG * n + at] = <int32_t>tags.get(tag, 0)
        row[DEPTH * n + at] = min(60, len(<tuple?>e.ancestors))
        row[LEVEL * n + at] = <int32_t>e.level
        row[LINK_CHARS * n + at] = <int32_t>e.link_chars
        row[LINKS * n + at] = len(<tuple?>e.links)
        row[FOLDED * n + at] = <bint>e.folded
        row[CONTAINER * n + at] = <int32_t>e.container
        row[BOX * n + at] = <int32_t>boxes[at]
        row[SAYS * n + at] = _bits(bits, alive, e.repeats, says)
        row[REGIONS * n + at] = _bits(bits, alive, e.regions, regions)
        call.first.first, call.first.second, call.second = <uintptr_t><void*>names, <uintptr_t><void*>tag, own
        if not called.count(call):
            alive += tag, names
            own = min(max(0, own), len(names))
            called[call] = <int64_t>blocks.names.size()
            blocks.names.push_back(_names(
                names, own, weights, kin.setdefault(names[own : own + KIN], len(kin)),
                peers.setdefault((tag, names[: own + KIN]), len(peers)),
            ))
        row[NAMES * n + at] = called[call]
        at += 1
    return 0


cdef int64_t _bits(map[uintptr_t, int64_t]& known, list alive, some, wanted) except -1:
    """Which of some names a set holds; or, of some sets, with which it shares a name."""
    cdef int64_t bits = 0, bit = 1
    cdef uintptr_t place = <uintptr_t><void*>some
    if known.count(place):
        return known[place]
    alive.append(some)
    for one in wanted:
        if one in some if isinstance(one, str) else not some.isdisjoint(one):
            bits |= bit
        bit <<= 1
    known[place] = bits
    return bits


cdef Names _names(tuple names, Py_ssize_t own, dict weights, size_t kin, size_t peer):
    """What the names of an element and of those around it weigh: sum, least and most of its own, of the next ones, of all others."""
    cdef Names found  # all weights 0
    cdef bint told[PARTS]
    cdef int part
    cdef Py_ssize_t place
    cdef int32_t weight
    cdef int32_t* fact
    found.kin, found.peer = kin, peer
    told[OWN] = told[NEAR_BY] = told[FAR_OFF] = False
    for place in range(min(len(names), max(FAR, own + NEAR))):
        known = weights.get(names[place])
        if known is None:
            continue
        weight = known
        part = OWN if place < own else NEAR_BY if place < own + NEAR else FAR_OFF
        fact = found.weights + OF_PART * part
        fact[0] += weight
        fact[1] = min(fact[1], weight) if told[part] else weight
        fact[2] = max(fact[2], weight) if told[part] else weight
        told[part] = True
    return found


def genre_facts(facts not None, list scores not None, list evidence not None, list asked not None, size_t labels, size_t forms,
                dict signs not None):
    """Twin of `cleaner.judge.genre.facts_of_blocks`."""
    cdef Py_buffer view
    cdef Columns table
    cdef vector[int64_t] score = scores, containers, found
    cdef vector[size_t] rows = asked
    cdef size_t row
    for e in evidence[: score.size()]:
        containers.push_back(<int32_t>e.container)
    PyObject_GetBuffer(facts, &view, PyBUF_C_CONTIGUOUS)
    try:
        if view.itemsize != 4 or view.ndim != 2 or rows.size() < ASKED:
            raise ValueError("A table of int32 is wanted.")
        for row in rows:
            if row >= <size_t>view.shape[0]:
                raise ValueError("The table has fewer rows.")
        table.facts, table.n = <const int32_t*>view.buf, view.shape[1]
        if score.size() != table.n or containers.size() != table.n:
            raise ValueError("A score and evidence a block are wanted.")
        found = genre_facts_(table, rows, score.data(), containers.data(), labels, forms)
    finally:
        PyBuffer_Release(&view)
    told, many = _signs(evidence, signs)
    return found, told, many


cdef tuple _signs(list evidence, dict signs):
    """How often names hold each of the cues among the first 12, and in how many blocks posts among the first 20."""
    cdef map[uintptr_t, int64_t] times
    cdef vector[int64_t] told
    cdef int64_t many = 0, some
    cdef list distinct = []
    cdef Py_ssize_t place
    cdef tuple names
    cdef size_t sign, none = 2 * len(signs)
    cdef bint is_post
    told.resize(len(signs))
    for e in evidence:
        names = <tuple?>e.names
        if not times.count(<uintptr_t><void*>names):
            distinct.append(names)
        times[<uintptr_t><void*>names] += 1
    for names in distinct:
        some, is_post = times[<uintptr_t><void*>names], False
        for place in range(min(20, len(names))):
            sign = signs.get(names[place], none)
            is_post = is_post or sign & 1
            if place < 12 and sign < none:
                told[sign >> 1] += some
        many += some if is_post else 0
    return told, many


cdef class Strings:
    """Twin of `cleaner.rules.search.Strings`."""

    cdef Automaton automaton

    def __cinit__(self, needles not None, most not None):
        cdef Py_ssize_t size
        cdef size_t thing = 0
        cdef const char* text
        cdef bint begins, ends
        for some, spaces in zip(needles, most, strict=True):
            for needle in some:
                text = PyUnicode_AsUTF8AndSize(needle, &size)
                begins = size > 0 and text[0] == 1
                ends = size > 1 and text[size - 1] == 1
                if size - begins - ends < 1:
                    raise ValueError("A string is wanted that is not empty.")
                self.automaton.add(text + begins, size - begins - ends, begins, ends, thing, spaces)
            thing += 1
        self.automaton.build()

    def find(self, lines not None, spaces not None):
        cdef vector[size_t] things
        cdef size_t thing
        cdef Py_ssize_t size, line = 0
        cdef const char* text
        cdef dict found = {}
        for line_text, count in zip(lines, spaces, strict=True):
            text = PyUnicode_AsUTF8AndSize(line_text, &size)
            self.automaton.find(text, size, count, things)
            for thing in things:
                found.setdefault(thing, []).append(line)
            line += 1
        return found


include "walk.pxi"
