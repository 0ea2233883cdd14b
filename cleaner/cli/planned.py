"""`cleaner clean --engine`: a run as tasks that the workers of an engine do."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import Any

from cleaner.archive.encode import OutputForm
from cleaner.archive.files import atomic, exists
from cleaner.archive.manifest import Tally, manifest_line
from cleaner.archive.output import endings
from cleaner.archive.sources import Inputs
from cleaner.archive.task import STDIN, Work
from cleaner.cli.exits import refuse
from cleaner.cli.options import Chosen
from cleaner.cli.target import Target
from cleaner.engines.merge import load, merge
from cleaner.engines.plan import Each, Plan, do, jobs
from cleaner.errors import CleanerError, need

TASK_SIZE = 256_000_000
"""Bytes of input that a task has: a few minutes' work."""


def planned(
    chosen: Chosen, target: Target, inputs: Inputs, work: Work, form: OutputForm, command: Mapping[str, Any]
) -> Tally:
    """Has a run's tasks done, and merges their manifests."""
    layout = target.layout
    refuse(
        (
            not target.files or STDIN in inputs.arguments,
            "--engine cleans what its workers find on a disk, into files: name inputs and -o OUT.",
        ),
        (
            layout.several or layout.errors or layout.manifest,
            "--engine writes a file, its errors and its manifest for each task: leave out --shards, --shard-size, --errors "
            "and --manifest.",
        ),
    )
    target.ready()
    told = {name: value for name, value in command.items() if name != "inputs"}
    output = os.path.abspath(layout.path)
    limits = {name: chosen[name] for name in ("timeout", "memory")}
    plan = Plan(os.getcwd(), output, told, work, form, inputs.reading, chosen["jobs"], **limits)
    each = _each(chosen["engine"])
    if not chosen["resume"]:
        _make_room(output, force=chosen["force"])
    parts = jobs(inputs, chosen["task_size"] or TASK_SIZE, each)
    reasons = [reason for reason in each(partial(do, plan=plan), parts) if reason is not None]
    if reasons:
        raise CleanerError(
            f"{len(reasons):,} of {len(parts):,} tasks could not be done; the first: {reasons[0]}",
            hint="The same command with --resume does them again; those that are done stay.",
            code="lost",
        )
    said = merge([load(plan.layout(job).manifest_file) for job in parts], os.path.dirname(output))
    with atomic(f"{output}.manifest.json", force=True) as write:
        write(manifest_line(said))
    return Tally.of(said)


def _each(engine: str) -> Each:
    need(*{"ray": ("ray", "ray"), "spark": ("pyspark", "spark")}[engine])
    each: Each = import_module(f"cleaner.engines.{engine}").each
    return each


def _make_room(output: str, *, force: bool) -> None:
    """Sees that no task meets what another run left: files of its tasks, finished or not, and its manifest."""
    folder, name = os.path.split(output)
    ending = "".join(endings(name))
    numbered = rf"\.?{re.escape(name.removesuffix(ending))}-\d{{5,}}{re.escape(ending)}"
    beside = r"(?:\.manifest\.json|(?:\.errors\.jsonl)?(?:\.journal|(?:\.columns)?\.part)?)"
    own = re.compile(rf"{re.escape(name)}\.manifest\.json|{numbered}{beside}")
    with suppress(FileNotFoundError):
        for path in (os.path.join(folder, found) for found in sorted(os.listdir(folder)) if own.fullmatch(found)):
            if not force:
                error = exists(path)
                error.hint = (
                    "Use --resume to go on with a run that was stopped, --force to begin anew, or another name."
                )
                raise error
            with suppress(OSError):
                os.unlink(path)
