"""The headline: which block it is. Small trees choose among the short lines, by form, words, place and markup.

Of several stories in one document, one after the other, the headlines tell them apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from functools import cached_property
from itertools import accumulate, islice

from cleaner.document import Document, Evidence
from cleaner.judge.lines import Measure
from cleaner.judge.model import SCALE
from cleaner.judge.verdict import Case
from cleaner.recognise.forms import FORMS, is_entry
from cleaner.text.words import content_words, words_of, words_of_lines
from cleaner.trees import score_columns

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
_FORMS = list(enumerate(FORMS))[1:]
_BOXES = ("nav", "aside", "footer", "figure", "caption")


def find_headline(case: Case) -> None:
    """Cuts the document's headline and its repetitions, and says which block it is."""
    lines = Lines(case.verdict.document, case.measures, case.rows.forms, case.first, case.last)
    code = case.code if case.verdict.document.kind == "text" else set()
    candidates = [index for index in lines.candidates() if index not in code]
    if not candidates:
        return
    scores = score_columns("headline", lines.facts(candidates), len(candidates))
    likely = [(score, -index) for score, index in zip(scores, candidates) if score >= _least(case, index)]
    if likely:
        score, index = max(likely)
        case.verdict.title = index = -index
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
        like_titles = [5 <= measure.words <= 22 and not measure.stop for measure in measures]
        self._like_titles = list(accumulate(like_titles, initial=0))
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
        return list(map(" ".join, words_of_lines([b.text if len(b.text) <= _LONGEST else "" for b in until])))

    @cached_property
    def _times(self) -> Counter[str]:
        return Counter(self._folded)

    @cached_property
    def _whole(self) -> str:
        return "\n".join(self._folded)

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

    def facts(self, indices: Sequence[int]) -> dict[str, list[int]]:
        """What speaks for and against lines: for each fact a number of each line."""
        blocks, count, first, forms = self._blocks, len(self._blocks), self._first, self._forms
        texts = [blocks[index].text for index in indices]
        measures = [self._measures[index] for index in indices]
        below = [self._measures[index + 1] if index + 1 < count else None for index in indices]
        soon = [forms[index + 1 : index + 4] for index in indices]
        own, (lead, once, twice) = [content_words(text) for text in texts], self._prose
        folded = [self._folded_at(index) for index in indices]
        facts: dict[str, list[int]] = {
            "html": [self._html] * len(indices),
            "lead": [_share(words, lead) for words in own],
            "body": [_share(words, once) for words in own],
            "body twice": [_share(words, twice) for words in own],
            "words": [m.words for m in measures],
            "stop": [m.stop and text[-1] not in "?!？！" for m, text in zip(measures, texts)],
            "question": [text[-1] in "?!？！" for text in texts],
            "open end": [text.endswith((":", ",", "…", "...")) for text in texts],
            "capitals": [m.capitals for m in measures],
            "small letters": [round(100 * m.lower) for m in measures],
            "prose": [m.prose for m in measures],
            "separator": [_SEPARATOR.search(text) is not None for text in texts],
            "date in it": [_HAS_DATE.search(text) is not None for text in texts],
            "bullet": [_BULLET.match(text) is not None for text in texts],
            "begins small": [text[0].islower() or text[0] in "([" for text in texts],
            "alone": [blocks[i].breaks >= 2 and (i + 1 >= count or blocks[i + 1].breaks >= 2) for i in indices],
            "into": [max(-_ABOVE, min(_INTO, index - first)) for index in indices],
            "index": [min(index, 40) for index in indices],
            "lines": [min(count, 200)] * len(indices),
            "date below": [_DATE in near for near in soon],
            "byline below": [_BYLINE in near or _PERSON in near for near in soon],
            "date right below": [_DATE in near[:1] or _BYLINE in near[:1] for near in soon],
            "byline above": [not _DATED.isdisjoint(forms[max(0, index - 3) : index]) for index in indices],
            "words below": [m.words if m else 0 for m in below],
            "prose below": [m is not None and m.prose for m in below],
            "words above": [self._measures[index - 1].words if index else 0 for index in indices],
            "titles below": [self._titles_between(index + 1, min(first, index + 12)) for index in indices],
            "titles above": [self._titles_between(max(0, index - 12), index) for index in indices],
            "short above": [self._short_above(index) for index in indices],
        }
        said = [self._said(index, words) for index, words in zip(indices, folded)]
        facts |= zip(("again", "within near", "ends above"), map(list, zip(*said)))
        facts |= {f"form {name}": [forms[index] == number for index in indices] for number, name in _FORMS}
        return facts | self._marked(indices, folded) if self._html else facts

    def _marked(self, indices: Sequence[int], folded: Sequence[str]) -> dict[str, list[int]]:
        """What the markup says of a page's lines, and how much the head's titles say the same."""
        found = [evidence for index in indices if (evidence := self._blocks[index].evidence)]
        said = [set(text.split(" ")) for text in folded]
        alike = [[2 * len(words & title) / (len(words) + len(title)) for title in self._titles] for words in said]
        return {
            "level": [e.level for e in found],
            "first levels": [min(9, self._ones)] * len(found),
            "repeats headline": ["headline" in e.repeats for e in found],
            "repeats site": ["site" in e.repeats or "section" in e.repeats for e in found],
            "repeats body": ["body" in e.repeats for e in found],
            "named": [not _TITLES.isdisjoint(e.names[: e.own_names]) for e in found],
            "named around": [not _TITLES.isdisjoint(e.names[:8]) for e in found],
            "linked": [2 * e.link_chars >= sum(map(len, words)) for e, words in zip(found, said)],
            "alike": [round(100 * max(shares, default=0)) for shares in alike],
            "alike all": [round(100 * min(shares, default=0)) for shares in alike],
            "titles": [min(4, len(self._titles))] * len(found),
            "in header": ["header" in e.regions for e in found],
            "in main": [not e.regions.isdisjoint(("main", "article")) for e in found],
            "boxed": [not e.regions.isdisjoint(_BOXES) for e in found],
        }

    def _folded_at(self, index: int) -> str:
        return self._folded[index] if index < len(self._folded) else " ".join(words_of(self._blocks[index].text))

    def _titles_between(self, start: int, end: int) -> int:
        """How many lines from one to another are like titles."""
        return self._like_titles[end] - self._like_titles[start] if start < end else 0

    def _short_above(self, index: int) -> int:
        """How many lines right above this one have five words at most, up to 20."""
        above = self._measures[max(0, index - 20) : index]
        return next((place for place, measure in enumerate(reversed(above)) if measure.words > 5), len(above))

    def _said(self, index: int, folded: str) -> tuple[int, int, int]:
        """How often other lines say a line, whether one near it, not much longer, holds it, and whether one above ends in it."""
        same = self._times[folded]
        if not folded or self._whole.count(folded) <= same:  # no line holds it among other words
            return min(2, same - 1) if folded else 0, 0, 0
        longest, near = len(folded) + 60, self._folded[max(0, index - _AROUND) : index + _AROUND]
        within = len(folded) > 12 and any([folded in o and folded != o and len(o) < longest for o in near])
        longer, above = len(folded) + 3, self._folded[max(0, index - 6) : index]
        return min(2, same - 1), within, any([len(o) > longer and o.endswith(folded) for o in above])


def _share(own: Set[str], other: Set[str]) -> int:
    """Hundredths of the words of a line that others have."""
    return round(100 * len(own & other) / len(own)) if own else 0


_HEADLINE_WORDS = range(6, 26)
_CONTENT = 5
_SHARED = 0.4
"""Share of a headline's content words that its own lead, one paragraph, repeats. A related headline shares few with what follows it,
a subhead is shorter or names a theme."""
_ALONE = 0.6
"""The share where only one further line could head a story: it may be a subhead all the same."""
_PARAGRAPHS = 3


def several_stories(case: Case) -> None:
    """Finds where a new story starts inside the article, cuts the headlines, and records each story's extent.

    A headline between paragraphs opens a story if it is long enough to be one, has no stop, its lead says much the
    same again, and at least three paragraphs follow. All such lines of the document must do so, its own headline too:
    in an article with subheads some do by chance.
    """
    count = len(case.texts)
    opening = case.verdict.title
    title = opening
    starts: list[int] = []
    if opening is not None and _said_again(case, opening, count) >= _SHARED:
        body = range(case.first + _PARAGRAPHS, count)
        heads = [i for i in body if case.free(i) and case.zone(i) == "body" and _heads(case, i, count) is not None]
        least = _SHARED if len(heads) > 1 else _ALONE
        if all(_said_again(case, index, count) >= least for index in heads):
            for index in heads:
                if index - (starts[-1] if starts else opening) > _PARAGRAPHS:
                    starts.append(index)
    for index in starts:
        case.cut(
            index, "headline", "headline.next-story", 0.8, "Heads another story: the paragraph below says it again."
        )
    first = 0
    for start in starts:
        case.verdict.stories.append((title, first, start))
        title, first = start, start
    case.verdict.stories.append((title, first, count))


def _said_again(case: Case, index: int, count: int) -> float:
    """The share of a line's content words that the paragraph which it heads says again; 0 where it says too little."""
    lead = _heads(case, index, count)
    own = content_words(case.texts[index])
    if lead is None or len(own) < _CONTENT or is_entry(case.texts[index]):
        return 0.0
    return len(own & content_words(case.texts[lead])) / len(own)


def _heads(case: Case, index: int, count: int) -> int | None:
    """The paragraph below a line that is long enough for a headline, has no stop and heads whole paragraphs; or None."""
    measure, text = case.measures[index], case.texts[index]
    if measure.words not in _HEADLINE_WORDS or measure.stop or measure.capitals or text.endswith((":", ",", "”", '"')):
        return None
    following = [i for i in range(index + 1, min(count, index + 8)) if case.free(i)][:_PARAGRAPHS]
    whole = len(following) == _PARAGRAPHS and all(case.measures[i].prose or case.measures[i].stop for i in following)
    return following[0] if whole else None
