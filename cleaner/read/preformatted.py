"""Text whose line breaks and spaces count: <pre>, <xmp>, <plaintext>, `white-space: pre`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.document import Block
from cleaner.read.element import Element
from cleaner.read.names import own_names
from cleaner.read.text import BLANK_LINE, CODE_INDENT, lay_out, line_spans

MAX_INDENT = 200
"""Characters of white space before a line that are kept."""

LINES = frozenset(("div", "li", "ol", "ul"))
"""Elements that scripts set around the lines of code in a <pre>."""

_CODE = frozenset(("code", "samp", "kbd"))
_NAMES = frozenset((
    "code", "codeblock", "console", "hljs", "highlight", "highlighter", "prettyprint", "prism", "programlisting", "sh", "shiki",
    "snippet", "sourcecode", "syntaxhighlighter", "terminal",
))  # fmt: skip
"""What class names call code that is highlighted."""
_AROUND = 5
_NUMBER = re.compile(r"(?<!\S)(?:\S+-)?(?:line[-_]?(?:no|num|number)s?|lnum|hljs-ln-n)(?!\S)", re.IGNORECASE)


def is_code(element: Element) -> bool:
    """Whether an element or one of the next around it is of code, or by its names what a highlighter made."""
    here: Element | None = element
    for _ in range(_AROUND):
        if here is None:
            break
        if here.tag in _CODE or here.attrib and not _NAMES.isdisjoint(own_names(here.attrib)):
            return True
        here = here.parent
    return False


def numbers_line(names: str) -> bool:
    """Whether a class says that an element is the number that a highlighter writes before a line of code.

    >>> numbers_line("react-line-number muted"), numbers_line("lineno"), numbers_line("line number-3")
    (True, True, False)
    """
    return _NUMBER.search(names) is not None


def paragraphs(text: str, *, whole: bool) -> Iterator[tuple[str, str]]:
    """Cuts preformatted text into blocks, with the lines that they have when they are read as text.

    Pages of the 1990s are often one <pre>, so text is cut where a paragraph ends, as extracted text is. Of several blank
    lines one stays.

    Args:
        whole: do not cut; so for code, whose blank lines are its own.

    Yields:
        Each block's text, without white space at its ends, and the white space that stands before it on its line.
    """
    text = text.replace("\xa0", " ")
    parts: list[str] = []
    indent = ""
    # Where no blank line shows how paragraphs are parted, long lines are paragraphs, as in text.
    spaced = whole or BLANK_LINE.search(text) is not None
    for block in lay_out(text, line_spans(text), [], spaced=spaced):
        written = _indent(text, block)
        if not parts:
            indent = written if CODE_INDENT.match(written) else ""
        elif block.breaks == 1:
            parts.append("\n" + block.indent)
        elif not whole:
            yield "".join(parts), indent
            parts, indent = [], block.indent
        elif block.indent or written.strip(" "):
            parts.append("\n\n" + block.indent)
        else:  # text would lose a small indent after a blank line; code can do without the blank line
            parts.append("\n" + written if written else "\n\n")
        parts.append(block.text)
    if parts:
        yield "".join(parts), indent


def _indent(text: str, block: Block) -> str:
    """The white space before a block on its line, as written."""
    before = text[max(0, block.start - MAX_INDENT) : block.start]
    return before[len(before.rstrip(" \t")) :]
