"""What a server answered: the head of an HTTP message, and its body as it was meant.

Heads are read leniently, as browsers read them: old servers end lines with a line feed alone, leave out reasons, or
send no head at all (HTTP/0.9).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]{1,8}(\d{3})(?!\d)")
_END = re.compile(rb"\r?\n\r?\n")
_LONGEST = 1 << 18
_CHARSET = re.compile(r"charset\s{0,8}=\s{0,8}[\"']?([^\s;\"',]{1,40})", re.IGNORECASE)


def split(block: bytes) -> tuple[int | None, dict[str, str], int]:
    """Parts an HTTP response.

    Returns:
        Its status (None if there is no status line, and then no head), its header fields by name in lower case (of
        several of one name, the values joined by commas, RFC 9110, 5.3), and where its body begins.
    """
    first = _STATUS.match(block)
    if first is None:
        return None, {}, 0
    end = _END.search(block, first.end() - 1, _LONGEST)
    head = block[first.end() : end.start() if end else len(block)].decode("latin-1")
    return int(first.group(1)), fields(head), end.end() if end else len(block)


def fields(head: str) -> dict[str, str]:
    """The fields of a head, without its first line, by name in lower case; of several of one name the values joined."""
    found: dict[str, str] = {}
    name = ""
    for line in head.split("\n")[1:]:
        if line[:1] in (" ", "\t") and name:  # folded
            found[name] = f"{found[name]} {line.strip()}".strip()
            continue
        name, colon, value = line.partition(":")
        name = name.strip().lower()
        if colon and name:
            value = value.strip()
            found[name] = f"{found[name]}, {value}" if name in found else value
        else:
            name = ""
    return found


def media_type(value: str | None) -> tuple[str | None, str | None]:
    """The media type in lower case, without parameters, and the charset of a Content-Type; None where there is none."""
    if not value:
        return None, None
    kind = value.partition(";")[0].partition(",")[0].strip().lower()
    charset = _CHARSET.search(value[:1000])
    return kind or None, charset.group(1) if charset else None


def codings(fields: Mapping[str, str]) -> list[str]:
    """Encodings to be undone, in the order in which they are undone: those of the transfer, then of the content."""
    listed = []
    for name in ("content-encoding", "transfer-encoding"):
        listed += [part.strip().strip('"').lower() for part in fields.get(name, "").split(",")]
    return [coding for coding in reversed(listed) if coding not in ("", "identity", "none", "binary", "8bit", "utf-8")]
