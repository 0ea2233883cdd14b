"""Bylines by form: a byline's word and people's names, or a name alone beside the headline or the date."""

from __future__ import annotations

from cleaner.judge.case import Case
from cleaner.recognise.credits import read_credit
from cleaner.recognise.lexicon import starts_with
from cleaner.recognise.person import looks_like_person
from cleaner.registry import decides
from cleaner.text.fold import fold

_MOST_WORDS = 12


@decides("byline.worded", label="byline")
def worded_bylines(case: Case) -> None:
    """Cuts a line outside the article that begins as a byline does ("By", "Von", "Par") and names people."""
    firsts = {phrase[0] for phrase in case.lexicon.byline} | {""}
    opens: dict[str, bool] = {}  # by a line's first character
    for index in (*case.head(), *case.tail()):
        text = case.text(index)
        # Most lines begin with a letter with which no such word begins.
        first = text[:1]
        if first not in opens:
            opens[first] = fold(first)[:1] in firsts
        if not opens[first]:
            continue
        if not case.free(index) or case.measures[index].words > _MOST_WORDS or case.measures[index].stop:
            continue
        if starts_with(fold(text), case.lexicon.byline) and read_credit(text, case.lexicon).people:
            case.cut(index, "byline", "byline.worded", 0.85, "Begins as a byline does, and names people.")


@decides("byline.bare-name", label="byline")
def bare_names(case: Case) -> None:
    """Cuts a person's name that stands alone right below the headline, or beside a date or byline above the article."""
    for index in case.head():
        text = case.text(index)
        if not case.free(index) or case.measures[index].words > 4:
            continue
        around = {case.label(near) for near in (index - 1, index + 1) if 0 <= near < len(case.blocks)}
        if not (index - 1 == case.verdict.title or around & {"timestamp", "byline"}):
            continue
        if looks_like_person(text, case.lexicon):
            case.cut(
                index, "byline", "byline.bare-name", 0.75, "A person's name alone beside the headline or the date."
            )
