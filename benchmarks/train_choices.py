"""Learns which line is the headline, and which reading gives a field's value: python -m benchmarks.train_choices

Every line that may be a headline, and every reading of title, day of publication and authors, on the pages of `SETS` is an option
with facts (`cleaner.judge.headline`, `cleaner.metadata.candidates`); right are those that the hand-made gold has. Small boosted
trees of whole numbers learn that and are written to cleaner/data/choices.json. What is printed is how they do on sites that
they did not see: the accuracy of what they pick, in brackets the precision of what is given.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import pickle
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import lightgbm as lgb
import numpy as np

from benchmarks.export_trees import export_trees
from benchmarks.metadata import folded, names, plain
from benchmarks.training_data import site_of
from cleaner.document import Document, Kind
from cleaner.judge.headline import Lines
from cleaner.judge.judge import judge
from cleaner.judge.lines import measure_all, read_lines
from cleaner.judge.verdict import Verdict
from cleaner.languages.data import detect
from cleaner.metadata import candidates, reader
from cleaner.read.source import read
from cleaner.read.text import read_text
from cleaner.recognise.forms import forms_of
from cleaner.rules.book import RuleBook
from cleaner.settle import settle
from cleaner.text import address
from cleaner.text.words import words_of

SETS = ("news", "wcxb", "trafilatura", "postlight", "htmldate", "np4k", "zhhand")
OUT = Path(__file__).resolve().parents[1] / "cleaner" / "data" / "choices.json"
FOLDS = 3
ROUNDS = {"headline": 150, "title": 120, "published": 200, "authors": 200}
PARAMETERS: dict[str, Any] = {
    "objective": "cross_entropy", "learning_rate": 0.08, "num_leaves": 12, "min_data_in_leaf": 8, "lambda_l2": 5.0,
    "feature_fraction": 0.5, "bagging_fraction": 0.8, "bagging_freq": 1, "seed": 7, "num_threads": 1, "verbose": -1,
    "deterministic": True,
}  # fmt: skip
LEAST = -2.0
"""Log odds from which a line is taken for the headline, as in the package."""
LEAVES = {
    "title": {"num_leaves": 6, "min_data_in_leaf": 20},
    "published": {"num_leaves": 8},
    "authors": {"num_leaves": 16},
}
MORE = frozenset((
    "json-ld published", "open-graph published", "microdata published", "meta published", "url day", "said published", "sources",
    "json-ld author", "meta author", "open-graph author", "microdata author", "families", "first word", "any first word", "word",
    "any word", "any marked", "any own page", "person", "alike", "alike all", "lead", "body twice", "repeats headline",
))  # fmt: skip
FEWER = frozenset((
    "said modified", "only changed", "rival word", "others", "boxed", "wording", "date near", "repeats site",
))  # fmt: skip
"""Facts of which a greater number speaks for an option, or against it, whatever the pages at hand say."""
GOLD = {"title": "title", "published": "date", "authors": "author"}
_ALIKE, _NEARLY = 0.8, 0.4
"""Share of words that a line and the gold title have in common, from which the line is nearly the headline, and what that counts."""
_CAREFUL = {("title", "news"): 3.0}
"""What a page of a set whose gold people made with care weighs for a field; the titles of other sets are partly a program's."""
_UNSAID = 0.3
"""What an option weighs on a page whose gold has no value: some name one that nobody wrote down. An organisation's weighs nothing there: that
it is the author where nobody is named is a librarian's rule, and gold leaves it out."""


@dataclass
class Told:
    """What is known of a document: its gold, and whether it is a page, a page's text ("text"), or its article alone ("clean")."""

    gold: dict[str, Any]
    kind: str

    @property
    def fold(self) -> int:
        return zlib.crc32(site_of(self.gold["url"] or self.gold["id"]).encode()) % FOLDS


@dataclass
class Group:
    """The options of one field of one document, each with how right it is; and whether the gold has a value."""

    told: Told
    rows: list[dict[str, int]]
    right: list[float]
    known: bool
    values: Sequence[Any] = field(default_factory=list)


class Recorder:
    """Keeps the options that `cleaner.metadata` asks the shipped model about, and answers for it."""

    def __init__(self) -> None:
        self.asked: dict[str, Sequence[candidates.Candidate]] = {}
        setattr(candidates, "rank_options", self.rank)  # noqa: B010 (mypy: a module's function is not assigned to)

    def rank(self, name: str, options: Sequence[candidates.Candidate]) -> list[candidates.Candidate]:
        self.asked[name] = list(options)
        return list(options)


def correctness(name: str, value: Any, gold: dict[str, Any]) -> float:
    """How right a value is, as evaluate.py has it."""
    if name == "published":
        return float(str(value or "")[:10] == str(gold["date"])[:10])
    if name == "title":
        return float(folded(value) == folded(gold["title"]))
    given, wanted = names(value or []), names(gold["author"])
    return 2 * len(given & wanted) / (len(given) + len(wanted)) if given else 0.0


def record(pages: Sequence[tuple[Told, Verdict]]) -> dict[str, list[Group]]:
    """The options of each field on all pages."""
    recorder, groups = Recorder(), {name: list[Group]() for name in GOLD}
    for told, verdict in pages:
        recorder.asked = {}
        reader.read(verdict.document, verdict)
        for name, gold in GOLD.items():
            options, known = recorder.asked.get(name, []), bool(told.gold[gold])
            right = [correctness(name, option.value, told.gold) if known else 0.0 for option in options]
            values = [(str(option.value), option.source, option.key) for option in options]
            groups[name].append(Group(told, [dict(option.facts) for option in options], right, known, values))
    return groups


def headline_groups(pages: Sequence[tuple[Told, Verdict]], data: Path) -> list[Group]:
    """The lines of all pages and texts that may head them; of gold texts, which have no headline, none does."""
    groups: list[Group] = []
    for told, verdict in pages:
        if title := told.gold["title"]:
            lines = _lines(verdict)
            found = lines.candidates()
            like = [dice(verdict.document.blocks[index].text, title) for index in found]
            right = [1.0 if value == 1.0 else _NEARLY if value >= _ALIKE else 0.0 for value in like]
            groups.append(Group(told, _facts_of_lines(lines, found), right, any(right), found))
    for name in ("news", "wcxb"):
        with gzip.open(data / name / "gold.jsonl.gz", "rt", encoding="utf-8") as file:
            golds = [gold for gold in map(json.loads, file) if gold.get("text") and gold["type"] == "article"]
        for gold in golds:
            document = read_text(gold["text"])
            lines = _lines(Verdict(document, detect(gold["text"]), [None] * len(document.blocks)))
            rows = _facts_of_lines(lines, lines.candidates())
            told = Told({"url": gold["url"], "id": gold["id"], "set": name, "title": None}, "clean")
            groups.append(Group(told, rows, [0.0] * len(rows), False, range(len(rows))))
    return groups


def dice(one: str, other: str) -> float:
    """How much of both headlines' words they share, 0 to 1."""
    a, b = set(words_of(one)), set(words_of(other))
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _facts_of_lines(lines: Lines, indices: Sequence[int]) -> list[dict[str, int]]:
    return [{name: int(value) for name, value in lines.facts(index).items()} for index in indices]


def _lines(verdict: Verdict) -> Lines:
    """The lines of a judged document as the judge sees them when it looks for the headline."""
    document = verdict.document
    texts = [block.text for block in document.blocks]
    measures = measure_all(read_lines(texts))
    forms = forms_of(texts, [measure.words for measure in measures], verdict.language)
    kept = [i for i, ruling in enumerate(verdict.rulings) if ruling is None]
    prose = [i for i in kept if measures[i].prose] or kept or [0, -1]
    return Lines(document, measures, forms, prose[0], prose[-1])


def table(rows: Sequence[Mapping[str, int]], columns: Sequence[str]) -> Any:
    return np.array([[row.get(name, 0) for name in columns] for row in rows], np.float64)


def fit(groups: Sequence[Group], columns: Sequence[str], name: str) -> lgb.Booster:
    """The trees that say how likely an option is right."""
    groups = [group for group in groups if group.rows]
    weight = [
        _CAREFUL.get((name, g.told.gold["set"]), 1.0)
        * (1.0 if g.known or g.told.kind == "clean" else 0.0 if row.get("organisation") else _UNSAID)
        for g in groups
        for row in g.rows
    ]
    right = [value for group in groups for value in group.right]
    constraints = {"monotone_constraints": [(name in MORE) - (name in FEWER) for name in columns]}
    parameters = PARAMETERS | LEAVES.get(name, {}) | constraints
    rows = table([row for group in groups for row in group.rows], columns)
    return lgb.train(parameters, lgb.Dataset(rows, right, weight=weight, params=parameters), ROUNDS[name])


def facts_of(groups: Sequence[Group]) -> list[str]:
    """The names of all facts."""
    return sorted({name for group in groups for row in group.rows for name in row})


def cross(groups: Sequence[Group], name: str) -> list[list[float]]:
    """For each group the scores of its options by a model of other sites."""
    columns, scores = facts_of(groups), [list[float]() for _ in groups]
    for fold in range(FOLDS):
        model = fit([g for g in groups if g.told.fold != fold], columns, name)
        held = [place for place, g in enumerate(groups) if g.told.fold == fold and g.rows]
        rows = table([row for place in held for row in groups[place].rows], columns)
        found = np.asarray(model.predict(rows, raw_score=True)).tolist()
        for place in held:
            count = len(groups[place].rows)
            scores[place], found = found[:count], found[count:]
    return scores


def best_of(points: Sequence[float], least: float) -> int | None:
    """The option with the most points, where it has enough."""
    best = max(range(len(points)), key=lambda place: (points[place], -place), default=None)
    return best if best is not None and points[best] >= least else None


def report(name: str, groups: Sequence[Group], scores: Sequence[list[float]], show: str) -> None:
    """Accuracy, precision and number of what is given, by set and kind, each page by models of other sites."""
    rows: dict[tuple[str, str], list[tuple[float, bool, float]]] = defaultdict(list)
    for group, points in zip(groups, scores):
        gold = group.told.gold
        of = gold["set"] + ("" if gold.get("type") in (None, "article") else f" {gold['type']}")
        best = best_of(points, _least(name, group.told.kind))
        right = group.right[best] if best is not None else 0.0
        if not group.known:
            rows[group.told.kind, of + ", none"].append((float(best is None), best is not None, 1.0))
            continue
        rows[group.told.kind, of].append((right, best is not None, max(group.right, default=0.0)))
        if show == f"{name}:{group.told.kind}:{of}" and right < 1:
            print("  ", gold["id"], (gold["url"] or "")[:90], "\n      gold", gold[GOLD.get(name, "title")])
            for place in sorted(range(len(points)), key=lambda place: -points[place])[:4]:
                print(f"      {points[place]:6.2f} {group.right[place]:.1f}", group.values[place])
    for (kind, of), found in sorted(rows.items()):
        given = [right for right, there, _ in found if there]
        accuracy, best_choice = np.mean([f[0] for f in found]), np.mean([f[2] for f in found])
        precision = np.mean(given) if given else 0.0
        print(f"{name:10s}{kind:6s}{of:26s}{accuracy:.3f} ({precision:.3f}) given {len(given):4d} of {len(found):4d}, "
              f"best choice {best_choice:.3f}", flush=True)  # fmt: skip


def _least(name: str, kind: str) -> float:
    """Log odds from which an option is taken."""
    if name == "headline":
        return LEAST
    sure = candidates.least(name, "html" if kind == "html" else "text")
    return math.log(sure / (1 - sure))


_MANY = 500
"""Pages of a set from which on every second one's text is enough."""


def read_pages(data: Path, sets: Sequence[str]) -> Iterator[tuple[Told, Verdict]]:
    """The judged pages of some sets, and of every second one of the large sets all its visible text."""
    book = RuleBook()
    for name in sets:
        with gzip.open(data / name / "gold.jsonl.gz", "rt") as lines:
            rows = [page for page in map(json.loads, lines) if _teaches(name, page)]
        for number, page in enumerate(rows):
            gold = {key: page.get(key) for key in ("id", "url", "title", "type", "lang")}
            gold |= {"date": page.get("published") or page.get("date"), "author": page.get("author"), "set": name}
            html = gzip.decompress((data / name / "html" / f"{page['id']}.html.gz").read_bytes())
            yield Told(gold, "html"), _judged(html, "html", page["url"], book)
            if number % 2 or len(rows) < _MANY:
                yield Told(gold, "text"), _judged(plain(html), "text", None, book)


def _teaches(name: str, page: dict[str, Any]) -> bool:
    """Whether a page has gold to learn from: of WCXB's types articles, and half of the collections."""
    if not page.get("title") and name not in ("postlight", "htmldate", "zhhand", "np4k"):
        return False
    collection = page.get("type") == "collection" and zlib.crc32(page["id"].encode()) % 2 == 0
    return name != "wcxb" or page["type"] == "article" or collection


def _judged(data: bytes | str, kind: Kind, url: str | None, book: RuleBook) -> Verdict:
    host = address.host(url)

    def look(document: Document) -> Verdict:
        return judge(document, book, detect("\n".join([block.text for block in document.blocks])), host)

    verdict, _ = settle(look(read(data, kind, url, None)), look)
    for block in verdict.document.blocks:
        block.shape = None  # the parser's elements, which take much memory
    return verdict


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sets", default=",".join(SETS))
    options.add_argument("--data", type=Path, default=Path("../shared/eval"), help="folder of evaluate.py")
    options.add_argument("--groups", type=Path, help="keeps what was read here between runs")
    options.add_argument("--fields", default="headline,title,published,authors")
    options.add_argument("--no-write", action="store_true", help="only validates")
    options.add_argument("--show", default="", help="FIELD:KIND:SET: prints what is wrong there")
    o = options.parse_args()
    if o.groups and o.groups.exists():
        groups = pickle.loads(o.groups.read_bytes())
    else:
        pages = list(read_pages(o.data, o.sets.split(",")))
        groups = {"headline": headline_groups(pages, o.data)}
        scores = cross(groups["headline"], "headline")
        chosen = {
            id(g.told): g.values[best]
            for g, s in zip(groups["headline"], scores)
            if (best := best_of(s, LEAST if g.told.kind == "text" else -10.0)) is not None
        }
        for told, verdict in pages:
            if told.gold["title"]:
                verdict.title = chosen.get(id(told))
        groups |= record(pages)
        if o.groups:
            o.groups.write_bytes(pickle.dumps(groups))
    data = json.loads(OUT.read_text()) if OUT.exists() else {}
    for name in o.fields.split(","):
        columns = facts_of(groups[name])
        model = fit(groups[name], columns, name)
        data[name] = export_trees(model, columns, candidates.SCALE)
        gain = sorted(zip(model.feature_importance("gain"), columns), reverse=True)
        print(
            name,
            len(groups[name]),
            "documents;",
            ", ".join(f"{column} {value:.0f}" for value, column in gain[:45]),
            flush=True,
        )
    if not o.no_write:
        OUT.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
        print(f"{OUT}: {OUT.stat().st_size / 1000:.0f} kB", flush=True)
    for name in o.fields.split(","):
        report(name, groups[name], cross(groups[name], name), o.show)


if __name__ == "__main__":
    main()
