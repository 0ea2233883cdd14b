// Lines as numbers, as in cleaner/judge/lines.py and cleaner/judge/phrases.py: one pass over the head of each line.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace cleaner {

constexpr size_t HEAD = 240, SEEN = 200, KINDS = 16, WHOLE = 6, LONGEST_NUMBER = 8, CLOSERS = 8, ROOM = size_t(1) << 16;
constexpr uint32_t ASTRAL = 0x10000, ASTRAL_HAN = 0x20000, CODES = ASTRAL + 2;
enum Kind : uint8_t { BREAK, SPACE, LOWER, UPPER, LETTER, UNSPACED, DIGIT, STOP, COMMA, COLON, QUOTE, DASH, BRACKET, LINK, MONEY, SYMBOL };
enum Flag : uint8_t { UNPARTED = 1, NEVER_STOPPED = 2 };
enum Seen : uint8_t { SEPARATOR = 1, QUESTION = 2, ADDRESS = 4 };

constexpr uint64_t FACTOR = 0x9E3779B97F4A7C15u, SECOND = 0xC2B2AE3D27D4EB4Fu, NUMBER = 0xD6E8FEB86659FD93u;
constexpr uint64_t TIES[4] = {1, 0x9E6C63D0876A9A99u, 0x165667B19E3779F9u, 0x27D4EB2F165667C5u};
constexpr uint64_t IN_ORDER[WHOLE] = {3, 0xA24BAED4963EE407u, 0x9FB21C651E98DF25u,
                                      0x94D049BB133111EBu, 0xBF58476D1CE4E5B9u, 0xD1B54A32D192ED03u};
constexpr int WORD_BITS = 18, PHRASE_BITS = 20;

// What is known of characters: a table of `CODES` entries each.
struct Characters {
    const uint8_t* kinds;
    const uint64_t* mixed;
    const uint8_t* flags;
};

inline int64_t floor_div(int64_t a, int64_t b) {
    const int64_t whole = a / b;
    return whole - (a % b != 0 && (a < 0) != (b < 0));
}

inline bool in_word(uint8_t kind) { return kind >= LOWER && kind <= DIGIT; }

// How phrases are parted: 0 parts words, 1 is a letter, 2 a digit, 3 a word of its own.
inline int part_of(uint8_t kind) {
    if (kind <= SPACE) return 0;
    if (kind == DIGIT) return 2;
    return kind <= LETTER ? 1 : 3;
}

class Text {
  public:
    size_t n = 0;
    std::vector<int64_t> counts, length, words, tokens, small, capital, sentences;
    std::vector<uint8_t> first, last, stop, seen;
    std::vector<uint8_t> closes;  // whether a mark that may close a sentence ends it, with a stop before
    std::vector<int64_t> stem_line, stem_slot;

    explicit Text(size_t lines)
        : counts(KINDS * lines), length(lines), words(lines), tokens(lines), small(lines), capital(lines),
          sentences(lines), first(lines), last(lines), stop(lines), seen(lines), closes(lines), lines_(lines) {
        firsts_.reserve(lines + 1);
        firsts_.push_back(0);
    }

    // Reads the next line.
    template <class Char> void add(const Characters& about, const Char* text, size_t size) {
        if (n >= lines_) return;
        uint8_t kinds[HEAD + 2];
        uint64_t mixed[HEAD];
        uint8_t flags[HEAD];
        const size_t head = std::min(size, HEAD);
        for (size_t i = 0; i < head; i++) {
            uint32_t code = text[i];
            if (code == '\n') code = ' ';
            if (code >= ASTRAL) code = code >= ASTRAL_HAN ? ASTRAL + 1 : ASTRAL;
            kinds[i] = about.kinds[code];
            mixed[i] = about.mixed[code];
            flags[i] = about.flags[code];
        }
        kinds[head] = kinds[head + 1] = BREAK;
        length[n] = int64_t(size);
        first[n] = kinds[0];
        last[n] = size ? about.kinds[std::min(uint32_t(text[size - 1]), CODES - 1)] : uint8_t(BREAK);
        for (size_t i = size - std::min(size, CLOSERS); i < size; i++)
            closes[n] |= about.kinds[std::min(uint32_t(text[i]), CODES - 1)] == STOP;
        closes[n] &= last[n] == QUOTE || last[n] == BRACKET || last[n] == LINK;
        count(kinds, head);
        read_tokens(kinds, head, size);
        read_ends(kinds, flags, head);
        read_stems(kinds, mixed, head);
        read_words(kinds, mixed, head);
        look(text, std::min(size, SEEN));
        n++;
    }

    int64_t count(Kind kind, size_t line) const { return counts[size_t(kind) * n + line]; }

    // Whether all letters of a line are capitals, and whether it reads like a paragraph.
    bool capitals(size_t line) const { return count(UPPER, line) > 0 && count(LOWER, line) == 0; }
    bool prose(size_t line) const {
        return (stop[line] && words[line] >= 12) || (words[line] >= 30 && sentences[line] >= 1);
    }

    // The weights of each line's phrases (cleaner/judge/phrases.py). table: of 1 << PHRASE_BITS weights.
    void phrases(const int8_t* table, int64_t* scores) const {
        for (size_t line = 0; line < n; line++) {
            const uint64_t* word = words_.data() + firsts_[line];
            const size_t some = firsts_[line + 1] - firsts_[line];
            int64_t total = 0;
            for (size_t i = 0; i < some; i++) {
                total += weight(table, word[i], 0);
                if (i + 1 < some) total += weight(table, pair(word + i), 0);
            }
            if (some) {
                total += weight(table, word[0], 1) + weight(table, word[some - 1], 2);
                if (some > 1) total += weight(table, pair(word), 1) + weight(table, pair(word + some - 2), 2);
                if (some <= WHOLE) {
                    uint64_t key = 0;
                    for (size_t i = 0; i < some; i++) key += word[i] * IN_ORDER[i];
                    total += weight(table, key, 3);
                }
            }
            const int64_t count = 2 * int64_t(some) + 1 + 2 * (some > 1) + (some <= WHOLE);
            scores[line] = floor_div(total * (100 * 64), 16 * int64_t(std::sqrt(double(count * 64 * 64))));
        }
    }

    // How much of each line's words, in hundredths, the prose in other lines has too. prose: one a line.
    void in_common(const uint8_t* prose, int64_t* shares) const {
        static thread_local std::vector<uint32_t> voice(ROOM);  // all 0 between calls
        std::vector<uint32_t> own;
        std::vector<size_t> ends(n);
        size_t at = 0;
        for (size_t line = 0; line < n; line++) {
            const size_t start = own.size();
            for (; at < stem_line.size() && stem_line[at] == int64_t(line); at++)
                own.push_back(uint32_t(stem_slot[at]) & (ROOM - 1));
            std::sort(own.begin() + start, own.end());
            own.erase(std::unique(own.begin() + start, own.end()), own.end());
            ends[line] = own.size();
            if (prose[line])
                for (size_t i = start; i < own.size(); i++) voice[own[i]]++;
        }
        for (size_t line = 0, i = 0; line < n; line++) {
            const size_t start = i;
            int64_t shared = 0;
            for (; i < ends[line]; i++) shared += voice[own[i]] > (prose[line] ? 1u : 0u);
            shares[line] = 100 * shared / std::max<int64_t>(1, int64_t(i - start));
        }
        for (const uint32_t slot : own) voice[slot] = 0;
    }

  private:
    static uint64_t hash(const uint64_t* mixed, size_t start, size_t stop) {
        uint64_t sum = 0;
        while (stop > start) sum = sum * FACTOR + mixed[--stop];
        return sum;
    }

    static uint64_t pair(const uint64_t* word) { return word[0] * 3 + word[1] * SECOND; }

    static int64_t weight(const int8_t* table, uint64_t key, int place) {
        return table[(key * TIES[place]) >> (64 - PHRASE_BITS)];
    }

    // What of "|", "?", "@" and the like the beginning holds.
    template <class Char> void look(const Char* text, size_t size) {
        const auto says = [&](size_t at, const char* word) {
            for (size_t i = 0; i < 4; i++)
                if (at + i >= size || uint32_t(text[at + i]) != uint32_t(word[i])) return false;
            return true;
        };
        uint8_t found = 0;
        for (size_t i = 0; i < size; i++) {
            const uint32_t code = text[i];
            if (code == '|' || code == 0xBB || code == 0x203A || code == 0x2022) found |= SEPARATOR;
            if (code == '?') found |= QUESTION;
            if (code == '@' || (code == 'h' && says(i, "http")) || (code == 'w' && says(i, "www."))) found |= ADDRESS;
        }
        seen[n] = found;
    }

    void count(const uint8_t* kinds, size_t head) {
        int64_t found[KINDS] = {};
        for (size_t i = 0; i <= head; i++) found[kinds[i] & (KINDS - 1)]++;
        for (size_t kind = 0; kind < KINDS; kind++) counts[kind * lines_ + n] = found[kind];
        unspaced_ = found[UNSPACED];
    }

    void read_tokens(const uint8_t* kinds, size_t head, size_t size) {
        int64_t some = 0, lower = 0, upper = 0, unspaced = 0;
        uint8_t before = BREAK;
        for (size_t i = 0; i < head; i++) {
            if (kinds[i] > SPACE && before <= SPACE) {
                some++;
                lower += kinds[i] == LOWER;
                upper += kinds[i] == UPPER;
                unspaced += kinds[i] == UNSPACED;
            }
            before = kinds[i];
        }
        tokens[n] = some;
        small[n] = lower;
        capital[n] = upper;
        const int64_t all = some - unspaced + (unspaced_ + 3) / 4;
        words[n] = size > HEAD ? all * int64_t(size) / int64_t(HEAD) : all;
    }

    void read_ends(const uint8_t* kinds, const uint8_t* flags, size_t head) {
        int64_t ends = 0;
        for (size_t i = 0; i < head; i++) {
            if (kinds[i] == STOP) {
                const uint8_t follows = kinds[i + 1];
                const bool closed = follows == QUOTE || follows == BRACKET;
                const uint8_t then = kinds[i + 2];
                ends += follows == SPACE || (closed && then == SPACE) ||
                        ((flags[i] & UNPARTED) && follows > BREAK && !(closed && then == BREAK));
            } else if (kinds[i] == SPACE && i && kinds[i - 1] == UNSPACED && kinds[i + 1] == UNSPACED) {
                ends += (flags[i - 1] & NEVER_STOPPED) != 0;
            }
        }
        stop[n] = last[n] == STOP;
        sentences[n] = ends + stop[n];
    }

    void read_stems(const uint8_t* kinds, const uint64_t* mixed, size_t head) {
        for (size_t start = 0; start < head; start++) {
            if (!in_word(kinds[start])) continue;
            size_t end = start;
            while (in_word(kinds[end])) end++;
            if (end - start >= 4) {
                stem_line.push_back(int64_t(n));
                stem_slot.push_back(int64_t(hash(mixed, start, std::min(end, start + 6)) >> (64 - WORD_BITS)));
            }
            start = end;
        }
    }

    void read_words(const uint8_t* kinds, const uint64_t* mixed, size_t head) {
        for (size_t start = 0; start < head;) {
            const int part = part_of(kinds[start]);
            size_t end = start + 1;
            if (part < 3)
                while (part_of(kinds[end]) == part && end < head) end++;
            if (part == 2)
                words_.push_back(NUMBER * std::min(end - start, LONGEST_NUMBER));
            else if (part)
                words_.push_back(hash(mixed, start, end));
            start = end;
        }
        firsts_.push_back(words_.size());
    }

    size_t lines_;
    int64_t unspaced_ = 0;
    std::vector<uint64_t> words_;  // words, numbers and marks as hashes
    std::vector<size_t> firsts_;   // number of the first of each line, and of none after the last
};

}  // namespace cleaner
