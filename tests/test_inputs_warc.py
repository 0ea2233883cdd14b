"""WARC and ARC files of every make: what is read of them, and what is told of each record."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
import zstandard
from fastwarc.stream_io import GzipWriter, ZstdWriter

from cleaner.archive.task import Record
from tests.archives import DAY, SITE, Part, arc, bodies, by_fastwarc, by_warcio, fates, page, pages, read, tasks_of

PAGES = [part.body for part in pages(5)]


def split_warc(data: bytes) -> list[bytes]:
    """An uncompressed WARC file, cut before each record."""
    first, *rest = data.split(b"WARC/1.0\r\n")
    assert not first
    return [b"WARC/1.0\r\n" + part for part in rest]


def zstd_by_record(data: bytes, compressor: zstandard.ZstdCompressor) -> bytes:
    return b"".join(compressor.compress(part) for part in split_warc(data))


PLAIN = by_warcio(pages(5), gzip=False)
SAMPLES = [page(number) for number in range(200)]
DICTIONARY = zstandard.train_dictionary(4096, SAMPLES)
WITH_DICTIONARY = zstd_by_record(PLAIN, zstandard.ZstdCompressor(dict_data=DICTIONARY))


def dictionary_frame(data: bytes) -> bytes:
    """A skippable frame with a dictionary, as the specification of WARC with Zstandard has it."""
    return (0x184D2A5D).to_bytes(4, "little") + len(data).to_bytes(4, "little") + data


FILES = {
    "plain.warc": PLAIN,
    "by-record.warc.gz": by_warcio(pages(5)),
    "one-stream.warc.gz": gzip.compress(PLAIN),
    "blocks-of-800.warc.gz": b"".join(gzip.compress(PLAIN[at : at + 800]) for at in range(0, len(PLAIN), 800)),
    "filled-up.warc.gz": by_warcio(pages(5)) + bytes(1000),
    "one-frame.warc.zst": zstandard.ZstdCompressor(write_checksum=True).compress(PLAIN),
    "by-record.warc.zst": zstd_by_record(PLAIN, zstandard.ZstdCompressor()),
    "long-window.warc.zst": zstandard.ZstdCompressor(
        compression_params=zstandard.ZstdCompressionParameters(window_log=24, enable_ldm=True)
    ).compress(PLAIN),
    "dictionary.warc.zst": dictionary_frame(DICTIONARY.as_bytes()) + WITH_DICTIONARY,
    "packed-dictionary.warc.zst": dictionary_frame(zstandard.compress(DICTIONARY.as_bytes())) + WITH_DICTIONARY,
    "1.1.warc.gz": by_warcio(pages(5), version="1.1"),
    "0.17.warc": PLAIN.replace(b"WARC/1.0", b"WARC/0.17"),
}


@pytest.mark.parametrize("name", FILES)
def test_every_make_of_warc(tmp_path: Path, name: str) -> None:
    tasks = read(tmp_path, name, FILES[name])
    assert fates(tasks) == ["type-warcinfo"] + ["clean"] * 5
    assert bodies(tasks) == PAGES
    assert [task.source_path for task in tasks] == [f"{tmp_path}/{name}#{number}" for number in range(1, 7)]
    assert [task.url for task in tasks][1:] == [f"{SITE}/{number}" for number in range(5)]
    assert {task.kind for task in tasks[1:]} == {"html"} and {task.charset for task in tasks[1:]} == {"utf-8"}


def heads(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """An uncompressed WARC file with the head of each record changed."""
    parts = (part.split(b"\r\n\r\n", 1) for part in split_warc(data))
    return b"".join(change(head + b"\r\n\r\n") + rest for head, rest in parts)


VARIANTS = {
    "names in lower case": heads(PLAIN, bytes.lower),
    "names in upper case": heads(PLAIN, lambda head: re.sub(rb"(?m)^[\w-]+(?=:)", lambda name: name[0].upper(), head)),
    "the version in lower case": PLAIN.replace(b"WARC/1.0", b"warc/1.0"),
    "a space behind the version": PLAIN.replace(b"WARC/1.0", b"WARC/1.0 "),
    "0.18": PLAIN.replace(b"WARC/1.0", b"WARC/0.18"),
    "folded fields": heads(PLAIN, lambda head: head.replace(b": ", b":\r\n\t")),
    "spaces around colons": heads(PLAIN, lambda head: head.replace(b": ", b" :  ")),
    "no space behind colons": heads(PLAIN, lambda head: head.replace(b": ", b":")),
    "a line that is no field": heads(PLAIN, lambda head: head.replace(b"\r\n", b"\r\nnothing\r\n", 1)),
    "a field in another charset": heads(PLAIN, lambda head: head.replace(b"\r\n", b"\r\nX: \xe5\r\n", 1)),
    "line feeds alone": heads(PLAIN, lambda head: head.replace(b"\r\n", b"\n")),
    "line feeds alone in some": heads(PLAIN, lambda head: head.replace(b"\r\n", b"\n") if b"sponse" in head else head),
    "blank lines between records": b"\r\n\r\n".join(split_warc(PLAIN)),
    "line feeds between records": b"\n\n\n".join(part.removesuffix(b"\r\n\r\n") for part in split_warc(PLAIN)),
    "blank lines in front": b"\r\n\n" + PLAIN,
    "no blank line at the end": PLAIN.removesuffix(b"\r\n\r\n"),
    "packed in one, without a blank line at the end": gzip.compress(PLAIN.removesuffix(b"\r\n\r\n")),
    "two records a member": b"".join(gzip.compress(b"".join(split_warc(PLAIN)[at : at + 2])) for at in range(0, 6, 2)),
    "empty members between": b"".join(gzip.compress(part) + gzip.compress(b"") for part in split_warc(PLAIN)),
    "empty frames between": b"".join(zstandard.compress(part) + zstandard.compress(b"") for part in split_warc(PLAIN)),
    "a member for every 70 bytes": b"".join(gzip.compress(PLAIN[at : at + 70]) for at in range(0, len(PLAIN), 70)),
    "packed by bzip2": bz2.compress(PLAIN),
    "packed by bzip2 record by record": b"".join(map(bz2.compress, split_warc(PLAIN))),
    "packed by xz": lzma.compress(PLAIN),
}


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("name", ["log.warc", "log.warc.gz", "log"])
def test_what_the_standard_and_its_users_allow(tmp_path: Path, variant: str, name: str) -> None:
    tasks = read(tmp_path, name, VARIANTS[variant])
    assert fates(tasks) == ["type-warcinfo"] + ["clean"] * 5
    assert bodies(tasks) == PAGES
    assert [task.url for task in tasks][1:] == [f"{SITE}/{number}" for number in range(5)]


def test_an_address_that_is_none_loses_nothing(tmp_path: Path) -> None:
    data = b"".join(
        by_warcio([Part(page(1), url)], info=False)
        for url in ("http://[::1/a", "http://[b]/", "http://c\u2100d/", "::")
    )
    (tmp_path / "log.warc.gz").write_bytes(data)
    assert bodies(tasks_of(tmp_path / "log.warc.gz")) == [page(1)] * 4


@pytest.mark.parametrize("name", FILES)
def test_the_name_of_a_container_does_not_matter(tmp_path: Path, name: str) -> None:
    assert bodies(read(tmp_path, "no-ending", FILES[name])) == PAGES


@pytest.mark.parametrize("name", FILES)
def test_sizes_add_up_to_the_file(tmp_path: Path, name: str) -> None:
    tasks = read(tmp_path, name, FILES[name])
    assert 0.9 * len(FILES[name]) - 1000 <= sum(task.size for task in tasks) <= len(FILES[name])


@pytest.mark.parametrize("name", ["plain.warc", "by-record.warc.gz", "by-record.warc.zst", "dictionary.warc.zst"])
def test_a_record_can_be_read_at_its_offset(tmp_path: Path, name: str) -> None:
    data = FILES[name]
    first, *rest = read(tmp_path, name, data)
    assert first.record is not None and first.record.offset is not None
    assert (first.record.offset > 0) == name.startswith("dictionary")
    for task in rest:
        assert task.record is not None and task.record.offset is not None
        alone = read(tmp_path, f"alone-{name}", data[: first.record.offset] + data[task.record.offset :])
        assert alone[0].data == task.data


@pytest.mark.parametrize(("ending", "writer"), [("gz", GzipWriter), ("zst", ZstdWriter)])
def test_what_fastwarc_writes(tmp_path: Path, ending: str, writer: type) -> None:
    assert bodies(read(tmp_path, f"log.warc.{ending}", by_fastwarc(pages(5), writer))) == PAGES


def test_arc_of_version_2(tmp_path: Path) -> None:
    """Status, checksum, location, offset and file stand before the length; an address may hold spaces."""
    data = arc([Part(page(1), f"{SITE}/low tide"), *pages(1)])
    data = re.sub(rb"(?m)^(http\S* .*) (\d+)\n(?=HTTP)", rb"\1 200 ab12cd - 77 log.arc \2\n", data)
    tasks = read(tmp_path, "log.arc", data)
    assert fates(tasks) == ["type-warcinfo", "clean", "clean"] and bodies(tasks) == [page(1), page(0)]
    assert tasks[1].url == f"{SITE}/low tide" and tasks[1].record is not None
    assert tasks[1].record.captured == "2001-02-03T04:05:06Z"


@pytest.mark.parametrize("packed", [False, True])
def test_arc(tmp_path: Path, packed: bool) -> None:
    data = arc(pages(5))
    if packed:  # record by record, as crawlers did
        starts = [0, *(data.index(f"{SITE}/{number} ".encode()) for number in range(5)), len(data)]
        data = b"".join(gzip.compress(data[start:end]) for start, end in pairwise(starts))
    for name in ("log.arc.gz" if packed else "log.arc", "log"):
        tasks = read(tmp_path, name, data)
        assert fates(tasks) == ["type-warcinfo"] + ["clean"] * 5
        assert bodies(tasks) == PAGES
        assert tasks[2].url == f"{SITE}/1" and tasks[2].charset == "utf-8"
        record = tasks[2].record
        assert record is not None and record.captured == "2001-02-03T04:05:06Z" and record.status == 200
        assert record.offset is not None and data[record.offset :][:2] == (b"\x1f\x8b" if packed else b"ht")


def test_arc_in_one_gzip_stream(tmp_path: Path) -> None:
    assert bodies(read(tmp_path, "log.arc.gz", gzip.compress(arc(pages(5))))) == PAGES


def test_what_is_told_of_a_record(tmp_path: Path) -> None:
    data = by_warcio([Part(PAGES[0], f"{SITE}/a", headers={"WARC-Record-ID": "<urn:uuid:1>"})], info=False)
    (task,) = read(tmp_path, "log.warc.gz", data)
    assert task.record is not None and (task.record.digest or "").startswith("sha1:")
    assert task.record == Record("urn:uuid:1", "response", DAY, task.record.digest, "text/html", 200, 0, None)


def test_which_records_are_cleaned_and_why_others_are_not(tmp_path: Path) -> None:
    html = [("Content-Type", "text/html")]
    parts = [
        Part(page(1)),
        Part(b"GET / HTTP/1.1\r\n\r\n", type="request", content_type="application/http; msgtype=request"),
        Part(b"fetched: yes", type="metadata", content_type="application/warc-fields"),
        Part(b"", type="revisit", headers={"WARC-Profile": "identical-payload-digest"}),
        Part(page(2), status="404 Not Found"),
        Part(page(3), status="203 Non-Authoritative Information"),
        Part(b"\x89PNG\r\n\x1a\n\0\0\0", fields=[("Content-Type", "image/png")]),
        Part(b"p { color: red }", fields=[("Content-Type", "text/css")]),
        Part(b"%PDF-1.4\n\x01\x02\x03\x04", fields=[]),
        Part(page(4), fields=[]),
        Part(b"Plain words, and nothing said of them.", fields=[]),
        Part(page(5), fields=[("Content-Type", "application/octet-stream")]),
        Part(b"just bytes", fields=[("Content-Type", "application/octet-stream")]),
        Part(b"Low tide at noon.", fields=[("Content-Type", "text/plain")]),
        Part(page(6), fields=[("Content-Type", "APPLICATION/XHTML+XML")]),
        Part(b"<?xml version='1.0'?><html xmlns='x'><p>Tides</p></html>", fields=[("Content-Type", "text/xml")]),
        Part(b"<?xml version='1.0'?><rss/>", fields=[("Content-Type", "text/xml")]),
        Part(b"Words of the page.", type="conversion", content_type="text/plain"),
        Part(page(7), type="resource", content_type="text/html; charset=latin-1"),
        Part(b"example. IN A 192.0.2.1", "dns:example", type="resource", content_type="text/dns"),
        Part(b"wget log", "metadata://wget/log", type="resource", content_type="text/plain"),
        Part(b"more", type="continuation", content_type="text/plain"),
        Part(b"?", type="novelty", content_type="text/plain"),
        Part(page(8), fields=html, headers={"WARC-Truncated": "length"}),
    ]
    data = by_warcio(parts, info=False)
    tasks = read(tmp_path, "log.warc.gz", data)
    assert fates(tasks) == [
        "clean", "type-request", "type-metadata", "revisit", "status-404", "status-203", "not-text", "not-text",
        "not-text", "clean", "clean", "clean", "not-text", "clean", "clean", "clean", "not-text", "clean", "clean",
        "not-text", "type-resource", "type-continuation", "type-unknown", "clean",
    ]  # fmt: skip
    kinds = [task.kind for task in tasks if task.data is not None]
    assert kinds == ["html", "html", "text", "html", "text", "html", "html", "text", "html", "html"]
    assert tasks[18].charset == "latin-1"
    assert tasks[23].record is not None and tasks[23].record.truncated == "length"
    assert fates(read(tmp_path, "log.warc.gz", data, status=frozenset((203, 404))))[:6] == [
        "status-200", "type-request", "type-metadata", "revisit", "clean", "clean",
    ]  # fmt: skip


def test_wet_files_go_the_way_of_text(tmp_path: Path) -> None:
    words = [f"The ferry left at {hour}.\n".encode() for hour in range(3)]
    parts = [Part(text, f"{SITE}/{at}", type="conversion", content_type="text/plain") for at, text in enumerate(words)]
    tasks = read(tmp_path, "log.warc.wet.gz", by_warcio(parts, info=False))
    assert bodies(tasks) == words and {task.kind for task in tasks} == {"text"}


def test_responses_without_an_http_head(tmp_path: Path) -> None:
    """As servers answered before HTTP/1.0, and as some writers of WARC store what they have."""
    data = by_warcio([Part(page(1), type="resource", content_type="text/html")], gzip=False, info=False)
    for said in (b"application/http", b"application/http; msgtype=response"):
        bare = data.replace(b"WARC-Type: resource", b"WARC-Type: response").replace(b"text/html", said)
        assert bodies(read(tmp_path, "log.warc", bare)) == [page(1)]


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_http_heads_that_are_not_quite_right(tmp_path: Path, end: bytes) -> None:
    head = end.join([b"HTTP/1.0 200", b"Content-Type:text/html;", b"  charset = 'windows-1252'", b"no colon", b"X: \xff", b"", b""])  # fmt: skip
    data = by_warcio([Part(head + page(1), type="resource", content_type="text/html")], gzip=False, info=False)
    data = data.replace(b"WARC-Type: resource", b"WARC-Type: response").replace(b"text/html", b"application/http", 1)
    (task,) = read(tmp_path, "log.warc", data)
    assert task.data == page(1) and task.charset == "windows-1252"


def test_addresses_in_angle_brackets(tmp_path: Path) -> None:
    data = by_warcio(pages(1), gzip=False, info=False).replace(f"URI: {SITE}/0".encode(), f"URI: <{SITE}/0>".encode())
    assert read(tmp_path, "log.warc", data)[0].url == f"{SITE}/0"


def test_lines_that_end_with_a_line_feed_alone(tmp_path: Path) -> None:
    parts = [part.replace(b"\r\n\r\nHTTP", b"\n\nHTTP").split(b"HTTP", 1) for part in split_warc(PLAIN)[1:]]
    data = b"".join(head.replace(b"\r\n", b"\n") + b"HTTP" + rest[:-4] + b"\n\n" for head, rest in parts)
    assert bodies(read(tmp_path, "log.warc", data)) == PAGES


def test_two_records_are_held_at_most(tmp_path: Path) -> None:
    """While one is cleaned, the next one was looked at to see whether the first one's length is right."""
    data = by_warcio(pages(400), gzip=False)
    (tmp_path / "log.warc").write_bytes(data)
    from cleaner.archive.sources import Inputs

    stream = Inputs([str(tmp_path / "log.warc")]).tasks()
    first = next(stream)
    assert first.size <= 3 * 65536 < len(data) / 2


def test_a_bytes_io_is_as_good_as_a_file() -> None:
    from cleaner.archive.buffers import Raw
    from cleaner.archive.container import Container
    from cleaner.archive.task import Reading
    from cleaner.archive.warc import read_warc

    assert bodies(read_warc(Container("log", "log", Raw(io.BytesIO(PLAIN)), Reading()))) == PAGES
