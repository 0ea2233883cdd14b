"""Bytes into text, whatever they are declared as."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from itertools import pairwise

from cleaner.document import Kind
from cleaner.errors import CleanerError

_MAGIC: dict[bytes, str] = {
    b"%PDF-": "a PDF document", b"\x89PNG\r\n": "a PNG image", b"GIF87a": "a GIF image", b"GIF89a": "a GIF image",
    b"\xff\xd8\xff": "a JPEG image", b"PK\x03\x04": "a ZIP archive, an Office document or an EPUB book",
    b"\x1f\x8b": "gzip data", b"BZh": "bzip2 data", b"\xfd7zXZ\0": "xz data", b"\x28\xb5\x2f\xfd": "Zstandard data",
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive", b"Rar!\x1a\x07": "a RAR archive", b"\x7fELF": "a program",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old Office document", b"RIFF": "audio, video or a WebP image",
    b"OggS": "audio or video", b"ID3": "MP3 audio", b"wOFF": "a font", b"wOF2": "a font",
    b"SQLite format 3\0": "a database", b"PAR1": "Parquet data", b"\0asm": "a WebAssembly program",
}  # fmt: skip
"""What files begin with (the registries of file(1) and https://mimesniff.spec.whatwg.org/)."""

_CONTROLS = bytes((*range(1, 9), *range(14, 27), *range(28, 32), 127))
_CONTROL = re.compile(b"[" + re.escape(_CONTROLS) + b"]")
_OF_FILES = re.compile(rb"[\x00-\x08\x0e-\x1a]| obj")  # PDF may be all ASCII
_LOOK = 1 << 20
_FEW = 3
_MOST = 0.02
_MOST_IN_UTF8 = 0.3


def refuse_binary(data: bytes, *, is_utf8: bool, tried: list[str]) -> None:
    """Raises for bytes that begin like a file that is no text, or are full of control characters.

    NULs do not count: they stand in otherwise good text. More than two control characters in a hundred bytes do, or
    thirty where the bytes are valid UTF-8 (random bytes have eleven).

    Args:
        data: what is to be read.
        is_utf8: whether it is valid UTF-8.
        tried: the encodings that were tried, for the message.

    Raises:
        CleanerError: code "binary-input".
    """
    for magic, what in _MAGIC.items():
        if data.startswith(magic) and _OF_FILES.search(data[:1024]):
            raise _refusal(data, 0, f"{what[0].upper()}{what[1:]} begins so", what, tried)
    if data.startswith(b"ustar", 257) and b"\0" in data[:257]:  # (POSIX pax, "ustar Interchange Format")
        raise _refusal(data, 0, "A tar archive begins so", "a tar archive", tried)
    sample = data[:_LOOK]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > _FEW and controls > (_MOST_IN_UTF8 if is_utf8 else _MOST) * len(sample):
        first = _CONTROL.search(sample)
        assert first is not None
        share = f"{controls} of the first {len(sample)} bytes are control characters"
        raise _refusal(data, first.start(), share, "binary data", tried)


def _refusal(data: bytes, offset: int, why: str, what: str, tried: list[str]) -> CleanerError:
    return CleanerError(
        f"This is not text: byte 0x{data[offset]:02X} at offset {offset}. {why}; tried {', '.join(tried)}.",
        hint=f"It looks like {what}: extract the text or unpack it first, or leave it out.",
        code="binary-input",
    )


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
    if len(families) > 1 or (families and families.isdisjoint((0, 11)) and any("a" <= c.lower() <= "z" for c in word)):
        bad += len(families) if len(word) > 2 else 0
    return foreign, bad + _humps(word)


def _humps(word: str) -> int:
    """How many capitals stand right after a small letter, pairs in ASCII apart."""
    return sum(
        after.isupper() and before.islower() and not (before + after).isascii() for before, after in pairwise(word)
    )


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


_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD = 8192
"""Bytes in which a declaration is looked for (browsers look at 1024; pages of the time before do not keep to it)."""

_SAMPLE = 1 << 19
_ESCAPES = ((b"\x1b$)C", "iso2022_kr"), (b"\x1b$", "iso2022_jp_ext"), (b"\x1b(J", "iso2022_jp_ext"))
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_UNUSUAL = ("koi8-u", "mac-roman", "cp850")
"""Tried where neither declaration nor detection gives clean text: the detector does not know them."""

_TOLD_APART = frozenset(
    ("big5hkscs", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp866", "cp874",
     "cp932", "cp949", "euc_jp", "gb18030", "iso8859-13", "iso8859-2", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8", "koi8-r", "mac-cyrillic")
)  # fmt: skip
"""Charsets that beat a declaration when they are detected. Re-encoding 114 pages and texts of 20 languages and giving
them eleven wrong declarations each, 97% come out right (83% without this), and all with the right declaration do."""

_ALIKE = {("koi8-u", "koi8-r"), ("iso8859-15", "cp1252")}
"""Declared and detected: charsets that differ in a few signs, which the detector does not weigh."""

_ENOUGH = 12
"""Characters beyond ASCII that it takes to believe the detector rather than the page."""

_CLEAN = 0.02
"""Flaws per character (see `flaws`) that good text has at most: brand names, formulas, a typing error."""


def decode(data: bytes, *, http_charset: str | None = None, kind: Kind = "html") -> tuple[str, str]:
    """Decodes a document.

    In this order: a byte order mark; UTF-32 and UTF-16 by their NULs; valid UTF-8, since text in another charset is hardly
    ever valid UTF-8; the 7-bit charsets of East Asia; then what HTTP or the page declares, what is detected, UTF-8 with
    errors and others: the first that gives clean text, or the one with the fewest flaws. What is detected beats a
    declaration if both give clean text and there is enough of it. Detection is resiliparse's, which was right for 47 of 54
    texts of 60 characters, charset_normalizer for 37.

    Args:
        http_charset: charset of the HTTP header Content-Type, if known.
        kind: declarations are looked for in "html" only, and its byte order mark is dropped; that of "text" is source.

    Returns:
        The text and the name of its encoding. Bytes that the encoding does not have become U+FFFD.

    Raises:
        CleanerError: code "binary-input", if it is no text; says which byte, at which offset, and what was tried.
    """
    text, encoding = _decode(data, http_charset, kind)
    return (text.removeprefix("\ufeff") if kind == "html" else text), encoding


def _decode(data: bytes, http_charset: str | None, kind: Kind) -> tuple[str, str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark) and encoding != "utf-8":
            return data.decode(encoding, "replace"), encoding
    if wide := _by_nuls(data):
        return data.decode(wide, "replace"), wide
    try:
        text = data.decode()
    except UnicodeDecodeError:
        declared = _declarations(data, http_charset, kind)
    else:
        refuse_binary(data, is_utf8=True, tried=["utf-8"])
        return _seven_bit(data, text, http_charset, kind)
    refuse_binary(data, is_utf8=False, tried=["utf-8", "utf-16", *(name for name in declared if name != "utf-8")])
    encoding = _best(data, declared)
    return data.decode(encoding, "replace"), encoding


def _by_nuls(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a byte order mark, or None."""
    sample = data[:_SAMPLE]
    nuls = sample.count(0)
    if nuls < 0.005 * len(sample) or nuls < 2:
        return None
    if len(data) % 4 == 0 and nuls >= len(sample) // 4:
        for encoding in ("utf-32-le", "utf-32-be"):
            if _is_valid(sample[: len(sample) // 4 * 4], encoding):
                return encoding
    even = sample[::2].count(0)
    likelier, other = ("utf-16-be", "utf-16-le") if even > nuls / 2 else ("utf-16-le", "utf-16-be")
    sample = sample[: len(sample) // 2 * 2]
    if nuls >= 0.2 * len(sample):
        return likelier if max(even, nuls - even) >= 0.9 * nuls and _is_valid(sample, likelier) else None
    # Few NULs: a script whose letters have none, or NULs that have strayed into a text of 8 bits.
    ascii_bytes = sum(sample.count(byte) for byte in range(32, 127))
    if ascii_bytes < 0.85 * (len(sample) - nuls):
        for encoding in (likelier, other):
            if _is_valid(sample, encoding) and is_one_script(sample.decode(encoding, "replace")):
                return encoding
    return None


def _is_valid(data: bytes, encoding: str) -> bool:
    """Whether bytes are valid in an encoding; a character that is cut off at their end does not matter."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(data)
    except UnicodeDecodeError:
        return False
    return True


def _seven_bit(data: bytes, text: str, http_charset: str | None, kind: Kind) -> tuple[str, str]:
    """Valid UTF-8 as it is, or what its escape sequences say that it is."""
    if text.isascii() and (b"\x1b" in data or b"~{" in data):
        encodings = [name for mark, name in _ESCAPES if mark in data]
        if "hz" in _declarations(data, http_charset, kind):
            encodings.append("hz")
        for encoding in encodings:
            if _is_valid(data, encoding):
                return data.decode(encoding, "replace"), encoding
    return text, "utf-8"


def _declarations(data: bytes, http_charset: str | None, kind: Kind) -> list[str]:
    """Codecs that HTTP and the page declare, in this order."""
    labels = [http_charset]
    if kind == "html":
        from bs4.dammit import EncodingDetector  # heavy, and most pages are UTF-8

        head = data[:_HEAD]
        xml = EncodingDetector.find_declared_encoding(head, is_html=False, search_entire_document=True)
        rest = head.partition(b"?>")[2] if xml else head
        labels += [xml, EncodingDetector.find_declared_encoding(rest, is_html=True, search_entire_document=True)]
    return list(
        dict.fromkeys(name for name in map(codec, labels) if name and not name.startswith(("utf-16", "utf-32")))
    )


def _best(data: bytes, declared: list[str]) -> str:
    """The encoding of bytes that are not UTF-8, by the flaws of the text that each candidate gives."""
    from resiliparse.parse.encoding import detect_encoding

    first = _NOT_ASCII.search(data)
    start = max(0, first.start() - 1024) if first else 0
    sample = data[start : start + _SAMPLE]
    detected = codec(detect_encoding(sample, html5_compatible=False, from_html_meta=False))
    if detected == "iso8859-16":  # Romanian; its pages are in windows-1250, which has the letters in the same places
        detected = "cp1250"
    told = {detected} & _TOLD_APART if detected else set()
    usual = dict.fromkeys((*declared, *told, "utf-8", "cp1252"))
    best, least, seen = "cp1252", 2.0, 0
    for encoding in (*usual, *_UNUSUAL):
        bad, seen = flaws(sample.decode(encoding, "replace"))
        rate = bad / max(seen, 1)
        if rate <= _CLEAN and (encoding in usual or seen >= _ENOUGH):
            best = encoding
            break
        if rate < least and encoding in usual:
            best, least = encoding, rate
    if detected and best in declared and detected in _TOLD_APART and seen >= _ENOUGH and (best, detected) not in _ALIKE:
        bad, seen = flaws(sample.decode(detected, "replace"))
        if bad <= _CLEAN * seen:
            return detected
    return best
