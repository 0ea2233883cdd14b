"""What every engine takes, and the guarded cleaner that each process keeps for it."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from cleaner.archive.encode import Records
from cleaner.archive.pool import Guard
from cleaner.archive.task import Outcome, Task, Work
from cleaner.arguments import DEFAULT_MEMORY, DEFAULT_TIMEOUT, Favour, folders_of, names_of
from cleaner.document import Kind
from cleaner.engine import Cleaner
from cleaner.engines.rows import ROLES
from cleaner.errors import CleanerError

if TYPE_CHECKING:
    from collections.abc import Sequence


class Given(TypedDict, total=False):
    """The options of every adapter, as keyword arguments.

    `columns`: how the table calls what cleaner reads: {"html": "body", "url": "address"}; what is not named goes by its own
    name. `rules`, `keep`, `without`, `favour`: as in `cleaner.Cleaner`. `kind`: as in `Cleaner.clean`. `timeout`: seconds that a document may take.
    `memory`: bytes that the process may take that cleans.
    """

    columns: Mapping[str, str]
    rules: str | Path | Sequence[str | Path]
    keep: str | Iterable[str]
    without: str | Iterable[str]
    favour: Favour | None
    kind: Kind | None
    timeout: float
    memory: int


@dataclass(frozen=True)
class Options:
    """The same, checked; can be compared, hashed and pickled.

    Attributes:
        columns: role and name of each column that the user names.
        rules, keep, without, favour, kind, timeout, memory: as given.
    """

    columns: tuple[tuple[str, str], ...] = ()
    rules: tuple[Path, ...] = ()
    keep: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    favour: Favour | None = None
    kind: Kind | None = None
    timeout: float = DEFAULT_TIMEOUT
    memory: int = DEFAULT_MEMORY

    @classmethod
    def of(cls, given: Given) -> Options:
        """Checks what the user gives, before any engine starts.

        Raises:
            CleanerError: code "bad-argument"; a rule pack with a mistake, a label or an id that nothing has.
        """
        unknown = sorted(given.keys() - Given.__annotations__.keys())
        if unknown:
            raise _bad(f"There is no option {unknown[0]!r}.", f"The options are {', '.join(Given.__annotations__)}.")
        options = cls(
            columns=_columns(given.get("columns", {})),
            # Absolute: an engine's workers may have another current folder.
            rules=tuple(folder.absolute() for folder in folders_of(given.get("rules", ()))),
            keep=names_of(given.get("keep", ()), "keep"),
            without=names_of(given.get("without", ()), "without"),
            favour=given.get("favour"),
            kind=given.get("kind"),
            timeout=given.get("timeout", DEFAULT_TIMEOUT),
            memory=given.get("memory", DEFAULT_MEMORY),
        )
        if options.kind not in (None, "text", "html"):
            raise _bad(f"There is no kind {options.kind!r}.", 'Pass "text", "html" or None.')
        for name, value in (("timeout", options.timeout), ("memory", options.memory)):
            if isinstance(value, bool) or not isinstance(value, (int, float)) or value <= 0:
                raise _bad(f"{name} is {value!r}, no number above 0.", "timeout is in seconds, memory in bytes.")
        options.cleaner()
        return options

    def cleaner(self) -> Cleaner:
        """The Cleaner that the options ask for, compiled once a process."""
        return _cleaner(self.rules, self.keep, self.without, self.favour)


@lru_cache(maxsize=8)
def _cleaner(
    rules: tuple[Path, ...], keep: tuple[str, ...], without: tuple[str, ...], favour: Favour | None
) -> Cleaner:
    return Cleaner(rules=rules, keep=keep, without=without, favour=favour)


def _columns(named: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(named, Mapping) or not all(isinstance(name, str) for name in named.values()):
        raise _bad(f"columns is {named!r}, no mapping to names.", 'Write it like {"html": "body", "url": "address"}.')
    for role in named:
        if role not in ROLES:
            raise _bad(f"columns has {role!r}, which cleaner does not read.", f"It reads {', '.join(ROLES)}.")
    return tuple(sorted(named.items()))


def _bad(message: str, hint: str) -> CleanerError:
    return CleanerError(message, hint=hint, code="bad-argument")


_IDLE: dict[tuple[int, Options], list[Guard]] = {}
"""Guards that nobody uses at the moment, by process: after a fork the parent's are none of the child's."""


def outcomes(tasks: Iterable[Task], options: Options) -> Generator[Outcome, None, None]:
    """What comes of documents, in order: their records as lines of JSON, or why there is none.

    They are cleaned in a process beside this one, which stays for the next call. Several threads get one each.
    """
    with _guard(options) as guard:
        yield from guard.outcomes(tasks)


@contextmanager
def _guard(options: Options) -> Iterator[Guard]:
    options = replace(options, columns=(), kind=None)  # of these the process knows nothing
    idle = _IDLE.setdefault((os.getpid(), options), [])
    try:
        guard = idle.pop()
    except IndexError:
        cleaner = options.cleaner()
        work = Work(cleaner, Records(cleaner.rules_version))
        guard = Guard(work, timeout=options.timeout, memory=options.memory)
    try:
        yield guard
    finally:
        idle.append(guard)
