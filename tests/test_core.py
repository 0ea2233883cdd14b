"""The compiled core: which of the two runs, how it is built, and that it gives what its twins in Python give."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import CleanerError, _core
from cleaner.trees import LEAVES, Trees

ROOT = Path(__file__).parents[1]
needs_core = pytest.mark.skipif(_core.native is None, reason="the compiled core was not built, or is not asked for")


def run(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )


def test_the_core_runs_that_is_asked_for() -> None:
    wanted = os.environ.get("CLEANER_CORE") or _core.NAME
    assert _core.NAME == wanted == ("native" if _core.native else "python")


# --- which of the two runs ---


def test_python_can_be_forced() -> None:
    assert _core.load("python") is None
    assert "(core: python)" in run("-m", "cleaner", "--version", CLEANER_CORE="python").stdout


def test_where_the_core_is_missing_its_twins_run_unless_it_is_forced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cleaner._core.native", None)
    monkeypatch.delattr(_core, "native")  # else the import finds it there
    assert _core.load(None) is None
    with pytest.raises(CleanerError, match=r"cannot be loaded.*Install cleaner where a C\+\+ compiler is") as caught:
        _core.load("native")
    assert caught.value.code == "no-core"


def test_another_name_is_an_error_of_the_command_line() -> None:
    told = run("-m", "cleaner", "--version", CLEANER_CORE="quick")
    assert told.returncode != 0 and not told.stdout
    assert 'CLEANER_CORE is "quick". It can be "native" or "python"' in told.stderr
    assert "Traceback" not in told.stderr


@needs_core
def test_the_core_is_taken_where_it_is() -> None:
    assert "(core: native)" in run("-m", "cleaner", "--version", CLEANER_CORE="native").stdout


# --- trees ---

Node = Any
NAMES = ("length", "links", "words")
NUMBERS = st.sampled_from(
    (-(1 << 40), -(1 << 31), -40000, -32768, -1, 0, 1, 7, 32766, 32767, 32768, 40000, (1 << 31) - 1, 1 << 40)
)


def grow(seed: int, leaves: int, limits: tuple[int, ...]) -> Node:
    """A tree: a leaf's points, or (name, limit, subtree of what is not above it, subtree of what is)."""
    pick = random.Random(seed)

    def part(leaves: int) -> Node:
        if leaves == 1:
            return pick.randrange(-500, 500)
        left = pick.randrange(1, leaves)
        return pick.choice(NAMES), pick.choice(limits), part(left), part(leaves - left)

    return part(leaves)


def as_data(tree: Node) -> dict[str, Any]:
    """The tree as the models keep it."""
    questions: list[Any] = []
    points: list[int] = []

    def walk(node: Node) -> int:
        if isinstance(node, int):
            points.append(node)
            return int(1 << (len(points) - 1))
        place = len(questions)
        questions.append(None)
        left = walk(node[2])
        questions[place] = [node[0], node[1], left]
        return left | walk(node[3])

    walk(tree)
    return {"questions": questions, "points": points}


def answer(tree: Node, facts: dict[str, int]) -> int:
    while not isinstance(tree, int):
        tree = tree[3 if facts[tree[0]] > tree[1] else 2]
    return tree


@st.composite
def forests(draw: st.DrawFn) -> list[Node]:
    most = draw(st.sampled_from((1, 16, 17, LEAVES)))
    limits = draw(st.sampled_from(((-3, 0, 7), (-32768, 32766), (-40000, 5), (32767, 1 << 30))))
    seeds = draw(st.lists(st.integers(0, 1 << 20), min_size=1, max_size=5))
    return [grow(seed, random.Random(seed).randrange(1, most + 1), limits) for seed in seeds]


@given(forests(), st.lists(st.fixed_dictionaries({name: NUMBERS for name in NAMES}), max_size=70))
@settings(max_examples=60, deadline=None)
def test_trees_answer_as_if_they_were_walked(trees: list[Node], things: list[dict[str, int]]) -> None:
    data = [as_data(tree) for tree in trees]
    wanted = [[answer(tree, facts) for tree in trees] for facts in things]
    table = np.array([[facts[name] for facts in things] for name in NAMES], np.int64).reshape(len(NAMES), len(things))
    narrow = table.clip(-(1 << 31), (1 << 31) - 1).astype(np.int32)
    for kind in (Trees, *((_core.native.Trees,) if _core.native else ())):
        made = kind(data, NAMES)
        assert made.score(table) == made.score(narrow) == made.score_rows(things) == [sum(points) for points in wanted]
        assert [made.points([facts[name] for name in NAMES]) for facts in things] == wanted


@needs_core
def test_the_core_refuses_trees_and_tables_that_do_not_fit() -> None:
    assert _core.native is not None
    kind = _core.native.Trees
    with pytest.raises(ValueError, match="32"):
        kind([as_data(grow(1, LEAVES + 1, (0,)))], NAMES)
    with pytest.raises(ValueError, match="rules all of them out"):
        kind([{"questions": [["words", 0, 3]], "points": [1, 2]}], NAMES)
    with pytest.raises(KeyError):
        kind([{"questions": [["unknown", 0, 1]], "points": [1, 2]}], NAMES)
    made = kind([as_data(grow(1, 4, (0,)))], NAMES)
    for table in (np.zeros((2, 5), np.int32), np.zeros((3, 5), np.float64), np.zeros(3, np.int32)):
        with pytest.raises(ValueError, match="3 rows"):
            made.score(table)
    with pytest.raises(ValueError, match="3 facts"):
        made.points([1, 2])


def test_trees_with_too_many_leaves_are_refused() -> None:
    with pytest.raises(ValueError, match="33 leaves"):
        Trees([as_data(grow(1, LEAVES + 1, (0,)))], NAMES)


# --- how it is built ---


@pytest.mark.long
def test_without_a_compiler_the_core_is_left_out_with_one_line(tmp_path: Path) -> None:
    if not (ROOT / "setup.py").exists():
        pytest.skip("no checkout")
    folders = "--build-temp", str(tmp_path / "temp"), "--build-lib", str(tmp_path / "lib")
    told = run("setup.py", "-q", "build_ext", *folders, CC="false", CXX="false", CLEANER_CORE="")
    assert told.returncode == 0, told.stderr
    assert [
        line for line in told.stdout.splitlines() if "without the compiled core" in line
    ] == told.stdout.splitlines()
    assert not list((tmp_path / "lib").rglob("native*"))
