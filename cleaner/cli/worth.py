"""What rules are worth over documents with gold: `cleaner rules test --gold`."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaner.article import Article
from cleaner.document import Kind
from cleaner.errors import CleanerError

if TYPE_CHECKING:
    from cleaner.rules import Rule

_WORD = re.compile(r"\w+")
_GOLD_JSON, _GOLD_TEXT = ".gold.json", ".gold.txt"
_KINDS: dict[str, Kind] = {".txt": "text", ".html": "html", ".htm": "html"}
_PHRASE = 4
"""Words of a line that are looked for anywhere in the wanted text; a shorter line must be a whole line of it."""

_RUN = 5
_SHARE = 0.5
"""A line of more words is wanted if half of its runs of five words are."""

_EXAMPLES = 3


@dataclass(slots=True)
class Sample:
    """A document and the text that is to be left of it.

    Attributes:
        path: of the document. kind: how it is read.
        wanted: its gold, as lines.
        url: where it comes from, if the gold says so.
    """

    path: Path
    kind: Kind
    wanted: str
    url: str | None = None


@dataclass(slots=True)
class Worth:
    """What a rule cut of gold documents.

    Attributes:
        right, wrong: its cuts that the gold cuts, and those that the gold keeps.
        right_words, wrong_words: words in them.
        examples: the first of the wrong ones.
    """

    right: int = 0
    wrong: int = 0
    right_words: int = 0
    wrong_words: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of its cuts that are right; 1 where it made none."""
        cuts = self.right + self.wrong
        return self.right / cuts if cuts else 1.0

    def add(self, text: str, wrong: bool) -> None:
        """Counts a cut."""
        words = len(_WORD.findall(text))
        if wrong:
            self.wrong += 1
            self.wrong_words += words
            if len(self.examples) < _EXAMPLES:
                self.examples.append(" ".join(text.split())[:200])
        else:
            self.right += 1
            self.right_words += words


def read_samples(folder: Path) -> Iterator[Sample]:
    """The documents in a folder that have gold: NAME.txt or NAME.html with NAME.gold.json or NAME.gold.txt, by name.

    NAME.gold.json is as samples/README.md says; NAME.gold.txt holds the wanted text and nothing else.

    Raises:
        CleanerError: code "bad-gold", if there is no gold, a gold has no document, or cannot be read.
    """
    golds = sorted(path for path in folder.iterdir() if path.name.endswith((_GOLD_JSON, _GOLD_TEXT)))
    if not golds:
        raise _bad(
            folder, "holds no gold", "Gold is a file NAME.gold.txt or NAME.gold.json beside NAME.txt or NAME.html."
        )
    for gold in golds:
        name = gold.name.removesuffix(_GOLD_JSON).removesuffix(_GOLD_TEXT)
        document = next((path for end in _KINDS if (path := folder / f"{name}{end}").is_file()), None)
        if document is None:
            raise _bad(gold, "is gold of nothing", f"Put {name}.txt or {name}.html beside it.")
        try:
            text = gold.read_text(encoding="utf-8")
            if gold.name.endswith(_GOLD_TEXT):
                yield Sample(document, _KINDS[document.suffix], text)
            else:
                said = json.loads(text)
                yield Sample(document, _KINDS[document.suffix], _wanted(said, document), said.get("url"))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise _bad(gold, f"cannot be read ({error})", "samples/README.md says what gold looks like.") from error


def _wanted(gold: dict[str, Any], document: Path) -> str:
    """The lines that a gold keeps."""
    if document.suffix != ".txt":
        return "\n".join(gold["keep"])
    lines = document.read_text(encoding="utf-8").split("\n")
    for part in gold.get("cut_inline", ()):
        lines[part["line"] - 1] = lines[part["line"] - 1].replace(part["text"], " ")
    return "\n".join(line for number, line in enumerate(lines, 1) if str(number) not in gold["cut"])


def weigh(article: Article, wanted: str, worth: dict[str, Worth]) -> None:
    """Adds the cuts of a document to what its rules are worth.

    A cut is wrong where the gold keeps what it cuts, and the clean text does not hold it as often as the gold: of a
    headline that stands on the page twice one may go.

    Args:
        wanted: the text that should be left.
        worth: by rule; rules that are not in it are added.
    """
    gold, left = Lines(wanted), Lines(article.text)
    for cut in article.removed:
        worth.setdefault(cut.rule, Worth()).add(cut.text, gold.misses(cut.text, left))


class Lines:
    """A text as it is searched for lines: by its words in lower case."""

    def __init__(self, text: str) -> None:
        rows = [_WORD.findall(line.lower()) for line in text.split("\n")]
        words = [word for row in rows for word in row]
        self.lines = Counter(" ".join(row) for row in rows)
        self.text = f" {' '.join(words)} "
        self.runs = Counter(zip(*(words[at:] for at in range(_RUN))))
        self.missed: Counter[str] = Counter()

    def misses(self, cut: str, left: Lines) -> bool:
        """Whether this text holds what was cut, more often than what is left of the document does.

        What is missed is counted as left from then on, so that of two copies one may be wrong and one right.
        """
        words = _WORD.findall(cut.lower())
        line = " ".join(words)
        if len(words) > _RUN + 2:
            runs = list(zip(*(words[at:] for at in range(_RUN))))
            missed = sum(self.runs[run] > left.runs[run] for run in runs) >= _SHARE * len(runs)
            if missed:
                left.runs.update(runs)
            return missed
        if len(words) < _PHRASE:
            missed = bool(words) and self.lines[line] > left.lines[line] + left.missed[line]
        else:
            missed = self.text.count(f" {line} ") > left.text.count(f" {line} ") + left.missed[line]
        left.missed[line] += missed
        return missed


def _bad(path: Path, problem: str, hint: str) -> CleanerError:
    return CleanerError(f"{str(path)!r} {problem}.", hint=hint, code="bad-gold")


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
