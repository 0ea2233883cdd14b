"""The headline: which line it is, where it is said again, and what stands around it above the article."""

from __future__ import annotations

from cleaner.judge.case import Case
from cleaner.judge.entries import is_entry
from cleaner.recognise.person import looks_like_person
from cleaner.registry import decides
from cleaner.text.words import content_words

_AROUND = 12
"""How many lines above the first paragraph are searched; deeper heads are menus."""
_ENOUGH = 2.0
"""Score from which a line is the headline (set by hand)."""
_ALONE = 3.0
_FIRST = 3
_ALONE_WORDS = 14
"""Score that a line must pass where nothing else in the document has been cut, among its first lines, and words that it
may have: of longer ones more are standfirsts than headlines (13 of 19 above 20 words, measured on news and blogs)."""
_BELOW = 5
"""Lines between the headline and the article among which sections and places are looked for."""
_LEAD = 3
"""How many paragraphs count as the lead that a headline sums up."""


@decides("headline.line", "headline.again", label="headline")
def headline(case: Case) -> None:
    """Finds the headline among the lines above the first paragraph and cuts it and its repetitions.

    A line is the headline if it looks like one and one thing more speaks for it: it stands there twice, a byline or
    date follows it, or it is the last such line above the article and shares words with the lead. A standfirst (a
    sentence with its stop, or a longer line below another that could be the headline) stays in the text.
    """
    if case.verdict.title is not None:  # the page's markup has said so
        return
    # In a text that has been cleaned nothing else is furniture, and its first line is its own.
    alone = not any(case.verdict.rulings)
    best, best_score = None, _ALONE if alone else 0.0
    start = max(0, case.zones.first - _AROUND)
    for index in case.head():
        if index >= start and case.free(index):
            if alone and (index >= _FIRST or case.measures[index].words > _ALONE_WORDS):
                continue
            score = _score(case, index)
            # The learned judge is asked last: to hear it a document has to be turned into numbers.
            if score > best_score and not case.says_article(index):
                best, best_score = index, score
    if best is None:
        return
    best = _above_standfirst(case, best, start)
    title = case.text(best)
    case.verdict.title = best
    for index in range(len(case.blocks)):
        if case.text(index) == title and (
            index == best or case.zone(index) != "body" and not case.measures[index].prose
        ):
            said = "The line that heads the article." if index == best else "Says the headline again."
            case.cut(index, "headline", "headline.line" if index == best else "headline.again", 0.9, said)


def _above_standfirst(case: Case, best: int, start: int) -> int:
    """The headline, where the line that looks most like one is the standfirst below it: the longer line of two."""
    if case.texts.count(case.text(best)) > 1:
        return best
    above = next((index for index in range(best - 1, start - 1, -1) if case.free(index)), None)
    if above is None or case.measures[above].words >= case.measures[best].words:
        return best
    # A date below it says nothing here: it may stand above the headline.
    may_be = _score(case, above) - _dated(case, above) >= _ENOUGH and not case.says_article(above)
    return above if may_be else best


def _score(case: Case, index: int) -> float:
    measure, text = case.measures[index], case.text(index)
    if not (measure.title_like or measure.words >= 2 and measure.capitals) or text.endswith((":", ",", ";")):
        return 0.0
    if measure.stop and text.endswith(".") and measure.words > 14:
        return 0.0  # a standfirst
    if is_entry(text) or text[:1] in ("(", "[") or "".join(text.split(maxsplit=1)[:1]).islower():
        return 0.0
    score = 1.0 if not measure.stop or text[-1] in "?!？！" else 0.3
    own = content_words(text)
    lead: set[str] = set()
    for paragraph in range(case.zones.first, min(case.zones.first + _LEAD, len(case.blocks))):
        lead |= content_words(case.text(paragraph))
    if own:
        shared = len(own & lead)
        score += 1.5 * shared / len(own) + 0.5 * min(shared, 3)
    if case.texts[: case.zones.first].count(text) > 1:
        score += 2.0
    score += _dated(case, index)
    if measure.words >= 5:
        score += 0.5
    if measure.words <= 4 and looks_like_person(text, case.lexicon):
        score -= 1.5
    return score if score >= _ENOUGH else 0.0


def _dated(case: Case, index: int) -> float:
    """What a byline or date right below a line adds to its score."""
    following = case.label(index + 1) if index + 1 < len(case.blocks) else None
    return 1.5 if following in ("byline", "timestamp") else 0.0


@decides("head.above-headline", "head.below-headline")
def above_article(case: Case) -> None:
    """Cuts the short lines above and below the headline that are no standfirst: section labels, kickers, place names.

    Above the headline a line without a stop is a masthead or section; between headline and first paragraph only
    lines of three words or fewer are, since a standfirst may lack its stop, and only if they are few: ingredients and
    verses stand there too. A long head is a menu or something else altogether: the document's shape judges it.
    """
    title = case.verdict.title
    if title is None or title > _AROUND:
        return
    below = [i for i in case.head() if i > title and case.free(i)]
    for index in case.head():
        if not case.free(index):
            continue
        measure = case.measures[index]
        if index < title and not measure.stop and measure.words <= 12 and not is_entry(case.text(index)):
            if not case.says_article(index):
                case.cut(
                    index, "navigation", "head.above-headline", 0.75, "A short line without a stop above the headline."
                )
        elif index > title and len(below) <= _BELOW and measure.words <= 3 and _is_label(case, index):
            if case.says_article(index):
                continue
            caption = index + 1 < len(case.blocks) and case.label(index + 1) in ("caption", "credit")
            label = "caption" if caption else "taxonomy"
            case.cut(
                index, label, "head.below-headline", 0.7, "One to three words between the headline and the article."
            )


def _is_label(case: Case, index: int) -> bool:
    return not case.measures[index].stop and not case.text(index).endswith(":")
