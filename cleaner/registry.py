"""The ids of what decides in code (heuristics, models, repairs), and which function gives each.

`cleaner rules show` tells of them, and options and packs that name one are checked against them. The ids of rules are
in their packs.
"""

from __future__ import annotations

from typing import NamedTuple


class Heuristic(NamedTuple):
    """A heuristic, a model or a repair.

    Attributes:
        function: the one that decides, as `module:name`; its docstring says what it does.
        label: of what it cuts; None where it gives several, or repairs.
    """

    function: str
    label: str | None = None

    @property
    def place(self) -> str:
        """Its file and its name, for people."""
        module, _, name = self.function.partition(":")
        return f"{module.replace('.', '/')}.py, {name}()"


_FORM = Heuristic("cleaner.judge.naming:_by_form")
_BOX = Heuristic("cleaner.judge.naming:_by_box")
_HEADLINE = Heuristic("cleaner.judge.headline:_cut", "headline")
_SHAPE = Heuristic("cleaner.judge.naming:_by_shape")
_CHARACTERS = Heuristic("cleaner.read.text:repair_characters")

HEURISTICS = {
    "bio.below-article": Heuristic("cleaner.judge.naming:_name_bios", "author_bio"),
    "caption.above-credit": Heuristic("cleaner.judge.naming:_cut_captions", "caption"),
    "error.consent-wall": Heuristic("cleaner.judge.genre:consent_wall", "error"),
    "error.only-script": Heuristic("cleaner.judge.genre:only_script", "error"),
    "error.page": Heuristic("cleaner.judge.genre:error_page", "error"),
    "form.byline": _FORM,
    "form.credit": _FORM,
    "form.date": _FORM,
    "form.person": _FORM,
    "form.signed": _FORM,
    "form.twice": _FORM,
    "headline.again": _HEADLINE,
    "headline.line": _HEADLINE,
    "headline.next-story": Heuristic("cleaner.judge.headline:several_stories", "headline"),
    "markup.headline": _HEADLINE,
    "model.page": _SHAPE,
    "model.text": _SHAPE,
    "page.box": _BOX,
    "page.contents": Heuristic("cleaner.judge.said_twice:cut_contents", "navigation"),
    "page.pull-quote": Heuristic("cleaner.judge.said_twice:cut_pull_quotes", "duplicate"),
    "page.region": _BOX,
    "repair.broken-sentence": Heuristic("cleaner.judge.judge:_join_broken"),
    "repair.double-encoding": Heuristic("cleaner.read.text:double_encoding"),
    "repair.invisible": _CHARACTERS,
    "repair.surrogate": _CHARACTERS,
    "repeat.block": Heuristic("cleaner.judge.naming:_again"),
    "site.line": _SHAPE,
    "site.part": Heuristic("cleaner.judge.model:repeated_parts", "navigation"),
}
"""What decides in code, by the id that a record carries."""
