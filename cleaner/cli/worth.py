"""What rules are worth over documents with gold: `cleaner rules test --gold`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaner.cli.gold import Worth, read_samples, weigh
from cleaner.errors import CleanerError

if TYPE_CHECKING:
    from cleaner.rules import Rule

_NAME = 36
_MOST_NEVER = 10


def weighed(folder: Path, rules: Sequence[Rule], own: Sequence[str], *, everything: bool) -> dict[str, Any]:
    """Cleans the documents of a folder that have gold, and counts each rule's cuts.

    Args:
        folder: with documents and gold. rules: those that are asked about. own: the user's folders of rules.
        everything: count the heuristics' cuts too.

    Returns:
        "documents"; "unread", those that could not be cleaned; "rules", each with its figures, those that cut most words
        wrongly first; "never", the ids of those that cut nothing.

    Raises:
        CleanerError: code "bad-gold".
    """
    from cleaner.engine import Cleaner

    engine = Cleaner(rules=own)
    worth: dict[str, Worth] = {}
    documents, unread = 0, []
    for sample in read_samples(folder):
        try:
            article = engine.clean(sample.path.read_bytes(), kind=sample.kind, url=sample.url)
        except (CleanerError, OSError) as error:
            unread.append(f"{sample.path}: {error}")
            continue
        documents += 1
        weigh(article, sample.wanted, worth)
    known = {rule.id for rule in rules}
    rows = [
        {
            "id": name, "cuts": one.right + one.wrong, "right": one.right, "wrong": one.wrong, "right_words": one.right_words,
            "wrong_words": one.wrong_words, "precision": round(one.precision, 4), "wrong_examples": one.examples,
        }
        for name, one in sorted(worth.items(), key=lambda item: (-item[1].wrong_words, -item[1].right_words, item[0]))
        if name in known or everything
    ]  # fmt: skip
    never = [rule.id for rule in rules if rule.id not in worth]
    return {"documents": documents, "unread": unread, "rules": rows, "never": never}


def table(told: dict[str, Any]) -> Iterator[str]:
    """The same for people, 80 columns wide."""
    for line in told["unread"]:
        yield f"not cleaned: {line}"
    yield ""
    yield f"{'cuts and their words by gold':<{_NAME}} {'cuts':>6} {'wrong':>6} {'right':>6} {'words':>8} {'wrong':>7} {'w. %':>5}"
    sums = dict.fromkeys(("cuts", "wrong", "right", "right_words", "wrong_words"), 0)
    for row in told["rules"]:
        for name in sums:
            sums[name] += row[name]
        yield _row(row["id"], row)
    yield _row("all", sums)
    never = told["never"]
    yield ""
    yield f"documents: {told['documents']:,}; rules that cut nothing: {len(never):,}" + (":" if never else "")
    for name in never[:_MOST_NEVER]:
        yield f"  {name}"
    if len(never) > _MOST_NEVER:
        yield f"  and {len(never) - _MOST_NEVER:,} more (--json names all)"


def _row(name: str, row: dict[str, Any]) -> str:
    shown = name if len(name) <= _NAME else name[: _NAME - 3] + "..."
    words = row["right_words"] + row["wrong_words"]
    share = 100 * row["wrong_words"] / words if words else 0.0
    return (
        f"{shown:<{_NAME}} {row['cuts']:>6} {row['wrong']:>6} {row['right']:>6} {row['right_words']:>8} {row['wrong_words']:>7} "
        f"{share:>5.1f}"
    )
