"""`cleaner learn-site`: what sites repeat, as packs to look through."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import click

from cleaner.cli import opts
from cleaner.cli.exits import SET_ASIDE, Command, stoppable
from cleaner.errors import CleanerError
from cleaner.text.printable import counted, printable

if TYPE_CHECKING:
    from cleaner.archive.sources import Inputs
    from cleaner.corpus.collection import Collection
    from cleaner.engine import Cleaner
    from cleaner.rules.site import Site


@click.command("learn-site", cls=Command)
@click.argument("inputs", nargs=-1, metavar="INPUT...")
@opts.option("-o --output", "PACK/", "Folder to write a pack for each site into.", required=True)
@opts.option("--host", "NAME", "The site of documents that have no address.")
@opts.jobs
@opts.flag("--force", "Write into a folder that has something in it.")
@opts.cleaning
@opts.reading
def command(inputs: tuple[str, ...], output: str, host: str | None, force: bool, **chosen: Any) -> None:
    """Learn what the sites of a collection repeat.

    INPUT is what `cleaner clean` reads; what is learned are lines that stand on several different pages of a site. A
    pack for each site goes into PACK/, to look through; `--rules PACK/` uses them, and `cleaner explain --rules PACK/`
    tells what they know.
    """
    from cleaner.archive.pool import processors
    from cleaner.archive.sources import Inputs
    from cleaner.archive.task import Reading

    if os.path.lexists(output) and (not os.path.isdir(output) or (os.listdir(output) and not force)):
        hint = "Name another one, or give --force." if os.path.isdir(output) else "Name a folder."
        raise CleanerError("There is something there.", where=output, hint=hint, code="exists")
    found = Inputs(opts.listed(inputs, chosen["files_from"]), opts.made(Reading, chosen), skip=[output])
    sites, collection = learn_all(found, opts.load_cleaner(chosen), chosen["jobs"] or processors(), host)
    try:
        os.makedirs(output, exist_ok=True)
        for site in sites:
            name = quote(site.hosts[0], safe="") if site.hosts else "any"
            with open(os.path.join(output, f"{name}.yaml"), "w", encoding="utf-8", newline="\n") as file:
                file.write(site.to_yaml())
    except OSError as error:
        raise CleanerError(f"It cannot be written: {error.strerror}.", where=output, code="output") from error
    click.echo(told(sites, collection), err=True)
    if collection.tally.set_aside:
        click.get_current_context().exit(SET_ASIDE)


def learn_all(found: Inputs, cleaner: Cleaner, jobs: int, host: str | None = None) -> tuple[list[Site], Collection]:
    """The sites of a collection, and what its documents came to."""
    from cleaner.arguments import DEFAULT_MEMORY, DEFAULT_TIMEOUT
    from cleaner.corpus.collection import Collection

    with stoppable() as check, Collection(cleaner, host) as collection:
        for _ in collection.look_at(found, jobs, timeout=DEFAULT_TIMEOUT, memory=DEFAULT_MEMORY):
            check()
        return list(collection.sites()), collection


def told(sites: list[Site], collection: Collection) -> str:
    """What was learned, in a few lines."""
    tally, passed = collection.tally, collection.passed_over
    lines = [printable("not read: {source_path}: {error} [{code}]".format(**error)) for error in tally.first_errors]
    learned = sum(len(site.lines) for site in sites)
    read = f"{tally.written:,} looked at + {passed:,} not looked at"
    of = f"{counted(tally.inputs + passed, 'document')} = {read} + {tally.skipped:,} skipped + {tally.set_aside:,} set aside"
    lines.append(f"{of}; {counted(len(sites), 'site')} repeat{'s' * (len(sites) == 1)} {counted(learned, 'line')}")
    return "\n".join(lines)
