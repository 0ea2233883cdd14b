"""Whom a line credits beside dates, sections and counts: "3 May 2020 · by Jane Roe · News" -> Jane Roe.

Nothing parts the words of Chinese, Japanese and Korean: forms tell who signs a text ("作者：张三", "（记者 赵六）", "홍길동 기자").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from cleaner.recognise.credits import Credit, read_credit, split_names, strip_byline
from cleaner.recognise.dates import find_dates
from cleaner.recognise.lexicon import Lexicon, Phrases, lexicon, pattern, starts_with
from cleaner.recognise.person import is_nobody, is_person, is_plausible, tidy
from cleaner.text.fold import fold
from cleaner.text.scripts import CASELESS

_AUTHOR_LINK = r"/{}/[\w%.-]{2}"
_NETWORK = r"//(?:[\w-]{1,30}\.){0,3}{}\.com/"
_GLUED_BY = r"^({})(?-i:(?=[A-ZÀ-Þ][a-zà-ÿ]))"
_GLUED_DIGIT = re.compile(r"(?<=[a-zà-ÿ]{2})(?=\d)")
_GLUED_END = r"(?-i:(?<=[a-zà-ÿ])(?=[A-Z]))(?={}\b)"
# "Jane RoeJohn Doe": two names that an extractor put together, each of a first name and a surname.
_GLUED_NAME = re.compile(r"(?<=[a-zà-ÿ]{3})(?=[A-ZÀ-Þ][a-zà-ÿ]{1,20}\s[A-ZÀ-Þ][a-zà-ÿ])")
_AFTER_NAME = r"(?s:\s{}\s.*$)"
CUT = re.compile(r"[|•·⋅∙‧▪●»\n\t]|\s[-–—]\s|\s/+\s|//|\s~\s|(?<=\S)\s{2,}")
_TRAILING = r"(?:\s{})+$"
_INSIDE = r"(?<!\w){}:?\s(?=[^\W\d_])"
"""A byline's word within a line: "3 May 2020 by Jane Roe"."""
_DATE_WORDS = r"(?<!\w){}(?!\w)(?!\s{}\b)"
_MOST_CHUNKS = 12


@dataclass(slots=True, frozen=True)
class Clues:
    """What is known of a line beside its words.

    Attributes:
        marked: whether its markup says that it names an author.
        byline: whether the judge cut it as a byline.
        worded: whether a byline's word stands in it.
        plain: whether there is no markup at all.
        each: whether the line is made of author elements alone, so that each part of it is credited.
    """

    marked: bool = False
    byline: bool = False
    worded: bool = False
    plain: bool = False
    each: bool = False


def links_to_author(links: Sequence[str]) -> bool:
    """Whether any link leads to an author's page, "/author/jane-roe", and not to one of a social network."""
    if not links:
        return False
    paths, networks = pattern(_AUTHOR_LINK, lexicon(None).author_paths), pattern(_NETWORK, lexicon(None).networks)
    return any(paths.search(link[:500]) and not networks.search(link[:500]) for link in links)


def after_by(text: str) -> str:
    """A line with a space behind its byline's word, where a page's style makes that: "ByJane Roe"."""
    return pattern(_GLUED_BY, lexicon(None).glued).sub(r"\1 ", text)


def unglued(text: str) -> str:
    """A line that an extractor put together without spaces: "ByJane Roe", "Jane Roe5 hours ago", "Jane RoePublished"."""
    text = after_by(text.lstrip("•*- \t"))
    text = pattern(_GLUED_END, lexicon(None).glued_ends).sub(" | ", _GLUED_DIGIT.sub(" | ", text))
    return _GLUED_NAME.sub(", ", text)


def beside_date(text: str, lexicon: Lexicon, sites: Sequence[str]) -> Credit:
    """The person's name that a mark parts from a date: "11.12.2019 - Jane Roe"."""
    moments = find_dates(text, lexicon, True)
    if not moments:
        return Credit()
    parts = [tidy(part) for part in CUT.split(text[: moments[0].start]) + CUT.split(text[moments[-1].end :])]
    # "Jane Roe in Science", and a role beside the name.
    parts = [pattern(_AFTER_NAME, lexicon.after_name).sub("", part) for part in parts]
    names = [
        part
        for part in parts
        if 2 <= len(part.split()) <= 3 and is_person(part, lexicon) and not is_nobody(part, lexicon)
    ]
    return read_credit(names[0], lexicon, sites) if len(names) == 1 else Credit()


def credits_help(text: str, lexicon: Lexicon) -> bool:
    """Whether a line credits somebody for something else than writing, and nobody for that: "Reviewed by Jane Roe"."""
    return _is_helpers(text, lexicon) and not any(
        not _is_helpers(part, lexicon) and has_byline_word(part, lexicon) for part in CUT.split(text)[1:]
    )


def _is_helpers(text: str, lexicon: Lexicon) -> bool:
    """Whether a line begins with what credits somebody for something else than writing."""
    return starts_with(fold(text[:60]).lstrip(" •*-–—|(["), lexicon.helpers) is not None


def own_credits(credits: Iterable[str], lexicon: Lexicon) -> str:
    """A line's author elements as one line, without labels ("Source:"); a byline's word in an element of its own stands before the next one's name."""
    parts: list[str] = []
    for name in map(after_by, credits):
        if parts and fold(parts[-1]).strip(" :") in lexicon.byline:
            parts[-1] = f"{parts[-1]} {name}"
        elif not name.endswith((":", "：")) or fold(name).strip(" :：") in lexicon.byline:
            parts.append(name)
    return " | ".join(parts)


def has_byline_word(text: str, lexicon: Lexicon) -> bool:
    """Whether a byline's word stands before a word anywhere in a line."""
    return pattern(_INSIDE, lexicon.byline).search(text) is not None


def line_credit(text: str, lexicon: Lexicon, sites: Sequence[str], clues: Clues) -> Credit:
    """Whom a line credits as its authors.

    The line falls into chunks at its marks and dates. A chunk that begins with a byline's word, or the only or first
    one of a line that markup or judge call a byline, is read as a credit; other chunks count if they are a person's name.
    """
    chunks = _chunks(text, lexicon)
    credit = Credit()
    for place, chunk in enumerate(chunks[:_MOST_CHUNKS]):
        rest, said = _after_word(chunk, lexicon, clues.worded)
        if _is_helpers(chunk, lexicon) or (not said and not _may_be_name(rest, lexicon, clues)):
            continue
        alone = len(chunks) == 1 or (clues.byline and " " not in rest and not _names_somebody(chunks[1:], lexicon))
        strong = said or (place == 0 and clues.marked and alone)
        person = is_person(rest, lexicon)
        if strong or place == 0 or person or "," in rest:
            one = read_credit(rest, lexicon, sites, trusted=strong and len(rest.split()) <= 2)
            if strong or not credit.people or (clues.each and person):
                credit.merge(one)
        if credit.people and said and not clues.each:
            break
    return credit


def _names_somebody(chunks: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether one of a line's parts begins with a whole name: then a word before it is a section ("Sport · Jane Roe")."""
    return any(is_person(split_names(chunk, lexicon)[0], lexicon) and " " in chunk for chunk in chunks)


def _chunks(text: str, lexicon: Lexicon) -> list[str]:
    """A line's parts between its marks, dates and words of dates."""
    for moment in reversed(find_dates(text, lexicon, True)):
        text = text[: moment.start] + " | " + text[moment.end :]
    text = pattern(_DATE_WORDS, _date_words(lexicon), lexicon.by).sub(" | ", text)
    trailing = pattern(_TRAILING, lexicon.trailing)
    return [chunk for chunk in (trailing.sub("", tidy(part)) for part in CUT.split(text)) if chunk]


def _may_be_name(text: str, lexicon: Lexicon, clues: Clues) -> bool:
    """Whether a chunk without a byline's word may be a credit; a menu's entry looks like a name in scripts without capitals."""
    if not clues.plain:
        return clues.marked
    return not CASELESS.search(text) or _has_role(text, lexicon)


def _after_word(chunk: str, lexicon: Lexicon, worded: bool) -> tuple[str, bool]:
    """What follows a byline's word at the start of a chunk, else within it; and whether there was one."""
    rest = pattern(_TRAILING, lexicon.trailing).sub("", strip_byline(chunk, lexicon))
    said = rest != chunk
    if not said and worded:
        inside = list(pattern(_INSIDE, lexicon.byline).finditer(chunk))
        if inside:
            rest, said = chunk[inside[-1].end() :], True
    return (pattern(_AFTER_NAME, lexicon.after_name).sub("", rest) if said else rest), said


def _has_role(text: str, lexicon: Lexicon) -> bool:
    return any(role in text for role in lexicon.roles if not role.isascii())


@cache
def _date_words(lexicon: Lexicon) -> Phrases:
    """Words before a date ("updated", "published on"), which end a name; what holds a byline's word is left to it ("posted by")."""
    return Phrases(
        word
        for word in (*lexicon.published, *lexicon.modified)
        if starts_with(word, lexicon.byline) is None and (len(word) > 2 or CASELESS.search(word))
    )


_HAN = r"[一-鿿]{2,4}|[一-鿿](?:\s|　)[一-鿿](?![一-鿿])|[一-鿿]{2,6}[·•][一-鿿]{1,6}"
_KANJI = r"[一-鿿々ヶ]{1,4}[ 　]?[一-鿿々ぁ-んァ-ヶ]{1,4}"
_HANGUL = r"[가-힣]{2,4}"
_NAMES = {"zh": _HAN, "ja": _KANJI, "ko": _HANGUL}
"""What a name looks like, by language."""
_ENDS = r"(?=$|[\s()（）\[\]【】|｜/／,，、。；;:：＿_\-—=＝・]|{})"
_ACCOUNT = r"{}\s*[:：]\s*(?P<one>[A-Za-z][\w.]{2,20})(?![\w.@])|(?<![\w.@])(?P<other>[\w.]{2,20})\s{}(?![^\W\d])"
"""Whom a forum or blog names: an account behind "author", or what stands before "posted on" and a day."""
_LONGEST = 400
_ALONE = 24
"""Characters of a line that is nothing but names."""


class _Forms:
    """The patterns of a language's signatures."""

    def __init__(self, words: Lexicon) -> None:
        name = _NAMES[words.code or "zh"]
        ends = _ENDS.replace("{}", words.sign_ends.either)
        run = rf"(?:(?:{name}){ends}[ 　、,，・]{{0,3}}){{1,6}}"
        # One sign may be a part of another word: it needs a mark behind it, and none of them before.
        short = Phrases(word for word in words.signers if len(word) == 1)
        long = Phrases(words.signers - short)
        self.one = re.compile(rf"(?:{name}){ends}")
        self.before = re.compile(
            rf"(?:{long.either}|(?<![一-鿿]){short.either}(?=\s?[:：/／=＝]))(?P<mark>\s*[:：/／=＝・]\s*|\s*)(?P<names>{run})"
        )
        self.behind = re.compile(rf"(?<![\w])(?P<names>{name})\s?{words.signed.either}(?![가-힣一-鿿])")
        self.at_end = re.compile(rf"[(（【［\[]\s*(?P<names>{run}){words.sign_ends.either}?\s*[)）】］\]]\s*$")
        self.account = pattern(_ACCOUNT, words.accounts, words.posts)
        self.alone = re.compile(run)


@lru_cache(8)
def _forms(code: str) -> _Forms:
    return _Forms(lexicon(code))


def may_be_signed(words: Lexicon) -> bool:
    """Whether texts of a language are signed in these forms."""
    return words.code in _NAMES


def signed_names(text: str, words: Lexicon, end: bool = False) -> list[str]:
    """The people who sign a line as its writers.

    Args:
        words: of the text's language. end: whether the text ends here, where names in brackets are its writers' without a word.

    >>> signed_names("本报记者 李建国 王小明 上海报道", lexicon("zh")), signed_names("据记者了解，", lexicon("zh"))
    (['李建国', '王小明'], [])
    """
    forms = _forms(words.code or "zh")
    text = text[:_LONGEST] if not end else text[-_LONGEST:]
    for match in forms.before.finditer(text):
        around = text[: match.start()][-1:], text[match.end("names") :][:1]
        # Behind a mark, or alone in brackets, stands a name, also a pen name; elsewhere its family name has to tell it.
        sure = bool(match["mark"].strip()) or (around[0] in ("（", "(") and around[1] in ("）", ")"))
        if names := _names(match["names"] + around[1], words, sure):
            return names
    if behind := [name for match in forms.behind.finditer(text) for name in _names(match["names"], words, False)]:
        return list(dict.fromkeys(behind))
    if account := forms.account.search(text):
        return [account["one"] or account["other"]]
    bracket = forms.at_end.search(text[-60:]) if end else None
    return _names(bracket["names"], words, False) if bracket else []


def names_alone(text: str, words: Lexicon) -> list[str]:
    """The people of a line that is nothing but names, each with a family name that the language's data know."""
    text = text.strip(" 　[]【】()（）□■")
    if (
        not may_be_signed(words)
        or len(text) > _ALONE
        or not words.surnames
        or not _forms(words.code or "").alone.fullmatch(text)
    ):
        return []
    return _names(text, words, False)


def _names(text: str, words: Lexicon, sure: bool) -> list[str]:
    """The names that a stretch begins with, the first one whatever it is where it is `sure` to be one."""
    names: list[str] = []
    for match in _forms(words.code or "zh").one.finditer(text):
        name = "".join(match.group().split()) if words.code == "zh" else match.group().strip()
        known = not words.surnames or name[0] in words.surnames or (sure and not names)
        if not known or not is_plausible(name, words):
            break
        names.append(name)
    return list(dict.fromkeys(names))
