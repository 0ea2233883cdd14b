"""Web archives through the whole run, beside datatrove and trafilatura, in the same run:

    python -m benchmarks.archives [--megabytes N] [--workers 2] [--no-peers]

Builds a WARC of N MB of pages (the evaluation pages where ../shared/eval is, else the samples, again and again), and
prints documents and MB a second, by the clock and for each core, and memory. datatrove gets an environment of its own in
.tox/datatrove, without its `processing` extra, which asks for an old trafilatura; it gets the version that is installed
here. Linux only. Fails on nothing.
"""

from __future__ import annotations

import argparse
import gzip
import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from itertools import cycle
from pathlib import Path

from benchmarks.measure import Cost, cost

ROOT = Path(__file__).resolve().parents[1]
EVALUATION = ROOT.parent / "shared" / "eval"
ENVIRONMENT = ROOT / ".tox" / "datatrove"
DATATROVE = "0.10.1"

_READ = """
import sys
from fastwarc.warc import ArchiveIterator, WarcRecordType
size = 0
for record in ArchiveIterator(open(sys.argv[1], "rb"), record_types=WarcRecordType.response):
    size += len(record.reader.read())
"""
_TASKS = """
import sys
from cleaner.archive.sources import Inputs
size = sum(len(task.data or b"") for task in Inputs([sys.argv[1]]).tasks())
"""
_CLEAN = """
import sys
import cleaner
from cleaner.archive.sources import Inputs
engine = cleaner.Cleaner()
for task in Inputs([sys.argv[1]]).tasks():
    if task.data is not None:
        engine.clean(task.data, kind=task.kind, url=task.url, charset=task.charset)
"""
_TRAFILATURA = """
import sys
import trafilatura
from fastwarc.warc import ArchiveIterator, WarcRecordType
for record in ArchiveIterator(open(sys.argv[1], "rb"), record_types=WarcRecordType.response):
    trafilatura.extract(record.reader.read())
"""
_PEER = """
import sys
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.extractors import Trafilatura
from datatrove.pipeline.readers import WarcReader
from datatrove.pipeline.writers import JsonlWriter
source, name, target, logs = sys.argv[1:]
if __name__ == "__main__":
    LocalPipelineExecutor(
        pipeline=[
            WarcReader(source, glob_pattern=name),
            Trafilatura(favour_precision=False, timeout=60),
            JsonlWriter(target),
        ],
        logging_dir=logs,
    ).run()
"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--megabytes", type=float, default=300, help="of pages, not packed")
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--no-peers", action="store_true", help="without datatrove and trafilatura")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="cleaner-bench-") as name:
        folder = Path(name)
        archive = folder / "pages.warc.gz"
        count, size = build(archive, int(chosen.megabytes * 1e6))
        packed = archive.stat().st_size / 1e6
        print(f"{count:,} pages, {size / 1e6:.1f} MB, {packed:.1f} MB as .warc.gz\n")
        table = Table(count, size)
        reading = table.row("reading alone (FastWARC)", _python(_READ, archive))
        tasks = table.row("reading alone (cleaner's, HTTP undone)", _python(_TASKS, archive))
        cleaning = table.row("reading and cleaning in one process", _python(_CLEAN, archive))
        runs = {
            workers: table.row(f"cleaner clean -j {workers}", _clean(archive, folder / f"{workers}.jsonl.gz", workers))
            for workers in sorted({1, chosen.workers})
        }
        if not chosen.no_peers:
            alone = table.row("trafilatura alone", _python(_TRAFILATURA, archive))
            peer = datatrove(archive, folder)
            if peer is not None:
                table.row("datatrove, WARC reader and trafilatura", peer)
                print(f"\ncleaner -j 1 is {peer.wall / runs[1].wall:.2f} x datatrove by the clock")
            print(f"cleaner -j 1 is {alone.wall / runs[1].wall:.2f} x trafilatura alone by the clock")
        shares(reading, tasks, cleaning, runs[1])
        most = max(runs)
        if most > 1:
            print(f"{most} workers are {runs[1].wall / runs[most].wall:.2f} x one worker")


class Table:
    """Prints a row for each thing measured."""

    def __init__(self, count: int, size: int) -> None:
        self._count = count
        self._size = size / 1e6
        print(f"{'':42s} {'docs/s':>8s} {'MB/s':>8s} {'docs/s a core':>14s} {'MB/s a core':>12s} {'peak MB':>8s}")

    def row(self, name: str, work: Callable[[], Cost] | Cost) -> Cost:
        done = work if isinstance(work, Cost) else work()
        print(
            f"{name:42s} {self._count / done.wall:8.1f} {self._size / done.wall:8.2f} "
            f"{self._count / done.processor:14.1f} {self._size / done.processor:12.2f} {done.peak / 1e6:8.0f}",
            flush=True,
        )
        return done


def shares(reading: Cost, tasks: Cost, cleaning: Cost, run: Cost) -> None:
    """Where the processor's time goes in the run with one worker."""
    clean = cleaning.processor - tasks.processor
    rest = run.processor - clean
    print(
        f"\nof the run's processor time ({run.processor:.1f} s): cleaning {100 * clean / run.processor:.1f}%, reading "
        f"{100 * tasks.processor / run.processor:.1f}% (FastWARC itself {100 * reading.processor / run.processor:.1f}%), "
        f"writing, passing on and starting {100 * (rest - tasks.processor) / run.processor:.1f}%"
    )


def build(path: Path, size: int) -> tuple[int, int]:
    """Writes a WARC of response records with so many bytes of pages; returns their number and size."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    count = written = 0
    with open(path, "wb") as file:
        writer = WARCWriter(file, gzip=True)
        for page in cycle(pages()):
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    f"https://site-{count % 97}.example/{count}",
                    "response",
                    payload=io.BytesIO(page),
                    http_headers=headers,
                    warc_headers_dict={"WARC-Date": "2026-11-22T00:00:00Z"},
                )
            )
            count += 1
            written += len(page)
            if written >= size:
                return count, written
    raise AssertionError("there are no pages")


def pages() -> list[bytes]:
    """Pages in a fixed order, those of both sets mixed."""
    seen = (path for path in EVALUATION.glob("*/html/*.html.gz") if "blind" not in path.parts)
    found = sorted(seen, key=lambda path: path.name[::-1])
    if found:
        return [gzip.decompress(path.read_bytes()) for path in found]
    return [path.read_bytes() for path in sorted((ROOT / "samples").glob("*.html"))]


def _python(code: str, archive: Path) -> Callable[[], Cost]:
    return lambda: cost([sys.executable, "-c", code, archive], cwd=ROOT)


def _clean(archive: Path, output: Path, workers: int) -> Callable[[], Cost]:
    command = [sys.executable, "-m", "cleaner", "clean", archive, "-o", output, "-j", str(workers)]
    return lambda: cost(command, cwd=ROOT, stderr=subprocess.DEVNULL)


def datatrove(archive: Path, folder: Path) -> Cost | None:
    """The peer over the same archive, or None if its environment cannot be made."""
    python = ENVIRONMENT / "bin" / "python"
    wanted = [f"datatrove=={DATATROVE}", f"trafilatura=={version('trafilatura')}", f"lxml=={version('lxml')}"]
    wanted += ["warcio", "faust-cchardet", "python-magic", "lxml_html_clean", "orjson", "zstandard"]
    try:
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *wanted], check=True)
        script = folder / "peer.py"
        script.write_text(_PEER)
        with open(folder / "peer.log", "wb") as log:
            done = cost(
                [python, script, folder, archive.name, folder / "peer", folder / "logs"], stdout=log, stderr=log
            )
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"datatrove was not measured: {error}")
        said = folder / "peer.log"
        print(said.read_text(errors="replace")[-2000:] if said.exists() else "")
        return None
    kept = sum(gzip.decompress(path.read_bytes()).count(b"\n") for path in (folder / "peer").glob("*.gz"))
    print(f"{'':42s} ({kept:,} documents kept by datatrove)")
    return done


if __name__ == "__main__":
    began = time.monotonic()
    main()
    print(f"\n{time.monotonic() - began:.0f} s")
