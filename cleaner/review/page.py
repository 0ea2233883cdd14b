"""The review page: one HTML file that holds its documents, style and script, and asks for nothing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from cleaner.document import LABELS
from cleaner.review.charts import charts, missing_library, short, svg
from cleaner.review.counts import Counts
from cleaner.review.entry import body, doubt, entry, fields, pack
from cleaner.review.sample import By
from cleaner.text.printable import one_line

_SCRIPTS = ("text.js", "list.js", "document.js", "metadata.js", "review.js")


def review_page(records: Iterable[dict[str, Any]], counts: Counts, name: str, by: By | None = None) -> str:
    """The page.

    Args:
        records: the documents that are looked at; those where the judge was least sure come first.
        counts: of all documents of the run, for the plots.
        name: of the run, for the title and for the file of marks.
        by: what the list is sorted by at first; none: doubt.

    Raises:
        CleanerError: code "missing-library".
    """
    chosen = sorted(records, key=lambda record: -doubt(record))
    packed = [pack(body(record)) for record in chosen]
    index = {
        "name": name,
        "key": hashlib.sha256("\n".join(packed).encode()).hexdigest()[:16],
        "by": by,
        "labels": LABELS,
        "fields": fields(),
        "documents": [entry(record) for record in chosen],
    }
    return render(
        "review.html",
        name=one_line(name),
        counts=counts,
        charts=[(chart, svg(chart)) for chart in charts(counts)],
        shown=len(chosen),
        labels=LABELS,
        records="\n".join([pack(index), *packed]),
        script="\n".join(map(_part, _SCRIPTS)),
    )


def render(template: str, **values: Any) -> str:
    """One of the HTML files of this folder, filled in; what is put in is escaped. Its policy allows its own style and script alone.

    Raises:
        CleanerError: code "missing-library".
    """
    try:
        import jinja2
    except ImportError as error:
        raise missing_library("Jinja2") from error
    style = _part("review.css")
    allowed = [f"style-src {_digest(style)}"]
    if "script" in values:
        allowed.append(f"script-src {_digest(values['script'])}")
    policy = "; ".join(["default-src 'none'", *allowed, "base-uri 'none'", "form-action 'none'"])
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_part),
        autoescape=True,
        undefined=jinja2.ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        printable=lambda text: one_line(str(text)), short=lambda text, most: short(str(text), most)
    )
    return environment.get_template(template).render(style=style, policy=policy, **values)


@cache
def _part(name: str) -> str:
    """A file of this folder."""
    return files("cleaner.review").joinpath(name).read_text("utf-8")


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
