"""What `clean` takes: the right types, or an error that says what to pass instead."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Literal

from cleaner.errors import CleanerError

_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]{1,20}://|www\.)\S+", re.IGNORECASE)
_PATH = re.compile(
    # From a root, with two separators or more; or with the ending of a document.
    r"(?:~|\.\.?|[a-z]:)?[\\/][^\s\\/]+[\\/]\S+"
    r"|(?:(?:~|\.\.?|[a-z]:)?[\\/][^\s][^\n]*|\S*)\.(?:html?|xhtml|txt|warc|arc|wet|wacz|jsonl|ndjson|parquet|pdf)(?:\.gz|\.zst)?",
    re.IGNORECASE,
)
_LONGEST = 4096
"""Characters of the longest path that systems take."""

_INSTANT = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?(?:Z|([+-]\d\d)(?::?(\d\d))?)?)?)?)?",
    re.ASCII,
)

DEFAULT_TIMEOUT = 120.0
"""Seconds that a document may take; a record of 32 MB, the largest that is read unless the user says otherwise, takes
about 80."""

DEFAULT_MEMORY = 400_000_000
"""Bytes of memory that a worker may take; a text takes some 15 bytes for each of its own, a page 30, and the rules 50
MB."""

Favour = Literal["precision", "recall"]

FAVOURED: dict[Favour | None, int] = {None: 0, "precision": 100, "recall": -100}
"""Hundredths of a natural unit of log odds that a block needs more to stay: with 100, odds that are e times as great. Words of 90 pages of 9
news sites, which the judge did not learn from: precision .986 and recall .991 become .992 and .985, or .967 and .996."""


def check(data: object, kind: object, url: object, charset: object, captured: object) -> str | bytes:
    """The document's characters or bytes, after a look at everything that `clean` is given (CleanerError "bad-argument").

    A text of one line that is nothing but a path or an address, without a kind, is refused: whoever passes it wants the
    file. With `kind` said it is a document like any other, so that no record of an archive is lost.
    """
    if isinstance(data, (bytearray, memoryview)):
        data = bytes(data)
    if not isinstance(data, (str, bytes)):
        raise _bad(
            f"clean() takes str or bytes, not {type(data).__name__}.",
            "Pass a document's text or bytes; cleaner.clean_file(path) reads a file.",
        )
    if kind not in (None, "text", "html"):
        raise _bad(f"There is no kind {kind!r}.", 'Pass "text", "html" or None.')
    for name, value, example in (("url", url, "https://example.org/page"), ("charset", charset, "windows-1252")):
        if not isinstance(value, (str, type(None))):
            raise _bad(f"{name} is a str or None, not {type(value).__name__}.", f'Write it like "{example}".')
    if captured is not None and (not isinstance(captured, str) or instant(captured) is None):
        raise _bad(f"captured is no date in ISO 8601: {captured!r}.", 'Write it like "2019-05-03T10:20:30Z".')
    if kind is None and isinstance(data, str) and len(data) <= _LONGEST:
        line = data.strip()
        for what, does, pattern in (("an address", "fetches", _ADDRESS), ("a path", "reads", _PATH)):
            if pattern.fullmatch(line):
                hint = f'cleaner.clean_file(...) {does} it. To clean the line itself, pass kind="text".'
                raise _bad(f"This is {what}, not a document: {line[:80]!r}.", hint)
    return data


def names_of(value: object, argument: str) -> tuple[str, ...]:
    """The names of labels or rules that `Cleaner` is given: each once, in an order that does not depend on theirs."""
    names = _several(value)
    if not all(isinstance(name, str) for name in names):
        example = {"keep": '["byline", "author*"]', "without": '["en.newsletter.*"]'}[argument]
        raise _bad(f"{argument} is {value!r}, no name and no list of names.", f"Write it like {example}.")
    return tuple(sorted(set(names)))


def caution_of(favour: Any) -> int:
    """What is taken from the judge's scores."""
    if favour not in [*FAVOURED]:
        raise _bad(f"There is no favour {favour!r}.", 'Pass "precision", "recall" or None.')
    return FAVOURED[favour]


def folders_of(rules: object) -> tuple[Path, ...]:
    """The folders of rules that `Cleaner` is given: one, or several."""
    folders = _several(rules)
    for folder in folders:
        if not isinstance(folder, (str, Path)) or folder == "":
            raise _bad(f"rules are folders, not {folder!r}.", 'Pass one, or a list of them: rules=["my-rules/"].')
    return tuple(map(Path, folders))


def _several(value: object) -> tuple[Any, ...]:
    """What is given, alone or as a collection."""
    return tuple(value) if isinstance(value, Iterable) and not isinstance(value, (str, bytes, Path)) else (value,)


def instant(value: str) -> datetime | None:
    """A date in ISO 8601 in UTC, to the second; None if it is none. It may end at the year, month, day, or minute."""
    found = _INSTANT.fullmatch(value)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part or least) for part, least in zip(found.groups(), "111000"))
    east = timedelta(hours=int(found[7] or 0), minutes=int((found[7] or "+")[0] + (found[8] or "0")))
    try:
        # A leap second is the one before it.
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=timezone.utc) - east
    except (ValueError, OverflowError):
        return None


def _bad(message: str, hint: str) -> CleanerError:
    return CleanerError(message, hint=hint, code="bad-argument")
