"""The one exception that callers of cleaner have to know, and what it advises."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from functools import partial
from types import ModuleType


class CleanerError(Exception):
    """Input, rules or a record that cleaner cannot work with.

    The message is for people: what is wrong, where, and what to do next.

    Attributes:
        message: what is wrong, one or more sentences.
        where: file, record or line that the message is about, or None.
        hint: what the user can do next, or None.
        code: a short stable name of the kind of error ("binary-input", "bad-rule", ...), for counting.
    """

    def __init__(self, message: str, *, where: str | None = None, hint: str | None = None, code: str = "error") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint
        self.code = code

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f" {self.hint}" if self.hint else ""
        return f"{place}{self.message}{advice}"

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions with keyword-only arguments do not pickle by themselves, and workers send them home.
        return partial(CleanerError, where=self.where, hint=self.hint, code=self.code), (self.message,)


def need(module: str, extra: str) -> ModuleType:
    """Imports a library that only some inputs and outputs need.

    Args:
        module: its name.
        extra: the extra of our distribution (setup.cfg) that installs it.

    Raises:
        CleanerError: code "missing-library", if it is not installed; says how to install it.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise CleanerError(
            f"This needs {module.partition('.')[0]}, which is not installed.",
            hint=f"Install it with: pip install 'unfurnish[{extra}]'",
            code="missing-library",
        ) from error


def did_you_mean(word: str, known: Sequence[str], most: int = 1) -> str:
    """A sentence with the nearest known word, or all of them where none is near; or with as many as are asked for."""
    import difflib

    near = difflib.get_close_matches(word.lower(), known, most, cutoff=0.6 if most == 1 else 0)
    if not near:
        return f"Known are: {', '.join(known)}."
    *others, last = (f'"{name}"' for name in near)
    return f"Did you mean {' or '.join(filter(None, [', '.join(others), last]))}?"
