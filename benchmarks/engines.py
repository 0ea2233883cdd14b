"""What each engine costs beside a plain loop, and what of that is the engine's own:

    python -m benchmarks.engines [--pages N] [ENGINE ...]

For a loop, and for each engine with a function that does nothing and with the cleaner: processor time of N pages and of three
times as many (the evaluation pages where ../shared/eval is, else the samples, again and again). The difference is what two times
N pages cost, without what starting costs. Prints a table; fails on nothing. Linux only; the engines of `tox -e engines`.
"""

from __future__ import annotations

import argparse
import gzip
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet

from benchmarks.measure import Cost, cost

ROOT = Path(__file__).resolve().parents[1]
EVALUATION = ROOT.parent / "shared" / "eval" / "news" / "html"
GROUP = 64


def pages() -> Iterator[bytes]:
    """Pages without end."""
    found = [gzip.decompress(path.read_bytes()) for path in sorted(EVALUATION.glob("*.html.gz"))]
    return cycle(found or [path.read_bytes() for path in sorted(ROOT.glob("samples/*.html"))])


def loop(path: str, clean: bool) -> None:
    """What a program without an engine would do: read, clean, make records."""
    from cleaner import Cleaner
    from cleaner.archive.encode import Records
    from cleaner.archive.task import Task
    from cleaner.engines.rows import hold

    engine = Cleaner()
    encode = Records(engine.rules_version)
    for batch in pyarrow.parquet.ParquetFile(path).iter_batches(GROUP):
        for row in batch.to_pylist() if clean else ():
            task = hold(Task(row["source_path"], "", kind="html"), row["html"])
            encode(task.clean(engine), task)


def arrow(path: str, clean: bool) -> None:
    """`clean_table`, batch by batch."""
    from cleaner.engines.arrow import clean_table

    for batch in pyarrow.parquet.ParquetFile(path).iter_batches(GROUP):
        if clean:
            clean_table(batch)


def ray(path: str, clean: bool) -> None:
    """Ray Data, two processors."""
    import ray

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    from cleaner.engines.ray import clean_dataset

    ds = ray.data.read_parquet(path, override_num_blocks=4)
    ds = clean_dataset(ds) if clean else ds.map_batches(_same, batch_format="pyarrow", batch_size=256)
    for _ in ds.iter_batches(batch_format="pyarrow"):
        pass
    ray.shutdown()


def spark(path: str, clean: bool) -> None:
    """Spark in local mode, two processors."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", "256")
    session = builder.config("spark.sql.files.maxPartitionBytes", "2000000").getOrCreate()
    from cleaner.engines.spark import clean_dataframe

    frame = session.read.parquet(path)
    frame = clean_dataframe(frame) if clean else frame.mapInArrow(_each_same, frame.schema)
    frame.write.format("noop").mode("overwrite").save()
    session.stop()


def datasets(path: str, clean: bool) -> None:
    """Hugging Face datasets, two processes."""
    import datasets

    from cleaner.engines.datasets import clean_dataset

    ds = datasets.Dataset.from_parquet(path, cache_dir=os.environ["TMPDIR"])
    _ = clean_dataset(ds, num_proc=2) if clean else ds.map(_changed, batched=True, batch_size=256, num_proc=2)


def datatrove(path: str, clean: bool) -> None:
    """datatrove, two processes."""
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.base import PipelineStep
    from datatrove.pipeline.readers import ParquetReader

    from cleaner.engines.datatrove import CleanerStep

    class Same(PipelineStep):  # type: ignore[misc]
        def run(self, data: Any, rank: int = 0, world_size: int = 1) -> Any:
            yield from data

    reader = ParquetReader(os.path.dirname(path), glob_pattern="part-*.parquet", text_key="html", id_key="source_path")
    steps = [reader, CleanerStep() if clean else Same()]
    LocalPipelineExecutor(steps, tasks=2, workers=2, logging_dir=tempfile.mkdtemp(), start_method="fork").run()


def _same(table: pyarrow.Table) -> pyarrow.Table:
    return table


def _changed(rows: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return {"length": [len(data) for data in rows["html"]]}


def _each_same(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
    yield from batches


ENGINES: dict[str, Callable[[str, bool], None]] = {
    "loop": loop, "arrow": arrow, "ray": ray, "spark": spark, "datasets": datasets, "datatrove": datatrove,
}  # fmt: skip


def write(folder: Path, count: int) -> Path:
    """A Parquet file of pages, and the same in two (datatrove parts its work by files)."""
    rows = [
        {"source_path": f"{number}.html", "html": data.decode("utf-8", "replace")}
        for number, data in enumerate(islice(pages(), count))
    ]
    table = pyarrow.Table.from_pylist(rows)
    folder = folder / str(count)
    folder.mkdir()
    for name, part in (
        ("pages.parquet", table), ("part-0.parquet", table[: count // 2]), ("part-1.parquet", table[count // 2 :]),
    ):  # fmt: skip
        pyarrow.parquet.write_table(part, folder / name, row_group_size=GROUP)
    return folder / "pages.parquet"


def measured(engine: str, path: Path, *, clean: bool) -> Cost:
    """One run of an engine."""
    with tempfile.TemporaryDirectory() as place:
        surroundings = {
            **os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), *sys.path])), "TMPDIR": place,
            "PYSPARK_PYTHON": sys.executable, "PYTHONWARNINGS": "ignore", "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
        }  # fmt: skip
        if engine == "ray":
            del surroundings["TMPDIR"]  # (Ray's sockets want a short path)
        command = [sys.executable, "-m", "benchmarks.engines", "--run", engine, str(path), "clean" if clean else "same"]
        return cost(command, cwd=ROOT, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main() -> None:
    """Measures, or is what is measured."""
    if sys.argv[1:2] == ["--run"]:
        ENGINES[sys.argv[2]](sys.argv[3], sys.argv[4] == "clean")
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("engines", nargs="*", choices=[[], *ENGINES])
    chosen = parser.parse_args()
    loop_cost = 0.0
    print(f"{'':10}{'engine ms':>10}{'clean ms':>10}{'of loop':>9}{'start s':>9}{'peak MB':>9}   a page; CPU")
    with tempfile.TemporaryDirectory() as place:
        # What an engine does itself is little for a page: more of them are needed to see it.
        files = {
            clean: [write(Path(place), count * n) for n in (1, 3)]
            for clean, count in ((True, chosen.pages), (False, 5 * chosen.pages))
        }
        for engine in dict.fromkeys(["loop", *(chosen.engines or ENGINES)]):
            try:
                runs = {
                    clean: [measured(engine, path, clean=clean) for path in paths] for clean, paths in files.items()
                }
            except subprocess.CalledProcessError as error:
                print(f"{engine:10}failed: {error}")
                continue
            cleaned = 1000 * (runs[True][1].processor - runs[True][0].processor) / (2 * chosen.pages)
            same = 1000 * (runs[False][1].processor - runs[False][0].processor) / (10 * chosen.pages)
            loop_cost = loop_cost or cleaned - same
            start = runs[True][0].processor - cleaned * chosen.pages / 1000
            ratio = (cleaned - same) / loop_cost
            peak = runs[True][1].peak / 1e6
            print(f"{engine:10}{same:10.2f}{cleaned:10.2f}{ratio:9.2f}{start:9.1f}{peak:9.0f}", flush=True)


if __name__ == "__main__":
    main()
