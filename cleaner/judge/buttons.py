"""Words of buttons and of consent notices that are the article's own: a story ends in "No.", a privacy statement tells of cookies."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.document import Document
from cleaner.judge.certain import Hits
from cleaner.judge.measure import Measure
from cleaner.rulebook.language import LanguageData
from cleaner.rulebook.rule import Match
from cleaner.text.fold import fold

_BUTTON = 3
"""Words of the longest line that may be a button, or an answer."""
_NEAR = 8
"""Blocks from a notice within which its buttons stand."""
_PRESSED = frozenset(("consent", "form", "social", "navigation", "comments", "related", "player"))
"""Labels that buttons get."""
_OPENS, _CLOSES = "\"'“„«»‹›‘‚「『—–-", "\"'”“»«’」』"
_TOP = 8
"""Blocks of a text among which its headline stands."""
_HEADING = 8
_LEAST = 2
_SHARE = 3
"""Words of the longest heading; paragraphs about privacy that a document about it has at least, and of how many one is."""


def the_articles_own(
    hits: Hits, texts: Sequence[str], measures: Sequence[Measure], document: Document, words: Sequence[LanguageData]
) -> Hits:
    """The matches without those of lines that are the article's own."""
    notices = [i for i, found in hits.items() if any(_is_notice(match) for match in found)]
    matter = _matter(hits, texts, measures, document, words) if notices else None
    left: Hits = {}
    for index, found in hits.items():
        if measures[index].words <= _BUTTON:
            beside = any(0 < abs(index - near) <= _NEAR for near in notices)
            alone = not hits.keys() & {index - 1, index + 1}
            found = [m for m in found if not _is_answer(m, texts[index], beside, alone)]
        if matter is not None and index > matter:
            found = [m for m in found if m.rule.label != "consent"]
        if found:
            left[index] = found
    return left


def _is_notice(match: Match) -> bool:
    """Whether a rule knows a line for a consent notice's whatever stands around it; rules for single buttons have a zone."""
    return match.rule.label == "consent" and match.rule.zone == "any"


def _is_answer(match: Match, text: str, beside: bool, alone: bool) -> bool:
    """Whether a button's word is what somebody says, or a sentence.

    Args:
        beside: whether a consent notice is near. alone: whether no rule knows the lines above and below.
    """
    rule = match.rule
    if rule.label not in _PRESSED or rule.hosts or rule.inline:
        return False
    if rule.label == "consent" and rule.zone != "any" and not beside:
        return True
    quoted = text[0] in _OPENS and text[-1] in _CLOSES
    return alone and not beside and (quoted or text.endswith((".", "。", "।")))


def _matter(
    hits: Hits, texts: Sequence[str], measures: Sequence[Measure], document: Document, words: Sequence[LanguageData]
) -> int | None:
    """The heading of a document whose matter is privacy or cookies; None where its matter is something else.

    The heading may have been cut before: then most paragraphs must tell of it, and fewer be a notice's own words.
    """
    phrases = tuple(phrase for data in words for phrase in data.privacy)
    prose = [i for i, measure in enumerate(measures) if measure.prose]
    about = [i for i in prose if _tells(texts[i], phrases)]
    if len(about) < _LEAST or len(about) * _SHARE < len(prose):
        return None
    top = [i for i, b in enumerate(document.blocks) if b.evidence and b.evidence.level == 1] or range(_TOP)
    for index in top:
        if index < len(texts) and measures[index].words <= _HEADING and not measures[index].stop:
            if _tells(texts[index], phrases) and not any(map(_is_notice, hits.get(index, ()))):
                return index
    told = sum(any(map(_is_notice, hits.get(i, ()))) for i in about)
    return -1 if len(about) * 2 > len(prose) > _LEAST and told * 2 < len(about) else None


def _tells(text: str, phrases: Sequence[str]) -> bool:
    folded = fold(text)
    return any(phrase in folded for phrase in phrases)
