"""`cleaner clean`: documents in, records or texts out."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Generator, Iterable, Sequence
from contextlib import ExitStack, closing, suppress
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from cleaner.archive.files import atomic, exists
from cleaner.archive.manifest import read_files
from cleaner.archive.output import endings
from cleaner.archive.sources import Inputs, format_of_name
from cleaner.archive.task import STDIN, Reading
from cleaner.cli import opts
from cleaner.cli.exits import SET_ASIDE, Command, refuse, stoppable
from cleaner.cli.target import Target, writer
from cleaner.errors import CleanerError, need
from cleaner.text.printable import counted, one_line

if TYPE_CHECKING:
    from cleaner.archive.encode import OutputForm
    from cleaner.archive.manifest import Tally
    from cleaner.archive.task import Outcome, Work
    from cleaner.engines.plan import Each


@click.command("clean", cls=Command)
@click.argument("inputs", nargs=-1, metavar="INPUT...")
@opts.output
@opts.cleaning
@opts.document
@opts.reading
@opts.wanted
@opts.rendering
@opts.run
def command(inputs: tuple[str, ...], files_from: str | None, **chosen: Any) -> None:
    """Clean files, folders, globs or stdin.

    INPUT is a file, a folder (with all folders in it; hidden files are skipped), a glob (quoted or not), - for stdin,
    or an address that fsspec opens (s3://...). Web archives (WARC, ARC, WACZ), JSON Lines and Parquet are read record
    by record. Documents are written in the order of the inputs. One that cannot be cleaned is set aside, named at the
    end, and the others go on. A run into a file that was stopped goes on with --resume.

    OUT may end with .gz or .zst. Formats are JSON records, one a line; the clean text, alone or with its structure; a
    table of --fields; records as columns; text in WARC conversion records.
    """
    from cleaner.archive.pool import processors

    inputs = opts.listed(inputs, files_from)
    target = Target.of(chosen)
    target.check(inputs)
    single = _single(inputs)
    refuse(
        (chosen["resume"] and not target.files, "--resume goes on with a run into a file (-o OUT)."),
        (chosen["resume"] and chosen["force"], "--resume goes on, --force begins anew: give one."),
        (chosen["url"] is not None and not single, "--url is the address of one document: name one file or -."),
        (chosen["learn"] and STDIN in inputs, "--learn reads the inputs twice, and stdin can be read once."),
        (chosen["task_size"] is not None and not chosen["engine"], "--task-size is for --engine."),
    )
    chosen["favour"], chosen["jobs"] = opts.favour_of(chosen), chosen["jobs"] or processors()
    began = time.monotonic()
    found = Inputs(inputs, opts.made(Reading, chosen), skip=target.own())
    errors: str | None = target.layout.errors_file if target.files else chosen["errors"]
    if chosen["engine"]:
        errors = f"{chosen['output']}-*.errors.jsonl"
        tally = _planned(chosen, target, found, single)
    else:
        tally = _run(chosen, target, found, single)
    if not chosen["quiet"]:
        _report(tally, time.monotonic() - began, errors)
    if tally.set_aside:
        click.get_current_context().exit(SET_ASIDE)


_TASK_SIZE = 256_000_000
"""Bytes of input that a task of an engine has: a few minutes' work."""

_FREE = frozenset({"inputs", "output", "errors", "manifest", "engine", "jobs", "force", "resume", "quiet"})
"""Options that do not change what is written; a run may be gone on with under others."""


def _work(chosen: opts.Chosen, target: Target, found: Inputs, single: bool) -> tuple[Work, OutputForm, dict[str, Any]]:
    """What is done with each document, what is written of it, and what makes the run what it is: arguments, options, versions."""
    from cleaner.archive.task import Work
    from cleaner.corpus.filters import Wanted

    cleaner = opts.load_cleaner(chosen, chosen["favour"])
    if chosen["learn"]:
        from cleaner.cli import learn

        sites, learned = learn.learn_all(found, cleaner, chosen["jobs"])
        if not chosen["quiet"]:
            click.echo(learn.told(sites, learned), err=True)
        cleaner = cleaner.with_learned(sites)
    form = target.encoder(cleaner.rules_version, headed=not single, signals=chosen["signals"])
    told = {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in sorted(click.get_current_context().params.items())
        if name not in _FREE
    }
    command: dict[str, Any] = {"inputs": list(found.arguments), "options": told}
    if target.files or target.layout.manifest:
        from cleaner.archive.manifest import versions

        command["versions"] = versions(cleaner.rules_version)  # which takes longer than a page
    wanted = opts.made(Wanted, chosen)
    return Work(cleaner, form, wanted if wanted != Wanted() else None), form, command


def _run(chosen: opts.Chosen, target: Target, found: Inputs, single: bool) -> Tally:
    """Cleans on this machine; returns what came of the documents."""
    from cleaner.archive.pool import run
    from cleaner.archive.worker import blocked_signals

    with stoppable() as check, ExitStack() as stack:
        # Whether there is a place to write to is known before anything is done.
        with blocked_signals("SIGINT", "SIGTERM", "SIGHUP"):
            out = stack.enter_context(writer(target, resume=chosen["resume"], force=chosen["force"]))
        work, form, command = _work(chosen, target, found, single)
        out.begin(command, form)
        limits = {name: chosen[name] for name in ("timeout", "memory")}
        outcomes = stack.enter_context(closing(run(work, out.remaining(found), chosen["jobs"], **limits)))
        # A bar is for a terminal, if nothing else is written to it.
        if sys.stderr.isatty() and not (chosen["quiet"] or (target.output is None and sys.stdout.isatty())):
            outcomes = stack.enter_context(closing(_shown(outcomes, found)))
        for outcome in outcomes:
            check()
            out.take(outcome)
        check()
        # No empty OUT may be in the way of the next run; but errors are written where the user asks for them.
        if out.tally.fruitless and chosen["errors"] is None:
            raise _nothing(out.tally)
        out.finish(read_files(found.found()))
    if out.finished and not chosen["quiet"]:
        click.echo("This run was finished before; there was nothing to do.", err=True)
    return out.tally


def _shown(outcomes: Iterable[Outcome], found: Inputs) -> Generator[Outcome, None, None]:
    """Passes outcomes on while a bar shows how far the run is. Time is reckoned by bytes: documents differ too much."""
    count, size = found.total()
    began = time.monotonic()
    with click.progressbar(length=max(size, 1), file=sys.stderr, item_show_func=lambda said: said, width=0) as bar:
        for done, outcome in enumerate(outcomes, 1):
            # Of how many, as long as every file may be one document.
            said = f"{done:,} of {counted(count, 'document')}" if done <= count else counted(done, "document")
            bar.update(outcome.size, f"{said}  {done / max(time.monotonic() - began, 0.001):,.1f}/s")
            yield outcome


def _planned(chosen: opts.Chosen, target: Target, found: Inputs, single: bool) -> Tally:
    """Has an engine's workers do the tasks of a run, and merges their manifests; returns what came of the documents."""
    from cleaner.archive.manifest import Tally, manifest_line
    from cleaner.engines.merge import load, merge
    from cleaner.engines.plan import Plan, do, jobs

    layout = target.layout
    refuse(
        (
            not target.files or STDIN in found.arguments,
            "--engine cleans what its workers find on a disk, into files: name inputs and -o OUT.",
        ),
        (
            layout.several or layout.errors or layout.manifest,
            "--engine writes a file, its errors and its manifest for each task: leave out --shards, --shard-size, --errors "
            "and --manifest.",
        ),
    )
    target.ready()
    work, form, command = _work(chosen, target, found, single)
    del command["inputs"]
    output = os.path.abspath(layout.path)
    limits = {name: chosen[name] for name in ("timeout", "memory")}
    plan = Plan(os.getcwd(), output, command, work, form, found.reading, chosen["jobs"], **limits)
    each = _each(chosen["engine"])
    if not chosen["resume"]:
        _make_room(output, force=chosen["force"])
    with stoppable():
        parts = jobs(found, chosen["task_size"] or _TASK_SIZE, each)
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


def _single(inputs: Sequence[str]) -> bool:
    """Whether the arguments name one document, and not perhaps several."""
    if len(inputs) != 1 or format_of_name(inputs[0]):
        return False
    return inputs[0] == STDIN or (os.path.exists(inputs[0]) and not os.path.isdir(inputs[0]))


def _report(tally: Tally, seconds: float, errors: str | None) -> None:
    """The documents set aside, the first of them, and the run in one line."""
    for error in tally.first_errors:
        hint = f" {error['hint']}" if error["hint"] else ""
        click.echo(one_line(f"set aside: {error['source_path']}: {error['error']}{hint} [{error['code']}]"), err=True)
    more = tally.set_aside - len(tally.first_errors)
    if more:
        place = f"all are in {errors}" if errors else "--errors FILE lists all"
        click.echo(one_line(f"set aside: {more:,} more; {place}."), err=True)
    click.echo(tally.summary(seconds), err=True)


def _nothing(tally: Tally) -> CleanerError:
    """What is said where no input could be a document."""
    told = [f"{error['source_path']}: {error['error']} {error['hint'] or ''}".strip() for error in tally.first_errors]
    if tally.skipped:
        told.append(f"{counted(tally.skipped, 'file')} passed over, neither text nor page: name one to have it read.")
    if not told:
        told.append("There is no file in it (hidden ones are passed over).")
    return CleanerError(f"Nothing was cleaned. {' '.join(map(one_line, told))}", code="nothing")
