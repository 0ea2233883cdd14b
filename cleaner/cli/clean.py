"""`cleaner clean`: documents in, records or texts out."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, Any

import click

from cleaner.archive.manifest import read_files
from cleaner.archive.sources import Inputs, format_of_name
from cleaner.archive.task import STDIN, Reading
from cleaner.cli.exits import SET_ASIDE, Command, refuse, stoppable
from cleaner.cli.options import (
    Chosen,
    cleaning_options,
    document_options,
    favour_of,
    field_list,
    flag,
    force_option,
    jobs_option,
    listed,
    load_cleaner,
    made,
    option,
    reading_options,
    rendering_options,
    size,
    together,
    wanted_options,
)
from cleaner.cli.target import FORMS, Target, writer
from cleaner.errors import CleanerError
from cleaner.text.printable import counted, one_line

if TYPE_CHECKING:
    from cleaner.archive.encode import OutputForm
    from cleaner.archive.manifest import Tally
    from cleaner.archive.task import Outcome, Work

_FORMAT = click.Choice(list(dict.fromkeys(FORMS.values())))
_SECONDS, _ENGINE = click.FloatRange(min=0, min_open=True), click.Choice(["ray", "spark"])

_output_options = together(
    option(
        "-o --output", "OUT", "File to write, or with -f text, markdown, html ... a folder (DIR/). Stdout otherwise."
    ),
    option("-f --format form", None, "What to write. Otherwise told by OUT's ending, or jsonl.", _FORMAT),
    option("--fields", "NAMES", "Only these fields of the records: title,authors,published.", field_list),
    option("--shards", "N", "Deal the documents out to N files, OUT-00000 ...", click.IntRange(min=1)),
    option("--shard-size", "SIZE", "Begin a new file when one has SIZE bytes.", size),
    force_option,
    flag("--resume", "Go on with a run that was stopped."),
    option("--errors", "FILE", "Where to write what could not be cleaned. [default: OUT.errors.jsonl]"),
    option("--manifest", "FILE", "Where to write what the run did. [default: OUT.manifest.json]"),
)
_run_options = together(
    jobs_option,
    option("--timeout", "SECONDS", "Set aside documents that take longer.", _SECONDS, default=120),
    option("--memory", "SIZE", "Memory that a worker may take.", size, default="400MB"),
    option("--engine", None, "Have an engine's workers clean, each task into a file of its own.", _ENGINE),
    option("--task-size", "SIZE", "With --engine: bytes of input that a task has. [default: 256MB]", size),
    flag("--learn", "Read the inputs twice: first learn what each site repeats (see `cleaner learn-site`)."),
    flag("--signals", "Add signals of quality to the records (Gopher's, C4's, FineWeb's)."),
    flag("-q --quiet", "No progress bar and no summary."),
)


@click.command("clean", cls=Command)
@click.argument("inputs", nargs=-1, metavar="INPUT...")
@_output_options
@cleaning_options
@document_options
@reading_options
@wanted_options
@rendering_options
@_run_options
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

    inputs = listed(inputs, files_from)
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
    chosen["favour"], chosen["jobs"] = favour_of(chosen), chosen["jobs"] or processors()
    began = time.monotonic()
    found = Inputs(inputs, made(Reading, chosen), skip=target.own())
    errors: str | None = target.layout.errors_file if target.files else chosen["errors"]
    if chosen["engine"]:
        from cleaner.cli.planned import planned

        errors = f"{chosen['output']}-*.errors.jsonl"
        with stoppable():
            tally = planned(chosen, target, found, *_work(chosen, target, found, single))
    else:
        tally = _run(chosen, target, found, single)
    if not chosen["quiet"]:
        _report(tally, time.monotonic() - began, errors)
    if tally.set_aside:
        click.get_current_context().exit(SET_ASIDE)


_FREE = frozenset({"inputs", "output", "errors", "manifest", "engine", "jobs", "force", "resume", "quiet"})
"""Options that do not change what is written; a run may be gone on with under others."""


def _work(chosen: Chosen, target: Target, found: Inputs, single: bool) -> tuple[Work, OutputForm, dict[str, Any]]:
    """What is done with each document, what is written of it, and what makes the run what it is: arguments, options, versions."""
    from cleaner.archive.manifest import versions
    from cleaner.archive.task import Work
    from cleaner.corpus.filters import Wanted

    cleaner = load_cleaner(chosen, chosen["favour"])
    if chosen["learn"]:
        from cleaner.cli.collection import learn_all, told

        sites, collection = learn_all(found, cleaner, chosen["jobs"])
        if not chosen["quiet"]:
            click.echo(told(sites, collection), err=True)
        cleaner = cleaner.with_learned(sites)
    form = target.encoder(cleaner.rules_version, headed=not single, signals=chosen["signals"])
    options = {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in sorted(click.get_current_context().params.items())
        if name not in _FREE
    }
    command = {"inputs": list(found.arguments), "options": options, "versions": versions(cleaner.rules_version)}
    wanted = made(Wanted, chosen)
    return Work(cleaner, form, wanted if wanted != Wanted() else None), form, command


def _run(chosen: Chosen, target: Target, found: Inputs, single: bool) -> Tally:
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
        for outcome in _shown(outcomes, found) if target.watched(quiet=chosen["quiet"]) else outcomes:
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


def _shown(outcomes: Iterable[Outcome], found: Inputs) -> Iterator[Outcome]:
    """Passes outcomes on while a bar shows how far the run is. Time is reckoned by bytes: documents differ too much."""
    count, size = found.total()
    began = time.monotonic()
    with click.progressbar(length=max(size, 1), file=sys.stderr, item_show_func=str, width=0) as bar:
        for done, outcome in enumerate(outcomes, 1):
            # Of how many, as long as every file may be one document.
            said = f"{done:,} of {counted(count, 'document')}" if done <= count else counted(done, "document")
            bar.update(outcome.size, f"{said}  {done / max(time.monotonic() - began, 0.001):,.1f}/s")
            yield outcome


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
