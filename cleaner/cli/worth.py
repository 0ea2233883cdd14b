"""What rules are worth over documents with gold: `cleaner rules test --gold`."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cleaner.article import Article
from cleaner.document import Kind
from cleaner.errors import CleanerError

if TYPE_CHECKING:
    from cleaner.rules import Rule

_WORD = re.compile(r"\w+")
_GOLD = re.compile(r"\.gold\.(json|txt)$")
_KINDS: dict[str, Kind] = {".txt": "text", ".html": "html", ".htm": "html"}
_PHRASE, _RUN = 4, 5
"""Words in a row that are looked for anywhere in the wanted text; a shorter line must be a whole line of it."""

_SHARE = 0.5
"""A longer line is wanted if half of its runs of five words are."""

_EXAMPLES, _NEVER = 3, 10
"""Wrong cuts of a rule, and rules that cut nothing, that are shown."""


class Sample(NamedTuple):
    """A document, how it is read, the lines that its gold keeps, and where it comes from, if the gold says so."""

    path: Path
    kind: Kind
    wanted: str
    url: str | None = None


Cuts = dict[str, list[tuple[str, bool]]]
"""What each rule cut of gold documents, and whether the gold keeps that."""


def read_samples(folder: Path) -> Iterator[Sample]:
    """The documents in a folder that have gold: NAME.txt or NAME.html with NAME.gold.json (as samples/README.md says) or
    NAME.gold.txt, which holds the wanted text; a CleanerError, code "bad-gold", if that is not so."""
    golds = sorted(path for path in folder.iterdir() if _GOLD.search(path.name))
    if not golds:
        raise _bad(folder, "holds no gold", "Put a file NAME.gold.txt or NAME.gold.json beside NAME.txt or NAME.html.")
    for gold in golds:
        name = _GOLD.sub("", gold.name)
        document = next((path for end in _KINDS if (path := folder / f"{name}{end}").is_file()), None)
        if document is None:
            raise _bad(gold, "is gold of nothing", f"Put {name}.txt or {name}.html beside it.")
        try:
            wanted, url = gold.read_text(encoding="utf-8"), None
            if gold.suffix == ".json":
                said = json.loads(wanted)
                wanted, url = _wanted(said, document), said.get("url")
        except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise _bad(gold, f"cannot be read ({error})", "samples/README.md says what gold looks like.") from error
        yield Sample(document, _KINDS[document.suffix], wanted, url)


def _wanted(gold: dict[str, Any], document: Path) -> str:
    """The lines that a gold keeps."""
    if document.suffix != ".txt":
        return "\n".join(gold["keep"])
    lines = document.read_text(encoding="utf-8").split("\n")
    for part in gold.get("cut_inline", ()):
        lines[part["line"] - 1] = lines[part["line"] - 1].replace(part["text"], " ")
    return "\n".join(line for number, line in enumerate(lines, 1) if str(number) not in gold["cut"])


def _bad(path: Path, problem: str, hint: str) -> CleanerError:
    return CleanerError(f"{str(path)!r} {problem}.", hint=hint, code="bad-gold")


def weigh(article: Article, wanted: str, cuts: Cuts) -> None:
    """Adds the cuts of a document, of which the wanted text should be left.

    A cut is wrong where the gold keeps what it cuts, and the clean text does not hold it as often as the gold: of a
    headline that stands on the page twice one may go.
    """
    gold, left = Lines(wanted), Lines(article.text)
    for cut in article.removed:
        cuts.setdefault(cut.rule, []).append((cut.text, gold.misses(cut.text, left)))


def figures(rule: str, cuts: Sequence[tuple[str, bool]]) -> dict[str, Any]:
    """How many cuts of a rule, and words in them, were right and wrong, and some wrong ones; of no cuts the precision is 1."""
    wrong = [text for text, bad in cuts if bad]
    words, wrong_words = (
        sum(len(_WORD.findall(text)) for text in texts) for texts in ([text for text, _ in cuts], wrong)
    )
    return {
        "id": rule,
        "cuts": len(cuts),
        "right": len(cuts) - len(wrong),
        "wrong": len(wrong),
        "right_words": words - wrong_words,
        "wrong_words": wrong_words,
        "precision": round(1 - len(wrong) / max(len(cuts), 1), 4),
        "wrong_examples": [" ".join(text.split())[:200] for text in wrong[:_EXAMPLES]],
    }


class Lines:
    """A text as it is searched for lines: its lines of less than four words, and all runs of four and five words."""

    def __init__(self, text: str) -> None:
        rows = [_words(line) for line in text.split("\n")]
        words = tuple(word for row in rows for word in row)
        self.runs = Counter(row for row in rows if 0 < len(row) < _PHRASE)
        for size in (_PHRASE, _RUN):
            self.runs.update(_runs(words, size))

    def misses(self, cut: str, left: Lines) -> bool:
        """Whether this text holds what was cut, more often than what is left of the document does.

        What is missed is counted as left from then on, so that of two copies one may be wrong and one right.
        """
        words = _words(cut)
        runs = _runs(words, min(len(words), _RUN)) if words else []
        missed = bool(runs) and sum(self.runs[run] > left.runs[run] for run in runs) >= _SHARE * len(runs)
        if missed:
            left.runs.update(runs)
        return missed


def _words(line: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(line.lower()))


def _runs(words: tuple[str, ...], size: int) -> list[tuple[str, ...]]:
    return [words[at : at + size] for at in range(len(words) - size + 1)]


def weighed(folder: Path, rules: Sequence[Rule], own: Sequence[str], *, everything: bool) -> dict[str, Any]:
    """Cleans the documents of a folder that have gold, and counts each rule's cuts.

    Args:
        rules: those that are asked about. own: the user's folders of rules. everything: count the heuristics' cuts too.

    Returns:
        "documents"; "unread", those that could not be cleaned; "rules", each with its figures, those that cut most words
        wrongly first; "never", the ids of those that cut nothing.
    """
    from cleaner.engine import Cleaner

    engine = Cleaner(rules=own)
    cuts: Cuts = {}
    documents, unread = 0, []
    for sample in read_samples(folder):
        try:
            article = engine.clean(sample.path.read_bytes(), kind=sample.kind, url=sample.url)
        except (CleanerError, OSError) as error:
            unread.append(f"{sample.path}: {error}")
            continue
        documents += 1
        weigh(article, sample.wanted, cuts)
    known = {rule.id for rule in rules}
    rows = [figures(name, own_cuts) for name, own_cuts in cuts.items() if name in known or everything]
    rows.sort(key=lambda row: (-row["wrong_words"], -row["right_words"], row["id"]))
    never = [rule.id for rule in rules if rule.id not in cuts]
    return {"documents": documents, "unread": unread, "rules": rows, "never": never}


_ROW = "{:<36} {:>6} {:>6} {:>6} {:>8} {:>7} {:>5}"
_FIGURES = ("cuts", "wrong", "right", "right_words", "wrong_words")


def table(told: dict[str, Any]) -> Iterator[str]:
    """The same for people, 80 columns wide."""
    yield from (f"not cleaned: {line}" for line in told["unread"])
    yield ""
    yield _ROW.format("cuts and their words by gold", "cuts", "wrong", "right", "words", "wrong", "w. %")
    sums: Counter[str] = Counter()
    for row in told["rules"]:
        sums.update({name: row[name] for name in _FIGURES})
        yield _row(row["id"], row)
    yield _row("all", sums)
    never = told["never"]
    yield ""
    yield f"documents: {told['documents']:,}; rules that cut nothing: {len(never):,}" + (":" if never else "")
    yield from (f"  {name}" for name in never[:_NEVER])
    if len(never) > _NEVER:
        yield f"  and {len(never) - _NEVER:,} more (--json names all)"


def _row(name: str, row: Mapping[str, int]) -> str:
    words = row["right_words"] + row["wrong_words"]
    shown = name if len(name) <= 36 else f"{name[:33]}..."
    return _ROW.format(shown, *(row[figure] for figure in _FIGURES), f"{100 * row['wrong_words'] / max(words, 1):.1f}")
