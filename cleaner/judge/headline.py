"""The headline: which block it is. Small trees choose among the short lines, by form, words, place and markup."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from functools import cached_property
from itertools import islice, takewhile

from cleaner.document import Document, Evidence
from cleaner.judge.lines import Measure
from cleaner.judge.model import SCALE
from cleaner.judge.verdict import Case
from cleaner.recognise.forms import FORMS
from cleaner.registry import decides
from cleaner.text.words import content_words, words_of
from cleaner.trees import score_rows

_ABOVE, _INTO, _FIRST = 60, 12, 6
"""Lines above the first paragraph that are searched, lines of the article, and the document's first ones."""
_AROUND = 25
_BODY, _LEAD = 20, 3
"""Lines around one in which it is looked for again; paragraphs of the article, and of its lead, whose words are compared."""
_LONGEST, _READ = 400, 800
"""Characters of a line that may be a headline, and of a paragraph that are compared with it."""
_MOST_WORDS = 40
_CLAUSE = 8
"""Words of the longest headline that ends in a full stop."""
_LABEL = 2
"""Words of a heading that may be a logo or a section's."""
_STANDFIRST = 10
_NEAR = 8
"""Words of the shortest standfirst, and how many blocks below the headline it may stand."""
_LENIENT = SCALE
"""How much may speak against a standfirst before it goes: a factor of e. Word F1 of pages with it on sites that nobody looked
at: 0.9595 -> 0.9615 (68 publishers), 0.9883 -> 0.9894 (9 sites, 180 pages)."""
_LEAST, _MARKED, _CUT = -2 * SCALE, -10 * SCALE, -SCALE
"""Scores from which the likeliest line is the headline, also where markup calls it one, and from which it is cut where markup does not: of
texts without a headline, of sites left out, 1% to 2% lose a line by it. In doubt the title is named and its line stays."""
_DOUBTED, _FIRST_LINES, _ALONE_WORDS, _SPOKEN_FOR = -4 * SCALE, 3, 14, -SCALE // 5
"""Of a text, the score from which the likeliest line is the headline where it stands above the first paragraph; it is cut where the judge
speaks against it by more than the last. Of lines that it speaks against by less, 143 were subheads and 125 headlines (texts and pages of
half of the sites, the same on either half of these); below that 225 and 556. Where nothing else is cut it must be among the first lines
and have few words, more than a subhead's two: of longer ones more are standfirsts (13 of 19 above 20 words)."""
_HAS_DATE = re.compile(r"\d{4}|\d{1,2}[./:]\d")
_SEPARATOR = re.compile(r"[|»›>]")
_BULLET = re.compile(r"^[•\-*–]\s|^\d{1,2}[.)]\s")
_TITLES = frozenset(("headline", "title", "heading", "entrytitle", "titulo", "titre", "titel"))
_DATE, _BYLINE, _PERSON = (FORMS.index(name) for name in ("date", "byline", "person"))
_DATED = frozenset((_DATE, _BYLINE))


def find_headline(case: Case) -> None:
    """Cuts the document's headline and its repetitions, and says which block it is."""
    lines = Lines(case.verdict.document, case.measures, case.rows.forms, case.first, case.last)
    code = case.code if case.verdict.document.kind == "text" else set()
    candidates = [index for index in lines.candidates() if index not in code]
    if not candidates:
        return
    scores = score_rows("headline", [lines.facts(index) for index in candidates])
    chosen = max(
        ((score, -index) for score, index in zip(scores, candidates) if score >= _least(case, index)), default=None
    )
    if chosen is not None:
        score, index = chosen[0], -chosen[1]
        case.verdict.title = index
        if _is_named(case, index) or score >= _enough(case, index):
            _cut(case, index)


def _least(case: Case, index: int) -> int:
    """The score from which a line may be the headline."""
    return _MARKED if _is_named(case, index) else _DOUBTED if _may_go(case, index) else _LEAST


def _enough(case: Case, index: int) -> int:
    """The score from which a line that no markup names is cut."""
    return _DOUBTED if _may_go(case, index) and case.scores[index] < _SPOKEN_FOR else _CUT


def _is_named(case: Case, index: int) -> bool:
    """Whether markup calls a line the headline, and it is longer than a logo."""
    return _is_marked(case.verdict.document.blocks[index].evidence) and case.measures[index].words > _LABEL


def _may_go(case: Case, index: int) -> bool:
    """Whether a line of a text is in no place of the article's."""
    if case.verdict.document.kind == "html" or index >= case.first:
        return False
    return any(case.verdict.rulings) or index < _FIRST_LINES and _LABEL < case.measures[index].words <= _ALONE_WORDS


@decides("markup.headline", "headline.line", "headline.again", label="headline")
def _cut(case: Case, best: int) -> None:
    """Cuts the line that heads the article, by the page's markup or by its form and words, and where it is said again."""
    title, marked = case.texts[best], _is_marked(case.verdict.document.blocks[best].evidence)
    for index, text in enumerate(case.texts):
        if text != title:
            continue
        if index == best and marked:
            case.cut(index, "headline", "markup.headline", 0.95, "The page names this line as its headline.")
        elif index == best:
            case.cut(index, "headline", "headline.line", 0.9, "The line that heads the article.")
        elif not case.measures[index].prose and (marked or case.zone(index) != "body"):
            case.cut(index, "headline", "headline.again", 0.9, "Says the headline again.")


def _is_marked(evidence: Evidence | None) -> bool:
    """Whether a page's markup or structured data call a block the headline."""
    return evidence is not None and (evidence.level == 1 or "headline" in evidence.repeats)


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
            known = index in case.rows.whole or case.texts[title] in text
            if not known and case.scores[index] >= -_LENIENT:
                case.verdict.rulings[index] = None
            return


class Lines:
    """A document's lines, and what speaks for each short one to be its headline."""

    def __init__(
        self, document: Document, measures: Sequence[Measure], forms: Sequence[int], first: int, last: int
    ) -> None:
        """Reads the lines around the article's start.

        Args:
            measures, forms: of each block. first, last: the article's first and last paragraph; 0 and -1 where there is none.
        """
        self._blocks, self._measures, self._forms = document.blocks, measures, forms
        self._first = first if last >= first else 0
        self._low, self._high = max(0, self._first - _ABOVE), min(len(self._blocks), self._first + _INTO)
        self._last = max(last, self._first)
        self._like_titles = [5 <= m.words <= 22 and not m.stop for m in measures]
        head = document.head
        wholes = [head.title or "", *(c for n, c in head.meta if n in ("og:title", "twitter:title"))] if head else []
        wholes += [item["headline"] for item in head.items if isinstance(item.get("headline"), str)] if head else []
        self._titles = [set(words_of(text[:_LONGEST])) for text in wholes if text]
        self._ones = sum(block.evidence is not None and block.evidence.level == 1 for block in self._blocks)
        self._html = document.kind == "html"

    @cached_property
    def _folded(self) -> list[str]:
        """The words of the document's lines, as far as candidates are compared with them."""
        until = self._blocks[: self._high + _AROUND]
        return [" ".join(words_of(block.text)) if len(block.text) <= _LONGEST else "" for block in until]

    @cached_property
    def _said(self) -> Counter[str]:
        return Counter(self._folded)

    @cached_property
    def _prose(self) -> tuple[set[str], set[str], set[str]]:
        """The content words of the lead, of the first paragraphs, and those that two of these share."""
        lines = zip(self._blocks[self._first : self._last + 1], self._measures[self._first : self._last + 1])
        prose = islice((block.text for block, measure in lines if measure.prose), _BODY)
        words = [content_words(text[:_READ]) for text in prose]
        once: set[str] = set()
        twice: set[str] = set()
        for more in words:
            twice |= once & more
            once |= more
        return set().union(*words[:_LEAD]), once, twice

    def candidates(self) -> list[int]:
        """The lines that may be the headline: short ones above the article, in its first lines, and first-level headings."""
        near = dict.fromkeys([*range(min(_FIRST, len(self._blocks))), *range(self._low, self._high)])
        more = [i for i, block in enumerate(self._blocks) if self._html and _is_marked(block.evidence)][:_FIRST]
        return [index for index in sorted({*near, *more}) if self._may_head(index)]

    def _may_head(self, index: int) -> bool:
        text, measure, evidence = self._blocks[index].text, self._measures[index], self._blocks[index].evidence
        if len(text) > _LONGEST or not 1 <= measure.words <= _MOST_WORDS or not any(map(str.isalpha, text)):
            return False
        sentence = measure.prose or (
            measure.stop and text[-1] in ".。" and (index >= self._first or measure.words > _CLAUSE)
        )
        return not sentence or _is_marked(evidence)

    def facts(self, index: int) -> dict[str, int]:
        """What speaks for and against a line."""
        text, measure, folded = self._blocks[index].text, self._measures[index], self._folded_at(index)
        below = self._measures[index + 1] if index + 1 < len(self._blocks) else None
        own = content_words(text)
        lead, once, twice = self._prose
        near = self._forms[index + 1 : index + 4]
        facts = {
            "html": int(self._html),
            "lead": _share(own, lead),
            "body": _share(own, once),
            "body twice": _share(own, twice),
            "words": measure.words,
            "stop": int(measure.stop and text[-1] not in "?!？！"),
            "question": int(text[-1] in "?!？！"),
            "open end": int(text.endswith((":", ",", "…", "..."))),
            "capitals": int(measure.capitals),
            "small letters": round(100 * measure.lower),
            "prose": int(measure.prose),
            "separator": int(_SEPARATOR.search(text) is not None),
            "date in it": int(_HAS_DATE.search(text) is not None),
            "bullet": int(_BULLET.match(text) is not None),
            "begins small": int(text[:1].islower() or text[:1] in "(["),
            "alone": int(self._blocks[index].breaks >= 2 and (below is None or self._blocks[index + 1].breaks >= 2)),
            "into": max(-_ABOVE, min(_INTO, index - self._first)),
            "index": min(index, 40),
            "lines": min(len(self._blocks), 200),
            "date below": int(_DATE in near),
            "byline below": int(_BYLINE in near or _PERSON in near),
            "date right below": int(_DATE in near[:1] or _BYLINE in near[:1]),
            "byline above": int(not _DATED.isdisjoint(self._forms[max(0, index - 3) : index])),
            "words below": below.words if below else 0,
            "prose below": int(below is not None and below.prose),
            "words above": self._measures[index - 1].words if index else 0,
            "titles below": sum(self._like_titles[index + 1 : min(self._first, index + 12)]),
            "titles above": sum(self._like_titles[max(0, index - 12) : index]),
            "short above": len(list(takewhile(_is_short, reversed(self._measures[max(0, index - 20) : index])))),
            "again": min(2, self._said[folded] - 1) if folded else 0,
            "within near": int(self._within(index, folded)),
            "ends above": int(self._ends_above(index, folded)),
        }
        if form := self._forms[index]:
            facts[f"form {FORMS[form]}"] = 1
        evidence = self._blocks[index].evidence
        return facts if evidence is None else facts | self._marked(evidence, folded)

    def _marked(self, evidence: Evidence, folded: str) -> dict[str, int]:
        """What the markup says of a line, and how much the head's titles say the same."""
        words = set(folded.split(" "))
        alike = [2 * len(words & title) / (len(words) + len(title)) for title in self._titles]
        return {
            "level": evidence.level,
            "first levels": min(9, self._ones),
            "repeats headline": int("headline" in evidence.repeats),
            "repeats site": int("site" in evidence.repeats or "section" in evidence.repeats),
            "repeats body": int("body" in evidence.repeats),
            "named": int(not _TITLES.isdisjoint(evidence.names[: evidence.own_names])),
            "named around": int(not _TITLES.isdisjoint(evidence.names[:8])),
            "linked": int(2 * evidence.link_chars >= sum(map(len, words))),
            "alike": round(100 * max(alike, default=0)),
            "alike all": round(100 * min(alike, default=0)),
            "titles": min(4, len(alike)),
            "in header": int("header" in evidence.regions),
            "in main": int(not {"main", "article"}.isdisjoint(evidence.regions)),
            "boxed": int(not {"nav", "aside", "footer", "figure", "caption"}.isdisjoint(evidence.regions)),
        }

    def _folded_at(self, index: int) -> str:
        return self._folded[index] if index < len(self._folded) else " ".join(words_of(self._blocks[index].text))

    def _within(self, index: int, folded: str) -> bool:
        """Whether a line near this one, and not much longer, holds all of it."""
        longest, near = len(folded) + 60, self._folded[max(0, index - _AROUND) : index + _AROUND]
        return len(folded) > 12 and any([folded in o and folded != o and len(o) < longest for o in near])

    def _ends_above(self, index: int, folded: str) -> bool:
        """Whether one of the lines above ends in it, as breadcrumbs do."""
        longer = len(folded) + 3
        return any([len(o) > longer and o.endswith(folded) for o in self._folded[max(0, index - 6) : index]])


def _is_short(measure: Measure) -> bool:
    return measure.words <= 5


def _share(own: Set[str], other: Set[str]) -> int:
    """Hundredths of the words of a line that others have."""
    return round(100 * len(own & other) / len(own)) if own else 0
