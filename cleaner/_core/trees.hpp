// Boosted trees, scored all at once as in cleaner/trees.py: each question that is answered "above" rules out leaves.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace cleaner {

struct Question {
    int32_t fact;
    int32_t limit;
    uint32_t rules_out;
};

// Things whose questions are asked at once; a multiple of what vector instructions take.
constexpr size_t WIDTH = 32;

// The first leaf that is not ruled out; the last one never is.
inline int first_left(uint32_t out) {
#if defined(__GNUC__)
    return __builtin_ctz(~out);
#else
    int leaf = 0;
    for (; out & 1; out >>= 1) leaf++;
    return leaf;
#endif
}

// A number within the type that it is compared as; no question is about the type's greatest one.
template <class Fact> inline Fact clipped(int64_t number) {
    constexpr int64_t least = std::numeric_limits<Fact>::min(), most = std::numeric_limits<Fact>::max();
    return Fact(std::min(std::max(number, least), most));
}

class Forest {
  public:
    explicit Forest(size_t facts) : facts_(facts) {}

    void ask(int32_t fact, int32_t limit, uint32_t rules_out) { questions_.push_back({fact, limit, rules_out}); }

    void answer(int32_t points) { points_.push_back(points); }

    // Ends a tree. False if a question is about no fact, or an answer would be none of the leaves.
    bool close() {
        const size_t first = trees_.empty() ? 0 : trees_.back().last_question;
        const size_t start = trees_.empty() ? 0 : trees_.back().last_point;
        const size_t leaves = points_.size() - start;
        uint32_t out = 0;
        for (size_t q = first; q < questions_.size(); q++) {
            const Question& question = questions_[q];
            if (question.fact < 0 || size_t(question.fact) >= facts_) return false;
            out |= question.rules_out;
            if (question.limit < std::numeric_limits<int16_t>::min() ||
                question.limit >= std::numeric_limits<int16_t>::max())
                bits_ = 32;
        }
        if (leaves == 0 || leaves > 32 || out == ~uint32_t(0) || size_t(first_left(out)) >= leaves) return false;
        if (leaves > 16) bits_ = 32;
        trees_.push_back({questions_.size(), points_.size()});
        return true;
    }

    size_t size() const { return trees_.size(); }

    size_t facts() const { return facts_; }

    // The sum of all trees' points for each thing. facts: a row a fact, a column a thing.
    template <class Number> void score(const Number* facts, size_t things, int64_t* sums) const {
        if (bits_ == 16)
            score_as<int16_t, uint16_t>(facts, things, sums);
        else
            score_as<int32_t, uint32_t>(facts, things, sums);
    }

    // The points of each tree for one thing.
    template <class Number> void points(const Number* facts, int64_t* found) const {
        size_t question = 0, start = 0;
        for (const Tree& tree : trees_) {
            uint32_t out = 0;
            for (; question < tree.last_question; question++) {
                const Question& asked = questions_[question];
                if (clipped<int32_t>(facts[asked.fact]) > asked.limit) out |= asked.rules_out;
            }
            *found++ = points_[start + size_t(first_left(out))];
            start = tree.last_point;
        }
    }

  private:
    struct Tree {
        size_t last_question, last_point;
    };

    template <class Fact, class Bits, class Number>
    void score_as(const Number* facts, size_t things, int64_t* sums) const {
        std::vector<Fact> some(facts_ * WIDTH);
        for (size_t column = 0; column < things; column += WIDTH) {
            const size_t count = std::min(WIDTH, things - column);
            for (size_t row = 0; row < facts_; row++)
                for (size_t i = 0; i < count; i++)
                    some[row * WIDTH + i] = clipped<Fact>(facts[row * things + column + i]);
            int64_t total[WIDTH] = {};
            size_t question = 0, start = 0;
            for (const Tree& tree : trees_) {
                Bits out[WIDTH] = {};
                for (; question < tree.last_question; question++) {
                    const Question& asked = questions_[question];
                    const Fact* values = some.data() + size_t(asked.fact) * WIDTH;
                    const Fact limit = Fact(asked.limit);
                    const Bits bits = Bits(asked.rules_out);
                    for (size_t i = 0; i < WIDTH; i++) out[i] |= bits & Bits(-(values[i] > limit));
                }
                for (size_t i = 0; i < WIDTH; i++) total[i] += points_[start + size_t(first_left(out[i]))];
                start = tree.last_point;
            }
            std::copy(total, total + count, sums + column);
        }
    }

    size_t facts_;
    int bits_ = 16;  // of the numbers that are compared: the smaller, the more at once
    std::vector<Question> questions_;
    std::vector<int32_t> points_;
    std::vector<Tree> trees_;
};

}  // namespace cleaner
