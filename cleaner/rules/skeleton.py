"""A rule's skeleton from a line that it is to cut."""

from __future__ import annotations

import re

from cleaner.languages.data import normal_code
from cleaner.rules.phrase import SLOTS, literal
from cleaner.text.fold import fold, trim

_LONG, _BEGINNING = 12, 5
"""Words of a line that is not likely to stand anywhere else as it is, and of its beginning, which may."""

LOOKALIKES = ("A SENTENCE THAT A REPORTER COULD WRITE WITH THE SAME WORDS, WHICH MUST STAY", "ANOTHER ONE")
"""Stand for the lines to keep until they are filled in."""
_VARIES = re.compile("|".join(f"(?P<{name}>{SLOTS[name]})" for name in ("email", "site", "handle", "number")))
_ASCII_WORD = re.compile(r"[a-z0-9]+")


def skeleton(example: str, label: str, language: str) -> str:
    """A pack with one rule that cuts an example line, as docs/rules.md describes it.

    What has to be filled in stands there in capitals: a name, what the rule cuts, another line to cut and lookalikes to keep;
    `cleaner rules test` passes when that is done. Numbers, addresses and handles become slots; of a long line the
    beginning is taken.

    Args:
        example: a line as it stands in a document.
        label: what it is. language: BCP 47 code, or "any".

    Raises:
        ValueError: if the line has no letter or digit.
    """
    line = " ".join(example.split())
    phrase = trim(fold(line))
    if not any(char.isalnum() for char in phrase):
        raise ValueError("The line holds no letter or digit, so no rule can be told from it.")
    language = normal_code(language)
    words = phrase.split()
    name = "-".join(_ASCII_WORD.findall(phrase)[:3]) or "name"
    if len(words) > _LONG:
        said = (
            f"starts: [{_quoted(_form(' '.join(words[:_BEGINNING])))}]  # as many words as all lines of the class share"
        )
    else:
        said = f"is: [{_quoted(_form(phrase))}]  # or starts, ends, has, pattern: see docs/rules.md"
    return "\n".join(
        (
            f"pack: {language}/my-{label}",
            f"language: {language}",
            f"label: {label}",
            "about: WHAT THESE RULES CUT, IN A SENTENCE.",
            "rules:",
            f"  - id: {language}.{label}.{name}",
            "    what: WHAT THE RULE CUTS, IN A SENTENCE. A class of lines, in any publisher's words.",
            f"    {said}",
            f"    max_words: {min(1000, len(words) + max(5, len(words) // 2))}",
            "    cut:",
            f"      - {_quoted(line)}",
            "      - ANOTHER LINE THAT IT MUST CUT",
            "    keep:",
            *(f"      - {line}" for line in LOOKALIKES),
            "",
        )
    )


def _form(text: str) -> str:
    """The phrase of a text in which numbers, addresses and handles may be others."""
    parts = []
    here = 0
    for found in _VARIES.finditer(text):
        parts += [literal(text[here : found.start()]), f"{{{found.lastgroup}}}"]
        here = found.end()
    return "".join((*parts, literal(text[here:])))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
