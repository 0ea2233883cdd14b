"""Which documents a command line names, and in which order."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from cleaner.archive.sources import Inputs
from cleaner.archive.task import Reading, Task


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """pages/b.html, pages/a/{one.txt,two.htm}, pages/c.txt and what must not be taken with them."""
    monkeypatch.chdir(tmp_path)
    for name in ("pages/b.html", "pages/a/one.txt", "pages/a/two.htm", "pages/c.txt", "pages/note.weird"):
        put(tmp_path / name, b"A plain sentence about the ferry.")
    put(tmp_path / "pages/.hidden.txt", b"hidden")
    put(tmp_path / "pages/.git/x.txt", b"hidden")
    put(tmp_path / "pages/b_files/style.css", b"p { color: red }")
    put(tmp_path / "pages/film.weird", b"\x00\x01\x02" * 50)
    return tmp_path


def put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def found(*arguments: str, **options: object) -> list[str]:
    return [task.source_path for task in Inputs(arguments, **options).tasks()]  # type: ignore[arg-type]


def documents(*arguments: str) -> list[str]:
    """What is left when files of folders that are no documents are passed over."""
    kept = []
    for task in Inputs(arguments).tasks():
        try:
            task.read()
        except Exception:
            assert task.guessed
        else:
            kept.append(task.source_path)
    return kept


def test_folders_are_walked_by_name_without_hidden_files(tree: Path) -> None:
    assert documents("pages") == [
        "pages/a/one.txt", "pages/a/two.htm", "pages/b.html", "pages/c.txt", "pages/note.weird",
    ]  # fmt: skip


def test_what_a_folder_holds_that_is_no_document_is_a_guess(tree: Path) -> None:
    guessed = [task.source_path for task in Inputs(["pages"]).tasks() if task.guessed]
    assert guessed == ["pages/b_files/style.css", "pages/film.weird", "pages/note.weird"]
    # Named by itself it is taken at the user's word.
    assert not next(Inputs(["pages/film.weird"]).tasks()).guessed


def test_the_order_is_that_of_the_arguments(tree: Path) -> None:
    assert found("pages/c.txt", "pages/a", "pages/b.html") == [
        "pages/c.txt", "pages/a/one.txt", "pages/a/two.htm", "pages/b.html",
    ]  # fmt: skip


def test_a_file_named_twice_is_taken_once(tree: Path) -> None:
    assert found("pages/a", "pages/a/one.txt", "pages/a/*.txt", "./pages/a/two.htm") == [
        "pages/a/one.txt", "pages/a/two.htm",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("pages/*.html", ["pages/b.html"]),
        ("pages/?.*", ["pages/b.html", "pages/c.txt"]),
        ("pages/[bc].*", ["pages/b.html", "pages/c.txt"]),
        ("*/a/*.txt", ["pages/a/one.txt"]),
        ("pages/**/*.txt", ["pages/a/one.txt", "pages/c.txt"]),
        ("**/two.htm", ["pages/a/two.htm"]),
        ("**/**/two.htm", ["pages/a/two.htm"]),
        ("pages/.h*", ["pages/.hidden.txt"]),
        ("pages/**.html", ["pages/b.html"]),
    ],
)
def test_globs(tree: Path, pattern: str, expected: list[str]) -> None:
    assert found(pattern) == expected
    assert [path.replace(str(tree) + "/", "") for path in found(str(tree / pattern))] == expected


def test_a_glob_that_ends_in_any_number_of_folders_is_the_folder(tree: Path) -> None:
    assert found("pages/**") == found("pages/*") == found("pages")


def test_a_glob_may_name_folders(tree: Path) -> None:
    assert found("pages/a*") == ["pages/a/one.txt", "pages/a/two.htm"]


def test_a_file_with_a_name_like_a_glob(tree: Path) -> None:
    put(tree / "odd[1].txt", b"odd")
    put(tree / "odd1.txt", b"even")
    assert found("odd[1].txt") == ["odd[1].txt"]


def test_links_in_a_circle_end(tree: Path) -> None:
    (tree / "pages/a/up").symlink_to(tree / "pages", target_is_directory=True)
    (tree / "pages/a/self").symlink_to(tree / "pages/a", target_is_directory=True)
    (tree / "pages/z.txt").symlink_to(tree / "pages/z.txt")
    assert found("pages").count("pages/a/one.txt") == 1
    assert len(found("pages")) == len(set(found("pages"))) == 8
    assert found("**/one.txt") == ["pages/a/one.txt"]
    broken = {task.source_path: task.problem for task in Inputs(["pages"]).tasks() if task.problem is not None}
    assert "pages/z.txt" in broken and broken["pages/z.txt"].code == "unreadable"


def test_pipes_in_a_folder_are_left_alone(tree: Path) -> None:
    os.mkfifo(tree / "pages/pipe.txt")
    (tree / "pages/pipe2.txt").symlink_to(tree / "pages/pipe.txt")
    assert "pages/pipe.txt" not in found("pages") and "pages/pipe2.txt" not in found("pages")


def test_what_is_not_there_is_a_problem_of_its_own(tree: Path) -> None:
    tasks = list(Inputs(["nowhere.txt", "pages/c.txt", "pages/*.pdf"]).tasks())
    assert [(task.source_path, task.problem and task.problem.code) for task in tasks] == [
        ("nowhere.txt", "not-found"), ("pages/c.txt", None), ("pages/*.pdf", "not-found"),
    ]  # fmt: skip


def test_kinds_are_told_by_name_unless_the_user_says(tree: Path) -> None:
    put(tree / "pages/UPPER.HTML", b"<p>x")
    kinds = {task.source_path: task.kind for task in Inputs(["pages"]).tasks()}
    assert kinds["pages/b.html"] == kinds["pages/a/two.htm"] == kinds["pages/UPPER.HTML"] == "html"
    assert kinds["pages/c.txt"] == "text"
    assert kinds["pages/note.weird"] is None
    assert {task.kind for task in Inputs(["pages"], Reading("html")).tasks()} == {"html"}


def test_paths_from_the_folder_that_holds_all_inputs(tree: Path) -> None:
    def relative(*arguments: str) -> list[str]:
        return [task.relative for task in Inputs(arguments).tasks()]

    assert relative("pages/a") == ["one.txt", "two.htm"]
    assert relative("pages/a", "pages/c.txt") == ["a/one.txt", "a/two.htm", "c.txt"]
    assert relative("pages/*/*.txt") == ["a/one.txt"]
    assert relative("pages/a/one.txt") == ["one.txt"]
    assert relative("pages/a", "nowhere.txt")[:2] == ["one.txt", "two.htm"]


def test_the_runs_own_output_is_no_input(tree: Path) -> None:
    names = found("pages", "pages/*.txt", skip=["pages/a", "pages/c.txt"])
    assert "pages/b.html" in names
    assert not [name for name in names if name.startswith("pages/a/") or name == "pages/c.txt"]


def test_total_counts_without_reading(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)  # reading it would fail
    assert Inputs(["pages/a", "-"]).total() == (3, 2 * len(b"A plain sentence about the ferry."))


def test_stdin_is_read_when_its_turn_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"From a pipe.")))
    tasks = list(Inputs(["-", "-"]).tasks())
    assert [(task.source_path, task.data) for task in tasks] == [("-", b"From a pipe.")]


def test_a_named_pipe_is_read_here_not_in_a_worker(tree: Path) -> None:
    read, write = os.pipe()
    os.write(write, b"Through a process substitution.")
    os.close(write)
    task = next(Inputs([f"/dev/fd/{read}"]).tasks())
    os.close(read)
    assert task.data == b"Through a process substitution."


def code_of(task: Task, max_size: int) -> str | None:
    task.max_size = max_size
    try:
        task.read()
    except Exception as error:
        return str(getattr(error, "code", error))
    return None


def test_no_more_is_read_than_allowed(tree: Path) -> None:
    put(tree / "ten.txt", b"0123456789")
    task = next(Inputs(["ten.txt"]).tasks())
    assert code_of(task, 10) is None
    assert code_of(task, 9) == "too-large"
    endless = next(Inputs(["/dev/zero"], Reading(max_size=1000)).tasks())
    assert endless.problem is not None and endless.problem.code == "too-large"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tree: Path) -> None:
    (tree / "pages/c.txt").chmod(0)
    assert code_of(next(Inputs(["pages/c.txt"]).tasks()), 100) == "unreadable"


def test_a_file_that_goes_away_before_its_turn(tree: Path) -> None:
    task = next(Inputs(["pages/c.txt"]).tasks())
    (tree / "pages/c.txt").unlink()
    assert code_of(task, 100) == "not-found"
