"""A rule's skeleton from a line that it is to cut."""

from __future__ import annotations

import re

from cleaner.languages.codes import normal_code
from cleaner.rules.phrase import literal
from cleaner.text.fold import fold, trim

_LONG = 12
"""Words of a line that is not likely to stand anywhere else as it is."""

_BEGINNING = 5
LOOKALIKES = ("A SENTENCE THAT A REPORTER COULD WRITE WITH THE SAME WORDS, WHICH MUST STAY", "ANOTHER ONE")
"""Stand for the lines to keep until they are filled in."""
_VARIES = re.compile(r"https?://\S+|\S+@\S+\.\w+|@\w+|\d+")
_FORMS = ((re.compile(r"https?://"), r"https?://\S+"), (re.compile(r"@\w"), r"@\w+"), (re.compile(r".*@"), r"\S+@\S+"))
_NUMBER = r"\d+"
_SIGNS = r"[^\pL\d]{0,5}"
"""What may stand at the ends of a line: arrows, bullets, punctuation."""

_ASCII_WORD = re.compile(r"[a-z0-9]+")
_LETTERS = re.compile(r"[^\W\d_]{5,}")


def skeleton(example: str, label: str, language: str) -> str:
    """A pack with one rule that cuts an example line, as docs/rules.md describes it.

    What has to be filled in stands there in capitals: a name, what the rule cuts, another line to cut and lookalikes to keep;
    `cleaner rules test` passes when that is done. A line with numbers, addresses or handles gives a pattern that lets them
    vary; a short line is a phrase; of a long one the beginning is taken.

    Args:
        example: a line as it stands in a document.
        label: what it is. language: BCP 47 code, or "any".

    Raises:
        ValueError: if the line has no letter or digit.
    """
    line = " ".join(example.split())
    folded = fold(line)
    phrase = trim(folded)
    if not any(char.isalnum() for char in phrase):
        raise ValueError("The line holds no letter or digit, so no rule can be told from it.")
    language = normal_code(language)
    words = phrase.split()
    name = "-".join(_ASCII_WORD.findall(phrase)[:3]) or "name"
    return "\n".join(
        (
            f"pack: {language}/my-{label}",
            f"language: {language}",
            f"label: {label}",
            "about: WHAT THESE RULES CUT, IN A SENTENCE.",
            "rules:",
            f"  - id: {language}.{label}.{name}",
            "    what: WHAT THE RULE CUTS, IN A SENTENCE. A class of lines, in any publisher's words.",
            *_conditions(phrase, words),
            f"    max_words: {min(1000, len(words) + max(5, len(words) // 2))}",
            "    cut:",
            f"      - {_quoted(line)}",
            "      - ANOTHER LINE THAT IT MUST CUT",
            "    keep:",
            *(f"      - {line}" for line in LOOKALIKES),
            "",
        )
    )


def _conditions(phrase: str, words: list[str]) -> list[str]:
    if _VARIES.search(phrase):
        keyword = max(_LETTERS.findall(_VARIES.sub(" ", phrase)), key=len, default="")
        return [
            "    pattern:  # RE2, searched in the folded line",
            f"      - {_quoted(f'^{_SIGNS}{_pattern(phrase)}{_SIGNS}$')}",
            *([f"    keywords: [{_quoted(keyword)}]"] if keyword else []),
        ]
    if len(words) > _LONG:
        return [
            f"    starts: [{_quoted(literal(' '.join(words[:_BEGINNING])))}]  # as many words as all lines of the class share"
        ]
    return [f"    is: [{_quoted(literal(phrase))}]  # or starts, ends, has, pattern: see docs/rules.md"]


def _pattern(phrase: str) -> str:
    """The phrase as a pattern in which numbers, addresses and handles may be others."""
    parts = []
    here = 0
    for found in _VARIES.finditer(phrase):
        parts.append(_literal(phrase[here : found.start()]))
        parts.append(next((form for sign, form in _FORMS if sign.match(found.group())), _NUMBER))
        here = found.end()
    parts.append(_literal(phrase[here:]))
    return "".join(parts)


def _literal(text: str) -> str:
    return re.sub(r"([\\.+*?()|\[\]{}^$])", r"\\\1", text)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
