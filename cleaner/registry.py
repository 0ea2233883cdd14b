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


_IDS = {
    Heuristic("cleaner.judge.genre:_consent_wall", "error"): "error.consent-wall",
    Heuristic("cleaner.judge.genre:_error_page", "error"): "error.page",
    Heuristic("cleaner.judge.genre:_only_script", "error"): "error.only-script",
    Heuristic("cleaner.judge.headline:_cut", "headline"): "headline.again headline.line markup.headline",
    Heuristic("cleaner.judge.headline:several_stories", "headline"): "headline.next-story",
    Heuristic("cleaner.judge.judge:_join_broken"): "repair.broken-sentence",
    Heuristic("cleaner.judge.model:repeated_parts", "navigation"): "site.part",
    Heuristic("cleaner.judge.naming:_again"): "repeat.block",
    Heuristic("cleaner.judge.naming:_by_box"): "page.box page.region",
    Heuristic("cleaner.judge.naming:_by_form"): "form.byline form.credit form.date form.person form.signed form.twice",
    Heuristic("cleaner.judge.naming:_by_shape"): "model.page model.text site.line",
    Heuristic("cleaner.judge.naming:_cut_captions", "caption"): "caption.above-credit",
    Heuristic("cleaner.judge.naming:_name_bios", "author_bio"): "bio.below-article",
    Heuristic("cleaner.judge.said_twice:cut_contents", "navigation"): "page.contents",
    Heuristic("cleaner.judge.said_twice:cut_pull_quotes", "duplicate"): "page.pull-quote",
    Heuristic("cleaner.read.text:double_encoding"): "repair.double-encoding",
    Heuristic("cleaner.read.text:repair_characters"): "repair.invisible repair.surrogate",
}
HEURISTICS = dict(sorted((id, heuristic) for heuristic, ids in _IDS.items() for id in ids.split()))
"""What decides in code, by the id that a record carries."""
