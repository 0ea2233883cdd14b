"""Every example in README and docs is run, and comes out as shown.

What is an example, in Markdown: a block that is indented by four spaces, or fenced as python or yaml. An indented block
holds commands, one a line (what follows "  # " is about it). If lines begin with "$ ", the others are what the command before them
prints; "..." there stands for anything, and so do seconds. Each file's examples are run from top to bottom in a folder of
their own that looks like a checkout with some inputs beside it.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pyarrow
import pyarrow.parquet
import pytest
from click.testing import CliRunner

import cleaner
from benchmarks.ready import read_language
from cleaner.cli import main
from cleaner.rules.book import RuleBook
from tests.archives import SITE, by_warcio, page, pages
from tests.review_records import ferry
from tests.test_cli_rules import PACK, write_gold

ROOT = Path(__file__).resolve().parent.parent
FILES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "samples/README.md", *sorted(ROOT.glob("docs/*.md"))]
STORY = "Ferry to Norholm runs again\nBy Ilse Korhonen\nThe ferry to Norholm runs again from Monday, the line said on the quay.\n"
MARKED = {"record": ferry(), "marks": {"accepted": True, "wrong": [0], "missed": [], "fields": {}}}
NOT_RUN = {
    r"python3 -m venv .*|pip install .*|bash \.ci/test.*": "sets up an environment",
    r".*'s3://.*": "needs the network",
    r"python -m (?:pytest|benchmarks).*": "works on the checkout itself",
}
ENGINES = ("daft", "datasets", "datatrove", "duckdb", "polars", "pyspark", "ray")

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("no_workers")]


def blocks(path: Path) -> Iterator[tuple[str, list[str]]]:
    """What kind of example it is ("commands", "python", "yaml"), and its lines."""
    kind, block = "", []
    for line in [*path.read_text(encoding="utf-8").splitlines(), "end"]:
        if line.startswith("```"):
            if kind not in ("", "commands"):
                yield kind, block
                kind = ""
            else:
                kind = line[3:]
                assert kind in ("python", "yaml"), f"{path.name}: examples are fenced as python or yaml, not {kind!r}"
            block = []
        elif kind in ("python", "yaml"):
            block.append(line)
        elif line.startswith("    "):
            kind = "commands"
            block.append(line[4:])
        elif kind == "commands" and not line:
            block.append("")
        elif kind == "commands":
            yield kind, block
            kind, block = "", []


def steps(block: list[str]) -> Iterator[tuple[str, list[str] | None]]:
    """The commands of a block, each with what it prints, where that is shown."""
    if not block[0].startswith("$ "):
        for line in filter(None, block):
            yield re.split(r"\s+# ", line)[0], None
        return
    starts = [number for number, line in enumerate(block) if line.startswith("$ ")]
    for start, end in zip(starts, [*starts[1:], len(block)]):
        yield block[start][2:], block[start + 1 : end]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout's documents, inputs such as the examples name, and the commands."""
    for folder in ("docs", "samples"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for name, data in {
        "bin/cleaner": f'#!/bin/sh\nexec {sys.executable} -m cleaner "$@"\n'.encode(),
        "bin/curl": b"#!/bin/sh\nexec cat page.html\n",  # stands for the network
        "crawl/a.html": page(1),
        "crawl/b.txt": STORY.encode(),
        "crawl/c.warc.gz": by_warcio(pages(3)),
        "crawl.warc.gz": by_warcio(pages(9)),
        "crawl.jsonl.review.json": json.dumps({"cleaner_review": 1, "documents": [MARKED]}).encode(),
        "crawls/a.warc.gz": by_warcio(pages(5)),
        "dump.jsonl.gz": gzip.compress(json.dumps({"body": STORY}).encode() + b"\n"),
        "dumps/2024/05/story.txt": STORY.encode(),
        "my-documents/a.txt": b"Cofrestrwch ar gyfer ein cylchlythyr!\n",
        "my-documents/a.gold.txt": b"",
        "my-rules/en/harbour.yaml": PACK.encode(),
        "page.html": page(1),
        "paths.txt": b"crawl/a.html\ncrawl/b.txt\n",
        "story.txt": STORY.encode(),
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    html = [page(number).decode() for number in range(5)]
    table = pyarrow.table({"html": html, "url": [f"{SITE}/{number}" for number in range(5)]})
    pyarrow.parquet.write_table(table, tmp_path / "pages.parquet")
    for command in (tmp_path / "bin").iterdir():
        command.chmod(0o755)
    write_gold(tmp_path / "gold")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, (ROOT, *filter(None, [os.environ.get("PYTHONPATH")])))))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def is_as_shown(printed: str, shown: list[str]) -> bool:
    lines = [line.rstrip() for line in shown]
    pattern = re.escape("\n".join(lines).strip("\n"))
    pattern = re.sub(r"\d+\\\.\d\\ s\b", r"\\d+\\.\\d s", pattern).replace(re.escape("..."), "(?s:.*)")
    return re.fullmatch(pattern, "\n".join(line.rstrip() for line in printed.splitlines()).strip("\n")) is not None


def run(command: str, shown: list[str] | None) -> None:
    for pattern, reason in NOT_RUN.items():
        if re.fullmatch(pattern, command):
            print(f"not run ({reason}): {command}")
            return
    if command.startswith("cleaner ") and not re.search("[|>*]", command):
        result = CliRunner().invoke(main, shlex.split(command)[1:])  # a process of its own takes a second
        code, printed = result.exit_code, result.output
    else:
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        code, printed = done.returncode, done.stdout.decode()
    assert code == 0 or (code == 1 and "--max-size" in command), f"{command}\n{printed}"
    assert shown is None or is_as_shown(printed, shown), f"{command} prints\n{printed}\nand not\n" + "\n".join(shown)


def read_yaml(lines: list[str], folder: Path) -> None:
    text = "\n".join(lines) + "\n"
    if pack := re.search(r"^pack: (\S+)", text, re.MULTILINE):
        path = folder / f"{pack[1]}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        book = RuleBook([folder], packs=None)
        assert book.rules or book.site("vessmark.example")
    else:
        assert (code := re.search(r"^code: (\w+)", text, re.MULTILINE))
        assert read_language(text.encode(), "docs", code[1]).code == code[1]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_examples_come_out_as_shown(path: Path, world: Path) -> None:
    for module in ENGINES if path.name == "engines.md" else ():
        pytest.importorskip(module, reason=f"{module} is not installed: `tox -e engines` has it")
    for kind, block in blocks(path):
        if kind == "python":
            exec("\n".join(block), {"data": STORY, "page": page(1).decode()})
        elif kind == "yaml":
            read_yaml(block, world / "my-rules")
        elif "←" in block[0]:
            check_labels(block)
        else:
            for command, shown in steps(block):
                run(command, shown)


# Furniture of README's first example that does not come out as told: none may be added, and what is mended goes out.


def check_labels(block: list[str]) -> None:
    """A document whose lines have beside them what becomes of them: their label after an arrow, or "stays"."""
    source, told = "", []
    for line in block:
        if found := re.fullmatch(r"(.*?)\s{2,}(?:← (\w+).*|stays)", line):
            told.append((found[1], found[2]))
            source += f"{found[1]}\n"
        elif line:
            told.append((line, None))
            source += f"{line}\n"
    article = cleaner.clean(source)
    for line, label in told:
        start = source.index(line)
        labels = {cut and cut.label for begin, end, cut in article.tiles() if begin < start + len(line) and start < end}
        assert labels == {label}, line
    assert article.title and article.authors


def options(command: click.Command) -> set[tuple[str, ...]]:
    """The names of each option of a command and those under it."""
    own = {tuple(option.opts) for option in command.params if isinstance(option, click.Option)}
    if isinstance(command, click.Group):
        context = click.Context(command)
        own = own.union(
            *(options(part) for name in command.list_commands(context) if (part := command.get_command(context, name)))
        )
    return own


def test_docs_name_every_option_and_no_other() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in FILES)
    text = re.sub("`python -m [^`]*`", "", text)  # other programs' options
    named = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", text))
    known = options(main)
    assert {name for name in named if name.startswith("--")} - {name for names in known for name in names} == {"--help"}
    assert [names for names in known if named.isdisjoint(names)] == []
