"""People whom no byline names: a name alone below the headline, bios, who speaks in a transcript."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from cleaner.document import Evidence
from cleaner.metadata.candidates import Candidate
from cleaner.metadata.view import View
from cleaner.read.markup import called
from cleaner.recognise.bylines import CUT, may_be_signed, names_alone, signed_names, unglued
from cleaner.recognise.credits import Credit, read_credit, split_names
from cleaner.recognise.dates import find_dates, is_date_line
from cleaner.recognise.lexicon import pattern
from cleaner.recognise.person import NO_NAME, clean_name, is_nobody, is_person, tidy
from cleaner.text.fold import fold
from cleaner.text.scripts import CASELESS
from cleaner.text.words import count_words

_NEAR = 5
"""Lines below the headline that are looked at."""
_NAME_LINE = 120
"""A line of a name and a date has no more characters."""
_BESIDE_DATE = 9
"""Words that a date's line beside a name may hold besides."""
_TOP = 2
"""Headings of the first levels are headlines and subheads."""
# An own page of a person, as sites name its folder.
_PERSONAL = re.compile(
    r"auth?or|auteur|autore|profil|people|person|team|staff|writer|editor|redakt|journalist|user|member|mailto:",
    re.IGNORECASE,
)
_BEFORE_TIME = re.compile(r"\s+(?=\d{1,2}\s(?:minutes?|hours?|days?|weeks?|months?)\b)")


def read_bare_names(view: View) -> Iterator[Candidate]:
    """Lines right below the headline, and the one above the first paragraph, that are nothing but persons' names."""
    if view.title is None and not may_be_signed(view.lexicon):
        return
    # Where nothing parts the words, a short first line heads the text, whether or not it was told.
    title, count = view.title or 0, len(view.labels)
    for index in dict.fromkeys([*range(title + 1, min(title + 1 + _NEAR, count)), view.first - 1]):
        credit = _bare_names(view, index) if title < index < count and not view.is_elsewhere(index) else Credit()
        if credit.people:
            facts = view.place(index) | {
                "bare": len(credit.people),
                "date near": min(dates_near(view, index), default=3),
            }
            yield view.reading("authors", credit, index, "name", facts=facts)


def may_be_name(evidence: Evidence) -> bool:
    """Whether a block of a capitalised phrase alone can be a name: no heading, and no link but to a person's page."""
    if 0 < evidence.level <= _TOP:
        return False
    return not evidence.links or any(_PERSONAL.search(link[:500]) for link in evidence.links)


def is_filing(evidence: Evidence | None) -> bool:
    """Whether a block is a table's row, or by its names a list of sections, a breadcrumb, a bio, or a picture's licence."""
    if evidence is None:
        return False
    return evidence.tag == "tr" or not called("filing").isdisjoint(
        (*evidence.names[: evidence.own_names], *evidence.names[:4])
    )


def _first_part(text: str, view: View) -> str:
    """What a line says before its first mark, date or time: "Jane Roe5 hours ago", "Jane Roe / John Doe | Harbour Times"."""
    text = _HANDLE.sub("|", _BEFORE_TIME.split(unglued(text))[0])
    moments = find_dates(text, view.lexicon, True)
    text = text[: moments[0].start] if moments else text
    names: list[str] = []
    for segment in text.split(" / "):
        part = next((part for part in map(tidy, CUT.split(segment)) if part), "")
        if names and not is_person(part, view.lexicon):
            break
        names.append(part)
        if part != tidy(segment):
            break
    return ", ".join(names)


def _bare_names(view: View, index: int) -> Credit:
    """The people of a line that begins with their whole names; nobody where any of them may be something else."""
    if not _may_be_names(view, index):
        return Credit()
    text = _first_part(view.text(index), view)
    if len(text) > _NAME_LINE or view.lexicon.date_words.issuperset(fold(text).strip(" :").split()):
        return Credit()  # "Reading time"
    if CASELESS.search(text):
        return Credit(people=names_alone(text, view.lexicon))
    parts = [part.strip() for part in split_names(text, view.lexicon)]
    if not all(2 <= len(part.split()) <= 4 and is_person(part, view.lexicon) for part in parts):
        return Credit()
    credit = read_credit(text, view.lexicon, view.sites)
    named = len(credit.people) == len(parts) and not any(view.is_wording(name) for name in credit.people)
    return credit if named else Credit()


def _may_be_names(view: View, index: int) -> bool:
    evidence, label = view.document.blocks[index].evidence, view.labels[index]
    if len(view.text(index)) > _NAME_LINE or label == "caption":
        return False
    return evidence is None or (label != "credit" and may_be_name(evidence) and not is_filing(evidence))


def dates_near(view: View, index: int) -> list[int]:
    """How far the dates within two lines are."""
    return [abs(other - index) for other in range(max(0, index - 2), index + 3) if _is_dated(view, other)]


def _is_dated(view: View, index: int) -> bool:
    """Whether a line is a date's and has little else."""
    if index >= len(view.labels):
        return False
    if view.labels[index] == "timestamp":
        return True
    text = view.text(index)
    if len(text) > _NAME_LINE or not any(c.isdigit() for c in text):
        return False
    return is_date_line(text, find_dates(text, view.lexicon), view.lexicon, _BESIDE_DATE)


_WORD = r"(?:[^\W\d_a-z]\.|[^\W\d_a-z][\w'’\-]*)"
_NAME_RUN = rf"(?-i:{_WORD}(?:\s(?:{{}}\s){{0,2}}{_WORD}){{1,4}})"
_HANDLE = re.compile(r"(?<![\w.@])@([A-Za-z_]\w{1,30})")
_WRITTEN = r"\b{}\s+(?:dr\.?\s+)?"
_SIGNED_INTO, _SIGNED_BELOW = 2, 8
"""Blocks from the article's first, and below its last, in which it is signed."""
_MOST_BIOS = 9
_BIO_WORDS = 5
_BIO_HEAD = 160
"""A bio names its author within its first words."""


def bio_name(view: View, index: int) -> str | None:
    """Whom a bio is about: the name right before what a bio says of its author ("is based in", "covers")."""
    text, bio = " ".join(view.text(index)[:_BIO_HEAD].split()), view.labels[index] == "author_bio"
    if CASELESS.search(text) and may_be_signed(view.lexicon):
        return next(iter(signed_names(text, view.lexicon)), None)
    written = pattern(_WRITTEN, view.lexicon.written).search(text) if bio else None
    run = pattern(_NAME_RUN, view.lexicon.inner_particles).match(text, written.end()) if written else None
    if run:
        return clean_name(run.group(), view.lexicon) or None
    run = _name_before_phrase(text, view, bio)
    if run is None:
        return None
    words = run.group().split()
    # "Courthouse reporter Jane Roe": the name begins behind the last role.
    for size in range(len(words) - 1, 0, -1):
        if fold(words[size - 1]) in view.lexicon.roles:
            words = words[size:]
            break
    name = clean_name(" ".join(words), view.lexicon)
    return name if is_person(name, view.lexicon) and not is_nobody(name, view.lexicon) else None


def _goes_on_with_role(text: str, view: View) -> bool:
    """Whether a text goes on with what somebody does: "Harbour Times" + "reporter Jane Roe"."""
    following = fold(text[:60]).split()[:2]
    return bool(following) and (following[0] in view.lexicon.roles or " ".join(following) in view.lexicon.roles)


def read_bio_names(view: View) -> Iterator[Candidate]:
    """The people of whom the page has bios."""
    bios = [(index, name) for index in view.labelled("author_bio", "duplicate") if (name := bio_name(view, index))]
    count = len({fold(name) for _, name in bios})
    for index, name in bios[:_MOST_BIOS]:
        facts = view.place(index) | {"bio": min(9, count)}
        yield view.reading("authors", Credit(people=[name]), index, "bio", facts=facts)


def read_bio(view: View) -> Iterator[Candidate]:
    """The text that says who the author is: the longest block cut as a bio, once where it stands twice."""
    best = max(view.labelled("author_bio"), key=lambda index: count_words(view.text(index)), default=None)
    if best is not None and count_words(view.text(best)) >= _BIO_WORDS:
        yield view.reading("author_bio", view.text(best), best, "author_bio", 0.8)


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
        yield view.reading("author_handles", handles, where, view.labels[where] or "", 0.7)


def read_signed(view: View) -> Iterator[Candidate]:
    """Who signs a Chinese, Japanese or Korean text: above it, in its first paragraphs or at its end; lines one below the other are one."""
    if not may_be_signed(view.lexicon):
        return
    count = len(view.labels)
    top, end = min(count, view.first + _SIGNED_INTO), max(view.last - 1, view.first + _SIGNED_INTO)
    runs: list[tuple[int, int, Credit]] = []
    for index in (*range(top), *range(end, min(count, view.last + _SIGNED_BELOW))):
        if names := signed_names(view.text(index), view.lexicon, index >= view.last):
            first, last, credit = runs.pop() if runs and runs[-1][1] == index - 1 else (index, index, Credit())
            credit.merge(Credit(people=names))
            runs.append((first, index, credit))
    for first, last, credit in runs:
        facts = view.place(first) | {"signed": 1 + (last >= view.last), "joined": len(credit.people)}
        yield view.reading("authors", credit, first, "byline", facts=facts)


_TURN = re.compile(r"(?P<name>[^\W\d_][^:：\n,(\[]{0,40}?)\s?(?:[,(\[][^:：\n]{1,60}?)?[:：]\s?(?=\S)")
_TURNS = 4
"""Turns of a text from which it is read as a transcript, where its genre does not say so."""
_MOST = 40
_WORDS = 5
_READ = 2000


def _name_before_phrase(text: str, view: View, bio: bool) -> re.Match[str] | None:
    """The first capitalised phrase that a bio's phrase follows, or that begins what was cut as a bio."""
    folded = fold(text)
    ends = [at for phrase in view.lexicon.bio if (at := folded.find(" " + phrase)) > 0]
    for run in pattern(_NAME_RUN, view.lexicon.inner_particles).finditer(text):
        begins = bio and run.start() == 0 and not _goes_on_with_role(text[run.end() :], view)
        if begins or any(0 <= end - run.end() <= 1 for end in ends):
            return run
    return None


def read_speakers(view: View) -> Iterator[Candidate]:
    """The names before the turns of a transcript, in the order in which they first speak, each once.

    A surname alone, as transcripts write it after the first turn, is the same speaker. Capitals are kept as written.
    """
    if view.verdict.genre != "transcript":
        return
    found: dict[str, str] = {}
    turns: Counter[str] = Counter()
    for name in filter(None, map(_speaker, _kept_lines(view))):
        key = next((known for known in found if known == fold(name) or known.endswith(" " + fold(name))), fold(name))
        found.setdefault(key, name)
        turns[key] += 1
        if len(found) > _MOST:
            return
    # One turn by itself is a colon in a sentence, unless the name is whole.
    speakers = [name for key, name in found.items() if turns[key] > 1 or " " in name]
    if speakers and turns.total() >= _TURNS:
        yield Candidate("speakers", speakers, "text", "turns", 0.8)


def _kept_lines(view: View) -> Iterator[str]:
    return (view.document.blocks[index].text for index, label in enumerate(view.labels[:_READ]) if label is None)


def _speaker(line: str) -> str | None:
    """The name before a line's colon."""
    match = _TURN.match(line[:120])
    name = match["name"].strip() if match else ""
    if not name or not name[0].isupper() or len(name.split()) > _WORDS or NO_NAME.search(name):
        return None
    return name
