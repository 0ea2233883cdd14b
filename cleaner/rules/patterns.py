"""Patterns of rules: RE2 (linear in the line, whatever the pattern), over folded lines, with errors for people."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from cleaner.text.fold import PLAIN
from cleaner.text.scripts import ranges_of

_TYPOGRAPHIC = {ord(char): "\\-" if plain == "-" else plain for char, plain in PLAIN.items()} | {0xA0: " "}

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


def plain_pattern(pattern: str) -> str:
    """The pattern with typographic quotes and dashes put as they stand in a folded line."""
    return pattern.translate(_TYPOGRAPHIC)


def _for_re2(pattern: str) -> str:
    r"""The pattern as it is compiled: `plain_pattern`, with the letters of living scripts for `\pL`."""
    plain = plain_pattern(pattern)
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
    return compile_pattern("(?m)" + "|".join(f"(?:{pattern})" for pattern in patterns))


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
