"""Who holds the rights: {holder, year} from lines such as "Copyright © 2022 Harbour & Company, Inc. All rights reserved."."""

from __future__ import annotations

import re

from cleaner.article import Copyright
from cleaner.metadata.lexicon import Lexicon
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
