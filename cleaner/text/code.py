"""Which lines of a text are program code, by their signs: extracted text has no markup that would say so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_BEGINS = re.compile(
    r"""[}\])]|\w[\w.\[\]]*\s?[+-]?=\s|["']?[\w-]+["']?:\s?["'\[{]"""  # brackets, assignments and keys
    r"""|\$|>>>|\.\.\.|%|//|/\*|\*/|\#include|\#!|--?[a-z]|@[a-z]\w+\b(?!\s)|</?[a-z][\w-]*[\s/>]"""
    r"""|(?:import|from|package|use|def|class|fn|func|function|const|let|var|return|if|for|while|else|elif|try|await)\b.*[\w)\]}:;"']$"""
)
_HOLDS = re.compile(r"""=>|->|::|[!=<>]=|&&|\|\||\w\(\)|\w\.\w+\(|\b[a-z_]\w+\(["'\w\[{]|\w=["'{]""")
_MAY_HOLD = re.compile(r"[=>&|(:](?:(?<![(:])|(?<=\w\()|(?<=::))")
_ENDS = re.compile(r"""(?:[{;\\\[(]|["'\])}],|/>|</[a-z]+>)$""")
"""How a line of code begins; which operators and calls stand in it, each with a sign that few other lines have; and how it ends."""
_PROMPT = re.compile(
    r"^(?:\$|>>>|[\w.-]{1,40}@[\w.-]{1,40}:?[~/\w.-]{0,100} ?[$#]|[A-Z]:\\[\w\\.-]*>) (?!\d)", re.MULTILINE
)
"""What a line begins with that somebody typed into a console; below it stands what the console answered."""
_OPENS = re.compile(r"^(?:- )?[a-z_][\w.-]*:$")
"""A key of YAML with what is indented below it; Python's lines that end so have signs of their own. With consoles it changes texts of 35 sites:
word F1 rises on 22 and falls on 9."""
_MARKS, _FEWEST = "{}=;<>", 5
"""Characters that code is full of, and how many of them, or of indented lines, a text has at least that holds some."""
_PRICE = re.compile(r"^\$\s?\d|^-?\d+%")
_SENTENCE = re.compile(r"(?:\b[^\W\d_]+[,’']? ){8}")
"""Words in a row that code does not have."""


def is_code_line(line: str) -> bool:
    """Whether a line, without white space at its ends, has a sign of code and is no sentence.

    >>> [is_code_line(line) for line in ("let n = 3;", "return n", "});", "He paid $5; she did not.", "Return to the ferry.")]
    [True, True, True, False, False]
    """
    within = _MAY_HOLD.search(line) and _HOLDS.search(line)
    signs = within or _BEGINS.match(line) or line[-1:] in "{;\\[(,>" and _ENDS.search(line)
    return bool(signs) and not _SENTENCE.search(line) and not _PRICE.match(line)


def code_runs(lines: Sequence[str], breaks: Sequence[int], indents: Sequence[str]) -> list[range]:
    """Where code stands in a text: groups of lines with no blank line between them of which half or more are code's.

    Args:
        lines: of the text.
        breaks: of each as of `Block.breaks`: 1 where it is the next line of a group.
        indents: of each the white space before it.
    """
    runs: list[range] = []
    text = "\n".join(lines)
    prompted = any([sign in text and f"{sign} " in text for sign in "$#>"]) and _PROMPT.search(text)
    if not prompted and sum(map(text.count, _MARKS)) + sum(map(bool, indents)) < _FEWEST:
        return runs
    start = 0
    for end in range(1, len(lines) + 1):
        if end < len(lines) and breaks[end] == 1:
            continue
        if 2 * sum(_signs(lines[start:end], indents[start:end])) >= end - start:
            if runs and runs[-1].stop == start:
                runs[-1] = range(runs[-1].start, end)
            else:
                runs.append(range(start, end))
        start = end
    return runs


def _signs(lines: Sequence[str], indents: Sequence[str]) -> Iterator[bool]:
    """Of each line of a group whether it is code's by itself, or stands in a console, or indented below one that opens
    a block of code."""
    opened: int | None = None
    console = _PROMPT.match(lines[0]) is not None
    for line, indent in zip(lines, indents):
        inside = opened is not None and len(indent) > opened
        own = is_code_line(line)
        if not inside:
            opened = len(indent) if _OPENS.match(line) or own and line.endswith((":", "{", "(", "[")) else None
        yield own or console or opened is not None
