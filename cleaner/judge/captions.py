"""Captions and credits that stand among the paragraphs without a figure around them."""

from __future__ import annotations

import re

from cleaner.judge.case import Case
from cleaner.recognise.person import looks_like_person
from cleaner.registry import decides

_CAPTION_WORDS = 45
"""Captions of news agencies run to about 40 words with who, what, where and when (AP and Reuters style)."""
_FEW_PICTURES = 6
_FEW_WORDS = 8

_AGENCIES = (
    "AFP|AP|EPA|EFE|ANSA|DPA|Reuters|Getty|Getty Images|Shutterstock|iStock|Alamy|Unsplash|Pixabay|Pexels|Zuma Press|"
    "ZUMA|Bloomberg|Xinhua|Anadolu|Anadolu Agency|Associated Press|Press Association|PA|PA Wire|PA Images|Pool|Handout|"
    "Creative Commons|Wikimedia|Wikimedia Commons|Flickr|Sipa|SIPA USA|NurPhoto|Imago|Keystone|TASS|Sputnik|RIA Novosti|"
    "Kyodo|Kyodo News|Yonhap|PTI|ANI|IANS|Canadian Press|USA TODAY Sports|Icon Sportswire|LightRocket|Action Images|"
    "NASA|EPA-EFE|picture alliance|imago images|ddp|Ritzau|Scanpix|NTB|TT|ANP|Belga|APA|MTI|CTK|PAP|LUSA|Corbis|"
    "Depositphotos|Adobe Stock|stock.adobe.com|Dreamstime|123RF|Rex Features|WireImage|FilmMagic|Polaris|Magnum|ZUMA Wire"
)
"""Picture agencies and banks, as they sign (their own sites' credit guidelines)."""

_PERSON = r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,6}"
_CREDIT_LINE = re.compile(
    rf"(?:(?:Photo|Image|Picture|Foto)s?(?: by)?[:;]? )?(?:{_PERSON})?\s?[/|,–—-]\s?(?:[\w .&-]{{1,30}}\s?/\s?)?"
    rf"(?:{_AGENCIES})(?: via (?:{_AGENCIES}))?\.?"
)
_CREDIT_TAIL = re.compile(
    rf"\((?:[^()]{{0,80}}[/, ])?(?:{_AGENCIES})(?: via (?:{_AGENCIES}))?(?: Photo| Images)?(?:/[^()]{{0,50}})?\)\s?$"
)

_NAME_BEHIND = re.compile(r"[.!?…][\"”’»]? ?\(((?:[^\W\d_][\w.'’-]*)(?: [^\W\d_][\w.'’-]*){1,3})\)$")


@decides("credit.line", label="credit")
def credit_lines(case: Case) -> None:
    """Cuts a line that is a picture credit: a name and its agency, with a slash or dash between them."""
    for index, measure in enumerate(case.measures):
        if case.free(index) and 2 <= measure.words <= 12 and len(case.text(index)) < 100:
            if _CREDIT_LINE.fullmatch(case.text(index)):
                case.cut(index, "credit", "credit.line", 0.9, "A name and a picture agency, alone on a line.")


@decides("credit.name-and-source", label="credit")
def names_with_source(case: Case) -> None:
    """Cuts "NAME / SOURCE" right below a one-sentence block: a credit whose agency is not known by name."""
    for index in range(1, len(case.blocks)):
        text = case.text(index)
        if not case.free(index) or not 3 <= case.measures[index].words <= 10 or text.count("/") != 1:
            continue
        name, source = (part.strip() for part in text.split("/"))
        above = case.measures[index - 1]
        titled = all(word[0].isupper() for word in source.split())
        if looks_like_person(name, case.lexicon) and source and titled and above.stop and above.sentences <= 1:
            case.cut(index, "credit", "credit.name-and-source", 0.8, "A person's name and a source, parted by a slash.")


@decides("caption.credit-in-brackets", label="caption")
def captions_with_credit(case: Case) -> None:
    """Cuts a block that ends with a picture credit in brackets: "... (Name/Agency)", or one sentence and "(Name)"."""
    for index, measure in enumerate(case.measures):
        text = case.text(index)
        if case.free(index) and text.endswith(")") and measure.words <= 2 * _CAPTION_WORDS:
            if _CREDIT_TAIL.search(text[-120:]) or _signed(case, index):
                case.cut(
                    index, "caption", "caption.credit-in-brackets", 0.85, "Ends with a picture credit in brackets."
                )
                case.verdict.pairs.append((index, None))


def _signed(case: Case, index: int) -> bool:
    """Whether a block is one sentence, as captions are, with a photographer's name in brackets behind its stop."""
    found = _NAME_BEHIND.search(case.text(index)[-80:])
    return bool(
        found
        and case.measures[index].words <= _CAPTION_WORDS
        and case.measures[index].sentences <= 2
        and looks_like_person(found[1], case.lexicon)
    )


@decides("caption.above-credit", label="caption")
def captions_above_credits(case: Case) -> None:
    """Cuts the one-sentence block right above a credit line: the picture's caption.

    Kept, for the doubt, where it is speech, where it runs to several sentences, and where it is long and opens the
    article; and where many credits stand below a few words each, which then head the parts of the article.
    """
    credits = case.labelled("credit")
    heads = [i - 1 for i in credits if i and case.free(i - 1) and case.zone(i - 1) == "body" and _short(case, i - 1)]
    parts = frozenset(heads if len(heads) > _FEW_PICTURES else ())
    for index in credits:
        above = index - 1
        if above < 0 or not case.free(above) or above in parts:
            caption = above if above >= 0 and case.label(above) == "caption" else None
        else:
            measure, text = case.measures[above], case.text(above)
            speech = text[0] in '“"«„‘' or any(mark in text for mark in ("”", '"', "»"))
            fits = 2 <= measure.words <= 30 and measure.sentences <= 1 and not speech
            opens = above <= case.zones.first and measure.words > 25
            caption = above if fits and not opens else None
            if caption is not None:
                case.cut(above, "caption", "caption.above-credit", 0.75, "One sentence right above a picture credit.")
        if (caption, None) not in case.verdict.pairs:
            case.verdict.pairs.append((caption, index))


def _short(case: Case, index: int) -> bool:
    return case.measures[index].words <= _FEW_WORDS and not case.measures[index].stop
