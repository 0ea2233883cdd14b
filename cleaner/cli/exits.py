"""How commands end: exit codes, messages for people, signals, pipes that close."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

import click

from cleaner.errors import CleanerError
from cleaner.text.printable import printable

SET_ASIDE, USAGE, OUTPUT, RULES = 1, 2, 3, 4
_SIGNALLED = 128  # plus the signal's number, as shells have it
_PIPE = 141  # what a program gets that dies of SIGPIPE

_CODES = {
    USAGE: ("bad-gold", "unknown-label", "unknown-pack", "unknown-rule"),
    OUTPUT: (
        "another-run", "bad-manifest", "busy", "exists", "journal", "lost", "missing-library", "no-worker", "output", "unfinished",
    ),
    RULES: ("bad-rule",),
}  # fmt: skip
_EXITS = {code: number for number, codes in _CODES.items() for code in codes}
"""The exit code of each kind of error; of any other it is SET_ASIDE."""

HELP = """\b
Exit codes:
  0    all done
  1    some documents were set aside, or rules failed their examples
  2    the command line was wrong
  3    the output could not be written, or is there already, or not finished
  4    a rule pack has a mistake
  130  interrupted; 143 and 129 by signals TERM and HUP
  141  the reader of a pipe went away
"""


class Command(click.Command):
    """A command whose errors end it with a message and an exit code; its help lists them."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given, epilog=HELP)

    def invoke(self, ctx: click.Context) -> Any:
        with ending(ctx):
            return super().invoke(ctx)


def refuse(*cases: tuple[object, str]) -> None:
    """Ends the command with the message of the first case that is so."""
    for wrong, message in cases:
        if wrong:
            raise click.UsageError(message)


class Stopped(KeyboardInterrupt):
    """A signal that asks the program to end."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


@contextmanager
def ending(ctx: click.Context) -> Iterator[None]:
    """Turns what a command raises into its exit code and a message."""
    try:
        yield
    except BrokenPipeError:
        _silence_stdout()
        ctx.exit(_PIPE)
    except KeyboardInterrupt as stop:
        number = stop.number if isinstance(stop, Stopped) else int(signal.SIGINT)
        code, message = _SIGNALLED + number, " ".join(["Interrupted.", *map(str, stop.args)])
    except CleanerError as error:
        code, message = _EXITS.get(error.code, SET_ASIDE), str(error)
        if code == USAGE:
            raise click.UsageError(message, ctx) from error
        if error.code == "output":
            _silence_stdout()
    else:
        return
    click.echo(f"cleaner: {printable(message)}", err=True)
    ctx.exit(code)


@contextmanager
def stoppable() -> Iterator[Callable[[], None]]:
    """While in it, the signals INT, TERM and HUP end the command: with nothing half done left behind.

    Returns:
        What raises `Stopped` if a signal was heard. To be called now and then: an exception out of a signal's handler is
        lost where it falls into code that may not raise (a destructor, a callback of a library in C).
    """
    heard: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        heard.append(number)
        raise Stopped(number)

    def check() -> None:
        if heard:
            raise Stopped(heard[0])

    before = {}
    with suppress(ValueError):  # signals can only be handled in the main thread
        for number in (getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)):
            # nohup ignores HUP: leave that. For INT, Python's own KeyboardInterrupt will not do: where it meets exec(), as
            # of a dataclass that is being made, Python takes it for unhandled and kills itself after all was handled.
            if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
                before[number] = signal.signal(number, stop)
    try:
        yield check
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _silence_stdout() -> None:
    """Python flushes stdout once more when it ends, and would complain of what we know already."""
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
