"""What a page says of its authors below the article: whom a bio is about, the bio itself, "Follow @..."."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.metadata.candidates import Candidate
from cleaner.metadata.names import Credit
from cleaner.metadata.person import clean_name, is_nobody, is_person
from cleaner.metadata.view import View
from cleaner.text.fold import fold
from cleaner.text.words import count_words

_WORD = r"(?:[^\W\d_a-z]\.|[^\W\d_a-z][\w'’\-]*)"
_NAME_RUN = re.compile(
    rf"{_WORD}(?:\s(?:(?:de|del|der|van|von|da|di|la|le|el|al|bin|ibn|ter|den|dos|du)\s){{0,2}}{_WORD}){{1,4}}"
)
_HANDLE = re.compile(r"(?<![\w.@])@([A-Za-z_]\w{1,30})")
_WRITTEN = re.compile(
    r"\b(?:written|posted|contributed|authored) by\s+(?:dr\.?\s+)?|\bgeschrieben von\s+|\bescrito por\s+|\bécrit par\s+",
    re.IGNORECASE,
)
# What stands before the author's name on the button that leads to all that they wrote.
_POSTS_BY = re.compile(
    r"(?:(?:view |see |read |show )?(?:all|more) (?:posts|articles|stories|content)?\s?(?:by|from)|(?:alles|mehr) von|"
    r"(?:alle|weitere|mehr) (?:beiträge|artikel|texte) (?:von|des autors|der autorin)|(?:voir )?(?:tous (?:les|ses) articles|plus d'articles) (?:de|par)|"
    r"(?:ver )?(?:todas las entradas|todos los artículos|más artículos|mais artigos|todos os artigos) (?:de|por)|"
    r"(?:tutti gli articoli|altri articoli) di|(?:alle berichten|meer artikelen) van)\s+(?P<name>\S.{2,50})$",
    re.IGNORECASE,
)
_MOST_POSTS = 60
_BIO_HEAD = 160
"""A bio names its author within its first words."""


def bio_name(view: View, index: int) -> str | None:
    """Whom a bio is about: the name right before what a bio says of its author ("is based in", "covers")."""
    text = " ".join(view.text(index)[:_BIO_HEAD].split())
    folded = fold(text)
    ends = [at for phrase in view.lexicon.bio if (at := folded.find(" " + phrase)) > 0]
    runs = list(_NAME_RUN.finditer(text))
    written = _WRITTEN.search(text)
    if written and view.labels[index] == "author_bio":
        run = _NAME_RUN.match(text, written.end())
        if run:
            return clean_name(run.group(), view.lexicon) or None
    named = [run for run in runs if any(0 <= end - run.end() <= 1 for end in ends)]
    if (
        runs
        and runs[0].start() == 0
        and view.labels[index] == "author_bio"
        and not _is_role(text[runs[0].end() :], view)
    ):
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
    return name if is_person(name, view.lexicon) and not is_nobody(name, view.lexicon) else None


def _is_role(text: str, view: View) -> bool:
    """Whether a text goes on with what somebody does: "Harbour Times" + "reporter Jane Roe"."""
    following = fold(text[:60]).split()[:2]
    return bool(following) and (following[0] in view.lexicon.roles or " ".join(following) in view.lexicon.roles)


def read_bio(view: View) -> Iterator[Candidate]:
    """The text that says who the author is: the longest block cut as a bio, once where it stands twice."""
    best: int | None = None
    for index in view.labelled("author_bio"):
        words = count_words(view.text(index))
        if words >= 5 and (best is None or words > count_words(view.text(best))):
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
        yield Candidate(
            "author_handles", handles, "block", view.labels[where] or "", 0.7, view.span(where), view.rule(where)
        )


def read_posts_by(view: View) -> Iterator[Candidate]:
    """The person of whom the page offers all posts, where it is one."""
    found: dict[str, int] = {}
    for index, block in enumerate(view.document.blocks):
        match = _POSTS_BY.match(block.text) if len(block.text) <= _MOST_POSTS else None
        name = clean_name(match["name"], view.lexicon) if match else ""
        if name and is_person(name, view.lexicon) and not is_nobody(name, view.lexicon):
            found.setdefault(name, index)
    if len(found) == 1:
        ((name, index),) = found.items()
        yield Candidate("authors", Credit(people=[name]), "block", "posts by", 0.55, view.span(index), view.rule(index))
