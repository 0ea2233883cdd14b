"""Writes the expected record beside each sample anew, the list of known misses and the review page: python -m tests.regold.

Read the diff before you commit it: a miss that was not there before is a step back.
"""

from __future__ import annotations

import json
from dataclasses import asdict

import cleaner
from tests.golden import DOCUMENTS, PAGE, SAMPLES, SHOWN, faults, formats_of, review_page_of


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
    for path, article in articles.items():
        for shown, written in formats_of(path, article) if path.name in SHOWN else ():
            shown.write_text(written, encoding="utf-8")
    text = json.dumps(misses, ensure_ascii=False, indent=1) + "\n"
    (SAMPLES / "known-misses.json").write_text(text, encoding="utf-8")
    PAGE.write_text(review_page_of(articles), encoding="utf-8")
    print(f"{sum(map(len, misses.values()))} known misses in {len(misses)} of {len(DOCUMENTS)} samples")


if __name__ == "__main__":
    main()
