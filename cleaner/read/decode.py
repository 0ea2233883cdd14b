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
_OF_FILES = re.compile(rb"[\x00-\x08\x0e-\x1a]| obj")  # PDF may be all ASCII
_LOOK = 1 << 16


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
    offset, why, what = 0, "", ""
    is_file = _OF_FILES.search(data[:1024]) is not None
    if is_file and (begins := next((name for magic, name in _MAGIC.items() if data.startswith(magic)), None)):
        why, what = f"{begins[0].upper()}{begins[1:]} begins so", begins
    elif data.startswith(b"ustar", 257) and b"\0" in data[:257]:  # (POSIX pax, "ustar Interchange Format")
        why, what = "A tar archive begins so", "a tar archive"
    else:
        sample = data[:_LOOK]
        controls = len(sample) - len(sample.translate(None, _CONTROLS))
        if controls <= 3 or controls <= (0.3 if is_utf8 else 0.02) * len(sample):
            return
        offset = next(place for place, byte in enumerate(sample) if byte in _CONTROLS)
        why, what = f"{controls} of the first {len(sample)} bytes are control characters", "binary data"
    raise CleanerError(
        f"This is not text: byte 0x{data[offset]:02X} at offset {offset}. {why}; tried {', '.join(tried)}.",
        hint=f"It looks like {what}: extract the text or unpack it first, or leave it out.",
        code="binary-input",
    )


_LABEL = re.compile(r"[a-z0-9][a-z0-9_.:-]{1,39}")
_CHARSETS = (
    "big5", "cp", "euc", "gb", "hz", "iso", "johab", "koi8", "mac", "shift", "tis", "utf-8", "utf-16", "utf-32"
)  # fmt: skip
"""What the names of codecs begin with that are charsets of documents."""

_LARGER = {
    "big5": "big5hkscs", "euc_kr": "cp949", "gbk": "gb18030", "iso2022_jp": "iso2022_jp_ext", "iso8859-1": "cp1252",
    "iso8859-11": "cp874", "shift_jis": "cp932", "utf-8-sig": "utf-8",
}  # fmt: skip
"""The larger charset that stands for one, as browsers have it."""


def codec(label: str | None) -> str | None:
    """Python's name of the codec that browsers use for a charset label; None for what is no charset.

    >>> codec("ISO-8859-1"), codec("x-sjis"), codec("rot13")
    ('cp1252', 'cp932', None)
    """
    label = (label or "").strip(" \t\r\n\f\"'").lower()
    if not _LABEL.fullmatch(label):
        return None
    from resiliparse.parse.encoding import map_encoding_to_html5  # heavy, and most documents are UTF-8

    try:
        name = map_encoding_to_html5(label, False) or codecs.lookup(label.removeprefix("x-")).name
    except (LookupError, ValueError):
        return None
    return _LARGER.get(name, name) if name.startswith(_CHARSETS) else None


_WORD = re.compile(r"[^\x00-\x40\x5b-\x60\x7b-\x7f\xa0\xb7\u2000-\u206f\u3000-\u303f\uff00-\uff20]+")
_AMONG_ASCII = re.compile("[A-Za-z].[A-Za-z]")
_MANY = 2000
_NEVER = re.compile("[\x80-\x84\x86-\x9f\ufffd\ue000-\uf8ff\ufff0-\uffff]")
"""Control characters of the upper half, replacements, private use: hardly ever text. (U+0085 is a line end.)"""

_SCRIPTS = (0, 0x250, 0x370, 0x400, 0x530, 0x590, 0x600, 0x780, 0x900, 0xE00, 0xE80, 0x1E00, 0x2000, 0x2E80, 0xA4D0,
            0xAC00, 0xD7B0, 0xF900, 0xFB00)  # fmt: skip
_FAMILIES = (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 10, 11, 12, 11, 13, 11, 14)
"""First code points of runs of blocks, and which scripts they are, as far as charsets go (0 Latin, 11 East Asian)."""


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
        if not word.isascii():
            bad += _flaws_of_word(word)
            seen += sum(char > "\x7f" for char in word)
            if seen > _MANY:
                break
    return bad, seen


def _flaws_of_word(word: str) -> int:
    bad = len(_NEVER.findall(word))
    accents = 0
    families: set[int] = set()
    for place, char in enumerate(word):
        family = None
        if char.isalpha() and char > "\x7f" and char not in "ªº":
            family = _FAMILIES[bisect_right(_SCRIPTS, ord(char)) - 1]
            families.add(family)
            bad += family == 11 and _AMONG_ASCII.match(word, place - 1) is not None
        elif char > "\x9f" and 0 < place < len(word) - 1 and not _is_mark(char):
            bad += 1
        accents = accents + 1 if family == 0 and char < "\u1e00" else 0
        bad += accents > 2
    if _is_mixed(word, families):
        bad += len(families)
    return bad + sum(b.isupper() and a.islower() and not (a + b).isascii() for a, b in pairwise(word))


def _is_mixed(word: str, families: set[int]) -> bool:
    """Whether a word with letters of these scripts beyond ASCII is of several scripts."""
    with_ascii = families.isdisjoint((0, 11)) and any("a" <= char.lower() <= "z" for char in word)
    return len(word) > 2 and (with_ascii or len(families) > 1)


def _is_mark(char: str) -> bool:
    """Whether a character that is no letter belongs inside words of its script (vowel signs, points, soft hyphens)."""
    return char == "\xad" or "\u0300" <= char < "\u0370" or "\u0590" <= char < "\u2000" or char >= "\u2e80"


_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD = 8192
"""Bytes in which a declaration is looked for (browsers look at 1024; pages of the time before do not keep to it)."""

_SAMPLE = 1 << 19
_ESCAPES = ((b"\x1b$)C", "iso2022_kr"), (b"\x1b$", "iso2022_jp_ext"), (b"\x1b(J", "iso2022_jp_ext"), (b"~{", "hz"))
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_UNUSUAL = ("koi8-u", "mac-roman", "cp850")
"""Tried where neither declaration nor detection gives clean text: the detector does not know them."""

_TOLD_APART = frozenset(
    ("big5hkscs", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp866", "cp874",
     "cp932", "cp949", "euc_jp", "gb18030", "iso8859-13", "iso8859-2", "iso8859-5", "iso8859-6", "iso8859-7",
     "iso8859-8", "koi8-r", "mac-cyrillic")
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
    ever valid UTF-8; the 7-bit charsets of East Asia; then what is detected, if there is enough of it, what HTTP or the page
    declares, UTF-8 with errors and others: the first that gives clean text, or the one with the fewest flaws. Detection is
    resiliparse's, which was right for 47 of 54 texts of 60 characters, charset_normalizer for 37.

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
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), None) or _by_nuls(data)
    if encoding:
        return data.decode(encoding, "replace"), encoding
    try:
        text = data.decode()
    except UnicodeDecodeError:
        declared = _declarations(data, http_charset, kind)
        tried = dict.fromkeys(("utf-8", "utf-16", *declared))
        refuse_binary(data, is_utf8=False, tried=list(tried))
        encoding = _best(data, declared)
        return data.decode(encoding, "replace"), encoding
    refuse_binary(data, is_utf8=True, tried=["utf-8"])
    if text.isascii() and (b"\x1b" in data or b"~{" in data):
        for mark, encoding in _ESCAPES:
            if mark in data and _is_valid(data, encoding):
                if encoding != "hz" or "hz" in _declarations(data, http_charset, kind):
                    return data.decode(encoding, "replace"), encoding
    return text, "utf-8"


def _by_nuls(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a byte order mark, or None."""
    sample = data[:_SAMPLE]
    nuls = sample.count(0) if 0 in sample else 0
    if nuls < max(2, 0.005 * len(sample)):
        return None
    if len(data) % 4 == 0 and nuls >= len(sample) // 4:
        for encoding in ("utf-32-le", "utf-32-be"):
            if _is_valid(sample, encoding):
                return encoding
    even = sample[::2].count(0)
    likelier, other = ("utf-16-be", "utf-16-le") if even > nuls / 2 else ("utf-16-le", "utf-16-be")
    if nuls < 0.2 * len(sample):
        return _by_few_nuls(sample, nuls, (likelier, other))
    return likelier if max(even, nuls - even) >= 0.9 * nuls and _is_valid(sample, likelier) else None


def _by_few_nuls(sample: bytes, nuls: int, encodings: tuple[str, str]) -> str | None:
    """The encoding of a script whose letters have no NULs; None where these have strayed into a text of 8 bits."""
    ascii_bytes = sum(sample.count(byte) for byte in range(32, 127))
    if ascii_bytes < 0.85 * (len(sample) - nuls):
        for encoding in encodings:
            bad, seen = flaws(sample.decode(encoding, "replace"))
            if _is_valid(sample, encoding) and bad <= _CLEAN * seen:
                return encoding
    return None


def _is_valid(data: bytes, encoding: str) -> bool:
    """Whether bytes are valid in an encoding; a character that is cut off at their end does not matter."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(data)
    except UnicodeDecodeError:
        return False
    return True


def _declarations(data: bytes, http_charset: str | None, kind: Kind) -> list[str]:
    """Codecs that HTTP and the page declare, in this order."""
    labels = [http_charset]
    if kind == "html":
        from bs4.dammit import EncodingDetector  # heavy, and most pages are UTF-8

        head = data[:_HEAD]
        xml = EncodingDetector.find_declared_encoding(head, is_html=False, search_entire_document=True)
        rest = head.partition(b"?>")[2] if xml else head
        labels += [xml, EncodingDetector.find_declared_encoding(rest, is_html=True, search_entire_document=True)]
    return [name for name in dict.fromkeys(map(codec, labels)) if name and not name.startswith(("utf-16", "utf-32"))]


def _best(data: bytes, declared: list[str]) -> str:
    """The encoding of bytes that are not UTF-8, by the flaws of the text that each candidate gives."""
    from resiliparse.parse.encoding import detect_encoding

    first = _NOT_ASCII.search(data)
    start = max(0, first.start() - 1024) if first else 0
    sample = data[start : start + _SAMPLE]
    detected = codec(detect_encoding(sample, html5_compatible=False, from_html_meta=False))
    if detected == "iso8859-16":  # Romanian; its pages are in windows-1250, which has the letters in the same places
        detected = "cp1250"
    told = [detected] if detected in _TOLD_APART else []
    sure = [] if any((name, detected) in _ALIKE for name in declared) else told
    rates: dict[str, float] = {}
    for place, encoding in enumerate((*sure, *declared, *told, "utf-8", "cp1252", *_UNUSUAL)):
        bad, seen = flaws(sample.decode(encoding, "replace"))
        doubtful = place < len(sure) or encoding in _UNUSUAL and encoding not in declared
        if bad <= _CLEAN * seen and (seen >= _ENOUGH or not doubtful):
            return encoding
        if not doubtful:
            rates[encoding] = bad / max(seen, 1)
    return min(rates, key=rates.__getitem__)
