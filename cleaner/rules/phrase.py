"""Phrases: what a line says, in a notation that needs no knowledge of patterns (docs/rules.md).

    sign up for {our|the}? {free|daily}? newsletter{s}?
    by {name}
    {subscribe|sign~up} ... {newsletter|inbox*}

`{a|b}` is one of these, `{a|b}?` one or none, `{a|b}*` any number of them; `...` is anything between two words; `~` is a space,
a hyphen or nothing; `*` after a letter is the rest of a word, before one its beginning. `{name}`, `{date}` and the other slots
stand for what differs from line to line, and a name under the pack's `lists` for the phrases listed there.

A phrase is read into parts. A short one without slots is nothing but the strings that it stands for (`strings`), which are
looked up. Any other becomes a pattern (`regex`) and the strings of which a line must hold one (`needles`), by which the
lines are found that are worth asking about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from cleaner.languages.data import load_language, shared
from cleaner.rules.patterns import SCRIPT, SIGNS
from cleaner.rules.rule import Fault
from cleaner.text.fold import fold, is_ornament, strip_ornaments
from cleaner.text.scripts import UNSPACED

MOST_STRINGS = 64
"""Strings that a phrase may stand for and still be looked up rather than searched as a pattern."""

_DEEPEST = 8
_IN_WORD = f"0-9_{SCRIPT}"
_GAP = f"[^{_IN_WORD}]"
"""A character beside which a word may begin or end."""

_NAME = r"[\pL][\pL'.-]*"
_NUMERIC_DATE = r"\d{1,4}[./-] ?\d{1,2}[./-] ?\d{1,4}"
SLOTS = {
    "name": rf"{_NAME}(?: {_NAME}){{1,3}}",
    "word": r"[^ ]+",
    "words": r"[^ ]+(?: [^ ]+){0,4}",
    "phrase": r"[^.!?。！？]+",
    "number": r"\d+(?:[.,]\d+)*",
    "year": r"(?:19|20)\d\d",
    "time": r"\d{1,2}[:.h]\d\d(?:[:.]\d\d)?(?: ?[ap]\.?m\.?)?",
    "date": "",
    "month": "",
    "weekday": "",
    "site": r"(?:https?://[^ ]+|(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^ ]*)?)",
    "email": r"[^ @]+@[^ @]+\.[a-z]+",
    "handle": r"@[a-z0-9_.]+",
    "mark": r"[^\pL\d ]",
}
"""What each slot is, as a pattern; dates take the words of the pack's language."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What differs from line to line, as a pattern."""

    regex: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some parts; none where `optional`, any number where `repeated`."""

    parts: tuple[Parts, ...]
    optional: bool = False
    repeated: bool = False


GAP, REST = Slot("..."), Slot("*")
"""Anything between two words; the rest of a word, or its beginning."""

TILDE = Choice(((" ",), ("-",), ()))
Parts = tuple["str | Slot | Choice", ...]
"""What a phrase is made of, in order; spaces are strings of their own."""

_SIGNS: dict[str, Slot | Choice] = {"\0gap": GAP, "\0rest": REST, "\0tilde": TILDE}
SPECIAL = re.compile(r"[{}~*\\]|\.\.\.")
_TOKEN = re.compile(
    r"(?P<gap>(?<![^ {|])\.\.\.(?![^ }|]))"
    r"|(?P<rest>(?<=[^\x00-`{-\x7f])\*|\*(?=[^\x00-`{-\x7f]))"
    r"|(?P<tilde>(?<=[^ ])~|~(?=[^ ]))"
    r"|\\[{}|~*\\]|[{| ]|\}[?*]?|[^{}|~ *.\\]+|.",
    re.DOTALL,
)
_NAMED = re.compile(r"(?<!\\)(?<!\\[pPx])\{[^\W\d_][^{}]*\}")


def literal(text: str) -> str:
    """The phrase that stands for just this text."""
    return re.sub(r"[{}~*|\\]", r"\\\g<0>", text)


class Lists(dict[str, Sequence[str]]):
    """A pack's lists of phrases by name, each read when a phrase first names it.

    Attributes:
        known: those that were read; None for one that is being read.
    """

    def __init__(self, lists: Mapping[str, Sequence[str]] | None = None) -> None:
        super().__init__(lists or {})
        self.known: dict[str, Choice | None] = {}

    def choice(self, name: str, language: str) -> Choice | None:
        """What a list's name stands for; None within the list itself, where it is a word like others.

        Raises:
            Fault: if one of its phrases cannot be read.
        """
        if name not in self.known:
            self.known[name] = None
            self.known[name] = Choice(tuple(parse(phrase, language, self) for phrase in self[name]))
        return self.known[name]


def parse(phrase: str, language: str = "any", lists: Lists | None = None) -> Parts:
    """The parts of a phrase, folded.

    Args:
        language: of the pack, for dates. lists: the pack's.

    Raises:
        Fault: if it cannot be read.
    """
    tokens = [f"\0{found.lastgroup}" if found.lastgroup else found[0] for found in _TOKEN.finditer(fold(phrase))]
    parser = _Parser(tokens, language, lists if lists is not None else Lists())
    parts = parser.sequence(0)
    if parser.at < len(parser.tokens):
        raise Fault(f"has a {parser.tokens[parser.at]} without its {{", "sign up for {our|the} newsletter")
    return parts


class _Parser:
    def __init__(self, tokens: list[str], language: str, lists: Lists) -> None:
        self.tokens, self.at = tokens, 0
        self.language, self.lists = language, lists

    def sequence(self, depth: int) -> Parts:
        parts: list[str | Slot | Choice] = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token[0] == "}" or token == "|" and depth:
                break
            self.at += 1
            if token == "{":
                parts.append(self.choice(depth + 1))
            else:
                parts.append(_SIGNS[token] if token in _SIGNS else token[-1:] if token[0] == "\\" else token)
        return tuple(parts)

    def choice(self, depth: int) -> str | Slot | Choice:
        if depth > _DEEPEST:
            raise Fault("has braces too deep in each other", "sign up for {our|the} newsletter")
        start = self.at
        parts = [self.sequence(depth)]
        while self.at < len(self.tokens) and self.tokens[self.at] == "|":
            self.at += 1
            parts.append(self.sequence(depth))
        if self.at == len(self.tokens):
            raise Fault("has a { without its }", "sign up for {our|the} newsletter")
        sign = self.tokens[self.at][1:]
        self.at += 1
        named = "".join(self.tokens[start : self.at - 1])
        if len(parts) == 1 and (known := self.named(named)) is not None:
            parts = list(known.parts) if isinstance(known, Choice) else [(known,)]
        elif len(parts) == 1 and not sign:
            names = ", ".join(sorted({*SLOTS, *self.lists}))
            raise Fault(f"asks for {{{named}}}, which is no slot and no list of the pack ({names})", "by {name}")
        return Choice(tuple(parts), sign == "?", sign == "*")

    def named(self, name: str) -> Slot | Choice | None:
        if name in self.lists and (choice := self.lists.choice(name, self.language)):
            return choice
        if name in ("month", "weekday") and (words := calendar(name, self.language)):
            return Choice(tuple((word, Choice(((".",),), optional=True)) for word in words))
        return Slot(slot_regex(name, self.language)) if name in SLOTS else None


def calendar(name: str, language: str) -> tuple[str, ...]:
    """The months or weekdays of a language, longest first."""
    words = load_language("en" if language == "any" else language)
    if words is None:
        return ()
    names = (
        words.phrases["weekdays"]
        if name == "weekday"
        else [month for names in words.tables["months"] for month in names]
    )
    return tuple(sorted(names, key=len, reverse=True))


@lru_cache(maxsize=1024)
def slot_regex(name: str, language: str) -> str:
    """The pattern of a slot in a language."""
    if SLOTS[name]:
        return SLOTS[name]
    month = rf"(?:{_either(calendar('month', language)) or 'a^'})\.?"
    day = r"\d{1,2}(?:\.|st|nd|rd|th|er|º|°)?"
    year = r"(?:,? (?:de |del |г\.? )?(?:19|20)\d\d)?"
    written = rf"{day} ?(?:de |of )?{month}{year}|{month} {day}{year}"
    eastern = r"(?:(?:19|20)\d\d ?[年년] ?)?\d{1,2} ?[月월] ?\d{1,2} ?[日일]"
    before = "|".join(f"{word} " for word in shared("before_date"))
    weekday = rf"(?:(?:{_either(calendar('weekday', language)) or 'a^'})[.,]* (?:{before})?)?"
    return rf"{weekday}(?:{written}|{eastern}|{_NUMERIC_DATE})"


def _either(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def bare(parts: Parts, kind: str) -> Parts:
    """The parts without the signs that do not count at an end of a line, where the phrase is to stand at that end."""
    kept = list(parts)
    for place, kinds in ((0, ("is", "starts")), (-1, ("is", "ends"))):
        while kind in kinds and kept and isinstance(text := kept[place], str):
            kept[place] = strip_ornaments(text, start=place == 0, end=place < 0)
            if kept[place]:
                break
            del kept[place]
    return tuple(kept) or parts


def strings(parts: Parts, most: int = MOST_STRINGS) -> frozenset[str] | None:
    """All that a phrase stands for; None where that is no short list."""
    found = expand(spaced(parts), most)
    return None if found is None else frozenset(found)


def expand(parts: Parts, most: int) -> list[str] | None:
    found = [""]
    for part in parts:
        if isinstance(part, str):
            found = [string + part for string in found]
            continue
        if isinstance(part, Slot) or part.repeated:
            return None
        more: list[str] = [""] * part.optional
        for choice in part.parts:
            expanded = expand(spaced(choice), most)
            if expanded is None:
                return None
            more += expanded
        if len(found) * len(more) > most:
            return None
        found = list(dict.fromkeys(map("".join, product(found, more))))
    return found


def spaced(parts: Parts) -> Parts:
    """The parts with the space beside each optional word moved into it, so that no double space is left without the word."""
    words: list[list[str | Slot | Choice]] = [[]]
    for part in parts:
        if part == " ":
            words.append([])
        else:
            words[-1].append(part)
    fixed = next((n for n, word in enumerate(words) if not _may_miss(word)), len(words) - 1)
    spaced: list[str | Slot | Choice] = []
    for n, word in enumerate(words):
        if n == fixed or not _may_miss(word):
            spaced += [" "] * (n > fixed) + word
            continue
        (choice,) = word
        assert isinstance(choice, Choice)
        padded = [(*part, " ") if n < fixed else (" ", *part) for part in choice.parts]
        spaced.append(Choice(tuple(padded), choice.optional, choice.repeated))
    return tuple(spaced)


def _may_miss(word: Sequence[str | Slot | Choice]) -> bool:
    """Whether a word is optional: nothing but one choice that may be left out."""
    return len(word) == 1 and isinstance(word[0], Choice) and (word[0].optional or word[0].repeated)


def regex(parts: Parts, kind: str) -> str:
    """The pattern of a phrase, for RE2, over folded lines."""
    inner = _regex(spaced(parts))
    begin = f"^{SIGNS}" if kind in ("is", "starts") else "" if _open(parts, 0) else f"(?:^|{_GAP})"
    end = f"{SIGNS}$" if kind in ("is", "ends") else "" if _open(parts, -1) else f"(?:{_GAP}|$)"
    return f"{begin}{inner}{end}"


def _regex(parts: Parts) -> str:
    found: list[str] = []
    at = 0
    while at < len(parts):
        part = parts[at]
        at += 1
        if isinstance(part, str):
            if part == " " and at < len(parts) and parts[at] is GAP:
                continue
            found.append(re.escape(part).replace(r"\ ", " "))
        elif part is GAP:
            space_after = at < len(parts) and parts[at] == " "
            before, after = parts[: at - 1], parts[at + space_after :]
            while before and before[-1] == " ":
                before = before[:-1]
            found.append(_gap(before, after))
            at += space_after
        elif part is REST:
            found.append(f"[{_IN_WORD}]*")
        elif isinstance(part, Slot):
            found.append(f"(?:{part.regex})")
        else:
            sign = "*" if part.repeated else "?" if part.optional else ""
            found.append(f"(?:{'|'.join(_regex(spaced_in(choice)) for choice in part.parts)}){sign}")
    return "".join(found)


def spaced_in(parts: Parts) -> Parts:
    """`spaced`, for what stands in braces, where a space at an end was put there."""
    start, end = parts[:1] == (" ",), len(parts) > 1 and parts[-1] == " "
    inner = spaced(parts[start : len(parts) - end])
    return (*parts[:start], *inner, *parts[len(parts) - end :])


def fill(pattern: str, language: str, lists: Lists) -> str:
    """A pattern with the lists and slots that it names in braces written out.

    Raises:
        Fault: if it names what is neither, or a phrase of a list cannot be read.
    """
    return _NAMED.sub(lambda named: _regex(parse(named[0], language, lists)).replace(SCRIPT, r"\pL"), pattern)


def _gap(before: Parts, after: Parts) -> str:
    left, right = not before or _open(before, -1), not after or _open(after, 0)
    if left and right:
        return ".*"
    if left:
        return f"(?:.*{_GAP})"
    if right:
        return f"(?:{_GAP}.*)"
    return f"{_GAP}(?:.*{_GAP})?"


def _open(parts: Parts, end: int) -> bool:
    """Whether a phrase may begin (0) or end (-1) within a word, as in a script without spaces."""
    if not parts:
        return False
    part = parts[end]
    if isinstance(part, str):
        return bool(UNSPACED.match(part[end])) or is_ornament(part[end]) and part != " "
    if isinstance(part, Choice):
        if part.optional or part.repeated:
            rest = parts[1:] if end == 0 else parts[:-1]
            return any(_open(choice, end) for choice in part.parts) or _open(rest, end)
        return any(_open(choice, end) for choice in part.parts)
    return part is GAP
