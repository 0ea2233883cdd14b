"""Addresses of the web: archives hold broken ones of every kind, and none of these functions raises for one."""

from __future__ import annotations

from urllib.parse import SplitResult, urljoin, urlsplit

MAX_ADDRESS = 10_000
"""Characters of an address that is read; a longer one is joined to nothing. Browsers and servers take 2,000 to 8,000."""


def parts(address: str | None) -> SplitResult:
    """The parts of an address, written with its scheme or without; of one that cannot be read ("http://[::1/") all are empty."""
    address = (address or "")[:MAX_ADDRESS].strip()
    if "//" not in address and "." in address.partition("/")[0]:
        address = f"//{address}"
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", "", "", "")


def host(address: str | None) -> str | None:
    """The host's name in lower case; None where the address names none, or cannot be read.

    >>> host("https://user@Tarnholm.example:8080/a"), host("tarnholm.example/a"), host("/a"), host("http://[::1/")
    ('tarnholm.example', 'tarnholm.example', None, None)
    """
    return parts(address).hostname


def join(base: str, address: str) -> str:
    """An address as a page writes it, made whole by the page's own; one that cannot be read stays as it is."""
    if len(base) + len(address) > MAX_ADDRESS:
        return address
    try:
        return urljoin(base, address)
    except ValueError:
        return address
