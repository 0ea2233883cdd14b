"""The progress bar on stderr."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cleaner.archive.outcome import Outcome


@contextmanager
def progress_bar(total: Callable[[], tuple[int, int]]) -> Iterator[Callable[[Outcome], None]]:
    """Shows how far the run is, its rate and the time left, until it is left; then it goes away.

    Args:
        total: tells the number of documents and of bytes. Time is reckoned by bytes: documents differ too much.

    Returns:
        What to call with each outcome.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    with Progress(
        BarColumn(bar_width=None),
        TaskProgressColumn(),
        TextColumn("{task.fields[documents]}"),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as progress:
        count, size = total()
        task = progress.add_task("", total=max(size, 1), documents=_said(0, count), rate="")
        done = 0

        def advance(outcome: Outcome) -> None:
            nonlocal done
            done += 1
            seconds = progress.tasks[0].elapsed
            rate = f"{done / seconds:,.1f}/s" if seconds else ""
            progress.update(task, advance=outcome.size, documents=_said(done, count), rate=rate)

        yield advance


def _said(done: int, files: int) -> str:
    """How many documents are done, of how many as long as every file may be one."""
    return f"{done:,} of {files:,} documents" if done <= files else f"{done:,} documents"
