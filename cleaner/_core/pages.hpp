// The columns of a page's blocks, and the facts of a page, as in cleaner/judge/page_facts.py and cleaner/judge/genre.py.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <vector>

#include "facts.hpp"

namespace cleaner {

// Rows of what is known of each block, in the order of `Evidence`. SAYS, REGIONS: bits.
enum Known : size_t { TAG, DEPTH, LEVEL, LINK_CHARS, LINKS, FOLDED, SAYS, REGIONS, CONTAINER, BOX, NAMES, KNOWN };
constexpr size_t SAID = 4, AREAS = 18, GROUPS = 16, NAMED = 9, BESIDE = 16, PEERS = 8;
constexpr size_t PAGE_FACTS = 6 + SAID + AREAS + GROUPS + NAMED + BESIDE + PEERS;
constexpr size_t WORDS_ROW = 1, PROSE_ROW = 3, STOP_ROW = 18, HIT_ROW = 25;
constexpr int64_t MANY = 99;

// What blocks of the same element and names share: the numbers of those that are called alike, and of those that have the same
// tag besides; and what the names weigh.
struct Names {
    size_t kin, peer;
    int32_t weights[NAMED] = {};
};

struct Blocks {
    size_t n;
    std::vector<int64_t> known;  // `KNOWN` rows of one number a block
    std::vector<Names> names;

    explicit Blocks(size_t blocks) : n(blocks), known(KNOWN * blocks) {}
    const int64_t* row(Known name) const { return known.data() + name * n; }
};

// For each number of a group the sum of its values, and for each block that of its group.
template <class Group, class Value>
std::vector<int64_t> sums(const std::vector<Group>& group, size_t groups, const Value& value) {
    std::vector<int64_t> found(groups);
    for (size_t i = 0; i < group.size(); i++) found[group[i]] += value(i);
    return found;
}

inline std::vector<int64_t> sorted(std::vector<int64_t> numbers) {
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    return numbers;
}

// Writes rows of facts one after the other.
struct Rows {
    int32_t* row;
    size_t n;

    template <class Value> void add(const Value& value) {
        for (size_t i = 0; i < n; i++) row[i] = int32_t(value(i));
        row += n;
    }
};

// False if the blocks are told of by numbers that cannot be. text: the facts of lines. facts: `PAGE_FACTS` rows.
inline bool page_facts(const Text& lines, const Text& titles, const Blocks& blocks, const int32_t* text, int32_t* facts) {
    const size_t n = blocks.n;
    if (n != lines.n) return false;
    if (!n) return true;
    const auto of = [&](size_t row, size_t i) { return int64_t(text[row * n + i]); };
    const int64_t *level = blocks.row(LEVEL), *box = blocks.row(BOX), *chars = blocks.row(LINK_CHARS);
    std::vector<size_t> mate(n), kin(n), peer(n), inside(n);
    std::vector<int64_t> length(n), linked(n);
    const int64_t* container = blocks.row(CONTAINER);
    const std::vector<int64_t> containers = sorted(std::vector<int64_t>(container, container + n));
    size_t kins = 0, peers = 0;
    for (size_t i = 0; i < n; i++) {
        const size_t name = size_t(blocks.row(NAMES)[i]);
        if (name >= blocks.names.size() || box[i] < 0 || box[i] > int64_t(UINT8_MAX)) return false;
        length[i] = std::max<int64_t>(1, lines.length[i]);
        linked[i] = floor_div(100 * chars[i], length[i]);
        mate[i] = size_t(std::lower_bound(containers.begin(), containers.end(), container[i]) - containers.begin());
        kin[i] = blocks.names[name].kin;
        peer[i] = blocks.names[name].peer;
        inside[i] = size_t(box[i]);
        if (kin[i] >= n || peer[i] >= n) return false;
        kins = std::max(kins, kin[i] + 1);
        peers = std::max(peers, peer[i] + 1);
    }
    const auto one = [](size_t) { return int64_t(1); };
    const auto words = [&](size_t i) { return of(WORDS_ROW, i); };
    const auto prose = [&](size_t i) { return of(PROSE_ROW, i); };
    const auto linking = [&](size_t i) { return chars[i]; };

    Rows rows{facts, n};
    for (const Known name : {TAG, DEPTH, LEVEL}) rows.add([&](size_t i) { return blocks.row(name)[i]; });
    rows.add([&](size_t i) { return linked[i]; });
    for (const Known name : {LINKS, FOLDED}) rows.add([&](size_t i) { return blocks.row(name)[i]; });
    for (size_t bit = 0; bit < SAID; bit++) rows.add([&](size_t i) { return blocks.row(SAYS)[i] >> bit & 1; });
    for (size_t bit = 0; bit < AREAS; bit++) rows.add([&](size_t i) { return blocks.row(REGIONS)[i] >> bit & 1; });

    const auto mates = sums(mate, containers.size(), one), mates_words = sums(mate, containers.size(), words);
    const auto mates_prose = sums(mate, containers.size(), prose), mates_length = sums(mate, containers.size(), [&](size_t i) { return length[i]; });
    const auto mates_chars = sums(mate, containers.size(), linking);
    const size_t best = size_t(std::max_element(mates_prose.begin(), mates_prose.end()) - mates_prose.begin());
    const auto kin_many = sums(kin, kins, one), kin_prose = sums(kin, kins, prose);
    const int64_t most = std::max<int64_t>(1, *std::max_element(kin_prose.begin(), kin_prose.end()));
    rows.add([&](size_t i) { return std::min<int64_t>(mates[mate[i]], 50); });
    rows.add([&](size_t i) { return std::min<int64_t>(mates_words[mate[i]], 3000); });
    rows.add([&](size_t i) { return mates_prose[mate[i]] / mates[mate[i]]; });
    rows.add([&](size_t i) { return floor_div(100 * mates_chars[mate[i]], mates_length[mate[i]]); });
    rows.add([&](size_t i) { return mate[i] == best; });
    rows.add([&](size_t i) { return std::min<int64_t>(kin_many[kin[i]], 100); });
    rows.add([&](size_t i) { return 100 * kin_prose[kin[i]] / most; });

    const int64_t heading = int64_t(std::find(level, level + n, 1) - level);
    const bool headed = heading < int64_t(n);
    rows.add([&](size_t i) { return headed ? std::min<int64_t>(60, std::abs(int64_t(i) - heading)) : 99; });
    rows.add([&](size_t i) { return headed ? 2 + (int64_t(i) > heading) - (int64_t(i) < heading) : 0; });

    const std::vector<int64_t> wanted = sorted(titles.stem_slot);
    std::vector<int64_t> stems(n), found(n);
    for (size_t at = 0; at < lines.stem_line.size(); at++) {
        const size_t line = size_t(lines.stem_line[at]);
        stems[line]++;
        found[line] += std::binary_search(wanted.begin(), wanted.end(), lines.stem_slot[at]);
    }
    const int64_t whole = std::max<int64_t>(1, int64_t(wanted.size()));
    rows.add([&](size_t i) { return 100 * found[i] / std::max<int64_t>(1, stems[i]); });
    rows.add([&](size_t i) { return std::min<int64_t>(100, 100 * found[i] / whole); });

    std::vector<int64_t> since(n);
    for (int64_t i = 0, last = -MANY; i < int64_t(n); i++) {
        if (level[i] > 0) last = i;
        since[size_t(i)] = std::min(MANY, i - last);
    }
    rows.add([&](size_t i) { return since[i] > 0 && since[i] < MANY ? of(HIT_ROW, i - size_t(since[i])) : 0; });
    rows.add([&](size_t i) { return since[i]; });
    int64_t all_chars = 0, all_length = 0, all_words = 0, all_prose = 0;
    for (size_t i = 0; i < n; i++) {
        all_chars += chars[i];
        all_length += length[i];
        all_words += words(i);
        all_prose += prose(i);
    }
    const auto box_words = sums(inside, UINT8_MAX + 1, words);
    rows.add([&](size_t) { return floor_div(100 * all_chars, all_length); });
    rows.add([&](size_t i) { return box[i]; });
    rows.add([&](size_t i) { return box[i] > 0 ? 100 * box_words[inside[i]] / std::max<int64_t>(1, all_words) : 0; });

    for (size_t weight = 0; weight < NAMED; weight++)
        rows.add([&](size_t i) { return blocks.names[size_t(blocks.row(NAMES)[i])].weights[weight]; });

    for (const int64_t by : {-2, -1, 1, 2}) {
        const auto there = [&](size_t i) { return int64_t(i) + by >= 0 && int64_t(i) + by < int64_t(n); };
        rows.add([&](size_t i) { return there(i) ? linked[i + size_t(by)] : -1; });
        rows.add([&](size_t i) { return there(i) ? level[i + size_t(by)] : -1; });
        rows.add([&](size_t i) { return there(i) ? blocks.row(TAG)[i + size_t(by)] : -1; });
        rows.add([&](size_t i) { return there(i) ? mate[i + size_t(by)] == mate[i] : -1; });
    }

    const auto many = sums(peer, peers, one);
    const auto stops = [&](size_t i) { return 100 * (of(STOP_ROW, i) > 0); };
    const auto links = [&](size_t i) { return linked[i]; };
    const auto hits = [&](size_t i) { return 100 * (of(HIT_ROW, i) > 0); };
    const auto others = [&](const auto& value) {
        const std::vector<int64_t> all = sums(peer, peers, value);
        rows.add([&](size_t i) { return floor_div(all[peer[i]] - value(i), std::max<int64_t>(1, many[peer[i]] - 1)); });
    };
    rows.add([&](size_t i) { return std::min<int64_t>(many[peer[i]], 100); });
    others(words);
    others(prose);
    others(stops);
    others(links);
    others(hits);
    const auto peers_prose = sums(peer, peers, prose);
    rows.add([&](size_t i) { return 100 * peers_prose[peer[i]] / std::max<int64_t>(1, all_prose); });
    std::vector<int64_t> above(peers, -MANY);
    rows.add([&](size_t i) {
        const int64_t since_peer = std::min(MANY, int64_t(i) - above[peer[i]]);
        above[peer[i]] = int64_t(i);
        return since_peer;
    });
    return true;
}

// Columns of the table that a page's genre is told from, and how often which number stands in one.
struct Columns {
    const int32_t* facts;
    size_t n;

    const int32_t* row(size_t number) const { return facts + number * n; }
    int64_t sum(size_t number) const {
        int64_t total = 0;
        for (size_t i = 0; i < n; i++) total += row(number)[i];
        return total;
    }
    std::vector<int64_t> counts(size_t number, size_t kinds) const {
        std::vector<int64_t> found(kinds);
        for (size_t i = 0; i < n; i++)
            if (row(number)[i] >= 0 && size_t(row(number)[i]) < kinds) found[size_t(row(number)[i])]++;
        return found;
    }
};

// Rows of the table, in the order of `_ASKED` in genre.py.
enum Asked : size_t { WORDS_, PROSE_, RUN_, LINK_SHARE_, KIN_SHARE_, MATES_, LEVEL_, LINKED_, HIT_, EDGE_HIT_, BOX_, FORM_, ASKED };
constexpr int64_t BINS[] = {-300, -100, 0, 100, 300};

// rows: of the facts in `Asked`, then of those of which the share of blocks that have them is told.
inline std::vector<int64_t> genre_facts(const Columns& table, const std::vector<size_t>& rows, const int64_t* scores,
                                        const int64_t* containers, size_t labels, size_t forms) {
    const size_t n = table.n;
    const auto of = [&](Asked name, size_t i) { return int64_t(table.row(rows[name])[i]); };
    const int64_t count = std::max<int64_t>(1, int64_t(n)), words = std::max<int64_t>(1, table.sum(rows[WORDS_]));
    int64_t prose = 0, kept = 0, kept_words = 0, headings = 0, kept_linked = 0, linked = 0, short_links = 0;
    std::vector<int64_t> holders, scored(std::size(BINS) + 1), hits(labels + 1);
    for (size_t i = 0; i < n; i++) {
        const int64_t own = of(WORDS_, i), links = of(LINKED_, i), hit = of(HIT_, i) > 0 ? of(HIT_, i) : of(EDGE_HIT_, i);
        prose += of(PROSE_, i) > 0 ? own : 0;
        scored[size_t(std::upper_bound(std::begin(BINS), std::end(BINS), scores[i]) - std::begin(BINS))] += own;
        linked += links > 80;
        short_links += links > 80 && own < 8;
        if (hit >= 0 && size_t(hit) <= labels) hits[size_t(hit)]++;
        if (scores[i] <= 0) continue;
        kept++;
        kept_words += own;
        headings += of(LEVEL_, i) > 0;
        kept_linked += links > 50;
        holders.push_back(containers[i]);
    }
    const int64_t some = std::max<int64_t>(1, kept);
    const std::vector<int64_t> mates = table.counts(rows[MATES_], n + 2), levels = table.counts(rows[LEVEL_], 7);
    std::vector<int64_t> found{
        int64_t(n), words, prose, n ? of(RUN_, 0) : 0, n ? of(LINK_SHARE_, 0) : 0, table.sum(rows[KIN_SHARE_]) / count,
        int64_t(std::max_element(mates.begin(), mates.end()) - mates.begin()), 100 * some / count, 100 * kept_words / words,
        kept_words / some, int64_t(sorted(holders).size()), 100 * headings / some, 100 * kept_linked / some};
    for (const int64_t number : scored) found.push_back(100 * number / words);
    for (size_t at = ASKED; at < rows.size(); at++) {
        const int32_t* row = table.row(rows[at]);
        found.push_back(100 * int64_t(std::count_if(row, row + n, [](int32_t fact) { return fact > 0; })) / count);
    }
    found.insert(found.end(), levels.begin() + 1, levels.end());
    found.push_back(linked);
    found.push_back(short_links);
    const std::vector<int64_t> boxes = table.counts(rows[BOX_], labels + 1), formed = table.counts(rows[FORM_], forms);
    for (size_t label = 1; label <= labels; label++) found.push_back(1000 * hits[label] / count);
    for (size_t label = 1; label <= labels; label++) found.push_back(1000 * boxes[label] / count);
    for (const int64_t number : formed) found.push_back(1000 * number / count);
    return found;
}

}  // namespace cleaner
