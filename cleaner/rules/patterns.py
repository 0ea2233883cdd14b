"""Patterns of rules: RE2 (linear in the line, whatever the pattern), over folded lines, with errors for people."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from cleaner.text.fold import PLAIN
from cleaner.text.scripts import COMBINING, Range, ranges_of

_TYPOGRAPHIC = {ord(char): "\\-" if plain == "-" else plain for char, plain in PLAIN.items()} | {0xA0: " "}

_NO_TEXT = re.compile(
    r"\\[pP]\{\^?\w+\}|\\[pP]\w|\\x\{[0-9A-Fa-f]+\}|\\x..|\\.|\(\?P?<\w+>|\(\?[a-zA-Z-]+[:)]|\[:\^?\w+:\]", re.S
)
"""Parts of a pattern whose letters are not the letters that they look for."""

_PIECE = re.compile(r"\\p\{L\}|\\pL|\\[pP]\{\^?\w+\}|\\x\{\w+\}|\\.|\[:\^?\w+:\]|.", re.S)
_BEYOND = re.compile(r"[^\x00-\xff]|\\x\{0*[1-9a-fA-F][0-9a-fA-F]{2,}\}")
"""A character that is not in Latin-1. No line in Latin-1 has a NUL, which can stand for it: `fold` takes them out."""

_TO_BEYOND = re.compile(rf"-(?:{_BEYOND.pattern})")
"""What may be the end of a range in a class."""

_WORD = r"[^\x00-\x7f\W]"
_LAST_OF_LATIN = 0xFF


class _Alphabet(NamedTuple):
    r"""What stands for letters and signs in patterns that are searched in lines of these characters alone.

    RE2's own class of letters has 650 ranges, most of them of scripts that no page is written in, and a pattern that uses it a
    few times takes a tenth of a second to compile. Lines are lower-cased, so letters that are no capitals will do.

    Attributes:
        letters: what `\pL` is read as, within the brackets of a class. spaced, signs: what `SCRIPT` and `SIGNS` are read as.
    """

    letters: str
    spaced: str
    signs: str

    @classmethod
    def of(cls, last: int, signs: str) -> _Alphabet:
        """That of lines with no character beyond the last."""
        spaced = (*ranges_of(lambda script: script.spaced), *COMBINING)
        return cls(_class_of(ranges_of(), last), _class_of(spaced, last), f"[{signs}]*")


def _class_of(ranges: Iterable[Range], last: int) -> str:
    """Ranges as they stand within the brackets of a class of RE2."""
    return "".join(f"\\x{{{start:x}}}-\\x{{{min(end, last):x}}}" for start, end in ranges if start <= last)


SCRIPT, SIGNS = "\x02", "\x03"
"""Stand in the pattern of a phrase for what is put there when it is compiled: within the brackets of a class, the letters with
which a word goes on; and any number of signs at an end of a line, which do not count."""

_LATIN_SIGNS = r"\x00-#'-/:-?\x5b-\x60\x7b-\x{a1}\x{ab}\x{ad}\x{b6}\x{b7}\x{bb}\x{bf}\x{d7}"
_OTHER_SIGNS = (
    r"\x{37e}\x{387}\x{55a}-\x{55f}\x{589}\x{58a}\x{5be}\x{5f3}\x{5f4}"
    r"\x{600}-\x{605}\x{60c}\x{60d}\x{61b}-\x{61f}\x{66a}-\x{66d}\x{6d4}\x{964}\x{965}\x{2000}-\x{202f}\x{2032}-\x{206f}\x{2190}-\x{21ff}"
    r"\x{2300}-\x{23ff}\x{2500}-\x{27ff}\x{2900}-\x{297f}\x{2b00}-\x{2bff}\x{3000}-\x{3003}\x{3008}-\x{3011}\x{3014}-\x{301f}\x{30fb}"
    r"\x{e000}-\x{f8ff}\x{fe0e}-\x{fe4f}\x{feff}-\x{ff03}\x{ff07}-\x{ff0f}\x{ff1a}-\x{ff1f}\x{ff3b}-\x{ff40}\x{ff5b}-\x{ff65}\x{fffd}"
    r"\x{1f000}-\x{1faff}"
)
"""Signs at an end of a line, which do not count: `is_ornament`, without signs of scripts that no pack is written in."""

_LATIN = _Alphabet.of(_LAST_OF_LATIN, _LATIN_SIGNS)
_ALL = _Alphabet.of(sys.maxunicode, _LATIN_SIGNS + _OTHER_SIGNS)


def plain_pattern(pattern: str) -> str:
    """The pattern with typographic quotes and dashes put as they stand in a folded line."""
    return pattern.translate(_TYPOGRAPHIC)


def _for_re2(pattern: str, alphabet: _Alphabet = _ALL) -> str:
    r"""The pattern as it is compiled: `plain_pattern`, with the letters of living scripts for `\pL`."""
    if SCRIPT in pattern or SIGNS in pattern:
        plain = (
            pattern.replace(SCRIPT, alphabet.spaced).replace(r"\pL", alphabet.letters).replace(SIGNS, alphabet.signs)
        )
    else:
        plain = plain_pattern(pattern)
    if alphabet is _LATIN and not _TO_BEYOND.search(plain):
        plain = _BEYOND.sub(r"\\x{0}", plain)
    if r"\p" not in plain and (alphabet is _ALL or not _BEYOND.search(plain)):
        return plain
    parts: list[str] = []
    in_class = at_start = False
    for piece in _PIECE.findall(plain):
        if piece in (r"\pL", r"\p{L}"):
            parts.append(alphabet.letters if in_class else f"[{alphabet.letters}]")
            at_start = False
            continue
        if alphabet is _LATIN and _BEYOND.fullmatch(piece):
            # A class may go from a letter of Latin to another.
            ends_range = in_class and parts[-1] == "-" and not parts[-2].endswith("[")
            piece = r"\x{ff}" if ends_range and parts[-2] != r"\x{0}" else r"\x{0}"
        if in_class:
            in_class = piece != "]" or at_start
            at_start = at_start and piece == "^" and parts[-1] == "["
        else:
            in_class = at_start = piece == "["
        parts.append(piece)
    return "".join(parts)


@cache
def _options(captures: bool, latin: bool = False) -> Any:
    import re2  # type: ignore[import-untyped]

    options = re2.Options()
    options.log_errors = False
    options.never_capture = not captures
    options.max_mem = 32 << 20
    # A line of the judge has no line breaks once it is folded; so that many lines can be scanned at once, no pattern
    # may run over one.
    options.never_nl = True
    if latin:
        options.encoding = re2.Options.Encoding.LATIN1
    return options


def compile_pattern(pattern: str) -> Any:
    """Compiles a pattern by RE2.

    Raises:
        re2.error: if RE2 refuses it.
    """
    import re2

    return re2.compile(_for_re2(pattern), options=_options(captures=True))


class Encoded(NamedTuple):
    """Folded lines as patterns are searched in them.

    Attributes:
        bytes: each line, in Latin-1 where it can be, else in UTF-8. latin: which are.
    """

    bytes: list[bytes]
    latin: list[bool]

    @classmethod
    def of(cls, folded: Iterable[str]) -> Encoded:
        encoded = cls([], [])
        for line in folded:
            latin = line.isascii() or max(line) <= chr(_LAST_OF_LATIN)
            encoded.bytes.append(line.encode("latin-1" if latin else "utf-8"))
            encoded.latin.append(latin)
        return encoded


class Forms:
    """Patterns that are searched in lines at once. They are compiled when they are first needed: for lines in Latin-1 alone, as most are,
    that takes a third of the time."""

    __slots__ = ("_compiled", "_patterns")

    def __init__(self, *patterns: str) -> None:
        self._patterns = patterns
        self._compiled: dict[bool, Callable[[bytes], list[int] | None]] = {}

    def find(self, lines: Encoded, numbers: Sequence[int]) -> Iterator[tuple[int, Sequence[int]]]:
        """(number of the line, numbers of the patterns) of those of some lines that have any.

        A search costs less than its call, and most lines have none: they are searched together, then by halves.

        Raises:
            re2.error: if RE2 refuses a pattern.
        """
        for latin in (True, False):
            some = [n for n in numbers if lines.latin[n] == latin]
            parts = [some] if some and self._patterns else []
            while parts:
                part = parts.pop()
                found = self._search(b"\n".join([lines.bytes[n] for n in part]), latin)
                if found and len(part) == 1:
                    yield part[0], found
                elif found:
                    half = len(part) // 2
                    parts += [part[half:], part[:half]]

    def _search(self, text: bytes, latin: bool) -> list[int] | None:
        if latin not in self._compiled:
            self._compiled[latin] = compile_lines(self._patterns, latin).Match
        return self._compiled[latin](text)


def compile_lines(patterns: Sequence[str], latin: bool) -> Any:
    """Compiles patterns into one automaton over lines.

    Its `Match(text)` gives the numbers of those that are found in a line of the text, or None. `^` and `$` are the ends of each line, and
    no match runs over one.

    Args:
        latin: whether the text is in Latin-1, not in UTF-8.

    Raises:
        re2.error: if RE2 refuses a pattern.
    """
    import re2

    compiled = re2.Set.SearchSet(_options(captures=False, latin=latin))
    for pattern in patterns:
        compiled.Add(("(?m)" + _for_re2(pattern, _LATIN if latin else _ALL)).encode("latin-1" if latin else "utf-8"))
    compiled.Compile()
    return compiled


_REFUSED = (
    (r"\\p\{L[ut]\}", "the pattern asks for capital letters, but lines are lower-cased", r"^by \pL+$"),
    (r"(?<!\\)(?:\\\\)*\\[AzZ]", r"the pattern has \A, \z or \Z (^ and $ are the ends of the line)", "^share this$"),
    (
        r"\(\?[a-zA-Z]*-?[a-zA-Z]*[ms][a-zA-Z]*[:)]",
        "the pattern sets the flag m or s, but it sees one line only",
        "^share this$",
    ),
    *(
        (
            blind,
            r"\b stands beside a letter outside a-z, where RE2 sees no edge of a word (or put the phrase itself under `has`)",
            r"(?:^|[^\pL])über uns(?:[^\pL]|$)",
        )
        for blind in (
            rf"\\b(?:\(\?:|\()*{_WORD}",
            rf"{_WORD}[)]*\\b",
            rf"\\b\((?:\?:)?[^()]*\|{_WORD}",
            rf"{_WORD}\|[^()]*\)\\b",
        )
    ),
)
"""What RE2 takes, and means something else by: its pattern, what is wrong with it, and what is right."""

_UNREADABLE = (
    (
        r"\(\?(?:=|!|<=|<!)",
        "the pattern looks ahead or behind, which RE2 cannot do (that is why its time is linear); `unless` may say it",
        r"^read more\b",
    ),
    (
        r"\\[1-9]|\(\?P=",
        "the pattern refers back to a group, which RE2 cannot do (that is why its time is linear); write what repeats out",
        "^(?:tags tags|topics topics)$",
    ),
    (
        r"[*+?}]\+|\(\?>",
        "the pattern has a possessive or atomic group, which RE2 neither has nor needs",
        "^share +this$",
    ),
)
"""The same for what RE2 refuses."""


def problem_of(pattern: str) -> tuple[str, str] | None:
    """What is wrong with a pattern, and what would be right; None where it is good."""
    import re2

    bare = _NO_TEXT.sub("", pattern)
    if (capital := next((char for char in bare if char != char.lower()), None)) is not None:
        return (
            f"the pattern asks for the capital letter {capital}, but lines are lower-cased before they are compared",
            _right(_lower(pattern)),
        )
    found = next(((problem, right) for form, problem, right in _REFUSED if re.search(form, pattern)), None)
    if found is None:
        try:
            compiled = compile_pattern(pattern)
        except re2.error as error:
            reason = error.args[0] if error.args else error
            told = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
            unread = f"RE2 cannot read the pattern {pattern!r}: {told}", r"^(?:sign up|subscribe) (?:for|to)\b"
            found = next(((wrong, right) for form, wrong, right in _UNREADABLE if re.search(form, pattern)), unread)
        else:
            if any((hit := compiled.search(probe)) and hit.start() == hit.end() for probe in ("", "a", "a b", ".")):
                found = "the pattern matches the empty string, so it would match every line", r"^share this\b"
    return found and (found[0], _right(found[1]))


def _right(pattern: str) -> str:
    return f"pattern: ['{pattern}']"


def _lower(pattern: str) -> str:
    """The pattern in lower case but for the escapes."""
    parts, last = [], 0
    for token in _NO_TEXT.finditer(pattern):
        parts += [pattern[last : token.start()].lower(), token.group()]
        last = token.end()
    return "".join(parts) + pattern[last:].lower()
