"""The record that stands for one cleaned document; `cleaner/data/record.schema.json` describes it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

from cleaner.article import Article
from cleaner.inputs import Record
from cleaner.version import __version__

SCHEMA_VERSION = 1
"""Goes up when a field of the record changes its meaning or goes away; a new field does not raise it."""


def record(
    article: Article,
    *,
    source_path: str,
    rules_version: str,
    archived: Record | None = None,
    extra: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The article's fields, and where they come from.

    Args:
        article: as cleaned.
        source_path: the document's name.
        rules_version: `Cleaner.rules_version` of what cleaned it.
        archived: what the container says of it that it comes from.
        extra: fields of a JSON line or a Parquet row that are passed through.

    Returns:
        `article.to_dict()` plus `id`, `source_path`, `sha256`, `cleaner_version`, `rules_version`, `schema_version`;
        `record` and `extra` where there is something to say.
    """
    digest = sha256(article.source)
    made = {
        "id": record_id(source_path, digest),
        "source_path": source_path,
        **article.to_dict(),
        "sha256": digest,
        "cleaner_version": __version__,
        "rules_version": rules_version,
        "schema_version": SCHEMA_VERSION,
    }
    if archived is not None:
        made["record"] = asdict(archived)
    if extra is not None:
        made["extra"] = extra
    return made


def sha256(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal; lone surrogates are encoded like other code points."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def record_id(source_path: str, digest: str) -> str:
    """A name for the record that is the same in every run over the same document under the same path.

    The first 32 hexadecimal digits of the SHA-256 of path, line feed and digest of the source: 128 bits, so that two
    of 10^12 records share one with a chance below 10^-14.
    """
    return sha256(f"{source_path}\n{digest}")[:32]


def json_line(value: dict[str, Any]) -> bytes:
    """A record as one line of JSON in UTF-8, with its line feed.

    What reads it back gets the same record, except that JSON takes the two halves of a surrogate pair for one
    character. No decoder gives text with such halves side by side; only a str put together by hand can hold them.

    Raises:
        TypeError: if the record holds what JSON cannot say.
        ValueError: if it holds a number that is none (NaN, infinity) beside a lone surrogate.
    """
    import orjson

    try:
        return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:
        # Lone surrogates have no UTF-8, and integers may pass 64 bits: slower, but nothing is lost.
        return json.dumps(value, allow_nan=False, separators=(",", ":")).encode("ascii") + b"\n"
