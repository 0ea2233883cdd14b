"""Under which licence the document says it is: a Creative Commons one, from a link or from words.

A value is the licence's SPDX identifier ("CC-BY-SA-4.0", "CC0-1.0"), without the version where none is said ("CC-BY").
"""

from __future__ import annotations

import re

from cleaner.text.fold import fold

_PARTS = r"by(?:[-\s](?:nc|sa|nd)){0,2}"
_LINK = re.compile(
    rf"creativecommons\.org/(?:licen[cs]es/(?P<parts>{_PARTS})(?:/(?P<version>\d\.\d))?|publicdomain/(?P<zero>zero|mark)(?:/(?P<v>\d\.\d))?)",
    re.IGNORECASE,
)
_SHORT = re.compile(
    rf"\bCC(?:[-\s](?P<parts>{_PARTS})|(?P<zero>0|[-\s]zero))(?:[-\s]?(?P<version>[1-4]\.\d))?(?![\w.]\d|\w)",
    re.IGNORECASE,
)
_LONG = re.compile(
    r"\bcreative[\s-]commons[\s-](?P<words>attribution|namensnennung|atribución|attribuzione|naamsvermelding|by)\b(?P<rest>.{0,120})",
    re.IGNORECASE | re.DOTALL,
)
# The words of a licence's name in the languages of Creative Commons' ports, each of one part.
_WORDS: tuple[tuple[str, str], ...] = (
    ("noncommercial", "nc"), ("non-commercial", "nc"), ("nicht kommerziell", "nc"), ("nicht-kommerziell", "nc"),
    ("pas d'utilisation commerciale", "nc"), ("nocomercial", "nc"), ("no comercial", "nc"), ("non commerciale", "nc"),
    ("não comercial", "nc"), ("nãocomercial", "nc"),
    ("sharealike", "sa"), ("share-alike", "sa"), ("share alike", "sa"), ("weitergabe unter gleichen", "sa"),
    ("partage dans les mêmes", "sa"), ("compartirigual", "sa"), ("condividi allo stesso", "sa"), ("compartilhaigual", "sa"),
    ("noderiv", "nd"), ("no deriv", "nd"), ("keine bearbeitung", "nd"), ("pas de modification", "nd"),
    ("sinderiv", "nd"), ("non opere derivate", "nd"),
)  # fmt: skip
_ORDER = ("nc", "nd", "sa")
_VERSION = re.compile(r"\b([1-4]\.\d)\b")
_ENDS = re.compile(r"[;\n]|\.\s")
_FIRST = 5000


def read_link(link: str) -> str | None:
    """The licence that an address names: ".../licenses/by-sa/4.0/" -> "CC-BY-SA-4.0"."""
    match = _LINK.search(link[:500])
    if match is None:
        return None
    if match["zero"]:
        return _named("CC0" if match["zero"].lower() == "zero" else "CC-PDM", match["v"])
    return _named(_of_parts(match["parts"]), match["version"])


def read_words(text: str) -> str | None:
    """The licence that a line names: "CC BY-SA 4.0", "Creative Commons Attribution-ShareAlike 4.0"."""
    text = text[:_FIRST]
    folded = fold(text)
    if "cc" not in folded and "creative" not in folded:
        return None
    by_link = read_link(text) if "creativecommons.org/" in folded else None
    if by_link:
        return by_link
    match = _SHORT.search(text)
    # In small letters and without hyphens it is "cc by all means".
    if match and (match.group().isupper() or " " not in match.group()):
        return _named("CC0" if match["zero"] else _of_parts(match["parts"]), match["version"])
    match = _LONG.search(text)
    if match is None:
        return None
    end = _ENDS.search(match["rest"])
    rest = match["rest"][: end.start()] if end else match["rest"]
    version = _VERSION.search(match["rest"])
    folded = fold(rest)
    parts = {part for words, part in _WORDS if words in folded}
    parts |= {part for part in _ORDER if re.search(rf"(?<![a-z]){part}(?![a-z])", folded)}
    return _named("-".join(["CC-BY", *(part.upper() for part in _ORDER if part in parts)]), version and version[1])


def _of_parts(parts: str) -> str:
    return "CC-" + "-".join(re.split(r"[-\s]", parts)).upper()


def _named(name: str, version: str | None) -> str:
    return f"{name}-{version}" if version else name
