"""The headline: which block it is. Small trees choose among the short lines, by form, words, place and markup.

Of several stories in one document, one after the other, the headlines tell them apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import cached_property

from cleaner.document import Document, Evidence
from cleaner.judge.lines import Measure
from cleaner.judge.model import SCALE
from cleaner.judge.verdict import Case
from cleaner.recognise.forms import FORMS, is_entry
from cleaner.text.words import content_words, words_of, words_of_lines
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
_STANDFIRST, _NEAR = 10, 8
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
_BOXES = ("nav", "aside", "footer", "figure", "caption")


def find_headline(case: Case) -> None:
    """Cuts the document's headline and its repetitions, and says which block it is."""
    lines = Lines(case.verdict.document, case.measures, case.rows.forms, case.first, case.last)
    marked = lines.marked()
    found = _likely(case, lines, marked)
    # Two in three lines of pages and a third of those of texts need not be asked: on 2,430 pages and 2,330 texts none was likelier then.
    if not found or max(found)[0] < SCALE:
        others = [index for index in lines.candidates() if index not in marked]
        told = list(filter(lines.is_told, others))
        found += _likely(case, lines, told)
        if not found or max(found)[0] < _CUT:
            found += _likely(case, lines, [index for index in others if index not in told])
    if found:
        score, index = max(found)
        case.verdict.title = -index
        if score >= _limits(case, -index)[1]:
            _cut(case, -index)


def _likely(case: Case, lines: Lines, indices: Sequence[int]) -> list[tuple[int, int]]:
    """Of some lines those that may be the headline, each as its score and the negative of its index."""
    indices = [index for index in indices if index not in case.code]
    scores = score_rows("headline", [lines.facts(index) for index in indices]) if indices else []
    return [(score, -index) for score, index in zip(scores, indices) if score >= _limits(case, index)[0]]


def _limits(case: Case, index: int) -> tuple[int, int]:
    """The scores from which a line may be the headline, and is cut."""
    document, words = case.verdict.document, case.measures[index].words
    if _is_marked(document.blocks[index].evidence) and words > _LABEL:  # no logo
        return _MARKED, _MARKED
    beside = any(case.verdict.rulings) or index < _FIRST_LINES and _LABEL < words <= _ALONE_WORDS
    if document.kind == "text" and index < case.first and beside:
        return _DOUBTED, _DOUBTED if case.scores[index] < _SPOKEN_FOR else _CUT
    return _LEAST, _CUT


def _cut(case: Case, best: int) -> None:
    """Cuts the headline, and where it is said again outside the article's prose."""
    marked = _is_marked(case.verdict.document.blocks[best].evidence)
    if marked:
        case.cut(best, "headline", "markup.headline", 0.95, "The page names this line as its headline.")
    else:
        case.cut(best, "headline", "headline.line", 0.9, "The line that heads the article.")
    for index, text in enumerate(case.texts):
        if index != best and text == case.texts[best] and not case.measures[index].prose:
            if marked or case.zone(index) != "body":
                case.cut(index, "headline", "headline.again", 0.9, "Says the headline again.")


def _is_marked(evidence: Evidence | None) -> bool:
    """Whether a page's markup or structured data call a block the headline."""
    return evidence is not None and (evidence.level == 1 or "headline" in evidence.repeats)


def keep_standfirst(case: Case) -> None:
    """Keeps the standfirst if the model speaks against it by less than `_LENIENT`.

    The standfirst is the first block below the headline that is too long for a byline, is no link, and says more than the headline.
    """
    title = case.verdict.title
    if title is None or case.last < 0:
        return
    for index in range(title + 1, min(title + 1 + _NEAR, case.first)):
        text = case.texts[index]
        if case.measures[index].words >= _STANDFIRST and not _is_link(
            case.verdict.document.blocks[index].evidence, text
        ):
            known = index in case.rows.whole or case.texts[title] in text
            if not known and case.scores[index] >= -_LENIENT:
                case.verdict.rulings[index] = None
            return


def _is_link(evidence: Evidence | None, text: str) -> bool:
    """Whether half of a block of a page is links."""
    return evidence is not None and 2 * evidence.link_chars >= len(text)


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
        self._last = max(last, self._first)
        self._until = min(len(self._blocks), self._first + _INTO)
        self._near = {*range(min(_FIRST, len(self._blocks))), *range(max(0, self._first - _ABOVE), self._until)}
        self._html, self._head = document.kind == "html", document.head

    def candidates(self) -> list[int]:
        """The lines that may be the headline: short ones above the article, in its first lines, and first-level headings."""
        return sorted({*filter(self._may_head, self._near), *self.marked()})

    def marked(self) -> list[int]:
        """Those of them that markup calls the headline."""
        marked = [index for index, block in enumerate(self._blocks) if self._html and _is_marked(block.evidence)]
        return [i for i in marked if (i in self._near or i in marked[:_FIRST]) and self._is_short(i)]

    def _may_head(self, index: int) -> bool:
        """Whether a line is marked as the headline, or is no sentence, no single word, and no link but in a heading.

        Of 440 headlines 1 was a link without such a mark, of 19,212 short lines 8,819; 3 headlines were a single word.
        """
        text, measure, evidence = self._blocks[index].text, self._measures[index], self._blocks[index].evidence
        if not self._is_short(index):
            return False
        if _is_marked(evidence):
            return True
        stops = measure.stop and text[-1] in ".。" and (index >= self._first or measure.words > _CLAUSE)
        linked = _is_link(evidence, text) and not (evidence and evidence.level)
        return measure.words > 1 and not measure.prose and not stops and not linked

    def is_told(self, index: int) -> bool:
        """Whether a line says a word of the article's first paragraphs."""
        return not self._prose["body"].isdisjoint(content_words(self._blocks[index].text))

    def _is_short(self, index: int) -> bool:
        text = self._blocks[index].text
        return len(text) <= _LONGEST and 1 <= self._measures[index].words <= _MOST_WORDS and any(map(str.isalpha, text))

    def facts(self, index: int) -> dict[str, int]:
        """The facts by which the trees score a line; a fact that is not named is 0."""
        evidence = self._blocks[index].evidence
        markup = self._markup(index, evidence) if evidence else {}
        return {**self._form(index), **self._place(index), **self._said(index), **markup}

    def _form(self, index: int) -> dict[str, int]:
        text, measure = self._blocks[index].text, self._measures[index]
        return {
            "words": measure.words,
            "stop": measure.stop and text[-1] not in "?!？！",
            "question": text[-1] in "?!？！",
            "open end": text.endswith((":", ",", "…", "...")),
            "capitals": measure.capitals,
            "small letters": round(100 * measure.lower),
            "prose": measure.prose,
            "separator": _SEPARATOR.search(text) is not None,
            "date in it": _HAS_DATE.search(text) is not None,
            "bullet": _BULLET.match(text) is not None,
            "begins small": text[0].islower() or text[0] in "([",
            f"form {FORMS[self._forms[index]]}": 1,
        }

    def _place(self, index: int) -> dict[str, int]:
        """Where a line stands, and what stands around it."""
        blocks, measures, count = self._blocks, self._measures, len(self._blocks)
        below = measures[index + 1] if index + 1 < count else None
        above, soon = self._forms[max(0, index - 3) : index], self._forms[index + 1 : index + 4]
        nearest = measures[max(0, index - 20) : index][::-1]
        return {
            "html": self._html,
            "alone": blocks[index].breaks >= 2 and (below is None or blocks[index + 1].breaks >= 2),
            "into": max(-_ABOVE, min(_INTO, index - self._first)),
            "index": min(index, 40),
            "lines": min(count, 200),
            "date below": _DATE in soon,
            "byline below": _BYLINE in soon or _PERSON in soon,
            "date right below": _DATE in soon[:1] or _BYLINE in soon[:1],
            "byline above": _DATE in above or _BYLINE in above,
            "words below": below.words if below else 0,
            "prose below": below is not None and below.prose,
            "words above": measures[index - 1].words if index else 0,
            "titles below": _like_titles(measures[index + 1 : min(self._first, index + 12)]),
            "titles above": _like_titles(measures[max(0, index - 12) : index]),
            "short above": next((at for at, m in enumerate(nearest) if m.words > 5), len(nearest)),
        }

    def _said(self, index: int) -> dict[str, int]:
        """How much of a line the paragraphs say, how often other lines say it, and whether a longer one near it holds it."""
        own, folded = content_words(self._blocks[index].text), self._folded_at(index)
        facts = {name: _share(own, words) for name, words in self._prose.items()}
        if not folded:
            return facts
        same = self._folded.count(folded)
        facts["again"] = min(2, same - 1)
        if self._whole.count(folded) > same:
            longest, near = len(folded) + 60, self._folded[max(0, index - _AROUND) : index + _AROUND]
            within = [len(folded) < len(other) < longest and folded in other for other in near]
            facts["within near"] = len(folded) > 12 and any(within)
            longer, above = len(folded) + 3, self._folded[max(0, index - 6) : index]
            facts["ends above"] = any([len(other) > longer and other.endswith(folded) for other in above])
        return facts

    def _markup(self, index: int, evidence: Evidence) -> dict[str, int]:
        """What a page's markup says of a line, and how much the head's titles say the same."""
        words, repeats, regions = set(self._folded_at(index).split(" ")), evidence.repeats, evidence.regions
        alike = [round(100 * (2 * len(words & title) / (len(words) + len(title)))) for title in self._titles]
        return {
            "level": evidence.level,
            "first levels": self._ones,
            "repeats headline": "headline" in repeats,
            "repeats site": "site" in repeats or "section" in repeats,
            "repeats body": "body" in repeats,
            "named": not _TITLES.isdisjoint(evidence.names[: evidence.own_names]),
            "named around": not _TITLES.isdisjoint(evidence.names[:8]),
            "linked": 2 * evidence.link_chars >= sum(map(len, words)),
            "alike": max(alike, default=0),
            "alike all": min(alike, default=0),
            "titles": min(4, len(self._titles)),
            "in header": "header" in regions,
            "in main": "main" in regions or "article" in regions,
            "boxed": not regions.isdisjoint(_BOXES),
        }

    @cached_property
    def _titles(self) -> list[set[str]]:
        """The words of each title that a page's head gives it."""
        if self._head is None:
            return []
        said = [self._head.title, *(text for name, text in self._head.meta if name in ("og:title", "twitter:title"))]
        said += [item["headline"] for item in self._head.items if isinstance(item.get("headline"), str)]
        return [set(words_of(text[:_LONGEST])) for text in said if text]

    @cached_property
    def _ones(self) -> int:
        """First-level headings of a page, up to nine."""
        return min(9, sum([1 for block in self._blocks if block.evidence and block.evidence.level == 1]))

    @cached_property
    def _folded(self) -> list[str]:
        """The words of the document's lines, as far as candidates are compared with them."""
        until = self._blocks[: self._until + _AROUND]
        return words_of_lines([b.text if len(b.text) <= _LONGEST else "" for b in until])

    def _folded_at(self, index: int) -> str:
        return self._folded[index] if index < len(self._folded) else " ".join(words_of(self._blocks[index].text))

    @cached_property
    def _whole(self) -> str:
        return "\n".join(self._folded)

    @cached_property
    def _prose(self) -> dict[str, Set[str]]:
        """The content words of the lead, of the first paragraphs, and those that two of these share."""
        article = range(self._first, min(self._last + 1, len(self._blocks)))
        prose = [index for index in article if self._measures[index].prose][:_BODY]
        words = [content_words(self._blocks[index].text[:_READ]) for index in prose]
        body: set[str] = set()
        twice: set[str] = set()
        for some in words:
            twice |= body & some
            body |= some
        return {"lead": set().union(*words[:_LEAD]), "body": body, "body twice": twice}


def _like_titles(measures: Sequence[Measure]) -> int:
    """How many of some lines look like titles."""
    return sum([5 <= measure.words <= 22 and not measure.stop for measure in measures])


def _share(own: Set[str], other: Set[str]) -> int:
    """How many hundredths of a line's words are among others."""
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

    A headline between paragraphs opens a story if it is long enough to be a headline, has no stop, its lead says much the
    same again, and at least three paragraphs follow. All such lines of the document must do so, its own headline too:
    in an article with subheads some do by chance.
    """
    title, first, starts = case.verdict.title, 0, []
    if title is not None and _said_again(case, title) >= _SHARED:
        body = range(case.first + _PARAGRAPHS, case.last + 1)
        heads = [index for index in body if case.free(index) and _headed(case, index) is not None]
        least = _SHARED if len(heads) > 1 else _ALONE
        starts = heads if all(_said_again(case, index) >= least for index in heads) else []
    opening = title
    for start in starts:
        if opening is not None and start - opening > _PARAGRAPHS:
            reason = "Heads another story: the paragraph below says it again."
            case.cut(start, "headline", "headline.next-story", 0.8, reason)
            case.verdict.stories.append((title, first, start))
            title = first = opening = start
    case.verdict.stories.append((title, first, len(case.texts)))


def _said_again(case: Case, index: int) -> float:
    """The share of a line's content words that the paragraph which it heads says again; 0 where it says too little."""
    lead, own = _headed(case, index), content_words(case.texts[index])
    if lead is None or len(own) < _CONTENT or is_entry(case.texts[index]):
        return 0.0
    return len(own & content_words(case.texts[lead])) / len(own)


def _headed(case: Case, index: int) -> int | None:
    """The paragraph below a line that is long enough for a headline, has no stop and heads whole paragraphs; or None."""
    measure, text = case.measures[index], case.texts[index]
    if measure.words not in _HEADLINE_WORDS or measure.stop or measure.capitals or text.endswith((":", ",", "”", '"')):
        return None
    following = [i for i in range(index + 1, min(len(case.texts), index + 8)) if case.free(i)][:_PARAGRAPHS]
    whole = len(following) == _PARAGRAPHS and all(case.measures[i].prose or case.measures[i].stop for i in following)
    return following[0] if whole else None
