"""`cleaner dedup`: near-duplicate documents and repeated paragraphs of what runs wrote."""

from __future__ import annotations

import click

from cleaner.cli.exits import HELP


@click.command(name="dedup", epilog=HELP, short_help="Label near-duplicate documents and repeated paragraphs.")
@click.argument("outputs", nargs=-1, required=True, metavar="OUT...")
@click.option("-o", "--output", metavar="FILE", help="Records with their labels, as JSON Lines (.gz, .zst).")
@click.option("--drop", is_flag=True, help="Leave out of FILE the documents that are near-copies of another.")
@click.option(
    "--similarity",
    type=click.FloatRange(0.3, 1),
    metavar="SHARE",
    help="Share of the shorter document's runs of five words that the other has too, from which on two are near-copies. "
    "[default: 0.6]",
)
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
def command(outputs: tuple[str, ...], output: str | None, drop: bool, similarity: float | None, force: bool) -> None:
    """Group near-copies (a story on several sites, a page captured again), and find paragraphs that several documents have.

    OUT is what `cleaner clean` wrote as JSON Lines (.gz, .zst too) or Parquet. Without -o, a line for each document goes to
    stdout: `id`, `source_path` and the labels.
    """
    from cleaner.archive.readback import files_of
    from cleaner.corpus.dedup import Dedup

    if drop and not output:
        raise click.UsageError("--drop leaves documents out of FILE: name it with -o FILE.")
    paths = [path for name in outputs for path in files_of(name)]
    with Dedup(paths, similarity) as dedup:
        if output:
            dedup.write(output, drop=drop, force=force)
        else:
            for line in dedup.labels():
                click.echo(line, nl=False)
    click.echo(dedup.summary(dropped=drop), err=True)
