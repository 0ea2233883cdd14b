"""Who holds the rights, and under which licence: copyright lines, and Creative Commons licences by link or words.

A licence is its SPDX identifier ("CC-BY-SA-4.0", "CC0-1.0"), without the version where none is said ("CC-BY").
"""

from __future__ import annotations

import re

from cleaner.article import Copyright
from cleaner.recognise.lexicon import Lexicon
from cleaner.text.fold import fold
from cleaner.text.words import count_words

_START = re.compile(
    r"(?:©|\(c\)|&copy;|ⓒ|\bcopyright\b|\bcopr\.|(?<!\w)℗)(?:[\s:,]*(?:©|\(c\)|ⓒ|copyright|by))*[\s:,]*", re.IGNORECASE
)
_YEARS = re.compile(r"(?<!\d)((?:1[89]|20)\d\d)(?:\s?(?:-|–|—|/|to|bis|,)\s?((?:1[89]|20)\d\d|\d\d))?(?!\d)")
_HASH = re.compile(r"\b[0-9a-f]{16,128}\b")
# A full stop ends the holder, but not the one of a company's form or an initial.
_STOP = re.compile(
    r"(?<!\binc)(?<!\bltd)(?<!\bco)(?<!\bcorp)(?<!\bllc)(?<!\be\.v)(?<!\bs\.a)(?<!\bs\.p\.a)(?<!\b\w)\.(?:\s|$)",
    re.IGNORECASE,
)
_END = re.compile(r"\s[|•·–—]\s|[|•·;]|\s-\s|\n|\ball rights\b|\brights reserved\b", re.IGNORECASE)
_FORMS = re.compile(
    r"\b(?:inc|ltd|llc|corp|gmbh|co|plc|ag|s\.?a|s\.?r\.?l|kg|company|limited|bv|ab|as|oy)\.?$", re.IGNORECASE
)
_WORDS_AT_MOST = 10
_LONGEST = 400


def read_copyright(line: str, lexicon: Lexicon) -> Copyright | None:
    """Holder and year of a copyright line, or None where it names neither.

    Of a span of years the last is given: the year that the page claims.
    """
    match = _START.search(line[:5000])
    if not match:
        return None
    claim = _HASH.sub(" ", line[match.end() : match.end() + _LONGEST]).strip()
    before = line[max(0, match.start() - 60) : match.start()]
    years = _YEARS.search(claim[:80])
    holder = _holder(claim, years, lexicon)
    year = _last_year(years) if years else None
    if year is None:
        # "2024 © Harbour Media"
        earlier = _YEARS.search(before[-14:])
        year = _last_year(earlier) if earlier else None
    if holder is None and year is None:
        return None
    return {"holder": holder, "year": year}


def is_company(holder: str) -> bool:
    """Whether a holder is written with a company's form, which a site's name is not."""
    return bool(_FORMS.search(holder.strip()))


def _last_year(match: re.Match[str]) -> int | None:
    first, last = match[1], match[2]
    if last is None:
        return int(first)
    return int(last) if len(last) == 4 else int(first[:2] + last)


def _holder(claim: str, years: re.Match[str] | None, lexicon: Lexicon) -> str | None:
    if years and years.start() <= 3:
        claim = claim[years.end() :]
    elif years:
        claim = claim[: years.start()]
    claim = claim.lstrip(" ,.:-–—by").strip() if claim[:4].strip(" ,.:-–—") == "by" else claim.lstrip(" ,.:-–—")
    claim = " ".join(claim.split())
    folded = fold(claim)
    for phrase in lexicon.rights:
        at = folded.find(phrase)
        if at > 0 and len(phrase) > 3:
            claim, folded = claim[:at], folded[:at]
    for pattern in (_END, _STOP):
        end = pattern.search(claim)
        if end:
            claim = claim[: end.start()]
    if fold(claim[:3]) == "by":
        claim = claim[3:]
    claim = claim.strip(' ,:;|-–—()"“”')
    if not claim or count_words(claim) > _WORDS_AT_MOST or not re.search(r"[^\W\d_]", claim):
        return None
    return claim


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
    return _of_long_name(match["rest"]) if match else None


def _of_long_name(rest: str) -> str:
    """The licence of what follows "Creative Commons Attribution"."""
    version = _VERSION.search(rest)
    folded = fold(_ENDS.split(rest)[0])
    parts = {part for words, part in _WORDS if words in folded}
    parts |= {part for part in _ORDER if re.search(rf"(?<![a-z]){part}(?![a-z])", folded)}
    return _named("-".join(["CC-BY", *(part.upper() for part in _ORDER if part in parts)]), version and version[1])


def _of_parts(parts: str) -> str:
    return "CC-" + "-".join(re.split(r"[-\s]", parts)).upper()


def _named(name: str, version: str | None) -> str:
    return f"{name}-{version}" if version else name
