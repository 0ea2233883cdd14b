from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import Any

from lxml import etree

from cleaner.document import Evidence
from cleaner.judge.lines import Lines as _Lines
from cleaner.read.walk import Page
from cleaner.rules.search import Strings as _Strings
from cleaner.trees import Trees as _Trees

VERSION: int

class Trees(_Trees): ...

class Lines(_Lines):
    def __init__(
        self, texts: Sequence[str], kinds: bytes, mixed: bytes, flags: bytes, ends_sentence: Callable[[str], bool]
    ) -> None: ...
    def text_facts(self, given: list[list[int]], table: Any) -> Any: ...
    def page_facts(
        self,
        evidence: Sequence[Evidence],
        titles: _Lines,
        text: Any,
        boxes: Sequence[int],
        weights: Mapping[str, int],
        tags: Mapping[str, int],
        says: Sequence[frozenset[str]],
        regions: Sequence[str],
    ) -> Any: ...

class Strings(_Strings): ...

def genre_facts(
    facts: Any,
    scores: Sequence[int],
    evidence: Sequence[Evidence],
    asked: Sequence[int],
    labels: int,
    forms: int,
    signs: Mapping[str, int],
) -> tuple[list[int], list[int], int]: ...
def fits(lxml: ModuleType) -> bool: ...
def walk_tree(root: etree._Element) -> Page: ...
