"""Writes the expected record beside each sample anew: python -m tests.regold. Read the diff before you commit it."""

from __future__ import annotations

import json

import cleaner
from tests.golden import DOCUMENTS, faults


def main() -> None:
    engine = cleaner.Cleaner()
    for path in DOCUMENTS:
        article = engine.clean(path.read_bytes())
        record = json.dumps(article.to_dict(), ensure_ascii=False, indent=1) + "\n"
        path.with_suffix(".record.json").write_text(record, encoding="utf-8")
        for fault in faults(path, article):
            print(f"{path.name}: {fault}")


if __name__ == "__main__":
    main()
