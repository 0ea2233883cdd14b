"""Which of a page's headlines is its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cleaner.metadata import titles
from cleaner.metadata.candidates import Candidate

# What a kind of headline is worth by itself; agreement with the other kinds is added. Measured on the three evaluation
# sets (docs/metadata.md).
_WORTH: dict[str, float] = {
    "headline": 3.0, "h1": 3.0, "citation_title": 3.0, "itemprop headline": 2.0, "og:title": 2.2, "parsely-title": 2.2,
    "name": 1.5, "alternativeHeadline": 0.6, "title": 1.6, "twitter:title": 1.5, "h2": 1.2, "h3": 1.0,
}  # fmt: skip
_OTHER = 1.5


def settle_title(found: Sequence[Candidate], sites: Sequence[str], hosts: Sequence[str]) -> list[Candidate]:
    """The headlines, the page's own first.

    Each is stripped of the site's name. A headline that the page shows wins over one that only its head has, if the
    head says much the same; so the page's own wording beats the search engine's, and a site's logo set as <h1> loses.
    """
    stripped: list[Candidate] = []
    for candidate in found:
        text, _ = titles.strip_site(candidate.value, sites, hosts)
        if titles.fits(text) and not titles.is_site(text, sites, ()):
            stripped.append(replace(candidate, value=text))
    scored = [(_score(candidate, stripped), -place, candidate) for place, candidate in enumerate(stripped)]
    scored.sort(key=lambda entry: (-entry[0], -entry[1]))
    return [candidate for _, _, candidate in scored]


def _group(candidate: Candidate) -> str:
    """Candidates of one group say the same thing by nature, so they do not confirm each other."""
    if candidate.source in ("block",) or candidate.key in ("h1", "itemprop headline", "h2", "h3"):
        return "shown"
    if candidate.source == "json-ld":
        return "json-ld"
    return {"title": "title", "og:title": "og"}.get(candidate.key, "meta")


def _score(candidate: Candidate, others: Sequence[Candidate]) -> float:
    own = _group(candidate)
    best: dict[str, float] = {}
    for other in others:
        group = _group(other)
        if group != own:
            likeness = _likeness(candidate.value, other.value)
            best[group] = max(best.get(group, 0.0), likeness)
    return _WORTH.get(candidate.key, _OTHER) + sum(best.values())


def _likeness(one: str, other: str) -> float:
    if titles.same(one, other):
        return 1.5
    likeness = titles.alike(one, other)
    return likeness if likeness >= 0.5 else 0.0
