"""The answer: clean text, metadata, and every cut with its reason."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, TypedDict

from cleaner.document import Kind, Mark, Repair
from cleaner.errors import CleanerError
from cleaner.text.printable import counted

if TYPE_CHECKING:
    from cleaner.render import Format

SCHEMA_VERSION = 2
"""Of `data/record.schema.json`; goes up when a field of the record changes its meaning or goes away, not for a new one."""


@dataclass(slots=True)
class Cut:
    """A span of the source that is not in the text.

    Attributes:
        start, end, text: the span in `Article.source`, in code points, and its text.
        label: kind of furniture, one of `cleaner.document.LABELS`.
        rule: id of the rule or heuristic that decided (`cleaner rules show ID` tells about it).
        confidence: 0 to 1, as the rule's author estimates or as measured on gold.
        reason: why, in words.
    """

    start: int
    end: int
    label: str
    rule: str
    confidence: float
    reason: str
    text: str


@dataclass(slots=True)
class Story:
    """One of the stories that a document holds: its headline, and a span of `Article.text`, in code points."""

    title: str | None
    start: int
    end: int
    text: str


@dataclass(slots=True)
class Comment:
    """A reader's comment, or a post of a forum.

    Attributes:
        author, date: who wrote it, and when (ISO 8601), as far as the page tells.
        text: its paragraphs, one blank line between them.
        depth: how many others it answers: 0 for one that answers the article.
    """

    author: str | None
    date: str | None
    text: str
    depth: int = 0


class Image(TypedDict, total=False):
    """A picture: what it shows and who supplied it (always there, None where unknown); from HTML its address and alternative
    text too."""

    caption: str | None
    credit: str | None
    url: str | None
    alt: str | None


class Copyright(TypedDict):
    """Who holds the rights, and since when or of which year; either may be None, not both."""

    holder: str | None
    year: int | None


@dataclass(slots=True, repr=False)
class Article:
    """A cleaned document.

    Dates are ISO 8601. A field that the document does not tell is None or empty, never guessed.

    Attributes:
        text: article paragraphs, one blank line between them; lists, tables and verse keep their line breaks.
        title: the headline. authors: people, in reading order.
        published, modified: of the article. captured: when the page was fetched or shown.
        site, agency, dateline: publisher, news agency, place that the report is datelined.
        categories, tags: sections and keywords. language: ISO 639, such as "en".
        region: where that kind of it is written, as the page says: ISO 3166 or UN M49.
        genre: article, transcript, liveblog, forum, product, collection, listing, documentation, service, error or
            empty. description: the page's own summary.
        copyright: {"holder": str, "year": int | None} or None.
        licence: SPDX identifier of a Creative Commons licence that the document states, or None.
        images: pictures by caption and credit. author_bio, author_handles: what the page says of its authors.
        speakers: of a transcript, in the order in which they first speak.
        url, kind: where from, and how it was read.
        stories: each story with its title and text; one where the document is one article.
        structure: what markup makes of the text: headings, lists, tables, links, by position, outer ones first.
        comments: what readers wrote below, or the posts of a forum.
        removed: every cut, by position. repairs: every change to what was kept, by position.
        source: the document's visible text; for text input the input itself.
        provenance: for each metadata field, where its value came from and the candidates that lost.
    """

    text: str = ""
    title: str | None = None
    authors: list[str] = field(default_factory=list)
    published: str | None = None
    modified: str | None = None
    captured: str | None = None
    site: str | None = None
    agency: str | None = None
    dateline: str | None = None
    categories: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    language: str | None = None
    region: str | None = None
    genre: str | None = None
    description: str | None = None
    copyright: Copyright | None = None
    licence: str | None = None
    images: list[Image] = field(default_factory=list)
    author_bio: str | None = None
    author_handles: list[str] = field(default_factory=list)
    speakers: list[str] = field(default_factory=list)
    url: str | None = None
    kind: Kind = "text"
    stories: list[Story] = field(default_factory=list)
    structure: list[Mark] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    removed: list[Cut] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    source: str = ""
    provenance: dict[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        title = self.title if self.title is None or len(self.title) <= 60 else f"{self.title[:59]}…"
        sizes = {"character": self.text, "story": self.stories, "cut": self.removed, "repair": self.repairs}
        told = ", ".join(counted(len(value), noun) for noun, value in sizes.items())
        return f"<Article {title!r}: {self.kind}, {told}>"

    def tiles(self) -> list[tuple[int, int, Cut | None]]:
        """The whole source as consecutive spans, each with the cut that took it, or None where it was kept.

        Raises:
            CleanerError: if cuts overlap, leave the source, or do not say what the source says there.
        """
        tiles: list[tuple[int, int, Cut | None]] = []
        here = 0
        for cut in self.removed:
            if not here <= cut.start < cut.end <= len(self.source) or self.source[cut.start : cut.end] != cut.text:
                hint = "The record was changed after it was written; clean the source again."
                raise _damaged(f"The cut at {cut.start}-{cut.end} does not fit the source.", hint)
            if here < cut.start:
                tiles.append((here, cut.start, None))
            tiles.append((cut.start, cut.end, cut))
            here = cut.end
        if here < len(self.source):
            tiles.append((here, len(self.source), None))
        return tiles

    def restore(self) -> str:
        """The source again, put together from what was kept and what was cut.

        Raises:
            CleanerError: if the record was changed so that its spans no longer tile the source.
        """
        return "".join(cut.text if cut else self.source[start:end] for start, end, cut in self.tiles())

    def markdown(self, **options: bool) -> str:
        """The text as CommonMark, tables as GFM has them; without its marks it is `text`.

        Args:
            options: of `cleaner.render.Options`: links, tables, images, comments, metadata.
        """
        return self._render("markdown", options)

    def html(self, **options: bool) -> str:
        """A page of the text and its structure; links lead to http, https and mailto only."""
        return self._render("html", options)

    def tei(self, **options: bool) -> str:
        """A document of TEI P5 with the metadata in its header."""
        return self._render("tei", options)

    def vertical(self, **options: bool) -> str:
        """The text one token a line, for CWB, NoSketch Engine and KonText."""
        return self._render("vertical", options)

    def _render(self, form: Format, options: dict[str, bool]) -> str:
        from cleaner.render import Options, render

        known = Options.__dataclass_fields__
        if unknown := options.keys() - known:
            hint = f"Name some of {', '.join(known)}."
            raise CleanerError(f"{form} has no option {min(unknown)!r}.", hint=hint, code="bad-argument")
        return render(self, form, Options(**options))

    def to_dict(self) -> dict[str, Any]:
        """The article as plain lists, dicts, strings and numbers, each text once; `from_dict` reads it back.

        Cuts and stories have their positions and not their text, and a cut's `reason` is the place of its reason in the
        list `reasons`.
        """
        record = {name: getattr(self, name) for name in self.__dataclass_fields__}
        for name in ("stories", "removed", "repairs"):
            record[name] = [
                {key: getattr(part, key) for key in part.__dataclass_fields__ if key != "text"} for part in record[name]
            ]
        record["comments"] = [asdict(comment) for comment in self.comments]
        record["structure"] = [list(mark if mark.attributes else mark[:3]) for mark in self.structure]
        reasons: dict[str, int] = {}
        for cut in record["removed"]:
            cut["reason"] = reasons.setdefault(cut["reason"], len(reasons))
        record["reasons"] = list(reasons)
        return record

    @classmethod
    def from_dict(cls, record: dict[str, Any]) -> Article:
        """Reads what `to_dict` or `cleaner clean` wrote; keys that an Article does not have are passed over.

        Raises:
            CleanerError: if a field has the wrong shape, or the record has another version of the schema.
        """
        version = record.get("schema_version", SCHEMA_VERSION)
        if version != SCHEMA_VERSION:
            raise _damaged(
                f"This record has schema {version}; this version of cleaner reads {SCHEMA_VERSION}.",
                "Clean the document again, or read it with the version that its `cleaner_version` names.",
            )
        values = {name: record[name] for name in cls.__dataclass_fields__ if name in record}
        text, source = record.get("text", ""), record.get("source", "")
        try:
            values["stories"] = [
                Story(**one, text=text[one["start"] : one["end"]]) for one in record.get("stories", ())
            ]
            reasons = record.get("reasons", ())
            values["removed"] = [
                Cut(**{**one, "reason": reasons[one["reason"]], "text": source[one["start"] : one["end"]]})
                for one in record.get("removed", ())
            ]
            values["comments"] = [Comment(**item) for item in record.get("comments", ())]
            values["structure"] = [Mark(*[*item, {}][:4]) for item in record.get("structure", ())]
            values["repairs"] = [Repair(**item) for item in record.get("repairs", ())]
            return cls(**values)
        except (TypeError, LookupError) as error:
            hint = "Pass a dict that Article.to_dict() or `cleaner clean` made."
            raise _damaged(f"This is not a record of an article: {error!r}.", hint) from error


def _damaged(message: str, hint: str) -> CleanerError:
    return CleanerError(message, hint=hint, code="damaged-record")
