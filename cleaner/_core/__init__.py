"""The compiled core, where there is one: twins of a few functions, with the same results in a fraction of the time.

What a function means is told by its twin in Python. `setup.py` builds the core where a C++ compiler is, and leaves it out
where none is. The variable CLEANER_CORE forces one: "native" the compiled core, "python" its twins.
"""

from __future__ import annotations

import os
from types import ModuleType

from cleaner.errors import CleanerError

VARIABLE = "CLEANER_CORE"
VERSION = 11
"""Of the sources, here and in native.pyx: raise both where a twin or what it asks of Python has another name or meaning."""


def load(wanted: str | None) -> ModuleType | None:
    """The compiled core; None for its twins in Python.

    Args:
        wanted: "native", "python", or None for what there is.

    Raises:
        CleanerError: code "no-core" if it is forced but was not built; "bad-argument" if `wanted` is neither.
    """
    if wanted not in (None, "native", "python"):
        raise CleanerError(
            f'{VARIABLE} is "{wanted}".', hint='It can be "native" or "python", or not set.', code="bad-argument"
        )
    if wanted == "python":
        return None
    try:
        from cleaner._core import native

        if getattr(native, "VERSION", 0) != VERSION:
            raise ImportError("it was built of other sources")
    except ImportError as error:
        if wanted is None:
            return None
        raise CleanerError(
            f"{VARIABLE} asks for the compiled core, which cannot be loaded: {error}.",
            hint=f"Install cleaner where a C++ compiler is (`pip install -v .` says what is missing), or unset {VARIABLE}.",
            code="no-core",
        ) from error
    return native


native = load(os.environ.get(VARIABLE) or None)
NAME = "native" if native else "python"
"""Which of the two runs."""
