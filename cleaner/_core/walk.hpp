// White space of texts; of a block's, as in `collapse` of cleaner/read/line.py.
#pragma once

#include <Python.h>

#include <cstddef>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

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
