"""cleaner: strips site furniture from web pages and from text that is already extracted, and says why for every cut."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cleaner.errors import CleanerError
from cleaner.version import __version__

if TYPE_CHECKING:
    from cleaner.article import Article
    from cleaner.corpus.site import learn_site
    from cleaner.engine import Cleaner, clean, clean_file

__all__ = ["Article", "Cleaner", "CleanerError", "__version__", "clean", "clean_file", "learn_site"]

_WHERE = {
    "Article": "cleaner.article",
    "Cleaner": "cleaner.engine",
    "clean": "cleaner.engine",
    "clean_file": "cleaner.engine",
    "learn_site": "cleaner.corpus.site",
}


def __getattr__(name: str) -> Any:
    # Loaded when asked for, so that `import cleaner` and `cleaner --help` stay quick.
    if name in _WHERE:
        from importlib import import_module

        return getattr(import_module(_WHERE[name]), name)
    raise AttributeError(f"module 'cleaner' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
