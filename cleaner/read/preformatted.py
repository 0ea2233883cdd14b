"""Text whose line breaks and spaces count: <pre>, <xmp>, <plaintext>, `white-space: pre`."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.read.text import LINE_BREAK


def paragraphs(text: str, *, whole: bool) -> Iterator[tuple[str, str]]:
    """Cuts preformatted text into blocks.

    Pages of the 1990s are often one <pre>, so text is cut at blank lines, as running text is.

    Args:
        whole: do not cut; so for code, whose blank lines are its own.

    Yields:
        Each block's text, without white space at its ends, and the white space that stands before it on its line.
    """
    lines = [line.rstrip() for line in LINE_BREAK.split(text.replace("\xa0", " "))]
    part: list[str] = []
    for line in (*lines, ""):
        if line or (whole and part):
            part.append(line)
        elif part:
            yield _piece(part)
            part = []
    while part and not part[-1]:
        part.pop()
    if part:
        yield _piece(part)


def _piece(lines: list[str]) -> tuple[str, str]:
    text = "\n".join(lines)
    bare = text.lstrip()
    return bare, text[: len(text) - len(bare)]
