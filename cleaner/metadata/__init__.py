"""Metadata of a document: from its head, its structured data, its address and the words of its blocks."""

from __future__ import annotations

from cleaner.metadata.head import genre_said
from cleaner.metadata.reader import read

__all__ = ["genre_said", "read"]
