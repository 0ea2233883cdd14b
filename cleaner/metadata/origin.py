"""Where a report comes from: dateline, agency, site and sections, in what was cut and in what was kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from cleaner.metadata.candidates import Candidate
from cleaner.metadata.view import View
from cleaner.recognise import taxonomy
from cleaner.recognise.agencies import agencies, agency, attributable, dateline
from cleaner.recognise.licence import is_company, read_copyright
from cleaner.text.sentences import ends_sentence
from cleaner.text.words import count_words

_ENDS_WITH_AGENCY = re.compile(r"[(\[](?P<agency>[^()\[\]\n]{2,40})[)\]]\s?\.?$")
_PROVIDED = re.compile(r"\btranscript (?:provided )?by (?P<agency>[A-Z][\w&. ]{1,40}?)(?=[,.;]|$)", re.IGNORECASE)
_ATTRIBUTING = ("told ", "according to ", " reported", " correspondent", " witness", " news agency")
_TIMES = 3
"""How often a body credits one agency, and no other as often, before the report is taken to be that agency's."""
_MASTHEAD = 200
_BODY = 100_000
_MOST_SECTIONS = 16
"""Entries of the lines of one page: more are a list of all that the site has."""
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
        span = (view.span(index)[0], view.span(index)[0] + end)
        if credited:
            yield Candidate("agency", credited, "text", "dateline", 0.85, span)
        if place:
            yield Candidate("dateline", place, "text", "dateline", 0.8, span)
        return


def read_agency(view: View) -> Iterator[Candidate]:
    """Agencies of bylines' neighbours, of the body's closing brackets, of transcripts, and those that the body keeps crediting."""
    for start, end, ruling in view.verdict.inline:
        match = _PROVIDED.search(view.document.source[start : min(end, start + 500)])
        if match:
            yield Candidate("agency", match["agency"].strip(), "block", "transcript", 0.8, (start, end), ruling.rule)
    for index in view.labelled("copyright", "other", "credit", "byline", "timestamp"):
        match = _PROVIDED.search(view.text(index))
        if match:
            yield Candidate(
                "agency", match["agency"].strip(), "block", "transcript", 0.8, view.span(index), view.rule(index)
            )
    if 0 <= view.last < len(view.labels):
        match = _ENDS_WITH_AGENCY.search(view.text(view.last)[-60:])
        named = agencies(match["agency"]) if match else None
        if named:
            yield Candidate("agency", named[0], "text", "end of text", 0.7, view.span(view.last))
    yield from _credited(view)


def _credited(view: View) -> Iterator[Candidate]:
    parts: list[str] = []
    room = _BODY
    for index, label in enumerate(view.labels):
        if label is None and room > 0:
            parts.append(view.document.blocks[index].text[:room])
            room -= len(parts[-1]) + 1
    body = "\n".join(parts)
    if sum(body.count(words) for words in _ATTRIBUTING) < _TIMES:
        return
    # Most bodies name no agency as often: counting the bare names is quick, reading the sentences is not.
    counts: Counter[str] = Counter()
    for name in attributable():
        if body.count(name) >= _TIMES:
            pattern = rf"\b(?:told|according to)\s+{re.escape(name)}\b|\b{re.escape(name)}\s+(?:reported|correspondents?|witness(?:es)?|news agency)\b"
            counts[name] = len(re.findall(pattern, body))
    ranked = counts.most_common(2)
    if ranked and ranked[0][1] >= _TIMES and (len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1]):
        yield Candidate("agency", ranked[0][0], "text", "credited in the body", 0.6)


def read_site(view: View) -> Iterator[Candidate]:
    """The site's name: said twice in a masthead line, or the holder of the rights where that is no company's full name."""
    for index in view.labelled("navigation", "duplicate", "other"):
        if index >= view.first:
            break
        if len(view.document.blocks[index].text) <= _MASTHEAD:
            name = said_twice(view.text(index)[:200])
            if name:
                yield Candidate("site", name, "block", "masthead", 0.75, view.span(index), view.rule(index))
                break
    for index in view.labelled("copyright"):
        rights = read_copyright(view.text(index), view.lexicon)
        holder = rights["holder"] if rights else None
        if holder and not is_company(holder) and not agency(holder) and count_words(holder) <= 5:
            yield Candidate("site", holder, "block", "copyright", 0.5, view.span(index), view.rule(index))
            break


def said_twice(line: str) -> str | None:
    """ "The Harbour Times The Harbour Times" -> "The Harbour Times"; None for anything else."""
    middle = len(line) // 2
    if line[:3] != line[middle + 1 : middle + 4]:
        return None
    words = line.split()
    half = len(words) // 2
    if len(words) % 2 or half < 1 or half > 6 or words[:half] != words[half:]:
        return None
    name = " ".join(words[:half])
    return name if len(name) >= 3 and name[0].isupper() else None


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
            named = not (view.rule(index) or "").startswith("model.") and _short_entries(text)
            entries = taxonomy.line_items(text, view.lexicon) if current or named else []
        field = current or "categories"
        if entries:
            found[field] += [entry for entry in entries if entry not in found[field]]
            where.setdefault(field, index)
    for field, entries in found.items():
        if 0 < len(entries) <= _MOST_SECTIONS:
            index = where[field]
            sure = 0.7 if current or view.zone(index) != "head" else 0.5
            yield Candidate(field, entries, "block", "taxonomy", sure, view.span(index), view.rule(index))
    if not found["categories"]:
        yield from _kicker(view)


def _short_entries(text: str) -> bool:
    return count_words(text) <= 12


def _kicker(view: View) -> Iterator[Candidate]:
    title = view.verdict.title
    if title is None or title == 0 or view.document.kind != "text":
        return
    index = title - 1
    text = " ".join(view.text(index).split())
    words = text.split()
    if (
        view.labels[index] != "navigation"
        or not 1 <= len(words) <= 3
        or len(text) > 40
        or any(c.isdigit() for c in text)
    ):
        return
    if said_twice(text) or ends_sentence(text) or text.endswith(":") or not words[0][0].isupper():
        return
    yield Candidate("categories", [text], "block", "label above the headline", 0.45, view.span(index), view.rule(index))
