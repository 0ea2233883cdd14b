"""`cleaner clean`: documents in, records or texts out."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, closing, nullcontext
from typing import TYPE_CHECKING, Literal

import click

from cleaner.cli.exits import HELP, SET_ASIDE, stoppable
from cleaner.cli.options import fields_option, kind_option, load_cleaner, rules_option, size, url_option
from cleaner.cli.terminal import one_line
from cleaner.inputs import STDIN, Inputs

if TYPE_CHECKING:
    from cleaner.run import Outcome, Tally


@click.command(name="clean", epilog=HELP, short_help="Clean files, folders, globs or stdin.")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("-o", "--output", metavar="OUT", help="File to write, or with -f text a folder (DIR/). Stdout otherwise.")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["jsonl", "text", "csv", "tsv"]),
    default="jsonl",
    show_default=True,
    help="One JSON record a line, the clean text alone, or a table of --fields.",
)
@fields_option
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    metavar="N",
    help="Number of worker processes; 0 takes one for each processor.",
)
@click.option("--force", is_flag=True, help="Replace output that exists.")
@click.option("--errors", metavar="FILE", help="Write what could not be cleaned to FILE, as JSON Lines.")
@rules_option
@kind_option
@url_option
@click.option(
    "--max-size",
    type=size,
    default="200MB",
    show_default=True,
    metavar="SIZE",
    help="Set aside documents that are larger.",
)
@click.option("-q", "--quiet", is_flag=True, help="No progress bar and no summary.")
def command(
    inputs: tuple[str, ...],
    output: str | None,
    form: Literal["jsonl", "text", "csv", "tsv"],
    fields: tuple[str, ...],
    jobs: int,
    force: bool,
    errors: str | None,
    rules: tuple[str, ...],
    kind: Literal["text", "html"] | None,
    url: str | None,
    max_size: int,
    quiet: bool,
) -> None:
    """Clean documents and write them in the order of the inputs.

    INPUT is a file, a folder (with all folders in it; hidden files are skipped), a glob (quoted or not), or - for
    stdin. A document that cannot be cleaned is set aside, named at the end, and the others go on.
    """
    from cleaner.run import Tally, Work, run
    from cleaner.run.hold import held
    from cleaner.write.encode import Encoder, JsonLines, PlainText
    from cleaner.write.table import DEFAULT, Table, headed

    if form == "text" and fields:
        raise click.UsageError("--fields is for records and tables: use -f jsonl, csv or tsv.")
    folder = output is not None and form == "text" and (output.endswith(("/", os.sep)) or os.path.isdir(output))
    _check_paths(inputs, output, errors)
    if url is not None and not _single(inputs):
        raise click.UsageError("--url is the address of one document: name one file or -.")
    found = Inputs(inputs, kind=kind, url=url, skip=[path for path in (output, errors) if path], max_size=max_size)
    began = time.monotonic()
    tally = Tally()
    try:
        with stoppable(), ExitStack() as stack:
            # Whether there is a place to write to is known before anything is done.
            with held("SIGINT", "SIGTERM", "SIGHUP"):
                take = _outputs(stack, output, errors, folder=folder, force=force)
            cleaner = load_cleaner(rules)
            encoder: Encoder
            if form == "text":
                encoder = PlainText(not folder and not _single(inputs))
            elif fields or form != "jsonl":
                encoder = Table(fields or DEFAULT, cleaner.rules_version, form)
                take = headed(take, encoder.heading())
            else:
                encoder = JsonLines(cleaner.rules_version)
            shown = stack.enter_context(_progress(found, shown=_watched(output, quiet=quiet)))
            outcomes = run(Work(cleaner, encoder, max_size), found.tasks(), jobs or _processors())
            for outcome in stack.enter_context(closing(outcomes)):
                take(outcome)
                tally.add(outcome)
                shown(outcome)
    except KeyboardInterrupt as stop:
        stop.args = (_left_behind(tally, output, folder=folder),)
        raise
    if not quiet:
        _report(tally, time.monotonic() - began, errors)
    if tally.set_aside:
        click.get_current_context().exit(SET_ASIDE)


_Take = Callable[["Outcome"], None]


def _outputs(stack: ExitStack, output: str | None, errors: str | None, *, folder: bool, force: bool) -> _Take:
    """Opens what is to be written, for as long as the stack holds; returns what writes an outcome there."""
    from cleaner.write.atomic import AtomicFile
    from cleaner.write.record import json_line
    from cleaner.write.sink import open_sink

    error_file = stack.enter_context(AtomicFile(errors, force=force)) if errors else None
    sink = stack.enter_context(open_sink(output, stdout=sys.stdout.buffer, folder=folder, force=force))

    def take(outcome: Outcome) -> None:
        if outcome.data is not None:
            sink.write(outcome.relative, outcome.data)
        if outcome.error is not None and error_file is not None:
            error_file.write(json_line({**outcome.error}))

    return take


def _single(inputs: tuple[str, ...]) -> bool:
    """Whether the arguments name one document, and not perhaps several."""
    return len(inputs) == 1 and (inputs[0] == STDIN or (os.path.exists(inputs[0]) and not os.path.isdir(inputs[0])))


def _processors() -> int:
    # The machine may have more than this process may use (containers, taskset).
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _check_paths(inputs: tuple[str, ...], output: str | None, errors: str | None) -> None:
    """Refuses to write over an input, or two outputs into one."""
    places = {os.path.realpath(path): path for path in (output, errors) if path not in (None, "-", os.devnull)}
    if output and errors and len(places) == 1 and os.path.realpath(output) == os.path.realpath(errors):
        raise click.UsageError("The output and the errors cannot go to the same file.")
    for argument in inputs:
        real = os.path.realpath(argument)
        for place, path in places.items():
            if argument != STDIN and (real == place or real.startswith(os.path.join(place, ""))):
                raise click.UsageError(f"{one_line(path)} is an input: the output must go somewhere else.")


def _watched(output: str | None, *, quiet: bool) -> bool:
    """Whether somebody sees a progress bar, and sees nothing else on the same terminal."""
    return not quiet and sys.stderr.isatty() and not (output in (None, "-") and sys.stdout.isatty())


def _progress(found: Inputs, *, shown: bool) -> AbstractContextManager[_Take]:
    if shown:
        from cleaner.cli.progress import progress_bar

        return progress_bar(found.total)
    return nullcontext(_ignore)


def _ignore(outcome: Outcome) -> None:
    """Stands in for the progress bar."""


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


def _left_behind(tally: Tally, output: str | None, *, folder: bool) -> str:
    """What there is of the output after an interruption."""
    done = f"{tally.written:,} documents were cleaned"
    if folder:
        return f"{done}; their files in {output} are whole."
    return f"{done}." if output is None or output == "-" else f"{done}; {output} was not written."
