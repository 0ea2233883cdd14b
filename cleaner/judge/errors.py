"""Pages that stand in the place of an article: errors, walls of captchas and of consent, pages that are only script."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from cleaner.judge.verdict import Case, Ruling
from cleaner.rules.book import RuleBook

_FEW = 80
_FEWER = 25
"""Words of prose that a page may hold besides and still be an error page: help, a search form, what else to read. The fewer
where nothing but its title or heading says so, which may be a story's."""

_LITTLE = 80
"""Words of anything that a page may hold besides where only one of its first lines says that it is an error."""

_TOP = 3
_WEAK = 2
"""Words of a line that may stand on any page ("Loading", "Coming soon") or be the title of anything ("Forbidden")."""

_TITLE_MARKS = ("|", " - ", " – ", " — ", "·")
_STRAY = 12
_CONFIDENCE = 0.9


def only_script(case: Case) -> bool:
    """Says that a page which shows no text and has scripts is an error; returns whether it is one."""
    head = case.verdict.document.head
    if case.texts or head is None or not head.scripts or head.pictures:
        return False
    many = "script" if head.scripts == 1 else "scripts"
    case.verdict.genre = "error"
    case.verdict.because = (
        "error.only-script",
        f"The page shows no text unless its {head.scripts} {many} run: nothing of it was archived.",
    )
    return True


def error_page(case: Case, book: RuleBook, host: str | None) -> bool:
    """Cuts the whole of an error page, of which nothing is an article; returns whether it is one.

    It is one where its title, a heading or one of its first lines above any paragraph is what an error page says (rules with the label
    "error"), or where it says little else, and it holds little prose besides. A notice about scripts or browsers below a
    short article does not make one, nor does a line of one or two words by itself.
    """
    measures, texts = case.measures, case.texts
    said = dict.fromkeys(index for index in _known(case, "error") if not _is_weak(texts[index]))
    others = [i for i in case.verdict.kept() if i not in said and (measures[i].prose or not _is_weak(texts[i]))]
    paragraphs = [index for index in others if measures[index].prose]
    prose = _words(case, paragraphs)
    if prose >= _FEW:
        return False
    lines = _heading_lines(case, said, others) or _said_by_title(case, book, host)
    in_body = any(index != case.verdict.title and not _is_heading(case, index) for index in said)
    if not lines or prose >= _FEWER and not in_body:
        if not said or _words(case, said) < _words(case, others):
            return False
        lines = [texts[next(iter(said))]]
    _cut_all(case, Ruling("error", "error.page", _CONFIDENCE, f"This is an error page: it says “{lines[0][:80]}”."))
    return True


def _known(case: Case, label: str) -> list[int]:
    """The lines that a rule with this label knows."""
    return [index for index, found in case.rows.whole.items() if any(match.rule.label == label for match in found)]


def _words(case: Case, indices: Iterable[int]) -> int:
    return sum(case.measures[index].words for index in indices)


def _heading_lines(case: Case, said: Collection[int], others: Collection[int]) -> list[str]:
    """Of what an error page says, the headings, and what stands above any paragraph of a page that says little else.

    A line at the top may be a widget that scripts would hide ("No results", "Your browser is not supported").
    """
    top: list[int] = []
    if _words(case, others) <= _LITTLE:
        opening = next((index for index in others if case.measures[index].prose), len(case.texts))
        top = [index for index in range(opening) if case.label(index) not in ("navigation", "consent")][:_TOP]
    return [case.texts[index] for index in said if index in top or _is_heading(case, index)]


def consent_wall(case: Case) -> bool:
    """Cuts what stands beside a consent notice where there is no article; returns whether that is so."""
    walls = _known(case, "consent")
    if not walls:
        return False
    known = frozenset(walls)
    free = [i for i in case.verdict.kept() if i not in known]
    if any(case.measures[i].prose for i in free) or _words(case, free) > _STRAY:
        return False
    if 2 * _words(case, walls) < sum(measure.words for measure in case.measures):
        return False
    longest = max(walls, key=lambda i: case.measures[i].words)
    reason = f"A consent notice and no article: “{case.texts[longest][:80]}”."
    _cut_all(case, Ruling("error", "error.consent-wall", _CONFIDENCE, reason))
    return True


def _said_by_title(case: Case, book: RuleBook, host: str | None) -> list[str]:
    """The page's title, if it or a part of it is what an error page says."""
    head = case.verdict.document.head
    if head is None or not head.title:
        return []
    parts = [part for mark in _TITLE_MARKS for part in head.title.split(mark)[:2]]
    lines = [line for line in dict.fromkeys((head.title, *parts)) if not _is_weak(line)]
    found = book.match_lines(lines, case.verdict.language, host)
    return [head.title for _, match in found if match.rule.label == "error"]


def _is_weak(line: str) -> bool:
    return len(line.split(None, _WEAK)) <= _WEAK and not any(char.isdigit() for char in line)


def _is_heading(case: Case, index: int) -> bool:
    evidence = case.verdict.document.blocks[index].evidence
    return evidence is not None and evidence.level in (1, 2)


def _cut_all(case: Case, ruling: Ruling) -> None:
    for index in range(len(case.texts)):
        if case.free(index):
            case.verdict.rulings[index] = ruling
    case.verdict.genre = "error"
    case.verdict.because = (ruling.rule, ruling.reason)
