"""JSON-LD of a page, and which of its blocks it repeats."""

from __future__ import annotations

from typing import Any

from cleaner.document import Document


def read_items(scripts: list[str]) -> list[dict[str, Any]]:
    """Objects of JSON-LD scripts."""
    return []


def mark_repeats(document: Document) -> None:
    """Sets `Evidence.repeats`."""
