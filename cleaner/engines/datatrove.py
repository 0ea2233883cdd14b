"""datatrove."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from datatrove.data import Document, DocumentsPipeline
from datatrove.pipeline.base import PipelineStep

from cleaner.archive.encode import record_schema
from cleaner.archive.task import Outcome, Task
from cleaner.engines.options import Given, Options, outcomes
from cleaner.engines.rows import DOCUMENT, FATE, Layout, fate_of, line_of, task_of

if TYPE_CHECKING:
    from typing_extensions import Unpack


class CleanerStep(PipelineStep):  # type: ignore[misc]
    """Cleans documents: the text becomes the clean text, and the other fields of the record join the metadata.

    A step and no extractor: those know no address and lose the documents that fail. Every document goes on; of one that
    could not be cleaned the text is empty and `metadata["error"]` says why. Metadata that has the name of a field of the record
    is called "input_..." from there on.

    Args:
        options: as in `cleaner.engines.arrow.clean_table`. The document is `Document.text`, a page or a text, told by its content;
            `columns` says what of the metadata is read, if it has other names: {"url": "address"}.
    """

    name = "Cleaner"
    type = "✂ - CLEANER"

    def __init__(self, **options: Unpack[Given]) -> None:
        super().__init__()
        told = Options.of(options)
        document = () if any(role in DOCUMENT for role, _ in told.columns) else (("text", "text"),)
        self.options = replace(told, columns=(*told.columns, *document, ("id", "id")))

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """Cleans the documents of a pipeline, in order."""
        drawn: deque[tuple[Document, Layout, str | None]] = deque()

        def tasks() -> Iterator[Task]:
            for document in data or ():
                row = {**document.metadata, "text": document.text, "id": document.id}
                layout = Layout.of(row, [*record_schema()["properties"], *FATE], dict(self.options.columns))
                task = task_of({role: row[name] for role, name in layout.roles.items()}, self.options.kind)
                if layout.roles.get("text") == "text":
                    task.kind = self.options.kind
                drawn.append((document, layout, task.url))
                yield task

        for outcome in outcomes(tasks(), self.options):
            document, layout, url = drawn.popleft()
            self.stat_update("set_aside" if outcome.error else "skipped" if outcome.skipped else "cleaned")
            document.text, document.metadata = _told(outcome, document, layout, url)
            self.update_doc_stats(document)
            yield document


def _told(outcome: Outcome, document: Document, layout: Layout, url: str | None) -> tuple[str, dict[str, Any]]:
    """The text and metadata that a document has from here on."""
    record = json.loads(line_of(outcome, url))
    text = record.pop("text", "")
    record.pop("id", None)  # it has one
    passed = {out: document.metadata[name] for name, out in layout.passed if name in document.metadata}
    return text, {**record, **dict(zip(FATE, fate_of(outcome))), **passed}
