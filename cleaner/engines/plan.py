"""A run over many archives as jobs that any engine can do, in any order, each as often as it takes.

A job cleans some inputs, or a range of one, into a file of its own, with its own errors and manifest. The file is there whole or
not at all; a job that was lost is gone on with by whoever gets it next, and one that is done is not done again. The files of
all jobs, one after the other, hold what `cleaner clean` writes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from cleaner.archive.encode import OutputForm
from cleaner.archive.files import digest_of
from cleaner.archive.manifest import read_files
from cleaner.archive.output import Layout
from cleaner.archive.paths import Found, Range
from cleaner.archive.pool import Guard
from cleaner.archive.session import Session
from cleaner.archive.sources import Inputs
from cleaner.archive.task import Reading, Work
from cleaner.engines.ranges import cut
from cleaner.errors import CleanerError


class Each(Protocol):
    """Has the workers of an engine call a function on each of some values; gives the results in the order of the values.

    A call whose worker is lost is made again.
    """

    def __call__(self, function: Callable[[Any], Any], values: Sequence[Any]) -> Iterator[Any]: ...


@dataclass(frozen=True)
class Job:
    """What one worker does at a time.

    Attributes:
        number: from 0. of: how many jobs there are.
        found: inputs; or one, and the range of it that is read.
    """

    number: int
    of: int
    found: tuple[Found, ...]


@dataclass(frozen=True)
class Plan:
    """What all jobs have in common; pickles.

    Attributes:
        folder: in which paths are meant.
        output: OUT; job 7 writes OUT-00007, with OUT's endings.
        command: options and versions, for the manifests.
        work: what is done with each document.
        form: what is written of it.
        reading: how archives are read.
        workers: number of processes that a job cleans in.
        timeout, memory: what a document may take.
    """

    folder: str
    output: str
    command: Mapping[str, Any]
    work: Work
    form: OutputForm
    reading: Reading
    workers: int
    timeout: float
    memory: int

    def layout(self, job: Job) -> Layout:
        """Where a job writes."""
        return Layout(Layout(self.output, job.of).name(job.number))


def jobs(inputs: Inputs, size: int, each: Each) -> list[Job]:
    """Parts the inputs of a run, in their order, into jobs of about `size` bytes.

    Args:
        inputs: all of them.
        size: files that are larger are cut, if they can be; smaller ones share a job.
        each: calls the workers, who read the larger files for that.
    """
    found = list(inputs.found())
    sizes = [_size(one, size + 1) for one in found]
    large = [one for one, length in zip(found, sizes) if length > size]
    ranges: Iterator[list[Found]] = iter(each(partial(cut, size=size, reading=inputs.reading), large) if large else ())
    parts: list[list[Found]] = []
    room = 0
    for one, length in zip(found, sizes):
        if length > size:
            parts += [[piece] for piece in next(ranges)]
            room = 0
        elif length <= room:
            parts[-1].append(one)
            room -= length
        else:
            parts.append([one])
            room = size - length
    return [Job(number, len(parts), tuple(part)) for number, part in enumerate(parts)]


def _size(found: Found, unknown: int) -> int:
    """Bytes of a file; `unknown` of one on another machine, which whoever cuts it will ask."""
    if found.problem is not None:
        return 0
    if found.remote:
        return unknown
    with suppress(OSError):
        return os.stat(found.path).st_size
    return 0


def do(job: Job, plan: Plan) -> str | None:
    """Does a job, or what is left of it. It is done when its manifest is there.

    Returns:
        Why it cannot be done, where trying again will not help; else None.
    """
    try:
        with _in_folder(plan.folder):
            _do(job, plan)
    except (CleanerError, OSError) as error:
        return str(error)
    return None


def _do(job: Job, plan: Plan) -> None:
    part = job.found[0].range
    inputs = Inputs([], plan.reading, found=job.found)
    task: dict[str, Any] = {"number": job.number, "of": job.of}
    if part is not None:
        task |= {"offset": part.offset, "first": part.first}
    command = {"inputs": [found.path for found in job.found], **plan.command, "task": task}
    session = Session(plan.layout(job), resume=True, force=False)
    try:
        session.begin(command, plan.form)
        guard = Guard(plan.work, plan.workers, timeout=plan.timeout, memory=plan.memory)
        with closing(guard), closing(guard.outcomes(session.remaining(inputs))) as outcomes:
            for outcome in outcomes:
                session.take(outcome)
        session.finish(read_files(inputs.found()) if part is None else [_read(job.found[0].path, part)])
    except BaseException:
        session.stop()
        raise


def _read(path: str, part: Range) -> dict[str, Any]:
    """What a manifest says of a range: where it lies, and the digest of its bytes."""
    said: dict[str, Any] = {"path": path, "offset": part.offset, "bytes": None, "sha256": None}
    if os.path.isfile(path):
        with open(path, "rb") as file:
            file.seek(part.offset)
            digest, said["bytes"] = digest_of(file, None if part.end is None else part.end - part.offset)
        said["sha256"] = digest.hexdigest()
    return said


@contextmanager
def _in_folder(path: str) -> Iterator[None]:
    """While in it, paths are meant from this folder: engines start their workers anywhere."""
    before = os.getcwd()
    os.chdir(path)
    try:
        yield
    finally:
        os.chdir(before)
