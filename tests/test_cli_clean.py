"""`cleaner clean` through click's runner and as a real process."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

import cleaner
from cleaner.archive.manifest import Tally
from cleaner.archive.sources import Inputs
from cleaner.archive.task import Outcome, Task, Work
from cleaner.article import Article
from cleaner.cli import main
from cleaner.cli.clean import _shown
from cleaner.cli.exits import Stopped, stoppable

pytestmark = pytest.mark.usefixtures("no_workers")

VALIDATOR = jsonschema.Draft202012Validator(
    json.loads(files("cleaner").joinpath("data/record.schema.json").read_text())
)

# Processes run the same cleaner as the tests, and not another one that is installed.
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(cleaner.__file__).parents[1])}

STORY = """Ferry to Norholm runs again

By Ilse Korhonen

The ferry to Norholm runs again from Monday, eleven weeks after it struck the pier at Vesterlund, the line said.

Divers found a crack in the hull that nobody had seen. "We will not sail with a crack," said its master, Jan Aldous.

Crossings cost as much as before, and bicycles go free until the end of the summer, according to the line's manager.
"""
PAGE = """<!doctype html><html lang="en"><head><title>Old mill to open - Tarnholm Courier</title></head><body>
<nav><a href="/">Home</a> <a href="/news">News</a></nav><article><h1>Old mill to open</h1>
<p>The old mill at Tarnholm opens to visitors in May, after six years in which its wheel stood still, the town said.</p>
<p>Millers will grind rye there on Sundays. "It smells as it did in my childhood," said Rut Eklund, who is ninety.</p>
</article><footer>© 2023 Tarnholm Courier</footer></body></html>"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "in/a.txt": STORY,
        "in/deep/er/b.html": PAGE,
        "in/deep/c.txt": STORY.replace("Norholm", "Sund"),
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def call(*arguments: str, stdin: bytes | str | None = None) -> Result:
    return CliRunner().invoke(main, ["clean", *arguments], input=stdin)


def process(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "cleaner", *arguments], capture_output=True, timeout=120, env=ENVIRONMENT, **options
    )


def records(lines: str | bytes) -> list[dict[str, Any]]:
    values = [json.loads(line) for line in lines.splitlines()] if isinstance(lines, bytes) else records(lines.encode())
    for value in values:
        VALIDATOR.validate(value)
    return values


def outputs(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()}


# What is written


def test_one_record_a_document(folder: Path) -> None:
    done = call("in")
    assert done.exit_code == 0
    found = records(done.stdout)
    assert [value["source_path"] for value in found] == ["in/a.txt", "in/deep/c.txt", "in/deep/er/b.html"]
    assert [value["kind"] for value in found] == ["text", "text", "html"]
    assert len({value["id"] for value in found}) == 3
    assert found[0]["source"] == STORY
    assert found[0]["text"] == cleaner.clean(STORY, kind="text").text
    assert Article.from_dict(found[0]).restore() == STORY
    assert found[0]["cleaner_version"] == cleaner.__version__
    assert found[0]["rules_version"] == cleaner.Cleaner().rules_version


def test_output_to_a_file(folder: Path) -> None:
    assert call("in/a.txt", "-o", "out.jsonl").exit_code == 0
    assert records((folder / "out.jsonl").read_bytes())[0]["source_path"] == "in/a.txt"
    assert sorted(os.listdir(folder)) == ["in", "out.jsonl", "out.jsonl.manifest.json"]


@pytest.mark.parametrize(
    ("arguments", "paths"),
    [
        (["in/*.txt"], ["in/a.txt"]),
        (["in/**/*.html"], ["in/deep/er/b.html"]),
        (["in/deep/c.txt", "in"], ["in/deep/c.txt", "in/a.txt", "in/deep/er/b.html"]),
    ],
)
def test_globs_and_several_arguments(folder: Path, arguments: list[str], paths: list[str]) -> None:
    assert [value["source_path"] for value in records(call(*arguments).stdout)] == paths


def test_stdin(folder: Path) -> None:
    (value,) = records(call("-", stdin=PAGE).stdout)
    assert (value["source_path"], value["kind"]) == ("-", "html")
    (value,) = records(call("-", "--kind", "text", stdin=PAGE).stdout)
    assert (value["kind"], value["source"]) == ("text", PAGE)
    done = process("clean", "-", "-f", "text", input=STORY.encode())
    assert done.stdout.decode() == cleaner.clean(STORY).text + "\n"


def test_url_is_for_one_document(folder: Path) -> None:
    (value,) = records(call("in/a.txt", "--url", "https://tarnholm.example/ferry").stdout)
    assert value["url"] == "https://tarnholm.example/ferry"
    done = call("in", "--url", "https://tarnholm.example/ferry")
    assert done.exit_code == 2 and "--url" in done.stderr


def test_text_alone_for_one_document(folder: Path) -> None:
    assert call("in/a.txt", "-f", "text").stdout == cleaner.clean(STORY, kind="text").text + "\n"


def test_text_of_several_documents_is_parted(folder: Path) -> None:
    text = cleaner.clean(STORY, kind="text").text
    done = call("in/*.txt", "in/deep/c.txt", "-f", "text")
    assert done.stdout == f"==> in/a.txt <==\n{text}\n\n==> in/deep/c.txt <==\n{text.replace('Norholm', 'Sund')}\n\n"


def test_text_to_a_file_is_what_stdout_gets(folder: Path) -> None:
    assert call("in", "-f", "text", "-o", "out").exit_code == 0
    assert (folder / "out").read_text() == call("in", "-f", "text").stdout


@pytest.mark.parametrize("made", [True, False])
def test_text_to_a_folder_mirrors_the_inputs(folder: Path, made: bool) -> None:
    if made:
        (folder / "out").mkdir()
    assert call("in", "-f", "text", "-o", "out" if made else "out/").exit_code == 0
    written = outputs(folder / "out")
    assert list(written) == ["a.txt", "deep/c.txt", "deep/er/b.txt"]
    assert written["a.txt"] == cleaner.clean(STORY, kind="text").text + "\n"


@pytest.mark.long
def test_any_number_of_workers_writes_the_same_bytes(folder: Path) -> None:
    for number in range(40):
        long = "\n\n".join([STORY.replace("Norholm", f"Isle {n}") for n in range(1 + (number * 37) % 11)])
        (folder / f"in/{number:03}.txt").write_text(long)
    for workers in ("1", "3"):
        assert process("clean", "in", "-j", workers, "-o", f"{workers}.jsonl").returncode == 0
    written = (folder / "1.jsonl").read_bytes()
    assert len(records(written)) == 43
    assert (folder / "3.jsonl").read_bytes() == written


def test_lone_surrogates_and_names_that_are_no_text(folder: Path) -> None:
    name = os.fsdecode(b"in/caf\xe9.txt")
    (folder / name).write_text(STORY)
    found = {value["source_path"] for value in records(call("in").stdout)}
    assert name in found


# What cannot be cleaned


def test_bad_inputs_are_set_aside_and_the_others_go_on(folder: Path) -> None:
    (folder / "in/large.txt").write_text("Words. " * 1000)
    done = call("in", "gone.txt", "in/*.pdf", "--max-size", "5K", "--errors", "errors.jsonl")
    assert done.exit_code == 1
    assert len(records(done.stdout)) == 3
    errors = [json.loads(line) for line in (folder / "errors.jsonl").read_text().splitlines()]
    assert [(error["source_path"], error["code"]) for error in errors] == [
        ("in/large.txt", "too-large"), ("gone.txt", "not-found"), ("in/*.pdf", "not-found"),
    ]  # fmt: skip
    assert all(sorted(error) == ["code", "error", "hint", "source_path"] for error in errors)
    for error in errors:
        assert f"set aside: {error['source_path']}: {error['error']}" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("3 documents in ")
    assert done.stderr.splitlines()[-1].endswith("3 errors")


def test_only_the_first_errors_are_named(folder: Path) -> None:
    done = call("in/a.txt", *(f"gone{number}" for number in range(9)))
    assert done.stderr.count("set aside: gone") == 5
    assert "set aside: 4 more" in done.stderr


def test_a_bug_costs_its_document_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object, **options: object) -> Article:
        raise RecursionError("too deep")

    monkeypatch.setattr("cleaner.engine.Cleaner.clean", broken)
    done = call("in/a.txt", "--errors", "errors.jsonl")
    assert done.exit_code == 1 and done.stdout == ""
    (error,) = [json.loads(line) for line in (folder / "errors.jsonl").read_text().splitlines()]
    assert error["code"] == "internal-error"
    assert "RecursionError: too deep" in error["error"] and "report" in error["hint"]


def test_file_names_steer_no_terminal(folder: Path) -> None:
    done = call("gone\x1b[31m\n\u202etxt")
    assert "\x1b" not in done.stderr and "\u202e" not in done.stderr
    assert "gone\\x1b[31m\\n\\u202etxt" in done.stderr


def test_blank_input_is_an_answer(folder: Path) -> None:
    (folder / "in/blank.txt").write_text(" \n\n")
    done = call("in/blank.txt")
    assert done.exit_code == 0
    (value,) = records(done.stdout)
    assert (value["text"], value["genre"]) == ("", "empty")
    assert call("in/blank.txt", "-f", "text").stdout == ""


# The command line, outputs and rules


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["in", "-f", "pdf"],
        ["in", "-j", "-1"],
        ["in", "--max-size", "huge"],
        ["in/a.txt", "-o", "in/a.txt", "--force"],
        ["in/a.txt", "--errors", "in/a.txt", "--force"],
        ["in", "-o", "same", "--errors", "./same"],
        ["in", "-f", "text", "-o", "in/", "--force"],
        ["in/a.txt", "-f", "text", "-o", "in/", "--force"],
        ["in", "--rules", "no-such-folder"],
    ],
)
def test_mistakes_on_the_command_line(folder: Path, arguments: list[str]) -> None:
    before = outputs(folder)
    done = call(*arguments)
    assert done.exit_code == 2 and done.stderr
    assert outputs(folder) == before


@pytest.mark.parametrize("arguments", [["-o", "old"], ["-f", "text", "-o", "old"], ["--errors", "old"]])
def test_existing_output_is_refused_before_any_work(
    folder: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(*arguments: object, **options: object) -> None:
        raise AssertionError("work was done")

    (folder / "old").write_text("old")
    with monkeypatch.context() as patched:
        patched.setattr("cleaner.engine.Cleaner.__init__", asked)
        done = call("in", *arguments)
    assert done.exit_code == 3 and "--force" in done.stderr
    assert (folder / "old").read_text() == "old"
    assert call("in", *arguments, "--force").exit_code == 0
    assert (folder / "old").read_text() != "old"


def test_a_folder_that_holds_something_is_refused(folder: Path) -> None:
    (folder / "out").mkdir()
    (folder / "out/mine").write_text("mine")
    assert call("in", "-f", "text", "-o", "out").exit_code == 3
    assert outputs(folder / "out") == {"mine": "mine"}
    assert call("in", "-f", "text", "-o", "out", "--force").exit_code == 0
    assert len(outputs(folder / "out")) == 4
    assert call("in/a.txt", "-f", "text", "-o", "out", "--force").exit_code == 0
    assert sorted(outputs(folder / "out")) == ["a.txt", "mine"]


@pytest.mark.parametrize("name", [".out.jsonl.journal", ".out.jsonl.part"])
def test_hidden_files_are_not_written_through_links(folder: Path, name: str) -> None:
    (folder / "theirs").write_text("theirs")
    (folder / name).symlink_to(folder / "theirs")
    done = call("in/a.txt", "-o", "out.jsonl")
    assert done.exit_code == (3 if name.endswith("journal") else 0)
    assert done.exit_code == 0 or ".out.jsonl.journal" in done.stderr
    assert (folder / "theirs").read_text() == "theirs" and not (folder / "out.jsonl").is_symlink()


def test_the_output_is_no_input(folder: Path) -> None:
    for force in ([], ["--force"]):
        assert call("in", "-f", "jsonl", "-o", "in/out.txt", "--errors", "in/errors.txt", *force).exit_code == 0
    assert len(records((folder / "in/out.txt").read_bytes())) == 3
    assert call("in", "-f", "text", "-o", "in/clean/").exit_code == 0
    assert call("in/*", "-f", "text", "-o", "in/clean/", "--force").exit_code == 0
    assert sorted(outputs(folder / "in/clean")) == ["a.txt", "deep/c.txt", "deep/er/b.txt", "errors.txt", "out.txt"]


@pytest.mark.parametrize(("output", "hint"), [("no/such/folder/out", "folder"), ("/dev/full", "Make room")])
def test_output_that_cannot_be_written(folder: Path, output: str, hint: str) -> None:
    done = call("in", "-o", output)
    assert done.exit_code == 3 and hint in done.stderr
    assert os.listdir(folder) == ["in"]


@pytest.mark.long
def test_rules_of_the_users_own(folder: Path) -> None:
    pack = """
pack: any/mine
language: any
label: social
about: For the test.
rules:
  - id: any.social.ferry
    what: The line that the ferry's site ends every page with.
    lines: [ring the ferry]
    cut: [Ring the ferry!, ring the ferry]
    keep: [They had to ring the ferry twice., The ring was lost on the ferry.]
"""
    (folder / "mine/any").mkdir(parents=True)
    (folder / "mine/any/mine.yaml").write_text(pack)
    (folder / "in/a.txt").write_text(STORY + "\nRing the ferry!\n")
    without, own = call("in/a.txt"), call("in/a.txt", "--rules", "mine")
    assert "any.social.ferry" not in without.stdout
    cuts = Article.from_dict(records(own.stdout)[0]).removed
    assert [cut.text for cut in cuts if cut.rule == "any.social.ferry"] == ["Ring the ferry!"]
    assert records(own.stdout)[0]["rules_version"] != records(without.stdout)[0]["rules_version"]
    workers = process("clean", "in", "-j", "2", "--rules", "mine")
    assert b"any.social.ferry" in workers.stdout

    (folder / "mine/any/mine.yaml").write_text(pack.replace("label: social", "label: sozial"))
    done = call("in", "--rules", "mine", "-o", "out")
    assert done.exit_code == 4 and "mine.yaml" in done.stderr
    assert not (folder / "out").exists()


# What is said


def test_the_summary_is_one_line(folder: Path) -> None:
    done = call("in")
    (line,) = done.stderr.splitlines()
    found = records(done.stdout)
    cut = sum(cut["end"] - cut["start"] for value in found for cut in value["removed"])
    kept = sum(len(value["source"]) for value in found) - cut
    assert line.startswith("3 documents in ") and f"{kept:,} characters kept, {cut:,} cut" in line
    assert "byline 2" in line and line.endswith("0 errors")
    assert call("in", "--quiet").stderr == ""


def test_the_summary_names_the_most_frequent_labels() -> None:
    tally = Tally(
        inputs=9,
        written=9,
        characters_kept=5,
        characters_cut=5,
        cuts_by_label={name: number for number, name in enumerate("abcdefg", 1)},
    )
    assert "cuts: g 7, f 6, e 5, d 4, c 3, all else 3; 0 errors" in tally.summary(1)
    tally.cuts_by_label = {"b": 1, "a": 1}
    assert "cuts: a 1, b 1; 0 errors" in tally.summary(1)


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["page.html"], "cleaner clean page.html"),
        (["in", "-f", "text"], "cleaner clean in -f text"),
        (["gone/a b.txt"], "cleaner clean 'gone/a b.txt'"),
        (["https://a.example/x"], "cleaner clean https://a.example/x"),
        (["-"], "cleaner clean -"),
        (["claen", "in"], "cleaner clean in"),
        (["explian", "a.txt"], "cleaner explain a.txt"),
    ],
)
def test_an_input_without_a_command(folder: Path, arguments: list[str], meant: str) -> None:
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 2 and f"Did you mean `{meant}`?" in done.stderr


def test_a_command_that_there_is_not(folder: Path) -> None:
    done = CliRunner().invoke(main, ["wash"])
    assert done.exit_code == 2 and "No such command 'wash'" in done.stderr


def test_help_names_the_exit_codes() -> None:
    for arguments in (["--help"], ["clean", "--help"]):
        done = CliRunner().invoke(main, arguments)
        assert done.exit_code == 0 and "130  interrupted" in done.stdout
    assert cleaner.__version__ in CliRunner().invoke(main, ["--version"]).stdout


def test_help_is_quick_and_loads_little() -> None:
    code = (
        "import sys, cleaner.cli; cleaner.cli.main(['--help'], standalone_mode=False);"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=ENVIRONMENT)
    heavy = {"rich", "yaml", "re2", "lxml", "trafilatura", "numpy", "orjson", "multiprocessing", "cleaner.engine"}
    assert heavy.isdisjoint(done.stderr.split())
    # Of the processor, whatever else the machine does; where that slows the processor too, one of some calls is quick.
    assert any(processor_time("--help") < 0.3 for _ in range(10))


def test_versions_of_libraries_are_looked_up_for_a_manifest_alone(tmp_path: Path) -> None:
    """That takes 20 ms, twice what a page takes."""
    (tmp_path / "page.txt").write_text("The ferry came in at noon, an hour late, with nobody on board.\n")
    code = (
        "import sys, cleaner.cli; cleaner.cli.main(sys.argv[1:], standalone_mode=False);"
        "print('importlib.metadata' in sys.modules, file=sys.stderr)"
    )
    for more, loaded in ([], "False"), (["--manifest", "m.json"], "True"):
        done = subprocess.run(
            [sys.executable, "-c", code, "clean", "page.txt", "-q", *more],
            capture_output=True, text=True, check=True, env=ENVIRONMENT, cwd=tmp_path,
        )  # fmt: skip
        assert done.stderr.split() == [loaded]
    assert json.loads((tmp_path / "m.json").read_bytes())["versions"]["lxml"]


def processor_time(*arguments: str) -> float:
    """Seconds that a call of the command takes."""
    before = os.times()
    process(*arguments)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


@pytest.mark.long
def test_a_progress_bar_on_a_terminal_only(folder: Path) -> None:
    pty = pytest.importorskip("pty")
    outer, inner = pty.openpty()
    arguments = [sys.executable, "-m", "cleaner", "clean", "in", "-o", "out.jsonl"]
    environment = {**ENVIRONMENT, "TERM": "xterm", "COLUMNS": "100"}
    running = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=inner, env=environment)
    os.close(inner)
    shown = b""
    while True:
        try:
            part = os.read(outer, 4096)
        except OSError:  # the terminal's other end is closed
            break
        if not part:
            break
        shown += part
    os.close(outer)
    assert running.wait(60) == 0
    assert b"of 3 documents" in shown and b"100%" in shown
    assert shown.decode().rstrip().splitlines()[-1].endswith("0 errors")
    assert b"of 3 documents" not in process("clean", "in", "-o", "other.jsonl").stderr


def test_a_bar_that_is_left_gives_the_cursor_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", terminal)
    outcomes = [Outcome("in/a.txt", "a.txt", 100)] * 3
    with closing(_shown(outcomes, Inputs(["in"]))) as shown:
        assert next(shown) is outcomes[0]
    assert "1 of 3 documents" in terminal.getvalue() and "None" not in terminal.getvalue()
    assert terminal.getvalue().rpartition("\x1b[?25")[2].startswith("h")


# How it ends


@pytest.mark.long
def test_a_reader_that_goes_away(folder: Path) -> None:
    for number in range(200):
        (folder / f"in/{number}.txt").write_text(STORY * 5)
    read, write = os.pipe()
    running = subprocess.Popen(
        [sys.executable, "-m", "cleaner", "clean", "in"], stdout=write, stderr=subprocess.PIPE, env=ENVIRONMENT
    )
    os.close(write)
    os.read(read, 100)
    os.close(read)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 141
    assert said == b""


def interrupted(folder: Path, monkeypatch: pytest.MonkeyPatch, *options: str) -> Result:
    """`cleaner clean` of five documents; Ctrl-C comes when three are written."""

    def run(work: Work, tasks: Iterable[Task], *given: object, **limits: object) -> Iterator[Outcome]:
        for at, one in enumerate(tasks):
            if at == 3:
                signal.raise_signal(signal.SIGINT)
            yield work(one)

    monkeypatch.setattr("cleaner.archive.pool.run", run)
    for at in range(5):
        (folder / f"in/{at}.txt").write_text(STORY)
    return CliRunner().invoke(main, ["clean", "in", *options])


def test_what_is_lost_by_an_interruption_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = interrupted(folder, monkeypatch, "-o", "out.jsonl")
    assert done.exit_code == 130
    assert done.stderr == (
        "cleaner: Interrupted. 3 documents had been cleaned, which is lost, since no checkpoint was reached yet; "
        "out.jsonl was not written.\n"
    )
    assert os.listdir(folder) == ["in"]


def test_what_is_kept_by_an_interruption_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.archive.session.FRAME_DOCUMENTS", 2)
    done = interrupted(folder, monkeypatch, "-o", "out.jsonl")
    assert done.exit_code == 130
    assert done.stderr == (
        "cleaner: Interrupted. Safe: 2 documents; the same command with --resume goes on from there.\n"
    )


def test_where_ctrl_c_is_ignored_the_run_goes_on(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shell has what it runs in the background ignore it, nohup SIGHUP: that is not ours to undo."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        done = interrupted(folder, monkeypatch, "-o", "out.jsonl")
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
    assert done.exit_code == 0 and len((folder / "out.jsonl").read_text().splitlines()) == 8


@pytest.mark.long
@pytest.mark.parametrize(
    ("number", "code", "everyone"),
    [
        (signal.SIGINT, 130, True),
        (signal.SIGINT, 130, False),
        (signal.SIGTERM, 143, False),
        (signal.SIGHUP, 129, False),
    ],
)
@pytest.mark.parametrize("busy", [False, True])
def test_an_interruption_leaves_nothing(folder: Path, number: int, code: int, everyone: bool, busy: bool) -> None:
    for at in range(100):
        (folder / f"in/{at}.txt").write_text(STORY * 20)
    inputs = ["in", "-"] if busy else ["-", "in"]
    with endless(*inputs, "-j", "2", "-o", "out.jsonl", "--errors", "errors.jsonl") as running:
        said = stopped(running, number, everyone=everyone)
    assert running.returncode == code
    assert said.startswith("cleaner: Interrupted.") and "Traceback" not in said
    assert len(said.splitlines()) == 1
    assert os.listdir(folder) == ["in"]


@contextmanager
def endless(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A run of `cleaner clean` that is at its stdin, which has no end: what comes before it workers have in hand."""
    with subprocess.Popen(
        [sys.executable, "-m", "cleaner", "clean", *arguments],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env=ENVIRONMENT,
    ) as running:
        assert running.stdin is not None
        running.stdin.write(b"The ferry sails at six. " * 100_000)  # more than a pipe holds: somebody has read of it
        yield running


def stopped(running: subprocess.Popen[bytes], number: int, *, everyone: bool = False) -> str:
    """What a process says to a signal when it and all that it started are at their end: until then they have its stderr."""
    assert running.stdin is not None and running.stderr is not None
    if everyone:
        os.killpg(running.pid, number)  # as a terminal does it for Ctrl-C
    else:
        running.send_signal(number)
    running.stdin.close()  # a signal that comes right before a read is heard when that read returns
    said = running.stderr.read().decode()
    running.wait()
    return said


def test_a_signal_whose_exception_is_lost_is_heard_later() -> None:
    with pytest.raises(Stopped) as stop, stoppable() as check:
        check()
        with suppress(Stopped):  # as a destructor loses it, in which nobody can be told
            signal.raise_signal(signal.SIGTERM)
        check()
    assert stop.value.number == signal.SIGTERM


def test_an_interruption_while_a_class_is_made_ends_as_any_other(folder: Path) -> None:
    code = """
import click, signal
from cleaner.cli.exits import ending, stoppable

@click.command()
@click.pass_context
def main(ctx):
    with ending(ctx), stoppable():
        exec("signal.raise_signal(signal.SIGINT)")  # as dataclasses make their methods

main()
"""
    (folder / "made.py").write_text(code)
    ended = subprocess.run([sys.executable, "-m", "made"], stderr=subprocess.PIPE, env=ENVIRONMENT)
    assert (ended.returncode, ended.stderr) == (130, b"cleaner: Interrupted.\n")


@pytest.mark.long
def test_files_of_a_folder_are_whole_after_an_interruption(folder: Path) -> None:
    for at in range(100):
        (folder / f"in/{at}.txt").write_text(STORY * 20)
    whole = cleaner.clean(STORY * 20, kind="text").text + "\n"
    with endless("in", "-", "-f", "text", "-o", "out/") as running:
        said = stopped(running, signal.SIGINT)
    assert running.returncode == 130
    assert "whole" in said
    written = outputs(folder / "out")
    assert len(written) >= 100 and "stdin.txt" not in written
    assert {text for name, text in written.items() if name[0].isdigit()} == {whole}
