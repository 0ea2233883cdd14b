// The columns of text, as in cleaner/judge/facts.py.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include "lines.hpp"

namespace cleaner {

// What is known of each line besides its text, a row a fact.
enum Given : size_t { SAME, BREAKS, DATED, HIT, EDGE_HIT, FORM, ENDING, GIVEN };
constexpr size_t OWN = 31, PLACE = 15, SHIFTED[] = {1, 2, 5, 6, 25, 3, 30};
constexpr int64_t SHIFTS[] = {-2, -1, 1, 2}, WINDOWS[] = {2, 5, 12};
constexpr size_t SUMMED = 5, FACTS = OWN + 7 * 4 + SUMMED * 3 + PLACE;
constexpr int64_t FAR = 99, MOST = 60, SHORT_COST = 6, LOUD = 600;

// table: weights of phrases. facts: `FACTS` rows of one number a line.
inline void text_facts(const Text& text, const int64_t* given, const int8_t* table, int32_t* facts) {
    const int64_t n = int64_t(text.n);
    if (!n) return;
    std::vector<int64_t> said(text.n), common(text.n), prose(text.n);
    std::vector<uint8_t> is_prose(text.n);
    const auto of = [&](Given row, int64_t i) { return given[int64_t(row) * n + i]; };
    text.phrases(table, said.data());
    for (int64_t i = 0; i < n; i++) {
        prose[i] = text.prose(size_t(i)) && of(HIT, i) <= 0 ? std::min(text.words[i], MOST) : 0;
        is_prose[i] = prose[i] > 0;
    }
    text.in_common(is_prose.data(), common.data());

    int64_t endings = 0, last_ending = -FAR;
    for (int64_t i = 0; i < n; i++) {
        const auto count = [&](Kind kind) { return text.count(kind, size_t(i)); };
        const int64_t tokens = std::max<int64_t>(1, text.tokens[i]);
        const int64_t read = std::max<int64_t>(1, std::min(text.length[i], int64_t(HEAD)));
        const uint8_t last = text.last[i], seen = text.seen[i];
        if (of(ENDING, i)) {
            endings++;
            last_ending = i;
        }
        int32_t* fact = facts + i;
        for (const int64_t value : std::initializer_list<int64_t>{
                 std::min<int64_t>(text.length[i], 3000), std::min<int64_t>(text.words[i], 500), said[i], prose[i],
                 of(SAME, i), text.first[i], last, of(BREAKS, i), 100 * count(DIGIT) / read, 100 * count(DASH) / read,
                 100 * count(COMMA) / tokens, count(STOP), 100 * count(LINK) / read,
                 100 * (count(MONEY) + count(SYMBOL)) / read, 100 * text.small[i] / tokens,
                 100 * text.capital[i] / tokens, text.capitals(size_t(i)),
                 std::min<int64_t>(9, text.sentences[i]), text.stop[i],
                 text.stop[i] || last == STOP || last == QUOTE || last == BRACKET, 100 * count(UNSPACED) / read,
                 (seen & SEPARATOR) != 0, (seen & QUESTION) != 0, (seen & ADDRESS) != 0, of(DATED, i), of(HIT, i),
                 of(EDGE_HIT, i), common[i], std::min(FAR, i - last_ending), endings, of(FORM, i)}) {
            *fact = int32_t(value);
            fact += n;
        }
    }

    int32_t* row = facts + int64_t(OWN) * n;
    for (const int64_t shift : SHIFTS)
        for (const size_t name : SHIFTED) {
            const int32_t* beside = facts + int64_t(name) * n;
            for (int64_t i = 0; i < n; i++) *row++ = i + shift >= 0 && i + shift < n ? beside[i + shift] : -2;
        }

    std::vector<int64_t> sums[SUMMED];
    for (std::vector<int64_t>& sum : sums) sum.resize(text.n + 1);
    for (size_t i = 0; i < text.n; i++) {
        const int64_t values[SUMMED] = {prose[i], std::min(std::max(said[i], -LOUD), LOUD), text.words[i] < 8,
                                        text.last[i] < STOP && text.words[i] < 25, of(HIT, int64_t(i)) > 0};
        for (size_t name = 0; name < SUMMED; name++) sums[name][i + 1] = sums[name][i] + values[name];
    }
    for (const int64_t window : WINDOWS)
        for (const std::vector<int64_t>& sum : sums)
            for (int64_t i = 0; i < n; i++)
                *row++ = int32_t(sum[size_t(std::min(n, i + window + 1))] - sum[size_t(std::max<int64_t>(0, i - window))]);

    // The densest run of prose (Kadane's algorithm), and where prose begins.
    int64_t best = 0, start = 0, end = 0, run = 0, first = 0, words = 0, lines = 0, first_prose = -1;
    for (int64_t i = 0; i < n; i++) {
        if (run <= 0) {
            run = 0;
            first = i;
        }
        run += prose[i] ? prose[i] : -SHORT_COST;
        if (run > best) {
            best = run;
            start = first;
            end = i;
        }
        words += text.words[i];
        lines += prose[i] >= 10;
        if (first_prose < 0 && prose[i] >= 10) first_prose = i;
    }
    const std::vector<int64_t>& running = sums[0];
    const int64_t total = running[text.n], whole = std::max<int64_t>(total, 1);
    const auto near = [](int64_t by) { return std::min<int64_t>(50, std::max<int64_t>(-50, by)); };
    for (int64_t i = 0; i < n; i++) {
        const int64_t before = running[size_t(i)], after = total - running[size_t(i) + 1];
        int32_t* place = row + i;
        for (const int64_t value : std::initializer_list<int64_t>{
                 i, n - 1 - i, i * 100 / n, n, total, words * 10 / n, lines * 100 / n,
                 i - std::max<int64_t>(0, first_prose), before, after, before * 100 / whole, after * 100 / whole,
                 near(i - start), near(i - end), std::min<int64_t>(best, 3000)}) {
            *place = int32_t(value);
            place += n;
        }
    }
}

}  // namespace cleaner
