"""Text that is already extracted, into blocks: a line is a block, a paragraph that was wrapped by hand is one too; and repairs."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from contextlib import suppress

from cleaner.document import Block, Document, Repair
from cleaner.text.fold import typewritten
from cleaner.text.pieces import LINE_BREAK, apply_repairs, merge
from cleaner.text.scripts import char_class

# Characters that carry nothing a reader sees: controls, zero-width and bidirectional marks, byte order marks,
# interlinear anchors, non-characters, soft hyphens, surrogates. ZWNJ and ZWJ (U+200C, U+200D) are letters of Persian,
# Hindi and emoji: only where what stands before them is Latin or nothing do they carry nothing.
UNSEEN = (
    (0x00, 0x08), (0x0E, 0x1B), (0x7F, 0x84), (0x86, 0x9F), (0xAD, 0xAD), (0x61C, 0x61C), (0x180E, 0x180E), (0x200B, 0x200B),
    (0x200E, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB), (0xFFFE, 0xFFFF),
)  # fmt: skip
_UNSEEN = char_class(UNSEEN) + "\ud800-\udfff"
_JUNK = re.compile(
    f"[{_UNSEEN}][{_UNSEEN}\u200c\u200d]*|[\x1c-\x1f]+|(?<![^\x00-\u024f\u1680\u2000-\u206f\u3000])[\u200c\u200d]+"
)
_SEPARATORS = "\x1c\x1d\x1e\x1f"  # of ASCII's files, groups, records and units: white space to Python
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")

MAX_TOKENS = 20_000
MAX_TOKEN = 2000
"""Different words of a document, and characters of a word, that are looked at; what is beyond stays as it is. ftfy takes 30 µs
for one."""

_FEW = 3
"""Words that have to be wrong before a doubtful end of a word is taken to be wrong too."""

_AFTER_1252 = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_AFTER_1251 = "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—™љ›њќћџЎўЈ¤Ґ¦§Ё©Є«¬®Ї°±Ііґµ¶·ё№є»јЅѕї"
_AFTER_1250 = "€‚„…†‡‰Š‹ŚŤŽŹ‘’“”•–—™š›śťžźˇ˘Ł¤Ą¦§¨©Ş«¬®Ż°±˛ł´µ¶·¸»Ľ˝ľż"
_SIGN = re.compile(
    "[ÂÃÄÅÈÌÎÏÐÑÒØÙÚÛ×à-ïðРСвВĂĹ‚√](?:"
    f"(?<=[ÂÃÄÅÈÌÎÏÐÑÒØÙÚÛ×])[{_AFTER_1252}]|(?<=[à-ïð])[{_AFTER_1252}]{{2}}"
    f"|(?<=[РС])[{_AFTER_1251}][РС][{_AFTER_1251}]|(?<=в)Ђ[{_AFTER_1251}]|(?<=В)[©®°±§]|(?<=[ĂĹ])[{_AFTER_1250}]"
    "|(?<=‚)Ä[ôú]|(?<=√)©)"
)
"""What the bytes of UTF-8 look like in the code pages that they are mistaken for: a first byte and those that follow it. Most
text has none, and a search for the first ones is quick. German „Spaß“ and French « É’ » hold such pairs of letter and quote rightly, so their letters are not among the first ones."""

_PAGES = ("cp1252", "latin-1", "cp1251", "cp1250")

_TALKS = re.compile(r"mojibake|utf-?\s?8|unicode|charset|(?:character|text) (?:sets?|encodings?)", re.IGNORECASE)
"""A text about encodings may show what is wrong with them, and is left as it is."""

_TOKEN = re.compile("[^\t\n\r\x0b\x0c\x1c-\x1f \u2028\u2029\u3000]+")
_HELD_SPACE = {"Ã": "à", "Â": ""}
"""What is left at the end of a word where the second byte was a no-break space, and was taken for one."""


def repair_characters(source: str) -> list[Repair]:
    """Finds the stretches of characters that nobody sees, and what is to stand in their place.

    Surrogate pairs become their character, lone surrogates U+FFFD (a character stood there), the rest goes.

    Returns:
        Repairs by position; adjacent characters are one repair.
    """
    # All of these characters are unprintable; most texts have none, which is told sixty times as fast.
    if source.replace("\n", "").replace("\t", "").replace("\r", "").replace("\xa0", "").isprintable():
        return []
    repairs = []
    for found in _JUNK.finditer(source):
        junk = found.group()
        after = _PAIR.sub(_join_pair, junk) if _SURROGATE.search(junk) else ""
        after = "".join(c for c in _SURROGATE.sub("\ufffd", after) if c == "\ufffd" or not _JUNK.match(c))
        rule = "repair.surrogate" if after else "repair.invisible"
        repairs.append(Repair(*found.span(), junk, " " if junk[0] in _SEPARATORS else after, rule))
    return repairs


def _join_pair(pair: re.Match[str]) -> str:
    return pair.group().encode("utf-16", "surrogatepass").decode("utf-16")


def double_encoding(source: str) -> list[Repair]:
    """Finds the words of a text that were encoded twice, and what they are.

    Each is ftfy's `fix_encoding` of the word (Robyn Speer, https://ftfy.readthedocs.io): UTF-8 that was read as a code page
    of 8 bits. Where more than two in three words with letters beyond ASCII are wrong, all that can be decoded are mended;
    else somebody may be quoting. A text about encodings stays as it is.

    Returns:
        Repairs by position, as small as they can be; [] for ordinary text, after one search.
    """
    if typewritten(source).isascii() or not _SIGN.search(source):
        return []
    found = [
        (match.start(), token) for match in _TOKEN.finditer(source)
        if not (token := match.group()).isascii() and len(token) <= MAX_TOKEN
    ]  # fmt: skip
    tokens = [token for _, token in found]
    fixed = {token: _fixed(token) for token in list(dict.fromkeys(tokens))[:MAX_TOKENS]}
    wrong = sum(fixed.get(token) is not None for token in tokens)
    right = sum(map(_is_right, tokens))
    if wrong <= 2 * right or _TALKS.search(source):
        return []
    repairs: list[Repair] = []
    for start, token in found:
        after = fixed.get(token) or _decoded(token)
        if wrong >= _FEW:
            after = after[:-1] + _HELD_SPACE.get(after[-1], after[-1])
        if after != token:
            repair = _repair(start, token, after)
            # Where a word begins with the sign that is half of a letter and also a line break, the line begins behind it.
            if not LINE_BREAK.match(repair.before):
                repairs.append(repair)
    return repairs


def mend(text: str) -> str:
    """A text without its double encoding."""
    return apply_repairs(text, 0, len(text), double_encoding(text))


def _is_right(token: str) -> bool:
    """Whether a word has letters beyond ASCII, and nothing looks wrong with it."""
    if token[-1] in _HELD_SPACE or _SIGN.search(token):
        return False
    return any(char.isalpha() and char > "\x7f" for char in token)


def _fixed(token: str) -> str | None:
    """What a word is that was encoded twice; None where it is right or past mending."""
    from ftfy import fix_encoding

    after = fix_encoding(token) if _SIGN.search(token) else token
    return None if after == token or "\ufffd" in after else _seen(after)


def _decoded(token: str) -> str:
    """What a word is if all of it is UTF-8 that was read as a code page; itself if it is not."""
    for page in _PAGES:
        with suppress(UnicodeError):
            if after := _seen(token.encode(page).decode()):
                return after
    return token


def _seen(word: str) -> str:
    """A word without what nobody sees ("â€‹" is a zero-width space); it does not part lines."""
    word = LINE_BREAK.sub(" ", word)
    return apply_repairs(word, 0, len(word), repair_characters(word))


def _repair(start: int, before: str, after: str) -> Repair:
    """The repair of a word, without what is the same at its ends."""
    same = _shared(before, after)
    rest = _shared(before[same:][::-1], after[same:][::-1])
    before, after = before[same : len(before) - rest], after[same : len(after) - rest]
    return Repair(start + same, start + same + len(before), before, after, "repair.double-encoding")


def _shared(one: str, other: str) -> int:
    """How many characters two words begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))


_OTHER_BREAKS = ("\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029")

BLANK_LINE = re.compile(r"\S[^\S\n]*\n[^\S\n]*\n\s*\S")
CODE_INDENT = re.compile(r"\t|[ ]{4}")  # what Markdown takes for code

_STOPS = ".!?…:;。！？।؟۔\"'”’»)]"
_WRAP_WIDTH = range(40, 101)
"""Lengths of a line that somebody wrapped by hand or by program (60 to 80 columns are usual, RFC 678 and mail)."""


def read_text(source: str, url: str | None = None) -> Document:
    """Reads extracted text.

    A blank line ends a paragraph. Without one, the next line is the same paragraph where it goes on with a sentence
    that was wrapped, another line of the same list or verse where the document shows that it parts its paragraphs
    with blank lines, and a paragraph of its own otherwise.

    Returns:
        A Document whose source is `source` itself, to the character.
    """
    spaced = BLANK_LINE.search(source) is not None
    repairs = repair_characters(source)
    lines = line_spans(source)
    if not source.isascii():
        wrong = double_encoding(source)
        if wrong:
            repairs = merge(wrong, repairs)
            lines = _whole(lines, wrong)
    return Document(source, "text", lay_out(source, lines, repairs, spaced), repairs, url)


def lay_out(source: str, lines: list[tuple[int, int]], repairs: list[Repair], spaced: bool) -> list[Block]:
    """Makes blocks of lines.

    Args:
        lines: their spans in the source, without their ends.
        repairs: of the source, by position.
        spaced: whether the document parts its paragraphs with blank lines.
    """
    blocks: list[Block] = []
    previous = kept_indent = ""
    blank = True
    at = last = 0
    for start, end in lines:
        raw = source[start:end]
        text = raw.strip()
        if not text:
            blank = True
            continue
        if repairs:
            at = bisect_right(repairs, start, lo=at, key=lambda repair: repair.end)
            last = bisect_left(repairs, end, lo=at, key=lambda repair: repair.start)
        indent = raw[: raw.index(text)] if raw != text else ""
        start += len(indent)
        end = start + len(text)
        if last > at:
            if repairs[last - 1].start < end:  # a no-break space may be half of a letter that was encoded twice
                end = max(end, repairs[last - 1].end)
            text = apply_repairs(source, start, end, repairs[at:last]).strip()
            indent = ""
            if not text:
                continue
        if not blank and _wrapped(previous, text, indent):
            block = blocks[-1]
            block.text += "\n" + text
            block.end = end
        else:
            breaks = 2 if blank or _parted(previous, text, spaced) else 1
            # Less than four spaces after a blank line mean something only where the line above is indented too.
            goes_on = kept_indent and not indent.strip(" ")
            means = indent and blocks and (breaks == 1 or goes_on or CODE_INDENT.match(indent))
            kept_indent = indent if means else ""
            blocks.append(Block(start, end, text, breaks, None, kept_indent))
        previous = text
        blank = False
    return blocks


def _whole(lines: list[tuple[int, int]], repairs: list[Repair]) -> list[tuple[int, int]]:
    """The lines, those put together again whose end is half of a letter that was encoded twice (U+0085)."""
    inside = {end for repair in repairs for end in range(repair.start, repair.end)}
    whole: list[tuple[int, int]] = []
    for start, end in lines:
        if whole and whole[-1][1] in inside:
            whole[-1] = (whole[-1][0], end)
        else:
            whole.append((start, end))
    return whole


def line_spans(source: str) -> list[tuple[int, int]]:
    """Spans of the lines, without their ends."""
    spans = []
    here = 0
    if not any(mark in source for mark in _OTHER_BREAKS):  # the usual case, at the speed of str.split
        for line in source.split("\n"):
            spans.append((here, here + len(line)))
            here += len(line) + 1
        return spans
    for found in LINE_BREAK.finditer(source):
        spans.append((here, found.start()))
        here = found.end()
    spans.append((here, len(source)))
    return spans


def _wrapped(line: str, following: str, indent: str) -> bool:
    """Whether a sentence was broken between two lines to keep them short."""
    return len(line) in _WRAP_WIDTH and not indent and line[-1] not in _STOPS and following[0].islower()


def _parted(line: str, following: str, spaced: bool) -> bool:
    """Whether two lines without a blank line between them are two paragraphs."""
    if len(line) > _WRAP_WIDTH.stop and line[-1] in _STOPS:
        return True
    return not spaced and not (len(line) <= 60 and len(following) <= 60 and line[-1] not in _STOPS)
