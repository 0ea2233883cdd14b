"""The headline: which block it is, by markup or by form and words."""

from __future__ import annotations

from cleaner.judge.case import Case
from cleaner.judge.model import SCALE
from cleaner.recognise.entries import is_entry
from cleaner.recognise.forms import FORMS
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
_SPOKEN_FOR = SCALE // 2
"""Score from which a line is the article's: of the headlines that were found in 240 texts 7 of 11 above it were none, 24 of 208
below."""
_LEAD = 3
"""How many paragraphs count as the lead that a headline sums up."""
_LONGEST = 40
_STANDFIRST = 10
_NEAR = 8
"""Words of the longest headline and of the shortest standfirst, and how many blocks below the headline it may stand."""
_LENIENT = SCALE
"""How much may speak against a standfirst before it goes: a factor of e. Word F1 of pages with it on sites that nobody looked
at: 0.9595 -> 0.9615 (68 publishers), 0.9883 -> 0.9894 (9 sites, 180 pages)."""


def find_headline(case: Case) -> None:
    """Cuts the document's headline and its repetitions, and says which block it is."""
    index = _by_markup(case)
    if index is None:
        index = _by_words(case)
    if index is not None:
        case.verdict.title = index
        _cut(case, index)


@decides("markup.headline", "headline.line", "headline.again", label="headline")
def _cut(case: Case, best: int) -> None:
    """Cuts the line that heads the article, by the page's markup or by its form and words, and where it is said again."""
    title, marked = case.texts[best], _by_markup(case) is not None
    for index, text in enumerate(case.texts):
        if text != title:
            continue
        if index == best and marked:
            case.cut(index, "headline", "markup.headline", 0.95, "The page names this line as its headline.")
        elif index == best:
            case.cut(index, "headline", "headline.line", 0.9, "The line that heads the article.")
        elif not case.measures[index].prose and (marked or case.zone(index) != "body"):
            case.cut(index, "headline", "headline.again", 0.9, "Says the headline again.")


def _by_markup(case: Case) -> int | None:
    """The block that the structured data or the only <h1> name as the headline."""
    named: int | None = None
    ones = []
    for index, block in enumerate(case.verdict.document.blocks):
        evidence = block.evidence
        if evidence is None or case.measures[index].words > _LONGEST:
            continue
        if "headline" in evidence.repeats and (evidence.level or named is None):
            named = index if named is None or evidence.level == 1 else named
        if evidence.level == 1 and case.measures[index].words > 2:
            ones.append(index)
    return named if named is not None else ones[0] if len(ones) == 1 else None


def keep_standfirst(case: Case) -> None:
    """Keeps the standfirst though the model speaks against it, where it does so by less than `_LENIENT`.

    It is the first block below the headline that is too long for a byline, is no link, and says more than the headline.
    """
    title = case.verdict.title
    if title is None or case.last < 0:
        return
    for index in range(title + 1, min(title + 1 + _NEAR, case.first)):
        evidence, text = case.verdict.document.blocks[index].evidence, case.texts[index]
        linked = evidence is not None and 2 * evidence.link_chars >= len(text)
        if case.measures[index].words >= _STANDFIRST and not linked:
            known = index in case.hits or case.texts[title] in text
            if not known and case.scores[index] >= -_LENIENT:
                case.verdict.rulings[index] = None
            return


def _by_words(case: Case) -> int | None:
    """The line above the first paragraph that looks like a headline and for which one thing more speaks.

    It stands there twice, a byline or date follows it, or it is the last such line above the article and shares words
    with the lead. A standfirst (a sentence with its stop, or a longer line below another that could be the headline)
    is none.
    """
    if case.last < 0:
        return None
    # In a text that has been cleaned nothing else is furniture, and its first line is its own.
    alone = not any(case.verdict.rulings)
    best, best_score = None, _ALONE if alone else 0.0
    start = max(0, case.first - _AROUND)
    for index in range(start, case.first):
        if alone and (index >= _FIRST or case.measures[index].words > _ALONE_WORDS):
            continue
        score = _score(case, index)
        if score > best_score and case.scores[index] < _SPOKEN_FOR:
            best, best_score = index, score
    return None if best is None else _above_standfirst(case, best, start)


def _above_standfirst(case: Case, best: int, start: int) -> int:
    """The headline, where the line that looks most like one is the standfirst below it: the longer line of two."""
    above = best - 1
    if above < start or case.texts.count(case.texts[best]) > 1:
        return best
    if case.measures[above].words >= case.measures[best].words:
        return best
    # A date below it says nothing here: it may stand above the headline.
    may_be = _score(case, above) - _dated(case, above) >= _ENOUGH and case.scores[above] < _SPOKEN_FOR
    return above if may_be else best


def _score(case: Case, index: int) -> float:
    measure, text = case.measures[index], case.texts[index]
    if not (measure.title_like or measure.words >= 2 and measure.capitals) or text.endswith((":", ",", ";")):
        return 0.0
    if measure.stop and text.endswith(".") and measure.words > 14:
        return 0.0  # a standfirst
    if FORMS[case.forms[index]] in ("date", "byline", "credit", "entry", "twice") or is_entry(text):
        return 0.0
    if text[:1] in ("(", "[") or text.split(maxsplit=1)[0].islower():
        return 0.0
    score = 1.0 if not measure.stop or text[-1] in "?!？！" else 0.3
    own = content_words(text)
    lead: set[str] = set()
    for paragraph in range(case.first, min(case.first + _LEAD, len(case.texts))):
        lead |= content_words(case.texts[paragraph])
    if own:
        shared = len(own & lead)
        score += 1.5 * shared / len(own) + 0.5 * min(shared, 3)
    if case.texts[: case.first].count(text) > 1:
        score += 2.0
    score += _dated(case, index)
    if measure.words >= 5:
        score += 0.5
    if FORMS[case.forms[index]] == "person":
        score -= 1.5
    return score if score >= _ENOUGH else 0.0


def _dated(case: Case, index: int) -> float:
    """What a byline or date right below a line adds to its score."""
    return 1.5 if index + 1 < len(case.forms) and FORMS[case.forms[index + 1]] in ("date", "byline") else 0.0
