"""What the heuristics and repairs say of themselves: they are code, and their docstrings are their description.

Every id that can stand in a record as `rule` is written out where it is decided. So the sources are read, as text, for
those ids; a list of them kept by hand would fall behind.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from cleaner.document import LABELS

_PLACES = ("judge", "read")
_ID = re.compile(r"[a-z][a-z_]*\.(?!json$|yaml$)[a-z]+(?:-[a-z]+)*")


@dataclass(frozen=True, slots=True)
class Heuristic:
    """A heuristic or a repair.

    Attributes:
        id: as in the record.
        label: of what it cuts; None where the code gives several or the id is a repair's.
        what: the docstring of the function that decides, of its module where it has none.
        place: file and function.
    """

    id: str
    label: str | None
    what: str
    place: str


def heuristics() -> list[Heuristic]:
    """All heuristics and repairs, by id; one for each place that decides by that id."""
    found = set()
    for place in _PLACES:
        for file in files("cleaner").joinpath(place).iterdir():
            if file.name.endswith(".py"):
                tree = ast.parse(file.read_text("utf-8"))
                for rule, label, owner in _decided(tree):
                    what = (owner and ast.get_docstring(owner)) or ast.get_docstring(tree) or ""
                    where = f"cleaner/{place}/{file.name}" + (f", {owner.name}()" if owner else "")
                    found.add(Heuristic(rule, label, what, where))
    return sorted(found, key=lambda heuristic: (heuristic.id, heuristic.place, heuristic.label or ""))


def _decided(
    node: ast.AST, owner: ast.FunctionDef | None = None, label: str | None = None
) -> Iterator[tuple[str, str | None, ast.FunctionDef | None]]:
    """The ids in a piece of code: each with the label beside it and the function it stands in."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef):
            yield from _decided(child, child)
        elif isinstance(child, ast.Call):
            said = [arg.value for arg in child.args if isinstance(arg, ast.Constant) and arg.value in LABELS]
            yield from _decided(child, owner, str(said[0]) if said else None)
        elif isinstance(child, ast.Constant) and isinstance(child.value, str) and _ID.fullmatch(child.value):
            yield child.value, label, owner
        else:
            yield from _decided(child, owner, label)
