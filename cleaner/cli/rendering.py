"""Options that say what is written besides the text, and how careful the judge is, for `cleaner clean`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from cleaner.render import Options

if TYPE_CHECKING:
    from collections.abc import Callable

    from cleaner.arguments import Favour

_Command = TypeVar("_Command", bound="Callable[..., object]")

_CHOICE = click.Choice(["yes", "no"])
_OPTIONS = (
    click.option(
        "--metadata", is_flag=True, help="Put a head of YAML with title, authors and dates on text and Markdown."
    ),
    click.option("--comments", is_flag=True, help="Write readers' comments below."),
    click.option("--images", is_flag=True, help="Write images at their place (Markdown, HTML, TEI)."),
    click.option("--tables", type=_CHOICE, default="yes", show_default=True, help="Whether tables are written."),
    click.option(
        "--links", type=_CHOICE, default="yes", show_default=True, help="Whether links are, or their text alone."
    ),
    click.option("--precision", is_flag=True, help="Keep less where the judge is unsure."),
    click.option("--recall", is_flag=True, help="Keep more where the judge is unsure."),
)


def rendering_options(command: _Command) -> _Command:
    """Adds the options; the command gets them as keyword arguments, for `rendering_of` and `favour_of`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def rendering_of(chosen: dict[str, Any]) -> Options:
    """What is written besides the text."""
    return Options(
        chosen["links"] == "yes", chosen["tables"] == "yes", chosen["images"], chosen["comments"], chosen["metadata"]
    )


def favour_of(chosen: dict[str, Any]) -> Favour | None:
    """Which way the judge leans.

    Raises:
        UsageError: if both ways are asked for.
    """
    if chosen["precision"] and chosen["recall"]:
        raise click.UsageError("--precision keeps less, --recall more: give one.")
    return "precision" if chosen["precision"] else "recall" if chosen["recall"] else None
