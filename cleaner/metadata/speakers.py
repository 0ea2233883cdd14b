"""Who speaks in a transcript: "WREN HOLLOWAY: ...", "Jonah Pettifer, host: ...", "Q: ..."."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.metadata.candidates import Candidate
from cleaner.metadata.person import NO_NAME
from cleaner.metadata.view import View
from cleaner.text.fold import fold

_TURN = re.compile(r"(?P<name>[^\W\d_][^:：\n,(\[]{0,40}?)\s?(?:[,(\[][^:：\n]{1,60}?)?[:：]\s?(?=\S)")
_TURNS = 4
"""Turns of a text from which it is read as a transcript, where its genre does not say so."""
_MOST = 40
_WORDS = 5
_READ = 2000


def read_speakers(view: View) -> Iterator[Candidate]:
    """The names before the turns of a transcript, in the order in which they first speak, each once.

    A surname alone, as transcripts write it after the first turn, is the same speaker. Capitals are kept as written.
    """
    if view.verdict.genre != "transcript":
        return
    found: dict[str, str] = {}
    turns: dict[str, int] = {}
    for index, label in enumerate(view.labels[:_READ]):
        match = _TURN.match(view.document.blocks[index].text[:120]) if label is None else None
        name = match["name"].strip() if match else ""
        if not name or not name[0].isupper() or len(name.split()) > _WORDS or NO_NAME.search(name):
            continue
        key = next((known for known in found if _same(known, fold(name))), fold(name))
        found.setdefault(key, name)
        turns[key] = turns.get(key, 0) + 1
        if len(found) > _MOST:
            return
    # One turn by itself is a colon in a sentence, unless the name is whole.
    speakers = [name for key, name in found.items() if turns[key] > 1 or " " in name]
    if speakers and sum(turns.values()) >= _TURNS:
        yield Candidate("speakers", speakers, "text", "turns", 0.8)


def _same(known: str, name: str) -> bool:
    return known == name or known.endswith(" " + name)
