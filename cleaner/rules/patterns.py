"""Patterns of rules: RE2 (linear in the line, whatever the pattern), over folded lines, with errors for people."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from cleaner.text.fold import PLAIN
from cleaner.text.scripts import COMBINING, SCRIPTS, Script, ranges_of

_TYPOGRAPHIC = {ord(char): "\\-" if plain == "-" else plain for char, plain in PLAIN.items()} | {0xA0: " "}

_TO_PLAIN = re.compile(f"[{''.join(map(chr, _TYPOGRAPHIC))}]")

_NO_TEXT = re.compile(
    r"\\[pP]\{\^?\w+\}|\\[pP]\w|\\x\{[0-9A-Fa-f]+\}|\\x..|\\.|\(\?P?<\w+>|\(\?[a-zA-Z-]+[:)]|\[:\^?\w+:\]", re.S
)
"""Parts of a pattern whose letters are not the letters that they look for."""

_PIECE = re.compile(r"\\p\{L\}|\\pL|\\[pP]\{\^?\w+\}|\\.|\[:\^?\w+:\]|.", re.S)

_WORD = r"[^\x00-\x7f\W]"
_BLIND_EDGES = (
    re.compile(rf"\\b(?:\(\?:|\()*{_WORD}"),
    re.compile(rf"{_WORD}[)]*\\b"),
    re.compile(rf"\\b\((?:\?:)?[^()]*\|{_WORD}"),
    re.compile(rf"{_WORD}\|[^()]*\)\\b"),
)
r"""\b beside a letter for which RE2, to which letters are a-z, sees no edge of a word."""


_LETTERS = "".join(f"\\x{{{first:x}}}-\\x{{{last:x}}}" for first, last in ranges_of())
r"""What `\pL` is read as, within the brackets of a class.

RE2's own class of letters has 650 ranges, most of them of scripts that no page is written in, and a pattern that uses it a
few times takes a tenth of a second to compile. Lines are lower-cased, so letters that are no capitals will do.
"""


SCRIPT, SIGNS = "\x02", "\x03"
"""Stand in the pattern of a phrase for what is put there when it is compiled: within the brackets of a class, the letters of the
scripts that it is written in; and any number of signs at an end of a line, which do not count."""

_SIGNS = (
    r"[\x00-#'-/:-?\x5b-\x60\x7b-\x{a1}\x{ab}\x{ad}\x{b6}\x{b7}\x{bb}\x{bf}\x{d7}\x{37e}\x{387}\x{55a}-\x{55f}\x{589}\x{58a}\x{5be}\x{5f3}\x{5f4}"
    r"\x{600}-\x{605}\x{60c}\x{60d}\x{61b}-\x{61f}\x{66a}-\x{66d}\x{6d4}\x{964}\x{965}\x{2000}-\x{202f}\x{2032}-\x{206f}\x{2190}-\x{21ff}"
    r"\x{2300}-\x{23ff}\x{2500}-\x{27ff}\x{2900}-\x{297f}\x{2b00}-\x{2bff}\x{3000}-\x{3003}\x{3008}-\x{3011}\x{3014}-\x{301f}\x{30fb}"
    r"\x{e000}-\x{f8ff}\x{fe0e}-\x{fe4f}\x{feff}-\x{ff03}\x{ff07}-\x{ff0f}\x{ff1a}-\x{ff1f}\x{ff3b}-\x{ff40}\x{ff5b}-\x{ff65}\x{fffd}"
    r"\x{1f000}-\x{1faff}]*"
)
"""Signs at an end of a line, which do not count: `is_ornament`, without signs of scripts that no pack is written in."""


def _letters_beside(text: str) -> str:
    """The letters with which a word of a text's scripts goes on; Latin ones always are."""
    others = frozenset(script for char in set(text) if char > "\u02af" if (script := _script_of(char)) is not None)
    return _letters_of(others)


@cache
def _script_of(char: str) -> Script | None:
    code = ord(char)
    return next((s for s in SCRIPTS if s.spaced and any(first <= code <= last for first, last in s.letters)), None)


@cache
def _letters_of(others: frozenset[Script]) -> str:
    ranges = ranges_of(lambda script: script.name == "Latin" or script in others)
    return "".join(
        f"\\x{{{first:x}}}-\\x{{{last:x}}}" for first, last in (*ranges, *COMBINING[: None if others else 1])
    )


def plain_pattern(pattern: str) -> str:
    """The pattern with typographic quotes and dashes put as they stand in a folded line."""
    return pattern.translate(_TYPOGRAPHIC)


def _for_re2(pattern: str) -> str:
    r"""The pattern as it is compiled: `plain_pattern`, with the letters of living scripts for `\pL`."""
    if SCRIPT in pattern or SIGNS in pattern:
        return pattern.replace(SCRIPT, _letters_beside(pattern)).replace(r"\pL", _LETTERS).replace(SIGNS, _SIGNS)
    plain = plain_pattern(pattern) if _TO_PLAIN.search(pattern) else pattern
    if r"\p" not in plain:
        return plain
    parts: list[str] = []
    in_class = at_start = False
    for piece in _PIECE.findall(plain):
        if piece in (r"\pL", r"\p{L}"):
            parts.append(_LETTERS if in_class else f"[{_LETTERS}]")
            at_start = False
            continue
        if in_class:
            in_class = piece != "]" or at_start
            at_start = at_start and piece == "^" and parts[-1] == "["
        else:
            in_class = at_start = piece == "["
        parts.append(piece)
    return "".join(parts)


@cache
def _options(captures: bool) -> Any:
    import re2  # type: ignore[import-untyped]

    options = re2.Options()
    options.log_errors = False
    options.never_capture = not captures
    options.max_mem = 32 << 20
    # A line of the judge has no line breaks once it is folded; so that many lines can be scanned at once, no pattern
    # may run over one.
    options.never_nl = True
    return options


def compile_pattern(pattern: str, captures: bool = False) -> Any:
    """Compiles a pattern by RE2.

    Raises:
        re2.error: if RE2 refuses it.
    """
    import re2

    return re2.compile(_for_re2(pattern), options=_options(captures))


def compile_lines(patterns: tuple[str, ...]) -> Any:
    """Compiles patterns into one automaton over lines.

    Its `Match(text)` gives the numbers of those that are found in a line of the text (UTF-8), or None. `^` and `$` are
    the ends of each line, and no match runs over one.
    """
    import re2

    pattern_set = re2.Set.SearchSet(_options(False))
    for pattern in patterns:
        pattern_set.Add("(?m)" + _for_re2(pattern))
    pattern_set.Compile()
    return pattern_set


def compile_any(patterns: tuple[str, ...]) -> Any:
    """Compiles patterns into one that is found, in a text of many lines, in each line where one of them is found."""
    return compile_pattern("(?m)" + "|".join(f"(?:{_for_re2(pattern)})" for pattern in patterns))


def problem_of(pattern: str) -> tuple[str, str] | None:
    """What is wrong with a pattern, and what would be right; None where it is good."""
    import re2

    bare = _NO_TEXT.sub("", pattern)
    if (capital := next((char for char in bare if char != char.lower()), None)) is not None:
        return (
            f"the pattern asks for the capital letter {capital}, but lines are lower-cased before they are compared",
            f"pattern: ['{_lower(pattern)}']",
        )
    if re.search(r"\\p\{L[ut]\}", pattern):
        return "the pattern asks for capital letters, but lines are lower-cased", r"pattern: ['^by \pL+$']"
    if re.search(r"(?<!\\)(?:\\\\)*\\[AzZ]", pattern):
        return r"the pattern has \A, \z or \Z", "pattern: ['^share this$']  (^ and $ are the ends of the line)"
    if re.search(r"\(\?[a-zA-Z]*-?[a-zA-Z]*[ms][a-zA-Z]*[:)]", pattern):
        return "the pattern sets the flag m or s, but it sees one line only", "pattern: ['^share this$']"
    if any(blind.search(pattern) for blind in _BLIND_EDGES):
        return (
            r"\b stands beside a letter outside a-z, where RE2 sees no edge of a word",
            r"pattern: ['(?:^|[^\pL])über uns(?:[^\pL]|$)']  (or the phrase itself under `contains`)",
        )
    try:
        compiled = compile_pattern(pattern)
    except re2.error as error:
        reason = error.args[0] if error.args else error
        return _explain(pattern, reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason))
    for probe in ("", "a", "a b", "."):
        found = compiled.search(probe)
        if found and found.start() == found.end():
            return "the pattern matches the empty string, so it would match every line", r"pattern: ['^share this\b']"
    return None


def _explain(pattern: str, reason: str) -> tuple[str, str]:
    if re.search(r"\(\?(?:=|!|<=|<!)", pattern):
        return (
            "the pattern looks ahead or behind, which RE2 cannot do (that is why its time is linear)",
            r"pattern: ['^read more\b'] with unless: '\bbooks\b'",
        )
    if re.search(r"\\[1-9]|\(\?P=", pattern):
        return (
            "the pattern refers back to a group, which RE2 cannot do (that is why its time is linear)",
            "pattern: ['^(?:tags tags|topics topics)$']  (write the repeated words out)",
        )
    if re.search(r"[*+?}]\+|\(\?>", pattern):
        return (
            "the pattern has a possessive or atomic group, which RE2 neither has nor needs",
            r"pattern: ['^share +this$']",
        )
    return f"RE2 cannot read the pattern {pattern!r}: {reason}", r"pattern: ['^(?:sign up|subscribe) (?:for|to)\b']"


def _lower(pattern: str) -> str:
    """The pattern in lower case but for the escapes."""
    parts, last = [], 0
    for token in _NO_TEXT.finditer(pattern):
        parts += [pattern[last : token.start()].lower(), token.group()]
        last = token.end()
    return "".join(parts) + pattern[last:].lower()
