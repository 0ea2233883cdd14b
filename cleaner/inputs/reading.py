"""How containers are read: what the user chose, and what their readers have in common."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from types import ModuleType

from cleaner.document import Kind
from cleaner.errors import CleanerError

DEFAULT_MAX_RECORD = 32_000_000
"""Bytes of the largest record of a container that is read unless the user says otherwise."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read of containers.

    Attributes:
        kind: how all payloads are read; None: by what the container says of them, else by content.
        status: HTTP status of responses that are cleaned; of others the record is counted.
        max_record: bytes of the largest payload, and of the largest record, that is read.
        text_field, html_field, url_field: names of the fields of JSON Lines and the columns of Parquet that hold the
            document and its address. None: "html" where there is one, else "text"; "url".
    """

    kind: Kind | None = None
    status: frozenset[int] = frozenset((200,))
    max_record: int = DEFAULT_MAX_RECORD
    text_field: str | None = None
    html_field: str | None = None
    url_field: str | None = None

    @property
    def document_fields(self) -> list[tuple[str, Kind]]:
        """The fields that may hold the document, in the order in which they are tried, with what they hold."""
        fields: list[tuple[str, Kind]] = []
        if self.html_field or not self.text_field:
            fields.append((self.html_field or "html", "html"))
        if self.text_field or not self.html_field:
            fields.append((self.text_field or "text", "text"))
        return fields


def need(module: str, extra: str) -> ModuleType:
    """Imports a library that only some inputs and outputs need.

    Args:
        module: its name.
        extra: the extra of our distribution (setup.cfg) that installs it.

    Raises:
        CleanerError: code "missing-library", if it is not installed; says how to install it.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise CleanerError(
            f"This needs {module.partition('.')[0]}, which is not installed.",
            hint=f"Install it with: pip install 'unfurnish[{extra}]'",
            code="missing-library",
        ) from error


def too_large(size: int | None, limit: int) -> CleanerError:
    """What is said of a record above the limit; `size` in bytes, None where only that is known."""
    told = "larger" if size is None else f"{size:,} bytes"
    return CleanerError(
        f"The record is {told}; the limit is {limit:,} bytes.",
        hint="Raise the limit with --max-record, if it is worth the memory.",
        code="too-large",
    )
