"""Arrow tables through the cleaner, and streams of documents: a row out for each row in, whatever is in it."""

from __future__ import annotations

import multiprocessing
import os
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cleaner
from cleaner import Article, Cleaner, CleanerError
from cleaner.archive.encode import record, schema
from cleaner.archive.pool import processors
from cleaner.archive.task import Task
from cleaner.engines import options as engine_options
from cleaner.engines.arrow import clean_table, cleaned_batches, cleaned_schema
from cleaner.engines.options import Options
from cleaner.engines.rows import FATE
from tests.archives import DAY, SITE, Part, by_warcio, page, pages
from tests.strategies import texts
from tests.test_cli_rules import PACK
from tests.test_run import Trouble

STORY = "Ferry to Norholm runs again\nBy Ilse Korhonen\nThe ferry runs again from Monday, the line said on the quay.\n"


def told(table: pa.Table, *names: str) -> list[tuple[Any, ...]]:
    return list(zip(*[table.column(name).to_pylist() for name in names]))


def test_a_row_out_for_each_row_in() -> None:
    table = pa.table(
        {
            "id": [7, 8, 9, None],
            "html": [page(1), None, b"\x7fELF\0\0\0\1" * 99, page(2)],
            "url": [f"{SITE}/1", f"{SITE}/2", None, f"{SITE}/3"],
            "title": ["first", "second", "third", "fourth"],
            "score": [0.5, 1.5, None, 3.5],
        }
    )
    out = clean_table(table)
    assert out.column_names == [*schema().names, *FATE, "input_title", "score"]
    assert out.schema == cleaned_schema(table.schema, Options())
    assert told(out, "source_path", "url", "title", "input_title", "score", "error_code") == [
        ("7", f"{SITE}/1", "Ferry log 1", "first", 0.5, None),
        ("8", f"{SITE}/2", None, "second", 1.5, "no-field"),
        ("9", None, None, "third", None, "binary-input"),
        (f"{SITE}/3", f"{SITE}/3", "Ferry log 2", "fourth", 3.5, None),
    ]
    assert [len(name or "") for name in out.column("id").to_pylist()] == [1, 1, 1, 32]
    assert [hint is None for hint in out.column("error_hint").to_pylist()] == [True, False, False, True]


def test_a_row_is_the_record_of_its_document() -> None:
    engine = Cleaner()
    article = engine.clean(page(3), kind="html", url=f"{SITE}/3")
    whole = record(article, Task("a/3.html", "3.html"), engine.rules_version)
    out = clean_table(pa.table({"html": [page(3)], "url": [f"{SITE}/3"], "source_path": ["a/3.html"]})).to_pylist()[0]
    flat = {
        name: out[name] for name in whole if name not in ("provenance", "structure", "images", "stories", "copyright")
    }
    assert flat == {name: whole[name] for name in flat}


@pytest.mark.parametrize(
    "letters", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string()), pa.binary()]
)
def test_texts_in_any_type_of_column(letters: pa.DataType) -> None:
    values = [STORY.encode(), None] if letters == pa.binary() else [STORY, None]
    column = pa.chunked_array([pa.array(values[:1]).cast(letters), pa.array(values[1:], pa.string()).cast(letters)])
    out = clean_table(pa.table({"text": column}))
    assert told(out, "kind", "text", "source_path", "error_code") == [
        ("text", cleaner.clean(STORY, kind="text").text, "-", None),
        (None, None, "-", "no-field"),
    ]


def test_a_record_of_an_archive_in_a_column() -> None:
    plain = by_warcio(pages(1), gzip=False, info=False)
    packed = by_warcio([Part(page(5), f"{SITE}/5")])  # the file's own record before it
    missing = by_warcio([Part(page(6), f"{SITE}/6", status="404 Not Found")], info=False)
    out = clean_table(pa.table({"id": ["a", "b", "c", "d"], "warc": [plain, packed, missing, plain[:-400]]}))
    assert told(out, "id", "title", "url", "captured", "skipped", "error_code") == [
        ("a", "Ferry log 0", f"{SITE}/0", DAY, None, None),
        ("b", "Ferry log 5", f"{SITE}/5", DAY, None, None),
        ("c", None, f"{SITE}/6", None, "status-404", None),
        ("d", None, None, None, None, "truncated"),
    ]
    assert out.column("record")[0].as_py()["type"] == "response"
    assert out.column("record")[0].as_py()["offset"] is None


def test_columns_are_called_as_the_user_calls_them() -> None:
    table = pa.table({"body": [page(1)], "text": ["as extracted"], "address": [f"{SITE}/1"], "url": ["internal://1"]})
    out = clean_table(table, columns={"html": "body", "url": "address"})
    assert told(out, "title", "url", "input_text", "input_url") == [
        ("Ferry log 1", f"{SITE}/1", "as extracted", "internal://1")
    ]


def test_options_are_those_of_the_cleaner() -> None:
    table = pa.table({"text": [STORY]})
    kept = clean_table(table, keep="byline", kind="text")
    assert "By Ilse Korhonen" in kept.column("text")[0].as_py()
    assert "By Ilse Korhonen" not in clean_table(table).column("text")[0].as_py()
    assert kept.column("rules_version") != clean_table(table).column("rules_version")
    assert pickle.dumps(Options.of({"favour": "recall"}).cleaner()) == pickle.dumps(Cleaner(favour="recall"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"column": {}}, "no option 'column'"),
        ({"columns": ["html"]}, "no mapping"),
        ({"columns": {"body": "html"}}, "'body', which cleaner does not read"),
        ({"columns": {"html": "body"}}, "no column 'body'"),
        ({"kind": "pdf"}, "no kind 'pdf'"),
        ({"favour": "both"}, "both"),
        ({"timeout": 0}, "timeout is 0"),
        ({"memory": "1GB"}, "memory is '1GB'"),
        ({"keep": "nothing-of-the-kind"}, "nothing-of-the-kind"),
    ],
)
def test_wrong_options_are_said_before_anything_is_done(given: dict[str, Any], said: str) -> None:
    with pytest.raises(CleanerError, match=said):
        clean_table(pa.table({"text": [STORY]}), **given)


def test_a_table_without_documents_is_refused() -> None:
    with pytest.raises(CleanerError, match="No column of the table has a document") as caught:
        clean_table(pa.table({"body": [STORY]}))
    assert "'body'" in str(caught.value.hint)


def test_no_rows_and_batches() -> None:
    empty = pa.table({"text": pa.array([], pa.string()), "x": pa.array([], pa.int8())})
    assert clean_table(empty).schema == cleaned_schema(empty.schema, Options())
    table = pa.table({"text": ["The ferry sails at six."] * 300, "x": range(300)})
    batches = list(cleaned_batches(table.to_batches(), Options()))
    assert [batch.num_rows for batch in batches] == [256, 44]
    assert pa.Table.from_batches(batches) == clean_table(table)
    assert clean_table(table.to_batches()[0]) == clean_table(table)


class Troubled(Trouble):
    """Cleans like a Cleaner, and does what the document says."""

    rules_version = "double"


@pytest.fixture
def trouble(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A cleaner that does what its documents say."""
    monkeypatch.setattr(engine_options, "_cleaner", lambda *told: Troubled())
    monkeypatch.setattr(engine_options, "_IDLE", {})
    yield
    for guards in engine_options._IDLE.values():
        for guard in guards:
            guard.close()


TROUBLE = pa.table({"text": ["one", "die", "two", "slow 600", "three", "exit"]})
CODES = [None, "worker-died", None, "timeout", None, "worker-died"]


def codes(table: pa.Table) -> list[str | None]:
    found: list[str | None] = clean_table(table, timeout=5.0).column("error_code").to_pylist()
    return found


@pytest.mark.long
def test_what_hangs_or_crashes_costs_its_row(trouble: None) -> None:
    assert codes(TROUBLE) == CODES


@pytest.mark.long
@pytest.mark.parametrize("used", [False, True])
def test_also_in_a_daemonic_process_and_after_a_fork(trouble: None, used: bool) -> None:
    if used:
        assert codes(TROUBLE.slice(0, 1)) == [None]
    with multiprocessing.get_context("fork").Pool(2) as pool:
        rows = 3 + used  # the fourth takes its time
        assert pool.map(codes, [TROUBLE.slice(0, rows)] * 2) == [CODES[:rows]] * 2
    assert codes(TROUBLE.slice(0, 3)) == CODES[:3]


def test_many_documents_in_order() -> None:
    documents = [STORY, page(1), {"html": page(2), "url": f"{SITE}/2"}, {"text": STORY}, {"warc": by_warcio(pages(1))}]
    found = list(Cleaner().clean_many(documents, workers=2))
    told = [article.title for article in found if isinstance(article, Article)]
    assert told == [
        "Ferry to Norholm runs again",
        "Ferry log 1",
        "Ferry log 2",
        "Ferry to Norholm runs again",
        "Ferry log 0",
    ]
    assert isinstance(found[2], Article) and found[2].url == f"{SITE}/2"


def test_a_document_that_cannot_be_cleaned_is_an_error_in_its_place() -> None:
    found = list(Cleaner().clean_many(["page.html", {"id": 4}, 7, STORY, {"url": 3, "text": STORY}], workers=1))
    assert [None if isinstance(one, Article) else one.code for one in found] == [
        "bad-argument", "no-field", "bad-argument", None, "bad-argument",
    ]  # fmt: skip
    assert isinstance(found[1], CleanerError) and found[1].where == "4"


def test_documents_are_drawn_as_they_are_wanted() -> None:
    drawn = []

    def endless() -> Iterator[str]:
        while True:
            drawn.append(STORY)
            yield STORY

    stream = Cleaner().clean_many(endless(), workers=1)
    assert isinstance(next(iter(stream)), Article)
    stream.close()  # type: ignore[attr-defined]
    assert 0 < len(drawn) < 200


def test_a_worker_for_each_processor() -> None:
    assert 1 <= processors() <= (os.cpu_count() or 1)


@settings(max_examples=2)
@given(st.lists(texts(), min_size=8, max_size=8))
def test_what_comes_of_many_is_what_comes_of_each(sources: list[str]) -> None:
    head, more = sources[0], [source.encode("utf-16", "replace") for source in sources]
    documents = [*sources, *more, "\ufeff" + head, head + "\ud800"]
    engine = Cleaner()
    found = list(engine.clean_many(documents, workers=1, kind="text"))
    assert [one.to_dict() for one in found if isinstance(one, Article)] == [
        engine.clean(document, kind="text").to_dict() for document in documents
    ]


def test_a_folder_of_rules_may_be_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine/en").mkdir(parents=True)
    (tmp_path / "mine/en/harbour.yaml").write_text(PACK, encoding="utf-8")
    assert Options.of({"rules": "mine"}).rules == (tmp_path / "mine",)
