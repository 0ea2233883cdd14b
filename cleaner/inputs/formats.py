"""Which format a container has: by its name, else by how it begins."""

from __future__ import annotations

import io
import re
from typing import Literal

from cleaner.errors import CleanerError
from cleaner.inputs.jsonl import is_jsonl
from cleaner.inputs.raw import Raw
from cleaner.inputs.stretches import stretches
from cleaner.inputs.warc import WARC

Format = Literal["warc", "arc", "wacz", "jsonl", "parquet"]

_COMPRESSED = r"(?:\.(?:gz|zst|zstd|bz2|xz))?"
_NAMES: tuple[tuple[re.Pattern[str], Format], ...] = (
    (re.compile(rf"\.(?:warc|wet){_COMPRESSED}(?:\.open)?$", re.IGNORECASE), "warc"),  # .open: crawlers write to it
    (re.compile(rf"\.arc{_COMPRESSED}(?:\.open)?$", re.IGNORECASE), "arc"),
    (re.compile(rf"\.(?:jsonl|ndjson|jsonlines){_COMPRESSED}$", re.IGNORECASE), "jsonl"),
    (re.compile(r"\.(?:parquet|pq)$", re.IGNORECASE), "parquet"),
    (re.compile(r"\.wacz$", re.IGNORECASE), "wacz"),
)
_ARC = re.compile(rb"filedesc://[^\r\n]{1,1000} \d{14} ")
_WACZ = re.compile(rb"datapackage\.json|archive/|indexes/|pages/")
_HEAD = 1 << 16
"""Bytes that tell a format."""


def format_of_name(name: str) -> Format | None:
    """The format that a file's name says it has, or None if it says nothing of the kind."""
    return next((form for pattern, form in _NAMES if pattern.search(name)), None)


def format_of_content(head: bytes, *, lines: bool) -> Format | None:
    """The format of what begins so, or None if it is no container that is known.

    Args:
        head: its first 64 KB, or all of it.
        lines: whether JSON Lines count: text may begin like them.
    """
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK\x03\x04"):
        return "wacz" if _WACZ.search(head) else None
    plain = _plain(head)
    if WARC.begins.match(plain.lstrip()):
        return "warc"
    if _ARC.match(plain):
        return "arc"
    return "jsonl" if lines and is_jsonl(plain) else None


def _plain(head: bytes) -> bytes:
    """What the beginning of a file is when it is decompressed; of what cannot be, the beginning itself."""
    try:
        for tape in stretches(Raw(io.BytesIO(head)), None, _HEAD):
            return tape.read()
    except CleanerError:  # a library is missing: whoever reads the file will say so, if its name tells what it is
        pass
    return head
