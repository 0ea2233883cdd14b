"""The judge: rules first, then what the document's shape and its own repetitions say."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cleaner.document import Document
from cleaner.judge import (
    bio,
    buttons,
    bylines,
    captions,
    certain,
    dates,
    ends,
    errors,
    headline,
    joins,
    links,
    markup,
    named,
    repeats,
    stories,
)
from cleaner.judge.case import Case
from cleaner.judge.genre import genre
from cleaner.judge.lines import read_lines
from cleaner.judge.measure import Measure, measure_all, measure_known
from cleaner.judge.outline import edges, outline
from cleaner.judge.page import outline as page
from cleaner.judge.spare import spare
from cleaner.judge.verdict import Verdict
from cleaner.judge.zones import find_zones, reads_like_article
from cleaner.rulebook.book import RuleBook
from cleaner.rulebook.language import LanguageData, load_language

_STEPS = (
    captions.credit_lines,
    captions.names_with_source,
    captions.captions_with_credit,
    captions.captions_above_credits,
    repeats.doubled_name,
    dates.date_lines,
    bylines.worded_bylines,
    headline.headline,
    bylines.bare_names,
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

_STEPS_ANYWHERE = (stories.several_stories, joins.join_broken)
"""The heuristics that look at a text that does not read like an article."""


def judge(
    document: Document,
    book: RuleBook,
    language: str | None,
    host: str | None = None,
    witness: Callable[[], None] | None = None,
    measured: Mapping[str, Measure] | None = None,
) -> Verdict:
    """Labels every block of a document.

    Args:
        language: BCP 47 code, or None where it cannot be told: then the rules of all languages apply.
        host: host name of the document's URL, for rules that hold for one site.
        witness: for HTML: asks another extractor about the blocks (`cleaner.read.witness`); called where the judge is
            unsure.
        measured: measures of lines, most of the document's among them, where it has been judged before: a second look
            at what the first one kept needs no more numbers of most lines.
    """
    texts = [block.text for block in document.blocks]
    if measured:
        lines, measures = None, measure_known(texts, measured)
    else:
        lines = read_lines(texts)
        measures = measure_all(lines)
    words = _words(language)
    hits = certain.gather(book.match_lines(texts, language, host))
    hits = buttons.the_articles_own(hits, texts, measures, document, words)
    known = certain.certain_labels(hits, len(texts))
    zones = find_zones(measures, [label is not None for label in known])
    verdict = Verdict(document, language, [None] * len(texts), measures=measures)
    case = Case(verdict, measures, words, zones, lines, known)
    if document.kind == "html" and texts:
        _judge_page(case, hits, book, host, witness)
    else:
        _judge_lines(case, hits)
    if not errors.only_script(case) and not errors.error_page(case, hits, book, host):
        errors.consent_wall(case)
    if book.has_wishes:
        spare(case, book, host)
    return case.verdict


def _judge_lines(case: Case, hits: certain.Hits) -> None:
    """Text: the rules, the heuristics, and the shape of the document for what they leave open.

    A text that does not read like an article (a price list, a menu of dishes, a schedule) is full of lines that would
    be furniture in one: of it only what is furniture anywhere is cut, and what surely stands around it.
    """
    if reads_like_article(case.measures, case.zones):
        certain.end_before_bio(case, hits)
        certain.apply_rules(case, hits)
        ends.end_article(case, hits)
        ends.cut_thread(case, hits)
        for step in _STEPS:
            step(case)
        outline(case)
    else:
        certain.apply_rules(case, certain.anywhere(hits))
        for step in _STEPS_ANYWHERE:
            step(case)
        edges(case)
    case.verdict.genre = genre(case)


def _judge_page(
    case: Case, hits: certain.Hits, book: RuleBook, host: str | None, witness: Callable[[], None] | None
) -> None:
    """HTML: as text, but what markup shows comes first, and the page's own model takes the place of the shape.

    On pages that are no article the lines that rules and heuristics look for may be what the page is about (the
    cards of a listing, the names and dates of a forum): there the model decides alone.
    """
    opinion = page.ask(case, witness)
    markup.titles(case)
    if opinion.genre == "article":
        certain.end_before_bio(case, hits)
        certain.apply_rules(case, hits)
        markup.captions(case)
        named.boxes(case, book, host)
        ends.end_article(case, hits)
        ends.cut_thread(case, hits)
        for step in _STEPS:
            step(case)
    else:
        stories.several_stories(case)
    page.outline(case, opinion, hits, book, host)
    found = genre(case)
    case.verdict.genre = opinion.genre if found == "article" else found


def _words(language: str | None) -> list[LanguageData]:
    codes = dict.fromkeys(((language or "en").split("-")[0], "en"))
    return [data for code in codes if (data := load_language(code))]
