"""What a page says of its authors besides their names, and who speaks in a transcript."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from cleaner.metadata.candidates import Candidate
from cleaner.metadata.view import View
from cleaner.recognise.person import NO_NAME
from cleaner.text.fold import fold
from cleaner.text.words import count_words, squeeze

_BIO_WORDS = 5
_HANDLE = re.compile(r"(?<![\w.@])@([A-Za-z_]\w{1,30})")
_HANDLES = 5
"""More accounts than that are not the authors'."""
_TURN = re.compile(r"(?P<name>[^\W\d_][^:：\n,(\[]{0,40}?)\s?(?:[,(\[][^:：\n]{1,60}?)?[:：]\s?(?=\S)")
_TURNS = 4
"""Turns of a text from which it is read as a transcript, where its genre does not say so."""
_MOST = 40
_WORDS = 5
_READ = 2000


def read_bio(view: View) -> Iterator[Candidate]:
    """The text that says who the author is: the longest block cut as a bio, once where it stands twice."""
    best = max(view.labelled("author_bio"), key=lambda index: count_words(view.text(index)), default=None)
    if best is not None and count_words(view.text(best)) >= _BIO_WORDS:
        yield view.reading("author_bio", view.text(best), best, "author_bio", 0.8)


def read_handles(view: View) -> Iterator[Candidate]:
    """Accounts of the authors: "Follow @jane" below the article, a handle in a byline or bio."""
    own = {squeeze(site) for site in view.sites} | set(view.hosts)
    lines = view.labelled("social", "byline", "author_bio", "contact")
    found = [
        (handle, index)
        for index in lines
        if "@" in view.texts[index]
        for handle in _HANDLE.findall(view.text(index))
        if fold(handle) not in own
    ]
    handles = list(dict.fromkeys("@" + handle for handle, _ in found))
    if 0 < len(handles) <= _HANDLES:
        where = found[0][1]
        yield view.reading("author_handles", handles, where, view.labels[where] or "", 0.7)


def read_speakers(view: View) -> Iterator[Candidate]:
    """The names before the turns of a transcript, in the order in which they first speak, each once.

    A surname alone, as transcripts write it after the first turn, is the same speaker. Capitals are kept as written.
    """
    if view.verdict.genre != "transcript":
        return
    found: dict[str, str] = {}
    turns: Counter[str] = Counter()
    kept = [block.text[:120] for block, label in zip(view.document.blocks[:_READ], view.labels) if label is None]
    for match in filter(None, map(_TURN.match, kept)):
        name = match["name"].strip()
        if not name[0].isupper() or len(name.split()) > _WORDS or NO_NAME.search(name):
            continue
        key = next((known for known in found if f" {known}".endswith(f" {fold(name)}")), fold(name))
        found.setdefault(key, name)
        turns[key] += 1
    # One turn by itself is a colon in a sentence, unless the name is whole.
    speakers = [name for key, name in found.items() if turns[key] > 1 or " " in name]
    if 0 < len(speakers) <= _MOST and turns.total() >= _TURNS:
        yield Candidate("speakers", speakers, "text", "turns", 0.8)
