"""How long a browser takes to open the review page of made records: python -m benchmarks.review_page [--documents 1000]."""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from pathlib import Path

from cleaner.review.counts import Counts
from cleaner.review.page import review_page
from tests.review_records import made


def seconds(page: Path) -> float:
    """From asking for the page until its list and its first document are shown."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        shown = browser.new_page()
        began = time.monotonic()
        shown.goto(page.as_uri())
        shown.wait_for_selector("body[data-ready]", state="attached")
        return time.monotonic() - began


def main() -> None:
    """Builds the page and opens it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1000)
    count = parser.parse_args().documents
    menu = "\n".join(f"Menu {number}" for number in range(100))
    lines = "\n".join(f"The ferry to Norholm sailed at {hour} with {hour * 7} people on board." for hour in range(60))
    cuts = {f"Menu {number}\n": ("navigation", 0.98) for number in range(99)}
    records = [made(f"{menu}\n{lines}\n{n}", cuts, f"{n}.html", title=f"Ferry {n}") for n in range(count)]
    counts = Counts()
    for record in records:
        counts.add(record)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(review_page(records, counts, "made.jsonl"), encoding="utf-8")
        print(f"{count:,} records, {page.stat().st_size / 1e6:.1f} MB: open after {seconds(page):.2f} s")


if __name__ == "__main__":
    main()
