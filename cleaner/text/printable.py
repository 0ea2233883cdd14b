"""Text from outside, made safe to show: no terminal is steered by a document or a file name."""

from __future__ import annotations

import re

# Controls (C0 but tab and line feed, DEL, C1), separators that terminals take for line ends, marks that turn the
# reading direction round, letters and marks that show nothing, and lone surrogates, which no encoding can write. The two
# joiners (U+200C, U+200D) are letters' and emoji's own; after Latin and after each other they only hide. The review page
# (review/text.js) has the same list.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
    "|(?<![^\0-\u02af\u200c\u200d])[\u200c\u200d]"
)


def printable(text: str) -> str:
    """The text with everything that a terminal would obey, or not show, written as an escape; tabs become spaces."""
    return _UNSAFE.sub(_escape, text.replace("\t", "    "))


def one_line(text: str) -> str:
    """`printable`, with line feeds escaped too: for names and messages."""
    return printable(text).replace("\n", "\\n")


def counted(number: int, noun: str) -> str:
    """A number with its noun: 1 story, 2,000 stories."""
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun[:-1]}ies" if noun.endswith("y") else f"{number:,} {noun}s"


def _escape(found: re.Match[str]) -> str:
    code = ord(found.group())
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
