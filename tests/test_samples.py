"""The samples come out as their hand-made gold says, and as the record beside each shows."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

import cleaner
from tests.golden import DOCUMENTS, SAMPLES, SHOWN, faults, formats_of, gold_of

engine = cleaner.Cleaner()
KNOWN_MISSES = json.loads((SAMPLES / "known-misses.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_sample_fits_its_gold(path: Path) -> None:
    """What is still wrong is listed in samples/known-misses.json: mend it and take it out; nothing may come in."""
    article = engine.clean(path.read_bytes())
    assert article.kind == ("html" if path.suffix == ".html" else "text")
    assert list(faults(path, article)) == KNOWN_MISSES.get(path.name, [])


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if not gold_of(path)["cut"]], ids=lambda path: path.name)
def test_clean_sample_comes_out_untouched(path: Path) -> None:
    article = engine.clean(path.read_bytes())
    assert not article.removed and not article.repairs
    assert article.text == article.source.strip()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_sample_gives_its_record(path: Path) -> None:
    """The whole record, cut by cut. `python -m tests.regold` writes them anew: read its diff."""
    record = json.loads(path.with_suffix(".record.json").read_text(encoding="utf-8"))
    assert json.loads(json.dumps(asdict(engine.clean(path.read_bytes())))) == record


@pytest.mark.parametrize("name", SHOWN)
def test_sample_is_shown_in_every_format(name: str) -> None:
    path = SAMPLES / name
    for shown, written in formats_of(path, engine.clean(path.read_bytes())):
        assert shown.read_text(encoding="utf-8") == written
