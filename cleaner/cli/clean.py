"""`cleaner clean`: documents in, records or texts out."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

import click

from cleaner.archive.manifest import read_files
from cleaner.archive.sources import Inputs, format_of_name
from cleaner.archive.task import STDIN
from cleaner.cli.exits import HELP, SET_ASIDE, stoppable
from cleaner.cli.options import (
    Chosen,
    cleaning_options,
    document_options,
    favour_of,
    field_list,
    jobs_option,
    listed,
    load_cleaner,
    option,
    reading_of,
    reading_options,
    refuse,
    rendering_options,
    size,
    wanted_of,
    wanted_options,
)
from cleaner.cli.target import FORMS, Target
from cleaner.errors import CleanerError
from cleaner.text.printable import counted, one_line

if TYPE_CHECKING:
    from cleaner.archive.encode import OutputForm
    from cleaner.archive.manifest import Tally
    from cleaner.archive.task import Outcome, Work


@click.command(name="clean", epilog=HELP, short_help="Clean files, folders, globs or stdin.")
@click.argument("inputs", nargs=-1, metavar="INPUT...")
@option(
    "-o --output",
    "OUT",
    "File to write, or with -f text, markdown, html, tei or vertical a folder (DIR/). Stdout otherwise.",
)
@option(
    "-f --format form",
    None,
    "JSON records, one a line; the clean text alone, or with its structure as Markdown, HTML, TEI or vertical text; a table of --fields; records as columns; text in WARC conversion "
    "records. Otherwise told by the ending of OUT, or jsonl. OUT may end with .gz or .zst.",
    click.Choice(list(dict.fromkeys(FORMS.values()))),
)
@option(
    "--fields",
    "NAMES",
    "Write only these fields of the records, with commas between them: title,authors,published.",
    field_list,
)
@option("--shards", "N", "Deal the documents out to N files, OUT-00000 ...", click.IntRange(min=1))
@option("--shard-size", "SIZE", "Begin a new file when one has SIZE bytes.", size)
@jobs_option
@option(
    "--timeout", "SECONDS", "Set aside documents that take longer.", click.FloatRange(min=0, min_open=True), default=120
)
@option("--memory", "SIZE", "Memory that a worker may take.", size, default="400MB")
@option(
    "--engine",
    None,
    "Let the workers of an engine clean, in tasks of which each writes a file of its own: OUT-00000 ...",
    click.Choice(["ray", "spark"]),
)
@option(
    "--task-size",
    "SIZE",
    "With --engine: bytes of input that a task has; larger WARC files are cut between records. [default: 256MB]",
    size,
)
@click.option("--force", is_flag=True, help="Replace output that exists, or begin a run anew that was stopped.")
@click.option("--resume", is_flag=True, help="Go on with a run that was stopped.")
@option("--errors", "FILE", "Where to write what could not be cleaned. [default: OUT.errors.jsonl]")
@option("--manifest", "FILE", "Where to write what the run did. [default: OUT.manifest.json]")
@cleaning_options
@reading_options
@rendering_options
@document_options
@wanted_options
@click.option(
    "--learn",
    is_flag=True,
    help="Read the inputs twice: first learn what each site repeats (see `cleaner learn-site`).",
)
@click.option("--signals", is_flag=True, help="Add signals of quality to the records (Gopher's, C4's, FineWeb's).")
@click.option("-q", "--quiet", is_flag=True, help="No progress bar and no summary.")
def command(inputs: tuple[str, ...], files_from: str | None, **chosen: Any) -> None:
    """Clean documents and write them in the order of the inputs.

    INPUT is a file, a folder (with all folders in it; hidden files are skipped), a glob (quoted or not), - for stdin,
    or an address that fsspec opens (s3://...). Web archives (WARC, ARC, WACZ), JSON Lines and Parquet are read record
    by record. A document that cannot be cleaned is set aside, named at the end, and the others go on. A run into a file
    that was stopped goes on with --resume.
    """
    inputs = listed(inputs, files_from)
    target = Target.of(chosen)
    target.check(inputs)
    refuse(
        (chosen["resume"] and not target.files, "--resume goes on with a run into a file (-o OUT)."),
        (chosen["resume"] and chosen["force"], "--resume goes on, --force begins anew: give one."),
        (
            chosen["url"] is not None and not _single(inputs),
            "--url is the address of one document: name one file or -.",
        ),
        (chosen["learn"] and STDIN in inputs, "--learn reads the inputs twice, and stdin can be read once."),
        (chosen["task_size"] is not None and not chosen["engine"], "--task-size is for --engine."),
    )
    began = time.monotonic()
    run = _Run(target, inputs, chosen)
    tally, errors = run.by_engine() if chosen["engine"] else run.here()
    if not chosen["quiet"]:
        _report(tally, time.monotonic() - began, errors)
    if tally.set_aside:
        click.get_current_context().exit(SET_ASIDE)


class _Run:
    """A run as the command line asks for it: where it goes, over what, and all options by name."""

    def __init__(self, target: Target, inputs: tuple[str, ...], chosen: Chosen) -> None:
        from cleaner.archive.pool import processors

        self._target = target
        self._chosen = chosen
        self._favour = favour_of(chosen)
        self._jobs: int = chosen["jobs"] or processors()
        self._inputs = Inputs(inputs, reading_of(chosen), skip=target.own())

    def _work(self) -> tuple[Work, OutputForm, dict[str, Any]]:
        """What is done with each document, what is written of it, and what makes the run what it is: arguments, options, versions."""
        from cleaner.archive.manifest import versions
        from cleaner.archive.task import Work

        chosen, arguments = self._chosen, self._inputs.arguments
        cleaner = load_cleaner(chosen, self._favour)
        if chosen["learn"]:
            from cleaner.cli.collection import learn_all, told

            sites, collection = learn_all(self._inputs, cleaner, self._jobs)
            if not chosen["quiet"]:
                click.echo(told(sites, collection), err=True)
            cleaner = cleaner.with_learned(sites)
        form = self._target.encoder(cleaner.rules_version, headed=not _single(arguments), signals=chosen["signals"])
        options = {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in sorted(click.get_current_context().params.items())
            if name not in _FREE
        }
        command = {"inputs": list(arguments), "options": options, "versions": versions(cleaner.rules_version)}
        return Work(cleaner, form, wanted_of(chosen)), form, command

    def by_engine(self) -> tuple[Tally, str]:
        """Has the workers of an engine do it. Returns what came of the documents, and where those are that were set aside."""
        from cleaner.cli.planned import planned

        work, form, command = self._work()
        with stoppable():
            tally = planned(self._chosen, self._target, command, work, form, self._inputs, self._jobs)
        return tally, f"{self._chosen['output']}-*.errors.jsonl"

    def here(self) -> tuple[Tally, str | None]:
        """Does it on this machine; returns the same."""
        from cleaner.archive.pool import run
        from cleaner.archive.worker import blocked_signals
        from cleaner.cli.target import writer

        chosen, target = self._chosen, self._target
        out = None
        try:
            with stoppable() as check, ExitStack() as stack:
                # Whether there is a place to write to is known before anything is done.
                with blocked_signals("SIGINT", "SIGTERM", "SIGHUP"):
                    out = stack.enter_context(writer(target, resume=chosen["resume"], force=chosen["force"]))
                work, form, command = self._work()
                out.begin(command, form)
                watched = target.watched(quiet=chosen["quiet"])
                shown = stack.enter_context(progress_bar(self._inputs.total) if watched else nullcontext())
                limits = {name: chosen[name] for name in ("timeout", "memory")}
                outcomes = run(work, out.remaining(self._inputs), self._jobs, **limits)
                for outcome in stack.enter_context(closing(outcomes)):
                    check()
                    out.take(outcome)
                    if shown:
                        shown(outcome)
                check()
                # No empty OUT may be in the way of the next run; but errors are written where the user asks for them.
                if out.tally.fruitless and chosen["errors"] is None:
                    raise _nothing(out.tally)
                out.finish(read_files(self._inputs.found()))
        except KeyboardInterrupt as stop:
            if out is not None and not stop.args:
                stop.args = (_left_behind(out.tally, target),)
            raise
        if out.finished and not chosen["quiet"]:
            click.echo("This run was finished before; there was nothing to do.", err=True)
        return out.tally, target.layout.errors_file if target.files else chosen["errors"]


_FREE = frozenset({"inputs", "output", "errors", "manifest", "engine", "jobs", "force", "resume", "quiet"})
"""Options that do not change what is written; a run may be gone on with under others."""


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


def _left_behind(tally: Tally, target: Target) -> str:
    """What there is of the output after an interruption."""
    done = f"{counted(tally.written, 'document')} had been cleaned"
    if target.folder:
        return f"{done}; what is in {target.output} is whole."
    if target.output is None:
        return f"{done}."
    return f"{done}, which is lost, since no checkpoint was reached yet; {target.output} was not written."


@contextmanager
def progress_bar(total: Callable[[], tuple[int, int]]) -> Iterator[Callable[[Outcome], None]]:
    """Shows how far the run is, its rate and the time left, until it is left; gives what to call with each outcome.

    Args:
        total: tells the number of documents and of bytes. Time is reckoned by bytes: documents differ too much.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    shown = (BarColumn(bar_width=None), TaskProgressColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
    with Progress(*shown, console=Console(stderr=True), transient=True) as progress:
        count, size = total()
        task = progress.add_task("", total=max(size, 1))
        numbers = itertools.count(1)

        def advance(outcome: Outcome) -> None:
            done = next(numbers)
            # Of how many, as long as every file may be one document.
            said = f"{done:,} of {counted(count, 'document')}" if done <= count else counted(done, "document")
            seconds = progress.tasks[0].elapsed
            rate = f"  {done / seconds:,.1f}/s" if seconds else ""
            progress.update(task, advance=outcome.size, description=said + rate)

        yield advance
