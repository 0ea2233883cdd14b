"""`cleaner merge-manifests`: the manifests of several tasks or runs as one."""

from __future__ import annotations

import json
import os

import click

from cleaner.cli.exits import HELP


@click.command(name="merge-manifests", epilog=HELP, short_help="Put the manifests of several runs together.")
@click.argument("manifests", nargs=-1, required=True, metavar="MANIFEST...")
@click.option("-o", "--output", metavar="FILE", help="Where to write the merged manifest.")
def command(manifests: tuple[str, ...], output: str | None) -> None:
    """Put manifests together, and see that nothing is missing or there twice.

    MANIFEST is what `cleaner clean` wrote beside its output. All must be of the same options and versions; of the tasks of one
    run (--engine) each must be there. Says how many inputs there were, and that they are those written, skipped and set aside.
    """
    from cleaner.archive.files import AtomicFile
    from cleaner.archive.manifest import from_manifest
    from cleaner.engines.merge import load, merge

    said = merge([load(path) for path in manifests], os.path.dirname(output or ""))
    if output is not None:
        with AtomicFile(output, force=True) as file:
            file.write(json.dumps(said, indent=1).encode("ascii") + b"\n")
    click.echo(from_manifest(said).sums())
