"""Which strings guard a pattern: only lines that hold one of them are tried.

Any set that the pattern needs (`cleaner.rulebook.literals`), or its rule's keywords, will do; which one changes the
speed alone. The best is the one that the fewest lines hold, and finding it takes a while. So for the patterns of the
built-in packs it is found beforehand, on the examples of all rules, and kept in `cleaner/data/guards-LANGUAGE.json`:

    python -m cleaner.rulebook.guards

A pattern that is not in there (a user's, or one changed since) gets the set whose strings look rarest.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

from cleaner.rulebook.fold import fold_lines, is_ornament, trim, trim_lines
from cleaner.rulebook.literals import BEGIN, END, required_strings, shortest, weight
from cleaner.rulebook.patterns import plain_pattern
from cleaner.rulebook.rule import MAX_WORDS, Rule

DATA = Path(__file__).resolve().parent.parent / "data"

_LENGTHS = (4, 5, 6, 7, 8, 10)
"""Characters, with the mark of the line's end, to which strings are shortened where that costs little."""

_SLACK = 1.05
"""By how much shortening may raise the number of lines that are tried."""

_SENTENCES = 5
"""Examples that make a paragraph."""

_TOO_MANY = 0.2
_TOO_LIGHT = 0.7
"""Share of lines, and weight, at which strings are no help: to search the pattern in all lines at once costs less."""


def is_wide(rule: Rule) -> bool:
    """Whether a rule looks at lines of any length, not at short ones only."""
    return rule.inline or rule.max_words > MAX_WORDS


def guard(pattern: str, keywords: Sequence[str], language: str) -> frozenset[str]:
    """Strings of which each line holds one in which a rule's pattern may fire; empty where none are known.

    `cleaner.rulebook.literals.required_strings` tells of their form.
    """
    known = _known(language).get(_key(pattern, keywords))
    if known is not None:
        return frozenset(known)
    best = max(_choices(pattern, keywords), key=weight, default=frozenset())
    return best if weight(best) > _TOO_LIGHT else frozenset()


def tied(string: str) -> list[str]:
    """The forms that a string at an end of a folded line takes in the trimmed line, with the line break beside it.

    Ornaments on the string's inner side are trimmed too where nothing but ornaments follows.
    """
    begins, ends = string.startswith(BEGIN), string.endswith(END)
    body = string.strip(BEGIN + END)
    if begins and ends:
        return [f"\n{body}\n"]
    if begins:
        return [f"\n{body}"] if not is_ornament(body[-1]) else [f"\n{body}", f"\n{trim(body)}\n"]
    return [f"{body}\n"] if not is_ornament(body[0]) else [f"{body}\n", f"\n{trim(body)}\n"]


def _choices(pattern: str, keywords: Sequence[str]) -> list[frozenset[str]]:
    return required_strings(plain_pattern(pattern)) + ([frozenset(keywords)] if keywords else [])


def _key(pattern: str, keywords: Sequence[str]) -> str:
    import hashlib

    text = "\0".join([pattern, *sorted(keywords)])
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


@lru_cache(maxsize=64)
def _known(language: str) -> Mapping[str, Sequence[str]]:
    import json

    path = DATA / f"guards-{language}.json"
    if not path.is_file():
        return {}
    found: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
    return found


class _Sample:
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


def best_guard(pattern: str, keywords: Sequence[str], sample: _Sample) -> frozenset[str]:
    """The set that the fewest lines of the sample hold, its strings as short as that allows; empty if it is no help."""
    best = min(_choices(pattern, keywords), key=sample.lines_with, default=frozenset())
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
    """Writes the guards of all built-in packs."""
    import json

    from cleaner.rulebook.book import RuleBook

    rules = RuleBook.load().rules
    for language in sorted({rule.language for rule in rules}):
        own = [rule for rule in rules if rule.language == language]
        near = [rule for rule in rules if rule.language in (language, "en", "any")]
        short = _Sample([line for rule in near for line in (*rule.cut, *rule.keep)])
        long = _Sample(_prose([line for rule in near for line in rule.keep]))
        found = {
            _key(pattern, rule.keywords): sorted(best_guard(pattern, rule.keywords, long if is_wide(rule) else short))
            for rule in own
            for pattern in rule.pattern
        }
        lines = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in sorted(found.items())]
        path = DATA / f"guards-{language}.json"
        path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
        print(f"{path}: {len(found)} patterns")


if __name__ == "__main__":
    main()
