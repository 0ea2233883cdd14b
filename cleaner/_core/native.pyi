from collections.abc import Callable, Sequence
from typing import Any

from cleaner.judge.lines import Lines as _Lines
from cleaner.trees import Trees as _Trees

class Trees(_Trees): ...

class Lines(_Lines):
    def __init__(
        self, texts: Sequence[str], kinds: bytes, mixed: bytes, flags: bytes, ends_sentence: Callable[[str], bool]
    ) -> None: ...
    def phrase_scores(self, table: Any) -> Any: ...
    def in_common(self, prose: Any) -> Any: ...
