"""Speed beside other extractors, in the same run: python -m benchmarks [--pages N]

Uses the evaluation pages where ../shared/eval is, else the samples. Prints tables; fails on nothing.
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
from cleaner.judge.judge import judge
from cleaner.languages.data import detect
from cleaner.read.html import read_html
from cleaner.read.text import read_text
from cleaner.rules.book import RuleBook

ROOT = Path(__file__).resolve().parents[1]
EVALUATION = ROOT.parent / "shared" / "eval" / "news" / "html"


def pages(count: int) -> list[bytes]:
    if EVALUATION.is_dir():
        found = sorted(EVALUATION.iterdir())
        return [gzip.open(path).read() for path in found[:: max(1, len(found) // count)]]
    return [path.read_bytes() for path in sorted((ROOT / "samples").glob("*.html"))]


def plain(page: bytes) -> str:
    """All the visible text, as another program left it."""
    tree = HTMLTree.parse_from_bytes(page, detect_encoding(page))
    return str(extract_plain_text(tree, main_content=False, alt_texts=False))


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds, the best of three."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def table(title: str, rows: dict[str, float], unit: str, base: str) -> None:
    print(f"\n{title}")
    for name, value in rows.items():
        print(f"  {name:34s} {value:9.2f} {unit}   {value / rows[base]:6.2f} x {base}")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--pages", type=int, default=60)
    some = pages(options.parse_args().pages)
    engine = cleaner.Cleaner()
    texts = [plain(page) for page in some]
    size = sum(len(text.encode()) for text in texts) / 1e6
    engine.clean(some[0])

    per_page = 1000 / len(some)
    html = {
        "cleaner": seconds(lambda: [engine.clean(page, kind="html") for page in some]) * per_page,
        "cleaner: reading alone": seconds(lambda: [read_html(page) for page in some]) * per_page,
        "trafilatura": seconds(lambda: [trafilatura.extract(page) for page in some]) * per_page,
        "trafilatura with metadata": seconds(
            lambda: [trafilatura.bare_extraction(page, with_metadata=True) for page in some]
        )
        * per_page,
        "resiliparse main content": seconds(lambda: [plain(page) for page in some]) * per_page,
    }
    table(f"{len(some)} pages, CPU ms a page", html, "ms", "trafilatura")

    book = RuleBook()
    documents = [read_text(text) for text in texts]
    lines = [[block.text for block in document.blocks] for document in documents]
    languages = [detect(text) for text in texts]
    text = {
        "cleaner": size / seconds(lambda: [engine.clean(text, kind="text") for text in texts]),
        "reading": size / seconds(lambda: [read_text(text) for text in texts]),
        "language": size / seconds(lambda: [detect(text) for text in texts]),
        "rules": size / seconds(lambda: [book.match_lines(some, code) for some, code in zip(lines, languages)]),
        "judging once": size
        / seconds(lambda: [judge(read_text(text), book, code) for text, code in zip(texts, languages)]),
    }
    table(f"{size:.2f} MB of text, MB/s", text, "MB/s", "cleaner")

    long = "\n\n".join(texts)
    growth = {}
    for factor in (0.01, 0.1, 1):
        part = long[: int(len(long) * factor)]
        growth[f"{len(part) / 1e6:.3f} M characters"] = (
            len(part) / 1e6 / seconds(lambda part=part: engine.clean(part, kind="text"))
        )  # type: ignore[misc]
    table("one document, M characters/s", growth, "M/s", next(iter(growth)))

    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import cleaner"], check=True)
    imported = time.perf_counter() - start
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "cleaner", "--help"], check=True, stdout=subprocess.DEVNULL)
    print(
        f"\nimport cleaner {1000 * imported:.0f} ms, cleaner --help {1000 * (time.perf_counter() - start):.0f} ms, the interpreter's start included"
    )


if __name__ == "__main__":
    main()
