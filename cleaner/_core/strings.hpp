// Strings searched in lines, as in cleaner/rules/search.py: an Aho-Corasick automaton over the bytes of UTF-8.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace cleaner {

class Automaton {
  public:
    // A string that tells a thing. `begins`, `ends`: whether no letter or digit of ASCII may stand before, behind it;
    // `most`: the lines that it is looked for in have fewer spaces.
    void add(const char* bytes, size_t size, bool begins, bool ends, size_t thing, int64_t most) {
        strings_.push_back({std::string(bytes, size), begins, ends, thing, most, -1});
        if (found_in_.size() <= thing) found_in_.resize(thing + 1, -1);
    }

    void build() {
        // Sorted, strings with the same beginning are neighbours: nodes are made level by level, each with its
        // children side by side, so that a node's failure is known before its children need it.
        std::vector<int32_t> order(strings_.size());
        for (size_t s = 0; s < order.size(); s++) order[s] = int32_t(s);
        std::sort(order.begin(), order.end(), [&](int32_t a, int32_t b) { return strings_[a].bytes < strings_[b].bytes; });
        struct Span {
            size_t first, last;
        };
        std::vector<Span> spans{{0, order.size()}};
        nodes_.assign(1, Node());
        bytes_.assign(1, 0);
        size_t node = 0;
        for (size_t depth = 0; node < nodes_.size(); depth++) {
            for (const size_t end = nodes_.size(); node < end; node++) {
                Span span = spans[node];
                nodes_[node].first_child = int32_t(nodes_.size());
                while (span.first < span.last) {
                    const uint8_t byte = uint8_t(strings_[order[span.first]].bytes[depth]);
                    size_t next = span.first;
                    while (next < span.last && uint8_t(strings_[order[next]].bytes[depth]) == byte) next++;
                    Node child;
                    child.failure = node ? step(nodes_[node].failure, byte) : 0;
                    const Node& shorter = nodes_[child.failure];
                    child.shorter = shorter.string >= 0 ? child.failure : shorter.shorter;
                    for (; span.first < next && strings_[order[span.first]].bytes.size() == depth + 1; span.first++) {
                        strings_[order[span.first]].same = child.string;
                        child.string = order[span.first];
                    }
                    nodes_.push_back(child);
                    bytes_.push_back(byte);
                    spans.push_back({span.first, next});
                    span.first = next;
                }
                nodes_[node].children = int32_t(nodes_.size()) - nodes_[node].first_child;
                if (node < DENSE) fill(node);
            }
        }
    }

    // The numbers of the things that strings of a line tell, each once.
    void find(const char* line, size_t size, int64_t spaces, std::vector<size_t>& found) {
        text_.assign(1, '\n').append(line, size).append(1, '\n');
        found.clear();
        lines_++;
        int32_t node = 0;
        for (size_t at = 0; at < text_.size(); at++) {
            node = step(node, uint8_t(text_[at]));
            for (int32_t hit = nodes_[node].string >= 0 ? node : nodes_[node].shorter; hit > 0; hit = nodes_[hit].shorter)
                for (int32_t number = nodes_[hit].string; number >= 0; number = strings_[number].same) {
                    const String& string = strings_[number];
                    if (found_in_[string.thing] == lines_ || spaces >= string.most || !fits(string, at)) continue;
                    found_in_[string.thing] = lines_;
                    found.push_back(string.thing);
                }
        }
    }

  private:
    struct String {
        std::string bytes;
        bool begins, ends;
        size_t thing;
        int64_t most;
        int32_t same;  // another one of the same bytes
    };
    // `string` ends here; at `shorter` the longest other one that ends where this does. 0 is the root, and none.
    struct Node {
        int32_t first_child = 0, children = 0, failure = 0, string = -1, shorter = 0;
    };

    // Whether a string that ends at a place of the line begins and ends where it may.
    bool fits(const String& string, size_t at) const {
        const size_t start = at + 1 - string.bytes.size();
        return !(string.begins && start > 0 && in_word(text_[start - 1])) &&
               !(string.ends && at + 1 < text_.size() && in_word(text_[at + 1]));
    }

    static bool in_word(char byte) { return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9'); }

    int32_t step(int32_t node, uint8_t byte) const {
        for (; node >= int32_t(DENSE); node = nodes_[node].failure) {
            const uint8_t* first = bytes_.data() + nodes_[node].first_child;
            if (const void* found = std::memchr(first, byte, size_t(nodes_[node].children)))
                return nodes_[node].first_child + int32_t(static_cast<const uint8_t*>(found) - first);
        }
        return moves_[size_t(node) << 8 | byte];
    }

    // All moves from one of the first nodes, where nearly all bytes of a line are read.
    void fill(size_t node) {
        moves_.resize((node + 1) << 8);
        for (size_t byte = 0; node && byte < 256; byte++)
            moves_[node << 8 | byte] = moves_[size_t(nodes_[node].failure) << 8 | byte];
        for (int32_t child = nodes_[node].first_child; child < nodes_[node].first_child + nodes_[node].children; child++)
            moves_[node << 8 | bytes_[child]] = child;
    }

    static constexpr size_t DENSE = 256;
    std::vector<String> strings_;
    std::vector<Node> nodes_;
    std::vector<uint8_t> bytes_;  // by which each node is entered
    std::vector<int64_t> found_in_;  // the last line that each thing was found in
    std::string text_;  // the line, with a break at both ends
    std::vector<int32_t> moves_;
    int64_t lines_ = 0;
};

}  // namespace cleaner
