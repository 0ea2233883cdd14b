"""Checks that each hand-made gold fits its sample, and that the samples together show every label.

    python samples/check.py        prints one line a sample; exit code 1 if anything does not fit

It reads the documents by itself, without cleaner's own reader, so that a mistake there cannot hide in the gold.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bs4
from bs4.element import NavigableString

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from cleaner.document import LABELS  # noqa: E402

UNSEEN = {"head", "script", "style", "noscript", "template"}
INLINE = {
    "a", "abbr", "b", "big", "button", "cite", "code", "em", "font", "i", "img", "input", "kbd", "label", "mark", "q",
    "s", "small", "span", "strong", "sub", "sup", "time", "tt", "u",
}  # fmt: skip


def page_lines(html: bytes) -> list[str]:
    """Visible lines of a page: what stands between two edges of block elements or <br>, white space folded."""
    soup = bs4.BeautifulSoup(html, "lxml")
    return [line for line in (" ".join(part.split()) for part in "".join(_flow(soup)).split("\x1e")) if line]


def _flow(root: bs4.Tag) -> Iterator[str]:
    for node in root.children:
        if isinstance(node, bs4.Tag):
            edge = "" if node.name in INLINE else "\x1e"
            if node.name not in UNSEEN:
                yield edge
                yield from _flow(node)
                yield edge
        elif type(node) is NavigableString:
            yield str(node).replace("\n", "\x1e") if root.name == "pre" or root.find_parent("pre") else str(node)


def check_text(lines: list[str], gold: dict[str, Any]) -> Iterator[str]:
    """Each key is the number of a line that is not blank; parts and joins lie where they say."""
    for key in gold["cut"]:
        if not key.isdigit() or not 1 <= int(key) <= len(lines) or not lines[int(key) - 1].strip():
            yield f"line {key} is blank or not there"
    for part in gold.get("cut_inline", ()):
        if part["text"] not in lines[part["line"] - 1]:
            yield f"line {part['line']} does not hold {part['text']!r}"
    for first, second in gold.get("join", ()):
        if {str(first), str(second)} & set(gold["cut"]) or any(line.strip() for line in lines[first : second - 1]):
            yield f"lines {first} and {second} do not stand next to each other in the article"


def check_page(lines: list[str], gold: dict[str, Any]) -> Iterator[str]:
    """Each line of the page is cut or kept, and the kept ones stand in the page's order."""
    for line in {*gold["cut"], *gold["keep"]} - set(lines):
        yield f"not a line of the page: {line!r}"
    for line in set(lines) - {*gold["cut"], *gold["keep"]}:
        yield f"neither cut nor kept: {line!r}"
    rest = iter(lines)
    if not all(line in rest for line in gold["keep"]):
        yield "the kept lines are not in the page's order"


def main() -> int:
    """Checks all samples and prints what does not fit."""
    shown: Counter[str] = Counter()
    wrong = 0
    samples = sorted(path for path in HERE.iterdir() if path.suffix in {".txt", ".html"})
    for path in samples:
        gold = json.loads(path.with_suffix(".gold.json").read_text(encoding="utf-8"))
        if path.suffix == ".txt":
            lines = path.read_text(encoding="utf-8").split("\n")
            faults = list(check_text(lines, gold))
            kept = [line for number, line in enumerate(lines, 1) if str(number) not in gold["cut"]]
            headlines = [lines[int(n) - 1].strip() for n, label in gold["cut"].items() if "headline" in label]
        else:
            lines = page_lines(path.read_bytes())
            faults = list(check_page(lines, gold))
            kept = gold["keep"]
            headlines = [line for line, label in gold["cut"].items() if "headline" in label]
        for title in (gold["metadata"].get("title"), *gold.get("story_titles", ())):
            if title and title not in headlines:
                faults.append(f"no headline line says {title!r}")
        labels = [*gold["cut"].values(), *(part["label"] for part in gold.get("cut_inline", ()))]
        faults += [f"not a label: {name}" for label in labels for name in label.split("|") if name not in LABELS]
        shown.update(label.split("|")[0] for label in labels)
        words = len(re.findall(r"\w+", " ".join(kept)))
        print(f"{'ok  ' if not faults else 'FAIL'} {path.name:32s} {words:5d} words stay, {len(labels):3d} cuts")
        for fault in faults:
            print(f"       {fault}")
        wrong += bool(faults)
    missing = [label for label in LABELS if not shown[label]]
    print(f"{len(samples)} samples; first labels: " + ", ".join(f"{label} {shown[label]}" for label in LABELS))
    if missing:
        print("labels that no sample shows: " + ", ".join(missing))
    return 1 if wrong or missing else 0


if __name__ == "__main__":
    sys.exit(main())
