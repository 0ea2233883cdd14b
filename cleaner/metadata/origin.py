"""Where a report comes from: dateline, agency, site and sections, in what was cut and in what was kept; and its rights.

The holder is in copyright lines, the licence in links and words of Creative Commons.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice

from cleaner.article import Copyright
from cleaner.metadata.candidates import Candidate
from cleaner.metadata.view import View
from cleaner.recognise.forms import entries, read_taxonomy
from cleaner.recognise.lexicon import Lexicon, lexicon, pattern
from cleaner.recognise.person import agency, attributable, dateline
from cleaner.text.fold import fold
from cleaner.text.words import count_words

_PROVIDED = re.compile(r"\btranscript (?:provided )?by (?P<agency>[A-Z][\w&. ]{1,40}?)(?=[,.;]|$)", re.IGNORECASE)
_ATTRIBUTING = ("told ", "according to ", " reported", " correspondent", " witness", " news agency")
_CREDITED = r"\b(?:told|according to)\s+{0}\b|\b{0}\s+(?:reported|correspondents?|witness(?:es)?|news agency)\b"
_TIMES = 3
"""How often a body credits one agency, and no other half as often, before the report is taken to be that agency's."""
_BODY = 100_000
_PARAGRAPHS = 3
"""Within how many first paragraphs a dateline stands."""
_SECTION_WORDS = 3
"""Words of a section's name that stands alone above a text's headline."""


def read_dateline(view: View) -> Iterator[Candidate]:
    """Dateline and agency of the first paragraphs; they stay in the text."""
    kept = (index for index in view.labelled(None) if index >= view.first - 2)
    for index in islice(kept, _PARAGRAPHS):
        if (found := dateline(view.text(index))) is None:
            continue
        place, credited, end = found
        start = view.document.blocks[index].start
        for field, value, sure in (("agency", credited, 0.85), ("dateline", place, 0.8)):
            if value:
                yield view.reading(field, value, index, "dateline", sure, source="text", span=(start, start + end))
        return


def read_provider(view: View) -> Iterator[Candidate]:
    """Whom a transcript is provided by."""
    if view.verdict.genre != "transcript":
        return
    blocks, cut = view.document.blocks, view.labelled("copyright", "other", "credit", "byline", "timestamp")
    spans = [(start, end, ruling.rule) for start, end, ruling in view.verdict.inline]
    spans += [(blocks[index].start, blocks[index].end, view.rule(index)) for index in cut]
    for start, end, rule in spans:
        if match := _PROVIDED.search(view.document.source, start, min(end, start + 500)):
            yield Candidate("agency", match["agency"].strip(), "block", "transcript", 0.8, (start, end), rule)


def read_agency(view: View) -> Iterator[Candidate]:
    """The agency that the sentences of an English body credit `_TIMES` or more."""
    if view.lexicon.code not in ("en", None):
        return
    body = "\n".join([view.texts[index] for index in view.labelled(None)])[:_BODY]
    # Counting words is quick, reading the sentences is not.
    if sum(body.count(words) for words in _ATTRIBUTING) < _TIMES:
        return
    often = [name for name in attributable() if body.count(name) >= _TIMES]
    counts = Counter({name: len(re.findall(_CREDITED.format(re.escape(name)), body)) for name in often})
    (first, most), (_, second) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
    if most >= max(_TIMES, 2 * second):
        yield Candidate("agency", first, "text", "credited in the body", 0.6)


def read_site(view: View) -> Iterator[Candidate]:
    """The site's name: said twice in a masthead line, or the holder of the rights where that is no company's full name."""
    for index in view.labelled("navigation", "duplicate", "other"):
        if index >= view.first:
            break
        text = view.texts[index]
        half = len(text) // 2
        name = text[:half]
        # A label that a menu has twice is shorter, or small.
        if name == text[half + 1 :] and 2 <= len(name.split()) <= 6 and name[0].isupper():
            yield view.reading("site", " ".join(name.split()), index, "masthead", 0.75)
            break
    for index in view.labelled("copyright"):
        rights = read_copyright(view.text(index), view.lexicon)
        holder = rights["holder"] if rights else None
        if not holder or agency(holder) or count_words(holder) > 5:
            continue
        if not pattern(r"\b{}\.?$", lexicon(None).companies).search(holder):
            yield view.reading("site", holder, index, "copyright", 0.5)
            break


def read_sections(view: View) -> Iterator[Candidate]:
    """Sections and keywords of lines cut as taxonomy; else what stands alone in the line above a text's headline."""
    found: dict[str, list[str]] = {}
    where: dict[str, int] = {}
    current: str | None = None
    last = -1
    for index in view.labelled("taxonomy"):
        current, said = _entries(view, index, current if index == last + 1 else None)
        last = index
        if said:
            field = current or "categories"
            where.setdefault(field, index)
            found[field] = list(dict.fromkeys((*found.get(field, ()), *said)))
    for field, index in where.items():
        yield view.reading(field, found[field], index, "taxonomy", 0.7 if index >= view.first else 0.5)
    above = (view.title or 0) - 1
    if "categories" not in found and view.document.kind == "text" and view.labels[: above + 1][-1:] == ["navigation"]:
        text = view.text(above)
        if count_words(text) <= _SECTION_WORDS and text.replace(" ", "").isalpha() and text[0].isupper():
            yield view.reading("categories", [text], above, "label above the headline", 0.45)


def _entries(view: View, index: int, current: str | None) -> tuple[str | None, list[str]]:
    """What a line cut as taxonomy lists: of which field, where it or a line above says so, and its entries."""
    text = view.text(index)
    if read := read_taxonomy(text, view.lexicon):
        return read
    # What no rule and no box calls sections or keywords, place and shape alone do not tell from buttons.
    named = not view.rule(index).startswith("model.") and count_words(text) <= 12
    return current, entries(text) if current or named else []


# --- rights ------------------------------------------------------------------------------------------------------
_START = r"(?:\b|(?!\w)){}(?:\b|(?<!\w))(?:[\s:,]*(?:{}|by\b))*[\s:,]*"
_YEARS = re.compile(r"(?<!\d)((?:1[89]|20)\d\d)(?:\s?(?:-|–|—|/|to|bis|,)\s?((?:1[89]|20)\d\d|\d\d))?(?!\d)")
_HASH = re.compile(r"\b[0-9a-f]{16,128}\b")
_END = re.compile(r"\s[|•·–—]\s|[|•·;]|\s-\s|\n")
_STOP = re.compile(r"(?<!\b\w)\.(?:\s|$)")
_WORDS_AT_MOST = 10
_LONGEST = 400


def read_rights(view: View) -> Iterator[Candidate]:
    """Copyright lines, whole or cut out of a line."""
    for start, end, ruling in view.verdict.inline:
        if ruling.label == "copyright":
            line = view.document.source[start : min(end, start + 1000)]
            if rights := read_copyright(line, view.lexicon):
                yield Candidate("copyright", rights, "block", "copyright", 0.8, (start, end), ruling.rule)
    for index in view.labelled("copyright"):
        if rights := read_copyright(view.text(index), view.lexicon):
            below = 0 <= view.last < index
            sure = 0.7 + 0.05 * below + 0.05 * (rights["holder"] is not None)
            yield view.reading("copyright", rights, index, "copyright", sure)


def read_copyright(line: str, lexicon: Lexicon) -> Copyright | None:
    """Holder and year of a copyright line, or None where it names neither; of a span of years the last, which the page claims."""
    match = pattern(_START, lexicon.rights_signs).search(line[:5000])
    if not match:
        return None
    claim = _HASH.sub(" ", line[match.end() : match.end() + _LONGEST]).strip()
    years = _YEARS.search(claim[:80])
    if years:
        claim = claim[years.end() :] if years.start() <= 3 else claim[: years.start()]
    holder = _holder(claim, lexicon)
    # "2024 © Harbour Media"
    years = years or _YEARS.search(line[max(0, match.start() - 14) : match.start()])
    if holder is None and years is None:
        return None
    last = years and (years[2] or years[1])
    return {"holder": holder, "year": int(years[1][: 4 - len(last)] + last) if years and last else None}


def _holder(claim: str, lexicon: Lexicon) -> str | None:
    claim = " ".join(re.sub(r"^by\b", "", claim.lstrip(" ,.:-–—"), flags=re.IGNORECASE).split()).lstrip(" ,.:-–—")
    folded = fold(claim)
    said = [at for phrase in lexicon.rights if len(phrase) > 3 and (at := folded.find(phrase)) >= 0]
    claim = _END.split(claim[: min(said, default=None)])[0]
    # The full stop that ends it is not the one of a company's form or an initial.
    stops = [stop.start() for stop in _STOP.finditer(claim)]
    end = next((at for at in stops if fold(claim[:at]).split(" ")[-1] not in lexicon.abbreviated), None)
    claim = claim[:end].strip(' ,:;|-–—()"“”©')
    if count_words(claim) > _WORDS_AT_MOST or not any(map(str.isalpha, claim)):
        return None
    return claim


_OTHERS = frozenset(("caption", "credit"))
_DOUBTFUL = frozenset(("comments", "related", "advertisement"))
"""Labels under which a notice is read only where it links to its licence and says that something is licensed."""
_CC = re.compile("mmons|MMONS|C[Cc]|cc[-0]")
"""What every notice that names a licence has one of."""
_COMMONS = "reativecommons"
"""What every link to a licence has."""
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
    linked = _COMMONS in " ".join(chain.from_iterable([e.links for e in view.evidence if e is not None]))
    if not linked and not _CC.search(view.document.source):
        return
    lines = [i for i, text in enumerate(view.texts) if len(text) <= _LINES and (linked or _CC.search(text))]
    notices = filter(None, (_notice(view, index) for index in lines if view.labels[index] not in _OTHERS))
    yield from sorted(notices, key=lambda notice: -notice.confidence)[:1]


def _notice(view: View, index: int) -> Candidate | None:
    block, label = view.document.blocks[index], view.labels[index]
    link = read_link(" ".join(block.evidence.links)) if block.evidence is not None else None
    # Below the article, or cut within it.
    ended = index > (view.last if label is None else min(view.first, view.last))
    named = link or (read_words(block.text) if ended else None)
    if named is None:
        return None
    licensed = pattern("{}", view.lexicon.licensing).search(block.text) is not None
    about = pattern(r"\b{}\b", view.lexicon.licensed).search(block.text) is not None
    told = licensed and link if label in _DOUBTFUL else ended or (about and licensed)
    return view.reading("licence", named, index, "link" if link else "notice", 0.7 + 0.1 * about) if told else None


def read_link(link: str) -> str | None:
    """The licence that an address names: ".../licenses/by-sa/4.0/" -> "CC-BY-SA-4.0"."""
    match = _LINK.search(link) if _COMMONS in link else None
    if match is None:
        return None
    if match["zero"]:
        return _named("0" if match["zero"].lower() == "zero" else "-PDM", match["v"])
    return _named(f"-{match['parts']}", match["version"])


def read_words(text: str) -> str | None:
    """The licence that a line names: "CC BY-SA 4.0", "Creative Commons Attribution-ShareAlike 4.0"."""
    text = text[:5000]
    if by_link := read_link(text):
        return by_link
    match = _SHORT.search(text)
    # In small letters and without hyphens it is "cc by all means".
    if match and (match.group().isupper() or " " not in match.group()):
        return _named("0" if match["zero"] else f"-{match['parts']}", match["version"])
    match = pattern(_LONG, lexicon(None).attribution).search(text)
    if match is None:
        return None
    version, folded = _VERSION.search(match["rest"]), fold(match["rest"].split(". ")[0])
    said = {part for words, part in lexicon(None).table("licence_parts").items() if words in folded}
    parts = [part for part in ("nc", "nd", "sa") if part in said or re.search(rf"(?<![a-z]){part}(?![a-z])", folded)]
    return _named("-".join(["-by", *parts]), version and version[1])


def _named(parts: str, version: str | None) -> str:
    """The SPDX identifier of a licence: "-by sa", "4.0" -> "CC-BY-SA-4.0"."""
    return "-".join(filter(None, ("CC" + re.sub(r"\s", "-", parts).upper(), version)))
