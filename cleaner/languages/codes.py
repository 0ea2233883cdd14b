"""Language codes: which pack's language is a document's language."""

from __future__ import annotations

from functools import lru_cache

_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id"}
"""Codes that stand for another one's language here: both forms of Norwegian share a pack."""


@lru_cache(maxsize=1024)
def normal_code(code: str) -> str:
    """A BCP 47 code in lower case, its first part in the form that packs use."""
    first, _, rest = code.strip().lower().replace("_", "-").partition("-")
    first = _SAME.get(first, first)
    return f"{first}-{rest}" if rest else first


def main_code(code: str) -> str:
    """The language alone: "pt" of "pt-BR"."""
    return normal_code(code).partition("-")[0]


def holds_for(pack: str, document: str | None) -> bool:
    """Whether a pack of one language holds for a document: any and English always, all where the language is unknown.

    A pack for "pt" holds for "pt-BR", one for "pt-BR" not for "pt".
    """
    pack = normal_code(pack)
    if document is None or pack in ("any", "en"):
        return True
    document = normal_code(document)
    return document == pack or document.startswith(pack + "-")
