"""What the rule book says of the lines: the certain part of the judgement."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from cleaner.judge.case import Case
from cleaner.judge.verdict import Ruling
from cleaner.judge.zones import Zones
from cleaner.rulebook.book import Match

Hits = dict[int, list[Match]]
"""The matches of each block that has any, by block index."""

_NAME_WORDS = range(1, 6)
_SHORT_WORDS = 8
_CLOSE = 0.08
"""Rules that are so close in confidence leave it to the neighbouring lines which of them names the line's kind."""
_ANYWHERE = frozenset(
    ("consent", "newsletter", "paywall", "donation", "player", "hash", "copyright", "error", "byline")
)
_SURE = 0.85
_AFTER = frozenset(("author_bio", "donation", "newsletter"))
"""Labels of furniture that reads like an article's last paragraph. Where a rule for the tail knew the last paragraph of
the densest run of prose for one of these, it was right 32 times of 33 (news and articles, three extractors); for editors'
notes, contacts and calls to comment 24 times of 61."""


def gather(matches: Sequence[tuple[int, Match]]) -> Hits:
    """The matches by block."""
    hits: Hits = {}
    for index, match in matches:
        hits.setdefault(index, []).append(match)
    return hits


def certain_labels(hits: Hits, count: int) -> list[str | None]:
    """For each block the label of a whole-line rule that holds anywhere; the learned models ask for it as a fact."""
    labels: list[str | None] = [None] * count
    for index, matches in hits.items():
        for match in matches:
            if match.rule.zone == "any" and not match.rule.inline:
                labels[index] = match.rule.label
    return labels


def anywhere(hits: Hits) -> Hits:
    """Of the matches those of furniture that is no kind of page's matter, by surer rules, and what rules for one site say."""
    return {
        index: sure
        for index, matches in hits.items()
        if (sure := [m for m in matches if m.rule.hosts or m.rule.label in _ANYWHERE and m.rule.confidence >= _SURE])
    }


_FEW_WORDS = 2
_SAYS_LITTLE = frozenset(
    ("advertisement", "contact", "navigation", "social", "form", "related", "other", "paywall", "newsletter", "player")
)
"""Labels of lines of a word or two, or a figure, that stand in articles as well: prices and telephone numbers in a list,
an address that is given, a section's name as an entry. Of those that rules knew and for which the learned judge spoke
nonetheless 238 were the article's and 19 furniture (46 texts of news and articles, two extractors)."""


def end_before_bio(case: Case, hits: Hits) -> None:
    """Takes the last paragraphs out of the article's extent where rules for what follows an article know them.

    The extent is the densest run of prose, and a bio is prose.
    """
    first, last = case.zones.first, case.zones.last
    while last > first and any(
        m.rule.label in _AFTER and m.rule.zone in ("tail", "edges") and not m.rule.inline for m in hits.get(last, ())
    ):
        last = next((i for i in range(last - 1, first, -1) if case.measures[i].prose), first)
    if last != case.zones.last:
        case.zones = Zones(first, last, case.zones.found)


def apply_rules(case: Case, hits: Hits) -> None:
    """Cuts what the rules match in the zones that they name, with the lines that they take along.

    Words that stand in more than one kind of furniture ("Next up" in a player and in a menu) get the label that a
    neighbouring line has too.
    """
    fitting = {index: [m for m in found if _in_zone(m.rule.zone, case.zone(index))] for index, found in hits.items()}
    for index, matches in fitting.items():
        if len(matches) > 1:
            beside = {match.rule.label for near in (index - 1, index + 1) for match in fitting.get(near, ())}
            surest = max(match.rule.confidence for match in matches) - _CLOSE
            matches = sorted(matches, key=partial(_rank, beside=beside, surest=surest))
        for match in matches:
            rule = match.rule
            if _spoken_for(case, index, rule.label) and not rule.inline:
                continue
            if not (rule.inline or rule.takes_next or case.free(index)):
                continue
            ruling = Ruling(rule.label, rule.id, rule.confidence, f"{rule.what} ({match.why})")
            if rule.inline:
                _cut_inline(case, index, match, ruling)
                continue
            if case.free(index):
                case.verdict.cut(index, ruling)
            if rule.takes_next:
                _take_next(case, index + 1, rule.takes_next, ruling)


def _spoken_for(case: Case, index: int, label: str) -> bool:
    """Whether a rule is to leave a line of a word or two alone, because the learned judge speaks for it."""
    if label not in _SAYS_LITTLE or case.measures[index].words > _FEW_WORDS or case.text(index).endswith(":"):
        return False
    return case.odds[index] >= 0


def _rank(match: Match, beside: set[str], surest: float) -> tuple[bool, bool, float]:
    """Lowest first: a label that says what the line is, then one that a neighbour has, then the surer rule."""
    rule = match.rule
    return rule.label == "other", not (rule.label in beside and rule.confidence >= surest), -rule.confidence


def _in_zone(wanted: str, zone: str) -> bool:
    return wanted == "any" or wanted == zone or wanted == "edges" and zone != "body"


def _cut_inline(case: Case, index: int, match: Match, ruling: Ruling) -> None:
    """Cuts a stretch of a block; its offsets hold in the block's text, not in the source."""
    case.verdict.cut_inline(index, *case.spelling(index).span(match.start, match.end), ruling)


def _take_next(case: Case, index: int, what: str, ruling: Ruling) -> None:
    if index >= len(case.blocks) or not case.free(index):
        return
    measure = case.measures[index]
    fits = (
        what == "name" and measure.words in _NAME_WORDS and not measure.stop and measure.lower <= 0.4
        or what == "title" and measure.title_like and not measure.prose and not case.text(index).endswith((".", ":"))
        or what == "short" and measure.words <= _SHORT_WORDS and not measure.stop
    )  # fmt: skip
    if fits:
        reason = f"The value of the line above it. {ruling.reason}"
        case.cut(index, ruling.label, ruling.rule, ruling.confidence, reason)
