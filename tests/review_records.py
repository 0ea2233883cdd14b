"""Records of our own making for the tests of the review page."""

from __future__ import annotations

from typing import Any

from cleaner.archive.encode import record
from cleaner.archive.task import Task
from cleaner.article import Article, Cut
from cleaner.document import Repair

TEXT = """Ferry to Norholm runs again

By Ilse Korhonen

The ferry to Norholm runs again from Monday, eleven weeks after it struck the pier at Vesterlund.

Wave at the harbour when you pass by!

The harbour board met on Tuesday and found the ramp to be sound, as it had been told to.

Read more: The pier that nobody built
"""

HOSTILE = (
    "<script>window.harmed = 1</script><img src=x onerror='window.harmed = 2'>"
    "</script><script>window.harmed = 3</script><!-- \u202egnol\u202c zero\u200bwidth \ufeff\x00\ud800 \u2028 {{ 7 * 7 }} javascript:harm()"
)


def made(source: str, cuts: dict[str, tuple[str, float]], path: str = "a.txt", **fields: Any) -> dict[str, Any]:
    """The record of a document of which some lines were cut.

    Args:
        cuts: for a line its label and the confidence.
        fields: of the article.
    """
    removed = [
        Cut(start, start + len(line), label, fields.get("rule", f"en.{label}.own"), sure, f"Because of {label}.", line)
        for line, (label, sure) in cuts.items()
        if (start := source.index(line)) >= 0
    ]
    fields.pop("rule", None)
    fields.setdefault("language", "en")
    removed.sort(key=lambda cut: cut.start)
    ends, starts = [0, *(cut.end for cut in removed)], [*(cut.start for cut in removed), len(source)]
    kept = "".join(source[end:start] for end, start in zip(ends, starts))
    text = "\n\n".join(line for line in kept.split("\n") if line.strip())
    article = Article(text=text, source=source, removed=removed, genre="article", **fields)
    return record(article, Task(path, path), "0123456789ab")


def ferry(path: str = "ferry.txt", **fields: Any) -> dict[str, Any]:
    """An article of which one cut is wrong, and one line was missed."""
    cuts = {
        "Ferry to Norholm runs again": ("headline", 0.95),
        "By Ilse Korhonen": ("byline", 0.99),
        "The harbour board met on Tuesday and found the ramp to be sound, as it had been told to.": ("related", 0.55),
        "Read more: The pier that nobody built": ("related", 0.97),
    }
    told = {"title": "Ferry to Norholm runs again", "authors": ["Ilse Korhonen"], **fields}
    return made(TEXT, cuts, path, **told)


def hostile(number: int) -> dict[str, Any]:
    """A document that tries to be more than text, wherever a record has text."""
    source = f"{HOSTILE} {number}\n{HOSTILE} cut {number}\n"
    start = source.index("\n") + 1
    article = Article(
        source=source,
        title=HOSTILE,
        authors=[HOSTILE, "long " * 20_000],
        site=f"{HOSTILE}{number}",
        language=HOSTILE,
        genre=HOSTILE,
        url="javascript:window.harmed=4",
        removed=[Cut(start, len(source) - 1, HOSTILE, HOSTILE, 0.6, HOSTILE, source[start:-1])],
        repairs=[Repair(0, 8, source[:8], HOSTILE, HOSTILE)],
        provenance={"title": {"source": HOSTILE, "key": HOSTILE, "candidates": [{"value": HOSTILE}]}},
    )
    return record(article, Task("</script>" + "x" * 100_000 + f"\u202e{number}", "x"), "0123456789ab")
