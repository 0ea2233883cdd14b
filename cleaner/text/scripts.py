"""The scripts that living languages are written in: the one table of which character is a letter of which.

The ranges hold lower-case letters and those without case, vowel signs included: a word of Hindi is letters and signs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

Range = tuple[int, int]


class Script(NamedTuple):
    """A script, or several of one region that are alike.

    Attributes:
        name: in English. letters: ranges of code points, both ends included.
        cased: whether it has capitals. spaced: whether it parts words by spaces.
        stopped: whether sentences end in a mark; Thai and Lao end them in a space.
        language: ISO 639 code of the language that it tells by itself, or None.
    """

    name: str
    letters: tuple[Range, ...]
    cased: bool = False
    spaced: bool = True
    stopped: bool = True
    language: str | None = None


# fmt: off
SCRIPTS: tuple[Script, ...] = (
    Script("Latin", ((0x61, 0x7A), (0xAA, 0xAA), (0xB5, 0xB5), (0xBA, 0xBA), (0xDF, 0xF6), (0xF8, 0x2AF),
                     (0x1E01, 0x1EFF)), cased=True),
    Script("Greek", ((0x371, 0x374), (0x377, 0x37D), (0x390, 0x3F5), (0x3F8, 0x3FF), (0x1F00, 0x1FB7)),
           cased=True, language="el"),
    Script("Cyrillic", ((0x400, 0x481), (0x48B, 0x52F)), cased=True),
    Script("Armenian", ((0x530, 0x559), (0x560, 0x588)), cased=True, language="hy"),
    Script("Hebrew", ((0x5D0, 0x5F2),), language="he"),
    Script("Arabic", ((0x620, 0x64A), (0x66E, 0x6D3), (0x6D5, 0x6D5), (0x6FA, 0x6FC))),
    Script("Devanagari", ((0x900, 0x963), (0x971, 0x97F))),
    Script("Bengali", ((0x980, 0x9E3),)),
    Script("Gurmukhi", ((0xA01, 0xA5E), (0xA72, 0xA75)), language="pa"),
    Script("Gujarati", ((0xA81, 0xAE3),), language="gu"),
    Script("Odia", ((0xB01, 0xB63),), language="or"),
    Script("Tamil", ((0xB82, 0xBD0),), language="ta"),
    Script("Telugu", ((0xC01, 0xC63),), language="te"),
    Script("Kannada", ((0xC81, 0xC83), (0xC85, 0xCE3)), language="kn"),
    Script("Malayalam", ((0xD01, 0xD4E), (0xD54, 0xD57), (0xD5F, 0xD63), (0xD7A, 0xD7F)), language="ml"),
    Script("Sinhala", ((0xD80, 0xDDF),), language="si"),
    Script("Thai", ((0xE01, 0xE3A), (0xE40, 0xE4E)), spaced=False, stopped=False, language="th"),
    Script("Lao", ((0xE81, 0xECE),), spaced=False, stopped=False, language="lo"),
    Script("Burmese", ((0x1000, 0x103F), (0x1050, 0x108F)), spaced=False, language="my"),
    Script("Georgian", ((0x10D0, 0x10FA), (0x10FC, 0x10FF)), language="ka"),
    Script("Ethiopic", ((0x1200, 0x135A),), language="am"),
    Script("Khmer", ((0x1780, 0x17D3),), spaced=False, language="km"),
    Script("Kana", ((0x3041, 0x3096), (0x309D, 0x309F), (0x30A1, 0x30FA), (0x30FC, 0x30FF), (0xFF66, 0xFF9D)),
           spaced=False),
    Script("Hangul", ((0x1100, 0x11FF), (0x3130, 0x318E), (0xAC00, 0xD7A3)), language="ko"),
    Script("Bopomofo", ((0x3100, 0x312F),), spaced=False),
    Script("Han", ((0x3005, 0x3006), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAD9), (0x20000, 0x2EBE0),
                   (0x30000, 0x3134A)), spaced=False),
)
# fmt: on


COMBINING: tuple[Range, ...] = (
    (0x300, 0x36F), (0x591, 0x5BD), (0x5BF, 0x5BF), (0x5C1, 0x5C2), (0x5C4, 0x5C5), (0x5C7, 0x5C7), (0x610, 0x61A),
    (0x64B, 0x65F), (0x670, 0x670), (0x6D6, 0x6DC), (0x6DF, 0x6E4), (0x6E7, 0x6E8), (0x6EA, 0x6ED),
)  # fmt: skip
"""Accents and points that stand on letters: no letters by themselves, but parts of words."""


def ranges_of(wanted: Callable[[Script], bool] = lambda script: True) -> tuple[Range, ...]:
    """The letters of some scripts, in order, ranges that touch made one."""
    merged: list[Range] = []
    for first, last in sorted(pair for script in SCRIPTS if wanted(script) for pair in script.letters):
        if merged and first == merged[-1][1] + 1:
            first = merged.pop()[0]
        merged.append((first, last))
    return tuple(merged)


def char_class(ranges: Iterable[Range]) -> str:
    """Ranges as they stand within the brackets of a pattern of `re`."""
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


UNSPACED_RANGES = ranges_of(lambda script: not script.spaced)
UNSPACED = re.compile(f"[{char_class(UNSPACED_RANGES)}]")
"""A letter of a script that parts no words: Thai, Lao, Burmese, Khmer, kana, Han."""

CASELESS = re.compile(f"[{char_class(ranges_of(lambda script: not script.cased))}]")
"""A letter of a script without capitals."""

NEVER_STOPPED_RANGES = ranges_of(lambda script: not script.stopped)


@cache
def letters_of(name: str) -> re.Pattern[str]:
    """Finds the letters of one script."""
    return re.compile(f"[{char_class(ranges_of(lambda script: script.name == name))}]")
