"""The command line. Commands are imported when they are called for, so that `cleaner --help` stays quick."""

from __future__ import annotations

import os
import re
import shlex
from difflib import get_close_matches
from pkgutil import resolve_name
from typing import Any

import click

from cleaner.cli.exits import HELP, ending
from cleaner.version import __version__

# numpy starts threads for algebra that nobody here asks for, and none survives a fork.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

_COMMANDS = {
    "clean": "clean:command",
    "explain": "explain:command",
    "merge-manifests": "outputs:merge_command",
    "learn-site": "learn:command",
    "dedup": "outputs:dedup_command",
    "rules": "rules:command",
    "stats": "outputs:stats_command",
    "review": "outputs:review_command",
    "report": "outputs:report_command",
}
"""The commands, and where they are."""


class _Commands(click.Group):
    """Loads a command's module when the command is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> Any:
        return resolve_name(f"cleaner.cli.{_COMMANDS[cmd_name]}") if cmd_name in _COMMANDS else None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        name = args[0]
        meant = [*get_close_matches(name, _COMMANDS, 1), *args[1:]]
        if os.path.lexists(name) or name == "-" or re.search(r"[./\\*?:]", name):
            meant = ["clean", *args]
        if name in _COMMANDS or len(meant) < len(args):
            return super().resolve_command(ctx, args)
        raise click.UsageError(f"{name!r} is no command. Did you mean `cleaner {shlex.join(meant)}`?", ctx)

    def invoke(self, ctx: click.Context) -> Any:
        with ending(ctx):
            return super().invoke(ctx)


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    with ending(ctx):
        from cleaner import _core
    click.echo(f"cleaner, version {__version__} (core: {_core.NAME})")
    ctx.exit()


@click.command(cls=_Commands, epilog=HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version and exit."
)
def main() -> None:
    """Strips site furniture from web pages and extracted text, and says why for every cut."""
