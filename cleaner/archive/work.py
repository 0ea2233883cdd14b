"""What is done with one document, in whatever process: read, clean, encode."""

from __future__ import annotations

import errno
import os
import re
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from cleaner.archive.encode import Encoder
from cleaner.archive.outcome import Outcome, passed_over, set_aside, written
from cleaner.archive.task import DEFAULT_MAX_SIZE, Cleans, Task
from cleaner.article import Article
from cleaner.errors import CleanerError

_PACKAGE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "")
_ROOT = os.path.join(os.path.dirname(os.path.dirname(_PACKAGE)), "")

NO_MEMORY = errno.ENOMEM
"""Exit code of a worker that had no memory to receive a document."""

# Libraries that get no memory do not all raise a MemoryError; in what they say it is called the same.
_NO_MEMORY = re.compile(r"\bmemory\b|\bfailed to map\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Work:
    """The work on a document; pickles if its parts do.

    Attributes:
        cleaner: what cleans.
        encoder: what makes bytes of the article.
        max_size: bytes of the largest document that is read.
        wanted: says why a cleaned document is not wanted, None where it is; then it is skipped for that reason.
    """

    cleaner: Cleans
    encoder: Encoder
    max_size: int = DEFAULT_MAX_SIZE
    wanted: Callable[[Article], str | None] | None = None

    def __call__(self, task: Task) -> Outcome:
        """Never raises but for what ends the program: whatever is wrong with a document stays with that document."""
        if task.skip is not None:
            return passed_over(task, task.skip)
        try:
            article = task.clean(self.cleaner, self.max_size)
            if self.wanted is not None and (reason := self.wanted(article)) is not None:
                return passed_over(task, reason)
            return written(task, article, self.encoder(article, task))
        except CleanerError as error:
            return set_aside(task, error)
        except Exception as error:
            lacking = isinstance(error, MemoryError) or _NO_MEMORY.search(str(error))
            return set_aside(task, no_memory() if lacking else _bug(error))


def no_memory() -> CleanerError:
    """What is said of a document for which a process had not enough memory."""
    return CleanerError(
        "There was not enough memory for this document.",
        hint="Give workers more with --memory, or leave out documents of its size.",
        code="out-of-memory",
    )


def _bug(error: Exception) -> CleanerError:
    last = traceback.format_exception_only(type(error), error)[-1].strip()
    # The deepest place in our own code tells more than a line in a library; the first two frames are the same for all.
    frames = traceback.extract_tb(error.__traceback__)[2:]
    own = [frame for frame in frames if frame.filename.startswith(_PACKAGE)] or frames
    place = f" ({own[-1].filename.removeprefix(_ROOT)}:{own[-1].lineno})" if own else ""
    return CleanerError(
        f"cleaner failed on this document: {last}{place}",
        hint="This is a mistake in cleaner, not in your document. Please report it with this line and, if you may, "
        "the document.",
        code="internal-error",
    )
