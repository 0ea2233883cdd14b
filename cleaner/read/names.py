"""The words in an element's class, id, role, itemprop and data-* names, and what its style hides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from cleaner.text.tree import read_shipped

MAX_OWN = 24
"""Words kept of one element: pages built with utility classes ("md:px-4 lg:mt-2 ...") have hundreds."""

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PARTING = {code: chr(code) if chr(code).isalnum() else " " for code in range(128)}
"""What stands for each character of ASCII: all of them, because to look up one that is not there costs an exception."""
_HIDING = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.IGNORECASE)
_KEEPING_SPACE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_BLOCK = re.compile(r"display\s*:\s*(?:block|flex|grid|list-item|table)(?![\w-])", re.IGNORECASE)
_BOX = re.compile(r"display\s*:\s*inline-(?:block|flex|grid|table)", re.IGNORECASE)
_NAMING = frozenset(("class", "id", "role", "itemprop", "rel", "aria-label", "property", "typeof"))
_TELLING = (
    "component", "label", "module", "name", "qa", "region", "role", "section", "test", "testid", "type", "widget"
)  # fmt: skip
"""data-* attributes, by the end of their name, whose value names a part of the page rather than carrying a payload."""


def credits_author(names: tuple[str, ...], link: str | None) -> bool:
    """Whether an inline element's names or the address that it links to say that its text is an author's name."""
    authors, paths = _authors()
    return not authors.isdisjoint(names) or (link is not None and any(path in link for path in paths))


@cache
def _authors() -> tuple[frozenset[str], tuple[str, ...]]:
    """What class names, itemprop and rel call an author, and folders of authors' pages."""
    names = read_shipped("markup.yaml")["names"]
    return frozenset(names["credited"]), tuple(names["credited_paths"])


@lru_cache(maxsize=16384)
def words(text: str) -> tuple[str, ...]:
    """Lower-cased words of a name, split at whatever is no letter or digit and at camelCase humps; 24 at most.

    >>> words("article-body articleBody__HTMLWrap col2")
    ('article', 'body', 'article', 'body', 'html', 'wrap', 'col2')
    """
    text = text[:500]
    lower = text.lower()
    if lower != text:
        lower = _HUMP.sub(" ", text).lower()
    return tuple(lower.translate(_PARTING).split()[:MAX_OWN])


@lru_cache(maxsize=4096)
def reading(key: str) -> tuple[tuple[str, ...], int]:
    """How an attribute is read: the words of its own name, and up to what length its value's words count (0: never)."""
    if key in _NAMING:
        return (), 1 << 30
    if key.startswith("data-"):
        return words(key[5:]), 40 if key.endswith(_TELLING) else 0
    return (), 0


def own_names(attrib: Mapping[str, str]) -> tuple[str, ...]:
    """Words of one element's names, in the order of its attributes.

    Class, id, role, itemprop, property, typeof, rel, aria-label; "aria hidden" where it is; the names of data-*
    attributes, and the values of those that name things (data-testid, data-component).

    Returns:
        24 words at most.
    """
    if len(attrib) == 1:  # most elements with names have a class and nothing else
        value = attrib.get("class")
        if value is not None:
            return words(value) if value else ()
    found: tuple[str, ...] = ()
    for key, value in attrib.items():
        if key == "class" or key == "id":
            if value:
                found += words(value)
            continue
        if key == "href" or key == "style" or key == "src":
            continue
        own, longest = reading(key)
        if own:
            found += own
        if longest and value and len(value) <= longest:
            found += words(value)
        elif key == "aria-hidden" and value == "true":
            found += ("aria", "hidden")
        if len(found) >= MAX_OWN:
            break
    return found[:MAX_OWN]


@lru_cache(maxsize=4096)
def hides(style: str) -> bool:
    """Whether an inline style takes its element off the page."""
    return _HIDING.search(style[:2000]) is not None


@lru_cache(maxsize=4096)
def keeps_space(style: str) -> bool:
    """Whether an inline style keeps line breaks as they are written."""
    return _KEEPING_SPACE.search(style[:2000]) is not None


@lru_cache(maxsize=4096)
def is_block(style: str) -> bool:
    """Whether an inline style sets an inline element on lines of its own; a drop cap that text flows around is in its line."""
    return _BLOCK.search(style[:2000]) is not None and "float" not in style[:2000]


def is_boxed(attrib: Mapping[str, str]) -> bool:
    """Whether an inline style makes a box of an element that stands in a line."""
    return "style" in attrib and _BOX.search(attrib["style"][:2000]) is not None
