"""Text from outside, made safe to show: no terminal is steered by a document or a file name."""

from __future__ import annotations

import re

# Controls (C0 but tab and line feed, DEL, C1), separators that terminals take for line ends, marks that turn the
# reading direction round or show nothing, and lone surrogates, which no encoding can write.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def printable(text: str) -> str:
    """The text with everything that a terminal would obey, or not show, written as an escape; tabs become spaces."""
    return _UNSAFE.sub(_escape, text.replace("\t", "    "))


def one_line(text: str) -> str:
    """`printable`, with line feeds escaped too: for names and messages."""
    return printable(text).replace("\n", "\\n")


def _escape(found: re.Match[str]) -> str:
    code = ord(found.group())
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
