"""Authors that the page shows: bylines, bios, "Follow @..."."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.metadata.candidates import Candidate
from cleaner.metadata.lexicon import fold
from cleaner.metadata.names import Credit, clean_name, is_nobody, looks_like_person, read_credit
from cleaner.metadata.view import View

_WORD = r"(?:[^\W\d_a-z]\.|[^\W\d_a-z][\w'’\-]*)"
_NAME_RUN = re.compile(rf"{_WORD}(?:\s(?:(?:de|del|der|van|von|da|di|la|le|el|al|bin|ibn|ter|den|dos|du)\s){{0,2}}{_WORD}){{1,4}}")
_HANDLE = re.compile(r"(?<![\w.@])@([A-Za-z_]\w{1,30})")
_BIO_HEAD = 160
"""A bio names its author within its first words."""
_BYLINE_WORDS = 40


def read_authors(view: View) -> Iterator[Candidate]:
    """People of bylines (in the head first), else of bios; each candidate holds a `Credit`."""
    for index in view.labelled("byline"):
        text = view.text(index)
        if len(text.split()) > _BYLINE_WORDS:
            continue
        credit = read_credit(text, view.lexicon, view.sites, trusted=False)
        if not (credit.people or credit.agencies or credit.others):
            continue
        where = {"head": 0.8, "tail": 0.6, "body": 0.5}[view.zone(index)]
        yield Candidate("authors", credit, "block", "byline", where, view.span(index), view.rule(index))
    for index in view.labelled("author_bio", "duplicate"):
        name = bio_name(view, index)
        if name:
            yield Candidate("authors", Credit(people=[name]), "block", "bio", 0.55, view.span(index), view.rule(index))


def bio_name(view: View, index: int) -> str | None:
    """Whom a bio is about: the name right before what a bio says of its author ("is based in", "covers")."""
    text = view.text(index)[:_BIO_HEAD]
    folded = text.casefold()
    if len(folded) != len(text):
        folded = text.lower()
    ends = [at for phrase in view.lexicon.bio if (at := folded.find(" " + phrase)) > 0]
    runs = list(_NAME_RUN.finditer(text))
    named = [run for run in runs if any(0 <= end - run.end() <= 1 for end in ends)]
    if runs and runs[0].start() == 0 and view.labels[index] == "author_bio" and not _is_role(text[runs[0].end() :], view):
        named.append(runs[0])
    if not named:
        return None
    words = min(named, key=lambda run: run.start()).group().split()
    # "Courthouse reporter Jane Roe": the name begins behind the last role.
    for size in range(len(words) - 1, 0, -1):
        if fold(" ".join(words[:size])).split()[-1] in view.lexicon.roles:
            words = words[size:]
            break
    name = clean_name(" ".join(words), view.lexicon)
    return name if looks_like_person(name, view.lexicon) and not is_nobody(name, view.lexicon) else None


def _is_role(text: str, view: View) -> bool:
    """Whether a text goes on with what somebody does: "Harbour Times" + "reporter Jane Roe"."""
    following = fold(text[:60]).split()[:2]
    return bool(following) and (following[0] in view.lexicon.roles or " ".join(following) in view.lexicon.roles)


def read_bio(view: View) -> Iterator[Candidate]:
    """The text that says who the author is: the longest block cut as a bio, once where it stands twice."""
    best: int | None = None
    for index in view.labelled("author_bio"):
        words = len(view.text(index).split())
        if words >= 5 and (best is None or words > len(view.text(best).split())):
            best = index
    if best is not None:
        yield Candidate("author_bio", view.text(best), "block", "author_bio", 0.8, view.span(best), view.rule(best))


def read_handles(view: View) -> Iterator[Candidate]:
    """Accounts of the authors: "Follow @jane" below the article, a handle in a byline or bio."""
    handles: list[str] = []
    where: int | None = None
    names = {fold(site).replace(" ", "") for site in view.sites} | set(view.hosts)
    for index in view.labelled("social", "byline", "author_bio", "contact"):
        for handle in _HANDLE.findall(view.text(index)):
            if fold(handle) not in names and "@" + handle not in handles:
                handles.append("@" + handle)
                where = index if where is None else where
    if where is not None and len(handles) <= 5:
        yield Candidate("author_handles", handles, "block", view.labels[where] or "", 0.7, view.span(where), view.rule(where))
