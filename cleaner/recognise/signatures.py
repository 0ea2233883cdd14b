"""Who signs a Chinese, Japanese or Korean text, whose words nothing parts: "作者：张三", "（记者 赵六）", "홍길동 기자"."""

from __future__ import annotations

import re
from functools import lru_cache

from cleaner.recognise.lexicon import Lexicon, Phrases, lexicon
from cleaner.recognise.person import is_plausible

_HAN = r"[一-鿿]{2,4}|[一-鿿](?:\s|　)[一-鿿](?![一-鿿])|[一-鿿]{2,6}[·•][一-鿿]{1,6}"
_KANJI = r"[一-鿿々ヶ]{1,4}[ 　]?[一-鿿々ぁ-んァ-ヶ]{1,4}"
_HANGUL = r"[가-힣]{2,4}"
_NAMES = {"zh": _HAN, "ja": _KANJI, "ko": _HANGUL}
"""What a name looks like, by language."""
_ENDS = r"(?=$|[\s()（）\[\]【】|｜/／,，、。；;:：＿_\-—=＝・]|{})"
_LONGEST, _ALONE = 400, 24
"""Characters of a line that are searched, and of one that is nothing but names."""


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
        self.alone = re.compile(run)
        self.at_end = re.compile(rf"[(（【［\[]\s*(?P<names>{run}){words.sign_ends.either}?\s*[)）】］\]]\s*$")


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
    bracket = forms.at_end.search(text[-60:]) if end else None
    return _names(bracket["names"], words, False) if bracket else []


def names_alone(text: str, words: Lexicon) -> list[str]:
    """The people of a line that is nothing but names, each with a family name that the language's data know."""
    text = text.strip(" 　[]【】()（）□■")
    if not (words.surnames and len(text) <= _ALONE and _forms(words.code or "").alone.fullmatch(text)):
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
