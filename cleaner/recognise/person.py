"""The form of a person's name: without titles and degrees, and told from desks, companies, dates and buttons."""

from __future__ import annotations

import html
import re

from cleaner.recognise.lexicon import Lexicon, phrase
from cleaner.text.fold import fold
from cleaner.text.scripts import CASELESS

_TITLES = re.compile(
    r"^(?:(?:dr|prof|professor|mr|mrs|ms|mx|sir|dame|rev|hon|dipl|ing|mag|univ|priv|doz|dott|sra?|dña|don|doña|m|mme|mlle|"
    r"pater|schwester|pfarrer|herr|frau|phd|med|jur|phil|rer|nat|dra|ir|h\.?c)\.(?:-|\s)*|(?:dr|prof|professor|mr|mrs|ms|sir|"
    r"dame|herr|frau|mme)\s+)+",
    re.IGNORECASE,
)
_DEGREE = re.compile(
    r"(?:,?\s+(?:ph\.?\s?d|m\.?d|m\.?a|m\.?sc?|b\.?sc?|b\.?a|mba|r\.?d|rdn|rn|cpa|cfa|cfp|esq|jd|j\.d|dds|dvm|dmd|do|lcsw|mph|ll\.?[mb]|"
    r"facp|fand|pe|pmp|llp|mw|cissp|msc|msn|dnp|np|cscs|ldn|cdces|lpc|lmft|psy\.?d|ed\.?d|ea)\.?(?![\w]))+$",
    re.IGNORECASE,
)
NO_NAME = re.compile(r"[0-9?!=<>{}#%^*_\\~$€£©:]|\.{2,}|…")
_ODD = re.compile(r"[?!=<>{}#%^*\\~$€£©:]")
_LETTER = re.compile(r"[^\W\d_]")
_DOMAIN = re.compile(
    r"(?:www\.)?(?:[\w-]{1,63}\.){1,3}(?:com|org|net|info|eu|tv|news|blog|online|co|io|gov|edu|[a-z]{2})", re.IGNORECASE
)
_VARIABLE = re.compile(r"[a-z_]+(?:\.[a-z_]+){1,5}|\{\{?[^{}]*\}?\}")
_FOLLOW = ("关注", "關注", "フォロー", "구독")
"""What buttons begin with in scripts that do not part words: "follow"."""
_HAN_RUN = re.compile("[\u4e00-\u9fff]{7}")
"""More Han characters together than any name has."""
_SPACES = re.compile(r"\s+")
_NOTE_NUMBER = re.compile(r"(?<=[^\W\d_])\d{1,2}(?:,\d{1,2})*(?=\s|$|;|,)")


def tidy(text: str) -> str:
    """One line, single spaces, no marks at the ends."""
    if "&" in text and ";" in text:
        text = html.unescape(text)
    return _SPACES.sub(" ", text.replace("\u200b", "").replace("\xad", "")).strip(" ,;:|/·•-–—\"“”„«»'’*<>")


def clean_name(text: str, lexicon: Lexicon) -> str:
    """A name without titles, degrees, roles and marks; "" where nothing is left."""
    name = tidy(_NOTE_NUMBER.sub("", text) if any(c.isdigit() for c in text) and " " in text.strip() else text)
    if fold(name) in lexicon.function or _is_date_word(name, lexicon):
        return ""
    name = _without_degrees(_TITLES.sub("", name))
    # A role before or behind the name: "Harbour Times reporter Jane Roe", "Jane Roe Staff Writer".
    words = _before_role(_behind_role(name.split(), lexicon), lexicon)
    if len(words) > 2 and fold(words[0]) in TRADES:
        words = words[1:]
    half = len(words) // 2
    if half > 1 and words[:half] == words[half:]:
        words = words[:half]
    name = tidy(" ".join(words))
    return name.title() if name.isupper() and " " in name and len(name) > 5 and name.isascii() else name


_MOST_BEFORE = 6
"""Words of the longest role with what stands before it: "our special correspondent", "Harbour Times science editor"."""
_LONG_ROLE = 7
"""Letters of the shortest role that is told at the end of a longer word: "Hafenredakteurin"."""


def _behind_role(words: list[str], lexicon: Lexicon) -> list[str]:
    """The words behind the last role that stands before a name, and behind the house that may follow it in capitals."""
    for end in range(min(len(words) - 2, _MOST_BEFORE), 0, -1):
        if not _ends_in_role(words[:end], lexicon):
            continue
        rest = words[end:]
        if len(rest) > 2 and len(rest[0]) > 1 and rest[0].isupper() and not rest[1].isupper():
            rest = rest[1:]
        return rest
    return words


def _ends_in_role(words: list[str], lexicon: Lexicon) -> bool:
    """Whether words end in a role, or the last in one that a hyphen or nothing joins: "TARN-Redakteurin", "Chefreporter"."""
    folded = fold(" ".join(words)).split(" ")
    if any(" ".join(folded[-size:]) in lexicon.roles for size in (3, 2, 1)):
        return True
    last = folded[-1]
    return last.rpartition("-")[2] in lexicon.roles or any(
        len(role) >= _LONG_ROLE and last.endswith(role) for role in lexicon.roles
    )


def _without_degrees(name: str) -> str:
    """A name without what it is followed by in capitals, dots or behind a comma: "Jane Roe, MD"; Jack Ma keeps his name."""
    match = _DEGREE.search(name)
    if match is None:
        return name
    before, degrees = name[: match.start()], match.group()
    written = degrees.startswith(",") or "." in degrees or any(c.isupper() for c in degrees.strip()[1:])
    if not written or (" " not in before.strip() and not degrees.startswith(",")):
        return name
    return before


def _is_date_word(name: str, lexicon: Lexicon) -> bool:
    """Whether a text is only words of a date line: "Stand", "Published", "Sat", "Sep 16"."""
    words = phrase(name)
    folded = fold(name).strip(".:")
    if folded in lexicon.published or folded in lexicon.modified or words in lexicon.weekdays:
        return True
    return any(word.isdigit() for word in words) and any((word,) in lexicon.months for word in words)


def is_nobody(name: str, lexicon: Lexicon) -> bool:
    """Whether a name is a desk's, a company's or a domain's."""
    folded = fold(name)
    if folded in lexicon.desks or folded in lexicon.roles or _DOMAIN.fullmatch(name) or _VARIABLE.fullmatch(name):
        return True
    words = folded.replace("-", " ").split()
    return (bool(words) and words[-1] in WORKERS) or any(word.strip(".,()") in NOBODY for word in words)


def is_desk(name: str, lexicon: Lexicon) -> bool:
    """Whether a name is nobody in particular: "Staff", "Redaktion", "Web Desk"."""
    folded = fold(name)
    return folded in lexicon.desks or folded in lexicon.roles or all(word in DESKS for word in folded.split())


def _before_role(words: list[str], lexicon: Lexicon) -> list[str]:
    """The words before the role, or the "and", that they end in."""
    for size in (3, 2, 1):
        if len(words) > size + 1 and fold(" ".join(words[-size:])) in lexicon.roles:
            words = words[:-size]
            break
    while len(words) > 1 and fold(words[-1]) in lexicon.name_and:
        words = words[:-1]
    return words


def looks_like_person(name: str, lexicon: Lexicon) -> bool:
    """Whether a name has a person's form: two to seven words, each capitalised or a particle; or 2 to 12 CJK signs."""
    if not 2 <= len(name) <= 60 or NO_NAME.search(name):
        return False
    words = name.split()
    if CASELESS.search(name):
        return _has_caseless_form(name)
    if not 2 <= len(words) <= 7 or words[-1] in NO_LAST or fold(words[0]) in NO_FIRST:
        return False
    capital = [word[0].isupper() or (word[0] in "'’" and len(word) > 1) for word in words]
    if not any(capital) or not any(len(_LETTER.findall(word)) > 1 for word in words):
        return False
    return all(_may_be_in_name(fold(word), big, lexicon) for word, big in zip(words, capital, strict=True))


def _has_caseless_form(name: str) -> bool:
    return len(name.split()) <= 6 and len(name) <= 40 and not _HAN_RUN.search(name)


def _may_be_in_name(folded: str, capital: bool, lexicon: Lexicon) -> bool:
    """Whether a word can stand in a name: a particle, or a capitalised one that is no common word."""
    return folded in PARTICLES or (capital and folded not in lexicon.function)


def is_person(name: str, lexicon: Lexicon) -> bool:
    """Whether a name has a person's form and is no button, label or date beside one: "Follow Jane", "Key Points", "Mar"."""
    if not looks_like_person(name, lexicon):
        return False
    return is_plausible(name, lexicon)


def is_plausible(name: str, lexicon: Lexicon) -> bool:
    """Whether no word of a name is a button's, and not all of them are a date's."""
    words = [word.strip(".:") for word in fold(name).split()]
    if not BUTTONS.isdisjoint(words) or name.startswith(_FOLLOW):
        return False
    return not all((word,) in lexicon.months or (word,) in lexicon.weekdays for word in words)


def could_be_user(name: str) -> bool:
    """Whether an author field's content can be the name of one person: "kathrin", "der Michel", "J. R."."""
    if not 2 <= len(name) <= 40 or not _LETTER.search(name) or _ODD.search(name):
        return False
    words = name.split()
    # Several words are a name only with capitals, little words apart.
    return len(words) == 1 or (len(words) <= 4 and all(w[0].isupper() or fold(w) in PARTICLES for w in words))


# Small words inside names.
PARTICLES = frozenset(
    ["de", "del", "della", "di", "da", "do", "dos", "das", "du", "des", "la", "le", "los", "las", "el", "al", "bin", "ibn", "ben", "bint", "von", "van", "vom", "zu", "zur", "zum", "der", "den", "dem", "ter", "ten", "te", "op", "af", "av", "a", "y", "e", "i", "und", "et", "d'", "o'", "st", "st.", "abu", "abd", "ul", "dela", "san", "mac", "mc", "na", "thi"]
)  # fmt: skip

# Particles with which no name begins, and in small letters none ends: they begin headings ("Das Phantom der Oper").
NO_FIRST = frozenset(["die", "das", "dem", "den", "des", "zum", "zur", "the", "our", "my", "und"])
NO_LAST = frozenset(
    ["der", "die", "das", "dem", "den", "des", "zum", "zur", "zu", "von", "vom", "und", "et", "the", "de", "del"]
)

TRADES = frozenset(
    ["director", "manager", "head", "chief", "expert", "specialist", "president", "officer", "lead", "strategist", "consultant", "analyst", "engineer", "professor", "attorney", "coach", "founder", "cofounder", "co-founder", "ceo", "cto", "cfo", "coo", "cmo", "partner", "advisor", "adviser", "associate", "senior", "junior", "content", "geschäftsführer", "leiter", "redakteur", "redakteurin", "chefredakteur", "korrespondent", "korrespondentin", "reporter", "editor", "writer", "author", "scientist", "nutritionist", "dietitian", "doctor", "lawyer", "rechtsanwalt", "rechtsanwältin", "avocat", "abogado", "advocate", "teacher", "designer", "developer", "researcher", "fellow", "photographer", "producer", "contributor", "columnist", "blogger", "journaliste", "journalist", "periodista", "jornalista", "giornalista", "director", "directora"]
)  # fmt: skip

# What a line ends in that says what somebody does; "Head", "Coach" and the like are surnames too.
WORKERS = frozenset(
    ["director", "manager", "expert", "specialist", "officer", "strategist", "consultant", "analyst", "engineer", "founder", "cofounder", "co-founder", "ceo", "cto", "writer", "editor", "reporter", "author", "reviewer", "executive", "contributor", "correspondent", "columnist", "producer", "researcher", "scientist", "designer", "developer", "photographer", "blogger", "journalist", "journaliste", "periodista", "jornalista", "giornalista", "redakteur", "redakteurin", "reporterin", "autorin", "korrespondent", "korrespondentin", "geschäftsführer", "geschäftsführerin"]
)  # fmt: skip

# Words of credits that are nobody, in the languages whose pages we saw them on; packs add theirs as `desks`.
DESKS = frozenset(
    ["staff", "team", "the", "die", "la", "el", "le", "editors", "editorial", "editor", "newsroom", "redaktion", "redaction", "rédaction", "redacción", "redacao", "redação", "redazione", "redactie", "redaktionen", "redakcja", "redakce", "redacția", "desk", "newsdesk", "news", "web", "online", "admin", "administrator", "webmaster", "writers", "writer", "reporter", "reporters", "contributor", "contributors", "correspondent", "guest", "no", "author", "gastautor", "autor", "autoren", "user", "anonymous", "unknown", "content", "null", "undefined", "default", "pressemitteilung", "presseinformation", "pressemeldung", "sponsored", "advertorial"]
)  # fmt: skip

NOBODY = frozenset(
    ["staff", "team", "editors", "editorial", "newsroom", "redaktion", "redaction", "rédaction", "redacción", "redacao", "redação", "redazione", "redactie", "redaktionen", "redakcja", "redakce", "redacția", "desk", "newsdesk", "news", "agency", "agencies", "agencia", "agencias", "agentur", "agenturen", "admin", "administrator", "webmaster", "editor", "press", "office", "magazine", "online", "media", "communications", "communication", "department", "university", "institute", "association", "foundation", "ministry", "board", "group", "inc", "llc", "ltd", "gmbh", "ag", "company", "corp", "corporation", "network", "service", "services", "marketing", "publishing", "writers", "contributors", "contributor", "reporters", "correspondents", "newspaper", "zeitung", "verlag", "pressestelle", "pressemitteilung", "presseportal", "nachrichtenagentur", "partner", "sponsored", "advertorial", "autor", "author", "user", "guest", "anonymous", "unknown", "gastautor", "redaktionsteam", "onlineredaktion", "facebook", "twitter", "instagram", "youtube", "linkedin", "pinterest", "whatsapp", "tiktok", "bluesky", "threads", "telegram", "xing", "rss", "share", "shares", "print", "email", "e-mail", "website", "newsletter", "subscribe", "comments", "comment", "posts", "tags", "categories", "category", "menu", "search", "login", "kommentare", "checked", "verified", "редакция", "редакція", "корреспондент", "編集部", "编辑部", "記者", "本报记者", "기자", "club", "society", "content", "null", "undefined", "default", "library", "museum", "blog", "podcast", "radio", "tv", "channel", "studio", "studios", "solutions", "council", "committee"]
)  # fmt: skip

# Words of buttons, menus and boxes that stand capitalised where an author does, and are no part of a name.
BUTTONS = frozenset(
    ["follow", "more", "view", "posts", "about", "subscribe", "login", "comments", "comment", "search", "menu", "home", "contact", "bio", "profile", "articles", "share", "click", "here", "sign", "newsletter", "facebook", "twitter", "instagram", "linkedin", "youtube", "pinterest", "show", "sidebar", "join", "updates", "updated", "released", "information", "archives", "blogs", "filter", "live", "stream", "rss", "tiktok", "whatsapp", "telegram", "bluesky", "mastodon", "github", "xing", "reddit", "spotify", "tumblr", "email", "e-mail", "print", "website", "reviewer", "reviewed", "verified", "published", "posted", "previous", "next", "learn", "originally", "full", "name", "your", "we", "this", "that", "what", "why", "when", "guide", "tips", "program", "programs", "products", "product", "strategy", "strategies", "highlights", "key", "role", "topic", "topics", "tags", "category", "categories", "table", "contents", "overview", "free", "download", "mehr", "alle", "beiträge", "folgen", "anmelden", "startseite", "kontakt", "artikel", "werbung", "anzeige", "suche", "teilen", "drucken", "über", "veröffentlicht", "aktualisiert", "profil", "website", "webseite", "suivre", "partager", "articles", "lire", "accueil", "s'abonner", "seguir", "compartir", "leer", "más", "mais", "compartilhar", "inicio", "condividi", "segui", "leggi", "volg", "lees", "meer", "一覧", "もっと見る", "新規登録", "会員登録", "ログイン", "登录", "注册", "登入", "로그인", "회원가입", "구독", "列表", "更多", "목록", "더보기"]
)  # fmt: skip
