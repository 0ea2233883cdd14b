"""Words by which a credit's names are told from what is no name."""

from __future__ import annotations

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
