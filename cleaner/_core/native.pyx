# distutils: language = c++
# cython: language_level = 3, embedsignature = True
"""Compiled twins: what they mean is told where their twins in Python are."""

from cpython.buffer cimport PyBUF_C_CONTIGUOUS, PyBUF_FORMAT, PyBuffer_Release, PyObject_GetBuffer
from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.stdint cimport int8_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libcpp cimport bool
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
    const uint8_t QUOTE, BRACKET, LINK
    cdef struct Characters:
        const uint8_t* kinds
        const uint64_t* mixed
        const uint8_t* flags
    cdef cppclass Text:
        size_t n
        int64_t longest
        vector[int64_t] counts, length, words, tokens, small, capital, sentences, stem_line, stem_slot
        vector[uint8_t] first, last, stop
        Text(size_t lines) except +
        void add[Char](const Characters& about, const Char* text, size_t size) except +
        void phrases(const int8_t* table, int64_t* scores)
        void in_common(const uint8_t* prose, int64_t* shares) except +

cdef extern from "facts.hpp" namespace "cleaner" nogil:
    const size_t FACTS
    const size_t GIVEN
    void text_facts(const Text& text, const int64_t* given, const int8_t* table, int32_t* facts) except +

cdef extern from "strings.hpp" namespace "cleaner" nogil:
    cdef cppclass Automaton:
        void add(const char* bytes, size_t size, bool begins, bool ends, bool in_long) except +
        void build() except +
        void find(const char* line, size_t size, bool is_long, vector[int32_t]& found) except +

cdef extern from "Python.h":
    const char* PyUnicode_AsUTF8AndSize(object, Py_ssize_t*) except NULL
    int PyUnicode_KIND(object)
    void* PyUnicode_DATA(object)
    Py_ssize_t PyUnicode_GET_LENGTH(object)


VERSION = 4


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


cdef object _bytes(const vector[uint8_t]& found):
    import numpy

    return numpy.frombuffer(PyBytes_FromStringAndSize(<const char*>found.data(), found.size()), numpy.uint8)


cdef class Lines:
    """Twin of `cleaner.judge.lines.Lines`, but for what only the twins themselves ask of it."""

    cdef Text* text
    cdef readonly Py_ssize_t n, longest
    cdef readonly object counts, first, last, length, words, tokens, small, capital, stop, sentences, stems

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
        self.longest = self.text.longest
        for line in range(self.text.n):
            if self.text.last[line] in (QUOTE, BRACKET, LINK) and ends_sentence(texts[line]):
                self.text.stop[line] = 1
                # "C'est fini. »": the space before the quote has ended it.
                if not (texts[line][-2:-1].isspace() and <size_t>self.text.length[line] <= HEAD):
                    self.text.sentences[line] += 1
        self.counts = _numbers(self.text.counts).reshape(16, self.n)
        self.first, self.last, self.stop = _bytes(self.text.first), _bytes(self.text.last), _bytes(self.text.stop).view("?")
        self.length, self.words = _numbers(self.text.length), _numbers(self.text.words)
        self.tokens, self.sentences = _numbers(self.text.tokens), _numbers(self.text.sentences)
        self.small, self.capital = _numbers(self.text.small), _numbers(self.text.capital)
        self.stems = _numbers(self.text.stem_line), _numbers(self.text.stem_slot)

    def __dealloc__(self):
        del self.text

    def phrase_scores(self, table not None):
        """The scores of `cleaner.judge.phrases.Phrases`."""
        cdef Py_buffer view
        cdef vector[int64_t] scores
        scores.resize(self.text.n)
        PyObject_GetBuffer(table, &view, PyBUF_C_CONTIGUOUS)
        try:
            if view.len != 1 << PHRASE_BITS:
                raise ValueError(f"A table of 2**{PHRASE_BITS} weights is wanted.")
            with nogil:
                self.text.phrases(<const int8_t*>view.buf, scores.data())
        finally:
            PyBuffer_Release(&view)
        return _numbers(scores)

    def in_common(self, prose not None):
        """Twin of `cleaner.judge.lines.in_common`."""
        cdef Py_buffer view
        cdef vector[int64_t] shares
        shares.resize(self.text.n)
        PyObject_GetBuffer(prose, &view, PyBUF_C_CONTIGUOUS)
        try:
            if view.len != self.n or view.itemsize != 1:
                raise ValueError("One truth value a line is wanted.")
            with nogil:
                self.text.in_common(<const uint8_t*>view.buf, shares.data())
        finally:
            PyBuffer_Release(&view)
        return _numbers(shares)

    def text_facts(self, given not None, table not None):
        """Twin of what `cleaner.judge.facts.text_facts` works out in numpy."""
        cdef Py_buffer known, weights, made
        import numpy

        facts = numpy.empty((FACTS, self.n), numpy.int32)
        PyObject_GetBuffer(facts, &made, PyBUF_C_CONTIGUOUS)
        PyObject_GetBuffer(table, &weights, PyBUF_C_CONTIGUOUS)
        PyObject_GetBuffer(given, &known, PyBUF_C_CONTIGUOUS)
        try:
            if known.itemsize != 8 or <size_t>known.len != 8 * GIVEN * <size_t>self.n or weights.len != 1 << PHRASE_BITS:
                raise ValueError(f"{GIVEN} numbers a line and a table of 2**{PHRASE_BITS} weights are wanted.")
            with nogil:
                text_facts(self.text[0], <const int64_t*>known.buf, <const int8_t*>weights.buf, <int32_t*>made.buf)
        finally:
            PyBuffer_Release(&known)
            PyBuffer_Release(&weights)
            PyBuffer_Release(&made)
        return facts


cdef class Strings:
    """Twin of `cleaner.rules.search.Strings`."""

    cdef Automaton automaton

    def __cinit__(self, needles not None, for_long not None):
        cdef Py_ssize_t size
        cdef const char* text
        cdef bint begins, ends
        for needle, in_long in zip(needles, for_long, strict=True):
            text = PyUnicode_AsUTF8AndSize(needle, &size)
            begins = size > 0 and text[0] == 1
            ends = size > 1 and text[size - 1] == 1
            if size - begins - ends < 1:
                raise ValueError("A string is wanted that is not empty.")
            self.automaton.add(text + begins, size - begins - ends, begins, ends, in_long)
        self.automaton.build()

    def find(self, lines not None, are_long not None):
        cdef vector[int32_t] strings
        cdef int32_t string
        cdef Py_ssize_t size, line = 0
        cdef const char* text
        cdef list found = []
        for line_text, is_long in zip(lines, are_long, strict=True):
            text = PyUnicode_AsUTF8AndSize(line_text, &size)
            self.automaton.find(text, size, is_long, strings)
            for string in strings:
                found.append((line, string))
            line += 1
        return found


cdef enum:  # cleaner.judge.page_facts
    OWN, NEAR_BY, FAR_OFF, PARTS
    NEAR = 8
    FAR = 30
    OF_PART = 3


def name_facts(list evidence not None, dict weights not None):
    """Twin of `cleaner.judge.page_facts.name_facts`."""
    cdef vector[int32_t] facts
    cdef dict rows = {}
    cdef tuple names
    cdef Py_ssize_t row = 0, own, place, number
    cdef int32_t weight
    cdef int32_t* fact
    cdef bint told[PARTS]
    cdef int part
    import numpy

    facts.resize(PARTS * OF_PART * len(evidence))
    for e in evidence:
        own = max(0, <Py_ssize_t>e.own_names)
        names = <tuple?>e.names
        names = names[: max(FAR, min(own, len(names)) + NEAR)]
        same = rows.setdefault((names, own), row)
        fact = facts.data() + PARTS * OF_PART * row
        if same != row:
            number = same
            for place in range(PARTS * OF_PART):
                fact[place] = facts[PARTS * OF_PART * number + place]
        else:
            told[OWN] = told[NEAR_BY] = told[FAR_OFF] = False
            for place in range(len(names)):
                found = weights.get(names[place])
                if found is None:
                    continue
                weight = found
                part = OWN if place < own else NEAR_BY if place < own + NEAR else FAR_OFF
                fact = facts.data() + OF_PART * (PARTS * row + part)
                fact[0] += weight
                fact[1] = min(fact[1], weight) if told[part] else weight
                fact[2] = max(fact[2], weight) if told[part] else weight
                told[part] = True
        row += 1
    made = PyBytes_FromStringAndSize(<const char*>facts.data(), facts.size() * 4)
    return numpy.frombuffer(made, numpy.int32).reshape(row, PARTS * OF_PART)


include "walk.pxi"
