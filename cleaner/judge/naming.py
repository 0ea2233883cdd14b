"""What a cut block is, and what says so: the model decides that it goes, rules and forms name it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence, Set
from functools import lru_cache

from cleaner.judge.model import SCALE
from cleaner.judge.verdict import Case, Ruling
from cleaner.recognise.forms import FORMS, people_of
from cleaner.rules.rule import Match
from cleaner.text.fold import fold

_CLOSE = 0.08
"""Rules that are so close in confidence leave it to the neighbouring lines which of them names the line's kind."""
_OF_FORM = {
    "date": ("timestamp", "form.date", "A line that is nothing but a date."),
    "byline": ("byline", "form.byline", "Begins as a byline does, and names people."),
    "credit": ("credit", "form.credit", "A name and a picture agency, alone on a line."),
    "signed": ("caption", "form.signed", "Ends with a picture credit in brackets."),
    "twice": ("navigation", "form.twice", "A short name written twice in a row."),
    "person": ("byline", "form.person", "A person's name alone beside the headline, a date or a byline."),
}
"""Label, id and reason of the forms that tell what a furniture line is; a name does so beside what goes with it."""
_BESIDE_NAME = ("timestamp", "byline")
_REGIONS = (
    ("caption", "caption"), ("nav", "navigation"), ("dialog", "consent"), ("form", "form"), ("button", "form"),
    ("footer", "navigation"), ("aside", "related"),
)  # fmt: skip
"""Landmarks of a page, and what a block in them is that does not belong to the article."""
_CARRIED = frozenset(("comments", "related", "author_bio"))
"""What heads a run of furniture names the run."""
_IN_THREAD = frozenset(("other", "timestamp", "byline", "author_bio", "duplicate", "social", "caption"))
"""Labels that lines of a comment thread get for themselves; as parts of the thread they are comments."""
_BIO_NAME = re.compile(r"(?:[^\W\d_][\w.'’-]+ ){1,3}[^\W\d_][\w'’-]+")
_MAY_BE_BIO = frozenset(("other", "related", "byline"))
_BIO_WORDS, _LONGEST_BIO = 4, 900
"""Spaces of the shortest bio and characters of the longest."""
_DIGITS = re.compile(r"\d")
_CAPTION_WORDS = 45
"""Captions of news agencies run to about 40 words with who, what, where and when (AP and Reuters style)."""
_MOST_CREDITS = 6
_SPEECH = re.compile('[“«„‘]|.*["”»]', re.DOTALL)
_TOPIC = 3
"""Words of the longest line between headline and article that most likely files it under something."""
_PLACES = {
    "head": "before the article's first paragraph",
    "tail": "after the article's last paragraph",
    "body": "among the article's paragraphs",
}


def name_cuts(case: Case) -> None:
    """Gives each block that the model cuts its label, the id of what names it, and a reason."""
    rulings, cuts = case.verdict.rulings, case.labelled("other")
    if not cuts:
        return
    known, forms = _by_rules(case, cuts), case.rows.forms
    for index in cuts:
        if index not in known:
            rulings[index] = (forms[index] and _by_form(case, index)) or _by_box(case, index) or rulings[index]
    first_of = dict(zip(reversed(case.texts), range(len(case.texts) - 1, -1, -1)))
    for index in cuts:
        first = first_of[case.texts[index]]
        if first != index and case.label(index) == "other":
            rulings[index] = _again(case, index, first) or rulings[index]
    _name_bios(case, cuts)
    carried: str | None = None
    for index, ruling in enumerate(rulings):
        label = ruling.label if ruling else None
        if label == "other" and index not in known or carried == "comments" and label in _IN_THREAD:
            _by_shape(case, index, carried)
        else:
            carried = label if label in _CARRIED else None
    _cut_captions(case)


def _by_rules(case: Case, cuts: list[int]) -> dict[int, list[Match]]:
    """Names blocks that rules know. Of several rules one that says more than "other" wins, then one whose label a neighbour has, then the surer.

    Returns:
        The rules of each block: those for its place or, if there are none, all.
    """
    known = {index: _fitting(found, case.zone(index)) for index in cuts if (found := case.rows.whole.get(index))}
    for index, matches in known.items():
        match = matches[0]
        if len(matches) > 1:
            beside = {m.rule.label for near in (index - 1, index + 1) for m in known.get(near, ())}
            match = _likeliest(matches, beside)
        case.verdict.rulings[index] = Ruling.by(match)
    return known


def _likeliest(matches: list[Match], beside: Set[str]) -> Match:
    surest = max([match.rule.confidence for match in matches]) - _CLOSE

    def rank(match: Match) -> tuple[bool, bool, float]:
        rule = match.rule
        return rule.label == "other", rule.label not in beside or rule.confidence < surest, -rule.confidence

    return min(matches, key=rank)


def _fitting(matches: list[Match], zone: str) -> list[Match]:
    if len(matches) == 1:
        return matches
    return [m for m in matches if m.rule.zone in ("any", zone) or m.rule.zone == "edges" and zone != "body"] or matches


def _by_form(case: Case, index: int) -> Ruling | None:
    """What a furniture block is by its form: a date, a byline, a person, a signature, a picture credit."""
    form = FORMS[case.rows.forms[index]]
    if form not in _OF_FORM:
        return None
    if form == "person" and index - 1 != case.verdict.title:
        if case.label(index - 1) not in _BESIDE_NAME and case.label(index + 1) not in _BESIDE_NAME:
            return None
    label, rule, reason = _OF_FORM[form]
    return Ruling(label, rule, _confidence(case, index), reason)


def _by_box(case: Case, index: int) -> Ruling | None:
    """What the landmark around a block of a page says, or the names of the boxes around it."""
    evidence, box = case.verdict.document.blocks[index].evidence, case.rows.named[index]
    if evidence is None:
        return None
    region = _region(evidence.regions)
    if region and (box is None or region[0] == "caption"):
        label, rule, reason = region[1], "page.region", f"In a {region[0]} part of the page."
    elif box:
        label, rule, reason = box.rule.label, "page.box", f"{box.rule.what} ({box.why})"
    else:
        return None
    return Ruling(label, rule, _confidence(case, index), f"{reason} {_said(case, index)}")


@lru_cache(maxsize=1024)
def _region(regions: frozenset[str]) -> tuple[str, str] | None:
    return next((found for found in _REGIONS if found[0] in regions), None)


def _again(case: Case, index: int, first: int) -> Ruling | None:
    """Why a block that repeats an earlier one is cut: as that one was, or as a duplicate if that one stays."""
    ruling = case.verdict.rulings[first]
    if ruling is not None and ruling.label == "other":
        return None
    if ruling is None:
        reason = "The document says the same in an earlier block."
        return Ruling("duplicate", "repeat.block", _confidence(case, index), reason)
    return ruling._replace(reason=f"Says again what was cut above. {ruling.reason}")


def _name_bios(case: Case, cuts: list[int]) -> None:
    """Names blocks below the article that say who its author is: they name an author, or begin with a name and have a phrase of bios."""
    below = [index for index in cuts if case.zone(index) == "tail" and case.label(index) in _MAY_BE_BIO]
    lines = dict.fromkeys(case.texts[index] for index in case.labelled("byline")) if below else ()
    people = dict.fromkeys(name for line in lines for name in people_of(line, case.verdict.language) if " " in name)
    folded = fold(" ".join([text for index in below if (text := case.texts[index]).count(" ") >= _BIO_WORDS]))
    phrases = [f" {phrase} " for phrase in case.words.bio if phrase in folded]
    for index in below if people or phrases else ():
        text = case.texts[index]
        author = next((author for author in people if author in text), None) or _subject(text, phrases)
        if author:
            reason = f"Below the article, about {author}. {_said(case, index)}"
            case.cut(index, "author_bio", "bio.below-article", _confidence(case, index), reason)


def _subject(text: str, phrases: Sequence[str]) -> str | None:
    """The name that a bio begins with."""
    if not phrases or text.count(" ") < _BIO_WORDS or len(text) > _LONGEST_BIO:
        return None
    folded = f" {fold(text)} "
    name = _BIO_NAME.search(text[:100]) if any([phrase in folded for phrase in phrases]) else None
    return name.group() if name else None


def _by_shape(case: Case, index: int, carried: str | None) -> None:
    """Names what nothing else names, by its place and shape.

    The model alone has decided that these are cut, or the model and other pages of the site that have the line (`site.line`).
    """
    text, measure, zone = case.texts[index], case.measures[index], case.zone(index)
    title = case.verdict.title
    if carried == "related" and measure.stop:
        carried = None  # no headline of another article is a sentence
    label = carried or shape_label(text, zone, measure.words, measure.stop)
    if zone == "head" and title is not None and index > title and measure.words <= _TOPIC and not measure.stop:
        label = "caption" if case.label(index + 1) in ("caption", "credit") else "taxonomy"
    rule = "model.page" if case.verdict.document.kind == "html" else "model.text"
    rule = "site.line" if index in case.repeats else rule
    case.cut(index, label, rule, _confidence(case, index), _said(case, index))


def shape_label(text: str, zone: str, words: int, stop: bool) -> str:
    """The label by form first, then by place: lists of links stand before an article, headlines of others after it."""
    if "©" in text:
        return "copyright"
    if words <= 8 and not stop and len(_DIGITS.findall(text[:80])) >= 3:
        return "timestamp"
    if text[:1] in ("@", "#") and words <= 10:
        return "social" if text[0] == "@" else "taxonomy"
    if stop:
        return "other"
    if zone == "head":
        return "navigation" if words <= 5 else "related" if words >= 8 else "other"
    return "related" if words >= 5 else "navigation" if zone == "tail" else "other"


def _confidence(case: Case, index: int) -> float:
    return _surely(case.scores[index])


@lru_cache(maxsize=4096)
def _surely(score: int) -> float:
    """How sure a score is that its block is not the article's."""
    odds = max(-1000, min(1000, -score)) / SCALE
    return round(min(0.99, max(0.5, 1 / (1 + math.exp(-odds)))), 2)


def _said(case: Case, index: int) -> str:
    """A block's form and place, in words."""
    block, measure = case.verdict.document.blocks[index], case.measures[index]
    what, links = "A sentence" if measure.stop else "A line without a full stop", ""
    if block.evidence is not None:
        linked = 100 * block.evidence.link_chars // max(1, block.end - block.start)
        what, links = f"A <{block.evidence.tag}>", f" {linked}% of it links,"
    return _in_words(what, measure.words, links, case.zone(index))


@lru_cache(maxsize=4096)
def _in_words(what: str, words: int, links: str, zone: str) -> str:
    return f"{what} of {words} word{'s' * (words != 1)},{links} {_PLACES[zone]}."


def _cut_captions(case: Case) -> None:
    """Cuts the one-sentence block right above an agency's credit: it is the picture's caption.

    Cut although the model may keep it: above credits that name an agency by their form 11 such blocks of 6 sites were
    captions and 1 the article's, where a document has few credits; with many, they head the parts of a list. (Fewer
    sites than a rule should rest on: the seed documents ask for it.)
    """
    credits = case.labelled("credit")
    for index in credits if len(credits) <= _MOST_CREDITS else ():
        if index and _may_be_caption(case, index - 1, index):
            case.cut(index - 1, "caption", "caption.above-credit", 0.75, "One sentence right above a picture credit.")


def _may_be_caption(case: Case, index: int, credit: int) -> bool:
    measure, label = case.measures[index], case.label(index)
    if _SPEECH.match(case.texts[index]) or measure.sentences > 1 or measure.words > _CAPTION_WORDS:
        return False
    if label is not None:
        return label in ("other", "related", "navigation") and measure.words >= 4
    # The article's first paragraph is no caption.
    return FORMS[case.rows.forms[credit]] == "credit" and 2 <= measure.words <= 30 and index > case.first
