"""The user's last word: what they want kept stays, whatever cuts it."""

from __future__ import annotations

from bisect import bisect_right

from cleaner.judge.case import Case
from cleaner.judge.verdict import Ruling
from cleaner.rules.book import RuleBook

_LEARNED = ("model.page", "model.text")
"""The learned judges. What a page keeps is judged again as text: without one of them is without all."""


def spare(case: Case, book: RuleBook, host: str | None, told: str) -> None:
    """Takes back the cuts of lines that the user's packs keep, and of rules and labels that are not to cut.

    All other cuts are as they would be without: what the user keeps is known for what it is.

    Args:
        told: the genre, where it is no error page after all.
    """
    verdict = case.verdict
    kept = book.kept_lines(case.texts, verdict.language, host)

    def stays(index: int, ruling: Ruling) -> bool:
        rules = _LEARNED if ruling.rule in _LEARNED else (ruling.rule,)
        return index in kept or any(book.stays(ruling.label, rule, host) for rule in rules)

    for index, ruling in enumerate(verdict.rulings):
        if ruling is not None and stays(index, ruling):
            verdict.rulings[index], verdict.spared[index] = None, ruling
    starts = [block.start for block in verdict.document.blocks]
    verdict.inline = [cut for cut in verdict.inline if not stays(bisect_right(starts, cut[0]) - 1, cut[2])]
    if verdict.because is not None and book.stays("error", verdict.because[0], host):
        verdict.because, verdict.genre = None, told
    verdict.goes_on -= kept | {index + 1 for index in kept}
