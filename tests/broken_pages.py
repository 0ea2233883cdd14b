"""Broken and odd pages of our own making, as archives hold them; every text in them is invented.

Small functions build each page around the same article, so that a test can ask for its words.
"""

from __future__ import annotations

from collections.abc import Callable

HEADLINE = "Salt works at Brennholm to reopen after nine years"
PARAGRAPHS = (
    "The salt works at Brennholm will reopen in the spring, nine years after the last pan was drained, the island council "
    "said on Monday. Forty people are to be hired before Easter.",
    "“My mother raked these pans, and so did hers,” said Oda Fennimore, who leads the cooperative that bought the works "
    "for one crown. “We were told for years that nobody wanted grey salt.”",
    "Two of the six pans have been lined again with blue clay from the quarry above the village. The others will follow "
    "when the first harvest has been sold, which the council expects to take two summers.",
    "The works closed after a storm broke the sea wall in three places and drowned the boiling house. Insurance paid for "
    "the wall, but not for the pans, and the owner at the time moved to the mainland.",
    "A ferry will run twice a day from June. Visitors can rake salt for an hour and take home what they rake, although "
    "the council asks them to leave the herons in the seventh pan alone.",
)
NAVIGATION = ("Home", "News", "Weather", "Ferries", "Sport", "Notices")


def words(text: str) -> list[str]:
    """A text's words, as a test compares them."""
    return text.split()


def menu() -> str:
    """A menu of links as pages have it on top."""
    return (
        "<nav class='menu'><ul>"
        + "".join(f"<li><a href='/{n.lower()}'>{n}</a></li>" for n in NAVIGATION)
        + "</ul></nav>"
    )


def footer() -> str:
    """A footer with a copyright line."""
    return "<footer class='footer'><p>© 2021 The Brennholm Tidings. All rights reserved.</p></footer>"


def page(body: str, head: str = "", title: str = f"{HEADLINE} | The Brennholm Tidings") -> str:
    """A whole page around a body."""
    return (
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>{title}</title>{head}</head>"
        f"<body>{menu()}{body}{footer()}</body></html>"
    )


def article(body: str | None = None) -> str:
    """The article's element; its paragraphs where no body is given."""
    inner = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS) if body is None else body
    return f"<article><h1>{HEADLINE}</h1>{inner}</article>"


RIGHTS = "© 2021 The Brennholm Tidings. All rights reserved."
Build = Callable[[], str]
_PS = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def no_end_tags() -> str:
    return page(article("".join(f"<p>{p}" for p in PARAGRAPHS))).replace("</li>", "").replace("</article>", "")


def ends_in_the_wrong_order() -> str:
    return page(article("".join(f"<p><b><i>{p}</b></i></p>" for p in PARAGRAPHS)))


def boxes_in_paragraphs() -> str:
    return page(article("".join(f"<p><div>{p}</div></p>" for p in PARAGRAPHS)))


def too_many_ends() -> str:
    return page(article(f"<div><p>{PARAGRAPHS[0]}</p></div></div></div></article>" + _PS.split("</p>", 1)[1]))


def link_never_ended() -> str:
    return page(article("<a href='/x'>" + _PS))


def bold_never_ended() -> str:
    return page("<b><font>" + article())


def table_in_a_paragraph() -> str:
    return page("<p><table><tr><td>" + article())


def two_pages_in_one() -> str:
    return page(article()) + page("<p>The next page.</p>")


def odd_attributes() -> str:
    return page(
        article("".join(f"<p class=a class=b =x <  \"y' data->{p}</p>" for p in PARAGRAPHS)).replace(" \"y'", "")
    )


def comment_never_ended() -> str:
    return page(article(f"<p>{PARAGRAPHS[0]}</p><!-- the old site <br>" + _PS.split("</p>", 1)[1]))


def comments_of_all_kinds() -> str:
    kinds = (
        "<!-- a -- b -->",
        "<!>",
        "<!-- c --!>",
        "<!-->",
        "<? echo 1 ?>",
        "<!DOCTYPE x>",
        "<![if IE]>",
        "<!--[if IE]>x<![endif]-->",
    )
    return page(article("".join(f"<p>{p}</p>{kind}" for p, kind in zip(PARAGRAPHS, kinds))) + "".join(kinds))


def title_never_ended() -> str:
    return f"<html><head><title>{HEADLINE}<body>{article()}</body></html>"


def title_ended_by_its_start() -> str:
    return f"<html><head><title>{HEADLINE}<title></head><body>{article()}</body></html>"


def style_never_ended() -> str:
    return page(article(_PS.split("</p>")[0] + "</p><style>p { color: red }" + _PS.split("</p>", 1)[1]))


def scripts_that_write_tags() -> str:
    script = "<script>document.write('<p>x<\\/p><script src=y><\\/script>'); if (a < b) { c(); }</script>"
    return page(article(script.join(f"<p>{p}</p>" for p in PARAGRAPHS)))


def ends_written_as_starts() -> str:
    return page(article("".join(f"<p>{p}<p>" for p in PARAGRAPHS)))


def boxes_that_end_themselves() -> str:
    return page("<div/><span/><a name='top'/><p/>" + article() + "<br/></br></p>")


BROKEN: tuple[Build, ...] = (
    no_end_tags, ends_in_the_wrong_order, boxes_in_paragraphs, too_many_ends, link_never_ended, bold_never_ended,
    table_in_a_paragraph, two_pages_in_one, odd_attributes, comment_never_ended, comments_of_all_kinds, title_never_ended,
    title_ended_by_its_start, style_never_ended, scripts_that_write_tags, ends_written_as_starts, boxes_that_end_themselves,
)  # fmt: skip
"""Pages whose markup is wrong and whose readers saw the headline and every paragraph."""


def open_quote(quote: str) -> str:
    """A page with an attribute whose quote is never closed; the next one stands after the second paragraph."""
    first, second, *rest = PARAGRAPHS
    second = second.replace("'", "’")
    tail = "".join(f"<p>{p}</p>" for p in rest[1:])
    return page(
        article(f"<p>{first}</p><a href={quote}/x>more</a><p>{second}</p><p class={quote}x{quote}>{rest[0]}</p>{tail}")
    )


def xhtml_with_cdata() -> str:
    return (
        (
            '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" '
            '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\n<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en">'
            f"<head><title>{HEADLINE}</title><style type='text/css'>/*<![CDATA[*/ p > a {{}} /*]]>*/</style>"
            '<script type="text/javascript">//<![CDATA[\nif (a < b) { c = "<p>d</p>"; }\n//]]></script></head>'
            f"<body>{menu()}<![CDATA[{article()}]]>{footer()}</body></html>"
        )
        .replace("]]></body>", "</body>")
        .replace("</article>]]>", "</article>")
    )


# --- layouts ---


def paragraphs_by_two_breaks() -> str:
    return page(f"<h1>{HEADLINE}</h1><div>" + "<br><br>".join(PARAGRAPHS) + "</div>")


def paragraphs_by_breaks_and_spaces() -> str:
    return page(f"<h1>{HEADLINE}</h1><div>" + "<br />\n&nbsp;<br />".join(PARAGRAPHS) + "</div>")


def bare_text_among_boxes() -> str:
    p = PARAGRAPHS
    return page(f"<h1>{HEADLINE}</h1><div>{p[0]}<div>{p[1]}</div>{p[2]}<p>{p[3]}</p>{p[4]}</div>")


def font_soup() -> str:
    def soup(text: str) -> str:
        return (
            "<font face=arial><font color=black>"
            + " ".join(f"<font size=2>{w}</font>" for w in text.split())
            + "</font>"
        )

    return page(f"<h1>{soup(HEADLINE)}</h1>" + "".join(f"<p>{soup(p)}</font></p>" for p in PARAGRAPHS))


def layout_of_1999() -> str:
    links = "<BR>".join(f"<A HREF={n}.html>{n}</A>" for n in ("Home", "News", "Weather", "Ferries"))
    return (
        f"<HTML><HEAD><TITLE>{HEADLINE}</TITLE></HEAD><BODY BGCOLOR=#FFFFFF><TABLE WIDTH=100% BORDER=0><TR><TD COLSPAN=3>"
        "<IMG SRC=logo.gif ALT=Tidings></TD></TR><TR><TD WIDTH=150 VALIGN=TOP BGCOLOR=#CCCCCC><FONT SIZE=-1>"
        f"{links}</FONT></TD><TD VALIGN=TOP><FONT FACE=Arial SIZE=5><B>{HEADLINE}</B></FONT><BR><FONT SIZE=2><P>"
        + "<P>".join(PARAGRAPHS)
        + "</FONT></TD><TD WIDTH=120><FONT SIZE=1>Sponsored by<BR>Vell &amp; Sons</FONT></TD></TR><TR><TD COLSPAN=3 "
        "ALIGN=CENTER><FONT SIZE=1>&copy; 1999 The Brennholm Tidings</FONT></TD></TR></TABLE></BODY></HTML>"
    )


def layout_of_2004() -> str:
    rows = "".join(f"<tr><td class=text><span class=copy>{p}</span></td></tr>" for p in PARAGRAPHS)
    return (
        f"<html><head><title>{HEADLINE}</title></head><body><center><table cellpadding=0><tr><td><table><tr><td>{menu()}"
        f"</td></tr></table></td></tr><tr><td><table><tr><td class=head>{HEADLINE}</td></tr>{rows}</table></td></tr>"
        f"</table></center></body></html>"
    )


def amp_page() -> str:
    return (
        f"<!doctype html><html ⚡ lang=en><head><meta charset=utf-8><title>{HEADLINE}</title><style amp-boilerplate>body{{}}"
        "</style><noscript><style amp-boilerplate>body{}</style></noscript></head><body><amp-sidebar id=s><ul><li>"
        "<a href=/>Home</a></li></ul></amp-sidebar>"
        + article("<amp-img src=a.jpg alt=Pans><noscript><img src=a.jpg></noscript></amp-img>" + _PS)
        + "<amp-analytics><script type='application/json'>{}</script></amp-analytics></body></html>"
    )


def print_page() -> str:
    return (
        f"<html><head><title>Print: {HEADLINE}</title></head><body onload='window.print()'><p><a href='javascript:"
        f"window.print()'>Print this page</a></p><h2>{HEADLINE}</h2><p>By Ilse Korhonen</p>{_PS}<hr><p>{RIGHTS}</p></body></html>"
    )


LAYOUTS: tuple[Build, ...] = (
    paragraphs_by_two_breaks, paragraphs_by_breaks_and_spaces, bare_text_among_boxes, font_soup, layout_of_1999,
    layout_of_2004, amp_page, print_page,
)  # fmt: skip
"""Pages of all ages that part their paragraphs in different ways."""


def frameset(noframes: str) -> str:
    fallback = f"<noframes><body>{noframes}</body></noframes>" if noframes else ""
    return (
        f"<html><head><title>{HEADLINE}</title></head><frameset cols='20%,80%'><frame src=menu.html><frame src=main.html>"
        f"{fallback}</frameset></html>"
    )


def data_table() -> str:
    rows = (("2009", "6", "41.5"), ("2010", "6", "39"), ("2011", "", "22"))
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        "<table><caption>Harvest by year</caption><thead><tr><th>Year</th><th>Pans</th><th>Tonnes</th></tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )


# --- charsets ---

TEXTS = {
    "fr": "Les sauniers de Brennholm ont relevé la digue près du château; l’île espère une récolte dès l’été, à la Saint-Jean.",
    "ru": "Солевары острова снова открывают старые бассейны, сообщил совет в понедельник. Жители ждали этого девять лет.",
    "pl": "Warzelnia soli na wyspie znów ruszy wiosną, ogłosiła rada. Mieszkańcy czekali na to dziewięć długich lat, żartując gorzko.",
    "ja": "島の塩田は九年ぶりに春から再開されると、島の議会が月曜日に発表しました。復活祭までに四十人が雇われます。",
    "zh": "岛上议会星期一宣布，关闭九年的盐场将于春天重新开放。复活节前将雇用四十人，渡轮每天两班。",
    "ko": "섬 의회는 구 년 동안 닫혀 있던 염전이 봄에 다시 문을 연다고 월요일에 발표했다. 마흔 명이 일하게 된다.",
}
TITLES = {language: text.split(" ")[0][:12] for language, text in TEXTS.items()}
_WRONG = {
    "fr": ("cp1252", "iso-8859-5"), "ru": ("cp1251", "utf-8"), "pl": ("cp1250", "iso-8859-1"), "ja": ("shift_jis", "euc-jp"),
    "zh": ("gbk", "iso-8859-1"), "ko": ("euc_kr", "utf-8"),
}  # fmt: skip


def in_charset(language: str, *declared: str, xml: str = "") -> str:
    metas = "".join(f"<meta http-equiv='Content-Type' content='text/html; charset={charset}'>" for charset in declared)
    return (
        f"{xml}<html><head>{metas}<title>{TITLES[language]}</title></head><body><p>{TEXTS[language]}</p></body></html>"
    )


def encoded() -> list[tuple[str, bytes]]:
    """Pages in bytes, each with a name that begins with its language."""
    found = []
    for language, (charset, wrong) in _WRONG.items():
        name = charset.replace("_", "-")
        found += [
            (f"{language}: utf-8 called latin-1", in_charset(language, "iso-8859-1").encode()),
            (f"{language}: {name} called {wrong}", in_charset(language, wrong).encode(charset)),
            (
                f"{language}: {name}, two declarations, the second right",
                in_charset(language, wrong, name).encode(charset),
            ),
            (
                f"{language}: {name}, xml says utf-8",
                in_charset(language, name, xml="<?xml version='1.0' encoding='utf-8'?>").encode(charset),
            ),
            (f"{language}: {name}, undeclared", in_charset(language).encode(charset)),
            (f"{language}: utf-16 without mark called utf-8", in_charset(language, "utf-8").encode("utf-16-le")),
            (f"{language}: utf-16 big-endian", in_charset(language, "utf-16").encode("utf-16-be")),
            (f"{language}: utf-8 called utf-16", in_charset(language, "utf-16").encode()),
            (f"{language}: utf-8 with mark called {name}", b"\xef\xbb\xbf" + in_charset(language, name).encode()),
        ]
    found.append(("ru: koi8-r called windows-1251", in_charset("ru", "windows-1251").encode("koi8-r")))
    found.append(("ja: euc-jp called shift_jis", in_charset("ja", "shift_jis").encode("euc_jp")))
    return found


def large(megabytes: float) -> str:
    """A page of about so many megabytes: a ledger of short paragraphs, a list and a table."""
    row = "<p>Pan {0}: forty sacks of grey salt, raked by hand and weighed twice.</p><ul><li>Sack {0}</li></ul>"
    rows = [row.format(number) for number in range(int(megabytes * 1e6 / len(row)))]
    return page(f"<h1>{HEADLINE}</h1>{''.join(rows)}<p>The end of the ledger.</p>").replace(footer(), "")


# --- errors ---

SHORT = (
    "The page could not be found in the archive, said Oda Fennimore, who had looked for the deed since the storm.",
    "It was found in the seventh pan in May, dry and whole, under a heron’s nest.",
)
CONSENT = (
    "<div class='consent-modal'><h2>We value your privacy</h2><p>We and our 312 partners store and access information on a "
    "device, such as cookies, and process personal data for personalised advertising.</p><button>Accept all</button>"
    "<button>Reject all</button><button>Manage options</button></div>"
)


def bare(title: str, body: str) -> str:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>"


def not_found() -> str:
    return page(
        "<h1>404</h1><p>The page you are looking for could not be found.</p><p>It may have moved, or the address may be wrong. "
        "Try the <a href=/>home page</a> or search.</p>",
        title="Page not found | The Brennholm Tidings",
    )


def not_found_said_by_the_title_alone() -> str:
    return page(
        "<h1>Washed ashore</h1><p>There is nothing in this net. Cast it elsewhere?</p>", title="404 - Page not found"
    )


def captcha() -> str:
    return bare(
        "Just a moment...",
        "<h1>Checking your browser</h1><p>Prove that you are not a robot to see tidings.example.</p>",
    )


def robot_check() -> str:
    return bare(
        "Are you a robot?", "<h2>Are you a robot?</h2><p>We have detected unusual traffic from your network.</p>"
    )


def access_denied() -> str:
    return bare(
        "Access Denied", "<h1>Access Denied</h1><p>You don't have permission to access this page on this server.</p>"
    )


def server_error() -> str:
    return bare(
        "500 Internal Server Error", "<center><h1>500 Internal Server Error</h1></center><hr><center>tern/1.2</center>"
    )


def domain_for_sale() -> str:
    return bare(
        "tidings.example", "<h1>This domain is for sale</h1><p>The owner of tidings.example offers it for sale.</p>"
    )


def german_not_found() -> str:
    return bare(
        "Seite nicht gefunden",
        "<h1>Seite nicht gefunden</h1><p>Die gewünschte Seite wurde verschoben oder gelöscht.</p>",
    )


def french_not_found() -> str:
    return bare(
        "Page introuvable",
        "<h1>Page introuvable</h1><p>La page que vous recherchez n'existe pas ou a été déplacée.</p>",
    )


def consent_wall() -> str:
    return bare("The Brennholm Tidings", CONSENT)


def only_script() -> str:
    return bare("The Brennholm Tidings", "<script src=a.js></script><noscript>You need to enable JavaScript to run this app."
                "</noscript><div id=root></div><script>start({a: 1})</script>")  # fmt: skip


ERRORS: tuple[Build, ...] = (
    not_found, not_found_said_by_the_title_alone, captcha, robot_check, access_denied, server_error, domain_for_sale,
    german_not_found, french_not_found, consent_wall, only_script,
)  # fmt: skip
"""Pages served with status 200 that are no article."""


def story_of_a_lost_page() -> str:
    return page(
        article("".join(f"<p>{p}</p>" for p in SHORT)), title="The page that could not be found | The Brennholm Tidings"
    )


def poem_called_forbidden() -> str:
    return bare("Forbidden", f"<h1>Forbidden</h1><p>{SHORT[0]}</p><p>{SHORT[1]}</p>")


def short_story_above_a_notice_about_scripts() -> str:
    return page(
        article("".join(f"<p>{p}</p>" for p in SHORT)) + "<p>Please enable JavaScript to view the comments.</p>"
    )


NO_ERRORS: tuple[Build, ...] = (story_of_a_lost_page, poem_called_forbidden, short_story_above_a_notice_about_scripts)
"""Short articles that hold the words of an error page."""


# --- text that is not running text ---


def structured(code: str) -> str:
    p = PARAGRAPHS
    return page(
        article(
            f"<p>{p[0]}</p><p>{p[1]}</p><ul><li>Bring gloves</li><li>Bring <b>two</b> buckets</li></ul><p>{p[2]}</p>{data_table()}"
            f"<p>{p[3]}</p><ol><li>Rake</li><li>Dry</li><li>Bag</li></ol><pre><code>{code}</code></pre><p>{p[4]}</p>"
        )
    )


def product() -> str:
    specifications = (("Length", "1.8 m"), ("Head", "60 cm, 24 teeth"), ("Weight", "1.4 kg"), ("Wood", "Ash, oiled"))
    rows = "".join(f"<tr><th>{name}</th><td>{value}</td></tr>" for name, value in specifications)
    return (
        "<!DOCTYPE html><html><head><title>Ash salt rake, 1.8 m | Fennimore Tools</title><meta property='og:type' "
        'content=\'product\'><script type=\'application/ld+json\'>{"@type":"Product","name":"Ash salt rake, 1.8 m"}</script>'
        "</head><body><nav><a href=/>Shop</a><a href=/cart>Cart</a></nav><h1>Ash salt rake, 1.8 m</h1><div class='price'>49.00 "
        "crowns</div><form><button>Add to basket</button></form><div class='description'><p>A rake of island ash for clay "
        "pans. The head is pegged, not nailed, so nothing can scratch the lining or rust in the brine.</p><p>Each rake is oiled "
        "twice with linseed and hung to dry for a month in the loft above the boiling house.</p></div><h2>Specifications</h2>"
        f"<table class='specs'>{rows}</table><div class='related'><h3>You may also like</h3><a href=/b>Salt basket</a></div>"
        "</body></html>"
    )


POSTS = (
    "I have bought two clay pans from the old works and my steel rake cuts the lining. What do you use?<br><br>The pans are "
    "four metres by six.",
    "Ash wood, always. Steel is for boiling houses, not for clay. Mine has lasted eleven summers.",
    "Seconded. You can file the teeth round if you have to use steel, but you will hate the sound of it.",
    "Thank you both, I have asked the cooper for an ash one.",
)


def forum() -> str:
    names = ("Marn", "tove_k", "Brun", "Marn")
    posts = "".join(
        f"<div class='post' id='p{n}'><div class='postprofile'><a href=/u/{n}>{name}</a><br>Posts: {n * 37}</div><div "
        f"class='postbody'><p class='author'>by {name} » {n} Jun 2011 10:1{n}</p><div class='content'>{post}</div></div></div>"
        for n, (name, post) in enumerate(zip(names, POSTS), 1)
    )
    return (
        "<!DOCTYPE html><html><head><title>Which rake for clay pans? - Saltmakers' board</title></head><body><div id=header>"
        f"<a href=/>Board index</a> <a href=/faq>FAQ</a></div><h2>Which rake for clay pans?</h2>{posts}<div class=footer>"
        "Powered by BoardOne</div></body></html>"
    )
