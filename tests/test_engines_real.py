"""The same records from every engine: real ones, in local mode, two workers. `tox -e engines` installs them.

An engine that is not installed, or has no Java, is skipped and named.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest

from cleaner.archive.encode import schema as record_columns
from cleaner.archive.encode import table as record_table
from cleaner.engines import options as engine_options
from cleaner.engines.arrow import clean_table, cleaned
from cleaner.engines.options import Options
from tests.archives import Part, by_warcio, page, pages
from tests.test_engines_arrow import CODES, TROUBLE, Troubled

ROOT = Path(__file__).resolve().parent.parent
EVALUATION = ROOT.parent / "shared" / "eval" / "news" / "html"
PAGES = 120

pytestmark = pytest.mark.long

Row = dict[str, Any]


@pytest.fixture(scope="module", autouse=True)
def surroundings() -> Iterator[None]:
    """What workers of engines need to find us: they are processes of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(ROOT), *sys.path])))
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("HF_DATASETS_DISABLE_PROGRESS_BARS", "1")
        patch.setenv("RAY_ENABLE_UV_RUN_RUNTIME_ENV", "0")
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples and evaluation pages; where these are not, pages made of samples: each ends where no page should."""
    place = tmp_path_factory.mktemp("pages")
    samples = sorted([*ROOT.glob("samples/*.html"), *ROOT.glob("samples/*.txt")])
    news = sorted(EVALUATION.glob("*.html.gz"))
    for number in range(PAGES):
        sample = samples[number % len(samples)]
        name, data = sample.name, sample.read_bytes()
        if number >= len(samples):
            if news:
                name, data = f"{number}.html", gzip.decompress(news[number - len(samples)].read_bytes())
            else:
                data = data[: len(data) * (number + 40) // (PAGES + 40)]
        (place / f"{number:03}-{name}").write_bytes(data)
    return place


@pytest.fixture(scope="module")
def table(folder: Path) -> pa.Table:
    files = sorted(folder.iterdir())
    data = [path.read_bytes() for path in files]
    return pa.table(
        {
            "source_path": [f"pages/{path.name}" for path in files],
            "html": pa.array([d if p.suffix == ".html" else None for p, d in zip(files, data)], pa.binary()),
            "text": pa.array([d if p.suffix == ".txt" else None for p, d in zip(files, data)], pa.binary()),
            "number": list(range(len(files))),
        }
    )


@pytest.fixture(scope="module")
def plain(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """What one machine makes of them without any engine: lines of JSON."""
    place = tmp_path_factory.mktemp("plain")
    (place / "pages").symlink_to(folder)
    clean(place, "pages", "-o", "plain.jsonl", "-j", "2")
    return (place / "plain.jsonl").read_bytes().splitlines(keepends=True)


def clean(place: Path, *arguments: str, **told: str) -> None:
    command = [sys.executable, "-m", "cleaner", "clean", *arguments, "-q"]
    subprocess.run(command, cwd=place, check=True, env={**os.environ, **told})


def same(rows: list[Row], plain: list[bytes]) -> None:
    """Sees that rows are the records of the plain run, in whatever order."""
    expected = record_table(plain, record_columns()).to_pylist()
    assert len(expected) == PAGES
    assert [row["number"] for row in sorted(rows, key=lambda row: str(row["source_path"]))] == list(range(PAGES))
    found = {row["source_path"]: {name: row[name] for name in expected[0]} for row in rows}
    assert found == {row["source_path"]: row for row in expected}


def troubled(table: pa.Table) -> pa.Table:
    """Cleans with a cleaner that does what its documents say, in a worker of an engine."""
    engine_options._cleaner = lambda *told: Troubled()  # type: ignore[assignment]
    return cleaned(table, Options(timeout=5.0)).select(["error_code"])


def troubled_batches(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        yield from troubled(pa.Table.from_batches([batch])).to_batches()


def test_a_table(table: pa.Table, plain: list[bytes]) -> None:
    same(clean_table(table).to_pylist(), plain)


class Slow:
    """`time` for what gives itself too little of it."""

    def monotonic(self) -> float:
        return time.monotonic() / 20

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)


def be_patient() -> None:
    """Ray gives itself 30 seconds to start, whatever else the machine does: ten minutes."""
    import ray._private.node as node

    node.time = Slow()


PATIENT = "from tests.test_engines_real import be_patient; be_patient(); from cleaner.cli import main; main()"


@pytest.fixture(scope="module")
def ray() -> Iterator[Any]:
    ray = pytest.importorskip("ray", reason="ray is not installed")
    be_patient()
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    yield ray
    ray.shutdown()


def test_ray(ray: Any, table: pa.Table, plain: list[bytes]) -> None:
    from cleaner.engines.ray import clean_dataset

    same(clean_dataset(ray.data.from_arrow(table)).take_all(), plain)


def test_ray_goes_on_after_what_hangs_or_crashes(ray: Any) -> None:
    rows = ray.data.from_arrow(TROUBLE).map_batches(troubled, batch_format="pyarrow").take_all()
    assert [row["error_code"] for row in rows] == CODES


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("there is no Java for Spark")
    builder = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", "50").getOrCreate()
    yield session
    session.stop()


def test_spark(spark: Any, table: pa.Table, plain: list[bytes]) -> None:
    from cleaner.engines.spark import clean_dataframe

    same(clean_dataframe(spark.createDataFrame(table)).toArrow().to_pylist(), plain)


def test_spark_goes_on_after_what_hangs_or_crashes(spark: Any) -> None:
    rows = spark.createDataFrame(TROUBLE).coalesce(1).mapInArrow(troubled_batches, "error_code string").collect()
    assert [row.error_code for row in rows] == CODES


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of 300 records, and what a plain run makes of it, as columns and as lines."""
    place = tmp_path_factory.mktemp("crawl")
    parts = [*pages(295, lines=3), Part(page(7), status="404 Not Found"), *pages(3)]
    data = by_warcio(parts)
    (place / "crawl.warc.gz").write_bytes(data)
    (place / "broken.warc.gz").write_bytes(data[:9000] + b"\0\1\2" + data[9000:-50])
    for name, out in (("crawl", "crawl.parquet"), ("broken", "broken.parquet"), ("crawl", "plain.jsonl")):
        subprocess.run([sys.executable, "-m", "cleaner", "clean", f"{name}.warc.gz", "-o", out, "-q"], cwd=place)
    return place


@pytest.mark.parametrize("name", ["crawl", "broken"])
def test_spark_reads_archives_by_ranges(spark: Any, crawl: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    from cleaner.engines.spark import clean_dataframe, read_warc

    path = str(crawl / f"{name}.warc.gz")
    size = os.path.getsize(path) // 7 + 1
    records = read_warc(spark, path, split=size)
    assert records.rdd.getNumPartitions() == 7
    rows = clean_dataframe(records).toArrow().to_pylist()
    expected = pyarrow.parquet.read_table(crawl / f"{name}.parquet").to_pylist()
    said = json.loads((crawl / f"{name}.parquet.manifest.json").read_text())["counts"]
    assert len(rows) == said["inputs"]
    assert sum(row["skipped"] is not None for row in rows) == said["skipped"]
    assert sum(row["error"] is not None for row in rows) == said["set_aside"]
    found = {
        row["source_path"].removeprefix(f"{crawl}/"): row for row in rows if not row["error"] and not row["skipped"]
    }
    names = [name for name in expected[0] if name not in ("id", "source_path")]  # (the path is absolute there)
    assert {path: {name: row[name] for name in names} for path, row in found.items()} == {
        row["source_path"]: {name: row[name] for name in names} for row in expected
    }


@pytest.mark.parametrize("engine", ["ray", "spark"])
def test_a_planned_run_of_seven_tasks_one_of_them_killed(engine: str, crawl: Path, tmp_path: Path) -> None:
    pytest.importorskip({"ray": "ray", "spark": "pyspark"}[engine], reason=f"{engine} is not installed")
    if engine == "spark" and shutil.which("java") is None:
        pytest.skip("there is no Java for Spark")
    out = f"{engine}.jsonl.gz"
    size = (crawl / "crawl.warc.gz").stat().st_size // 7 + 1
    killed = tmp_path / "killed"
    (tmp_path / "sitecustomize.py").write_text(  # every Python that starts reads it, the engine's workers too
        f"from tests.victims import kill_in_shard; kill_in_shard('{engine}-00003.jsonl.gz', 20, {str(killed)!r})\n"
    )
    told = {
        "PYTHONPATH": os.pathsep.join([str(tmp_path), os.environ["PYTHONPATH"]]),
        "PYSPARK_SUBMIT_ARGS": "--master local[2,4] --conf spark.ui.enabled=false pyspark-shell",
        "RAY_ADDRESS": "local",
    }
    command = ["clean", "crawl.warc.gz", "--engine", engine, "--task-size", str(size), "-o", out]
    program = ["-c", PATIENT] if engine == "ray" else ["-m", "cleaner"]
    subprocess.run([sys.executable, *program, *command], cwd=crawl, env={**os.environ, **told}, check=True)
    assert killed.exists()
    shards = sorted(crawl.glob(f"{engine}-?????.jsonl.gz"))
    assert len(shards) == 7
    written = b"".join(gzip.decompress(path.read_bytes()) for path in shards)
    assert written == (crawl / "plain.jsonl").read_bytes()
    counts = json.loads((crawl / f"{out}.manifest.json").read_text())["counts"]
    assert (counts["inputs"], counts["written"], counts["skipped"], counts["set_aside"]) == (300, 298, 2, 0)


@pytest.fixture(scope="module")
def datasets() -> Any:
    return pytest.importorskip("datasets", reason="datasets is not installed")


def test_datasets(datasets: Any, table: pa.Table, plain: list[bytes]) -> None:
    from cleaner.engines.datasets import clean_dataset

    clean_table(table.slice(0, 1))  # this process has used its guard: what it forks must not be bothered
    given = datasets.Dataset(datasets.table.InMemoryTable(table))
    rows = list(clean_dataset(given, num_proc=2))
    same(rows, plain)
    assert list(clean_dataset(given.select(range(20)).to_iterable_dataset())) == rows[:20]


def test_datasets_goes_on_after_what_hangs_or_crashes(datasets: Any) -> None:
    given = datasets.Dataset(datasets.table.InMemoryTable(TROUBLE)).with_format("arrow")
    out = given.map(troubled, batched=True, batch_size=3, num_proc=2, remove_columns=["text"])
    assert [code.as_py() for code in out.with_format("arrow")[:]["error_code"]] == CODES


@pytest.fixture(scope="module")
def datatrove() -> Any:
    return pytest.importorskip("datatrove", reason="datatrove is not installed")


def test_datatrove(datatrove: Any, table: pa.Table, plain: list[bytes], tmp_path: Path) -> None:
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers.jsonl import JsonlWriter

    from cleaner.engines.datatrove import CleanerStep

    lines = [json.loads(line) for line in plain]
    rows = table.to_pylist()
    kept = [row for row in rows if is_utf8(row["html"] or row["text"])]  # datatrove's documents are no bytes
    assert len(kept) > PAGES // 2
    for half in (0, 1):
        with open(tmp_path / f"in-{half}.jsonl", "w", encoding="utf-8") as file:
            for row in kept[half::2]:
                text = (row["html"] or row["text"]).decode()
                told = {"source_path": row["source_path"], "number": row["number"]}
                file.write(json.dumps({"text": text, "id": str(row["number"]), "metadata": told}) + "\n")
    pipeline = [
        JsonlReader(str(tmp_path), glob_pattern="in-*.jsonl"),
        CleanerStep(),
        JsonlWriter(str(tmp_path / "out")),
    ]
    LocalPipelineExecutor(pipeline, tasks=2, workers=2, logging_dir=str(tmp_path / "logs"), start_method="fork").run()
    found = {}
    for path in (tmp_path / "out").glob("*.gz"):
        for line in gzip.decompress(path.read_bytes()).decode().splitlines():
            document = json.loads(line)
            found[document["metadata"]["source_path"]] = {**document["metadata"], "text": document.get("text", "")}
    names = {row["source_path"] for row in kept}
    told = {"id", "number", "file_path", "error", "error_code", "error_hint", "skipped"}
    assert {key: {n: v for n, v in row.items() if n not in told} for key, row in found.items()} == {
        line["source_path"]: {n: v for n, v in line.items() if n != "id"}
        for line in lines
        if line["source_path"] in names
    }


def is_utf8(data: bytes) -> bool:
    try:
        return not data.decode().startswith("\ufeff")
    except UnicodeDecodeError:
        return False


def test_datatrove_keeps_what_it_is_given_and_says_what_went_wrong(
    datatrove: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datatrove.data import Document

    from cleaner.engines.datatrove import CleanerStep

    step: Callable[..., Iterator[Any]] = CleanerStep(timeout=5.0)
    monkeypatch.setattr(engine_options, "_cleaner", lambda *told: Troubled())
    given = [
        Document(text=text, id=str(number), metadata={"title": "theirs", "dump": "d-1"})
        for number, text in enumerate(TROUBLE.column("text").to_pylist())
    ]
    found = list(step(iter(given)))
    assert [document.metadata["error_code"] for document in found] == CODES
    assert {document.metadata["dump"] for document in found} == {"d-1"}
    assert {document.metadata["input_title"] for document in found} == {"theirs"}
    assert [document.id for document in found] == [str(number) for number in range(len(given))]
    assert [document.text for document in found][:3] == ["one", "", "two"]
