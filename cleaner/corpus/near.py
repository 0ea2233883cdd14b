"""Near-copies among many documents: MinHash signatures, candidates by bands (Broder 1997; Leskovec et al., ch. 3), clusters.

What grows with the collection lies in files of a temporary folder, and is looked at one band at a time: about 60 bytes of
memory a document. Nothing depends on the order of the documents: the longest of a cluster stands for it, of several the one
with the least id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from cleaner.corpus.shingles import flat_shingles
from cleaner.errors import need

SIMILAR = 0.6
"""Share of the shorter text's shingles that stand in the other too, from which on two documents are near-copies."""
_ROWS, _BANDS = 3, 42
_HASHES = _ROWS * _BANDS
"""Documents with Jaccard similarity 0.3 (a third of the longer one, nearly whole) are compared with probability 0.68, 0.4:
0.94, 0.5: 0.996; estimates of the similarity have a standard error of 0.045 at most."""
_ROUNDS = 4
"""Documents of a band with which the others that share it are compared; those that are like none of them are left to the other bands."""
_BATCH = 1 << 20
"""Characters of documents that are looked at together."""
_BLOCK = 1 << 15
_SEED = 1


class Near(NamedTuple):
    """What a document is a near-copy of.

    Attributes:
        cluster: id of the document that stands for its near-copies; its own where it has none.
        duplicate_of: the same, None for that document itself.
        similarity: the share of the shorter one's shingles that stand in the other too, as estimated; 1 for itself.
    """

    cluster: str
    duplicate_of: str | None
    similarity: float


class Signatures:
    """The signatures of a collection, in files.

    Args:
        folder: an empty one, for the files.
    """

    def __init__(self, folder: Path) -> None:
        self._rensa = need("rensa", "corpus")
        self._folder = folder
        self._ids: list[str] = []
        self._sizes: list[int] = []
        self._file: BinaryIO = open(folder / "signatures", "wb")  # noqa: SIM115 (closed by `clusters`)

    def add_all(self, documents: Iterable[tuple[str, str]]) -> None:
        """Takes (id, text) of each document."""
        batch: list[tuple[str, str]] = []
        size = 0
        for document in documents:
            batch.append(document)
            size += len(document[1])
            if size >= _BATCH:
                self._add(batch)
                batch, size = [], 0
        if batch:
            self._add(batch)

    def _add(self, batch: Sequence[tuple[str, str]]) -> None:
        flat, starts = flat_shingles([text for _, text in batch])
        make = self._rensa.RMinHash.digest_matrix_from_flat_token_hashes
        rows = make(flat, starts.tolist(), _HASHES, _SEED).to_rows()
        self._file.write(np.array(rows, np.uint32).tobytes())
        self._ids += [id for id, _ in batch]
        self._sizes += np.diff(starts).tolist()

    def clusters(self, similar: float = SIMILAR) -> Iterator[tuple[str, Near]]:
        """(id, what it is a near-copy of) of each document, in the order in which they were given.

        Args:
            similar: as `SIMILAR`.
        """
        self._file.close()
        sizes = np.array(self._sizes, np.int64)
        order = np.array(sorted(range(len(sizes)), key=lambda i: (-self._sizes[i], self._ids[i])), np.int64)
        rank = np.empty_like(order)
        rank[order] = np.arange(len(order))
        if not len(order):
            return
        table = np.memmap(self._folder / "signatures", np.uint32, "r", shape=(len(order), _HASHES))
        first = rank.copy()  # for each document the least rank that it is linked to, over others
        for left, right in self._links(table, sizes, rank, similar):
            _join(first, order, rank, left, right)
        heads = order[_roots(first, order)]
        likeness = np.concatenate([
            _similarity(table, sizes, np.arange(at, min(at + _BLOCK, len(order))), heads[at : at + _BLOCK])
            for at in range(0, len(order), _BLOCK)
        ])  # fmt: skip
        for index, id in enumerate(self._ids):
            head = int(heads[index])
            own = head == index
            yield id, Near(self._ids[head], None if own else self._ids[head], 1.0 if own else float(likeness[index]))

    def _links(self, table: Any, sizes: Any, rank: Any, similar: float) -> Iterator[tuple[Any, Any]]:
        """Pairs of documents that are alike: those that share a band with the first of it by rank, and are like it."""
        some = np.flatnonzero(sizes)
        for band in range(_BANDS):
            part = np.ascontiguousarray(table[:, band * _ROWS : (band + 1) * _ROWS])[some].astype(np.uint64)
            keys = part @ np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)
            left = some[np.lexsort((rank[some], keys))]
            keys = np.sort(keys)
            for _ in range(_ROUNDS):
                opens = np.concatenate(([True], keys[1:] != keys[:-1]))
                stars = left[opens][np.cumsum(opens) - 1]
                others = np.flatnonzero(~opens)
                if not len(others):
                    break
                alike = np.concatenate([
                    _similarity(table, sizes, left[at], stars[at]) >= similar
                    for at in (others[i : i + _BLOCK] for i in range(0, len(others), _BLOCK))
                ])  # fmt: skip
                yield left[others[alike]], stars[others[alike]]
                left, keys = left[others[~alike]], keys[others[~alike]]
                if not len(left):
                    break


def _similarity(table: Any, sizes: Any, left: Any, right: Any) -> Any:
    """Of pairs of documents the share of the shorter one's shingles that the other has, from the signatures."""
    same = (table[left] == table[right]).mean(1)
    shorter = np.maximum(1, np.minimum(sizes[left], sizes[right]))
    return np.minimum(1, same * (sizes[left] + sizes[right]) / (1 + same) / shorter).round(3)


def _join(first: Any, order: Any, rank: Any, left: Any, right: Any) -> None:
    """Links documents in pairs: each of two has, over others, the same least rank."""
    while len(left):
        a, b = _roots(first, order, left), _roots(first, order, right)
        apart = a != b
        left, right, a, b = left[apart], right[apart], a[apart], b[apart]
        np.minimum.at(first, order[np.maximum(a, b)], np.minimum(a, b))


def _roots(first: Any, order: Any, of: Any = None) -> Any:
    """The least rank that documents are linked to."""
    here = first if of is None else first[of]
    while True:
        above = first[order[here]]
        if np.array_equal(above, here):
            return here
        here = above
