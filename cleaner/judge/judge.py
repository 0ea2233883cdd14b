"""The judge: rules first, then what the document's shape and its own repetitions say."""

from __future__ import annotations

from cleaner.document import Document
from cleaner.judge import bio, captions, certain, dates, headline, joins, links, markup, repeats, stories
from cleaner.judge.case import Case
from cleaner.judge.genre import genre
from cleaner.judge.measure import measure
from cleaner.judge.verdict import Verdict
from cleaner.judge.zones import find_zones
from cleaner.rulebook.book import RuleBook
from cleaner.rulebook.language import LanguageData, load_language

_STEPS = (
    captions.credit_lines,
    captions.names_with_source,
    captions.captions_with_credit,
    captions.captions_above_credits,
    repeats.doubled_name,
    dates.date_lines,
    headline.headline,
    headline.above_article,
    repeats.repeated_blocks,
    bio.author_bios,
    bio.author_lines,
    bio.names_again,
    links.linked_headlines,
    stories.several_stories,
    joins.join_broken,
)
"""The heuristics in the order in which they run; each sees what those before it cut."""
_MARKUP = (markup.titles, markup.captions, markup.landmarks, markup.witness)
"""What HTML lets the judge see besides; it comes before the heuristics."""


def judge(document: Document, book: RuleBook, language: str | None, host: str | None = None) -> Verdict:
    """Labels every block of a document.

    Args:
        language: BCP 47 code, or None where it cannot be told: then the rules of all languages apply.
        host: host name of the document's URL, for rules that hold for one site.
    """
    texts = [block.text for block in document.blocks]
    measures = [measure(text) for text in texts]
    hits = certain.gather(book.match_lines(texts, language, host))
    known = certain.known_furniture(hits, len(texts))
    against = [found or markup.unwanted(block.evidence) for found, block in zip(known, document.blocks)]
    zones = find_zones(measures, against)
    verdict = Verdict(document, language, [None] * len(texts))
    case = Case(verdict, measures, _words(language), zones, document.kind == "html")
    certain.apply_rules(case, hits)
    if case.markup:
        markup.names(case, book, host)
        for step in _MARKUP:
            step(case)
    certain.end_article(case, hits)
    for step in _STEPS:
        step(case)
    verdict.genre = genre(case)
    return verdict


def _words(language: str | None) -> list[LanguageData]:
    codes = dict.fromkeys(((language or "en").split("-")[0], "en"))
    return [data for code in codes if (data := load_language(code))]
