"""Names of charsets as pages write them, and how plausible a decoded text is."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right

_CODECS: dict[str, str] = {
    "ascii": "cp1252", "big5": "big5hkscs", "euc_kr": "cp949", "gb2312": "gb18030", "gbk": "gb18030", "hz": "hz",
    "iso2022_jp": "iso2022_jp_ext", "iso2022_kr": "iso2022_kr", "iso8859-1": "cp1252", "iso8859-11": "cp874",
    "iso8859-9": "cp1254", "shift_jis": "cp932", "tis-620": "cp874", "utf-16": "utf-16-le", "utf-32": "utf-32-le",
    "utf-8-sig": "utf-8",
    **{
        name: name
        for name in (
            "big5hkscs", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258",
            "cp437", "cp850", "cp852", "cp855", "cp866", "cp874", "cp932", "cp949", "euc_jp", "gb18030",
            "iso2022_jp_ext", "iso8859-10", "iso8859-13", "iso8859-14", "iso8859-15", "iso8859-16", "iso8859-2",
            "iso8859-3", "iso8859-4", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8", "johab", "koi8-r", "koi8-u",
            "mac-cyrillic", "mac-greek", "mac-latin2", "mac-roman", "mac-turkish", "utf-16-be", "utf-16-le",
            "utf-32-be", "utf-32-le", "utf-8",
        )
    },
}  # fmt: skip
"""The codecs that are used, and the larger one that stands for each, as browsers have it
(https://encoding.spec.whatwg.org/#names-and-labels). Others of Python's are no charsets of pages, and some are slow."""

_LABELS: dict[str, str] = {
    "ansi": "cp1252", "dos-874": "cp874", "gb_2312-80": "gb18030", "iso-8859-8-i": "iso8859-8", "koi8": "koi8-r",
    "koi8-ru": "koi8-u", "ks_c_5601": "cp949", "ks_c_5601-1987": "cp949", "logical": "iso8859-8",
    "macintosh": "mac-roman", "ucs-2": "utf-16-le", "uhc": "cp949", "unicode": "utf-16-le", "utf8mb4": "utf-8",
    "windows-31j": "cp932", "windows-874": "cp874", "windows-949": "cp949", "x-cp1250": "cp1250", "x-cp1251": "cp1251",
    "x-cp1252": "cp1252",
    "x-euc-jp": "euc_jp", "x-gbk": "gb18030", "x-mac-cyrillic": "mac-cyrillic", "x-mac-roman": "mac-roman",
    "x-sjis": "cp932", "x-user-defined": "cp1252", "x-x-big5": "big5hkscs",
}  # fmt: skip
"""Labels that Python's codecs do not know."""

_LABEL = re.compile(r"[a-z0-9][a-z0-9_.:-]{1,39}")
_WORD = re.compile(r"[^\x00-\x40\x5b-\x60\x7b-\x7f\xa0\xb7\u2000-\u206f\u3000-\u303f\uff00-\uff20]+")
_MANY = 2000
_NEVER = re.compile("[\x80-\x84\x86-\x9f\ufffd\ue000-\uf8ff\ufff0-\uffff]")
"""Control characters of the upper half, replacements, private use: hardly ever text. (U+0085 is a line end.)"""

_SCRIPTS = (0, 0x250, 0x370, 0x400, 0x530, 0x590, 0x600, 0x780, 0x900, 0xE00, 0xE80, 0x1E00, 0x2000, 0x2E80, 0xA4D0,
            0xAC00, 0xD7B0, 0xF900, 0xFB00)  # fmt: skip
_FAMILIES = (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 10, 11, 12, 11, 13, 11, 14)
"""First code points of runs of blocks, and which scripts they are, as far as charsets go (0 Latin, 11 East Asian)."""


def codec(label: str | None) -> str | None:
    """Python's name of the codec that browsers use for a charset label; None for what is no charset.

    >>> codec("ISO-8859-1"), codec("x-sjis"), codec("rot13")
    ('cp1252', 'cp932', None)
    """
    label = (label or "").strip(" \t\r\n\f\"'").lower()
    if not _LABEL.fullmatch(label):
        return None
    name = _LABELS.get(label)
    if name is None:
        try:
            name = codecs.lookup(label).name
        except (LookupError, ValueError):
            return None
    return _CODECS.get(name.replace("_", "-") if name.startswith("mac") else name)


def flaws(text: str) -> tuple[int, int]:
    """Counts what no writer writes in the words of a text that are not plain ASCII; a wrong charset is full of it.

    Signs inside a word ("poniedzia³ek"), a capital after a small letter ("BibliothŽque", "цПТПД"), a word of several
    scripts, three Latin letters with accents in a row ("Ãîðîäñêàÿ"), control characters and replacements.

    Returns:
        How many characters are flaws, and how many that are not ASCII were looked at (some 2,000 at most).
    """
    bad = seen = 0
    for found in _WORD.finditer(text):
        word = found.group()
        if word.isascii():
            continue
        foreign, wrong = _flaws_of_word(word)
        seen += foreign
        bad += wrong
        if seen > _MANY:
            break
    return bad, seen


def _flaws_of_word(word: str) -> tuple[int, int]:
    bad = len(_NEVER.findall(word))
    foreign = accents = 0
    families = set()
    before = ""
    for place, char in enumerate(word):
        if char < "\x80":
            accents = 0
        else:
            foreign += 1
            if char.isalpha() and char not in "ªº":
                family = _FAMILIES[bisect_right(_SCRIPTS, ord(char)) - 1]
                families.add(family)
                accents = accents + 1 if family == 0 and char < "\u1e00" else 0
                if accents > 2:
                    bad += 1
                if family == 11 and _in_latin(word, place):
                    bad += 1
            elif 0 < place < len(word) - 1 and char > "\x9f" and not _is_mark(char):
                bad += 1
        if char.isupper() and before.islower() and not (char + before).isascii():
            bad += 1
        before = char
    if len(families) > 1 or (families and families.isdisjoint((0, 11)) and any("a" <= c.lower() <= "z" for c in word)):
        bad += len(families) if len(word) > 2 else 0
    return foreign, bad


def _in_latin(word: str, place: int) -> bool:
    """Whether a character stands between two letters of ASCII."""
    around = word[place - 1 : place] + word[place + 1 : place + 2]
    return len(around) == 2 and around.isascii() and around.isalpha()


def _is_mark(char: str) -> bool:
    """Whether a character that is no letter belongs inside words of its script (vowel signs, points, soft hyphens)."""
    return char == "\xad" or "\u0300" <= char < "\u0370" or "\u0590" <= char < "\u2000" or char >= "\u2e80"


def is_one_script(text: str) -> bool:
    """Whether a text is written in one script, ASCII aside, but for one character in twenty."""
    counts: dict[int, int] = {}
    plain = 0
    for char in text[:_MANY]:
        if char < "\x80":
            plain += char.isprintable() or char.isspace()
        else:
            family = _FAMILIES[bisect_right(_SCRIPTS, ord(char)) - 1]
            counts[family] = counts.get(family, 0) + (1 if char.isprintable() else 0)
    return plain + max(counts.values(), default=0) >= 0.95 * len(text[:_MANY])
