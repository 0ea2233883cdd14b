"""The options of `cleaner clean` that say which cleaned documents are written."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from cleaner.corpus.filters import Wanted

_Command = TypeVar("_Command", bound=Callable[..., Any])


def _names(value: str) -> tuple[str, ...]:
    return tuple(sorted({name.strip() for name in value.split(",") if name.strip()}))


def _genres(value: str) -> tuple[str, ...]:
    from cleaner.archive.encode import record_schema

    known = [name for name in record_schema()["properties"]["genre"]["enum"] if name]
    if unknown := [name for name in _names(value) if name not in known]:
        raise click.BadParameter(f"There is no genre {unknown[0]!r}. Known are: {', '.join(known)}.")
    return _names(value)


_OPTIONS = (
    click.option(
        "--language",
        "languages",
        type=_names,
        metavar="CODES",
        help="Skip documents in other languages: en,de (und is a language that cannot be told).",
    ),
    click.option(
        "--genre", "genres", type=_genres, metavar="NAMES", help="Skip documents of other genres: article,forum."
    ),
    click.option(
        "--min-words", type=click.IntRange(min=1), metavar="N", help="Skip documents with less words of clean text."
    ),
    click.option(
        "--min-share",
        type=click.FloatRange(0, 1),
        metavar="SHARE",
        help="Skip documents of which less of what they show stays: 0.2 is a fifth of the characters.",
    ),
)


def wanted_options(command: _Command) -> _Command:
    """Adds the options; the command gets them as keyword arguments, for `wanted_of`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def wanted_of(chosen: dict[str, Any]) -> Wanted | None:
    """What the options come to; None where they ask for nothing."""
    asked = {
        name: chosen[name] for name in ("languages", "genres", "min_words", "min_share") if chosen[name] is not None
    }
    if not asked:
        return None
    from cleaner.corpus.filters import Wanted

    return Wanted(**asked)
