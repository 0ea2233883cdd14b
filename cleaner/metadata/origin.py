"""Where a report comes from: dateline, agency, site and sections, in what was cut and in what was kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from cleaner.metadata.candidates import Candidate
from cleaner.metadata.rights import is_company, read_copyright
from cleaner.metadata.view import View
from cleaner.recognise import taxonomy
from cleaner.recognise.agencies import agency, attributable, dateline
from cleaner.text.sentences import ends_sentence
from cleaner.text.words import count_words

_PROVIDED = re.compile(r"\btranscript (?:provided )?by (?P<agency>[A-Z][\w&. ]{1,40}?)(?=[,.;]|$)", re.IGNORECASE)
_ATTRIBUTING = ("told ", "according to ", " reported", " correspondent", " witness", " news agency")
_CREDITED = r"\b(?:told|according to)\s+{0}\b|\b{0}\s+(?:reported|correspondents?|witness(?:es)?|news agency)\b"
_TIMES = 3
"""How often a body credits one agency, and no other half as often, before the report is taken to be that agency's."""
_MASTHEAD = 200
_BODY = 100_000
_PARAGRAPHS = 3
"""Within how many first paragraphs a dateline stands."""


def read_dateline(view: View) -> Iterator[Candidate]:
    """Dateline and agency of the first paragraphs; they stay in the text."""
    first = max(0, min(view.first, len(view.labels)) - 2)
    kept = (index for index in range(first, len(view.labels)) if view.labels[index] is None)
    for index in islice(kept, _PARAGRAPHS):
        found = dateline(view.text(index))
        if found is None:
            continue
        place, credited, end = found
        start = view.document.blocks[index].start
        for field, value, sure in (("agency", credited, 0.85), ("dateline", place, 0.8)):
            if value:
                yield view.reading(field, value, index, "dateline", sure, source="text", span=(start, start + end))
        return


def read_agency(view: View) -> Iterator[Candidate]:
    """Whom a transcript is provided by, and the agency that the body credits `_TIMES` or more."""
    source = view.document.source
    spans = [(start, end, ruling.rule) for start, end, ruling in view.verdict.inline]
    for index in view.labelled("copyright", "other", "credit", "byline", "timestamp"):
        block = view.document.blocks[index]
        spans.append((block.start, block.end, view.rule(index)))
    for start, end, rule in spans:
        if match := _PROVIDED.search(source, start, min(end, start + 500)):
            yield Candidate("agency", match["agency"].strip(), "block", "transcript", 0.8, (start, end), rule)
    body = "\n".join([b.text for b, label in zip(view.document.blocks, view.labels) if label is None])[:_BODY]
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
        if index < view.first and (name := said_twice(view.text(index)[:_MASTHEAD])):
            yield view.reading("site", name, index, "masthead", 0.75)
            break
    for index in view.labelled("copyright"):
        rights = read_copyright(view.text(index), view.lexicon)
        holder = rights["holder"] if rights else None
        if holder and not is_company(holder) and not agency(holder) and count_words(holder) <= 5:
            yield view.reading("site", holder, index, "copyright", 0.5)
            break


def said_twice(line: str) -> str | None:
    """ "The Harbour Times The Harbour Times" -> "The Harbour Times"; None for anything else, as for a label that a menu has twice."""
    words = line.split()
    name = words[: len(words) // 2]
    return " ".join(name) if 2 <= len(name) <= 6 and name + name == words and name[0][:1].isupper() else None


def read_sections(view: View) -> Iterator[Candidate]:
    """Sections and keywords of lines cut as taxonomy; else the section label right above the headline."""
    found: dict[str, list[str]] = {"categories": [], "tags": []}
    where: dict[str, int] = {}
    current: str | None = None
    for index, label in enumerate(view.labels):
        if label != "taxonomy":
            current = None
            continue
        text = view.text(index)
        read = taxonomy.read_taxonomy(text, view.lexicon)
        if read is not None:
            current, entries = read
        else:
            # What no rule and no box calls sections or keywords, place and shape alone do not tell from buttons.
            named = not view.rule(index).startswith("model.") and count_words(text) <= 12
            entries = taxonomy.items(text) if current or named else []
        field = current or "categories"
        if entries:
            found[field] += [entry for entry in entries if entry not in found[field]]
            where.setdefault(field, index)
    for field, entries in found.items():
        if entries:
            index = where[field]
            sure = 0.7 if current or index >= view.first else 0.5
            yield view.reading(field, entries, index, "taxonomy", sure)
    if not found["categories"]:
        yield from _kicker(view)


def _kicker(view: View) -> Iterator[Candidate]:
    """A section's name on the line right above the headline of a text."""
    index = (view.title or 0) - 1
    if index < 0 or view.document.kind != "text" or view.labels[index] != "navigation":
        return
    text = " ".join(view.text(index).split())
    short = 0 < len(text) <= 40 and len(text.split()) <= 3 and text[0].isupper()
    if short and not (any(map(str.isdigit, text)) or said_twice(text) or ends_sentence(text) or text.endswith(":")):
        yield view.reading("categories", [text], index, "label above the headline", 0.45)
