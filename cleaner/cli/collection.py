"""`cleaner learn-site`: what sites repeat, as packs to look through."""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import click

from cleaner.cli.exits import HELP, SET_ASIDE, stoppable
from cleaner.cli.options import cleaning_options, jobs_option, listed, load_cleaner, option, reading_of, reading_options
from cleaner.errors import CleanerError
from cleaner.text.printable import counted, printable

if TYPE_CHECKING:
    from cleaner.archive.sources import Inputs
    from cleaner.corpus.collection import Collection
    from cleaner.engine import Cleaner
    from cleaner.rules.site import Site


@click.command(name="learn-site", epilog=HELP, short_help="Learn what the sites of a collection repeat.")
@click.argument("inputs", nargs=-1, metavar="INPUT...")
@option("-o --output", "PACK/", "Folder to write a pack for each site into.", required=True)
@option("--host", "NAME", "The site of documents that have no address.")
@jobs_option
@click.option("--force", is_flag=True, help="Write into a folder that has something in it.")
@cleaning_options
@reading_options
def command(inputs: tuple[str, ...], output: str, host: str | None, force: bool, **chosen: Any) -> None:
    """Learn, site by site, which lines stand on several different pages.

    INPUT is what `cleaner clean` reads. A pack for each site goes into PACK/, to look through; `--rules PACK/` uses them, and
    `cleaner explain --rules PACK/` tells what they know.
    """
    from cleaner.archive.pool import processors
    from cleaner.archive.sources import Inputs

    if os.path.lexists(output) and (not os.path.isdir(output) or (os.listdir(output) and not force)):
        hint = "Name another one, or give --force." if os.path.isdir(output) else "Name a folder."
        raise CleanerError("There is something there.", where=output, hint=hint, code="exists")
    named = listed(inputs, chosen["files_from"])
    found = Inputs(named, reading_of(chosen), skip=[output])
    sites, collection = learn_all(found, load_cleaner(chosen), chosen["jobs"] or processors(), host=host)
    try:
        os.makedirs(output, exist_ok=True)
        for site in sites:
            with open(os.path.join(output, _file(site)), "w", encoding="utf-8", newline="\n") as file:
                file.write(site.to_yaml())
    except OSError as error:
        raise CleanerError(f"It cannot be written: {error.strerror}.", where=output, code="output") from error
    click.echo(told(sites, collection), err=True)
    if collection.tally.set_aside:
        click.get_current_context().exit(SET_ASIDE)


def learn_all(found: Inputs, cleaner: Cleaner, jobs: int, *, host: str | None = None) -> tuple[list[Site], Collection]:
    """The sites of a collection, and what its documents came to."""
    from cleaner.arguments import DEFAULT_MEMORY, DEFAULT_TIMEOUT
    from cleaner.corpus.collection import Collection

    with stoppable() as check, ExitStack() as stack:
        collection = stack.enter_context(Collection(cleaner, host))
        for _ in collection.look_at(found, jobs, timeout=DEFAULT_TIMEOUT, memory=DEFAULT_MEMORY):
            check()
        return list(collection.sites()), collection


def told(sites: list[Site], collection: Collection) -> str:
    """What was learned, in a few lines."""
    tally, passed = collection.tally, collection.passed_over
    told = "{source_path}: {error} [{code}]"
    lines = [f"not read: {printable(told.format(**error))}" for error in tally.first_errors]
    learned = sum(len(site.lines) for site in sites)
    read = f"{tally.written:,} looked at + {passed:,} not looked at"
    of = f"{counted(tally.inputs + passed, 'document')} = {read} + {tally.skipped:,} skipped + {tally.set_aside:,} set aside"
    lines.append(f"{of}; {counted(len(sites), 'site')} repeat{'s' * (len(sites) == 1)} {counted(learned, 'line')}")
    return "\n".join(lines)


def _file(site: Site) -> str:
    return f"{quote(site.hosts[0], safe='') if site.hosts else 'any'}.yaml"
