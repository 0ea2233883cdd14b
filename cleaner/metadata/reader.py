"""Puts the readers together: every reading of every field, then one value a field; and its pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from cleaner.document import Document, Picture
from cleaner.judge.verdict import Verdict
from cleaner.languages.data import main_code
from cleaner.metadata.authors import read_authors, read_credits, settle_authors
from cleaner.metadata.candidates import FIELDS, Candidate, pick, provenance, rank
from cleaner.metadata.dates import read_dates, settle_published
from cleaner.metadata.head import genre_said, read_head, read_url
from cleaner.metadata.origin import (
    read_agency,
    read_dateline,
    read_licence,
    read_provider,
    read_rights,
    read_sections,
    read_site,
)
from cleaner.metadata.people import read_bio, read_handles, read_speakers
from cleaner.metadata.titles import read_title, settle_sites, settle_title
from cleaner.metadata.view import View
from cleaner.recognise.captions import read_credit_line, split_caption
from cleaner.text import address
from cleaner.text.words import count_words, ends_sentence

_MOST = 200
_BEYOND = 8
"""Blocks behind the article's last within which a picture is still the article's."""
_REACH = 3
"""Blocks between a picture and its caption at most."""
_KICKER = 3
"""Words of a line above a caption that only names its place or topic."""
_SURE = frozenset(("json-ld", "open-graph", "microdata"))
"""Sources that say outright what a day or a name is."""
_LISTS = frozenset(("authors", "categories", "tags", "images", "author_handles", "speakers"))


def read(document: Document, verdict: Verdict) -> dict[str, Any]:
    """The metadata of a judged document.

    Returns:
        A value for each of `cleaner.metadata.candidates.FIELDS`, None or [] where the document does not say, and
        "provenance": for each field that anything was read of, where the value comes from and what lost.
    """
    view = View(document, verdict)
    found = [*read_head(view), *read_url(document.url), *read_site(view)]
    view.told = {read.field for read in found if read.source in _SURE and _is_telling(read)}
    sites = settle_sites(found, view)
    view.sites = [candidate.value for candidate in sites][:6]
    found += chain.from_iterable(reader(view) for reader in _READERS)
    of: dict[str, list[Candidate]] = {field: [] for field in FIELDS}
    for candidate in found:
        of[candidate.field].append(candidate)
    authors, credited = settle_authors(read_credits(of["authors"], view), view)
    of["agency"] += [Candidate("agency", name, "block", "byline", 0.75) for name in credited[:3]]
    ranked = {field: rank(readings) for field, readings in of.items()} | {
        "site": sites,
        "title": settle_title(of["title"], view),
        "authors": authors,
        "published": settle_published([*of["published"], *of["modified"]], view),
    }
    values: dict[str, Any] = {}
    origins: dict[str, Any] = {}
    for field, readings in ranked.items():
        chosen = pick(field, readings, document.kind)
        value = chosen.value if chosen else None
        values[field] = list(value or ()) if field in _LISTS else value
        if readings:
            origins[field] = provenance(chosen, readings)
    _settle_language(values, origins, ranked["language"])
    _settle_addresses(values, origins, document)
    origins["genre"] = _genre(document, verdict)
    if document.head is not None and document.head.stored:
        origins["text"] = {"source": "stored", "key": document.head.stored, "candidates": []}
    return {**values, "provenance": origins}


def _is_telling(read: Candidate) -> bool:
    """Whether a reading of authors has a person among them; of other fields any tells."""
    return read.field != "authors" or any(person for _, person in read.value)


def _read_record(view: View) -> Iterator[Candidate]:
    """What is known of a document besides its text: the language that was detected, and when its container's record says that it was fetched."""
    if view.verdict.language:
        yield Candidate("language", view.verdict.language, "detected", "text", 0.8)
    if view.document.captured:
        yield Candidate("captured", view.document.captured, "record", "date", 1.0)


def _settle_language(values: dict[str, Any], origins: dict[str, Any], readings: Sequence[Candidate]) -> None:
    """The language alone, and the region that the likeliest reading of it names: two letters or three digits of its tag."""
    if values["language"]:
        values["language"] = main_code(values["language"])
    for told in readings:
        region = re.search(r"-([A-Za-z]{2}|\d{3})(?:-|$)", told.value)
        # Programs fill in og:locale by themselves.
        if region and told.key != "og:locale" and main_code(told.value) == values["language"]:
            values["region"], origins["region"] = region[1].upper(), provenance(told, [told])
            return


def _settle_addresses(values: dict[str, Any], origins: dict[str, Any], document: Document) -> None:
    """Makes the addresses of page and pictures whole: relative to the page's first <base>, itself relative to its own address."""
    links = document.head.links if document.head is not None else []
    given = next((href.strip() for rel, href in links if rel == "base"), "")
    whole = address.join(document.url or "", given)
    base = whole if "://" in address.join(whole, ".") else document.url
    values["images"] = [dict(image) for image in values["images"]]
    for holder in (values, *values["images"]) if base else ():
        if holder.get("url") and "://" not in holder["url"]:
            holder["url"] = address.join(base or "", holder["url"])
    if document.url and not values["url"]:
        values["url"] = document.url
        origins["url"] = {"source": "url", "key": "given", "confidence": 1.0, "candidates": []}


def _genre(document: Document, verdict: Verdict) -> dict[str, Any]:
    """Where the genre comes from: what is wrong with the page; the head, where it says the same outright; else the judge."""
    if verdict.because is not None:
        rule, reason = verdict.because
        return {"source": document.kind, "key": reason, "rule": rule, "candidates": []}
    genre, key = genre_said(document.head) or (None, "")
    said = {"source": "json-ld" if key == "@type" else "open-graph", "key": key}
    if genre == verdict.genre:
        return {**said, "candidates": []}
    losers = [{"value": genre, **said}] if genre else []
    return {"source": "detected", "key": "words and shape", "candidates": losers}


# --- pictures ----------------------------------------------------------------------------------------------------
def read_images(view: View) -> Iterator[Candidate]:
    """One candidate with every picture whose caption or credit was cut, in order."""
    images: list[dict[str, Any]] = []
    places: list[int] = []
    shown = list(view.document.head.pictures) if view.document.head is not None else []
    for index in view.labelled("caption", "credit")[:_MOST]:
        caption, credit, last = _caption(view, index)
        # What has no letter is the counter of a gallery, "1 / 6".
        credit = credit if credit is not None and any(map(str.isalpha, credit)) else None
        if caption is not None or credit is not None:
            images.append({"caption": caption, "credit": credit, **_picture(view, index, shown)})
            places += [index, last]
    if images:
        span = view.document.blocks[places[0]].start, view.document.blocks[places[-1]].end
        yield view.reading("images", images, places[0], "caption", 0.75, span=span)


def _caption(view: View, index: int) -> tuple[str | None, str | None, int]:
    """Caption and credit that begin with a block, and their last one; neither where they are another page's, or the credit has its caption above."""
    text, lexicon = view.text(index), view.lexicon
    labels = [None, *view.labels, None]
    above, label, below = labels[index : index + 3]
    if _is_elsewhere(view, index) or (label == "credit" and above == "caption"):
        return None, None, index
    if label == "credit":
        return None, read_credit_line(text, lexicon), index
    kicker = count_words(text) <= _KICKER and not ends_sentence(text) and not text.endswith(")")
    if kicker and below == "caption":
        return None, None, index
    caption, credit = split_caption(text, lexicon)
    if below != "credit":
        return caption, credit, index
    return caption, credit or read_credit_line(view.text(index + 1), lexicon), index + 1


def _is_elsewhere(view: View, index: int) -> bool:
    """Whether a page's caption or credit is another page's: a link as a whole outside of the text, or no caption and far from it."""
    block = view.document.blocks[index]
    if block.evidence is None or view.first <= index <= view.last:
        return False
    linked = 2 * block.evidence.link_chars > len(block.text)
    near = (view.title or view.first) - _REACH <= index <= view.last + _BEYOND
    return linked or not (near or block.evidence.tag == "figcaption")


def _picture(view: View, index: int, shown: list[Picture]) -> dict[str, str | None]:
    """Address and alternative text of the picture in a caption's own box, else right before it; it is taken out of `shown`."""
    evidence = view.evidence[index]
    if evidence is None:
        return {}
    near = [picture for picture in shown if index - _REACH <= picture.before <= index + _REACH]
    boxed = [picture for picture in near if picture.container == evidence.container]
    for picture in boxed or [picture for picture in near if picture.before == index]:
        shown.remove(picture)
        return {"url": picture.url[:2000], "alt": " ".join((picture.alt or "")[:1000].split()) or None}
    return {}


_READERS = (
    read_title, read_authors, read_bio, read_handles, read_images, read_dateline, read_provider, read_agency, read_rights, read_licence, read_speakers,
    read_sections, read_dates, _read_record,
)  # fmt: skip
