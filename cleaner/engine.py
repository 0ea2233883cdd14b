"""The engine: read -> blocks -> judge -> article."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

from cleaner import metadata
from cleaner.arguments import DEFAULT_MEMORY, DEFAULT_TIMEOUT, Favour, caution_of, check, folders_of, names_of
from cleaner.article import Article
from cleaner.assemble import removed, repairs, stories
from cleaner.document import Document, Kind
from cleaner.errors import CleanerError
from cleaner.judge.judge import judge
from cleaner.judge.model import REPEATING
from cleaner.judge.verdict import Verdict
from cleaner.languages.data import detect
from cleaner.metadata.comments import read_comments
from cleaner.read.source import read
from cleaner.read.witness import ask_trafilatura
from cleaner.rules.book import RuleBook
from cleaner.rules.site import Site
from cleaner.settle import settle
from cleaner.structure import structure
from cleaner.text import address


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Holds back the search for cycles of garbage: a document makes tens of thousands of objects and hardly a cycle, and a search
    for each 700 takes a tenth of a page's time."""
    searched = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searched:
            gc.enable()


class Cleaner:
    """Cleans documents; compiled once, reusable, picklable.

    Args:
        rules: a folder with rule packs of your own, or several, besides those that ship (docs/rules.md).
        keep: labels whose cuts stay in the text, as names or globs ("author*").
        without: ids of rules, heuristics and models whose cuts stay in the text, or globs ("en.newsletter.*").
        learned: what was learned of sites, as `cleaner.learn_site` and `cleaner learn-site` do.
        favour: "precision" keeps less where the judge is unsure, "recall" more: `FAVOURED` of the log odds that it asks for.

    Raises:
        CleanerError: when a pack has a mistake, there is no such favour, or nothing has such a label or id; it says what would be right.
    """

    def __init__(
        self,
        *,
        rules: str | Path | Sequence[str | Path] = (),
        keep: str | Iterable[str] = (),
        without: str | Iterable[str] = (),
        learned: Sequence[Site] = (),
        favour: Favour | None = None,
    ) -> None:
        self._options = (folders_of(rules), names_of(keep, "keep"), names_of(without, "without"), favour)
        self._caution = caution_of(favour)
        self.learned = tuple(learned)
        folders, kept, left_out, _ = self._options
        self._book = RuleBook(folders, keep=kept, without=left_out, learned=learned)

    def __reduce__(self) -> tuple[object, ...]:
        # Compiled patterns do not pickle; a worker compiles its own from the same folders.
        return (_unpickled, (self._options, self.learned))

    def with_learned(self, sites: Sequence[Site]) -> Cleaner:
        """The same Cleaner, that knows these sites besides."""
        other = object.__new__(Cleaner)
        other.__dict__.update(self.__dict__, learned=(*self.learned, *sites), _book=self._book.with_sites(sites))
        return other

    @property
    def rules_version(self) -> str:
        """A short digest of all the packs in use and of what is kept; the same rules give the same digest."""
        return self._book.version

    @_no_garbage()
    def clean(
        self,
        data: str | bytes | bytearray | memoryview,
        kind: Kind | None = None,
        url: str | None = None,
        *,
        charset: str | None = None,
        captured: str | None = None,
    ) -> Article:
        """Cleans one document.

        Args:
            data: extracted text or a web page. A str that is nothing but a path or an address is refused unless `kind`
                is given: `clean_file` reads those.
            kind: "text" or "html"; None looks at the data.
            url: where the document comes from, if known; rules for one site and some metadata use it.
            charset: what HTTP declares for bytes, if known; `cleaner.read.decode.decode` says when it is believed.
            captured: when the document was fetched, if known: ISO 8601, such as WARC-Date. It goes into
                `Article.captured` and wins over what the document itself says.

        Returns:
            The clean text, the metadata, and every cut.

        Raises:
            CleanerError: if the data cannot be read as text in any encoding, or the arguments are wrong.
        """
        data = check(data, kind, url, charset, captured)
        document = read(data, kind, url, charset)
        document.captured = captured
        host = address.host(url)
        witness = partial(ask_trafilatura, document, data, charset) if document.kind == "html" else None
        site = self._book.site(host)
        verdict = self._judge(document, host, site, witness)
        site = None if verdict.genre in REPEATING else site
        verdict, spelling = settle(verdict, lambda again: self._judge(again, host, site))
        return Article(
            text=spelling.text,
            kind=document.kind,
            genre=verdict.genre,
            stories=stories(verdict, spelling),
            structure=structure(verdict, spelling) if document.kind == "html" else [],
            comments=read_comments(document, verdict),
            removed=removed(verdict),
            repairs=repairs(verdict, spelling),
            source=document.source,
            **metadata.read(document, verdict),
        )

    def clean_file(self, path: str | Path, kind: Kind | None = None, url: str | None = None) -> Article:
        """Cleans one file, read as `cleaner clean` reads it.

        Args:
            path: a file, packed or not; a record of a container by its number ("crawl.warc.gz#17"); or an address,
                which is fetched with the extra "remote".
            kind: "text" or "html"; None tells it by name, then by content.
            url: where it comes from, if known.

        Raises:
            CleanerError: if there is no such file, it holds several documents, or it cannot be read as text.
        """
        from cleaner.archive.sources import only_task
        from cleaner.archive.task import Reading

        return only_task(path, Reading(kind, url)).clean(self)

    def clean_many(
        self,
        documents: Iterable[str | bytes | Mapping[str, Any]],
        workers: int = 0,
        *,
        kind: Kind | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        memory: int = DEFAULT_MEMORY,
    ) -> Iterator[Article | CleanerError]:
        """Cleans a stream of documents in worker processes, so that one that hangs or crashes costs only itself.

        Args:
            documents: each a str or bytes, or a mapping with the document as "html", "text" or "warc" (the bytes of one record),
                and as far as known "url", "id", "captured", "charset". They are drawn as workers fall idle.
            workers: number of processes; 0 takes one for each processor.
            kind: of all of them; None: a mapping's says it, else it is told by content.
            timeout: seconds that a document may take.
            memory: bytes that a worker may take.

        Returns:
            For each document, in order, its article, or the error that says why there is none.

        Raises:
            CleanerError: code "no-worker" if the worker processes do not start.
        """
        from cleaner.engines.stream import clean_many

        return clean_many(self, documents, workers, kind=kind, timeout=timeout, memory=memory)

    def _judge(
        self, document: Document, host: str | None, site: Site | None, witness: Callable[[], None] | None = None
    ) -> Verdict:
        language = detect("\n".join([block.text for block in document.blocks]))
        return judge(document, self._book, language, host, witness, site, self._caution)


@cache
def _cleaner(*options: Any) -> Cleaner:
    folders, keep, without, favour = options or ((), (), (), None)
    return Cleaner(rules=folders, keep=keep, without=without, favour=favour)


def _unpickled(options: tuple[Any, ...], learned: tuple[Site, ...]) -> Cleaner:
    return _cleaner(*options).with_learned(learned)


def clean(
    data: str | bytes | bytearray | memoryview,
    kind: Kind | None = None,
    url: str | None = None,
    *,
    charset: str | None = None,
    captured: str | None = None,
) -> Article:
    """Cleans one document with the rules that ship; `Cleaner.clean` says what goes in and what comes out.

    Raises:
        CleanerError: if the data cannot be read as text in any encoding, or the arguments are wrong.
    """
    return _cleaner().clean(data, kind, url, charset=charset, captured=captured)


def clean_file(path: str | Path, kind: Kind | None = None, url: str | None = None) -> Article:
    """Cleans one file with the rules that ship; `Cleaner.clean_file` says what it may be.

    Raises:
        CleanerError: if there is no such file, it holds several documents, or it cannot be read as text.
    """
    return _cleaner().clean_file(path, kind, url)
