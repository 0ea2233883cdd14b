"""Near-copies of made documents: how many `cleaner.corpus.near` finds, at what cost, beside datasketch.

    python -m benchmarks.near_copies [--documents 100000] [--datasketch]

Documents are made of invented words, about 3 kB each. One in five is a near-copy of another: half of these are captures of the
same page with other furniture around its article, half are an agency's story with a new lead and a cut tail, on another site. All
pages of a site share its furniture, which was left in.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from cleaner.corpus.near import SIMILAR, Signatures

_SITES = 200
_WORDS = 30_000


class Made:
    """Documents, the same for the same number.

    Attributes:
        story: for each document the number of its story: near-copies have the same.
    """

    def __init__(self, documents: int) -> None:
        self._random = random.Random(documents)
        syllables = [a + b for a in "bdfgklmnprstv" for b in ("a", "e", "i", "o", "u", "an", "er", "il")]
        self._words = sorted({"".join(self._random.choices(syllables, k=k)) for k in (1, 2, 3) for _ in range(_WORDS)})
        self._common = self._words[:: len(self._words) // 400]
        self._furniture = [[self._prose(8) for _ in range(12)] for _ in range(_SITES)]
        self._count = documents
        self.story: list[int] = []

    def _prose(self, count: int) -> str:
        pick = self._random
        return " ".join([*pick.choices(self._common, k=count // 2), *pick.choices(self._words, k=count - count // 2)])

    def _page(self, paragraphs: list[str]) -> str:
        site = self._random.choice(self._furniture)
        chosen = self._random.sample(site, 4)
        return "\n\n".join([*chosen[:2], *paragraphs, *chosen[2:]])

    def documents(self) -> Iterator[tuple[str, str]]:
        """(id, text) of each."""
        pick, number = self._random, 0
        while len(self.story) < self._count:
            article = [self._prose(pick.randint(30, 70)) for _ in range(9)]
            versions = [article]
            if pick.random() < 0.125:
                versions.append(article)
            elif pick.random() < 0.145:
                versions.append([self._prose(40), *article[1 : len(article) - pick.randint(1, 3)]])
            for version in versions:
                self.story.append(number)
                yield f"{len(self.story):032x}", self._page(version)
            number += 1


def pairs(groups: list[object]) -> set[tuple[int, int]]:
    """The pairs of documents that are in one group."""
    members: dict[object, list[int]] = {}
    for index, group in enumerate(groups):
        members.setdefault(group, []).append(index)
    return {pair for found in members.values() for pair in combinations(found, 2)}


def by_datasketch(documents: Iterator[tuple[str, str]]) -> list[object]:
    """Groups as datasketch's MinHash LSH finds them, by the same shingles."""
    from datasketch import MinHash, MinHashLSH

    from cleaner.corpus.shingles import shingles

    index, group = MinHashLSH(threshold=0.4, num_perm=128), {}
    for id, text in documents:
        sketch = MinHash(128, hashfunc=hash)
        sketch.update_batch([value & 0xFFFFFFFF for value in shingles(text)])
        group[id] = group[found[0]] if (found := sorted(index.query(sketch))) else id
        index.insert(id, sketch)
    return list(group.values())


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--documents", type=int, default=100_000)
    options.add_argument("--datasketch", action="store_true", help="by datasketch, too")
    o = options.parse_args()
    documents = list(Made(o.documents).documents())
    made = Made(o.documents)
    size = sum(len(text) for _, text in made.documents())
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        signatures = Signatures(Path(folder))
        signatures.add_all(documents)
        signed = time.process_time() - began
        groups: list[object] = [near.cluster for _, near in signatures.clusters()]
    spent = time.process_time() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(documents):,} documents of {size / len(documents):,.0f} characters, similarity {SIMILAR}")
    print(
        f"cleaner: {spent:.1f} s CPU ({signed:.1f} of them signatures), {most:.0f} MB, {most - base:.0f} above the documents"
    )
    _tell(groups, made)
    if o.datasketch:
        began = time.process_time()
        groups = by_datasketch(iter(documents))
        print(f"datasketch: {time.process_time() - began:.1f} s CPU")
        _tell(groups, made)


def _tell(groups: list[object], made: Made) -> None:
    found, wanted = pairs(groups), pairs(list(made.story))
    both = len(found & wanted)
    print(
        f"    recall {both / max(1, len(wanted)):.4f}, precision {both / max(1, len(found)):.4f} of {len(wanted):,} pairs"
    )


if __name__ == "__main__":
    main()
