"""Learns all sites of a collection: looks at a bounded number of each site's pages, in worker processes, in bounded memory.

Which pages are looked at depends on their addresses alone, so that neither order nor the number of workers matters.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import re
import sqlite3
import tempfile
import zlib
from collections import deque
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from cleaner.archive.manifest import Tally
from cleaner.archive.pool import run
from cleaner.archive.sources import Inputs
from cleaner.archive.task import Outcome, Task, Work
from cleaner.article import Article
from cleaner.corpus.site import MOST_PAGES, Look, look, site_of
from cleaner.engine import Cleaner
from cleaner.rules.site import Site
from cleaner.text import address

_HOST = re.compile(r"[^\s/:.]+(?:\.[^\s/:.]+)+")
_INSERT = "insert into page values (?, ?, ?) on conflict do update set said = min(said, excluded.said)"
"""Of two captures with one address and date the same is taken, whichever came first."""


def site_name(url: str | None) -> str:
    """The host whose pages are learned from together, without "www."; nothing for what has no host with a dot in it."""
    host = (address.host(url) or "").rstrip(".").removeprefix("www.")
    return host if len(host) < 254 and _HOST.fullmatch(host) else ""


@dataclass(frozen=True, slots=True)
class _Looks:
    """Stands where an encoder does: what of an article teaches something about its site."""

    def __call__(self, article: Article, task: Task) -> bytes:
        seen = look(article)
        return b"" if seen is None else zlib.compress(json.dumps([sorted(seen.lines), sorted(seen.article)]).encode())


@dataclass
class Collection:
    """The sites of a collection. As a context manager it has a file of its own for what the pages said.

    Args:
        cleaner: what judges the pages.
        host: whose pages those are that have no address; None: they are taken for one site without a name.

    Attributes:
        tally: what came of the documents; those written were looked at.
        passed_over: number of those that no place was left for.
    """

    cleaner: Cleaner
    host: str | None = None
    tally: Tally = field(default_factory=Tally)
    passed_over: int = 0

    def __enter__(self) -> Collection:
        self._folder = tempfile.TemporaryDirectory(prefix="cleaner-")
        self._pages = sqlite3.connect(Path(self._folder.name) / "pages", isolation_level=None)
        self._pages.execute("pragma journal_mode = off")
        self._pages.execute("pragma synchronous = off")
        self._pages.execute(
            "create table page (host text, digest blob, said blob, primary key (host, digest)) without rowid"
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._pages.close()
        self._folder.cleanup()

    def look_at(self, inputs: Inputs, jobs: int, *, timeout: float, memory: int) -> Iterator[Outcome]:
        """Looks at the pages; gives what came of each that was looked at."""
        handed: deque[tuple[str, bytes]] = deque()
        tasks = self._chosen(inputs.tasks(), handed)
        work = Work(self.cleaner, _Looks())
        with closing(run(work, tasks, jobs, timeout=timeout, memory=memory)) as outcomes:
            for outcome in outcomes:
                host, digest = handed.popleft()
                self.tally.add(outcome)
                # One that says nothing has its place too: which pages are asked does not depend on what they say.
                self._pages.execute(_INSERT, (host, digest, outcome.data or b""))
                yield outcome

    def _chosen(self, tasks: Iterator[Task], handed: deque[tuple[str, bytes]]) -> Iterator[Task]:
        """The tasks that are worth a look: of each site those with the smallest digests so far."""
        least: dict[str, list[int]] = {}
        for task in tasks:
            if task.skip is not None:
                self.tally.add(Outcome(task.source_path, task.relative, skipped=task.skip))
                continue
            host = site_name(task.url) or self.host or ""
            name = f"{task.url or task.source_path}\n{task.record.captured if task.record else None}"
            digest = hashlib.blake2b(name.encode("utf-8", "replace"), digest_size=16).digest()
            kept, number = least.setdefault(host, []), -int.from_bytes(digest, "big")
            if len(kept) == MOST_PAGES and number < kept[0]:
                self.passed_over += 1
                continue
            heapq.heappush(kept, number)
            if len(kept) > MOST_PAGES:
                gone = (-heapq.heappop(kept)).to_bytes(16, "big")
                self._pages.execute("delete from page where host = ? and digest = ?", (host, gone))
            handed.append((host, digest))
            yield task

    def sites(self) -> Iterator[Site]:
        """What each site repeats, by host; those that repeat nothing are left out."""
        hosts = self._pages.execute("select distinct host from page order by host").fetchall()
        for (host,) in hosts:
            rows = self._pages.execute(
                "select said from page where host = ? order by digest limit ?", (host, MOST_PAGES)
            ).fetchall()
            looks = []
            for lines, article in (json.loads(zlib.decompress(said)) for (said,) in rows if said):
                looks.append(Look(frozenset(lines), frozenset(article)))
            site = site_of(looks, (host,) if host else ())
            if site.lines:
                yield site
