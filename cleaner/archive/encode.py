"""What is written for one document, in each output format. Encoders go to the worker processes: they pickle.

A record is described in `cleaner/data/record.schema.json`.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from cleaner.archive.files import create, hidden, place, save, writing
from cleaner.archive.output import Codec, Part, Written, result
from cleaner.archive.task import Task
from cleaner.arguments import instant
from cleaner.article import SCHEMA_VERSION, Article
from cleaner.errors import CleanerError
from cleaner.render import Format, Options, render
from cleaner.version import __version__

if TYPE_CHECKING:
    import pyarrow.parquet  # type: ignore[import-untyped]

_COLUMNS = ("source_path", "title", "authors", "published", "site", "language", "url", "text")  # unless some are named

# What spreadsheets take for a formula (OWASP, "CSV injection"; the last four are what some of them take for the first),
# and what they take for a number.
_FORMULA = re.compile(r"[\t\r]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"[+-]?[\d.,]*")
_QUOTED = re.compile('[",;\t\r\n]')  # spreadsheets part cells at semicolons where a comma stands in numbers

_URL_NAMES = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")  # RFC 9562: names that are addresses
_EPOCH = "1970-01-01T00:00:00Z"  # stands for a date that nobody knows; WARC demands one

Encoder = Callable[[Article, Task], bytes]
"""Turns an article into the bytes that are written for it."""


class OutputForm(ABC):
    """A format of output: an encoder, and the files that take what it makes."""

    @abstractmethod
    def __call__(self, article: Article, task: Task) -> bytes:
        """The bytes that are written for a document."""

    def head(self, name: str) -> bytes:
        """What a file of this name begins with."""
        return b""

    def open_part(self, path: str, mark: Written | None) -> Part:
        """Opens a file of the output."""
        return Part(path, mark, head=self.head(os.path.basename(path)))


def record(article: Article, task: Task, rules_version: str) -> dict[str, Any]:
    """`article.to_dict()` plus `id`, `source_path`, `sha256` and the versions; `record` and `extra` where there is
    something to say."""
    digest = sha256(article.source)
    made = {
        "id": sha256(f"{task.source_path}\n{digest}")[:32],  # the same in every run over the document under this path
        "source_path": task.source_path,
        **article.to_dict(),
        "sha256": digest,
        "cleaner_version": __version__,
        "rules_version": rules_version,
        "schema_version": SCHEMA_VERSION,
    }
    if task.record is not None:
        made["record"] = asdict(task.record)
    if task.extra is not None:
        made["extra"] = task.extra
    return made


@cache
def _data(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(files("cleaner").joinpath("data", name).read_text("utf-8"))
    return data


def record_schema() -> dict[str, Any]:
    """The JSON Schema of a record."""
    return _data("record.schema.json")


def sha256(text: str) -> str:
    """SHA-256 of a text in UTF-8; lone surrogates are encoded like other code points."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def json_line(value: dict[str, Any]) -> bytes:
    """A record as one line of JSON in UTF-8, with its line feed.

    What reads it back gets the same record, except that JSON takes the two halves of a surrogate pair for one
    character. No decoder gives text with such halves side by side; only a str put together by hand can hold them.
    """
    # Not orjson: it asks for eight times the bytes of a text, and ends the process where it does not get them.
    line = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    try:
        return (line + "\n").encode()
    except UnicodeEncodeError:  # lone surrogates
        return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def field_names(text: str) -> tuple[str, ...]:
    """The fields that "title, authors,published" names, in its order, each once."""
    known = record_schema()["properties"]
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        raise CleanerError(
            f"A record has no field {unknown[0]!r}." if unknown else "No field is named.",
            hint=f"Name some of {', '.join(sorted(known))}, with commas between them.",
            code="bad-field",
        )
    return names


@dataclass(frozen=True, slots=True)
class Records(OutputForm):
    """Records, whole or those `fields` of them: as JSON Lines, or as rows of a table (`form`: "jsonl", "csv", "tsv").

    In a table a list is one cell, its entries parted by "; "; what is unknown is an empty cell; an object is JSON. TSV
    has no way to write tabs and line breaks in a cell: they are spaces there. CSV is as RFC 4180 has it. A cell that a
    spreadsheet would take for a formula gets an apostrophe before it.
    """

    rules_version: str
    fields: tuple[str, ...] = ()
    form: str = "jsonl"
    signals: bool = False

    def __call__(self, article: Article, task: Task) -> bytes:
        whole = record(article, task, self.rules_version)
        if self.signals:
            from cleaner.corpus.signals import signals

            whole["signals"] = signals(article.text)
        if self.form == "jsonl":
            return json_line({name: whole.get(name) for name in self.fields} if self.fields else whole)
        return self._row([_cell(whole.get(name)) for name in self.fields or _COLUMNS])

    def head(self, name: str) -> bytes:
        return b"" if self.form == "jsonl" else self._row(list(self.fields or _COLUMNS))

    def _row(self, cells: list[str]) -> bytes:
        if self.form == "tsv":
            cells = [" ".join(cell.split()) for cell in cells]
        cells = [f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell for cell in cells]
        if self.form == "tsv":
            line = "\t".join(cells) + "\n"
        else:
            quoted = ['"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell for cell in cells]
            line = (",".join(quoted) or '""') + "\r\n"
        return line.encode("utf-8", "replace")


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        return "; ".join(value)  # as Dublin Core's guidelines for tables have it
    return json.dumps(value, ensure_ascii=False) if value or value == 0 else ""


@dataclass(frozen=True, slots=True)
class Rendered(OutputForm):
    """The article as text, Markdown, HTML, TEI or vertical text, ended by a line feed; nothing for a text that is empty.

    If it is `headed`, "==> name <==" stands above each document and a blank line below, as head(1) parts files; so they do
    where records of a container have no files of their own (`apart`). Vertical text has an element for each document.
    """

    form: Format = "text"
    options: Options = field(default_factory=Options)
    headed: bool = False
    apart: bool = False

    def __call__(self, article: Article, task: Task) -> bytes:
        written = render(article, self.form, self.options)
        text = f"{written}\n" if written else ""
        if self.form != "vertical" and (self.headed or (task.record is not None and not self.apart)):
            text = f"==> {task.source_path} <==\n{text}\n"
        return text.encode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Wet(OutputForm):
    """A conversion record (WET) of the clean text: ISO 28500:2017 (WARC 1.1); `packed`: as a member of gzip.

    Nothing in it tells of the machine or the hour: ids are made of what the records hold, dates are those of the captures.
    """

    rules_version: str
    packed: bool = False

    def __call__(self, article: Article, task: Task) -> bytes:
        source = task.record.id if task.record else None
        address = (article.url or task.url or "").encode("utf-8", "replace").decode()
        name = "\n".join((task.source_path, source or "", address, self.rules_version, __version__))
        moment = instant(article.captured or "")
        headers = {
            "WARC-Type": "conversion",
            "WARC-Date": moment.strftime("%04Y-%m-%dT%H:%M:%SZ") if moment else _EPOCH,
            "WARC-Target-URI": re.sub(r"[\x00-\x20\x7f<>]", lambda found: quote(found[0]), address)
            or f"file:{quote(task.source_path, errors='surrogateescape')}",
        }
        if source:
            headers["WARC-Refers-To"] = f"<{source.strip('<>')}>"
        if article.language:
            code = article.language.partition("-")[0].lower()
            # ISO 639-3, as Common Crawl's WET files have it
            headers["WARC-Identified-Content-Language"] = str(_data("iso639.json").get(code, code))
            headers["Content-Language"] = article.language
        text = f"{article.text}\n" if article.text else ""
        return self._record(name, headers, "text/plain; charset=utf-8", text.encode("utf-8", "replace"))

    def head(self, name: str) -> bytes:
        fields = {
            "software": f"cleaner/{__version__}",
            "rules": self.rules_version,
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "description": "Clean text of the records that WARC-Refers-To names",
        }
        headers = {
            "WARC-Type": "warcinfo",
            "WARC-Filename": quote(name, safe=" !#$%&'()+,;=@[]^{}~", errors="surrogateescape"),
            "WARC-Date": _EPOCH,
        }
        payload = "".join(f"{key}: {value}\r\n" for key, value in fields.items()).encode()
        return self._record(name, headers, "application/warc-fields", payload)

    def open_part(self, path: str, mark: Written | None) -> Part:
        return Part(path, mark, codec=Codec(), head=self.head(os.path.basename(path)))  # packed already, one by one

    def _record(self, name: str, headers: dict[str, str], content_type: str, payload: bytes) -> bytes:
        """A record whose id is made (UUID, version 5) of a name and what it holds."""
        from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

        named = _URL_NAMES.bytes + name.encode("utf-8", "surrogatepass") + b"\n" + payload
        digest = hashlib.sha1(named, usedforsecurity=False).digest()
        headers["WARC-Record-ID"] = f"<urn:uuid:{uuid.UUID(bytes=digest[:16], version=5)}>"
        out, body = io.BytesIO(), io.BytesIO(payload)
        writer = WARCWriter(out, gzip=self.packed, warc_version="1.1")
        given = {"warc_content_type": content_type, "warc_headers_dict": headers}
        writer.write_record(writer.create_warc_record("", headers["WARC-Type"], body, len(payload), **given))
        return out.getvalue()


# Spelled out, so that other defaults of another pyarrow do not give other bytes.
_SETTINGS: dict[str, Any] = {
    "version": "2.6",
    "compression": "zstd",
    "compression_level": 3,
    "use_dictionary": True,
    "write_statistics": True,
    "data_page_size": 1 << 20,
    "data_page_version": "1.0",
    "store_schema": False,
}


class Columns(Records):
    """Records as columns."""

    def open_part(self, path: str, mark: Written | None) -> Part:
        return ParquetPart(path, mark, self.fields)


class ParquetPart(Part):
    """A Parquet file; takes lines of JSON, as `Records` makes them.

    A file of Parquet has its index at the end, so that none can be gone on with: until it is finished the lines are kept
    packed, a frame for each mark, and a row group is made of each frame.
    """

    def __init__(self, path: str, mark: Written | None, fields: tuple[str, ...]) -> None:
        super().__init__(path, mark, codec=Codec(".zst"))
        self._schema = schema(fields)

    def finish(self, *, force: bool) -> Written:
        import pyarrow.parquet

        columns = hidden(self._target, "columns.part")
        try:
            with writing(self.path):
                self._file.close()
                with create(columns) as sink:
                    with pyarrow.parquet.ParquetWriter(sink, self._schema, **_SETTINGS) as rows:
                        for lines in _frames(self._temporary):
                            rows.write_table(table(lines, self._schema), row_group_size=len(lines))
                    save(sink)
                place(columns, self._target, force=force)
                os.unlink(self._temporary)
        finally:
            with suppress(OSError):  # it can be made again
                os.unlink(columns)
        return result(self.path, self.records)


def _frames(spool: str) -> Iterator[list[bytes]]:
    """The lines of each frame."""
    import zstandard

    with open(spool, "rb") as file:
        rest = file.read(1 << 20)
        while rest:
            frame = zstandard.ZstdDecompressor().decompressobj()
            data = frame.decompress(rest)
            while not frame.eof and (chunk := file.read(1 << 20)):
                data += frame.decompress(chunk)
            if data:
                yield data.splitlines(keepends=True)
            rest = frame.unused_data or file.read(1 << 20)


def table(lines: list[bytes], columns: pyarrow.Schema) -> pyarrow.Table:
    """Lines of JSON, as `json_line` writes them, as a table; lone surrogates, which Arrow cannot hold, become question marks.

    What has no fixed fields (`provenance`, `extra`, `structure`) becomes strings of JSON.
    """
    import orjson
    import pyarrow

    strings = [column.name for column in columns if column.type == pyarrow.string()]
    rows = []
    for line in lines:
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError:  # escapes of lone surrogates, or integers past 64 bits
            row = json.loads(json.dumps(json.loads(line), ensure_ascii=False).encode("utf-8", "replace"))
        for name in strings:
            if isinstance(row.get(name), (dict, list)):
                row[name] = json.dumps(row[name], ensure_ascii=False, separators=(",", ":"))
        rows.append(row)
    try:
        return pyarrow.Table.from_pylist(rows, schema=columns)
    except (pyarrow.ArrowException, OverflowError):
        return pyarrow.Table.from_pylist([_fitting(row, columns) for row in rows], schema=columns)


def _fitting(row: dict[str, Any], columns: pyarrow.Schema) -> dict[str, Any]:
    """A row without the values that no column holds (a year of thirty digits)."""
    import pyarrow

    kept = {}
    for column in columns:
        with suppress(pyarrow.ArrowException, OverflowError):
            kept[column.name] = pyarrow.scalar(row.get(column.name), column.type).as_py()
    return kept


def schema(fields: tuple[str, ...] = ()) -> pyarrow.Schema:
    """The columns for some fields of a record, or for all in the order of its schema."""
    import pyarrow

    properties = record_schema()["properties"]
    return pyarrow.schema([(name, _type(properties[name])) for name in fields or properties])


def _type(part: dict[str, Any]) -> pyarrow.DataType:
    """Arrow's type for a part of the schema of records; of several shapes the one that is not null counts."""
    import pyarrow

    if "$ref" in part:
        return _type(record_schema()["$defs"][part["$ref"].rpartition("/")[2]])
    for inner in (*part.get("anyOf", ()), *part.get("oneOf", ())):
        if inner.get("type") != "null":
            return _type(inner)
    kinds = part.get("type", ())
    if "array" in kinds:
        # Entries that are lists of unlike values have no type of Arrow's.
        return pyarrow.string() if "prefixItems" in part["items"] else pyarrow.list_(_type(part["items"]))
    if "object" in kinds and part.get("properties"):
        return pyarrow.struct([(name, _type(inner)) for name, inner in part["properties"].items()])
    if "integer" in kinds or isinstance(part.get("const"), int):
        return pyarrow.int64()
    if "number" in kinds:
        return pyarrow.float64()
    return pyarrow.bool_() if "boolean" in kinds else pyarrow.string()
