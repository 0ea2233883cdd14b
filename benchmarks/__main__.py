"""Speed beside other extractors, in the same run: python -m benchmarks [--pages N]

Uses the evaluation pages where ../shared/eval is, else the samples. Prints tables; fails on nothing. "First" is a first pass over
other pages of the set, whose lines and languages were never seen, and "new" the first one over these, as in an archive; all else is the best
of three passes after it. Tables are of CPU time.
"""

from __future__ import annotations

import argparse
import gzip
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import trafilatura
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.encoding import detect_encoding
from resiliparse.parse.html import HTMLTree

import cleaner
from benchmarks.measure import cost
from cleaner.read.html import read_html
from cleaner.read.text import read_text

ROOT = Path(__file__).resolve().parents[1]
EVALUATION = ROOT.parent / "shared" / "eval"
SETS = "news", "wcxb", "trafilatura"
LONG = 100_000
"""Characters of a long text."""

_PEAK = """
import sys, cleaner
from benchmarks.__main__ import pages
for page in pages(sys.argv[1], int(sys.argv[2])):
    cleaner.clean(page, kind="html")
"""


def pages(name: str, count: int) -> list[bytes]:
    """Some pages of an evaluation set, or the samples."""
    if (folder := EVALUATION / name / "html").is_dir():
        found = sorted(folder.iterdir())
        return [gzip.open(path).read() for path in found[:: max(1, len(found) // count)][:count]]
    return [path.read_bytes() for path in sorted((ROOT / "samples").glob("*.html"))]


def plain(page: bytes, main: bool = False) -> str:
    """A page's text, all that is visible or its main content, as another program leaves it."""
    tree = HTMLTree.parse_from_bytes(page, detect_encoding(page))
    return str(extract_plain_text(tree, main_content=main, alt_texts=False))


def once(work: Callable[[], object]) -> float:
    """CPU seconds."""
    start = time.process_time()
    work()
    return time.process_time() - start


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds, the best of three."""
    return min(once(work) for _ in range(3))


def table(title: str, rows: dict[str, float], unit: str, *bases: str) -> None:
    print(f"\n{title}")
    for name, value in rows.items():
        ratios = "".join(f"   {value / rows[base]:6.2f} x {base}" for base in bases)
        print(f"  {name:34s} {value:9.2f} {unit}{ratios}", flush=True)


def time_pages(name: str, some: list[bytes], others: list[bytes]) -> None:
    engine = cleaner.Cleaner()
    first = once(lambda: [engine.clean(page, kind="html") for page in others]) * len(some) / len(others)
    work: dict[str, Callable[[], object]] = {
        "cleaner": lambda: [engine.clean(page, kind="html") for page in some],
        "cleaner: reading alone": lambda: [read_html(page) for page in some],
        "trafilatura": lambda: [trafilatura.extract(page) for page in some],
        "trafilatura with metadata": lambda: [trafilatura.bare_extraction(page, with_metadata=True) for page in some],
        "resiliparse main content": lambda: [plain(page, main=True) for page in some],
    }
    rows = {"cleaner, first": first, "cleaner, new": once(work["cleaner"])}
    rows |= {who: seconds(what) for who, what in work.items()}
    each = {who: 1000 * value / len(some) for who, value in rows.items()}
    table(f"{len(some)} pages of {name}, ms a page", each, "ms", "trafilatura", "trafilatura with metadata")


def time_texts(name: str, texts: list[str]) -> None:
    texts = [text for text in texts if text.strip()]
    engine, size = cleaner.Cleaner(), sum(len(text.encode()) for text in texts) / 1e6
    work: dict[str, Callable[[], object]] = {
        "cleaner": lambda: [engine.clean(text, kind="text") for text in texts],
        "reading": lambda: [read_text(text) for text in texts],
    }
    rows = {"cleaner, first": once(work["cleaner"])} | {who: seconds(what) for who, what in work.items()}
    if c4 := c4_rules():
        rows["C4's line rules (datatrove)"] = seconds(lambda: list(map(c4, texts)))
    kilobytes = 1000 * size / len(texts)
    speeds = {who: size / value for who, value in rows.items()}
    table(f"{len(texts)} texts of {kilobytes:.1f} kB, {name}, MB/s", speeds, "MB/s", "cleaner")


def c4_rules() -> Callable[[str], object] | None:
    """C4's filter as datatrove ships it, for English; None where it is not installed."""
    try:
        from datatrove.data import Document
        from datatrove.pipeline.filters import C4QualityFilter

        rules = C4QualityFilter()
        rules.filter(Document(text="It loads its tokenizer now.", id=""))
    except ImportError:
        return None
    return lambda text: rules.filter(Document(text=text, id=""))


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--pages", type=int, default=60)
    count = options.parse_args().pages
    print(f"compiled core: {'yes' if cleaner._core.native else 'no'}")
    for name in SETS if EVALUATION.is_dir() else ("samples",):
        found = pages(name, 2 * count)
        time_pages(name, found[::2], found[1::2])

    news = pages("news", count)
    visible = list(map(plain, news))
    joined = "\n\n".join(visible)
    time_texts("main content", [plain(page, main=True) for page in news])
    time_texts("all that is visible", visible)
    time_texts("long", [joined[start : start + LONG] for start in range(0, len(joined), LONG)])
    time_texts("one document", [joined])

    many = len(pages("news", 10 * count))
    peak = cost([sys.executable, "-c", _PEAK, "news", str(many)], cwd=ROOT).peak
    print(f"\nmemory of a process after {many} pages of news, at most: {peak / 1e6:.0f} MB")
    for command in (["-c", "import cleaner"], ["-m", "cleaner", "--help"]):
        start = time.perf_counter()
        subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL)
        print(f"{' '.join(command)}: {1000 * (time.perf_counter() - start):.0f} ms, the interpreter's start included")


if __name__ == "__main__":
    main()
