"""Who holds the rights, and under which licence: copyright lines, and Creative Commons licences by link or words.

A licence is its SPDX identifier ("CC-BY-SA-4.0", "CC0-1.0"), without the version where none is said ("CC-BY").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from cleaner.article import Copyright
from cleaner.document import Block
from cleaner.metadata.candidates import Candidate
from cleaner.metadata.view import View
from cleaner.recognise.lexicon import Lexicon, lexicon, pattern
from cleaner.text.fold import fold
from cleaner.text.words import count_words

_START = r"(?:\b|(?!\w)){}(?:\b|(?<!\w))(?:[\s:,]*(?:{}|by\b))*[\s:,]*"
_YEARS = re.compile(r"(?<!\d)((?:1[89]|20)\d\d)(?:\s?(?:-|–|—|/|to|bis|,)\s?((?:1[89]|20)\d\d|\d\d))?(?!\d)")
_HASH = re.compile(r"\b[0-9a-f]{16,128}\b")
_END = re.compile(r"\s[|•·–—]\s|[|•·;]|\s-\s|\n")
_WORDS_AT_MOST = 10
_LONGEST = 400


def read_rights(view: View) -> Iterator[Candidate]:
    """Copyright lines, whole or cut out of a line."""
    for start, end, ruling in view.verdict.inline:
        if ruling.label == "copyright":
            rights = read_copyright(view.document.source[start : min(end, start + 1000)], view.lexicon)
            if rights:
                yield Candidate("copyright", rights, "block", "copyright", 0.8, (start, end), ruling.rule)
    for index in view.labelled("copyright"):
        rights = read_copyright(view.text(index), view.lexicon)
        if rights:
            sure = 0.7 + 0.05 * view.is_below(index) + 0.05 * (rights["holder"] is not None)
            yield view.reading("copyright", rights, index, "copyright", sure)


def read_copyright(line: str, lexicon: Lexicon) -> Copyright | None:
    """Holder and year of a copyright line, or None where it names neither; of a span of years the last, which the page claims."""
    match = pattern(_START, lexicon.rights_signs).search(line[:5000])
    if not match:
        return None
    claim = _HASH.sub(" ", line[match.end() : match.end() + _LONGEST]).strip()
    years = _YEARS.search(claim[:80])
    holder = _holder(claim, years, lexicon)
    # "2024 © Harbour Media"
    years = years or _YEARS.search(line[max(0, match.start() - 14) : match.start()])
    if holder is None and years is None:
        return None
    return {"holder": holder, "year": _last_year(years) if years else None}


def is_company(holder: str) -> bool:
    """Whether a holder is written with a company's form, which a site's name is not."""
    return pattern(r"\b{}\.?$", lexicon(None).companies).search(holder.strip()) is not None


def _last_year(match: re.Match[str]) -> int:
    first, last = match[1], match[2] or match[1]
    return int(last) if len(last) == 4 else int(first[:2] + last)


@cache
def _stop(words: Lexicon) -> re.Pattern[str]:
    """The full stop that ends a holder: not the one of a company's form or an initial."""
    own = "".join(rf"(?<!\b{re.escape(word)})" for word in words.abbreviated)
    return re.compile(rf"{own}(?<!\b\w)\.(?:\s|$)", re.IGNORECASE)


def _holder(claim: str, years: re.Match[str] | None, lexicon: Lexicon) -> str | None:
    if years:
        claim = claim[years.end() :] if years.start() <= 3 else claim[: years.start()]
    claim = " ".join(re.sub(r"^by\b", "", claim.lstrip(" ,.:-–—"), flags=re.IGNORECASE).split()).lstrip(" ,.:-–—")
    said = [at for phrase in lexicon.rights if len(phrase) > 3 and (at := fold(claim).find(phrase)) >= 0]
    claim = claim[: min(said, default=None)]
    for end in (_END, _stop(lexicon)):
        claim = end.split(claim)[0]
    claim = claim.strip(' ,:;|-–—()"“”©')
    if not claim or count_words(claim) > _WORDS_AT_MOST or not any(map(str.isalpha, claim)):
        return None
    return claim


# --- licences ----------------------------------------------------------------------------------------------------
_OTHERS = frozenset(("caption", "credit"))
_DOUBTFUL = frozenset(("comments", "related", "advertisement"))
"""Labels under which a notice is read only where it links to its licence and says that something is licensed."""
_OF_A_PICTURE = r"\b{}\b\s?[:：]|\bvia (?:wikimedia|flickr|unsplash)"
_CC = re.compile("[cC](?:[cC]|[rR][eE][aA][tT])")
"""What every notice that names a licence has."""
_LINES = 400
"""Characters of a line that states a licence: a notice, not an article about licences."""
_PARTS = r"by(?:[-\s](?:nc|sa|nd)){0,2}"
_LINK = re.compile(
    rf"creativecommons\.org/(?:licen[cs]es/(?P<parts>{_PARTS})(?:/(?P<version>\d\.\d))?|publicdomain/(?P<zero>zero|mark)(?:/(?P<v>\d\.\d))?)",
    re.IGNORECASE,
)
_SHORT = re.compile(
    rf"\bCC(?:[-\s](?P<parts>{_PARTS})|(?P<zero>0|[-\s]zero))(?:[-\s]?(?P<version>[1-4]\.\d))?(?![\w.]\d|\w)",
    re.IGNORECASE,
)
_LONG = r"\bcreative[\s-]commons[\s-]{}\b(?P<rest>[^;\n]{0,120})"
_VERSION = re.compile(r"\b([1-4]\.\d)\b")


def read_licence(view: View) -> Iterator[Candidate]:
    """The licence that the page shows: a link to Creative Commons, or the words of a notice, one that says what it is about before a button.

    A picture's credit names the picture's licence, so captions are left out, and so is what the article itself says.
    """
    notices: list[Candidate] = []
    for index, (block, label) in enumerate(zip(view.document.blocks, view.labels)):
        if label in _OTHERS or len(block.text) > _LINES:
            continue
        link = _linked(block)
        # Below the article, or cut within it.
        ended = index > view.last or (label is not None and index > view.first)
        if link is None and not (ended and _CC.search(block.text)):
            continue
        named = link or read_words(block.text)
        if named is None or pattern(_OF_A_PICTURE, view.lexicon.pictured).search(block.text):
            continue
        licensed = pattern("{}", view.lexicon.licensing).search(block.text) is not None
        about = pattern(r"\b{}\b", view.lexicon.licensed).search(block.text) is not None
        if (label not in _DOUBTFUL or (link and licensed)) and (ended or (about and licensed)):
            notices.append(view.reading("licence", named, index, "link" if link else "notice", 0.7 + 0.1 * about))
    yield from sorted(notices, key=lambda notice: -notice.confidence)[:1]


def _linked(block: Block) -> str | None:
    """The licence that a block links to."""
    links = block.evidence.links if block.evidence is not None else ()
    # Most blocks' links are joined and searched at once.
    return next(filter(None, map(read_link, links)), None) if "creativecommons" in " ".join(links) else None


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
    text = text[:5000]
    if by_link := read_link(text):
        return by_link
    match = _SHORT.search(text)
    # In small letters and without hyphens it is "cc by all means".
    if match and (match.group().isupper() or " " not in match.group()):
        return _named("CC0" if match["zero"] else _of_parts(match["parts"]), match["version"])
    match = pattern(_LONG, lexicon(None).attribution).search(text)
    return _of_long_name(match["rest"]) if match else None


def _of_long_name(rest: str) -> str:
    """The licence of what follows "Creative Commons Attribution"."""
    version = _VERSION.search(rest)
    folded = fold(rest.split(". ")[0])
    said = {part for words, part in lexicon(None).table("licence_parts").items() if words in folded}
    parts = [part for part in ("nc", "nd", "sa") if part in said or re.search(rf"(?<![a-z]){part}(?![a-z])", folded)]
    return _named("-".join(["CC-BY", *map(str.upper, parts)]), version and version[1])


def _of_parts(parts: str) -> str:
    return "CC-" + "-".join(re.split(r"[-\s]", parts)).upper()


def _named(name: str, version: str | None) -> str:
    return f"{name}-{version}" if version else name
