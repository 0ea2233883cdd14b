"""No module of the package imports another one that imports it, at its top or within a function."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import cleaner

_ROOT = Path(cleaner.__file__).parent


def _imports(node: ast.AST) -> Iterator[str]:
    """What is imported when the code runs, anywhere in it; imports for types alone are none."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ImportFrom) and child.module:
            yield child.module
            yield from (f"{child.module}.{alias.name}" for alias in child.names)
        elif isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif not (isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"):
            yield from _imports(child)


def test_no_import_goes_in_a_circle() -> None:
    files = {
        ".".join(path.relative_to(_ROOT.parent).with_suffix("").parts).removesuffix(".__init__"): path
        for path in _ROOT.rglob("*.py")
    }
    found = {name: set(_imports(ast.parse(path.read_text("utf-8")))) & files.keys() for name, path in files.items()}
    # `from cleaner.archive import pool` needs the package no more than the module in it does.
    edges = {
        name: {one for one in names if not any(other.startswith(f"{one}.") for other in names)} - {name}
        for name, names in found.items()
    }
    assert sum(map(len, edges.values())) > 400
    TopologicalSorter(edges).prepare()  # raises CycleError, which names the modules
