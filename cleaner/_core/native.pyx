# distutils: language = c++
# cython: language_level = 3, embedsignature = True
"""Compiled twins: what they mean is told where their twins in Python are."""

from cpython.buffer cimport PyBUF_C_CONTIGUOUS, PyBUF_FORMAT, PyBuffer_Release, PyObject_GetBuffer
from libc.stdint cimport int32_t, int64_t, uint32_t
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
