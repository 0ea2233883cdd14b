"""Inputs that are not on this machine, by fsspec: only those that the user names, never what data refers to."""

from __future__ import annotations

import re
from typing import Any, BinaryIO

from cleaner.errors import CleanerError
from cleaner.inputs.reading import need

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}(?:::[^:]{1,200}){0,4}://")
_WEB = re.compile(r"https?://", re.IGNORECASE)


def is_remote(name: str) -> bool:
    """Whether a name is an address (s3://, hdfs://, https:// ...) rather than a path."""
    return _URL.match(name) is not None


def is_web(name: str) -> bool:
    """Whether it is an address of the web."""
    return _WEB.match(name) is not None


def matching(address: str) -> list[str]:
    """The addresses that a pattern fits, by name; the address itself if it is none ("?" means something else in URLs).

    Raises:
        CleanerError: code "missing-library"; "unreadable"; "not-found", if nothing fits.
    """
    if is_web(address) or "*" not in address:
        return [address]
    core: Any = need("fsspec.core", "remote")
    try:
        system, path = core.url_to_fs(address)
        found = sorted(system.unstrip_protocol(name) for name in system.glob(path))
    except Exception as error:  # each of fsspec's file systems raises what its library raises
        raise _unreadable(error) from error
    if not found:
        raise CleanerError("No file fits this pattern.", hint="Check the pattern.", code="not-found")
    return found


def open_remote(address: str) -> tuple[BinaryIO, int | None]:
    """A file on another machine, and its size if that is known.

    Raises:
        CleanerError: code "missing-library", "unreadable", "not-found".
    """
    library: Any = need("fsspec", "remote")
    try:
        stream = library.open(address, "rb").open()
    except FileNotFoundError as error:
        raise CleanerError("There is no such file.", hint="Check the address.", code="not-found") from error
    except Exception as error:
        raise _unreadable(error) from error
    size = getattr(stream, "size", None)
    return stream, size if isinstance(size, int) else None


def _unreadable(error: Exception) -> CleanerError:
    told = (str(error).strip().splitlines() or [type(error).__name__])[0][:300]
    return CleanerError(
        f"It cannot be read: {told}.",
        hint="Check the address and your access to it; some kinds need another package, such as s3fs or aiohttp.",
        code="unreadable",
    )
