"""What each rule is worth on the evaluation pages: python -m benchmarks.rules [--sets news] [--every N] [--jobs N]

For each page of ../shared/eval (news, wcxb's articles) and each of two texts of it (everything visible, and the main text,
both as resiliparse leaves them), and for the page itself, two things are counted of a rule. Fired: lines that it matches,
whatever the judge makes of that. Cut: lines that the clean text lacks by its name. Both are right where the gold has not
the line (`cleaner.cli.worth`). Prints the rules that are wrong most, those that never fired, and sums by pack; --json FILE
has all. Where ../shared/eval is not, the samples are taken.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import cleaner
from cleaner.cli.worth import Cuts, Lines, figures, read_samples, weigh
from cleaner.document import Kind
from cleaner.languages.data import detect
from cleaner.read.source import read
from cleaner.rules.book import RuleBook

ROOT = Path(__file__).resolve().parents[1]
EVALUATION = ROOT.parent / "shared" / "eval"


def texts(page: bytes) -> Iterator[tuple[Kind, str | bytes]]:
    """The page and what resiliparse makes of it."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import detect_encoding
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse_from_bytes(page, detect_encoding(page))
    yield "html", page
    for main in (False, True):
        yield "text", extract_plain_text(tree, main_content=main, alt_texts=False)


def jobs(sets: list[str], every: int) -> list[tuple[str, str, str | None]]:
    """(set, id or path, URL) of the pages to count on."""
    if not EVALUATION.is_dir():
        return [("samples", str(ROOT / "samples"), None)]
    found = []
    for name in sets:
        with gzip.open(EVALUATION / name / "gold.jsonl.gz", "rt", encoding="utf-8") as file:
            golds = [gold for gold in map(json.loads, file) if gold["type"] == "article"]
        found += [(name, gold["id"], gold.get("url")) for gold in golds[::every]]
    return found


@cache
def wanted(name: str) -> dict[str, str]:
    with gzip.open(EVALUATION / name / "gold.jsonl.gz", "rt", encoding="utf-8") as file:
        return {gold["id"]: gold["text"] or "" for gold in map(json.loads, file)}


@cache
def engine() -> tuple[cleaner.Cleaner, RuleBook]:
    return cleaner.Cleaner(), RuleBook()


def count(job: tuple[str, str, str | None]) -> tuple[Cuts, Cuts]:
    """What the rules fire on and what they cut, of one page in all its forms."""
    name, page, url = job
    fired: Cuts = {}
    cut: Cuts = {}
    if name == "samples":
        for sample in read_samples(Path(page)):
            count_one(sample.kind, sample.path.read_bytes(), sample.wanted, None, fired, cut)
        return fired, cut
    data = gzip.decompress((EVALUATION / name / "html" / f"{page}.html.gz").read_bytes())
    for kind, text in texts(data):
        count_one(kind, text, wanted(name)[page], url, fired, cut)
    return fired, cut


def count_one(kind: Kind, data: str | bytes, gold: str, url: str | None, fired: Cuts, cut: Cuts) -> None:
    clean, book = engine()
    weigh(clean.clean(data, kind=kind, url=url), gold, cut)
    document = read(data, kind)
    lines = [block.text for block in document.blocks]
    have, nothing = Lines(gold), Lines("")
    for at, match in book.match_lines(lines, detect("\n".join(lines))):
        line = lines[at][match.start : match.end]
        fired.setdefault(match.rule.id, []).append((line, have.misses(line, nothing)))


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--every", type=int, default=1, help="take every Nth page")
    options.add_argument(
        "--sets", type=lambda names: names.split(","), default=["news", "wcxb"], help="news, wcxb or both"
    )
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--json", type=Path, help="write all figures to this file")
    asked = options.parse_args()
    fired: Cuts = defaultdict(list)
    cut: Cuts = defaultdict(list)
    pages = jobs(asked.sets, asked.every)
    with ProcessPoolExecutor(asked.jobs) as pool:
        for answers in pool.map(count, pages, chunksize=4):
            for sums, some in zip((fired, cut), answers):
                for name, worth in some.items():
                    sums[name] += worth
    rules = {rule.id: rule for rule in RuleBook().rules if rule.reads_lines}
    print(f"{len(pages)} pages, each as HTML and as two texts; {len(rules)} rules that read lines")
    print(f"{'rule':44s}{'fired':>8s}{'wrong':>7s}{'cut':>8s}{'wrong':>7s}{'words':>9s}{'wrong':>8s}")
    of = {name: (figures(name, fired[name]), figures(name, cut[name])) for name in {*fired, *cut, *rules}}
    shown = sorted((name for name in of if of[name][1]["wrong"]), key=lambda name: -of[name][1]["wrong_words"])
    for name in shown[:80]:
        print(row(*of[name]))
    packs: dict[str, tuple[list[tuple[str, bool]], list[tuple[str, bool]]]] = defaultdict(lambda: ([], []))
    for name, rule in rules.items():
        packs[rule.pack][0].extend(fired[name])
        packs[rule.pack][1].extend(cut[name])
    print("\nby pack, those that cut anything")
    sums_of = [(figures(name, one), figures(name, other)) for name, (one, other) in packs.items()]
    for sums_fired, sums_cut in sorted(sums_of, key=lambda pair: -pair[1]["wrong_words"]):
        if sums_cut["right"]:
            print(row(sums_fired, sums_cut))
    wrong = [name for name in rules if of[name][0]["wrong"] > of[name][0]["right"]]
    print(f"\nwrong more often than right: {', '.join(wrong) or 'none'}")
    never = [name for name in rules if not fired[name]]
    counts: dict[str, int] = defaultdict(int)
    for name in never:
        counts[rules[name].language] += 1
    print(
        f"\nnever fired: {len(never)} of {len(rules)}; "
        + ", ".join(f"{code} {n}" for code, n in sorted(counts.items()))
    )
    for code in ("any", "en"):
        print(f"  {code}: {', '.join(name for name in never if rules[name].language == code)}")
    if asked.json:
        told: dict[str, Any] = {
            "fired": {name: one for name, (one, _) in of.items()},
            "cut": {name: one for name, (_, one) in of.items()},
            "never": never,
        }
        asked.json.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")


def row(fired: dict[str, Any], cut: dict[str, Any]) -> str:
    return (
        f"{fired['id']:44s}{fired['cuts']:8d}{fired['wrong']:7d}{cut['cuts']:8d}{cut['wrong']:7d}"
        f"{cut['right_words'] + cut['wrong_words']:9d}{cut['wrong_words']:8d}"
    )


if __name__ == "__main__":
    main()
