"""Measures which strings guard each pattern of the built-in packs best, and writes them down (see `guards`).

    python -m cleaner.rules.measure

The examples of all rules serve as the lines of a corpus; those to keep, some of them together, as its paragraphs.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from cleaner.rules.guards import DATA, forget_guards, is_wide, key_of, tied, wanted
from cleaner.rules.literals import BEGIN, END, shortest
from cleaner.rules.load import PACKS, find_packs
from cleaner.rules.ready import READY, make_ready
from cleaner.rules.rule import Rule
from cleaner.text.fold import fold_lines, trim_lines

_LENGTHS = (4, 5, 6, 7, 8, 10)
"""Characters, with the mark of the line's end, to which strings are shortened where that costs little."""

_SLACK = 1.05
"""By how much shortening may raise the number of lines that are tried."""

_SENTENCES = 5
"""Examples that make a paragraph."""

_TOO_MANY = 0.2
"""Share of lines from which strings are no help: to search the pattern in all lines at once costs less."""


class Sample:
    """Lines on which guards are measured."""

    def __init__(self, lines: Sequence[str]) -> None:
        folded = list(dict.fromkeys(fold_lines(lines)))
        self.size = len(folded)
        self.forms = [_Joined(folded), _Joined(trim_lines(folded))]
        self.known: dict[str, frozenset[int]] = {}

    def lines_with(self, strings: Iterable[str]) -> int:
        """How many lines hold one of the strings."""
        return len(frozenset().union(*map(self._lines, strings)))

    def _lines(self, string: str) -> frozenset[int]:
        if string not in self.known:
            at_end = BEGIN in string or END in string
            forms = tied(string) if at_end else [string]
            self.known[string] = frozenset(line for form in forms for line in self.forms[at_end].lines_with(form))
        return self.known[string]


class _Joined:
    """Lines in one text, each between two line breaks of its own."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.text = "".join([f"\n{line}\n" for line in lines])
        self.starts = list(accumulate([len(line) + 2 for line in lines], initial=0))

    def lines_with(self, string: str) -> Iterator[int]:
        at = self.text.find(string)
        while at >= 0:
            line = bisect_right(self.starts, at) - 1
            yield line
            at = self.text.find(string, self.starts[line + 1])


def _prose(lines: Sequence[str]) -> list[str]:
    """Lines as long as an article's paragraphs, put together of short ones."""
    return [" ".join(lines[at : at + _SENTENCES]) for at in range(0, len(lines), _SENTENCES)]


def best_guard(pattern: str, keywords: Sequence[str], sample: Sample) -> frozenset[str]:
    """The set that the fewest lines of the sample hold, its strings as short as that allows; empty if it is no help."""
    best = min(wanted(pattern, keywords), key=sample.lines_with, default=frozenset())
    if sample.lines_with(best) > _TOO_MANY * sample.size:
        return frozenset()
    if not best or best == frozenset(keywords):
        return best
    most = sample.lines_with(best) * _SLACK
    for length in _LENGTHS:
        shorter = shortest(frozenset(string[:length] for string in best))
        if sample.lines_with(shorter) <= most:
            return shorter
    return best


def main() -> None:
    """Writes the guards of all built-in packs, and the packs made ready."""
    packs = [(pack, pack.read_own().rules) for pack in find_packs(PACKS)]
    _write_guards([rule for _, rules in packs for rule in rules])
    READY.mkdir(exist_ok=True)
    for language in sorted({pack.name.partition("/")[0] for pack, _ in packs}):
        own = [(pack, rules) for pack, rules in packs if pack.name.partition("/")[0] == language]
        path = READY / f"{language}.json"
        # A rule a line, so that a change of one rule is a change of one line.
        packs_ready = [
            f"{json.dumps(name)}: [\n" + ",\n".join(json.dumps(rule, ensure_ascii=False) for rule in rules) + "\n]"
            for name, rules in make_ready(own).items()
        ]
        path.write_text("{" + ",\n".join(packs_ready) + "}\n", encoding="utf-8")
        print(f"{path}: {sum(len(rules) for _, rules in own)} rules")


def _write_guards(rules: Sequence[Rule]) -> None:
    for language in sorted({rule.language for rule in rules}):
        own = [rule for rule in rules if rule.language == language]
        near = [rule for rule in rules if rule.language in (language, "en", "any")]
        short = Sample([line for rule in near for line in (*rule.cut, *rule.keep)])
        long = Sample(_prose([line for rule in near for line in rule.keep]))
        found = {
            key_of(pattern, rule.keywords): sorted(best_guard(pattern, rule.keywords, long if is_wide(rule) else short))
            for rule in own
            for pattern in rule.pattern
        }
        lines = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in sorted(found.items())]
        path = DATA / f"guards-{language}.json"
        path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    forget_guards()


if __name__ == "__main__":
    main()
