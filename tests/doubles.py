"""Stand-ins for the Cleaner, for tests of the run around it: quick, and at home in worker processes."""

from __future__ import annotations

import os
import time

from cleaner.article import Article, Cut
from cleaner.document import Kind
from cleaner.errors import CleanerError
from tests.victims import kill_at_step


class Quick:
    """Cuts every line that begins with "cut", refuses what begins with "no text", takes a millisecond a document."""

    rules_version = "double"

    def __init__(self, **given: object) -> None:
        pass

    def clean(self, data: str | bytes, kind: Kind | None = None, url: str | None = None, **told: str | None) -> Article:
        time.sleep(0.001)
        text = data if isinstance(data, str) else data.decode()
        if text.startswith("no text"):
            raise CleanerError("This is no text.", hint="Send text.", code="binary-input")
        cuts, here = [], 0
        for line in text.splitlines(keepends=True):
            if line.startswith("cut"):
                cuts.append(Cut(here, here + len(line), "other", "double.cut", 0.9, "For the test.", line))
            here += len(line)
        kept = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("cut"))
        return Article(text=kept.strip(), source=text, removed=cuts, url=url, language="en", site="Tarnholm Courier")


class Echo(Quick):
    """Keeps everything, at once; the record has the size of a usual one."""

    def clean(self, data: str | bytes, kind: Kind | None = None, url: str | None = None, **told: str | None) -> Article:
        text = (data if isinstance(data, str) else data.decode("latin-1"))[:12_000]
        return Article(text=text, source=text, url=url)


def main() -> None:
    """The command line with checkpoints more often, and where CLEANER is "double" that in the Cleaner's place.

    STEP and REPORT are what `kill_at_step` is told.
    """
    import cleaner.archive.session
    import cleaner.engine
    from cleaner.cli import main

    cleaner.archive.session.FRAME_DOCUMENTS = 64
    if os.environ.get("CLEANER", "double") == "double":
        cleaner.engine.Cleaner = Quick  # type: ignore[misc, assignment]
    if "STEP" in os.environ:
        kill_at_step(int(os.environ["STEP"]), os.environ.get("REPORT"))
    main(prog_name="cleaner")


if __name__ == "__main__":
    from tests.doubles import main as run  # under its own name, so that workers find it

    run()
