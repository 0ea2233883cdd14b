"""Transfer and content encodings: whole, stacked, wrongly declared, cut off, damaged, and made to explode."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.archive.buffers import BLOCK
from cleaner.archive.container import undo
from cleaner.errors import CleanerError
from tests.archives import Part, by_warcio, fates, page, read

BODY = page(1, lines=400)  # not all of it fits into one block


def raw_deflate(data: bytes) -> bytes:
    deflater = zlib.compressobj(wbits=-15)
    return deflater.compress(data) + deflater.flush()


def chunked(data: bytes, size: int = 1000) -> bytes:
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(b"%x;name=value\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\nTrailer: x\r\n\r\n"


WAYS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("x-gzip", gzip.compress),
    "two members": ("gzip", lambda data: gzip.compress(data[:99]) + gzip.compress(data[99:]) + b"\r\n"),
    "deflate with a header": ("deflate", zlib.compress),
    "deflate without": ("deflate", raw_deflate),
    "brotli": ("br", brotli.compress),
    "zstd": ("zstd", zstandard.compress),
    "two frames": ("zstd", lambda data: zstandard.compress(data[:99]) + zstandard.compress(data[99:])),
    "chunked": ("chunked", chunked),
}


PACKED = {name: do(BODY) for name, do in WAYS.values()}


@pytest.mark.parametrize("way", WAYS)
def test_each_way(way: str) -> None:
    name, do = WAYS[way]
    assert undo(do(BODY), [name], len(BODY)) == (BODY, True)


@pytest.mark.parametrize("more", [0, 1, 200, 255])
def test_the_last_bytes_of_a_block_come_out_without_more_to_read(more: int) -> None:
    """Deflate ends without a trailer: all of it may be read while a match of up to 258 letters waits for room."""
    body = b"a" * (BLOCK + more)
    assert undo(raw_deflate(body), ["deflate"], len(body)) == (body, True)


@pytest.mark.parametrize("way", WAYS)
def test_a_head_that_declares_what_is_not_so(way: str) -> None:
    """Crawlers that decode what they get often keep the head as they got it."""
    assert undo(BODY, [WAYS[way][0]], len(BODY)) == (BODY, True)


def test_a_text_that_begins_as_zlib_does_is_left_as_it_is() -> None:
    text = b"hbar and the other units stand in the table below."
    assert int.from_bytes(text[:2], "big") % 31 == 0 and text[0] & 15 == 8
    assert undo(text, ["deflate"], len(text)) == (text, True)


@pytest.mark.parametrize("way", WAYS)
def test_no_more_comes_out_than_is_allowed(way: str) -> None:
    name, do = WAYS[way]
    with pytest.raises(CleanerError) as caught:
        undo(do(BODY), [name], len(BODY) - 1)
    assert caught.value.code == "too-large"


@pytest.mark.parametrize("way", WAYS)
def test_what_is_cut_off_is_kept_as_far_as_it_goes(way: str) -> None:
    name, do = WAYS[way]
    many = bytes(zlib.crc32(at.to_bytes(4, "big")) & 63 | 64 for at in range(400_000))  # hardly compressible
    data = do(many)
    body, whole = undo(data[: len(data) * 9 // 10], [name], len(many))
    assert not whole and len(body) > len(many) // 2 and many.startswith(body)
    if name in ("chunked", "zstd") and way != "two frames":
        return  # the first bytes of a chunk are all there is; a frame's first block is not
    with pytest.raises(CleanerError) as caught:
        undo(data[:40], [name], len(many))
    assert caught.value.code == "bad-encoding"


@pytest.mark.parametrize("way", ["gzip", "deflate with a header", "zstd"])
def test_what_is_damaged_is_set_aside(way: str) -> None:
    name, do = WAYS[way]
    data = bytearray(do(BODY))
    data[len(data) // 2 : len(data) // 2 + 20] = bytes(20)
    with pytest.raises(CleanerError) as caught:
        undo(bytes(data), [name], 2 * len(BODY))
    assert caught.value.code == "bad-encoding" and caught.value.hint


def test_stacked() -> None:
    assert undo(chunked(gzip.compress(brotli.compress(BODY))), ["chunked", "gzip", "br"], len(BODY)) == (BODY, True)
    with pytest.raises(CleanerError):
        undo(BODY, ["gzip"] * 6, len(BODY))


def test_what_nobody_knows_is_left_alone() -> None:
    assert undo(BODY, ["sdch"], len(BODY)) == (BODY, True)


@pytest.mark.parametrize(
    "data", [b"2024\nA year and a page.", b"dead end", b"0", b"", b"5\r\nab", b"f" * 40, b"-5\r\n"]
)
def test_text_that_begins_like_a_chunk(data: bytes) -> None:
    try:
        body, _ = undo(data, ["chunked"], 1000)
    except CleanerError as error:
        assert error.code == "bad-encoding"
    else:
        assert body in (data, b"")


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd", "chunked"])
@settings(max_examples=150, deadline=None)
@given(head=st.sampled_from([0, 3, 12, 60]), data=st.binary(max_size=300))
def test_anything_gives_a_body_or_a_code(name: str, head: int, data: bytes) -> None:
    try:
        body, _ = undo(PACKED[name][:head] + data, [name], 100_000)
    except CleanerError as error:
        assert error.code in ("bad-encoding", "too-large")
    else:
        assert len(body) <= 100_000


def test_in_a_record(tmp_path: Path) -> None:
    def part(body: bytes, *fields: tuple[str, str]) -> Part:
        return Part(body, fields=[("Content-Type", "text/html"), *fields])

    zeros = bytes(5_000_000)
    parts = [
        part(chunked(gzip.compress(BODY)), ("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")),
        part(gzip.compress(brotli.compress(BODY)), ("Content-Encoding", "br, gzip")),
        part(gzip.compress(brotli.compress(BODY)), ("Content-Encoding", "br"), ("content-encoding", "GZIP")),
        part(brotli.compress(zeros), ("Content-Encoding", "br")),
        part(gzip.compress(gzip.compress(zeros)), ("Content-Encoding", "gzip, gzip")),
        part(gzip.compress(BODY)[:50], ("Content-Encoding", "gzip")),
    ]
    tasks = read(tmp_path, "log.warc.gz", by_warcio(parts, info=False), max_record=1_000_000)
    assert fates(tasks) == ["clean"] * 3 + ["too-large!"] * 2 + ["bad-encoding!"]
    assert {task.data for task in tasks[:3]} == {BODY}
    rough = b"".join(zlib.crc32(at.to_bytes(4, "big")).to_bytes(4, "big").hex().encode() for at in range(9000))
    cut = part(gzip.compress(b"<p>" + rough)[:30_000], ("Content-Encoding", "gzip"))
    (task,) = read(tmp_path, "log.warc.gz", by_warcio([cut], info=False))
    assert fates([task]) == ["clean"] and task.record is not None and task.record.truncated == "encoding"
