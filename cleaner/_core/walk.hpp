// What the walk asks of texts and addresses.
#pragma once

#include <Python.h>

#include <cstddef>
#include <cstring>
#include <functional>
#include <string>

namespace cleaner {

// Two addresses, to look up what was made of the two.
struct Pair {
    const void* one;
    const void* other;
    Pair(const void* one, const void* other) : one(one), other(other) {}
    bool operator==(const Pair& pair) const { return one == pair.one && other == pair.other; }
};
struct PairHash {
    size_t operator()(const Pair& pair) const {
        return std::hash<const void*>()(pair.one) * 31 + std::hash<const void*>()(pair.other);
    }
};

// Whether a text is white space of ASCII and nothing else.
inline bool is_blank(const char* text) {
    while (*text == ' ' || (*text >= '\t' && *text <= '\r') || (*text >= 0x1c && *text <= 0x1f)) text++;
    return *text == 0;
}

// A name's words as `words` of cleaner/read/element.py has them, with spaces between; false where it is not all ASCII.
inline bool part_name(const char* name, std::string& words) {
    const size_t size = strnlen(name, 500);
    for (size_t i = 0; i < size; i++) {
        const char sign = name[i], before = i ? name[i - 1] : ' ';
        if (sign & 0x80) return false;
        const bool is_hump = Py_ISUPPER(sign) && Py_ISALNUM(before);
        if (is_hump && (!Py_ISUPPER(before) || (i + 1 < size && Py_ISLOWER(name[i + 1])))) words += ' ';
        words += Py_ISALNUM(sign) ? char(Py_TOLOWER(sign)) : ' ';
    }
    return true;
}

// Whether `collapse` of cleaner/read/line.py leaves a text as it is: single spaces between its words, and none at its ends.
inline bool is_collapsed(PyObject* text) {
    const int kind = PyUnicode_KIND(text);
    const void* data = PyUnicode_DATA(text);
    const Py_ssize_t size = PyUnicode_GET_LENGTH(text);
    bool after_space = true;
    for (Py_ssize_t i = 0; i < size; i++) {
        const Py_UCS4 sign = PyUnicode_READ(kind, data, i);
        const bool is_space = Py_UNICODE_ISSPACE(sign);
        if (is_space && (after_space || sign != ' ')) return false;
        after_space = is_space;
    }
    return size == 0 || !after_space;
}

}  // namespace cleaner
