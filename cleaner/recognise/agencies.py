"""News agencies, by the names under which they are credited, and datelines."""

from __future__ import annotations

import re

from cleaner.text.fold import fold

# Name -> further ways of writing it. Short forms that are also words or initials are told apart by `is_agency`'s caller.
_AGENCIES: dict[str, tuple[str, ...]] = {
    "AP": ("associated press", "the associated press", "ap news"),
    "Reuters": ("thomson reuters", "rtr", "רויטרס", "رويترز", "ロイター", "路透社"),
    "AFP": ("agence france-presse", "agence france presse", "法新社"),
    "dpa": ("deutsche presse-agentur", "deutsche presse agentur", "dpa-infocom", "dpa-afx"),
    "UPI": ("united press international",),
    "PA": ("pa media", "press association", "pa wire"),
    "EFE": ("agencia efe",),
    "Europa Press": (),
    "ANSA": ("agenzia ansa",),
    "Adnkronos": (),
    "LUSA": ("agência lusa",),
    "Estadão Conteúdo": (),
    "Agência Brasil": (),
    "Télam": ("telam",),
    "Notimex": (),
    "APA": ("austria presse agentur",),
    "SDA": ("keystone-sda", "sda-keystone", "sda/ats", "schweizerische depeschenagentur"),
    "SID": ("sport-informations-dienst",),
    "epd": ("evangelischer pressedienst",),
    "KNA": ("katholische nachrichten-agentur",),
    "AFX": (),
    "Belga": (),
    "ANP": (),
    "Ritzau": (),
    "NTB": (),
    "TT": ("tt nyhetsbyrån",),
    "STT": (),
    "PAP": ("polska agencja prasowa",),
    "ČTK": ("ctk", "čtk"),
    "TASR": (),
    "SITA": (),
    "MTI": (),
    "Agerpres": (),
    "BTA": ("бта",),
    "Beta": (),
    "Tanjug": ("танјуг",),
    "HINA": (),
    "ATA": (),
    "AMNA": ("απε-μπε", "ape-mpe"),
    "TASS": ("тасс", "itar-tass"),
    "Interfax": ("интерфакс",),
    "RIA Novosti": ("риа новости",),
    "Ukrinform": ("укрінформ",),
    "UNIAN": ("уніан", "униан"),
    "BelTA": ("белта",),
    "Anadolu Agency": ("anadolu ajansı", "anadolu ajansi", "anadolu", "aa"),
    "DHA": ("demirören haber ajansı",),
    "İHA": ("ihlas haber ajansı", "iha"),
    "IRNA": ("ایرنا",),
    "SPA": ("واس",),
    "WAM": ("وام",),
    "MENA": ("أ ش أ",),
    "Xinhua": ("新华社", "新華社", "xinhua news agency"),
    "China News Service": ("中新社", "中新网"),
    "CNA": ("中央社",),
    "Kyodo": ("kyodo news", "共同", "共同通信"),
    "Jiji": ("jiji press", "時事", "時事通信"),
    "Yonhap": ("연합뉴스", "yonhap news agency"),
    "PTI": ("press trust of india", "पीटीआई"),
    "ANI": ("asian news international", "एएनआई"),
    "IANS": ("आईएएनएस",),
    "UNI": (),
    "APP": ("associated press of pakistan",),
    "Antara": ("antaranews",),
    "Bernama": (),
    "VNA": ("ttxvn", "vietnam news agency"),
    "AAP": ("australian associated press",),
    "NZPA": (),
    "CP": ("the canadian press", "canadian press", "la presse canadienne"),
    "NAN": ("news agency of nigeria",),
    "Bloomberg": ("bloomberg news",),
    "Dow Jones": ("dow jones newswires",),
    "PR Newswire": ("prnewswire",),
    "Business Wire": ("businesswire",),
    "GlobeNewswire": (),
    "Inter Press Service": ("ips",),
    "Tribune News Service": ("tns",),
    "CNN Wire": ("cnn newsource",),
    "NPR": (),
    "StatePoint": (),
}  # fmt: skip

_BY_NAME = {fold(form): name for name, forms in _AGENCIES.items() for form in (name, *forms)}
ATTRIBUTABLE: tuple[str, ...] = tuple(
    name
    for name in _AGENCIES
    if name not in ("PA", "TT", "UNI", "CP", "Beta", "ATA", "SITA", "APA", "SPA", "MENA", "ANI", "SID", "APP", "NAN")
)
"""Names by which a report's sentences credit an agency ("told Reuters"); those that are other words or bodies too are out."""

_PARTS = re.compile(r"\s*(?:/|,|;|\+|&|\||\band\b|\bund\b|\bet\b|\by\b|\be\b|\bmit\b|\bwith\b)\s*")
# Short forms that are also a word, a first name or initials in some language; they count only in the case they are
# written in by the agency.
_CASED = frozenset(fold(name) for name, forms in _AGENCIES.items() if len(name) <= 4 and name.isascii())


def agency(text: str) -> str | None:
    """The agency that `text` names and nothing else, as `text` writes it, or None.

    >>> agency("(AP)"), agency("Deutsche Presse-Agentur"), agency("ap")
    ('AP', 'Deutsche Presse-Agentur', None)
    """
    name = text.strip(" ()[]-–—:.,/|\u00a0")
    if not name or len(name) > 60:
        return None
    folded = fold(name)
    if folded not in _BY_NAME:
        return None
    if folded in _CASED and name != _BY_NAME[folded] and not name.isupper():
        return None
    return name


def agencies(text: str) -> list[str] | None:
    """The agencies of a credit that names only agencies ("dpa/AFP", "Reuters and AP"), or None."""
    parts = [part for part in _PARTS.split(text.strip(" ()[]")[:120]) if part]
    named = [agency(part) for part in parts]
    return [name for name in named if name] if parts and all(named) else None


_DATELINE_WITHIN = 160
_PLACE = r"[^\W\d_][\w.'’\-]*(?:[ ,/]{1,2}[^\W\d_][\w.'’\-]*){0,5}"
_DATELINE = re.compile(
    rf"^(?P<place>{_PLACE})?(?:,\s[^()–—\n]{{1,25}}?)?\s?(?:\((?P<agency>[^()\n]{{2,40}})\))?\s?(?P<dash>—|–|--|-|:)\s?(?=\S)"
)
_AGENCY_ONLY = re.compile(r"^\((?P<agency>[A-ZÄÖÜ][\w./ &-]{1,30})\)\s?(?:—|–|--|-|:)\s?(?=\S)")


def dateline(text: str) -> tuple[str | None, str | None, int] | None:
    """Place, agency and end of what a paragraph begins with: "GENEVA (AP) —", "MOSCOW –", "(CN) —"; None without a dash."""
    text = text[:_DATELINE_WITHIN]
    match = _AGENCY_ONLY.match(text) or _DATELINE.match(text)
    if not match:
        return None
    place, credited = match.groupdict().get("place"), match["agency"]
    named = credited.strip() if credited and _names_agency(credited) else None
    is_place = place and _is_place(place, match.groupdict().get("dash"), credited is not None)
    return place.strip(" ,") if place and is_place else None, named, match.end()


def _names_agency(text: str) -> bool:
    """Whether brackets before a dash hold an agency: a known one, or two to six capitals."""
    return agencies(text) is not None or (text.isupper() and 2 <= len(text.strip()) <= 6 and text.strip().isalpha())


def _is_place(place: str, dash: str | None, credited: bool) -> bool:
    """Whether what stands before a dash is a place: capitals, or an agency behind it."""
    if dash in (":", "-") and not credited:
        return False
    words = place.replace(",", " ").split()
    if credited:
        return len(words) <= 5 and place[:1].isupper()
    return len(words) <= 5 and words[0].isupper() and len(words[0]) > 2
