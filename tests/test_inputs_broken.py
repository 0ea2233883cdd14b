"""Containers that are cut off, damaged, wrongly written, or made to do harm: what can be read is, the rest is told."""

from __future__ import annotations

import bz2
import gzip
import io
import random
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.archive.buffers import BLOCK, Raw
from cleaner.archive.container import Container
from cleaner.archive.sources import Format, Inputs, read_container
from cleaner.archive.task import Reading, Task
from cleaner.errors import CleanerError
from tests.archives import SITE, Part, arc, bodies, by_warcio, fates, page, pages, read, tasks_of

PAGES = [part.body for part in pages(8)]
PLAIN = by_warcio(pages(8), gzip=False, info=False)
PACKED = by_warcio(pages(8), info=False)
STARTS = [at for at in range(len(PLAIN)) if PLAIN.startswith(b"WARC/1.0\r\n", at)]
MEMBERS = [at for at in range(len(PACKED)) if PACKED.startswith(b"\x1f\x8b\x08", at)]
assert len(STARTS) == len(MEMBERS) == 8


def told(tasks: list[Task]) -> list[CleanerError]:
    return [task.problem for task in tasks if task.problem is not None]


def frames(data: bytes) -> list[bytes]:
    ends = [*STARTS[1:], len(data)]
    packer = zstandard.ZstdCompressor(write_checksum=True)
    return [packer.compress(data[start:end]) for start, end in zip(STARTS, ends, strict=True)]


def in_frames(data: bytes) -> bytes:
    return b"".join(frames(data))


CONTAINERS = {
    "log.warc": PLAIN,
    "log.warc.gz": PACKED,
    "one.warc.gz": gzip.compress(PLAIN, mtime=0),
    "log.warc.zst": in_frames(PLAIN),
    "log.arc": arc(pages(8)),
    "log.arc.gz": gzip.compress(arc(pages(8)), mtime=0),
}


# Cut off right here, a file looks like one that was written whole.
WHOLE = {"log.warc": STARTS, "log.warc.gz": MEMBERS, "log.warc.zst": list(accumulate(map(len, frames(PLAIN))))}


@pytest.mark.parametrize("name", CONTAINERS)
def test_cut_off_anywhere(tmp_path: Path, name: str) -> None:
    data = CONTAINERS[name]
    for size in [*range(1, len(data), 1000 if len(data) > 5000 else 100), *range(len(data) - 12, len(data))]:
        tasks = read(tmp_path, name, data[:size])
        got = bodies(tasks)
        assert got == PAGES[: len(got)]
        problems = told(tasks)
        assert len(problems) <= 1 and (problems or len(got) == 8 or size in WHOLE.get(name, ()))
        if problems:
            assert tasks[-1].problem is problems[0]
            assert problems[0].code in ("truncated", "garbage"), problems[0]
            assert problems[0].hint and "byte" in problems[0].message or "stream" in problems[0].message
        # Everything that is there whole is read.
        if name == "log.warc":
            assert len(got) >= sum(start + len(PLAIN) // 8 + 50 < size for start in STARTS)
        if name == "log.warc.gz":
            assert len(got) >= sum(end <= size for end in MEMBERS[1:])


def test_the_report_says_where(tmp_path: Path) -> None:
    (problem,) = told(read(tmp_path, "log.warc.gz", PACKED[: MEMBERS[5] + 60]))
    assert problem.code == "truncated"
    assert f"At byte {MEMBERS[5] + 60:,} of the file: the gzip stream is cut off." in problem.message
    (task,) = [task for task in read(tmp_path, "log.warc", PLAIN[: STARTS[5] + 900]) if task.problem]
    assert task.problem is not None and f"At byte {STARTS[5]:,}" in task.problem.message
    # The record that it spoils is named.
    assert task.source_path.endswith("log.warc#6") and task.record is not None and task.record.id


def test_damage_in_the_middle_costs_what_it_hits(tmp_path: Path) -> None:
    for at in range(MEMBERS[3] + 20, MEMBERS[4], 7):
        data = bytearray(PACKED)
        data[at] ^= 0xFF
        tasks = read(tmp_path, "log.warc.gz", bytes(data))
        assert bodies(tasks) == [*PAGES[:3], *PAGES[4:]]
        assert len(told(tasks)) == 1 and told(tasks)[0].code in ("corrupt", "garbage") and len(tasks) == 8


def test_damage_at_every_byte_loses_no_other_record(tmp_path: Path) -> None:
    for name, data in {"log.warc.gz": PACKED, "log.warc.zst": in_frames(PLAIN)}.items():
        for at in range(0, len(data), 37):
            hurt = bytearray(data)
            hurt[at] ^= 0x55
            tasks = read(tmp_path, name, bytes(hurt))
            whole = [body for body in bodies(tasks) if body in PAGES]
            # A block of Zstandard that says that it is longer can swallow the next frame before that is noticed.
            assert len(whole) >= (7 if name == "log.warc.gz" else 6), at
            assert whole == bodies(tasks) and (len(whole) == 8 or told(tasks)), at


@pytest.mark.parametrize("pack", ["gz", "gz stored", "zst", "zst unchecked"])
def test_parts_damaged_side_by_side_swallow_no_other(tmp_path: Path, pack: str) -> None:
    """Of each damaged one the end is unknown: one that goes on into those behind it, or to the end, loses none of them."""
    noise = [Part(b"<!doctype html>" + random.Random(n).randbytes(9000), f"{SITE}/{n}") for n in range(9)]
    plain = by_warcio(noise, gzip=False, info=False)
    packer = zstandard.ZstdCompressor(write_checksum=pack == "zst")
    level = 0 if pack == "gz stored" else 6
    parts = [
        gzip.compress(b"WARC/1.0" + rest, level, mtime=0) if pack < "z" else packer.compress(b"WARC/1.0" + rest)
        for rest in plain.split(b"WARC/1.0")[1:]
    ]
    draw = random.Random(7)
    for _ in range(40):
        hurt = list(parts)
        count = draw.choice((2, 3))
        for number in range(2, 2 + count):
            at = draw.randrange(len(parts[number]))
            cut = draw.choice((0, 1, 30, 20_000))
            hurt[number] = parts[number][:at] + (b"" if cut else b"\xff") + parts[number][at + max(cut, 1) :]
        tasks = read(tmp_path, f"log.warc.{pack[:3].strip()}", b"".join(hurt))
        intact = [part.body for number, part in enumerate(noise) if not 2 <= number < 2 + count]
        assert [body for body in bodies(tasks) if body in intact] == intact, hurt
        if "un" not in pack:
            assert bodies(tasks) == intact and told(tasks)


def test_not_all_is_read_again_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of two parts swallows the beginning of the one behind it; who may read again only once loses one."""
    parts = [gzip.compress(b"WARC/1.0" + rest, 0, mtime=0) for rest in PLAIN.split(b"WARC/1.0")[1:]]
    for number in (2, 5):
        parts[number] = parts[number][:500] + parts[number][530:]
    data = b"".join(parts)
    assert [body for body in bodies(read(tmp_path, "log.warc.gz", data)) if body in PAGES] == [
        PAGES[number] for number in (0, 1, 3, 4, 6, 7)
    ]
    monkeypatch.setattr("cleaner.archive.decompress._PATIENCE", 0)
    monkeypatch.setattr("cleaner.archive.decompress._LEAST_PATIENCE", 0)
    assert [body for body in bodies(read(tmp_path, "log.warc.gz", data)) if body in PAGES] == [
        PAGES[number] for number in (0, 1, 3, 4, 7)
    ]


def test_bzip2_by_record_loses_what_damage_hits(tmp_path: Path) -> None:
    parts = [bz2.compress(b"WARC/1.0" + rest) for rest in PLAIN.split(b"WARC/1.0")[1:]]
    parts[3] = parts[3][:60] + b"\xff" * 20 + parts[3][80:]
    tasks = read(tmp_path, "log.warc.bz2", b"".join(parts))
    assert bodies(tasks) == [*PAGES[:3], *PAGES[4:]] and len(told(tasks)) == 1


def at_record(number: int, old: bytes, new: bytes) -> bytes:
    """The plain file with something else in one record."""
    start, end = STARTS[number], [*STARTS, len(PLAIN)][number + 1]
    assert old in PLAIN[start:end]
    return PLAIN[:start] + PLAIN[start:end].replace(old, new, 1) + PLAIN[end:]


def length_of(number: int) -> int:
    rest = PLAIN[STARTS[number] :]
    return int(rest[rest.index(b"Content-Length: ") + 16 :].split(b"\r\n", 1)[0])


@pytest.mark.parametrize("by", [-1, 1, 2])
def test_a_length_that_only_misses_a_line_break_costs_nothing(tmp_path: Path, by: int) -> None:
    size = length_of(3)
    data = at_record(3, b"Content-Length: %d" % size, b"Content-Length: %d" % (size + by))
    assert [body.strip() for body in bodies(read(tmp_path, "log.warc", data))] == [body.strip() for body in PAGES]


@pytest.mark.parametrize("by", [-200, 300, 2500, 10**6, 10**9, 10**15])
def test_a_wrong_length_costs_one_record(tmp_path: Path, by: int) -> None:
    size = length_of(3)
    data = at_record(3, b"Content-Length: %d" % size, b"Content-Length: %d" % (size + by))
    tasks = read(tmp_path, "log.warc", data)
    assert fates(tasks) == ["clean"] * 3 + ["bad-length!"] + ["clean"] * 4
    assert bodies(tasks) == [*PAGES[:3], *PAGES[4:]]
    assert bodies(read(tmp_path, "one.warc.gz", gzip.compress(data))) == [*PAGES[:3], *PAGES[4:]]


def test_a_length_beyond_the_file_costs_one_record_of_many(tmp_path: Path) -> None:
    """More lies behind it than is kept of what is read."""
    data = by_warcio(pages(1200), gzip=False, info=False)
    start = data.index(b"Content-Length: ", data.index(b"WARC/1.0", 9))
    wrong = data[:start] + b"Content-Length: 9" + b"0" * 9 + data[data.index(b"\r\n", start) :]
    tasks = read(tmp_path, "log.warc", wrong, max_record=5000)
    assert fates(tasks) == ["clean", "bad-length!"] + ["clean"] * 1198


@pytest.mark.parametrize("split", [1, 6, 10, 30])
def test_a_record_behind_garbage_is_found_where_blocks_meet(tmp_path: Path, split: int) -> None:
    junk = b"j" * (BLOCK - split - STARTS[4])
    assert bodies(read(tmp_path, "log.warc", PLAIN[: STARTS[4]] + junk + PLAIN[STARTS[4] :])) == PAGES


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
@pytest.mark.parametrize("length", [b"0", b"1", b"-1", b"many", b"123456", b"9" * 15, b"9" * 30])
def test_a_member_says_where_its_record_ends(tmp_path: Path, length: bytes, pack: Callable[[bytes], bytes]) -> None:
    """A length that is off by any number, or is none, costs nothing in a file that is packed record by record."""
    data = at_record(3, b"Content-Length: %d" % length_of(3), b"Content-Length: " + length)
    ending = "gz" if pack is gzip.compress else "zst"
    packed = b"".join(pack(b"WARC/1.0" + rest) for rest in data.split(b"WARC/1.0")[1:])
    tasks = read(tmp_path, f"log.warc.{ending}", packed)
    assert fates(tasks) == ["clean"] * 8 and bodies(tasks) == PAGES
    # A member that is cut off says nothing of the kind.
    third = pack(b"WARC/1.0" + data.split(b"WARC/1.0")[4])
    assert fates(read(tmp_path, f"log.warc.{ending}", third[:-9])) == ["truncated!"]


@pytest.mark.parametrize(("lines", "length"), [(40, b"7"), (40_000, b"999999999")])
def test_a_member_with_a_wrong_length_is_too_large_once(tmp_path: Path, lines: int, length: bytes) -> None:
    """Its size is that of the member, whether all of it is at hand beyond the limit or only its end."""
    data = by_warcio([Part(page(0, lines))], gzip=False, info=False)
    start = data.index(b"Content-Length: ")
    wrong = data[:start] + b"Content-Length: " + length + data[data.index(b"\r\n", start) :]
    (task,) = read(tmp_path, "log.warc.gz", gzip.compress(wrong), max_record=2000)
    size = len(data.partition(b"\r\n\r\n")[2]) - len(b"\r\n\r\n")
    assert task.problem is not None and f"is {size:,} bytes" in task.problem.message


@pytest.mark.parametrize(
    "length", [b"Content-Length: -7", b"Content-Length: many", b"X: y", b"Content-Length: " + b"9" * 40]
)
def test_no_length_costs_one_record(tmp_path: Path, length: bytes) -> None:
    tasks = read(tmp_path, "log.warc", at_record(3, b"Content-Length: %d" % length_of(3), length))
    assert bodies(tasks) == [*PAGES[:3], *PAGES[4:]] and len(told(tasks)) == 1 and len(tasks) == 8


@pytest.mark.parametrize(
    "junk",
    [
        b"?",
        b"junk\r\n" * 3,
        bytes(range(256)) * 40,
        b"\0" * 70_000 + b"x",
        b"WARC/1.0\r\n\r\n",
        b"WARC/1.0\r\nX: y\r\n" * 3,
    ],
)
def test_garbage_between_records_costs_none(tmp_path: Path, junk: bytes) -> None:
    data = PLAIN[: STARTS[4]] + junk + PLAIN[STARTS[4] :]
    tasks = read(tmp_path, "log.warc", data)
    assert bodies(tasks) == PAGES
    assert fates(tasks) == ["clean"] * 4 + ["garbage!"] + ["clean"] * 4
    (problem,) = told(tasks)
    assert f"At byte {STARTS[4]:,}" in problem.message
    if b"WARC" not in junk:
        packed = read(tmp_path, "log.warc.gz", PACKED[: MEMBERS[4]] + junk + PACKED[MEMBERS[4] :])
        assert bodies(packed) == PAGES and [problem.code for problem in told(packed)] == ["garbage"]


def test_garbage_in_front_and_behind(tmp_path: Path) -> None:
    tasks = read(tmp_path, "log.warc", b"oh no\n" + PLAIN + b"oh no")
    assert bodies(tasks) == PAGES and fates(tasks) == ["garbage!"] + ["clean"] * 8 + ["garbage!"]


def test_records_without_a_blank_line_behind_them(tmp_path: Path) -> None:
    data = PLAIN.replace(b"</html>\n\r\n\r\n", b"</html>\n")
    assert len(data) == len(PLAIN) - 8 * 4
    assert fates(read(tmp_path, "log.warc", data)) == ["clean"] * 8


def test_a_header_without_a_blank_line_behind_it(tmp_path: Path) -> None:
    data = at_record(3, b"\r\n\r\nHTTP/1.1", b"\r\nHTTP/1.1")
    tasks = read(tmp_path, "log.warc", data)
    assert bodies(tasks) == [*PAGES[:3], *PAGES[4:]] and len(tasks) == 8 and len(told(tasks)) == 1


def test_arc_records_with_a_wrong_length(tmp_path: Path) -> None:
    data = arc(pages(8))
    place = data.index(b"norholm.example/3 ")
    line = data[place : data.index(b"\n", place)]
    for length in (b"1", b"99999", b"999999999"):
        hurt = data.replace(line, line.rpartition(b" ")[0] + b" " + length)
        tasks = read(tmp_path, "log.arc", hurt)
        assert bodies(tasks) == [*PAGES[:3], *PAGES[4:]] and len(tasks) == 9 and len(told(tasks)) == 1, length


@pytest.mark.parametrize("name", ["log.warc", "log.warc.gz", "log.arc.gz", "log.wacz", "log.warc.zst"])
@pytest.mark.parametrize(
    "data", [b"", gzip.compress(b"", mtime=0), zstandard.compress(b""), b"\x1f", b"\x28\xb5", b"P", b"not it"]
)
def test_nothing_in_it(tmp_path: Path, name: str, data: bytes) -> None:
    (task,) = read(tmp_path, name, data)
    assert task.problem is not None and task.problem.hint and task.source_path.startswith(f"{tmp_path}/{name}")


def test_a_dictionary_that_is_none(tmp_path: Path) -> None:
    for frame in (
        zstandard.compress(b"x" * 1000)[:-4],
        zstandard.compress(bytes(50_000_000)),
        zstandard.MAGIC_NUMBER.to_bytes(4, "little"),
    ):
        data = (0x184D2A5D).to_bytes(4, "little") + len(frame).to_bytes(4, "little") + frame
        assert told(read(tmp_path, "log.warc.zst", data + in_frames(PLAIN)))


def test_a_dictionary_that_is_damaged(tmp_path: Path) -> None:
    whole = zstandard.train_dictionary(3000, [page(number) for number in range(60)]).as_bytes()
    data = (0x184D2A5D).to_bytes(4, "little") + len(whole).to_bytes(4, "little") + whole[:8] + bytes(200) + whole[208:]
    (task,) = read(tmp_path, "log.warc.zst", data + in_frames(PLAIN))
    assert task.problem is not None and task.problem.code == "corrupt" and "dictionary" in task.problem.message


# What is made to do harm.

LIMIT = 2_000_000


def heaviest(path: Path, **reading: object) -> tuple[list[str], int]:
    """What comes of a file, and the most memory that was held for it, in bytes."""
    tracemalloc.start()
    try:
        found = [fates([task])[0] for task in Inputs([str(path)], reading=Reading(max_record=LIMIT, **reading)).tasks()]  # type: ignore[arg-type]
        return found, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def big_record(size: int) -> bytes:
    return b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % size


def zeros(size: int, compress: type[gzip.GzipFile] | zstandard.ZstdCompressor, head: bytes = b"") -> bytes:
    """A compressed stream of zeros, made without holding them."""
    out = io.BytesIO()
    block = bytes(1_000_000)
    packer = compress.stream_writer(out, closefd=False) if isinstance(compress, zstandard.ZstdCompressor) else compress(fileobj=out, mode="wb")  # fmt: skip
    with packer as stream:
        stream.write(head)
        for _ in range(size // len(block)):
            stream.write(block)
    return out.getvalue()


@pytest.mark.parametrize("way", ["gz", "zst"])
@pytest.mark.parametrize("head", [b"", big_record(100_000_000), big_record(1000)])
def test_a_bomb_in_a_container_is_not_inflated(tmp_path: Path, way: str, head: bytes) -> None:
    bomb = zeros(100_000_000, gzip.GzipFile if way == "gz" else zstandard.ZstdCompressor(), head)
    good = PACKED if way == "gz" else in_frames(PLAIN)
    path = tmp_path / f"log.warc.{way}"
    path.write_bytes(good + bomb + good)
    found, memory = heaviest(path)
    # (A record of 1,000 bytes with zeros behind it is one; what follows it is only filled up.)
    assert (
        found.count("clean") == 16 + (head == big_record(1000))
        and 1 <= len([fate for fate in found if fate != "clean"]) <= 2
    )
    assert memory < 4 * LIMIT + 8_000_000


def test_a_large_record_is_passed_over(tmp_path: Path) -> None:
    """One that is no bomb, only larger than is wanted; the next one is read."""
    block = b"".join(page(number) for number in range(3000))
    assert len(block) > LIMIT
    large = big_record(len(block)) + block + b"\r\n\r\n"
    for name, data in {"log.warc": large + PLAIN, "log.warc.gz": gzip.compress(large) + PACKED}.items():
        (tmp_path / name).write_bytes(data)
        found, memory = heaviest(tmp_path / name)
        assert found == ["too-large!"] + ["clean"] * 8
        assert memory < 4 * LIMIT + 8_000_000


@pytest.mark.parametrize("make", ["log.warc.gz", "log.arc"])
def test_what_a_large_record_is_decides_before_its_size(tmp_path: Path, make: str) -> None:
    """Films and error pages above the limit are no errors: nobody wanted them."""
    film = Part(bytes(50_000), fields=[("Content-Type", "video/mp4")])
    parts = [film, Part(page(1) * 60, status="404 Not Found"), Part(page(2) * 60), *pages(1)]
    data = arc(parts) if make == "log.arc" else by_warcio(parts)
    tasks = read(tmp_path, make, data, max_record=40_000)
    assert fates(tasks) == ["type-warcinfo", "not-text", "status-404", "too-large!", "clean"]


def test_a_long_line_is_passed_over(tmp_path: Path) -> None:
    line = b'{"text": "The tide is low."}\n'
    data = line + b'{"text": "' + b"x" * 30_000_000 + b'"}\n' + line
    for name, packed in {
        "a.jsonl": data,
        "a.jsonl.gz": gzip.compress(data),
        "a.jsonl.zst": zstandard.compress(data),
    }.items():
        (tmp_path / name).write_bytes(packed)
        found, memory = heaviest(tmp_path / name)
        assert memory < 4 * LIMIT + 8_000_000
        assert found == (["clean", "too-large!", "clean"] if name == "a.jsonl" else ["clean", "too-large!"])


def test_bombs_in_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "log.wacz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/bomb.warc", big_record(80_000_000) + bytes(80_000_000))
        archive.writestr("archive/bomb.warc.gz", zeros(80_000_000, gzip.GzipFile))
        archive.writestr("archive/good.warc.gz", PACKED)
        archive.writestr("pages/pages.jsonl", b'{"url": "' + bytes(30_000_000))
    found, memory = heaviest(path)
    assert found.count("clean") == 8 and found[:1] == ["too-large!"] and len(found) <= 11
    assert memory < 4 * LIMIT + 12_000_000


def test_records_that_all_say_they_are_large(tmp_path: Path) -> None:
    """Looked for again after each, they would take time in the square of their number."""
    (tmp_path / "log.warc").write_bytes((b"WARC/1.0\r\nContent-Length: 1900000\r\n\r\n") * 20_000)
    found, memory = heaviest(tmp_path / "log.warc")
    assert set(found) <= {"bad-length!", "truncated!", "garbage!"} and memory < 8 * LIMIT + 8_000_000


def test_starts_of_members_that_are_none(tmp_path: Path) -> None:
    tasks = read(tmp_path, "log.warc.gz", PACKED + b"\x1f\x8b\x08\x00" * 100_000 + PACKED)
    assert bodies(tasks) == PAGES * 2 and len(tasks) == 17


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not tell")
def test_memory_of_a_process_that_reads_much(tmp_path: Path) -> None:
    """The whole, libraries and all: 300 MB of records go through in less than 150 MB."""
    path = tmp_path / "log.warc.gz"
    with path.open("wb") as stream:
        for number in range(30):
            block = page(number, 100) * 1000
            stream.write(gzip.compress(big_record(len(block)) + block + b"\r\n\r\n", 1))
    program = (
        "import sys; from cleaner.archive.sources import Inputs\n"
        "n = sum(len(task.data) for task in Inputs(sys.argv[1:]).tasks())\n"
        "print(n, *[line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')])"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True)
    size, memory = map(int, done.stdout.split())
    assert size > 250_000_000
    assert memory * 1024 < 150_000_000


# Anything.


def run(form: Format, data: bytes) -> list[Task]:
    stream = io.BytesIO(data)
    raw = Raw(stream, len(data))
    return list(read_container(form, Container("it", "it", raw, Reading(max_record=100_000)), stream))


def parquet_file() -> bytes:
    out = io.BytesIO()
    table = pa.table({"text": [f"The tide at {hour}." for hour in range(50)], "n": list(range(50))})
    pq.write_table(table, out, row_group_size=10)
    return out.getvalue()


def wacz_file() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("archive/log.warc.gz", PACKED)
        archive.writestr("pages/pages.jsonl", b'{"url": "u", "title": "t"}\n')
    return out.getvalue()


WHOLE: list[tuple[Format, bytes]] = [
    ("warc", PLAIN), ("warc", PACKED), ("warc", in_frames(PLAIN)), ("warc", b""), ("arc", arc(pages(3))),
    ("arc", gzip.compress(arc(pages(3)))), ("jsonl", b'{"text": "low tide", "n": 1}\n' * 9), ("jsonl", b""),
    ("parquet", parquet_file()), ("wacz", wacz_file()), ("wacz", b"PK\x03\x04"),
]  # fmt: skip


@pytest.mark.parametrize("which", range(len(WHOLE)))
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_anything_gives_tasks(which: int, data: st.DataObject) -> None:
    form, whole = WHOLE[which]
    start, end = sorted((data.draw(st.integers(0, len(whole))), data.draw(st.integers(0, len(whole)))))
    made = whole[:start] + data.draw(st.binary(max_size=80)) + whole[end if data.draw(st.booleans()) else start :]
    tasks = run(form, made)
    assert tasks
    for task in tasks:
        assert sum(part is not None for part in (task.data, task.skip, task.problem)) == 1
        assert task.problem is None or (task.problem.code != "internal-error" and task.problem.hint), task.problem


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=300))
def test_a_file_of_anything(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "file"
    path.write_bytes(data)
    assert tasks_of(path)
