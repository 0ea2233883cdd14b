"""Writes the expected record beside each sample anew, the list of known misses and the review page: python -m tests.regold.

Read the diff before you commit it: a miss that was not there before is a step back.
"""

from __future__ import annotations

import json
from dataclasses import asdict

import cleaner
from tests.golden import DOCUMENTS, PAGE, SAMPLES, faults, review_page_of


def main() -> None:
    engine = cleaner.Cleaner()
    misses = {}
    articles = {}
    for path in DOCUMENTS:
        article = articles[path] = engine.clean(path.read_bytes())
        record = json.dumps(asdict(article), ensure_ascii=False, indent=1) + "\n"
        path.with_suffix(".record.json").write_text(record, encoding="utf-8")
        if found := list(faults(path, article)):
            misses[path.name] = found
    text = json.dumps(misses, ensure_ascii=False, indent=1) + "\n"
    (SAMPLES / "known-misses.json").write_text(text, encoding="utf-8")
    PAGE.write_text(review_page_of(articles), encoding="utf-8")
    print(f"{sum(map(len, misses.values()))} known misses in {len(misses)} of {len(DOCUMENTS)} samples")


if __name__ == "__main__":
    main()
