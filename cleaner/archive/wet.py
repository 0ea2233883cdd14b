"""WARC: a conversion record (WET) for each document. ISO 28500:2017 (WARC 1.1), written by warcio.

Nothing in them tells of the machine or the hour: ids are made of what the records hold, and dates are those of the
captures.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import uuid
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import quote

from cleaner.archive.task import Task
from cleaner.arguments import instant
from cleaner.article import Article
from cleaner.version import __version__

_NAMES = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")  # RFC 9562: names that are addresses

_EPOCH = "1970-01-01T00:00:00Z"
"""Stands for a date that nobody knows; WARC demands one."""


@dataclass(frozen=True, slots=True)
class Wet:
    """A conversion record of the clean text.

    Attributes:
        rules_version: of the Cleaner that made the articles.
        packed: whether each record is a member of gzip.
    """

    rules_version: str
    packed: bool = False

    def __call__(self, article: Article, task: Task) -> bytes:
        text = f"{article.text}\n" if article.text else ""
        payload = text.encode("utf-8", "replace")
        source = task.record.id if task.record else None
        address = article.url or task.url
        name = "\n".join((task.source_path, source or "", address or "", self.rules_version, __version__))
        headers = {
            "WARC-Type": "conversion",
            "WARC-Record-ID": _id(name.encode("utf-8", "surrogatepass") + b"\n" + payload),
            "WARC-Date": _moment(article.captured),
            "WARC-Target-URI": _address(address) or f"file:{quote(task.source_path, errors='surrogateescape')}",
        }
        if source:
            headers["WARC-Refers-To"] = f"<{source.strip('<>')}>"
        if article.language:
            headers["WARC-Identified-Content-Language"] = _three_letters(article.language)
            headers["Content-Language"] = article.language
        return _record(headers, "text/plain; charset=utf-8", payload, packed=self.packed)


def warcinfo(name: str, rules_version: str) -> bytes:
    """What a WARC file begins with: who made it, of what.

    Args:
        name: of the file; records are packed one by one if it ends with .gz.
        rules_version: of the Cleaner.
    """
    fields = {
        "software": f"cleaner/{__version__}",
        "rules": rules_version,
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "description": "Clean text of the records that WARC-Refers-To names",
    }
    payload = "".join(f"{key}: {value}\r\n" for key, value in fields.items()).encode()
    headers = {
        "WARC-Type": "warcinfo",
        "WARC-Record-ID": _id(name.encode("utf-8", "surrogatepass") + b"\n" + payload),
        "WARC-Filename": quote(name, safe=" !#$%&'()+,;=@[]^{}~", errors="surrogateescape"),
        "WARC-Date": _EPOCH,
    }
    return _record(headers, "application/warc-fields", payload, packed=name.lower().endswith(".gz"))


def _record(headers: dict[str, str], content_type: str, payload: bytes, *, packed: bool) -> bytes:
    from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed, warc_version="1.1")
    given = {"warc_content_type": content_type, "warc_headers_dict": headers}
    kind, body = headers["WARC-Type"], io.BytesIO(payload)
    writer.write_record(writer.create_warc_record("", kind, body, len(payload), **given))
    return out.getvalue()


def _id(name: bytes) -> str:
    """A version 5 UUID of bytes."""
    digest = hashlib.sha1(_NAMES.bytes + name, usedforsecurity=False).digest()
    return f"<urn:uuid:{uuid.UUID(bytes=digest[:16], version=5)}>"


def _address(url: str | None) -> str | None:
    """An address that fits on a header's line, or None."""
    if not url:
        return None
    return re.sub(r"[\x00-\x20\x7f<>]", lambda found: quote(found[0]), url).encode("utf-8", "replace").decode()


def _three_letters(language: str) -> str:
    """The language of a BCP 47 tag as ISO 639-3 has it, which is how Common Crawl's WET files say it."""
    code = language.partition("-")[0].lower()
    return _iso_639().get(code, code)


@cache
def _iso_639() -> dict[str, str]:
    """The three letters of ISO 639-3 by the two of ISO 639-1."""
    codes: dict[str, str] = json.loads(files("cleaner").joinpath("data/iso639.json").read_text("utf-8"))
    return codes


def _moment(captured: str | None) -> str:
    """An ISO 8601 date in the form that WARC demands: UTC, to the second."""
    moment = instant(captured or "")
    return moment.strftime("%04Y-%m-%dT%H:%M:%SZ") if moment else _EPOCH
