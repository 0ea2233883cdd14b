"""An article's metadata as names and values to show."""

from __future__ import annotations

from collections import Counter
from typing import Any

from cleaner.article import Article

_FIELDS = (
    "title", "authors", "published", "modified", "captured", "site", "agency", "dateline", "categories", "tags",
    "language", "genre", "description", "licence", "author_bio", "author_handles", "speakers", "url",
)  # fmt: skip


def facts(article: Article, *, verbose: bool = False) -> list[tuple[str, str]]:
    """What is known of the article: (name, value) in reading order, the figures last.

    Args:
        article: the document.
        verbose: say too where each value came from.
    """
    known = []
    for name in _FIELDS:
        value = getattr(article, name)
        if value:
            known.append((name, "; ".join(value) if isinstance(value, list) else value))
            known += _origin(article, name) if verbose else []
    if article.copyright:
        parts = [str(part) for part in (article.copyright["year"], article.copyright["holder"]) if part]
        known.append(("copyright", " ".join(parts)))
    for image in article.images:
        told = [f"{key}: {value}" for key, value in image.items() if value]
        known.append(("image", "; ".join(told)))
    if len(article.stories) > 1:
        known += [("story", story.title or "(no title)") for story in article.stories]
    cut = sum(removed.end - removed.start for removed in article.removed)
    share = f" ({100 * cut / len(article.source):.1f}%)" if cut else ""
    known.append(("kept", f"{len(article.source) - cut:,} characters"))
    labels = Counter(removed.label for removed in article.removed).most_common()
    counts = ": " + ", ".join(f"{label} {count:,}" for label, count in labels) if labels else ""
    known.append(("cut", f"{cut:,} characters{share}{counts}"))
    return known


def _origin(article: Article, name: str) -> list[tuple[str, str]]:
    """Where a value came from, and what lost against it."""
    origin: Any = article.provenance.get(name)
    if not isinstance(origin, dict):
        return []
    rule = f", cut by {origin['rule']}" if origin.get("rule") else ""
    told = [("", f"- from {origin['source']} {origin['key']}{rule}")] if origin.get("source") else []
    for other in origin.get("candidates", ()):
        told.append(("", f"- not {other.get('value')!r} from {other.get('source')} {other.get('key')}"))
    return told
