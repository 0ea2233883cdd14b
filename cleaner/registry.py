"""The ids of what decides in code (heuristics, models, repairs): each is registered where it is defined.

`cleaner rules show` tells of them, and options and packs that name one are checked against them. The ids of rules are
in their packs.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

Decides = TypeVar("Decides", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Heuristic:
    """A heuristic, a model or a repair.

    Attributes:
        id: as a record carries it.
        label: of what it cuts; None where it gives several, or repairs.
        what: the docstring of the function that decides.
        place: its file and its name.
    """

    id: str
    label: str | None
    what: str
    place: str


_KNOWN: dict[str, Heuristic] = {}


def decides(*ids: str, label: str | None = None) -> Callable[[Decides], Decides]:
    """Registers the ids that a function gives to cuts or repairs; its docstring is their description."""

    def register(function: Decides) -> Decides:
        place = f"{function.__module__.replace('.', '/')}.py, {function.__qualname__}()"
        what = inspect.getdoc(function) or ""
        for id in ids:
            if id in _KNOWN and _KNOWN[id].place != place:
                raise ValueError(f"{id} is registered in {_KNOWN[id].place} and in {place}")
            _KNOWN[id] = Heuristic(id, label, what, place)
        return function

    return register


def heuristics() -> dict[str, Heuristic]:
    """All heuristics, models and repairs, by id."""
    import cleaner.engine  # noqa: F401  (all that decides is registered by then)

    return dict(sorted(_KNOWN.items()))
