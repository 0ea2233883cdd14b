"""Patterns of rules: RE2 (linear in the line, whatever the pattern), over folded lines, with errors for people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from cleaner.text.fold import PLAIN
from cleaner.text.scripts import COMBINING, Range, ranges_of

_TYPOGRAPHIC = {ord(char): "\\-" if plain == "-" else plain for char, plain in PLAIN.items()} | {0xA0: " "}

_NO_TEXT = re.compile(
    r"\\[pP]\{\^?\w+\}|\\[pP]\w|\\x\{[0-9A-Fa-f]+\}|\\x..|\\.|\(\?P?<\w+>|\(\?[a-zA-Z-]+[:)]|\[:\^?\w+:\]", re.S
)
"""Parts of a pattern whose letters are not the letters that they look for."""

_PIECE = re.compile(r"\\p\{L\}|\\pL|\\[pP]\{\^?\w+\}|\\.|\[:\^?\w+:\]|.", re.S)

_WORD = r"[^\x00-\x7f\W]"


def _class_of(ranges: Iterable[Range]) -> str:
    """Ranges as they stand within the brackets of a class of RE2."""
    return "".join(f"\\x{{{first:x}}}-\\x{{{last:x}}}" for first, last in ranges)


_LETTERS = _class_of(ranges_of())
r"""What `\pL` is read as, within the brackets of a class.

RE2's own class of letters has 650 ranges, most of them of scripts that no page is written in, and a pattern that uses it a
few times takes a tenth of a second to compile. Lines are lower-cased, so letters that are no capitals will do.
"""

_SPACED = _class_of((*ranges_of(lambda script: script.spaced), *COMBINING))

SCRIPT, SIGNS = "\x02", "\x03"
"""Stand in the pattern of a phrase for what is put there when it is compiled: within the brackets of a class, the letters with
which a word goes on; and any number of signs at an end of a line, which do not count."""

_SIGNS = (
    r"[\x00-#'-/:-?\x5b-\x60\x7b-\x{a1}\x{ab}\x{ad}\x{b6}\x{b7}\x{bb}\x{bf}\x{d7}\x{37e}\x{387}\x{55a}-\x{55f}\x{589}\x{58a}\x{5be}\x{5f3}\x{5f4}"
    r"\x{600}-\x{605}\x{60c}\x{60d}\x{61b}-\x{61f}\x{66a}-\x{66d}\x{6d4}\x{964}\x{965}\x{2000}-\x{202f}\x{2032}-\x{206f}\x{2190}-\x{21ff}"
    r"\x{2300}-\x{23ff}\x{2500}-\x{27ff}\x{2900}-\x{297f}\x{2b00}-\x{2bff}\x{3000}-\x{3003}\x{3008}-\x{3011}\x{3014}-\x{301f}\x{30fb}"
    r"\x{e000}-\x{f8ff}\x{fe0e}-\x{fe4f}\x{feff}-\x{ff03}\x{ff07}-\x{ff0f}\x{ff1a}-\x{ff1f}\x{ff3b}-\x{ff40}\x{ff5b}-\x{ff65}\x{fffd}"
    r"\x{1f000}-\x{1faff}]*"
)
"""Signs at an end of a line, which do not count: `is_ornament`, without signs of scripts that no pack is written in."""


def plain_pattern(pattern: str) -> str:
    """The pattern with typographic quotes and dashes put as they stand in a folded line."""
    return pattern.translate(_TYPOGRAPHIC)


def _for_re2(pattern: str) -> str:
    r"""The pattern as it is compiled: `plain_pattern`, with the letters of living scripts for `\pL`."""
    if SCRIPT in pattern or SIGNS in pattern:
        return pattern.replace(SCRIPT, _SPACED).replace(r"\pL", _LETTERS).replace(SIGNS, _SIGNS)
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


def compile_pattern(pattern: str) -> Any:
    """Compiles a pattern by RE2.

    Raises:
        re2.error: if RE2 refuses it.
    """
    import re2

    return re2.compile(_for_re2(pattern), options=_options(captures=True))


def compile_lines(patterns: tuple[str, ...]) -> Any:
    """Compiles patterns into one automaton over lines.

    Its `Match(text)` gives the numbers of those that are found in a line of the text (UTF-8), or None. `^` and `$` are
    the ends of each line, and no match runs over one.
    """
    import re2

    pattern_set = re2.Set.SearchSet(_options(captures=False))
    for pattern in patterns:
        pattern_set.Add("(?m)" + _for_re2(pattern))
    pattern_set.Compile()
    return pattern_set


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
