// White space of a block's text, as in `collapse` of cleaner/read/line.py.
#pragma once

#include <Python.h>

#include <cstddef>
#include <vector>

namespace cleaner {

// Whether a text has nothing but single spaces between its words, and none at its ends.
template <class Char> bool is_collapsed(const Char* text, size_t size) {
    bool after_space = true;
    for (size_t i = 0; i < size; i++) {
        const bool space = Py_UNICODE_ISSPACE(text[i]);
        if (space && (after_space || text[i] != ' ')) return false;
        after_space = space;
    }
    return size == 0 || !after_space;
}

// The text with single spaces between its words, and none at its ends.
template <class Char> std::vector<Char> collapsed(const Char* text, size_t size) {
    std::vector<Char> found;
    found.reserve(size);
    bool after_space = false;
    for (size_t i = 0; i < size; i++) {
        if (Py_UNICODE_ISSPACE(text[i])) {
            after_space = true;
            continue;
        }
        if (after_space && !found.empty()) found.push_back(Char(' '));
        after_space = false;
        found.push_back(text[i]);
    }
    return found;
}

// How many characters `collapsed` gives.
template <class Char> size_t collapsed_length(const Char* text, size_t size) {
    size_t length = 0;
    bool after_space = false;
    for (size_t i = 0; i < size; i++) {
        if (Py_UNICODE_ISSPACE(text[i])) {
            after_space = true;
            continue;
        }
        length += after_space && length ? 2 : 1;
        after_space = false;
    }
    return length;
}

}  // namespace cleaner
