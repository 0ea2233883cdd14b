"""The judge: the table of facts, the choice of rows, who decides, and how cuts are named."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cleaner
from benchmarks.phrases import table_of
from cleaner import _core
from cleaner.judge import headline
from cleaner.judge.facts import LABEL, TEXT, Rows, text_facts
from cleaner.judge.genre import GENRE, genre_facts
from cleaner.judge.judge import _keep_between, _keep_code, document_rows, judge
from cleaner.judge.lines import Lines, lines_of
from cleaner.judge.model import Model, choose
from cleaner.judge.naming import shape_label
from cleaner.judge.page_facts import PAGE, page_facts
from cleaner.judge.phrases import Phrases
from cleaner.read.html import read_html
from cleaner.read.text import read_text
from cleaner.read.witness import ask_trafilatura, mark
from cleaner.recognise.forms import FORMS, forms_of
from cleaner.rules.book import RuleBook
from cleaner.text.code import is_code_line

LEAD = "The harbour board voted on Tuesday to dredge the eastern channel before the winter storms come in."
MORE = "The work will take four months, the board's engineer said, and the ferries will sail as they always did."
LAST = "Fishermen had asked for it since the spring flood, which left two boats on the sandbank for a week."
NO_PHRASES = Phrases(table_of({"anywhere": {}, "first": {}, "last": {}, "whole": {}}))


def facts_of(*texts: str, hits: dict[int, str] | None = None) -> dict[str, list[int]]:
    count = len(texts)
    labels = [LABEL[(hits or {})[i]] if i in (hits or {}) else 0 for i in range(count)]
    rows = Rows(texts, [2] * count, labels, [0] * count, [0] * count, [0] * count)
    return dict(zip(TEXT, text_facts(Lines(texts), rows, NO_PHRASES).tolist(), strict=True))


def test_facts_of_lines() -> None:
    facts = facts_of("Menu", LEAD, MORE, "© 2019 Tarnholm Courier", hits={3: "copyright"})
    assert facts["prose"] == [0, 17, 19, 0] and facts["words"] == [1, 17, 19, 4]
    assert facts["hit"] == [0, 0, 0, LABEL["copyright"]] and facts["hit+1"][2] == LABEL["copyright"]
    assert facts["words-1"] == [-2, 1, 17, 19]  # before the first line there is nothing
    assert facts["prose~2"] == [36] * 4 and facts["before"] == [0, 0, 17, 36] and facts["after"] == [36, 19, 0, 0]
    assert facts["from_start"] == [-1, 0, 1, 2] and facts["from_end"] == [-2, -1, 0, 1]
    assert facts["endings"] == [0, 0, 0, 1] and facts["since_ending"] == [99, 99, 99, 0]
    assert facts_of("a", "b", "a")["same"] == [2, 1, 2]


def test_facts_of_a_page() -> None:
    page = read_html(
        f"<title>Channel dredged</title><nav><a href=/x>Weather</a></nav><article class='story'><h1>Channel dredged</h1>"
        f"<p>{LEAD}</p><p>{MORE}</p></article><aside class='related'><a href=/y>Old bridge to close next year</a></aside>",
        None,
    )
    rows = document_rows(page, RuleBook(packs=None), "en")
    lines = lines_of(rows.texts)
    text = text_facts(lines, rows, NO_PHRASES)
    rows.boxes = [0, 0, 0, 0, LABEL["related"]]
    found = page_facts(page.blocks, lines, page.head, text, rows, {"story": 120, "related": -200})
    facts = dict(zip(PAGE, found.tolist(), strict=True))
    assert facts["linked"] == [100, 0, 0, 0, 100] and facts["level"] == [0, 1, 0, 0, 0]
    assert facts["in_nav"] == [1, 0, 0, 0, 0] and facts["in_article"] == [0, 1, 1, 1, 0]
    assert facts["near_sum"][2] == 120 and facts["own_sum"][4] == -200
    assert facts["of_title"] == [0, 100, 100, 0, 0] and facts["after_heading"] == [1, 2, 3, 3, 3]
    assert facts["box"] == [0, 0, 0, 0, LABEL["related"]] and facts["in_boxes"][2] == 0 and facts["in_boxes"][4] > 0
    genre = dict(zip(GENRE, genre_facts(page, np.concatenate((text, found)), [-300, 50, 300, 300, -300]), strict=True))
    assert genre["blocks"] == 5 and genre["headings_1"] == 1 and genre["kept"] == 60 and genre["boxes_related"] == 200


def test_a_page_tells_of_cues_posts_and_prices_in_its_genre() -> None:
    far = "".join(f"<div class=far{number}>" for number in range(12))
    prices = ("€ 5", "5,50 kr", "Only 1.250, zł today", "7€", "from $\xa012")
    others = ("5 of € or $", "$ off", "kr 5", "USD", ", zł", "12")
    lines = "".join(f"<p>{line}</p>" for line in (*prices, *others))
    page = read_html(f"<div class='board card card'><p class=post>One</p>{far}<p>Two</p></div>{lines}", None)
    scores = [1] * len(page.blocks)
    facts = np.zeros((len(TEXT) + len(PAGE), len(scores)), np.int32)
    for core in (_core.native, None):
        with patch.object(_core, "native", core):
            genre = dict(zip(GENRE, genre_facts(page, facts, scores), strict=True))
        # Cues are counted in the first twelve names, posts looked for in the first twenty.
        assert genre["prices"] == len(prices) and genre["signs_of_posts"] == 1
        assert (genre["cue_card"], genre["cue_post"], genre["cue_forum"]) == (200 * 2 // 13, 200 // 13, 0)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("5 May 2021, 10:24", "date"),
        ("Deadline: 3 November 2019", "none"),
        ("By Ilse Korhonen and Jan Aldous", "byline"),
        ("Ilse Korhonen", "person"),
        ("Jan Aldous/AFP/Getty Images", "credit"),
        ("Jan Aldous / Northgate Wire", "credit"),
        ("The dredger at work. (Jan Aldous/Reuters)", "signed"),
        ("The dredger was at work in the east channel all week. " * 3 + "(Jan Aldous/Reuters)", "signed"),
        ("- two cups of salt", "entry"),
        ("The Harbour News The Harbour News", "twice"),
        ("The ferry sails at six.", "none"),
        ("Aune counts forty tubs, Brekke only six. ↩", "note"),
        ("Holm, Tides of the North, p. 12 ↩\ufe0e", "note"),
        ("Back to the start ↩", "none"),
    ],
)
def test_forms(text: str, form: str) -> None:
    assert FORMS[forms_of([text], [len(text.split())], "en")[0]] == form


def brute(scores: list[int], words: list[int]) -> float:
    p = [1 / (1 + np.exp(-score / 100)) for score in scores]
    w = [16 * count + 1 for count in words]
    best = 0.0
    for choice in range(1, 1 << len(p)):
        rows = [i for i in range(len(p)) if choice >> i & 1]
        best = max(
            best, 2 * sum(w[i] * p[i] for i in rows) / (sum(w[i] for i in rows) + sum(a * b for a, b in zip(w, p)))
        )
    return best


@given(st.lists(st.tuples(st.integers(-700, 700), st.integers(0, 60)), min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_no_other_choice_of_rows_has_a_greater_expected_f1(rows: list[tuple[int, int]]) -> None:
    scores, words = [score for score, _ in rows], [count for _, count in rows]
    shifted = [score + 30 for score in scores]  # what the choice takes from a page's scores
    keep, expected = choose(shifted, words, "html", [True] * len(rows))
    assert any(keep) and abs(expected - brute(scores, words)) < 1e-3
    order = sorted(range(len(rows)), key=lambda i: -scores[i])
    assert [keep[i] for i in order] == sorted([keep[i] for i in order], reverse=True)


@pytest.mark.parametrize(
    ("scores", "kept", "stays"),
    [
        ([300, -35, 40, 300], "x.xx", "xxxx"),
        ([300, -36, 40, 300], "x.xx", "x.xx"),
        ([300, -35, -20, 0, 40], "x...x", "xxxxx"),
        ([300, -35, -40, 0, 40], "x...x", "x...x"),
        ([300, 0, 0, 0, 0, 40], "x....x", "x....x"),
        ([39, 40, 39, 300, 39], ".x.x.", ".xxx."),
        ([0, 0], "..", ".."),
    ],
)
def test_a_few_blocks_between_two_that_stay_stay_if_all_nearly_would(scores: list[int], kept: str, stays: str) -> None:
    keep = [sign == "x" for sign in kept]
    _keep_between(scores, keep)
    assert "".join(".x"[stay] for stay in keep) == stays


def test_a_text_that_next_to_nothing_would_be_taken_from_stays_whole() -> None:
    scores, words = [400, 400, -300], [200, 200, 1]
    assert choose(scores, words, "text", [False] * 3)[0] == [True] * 3
    assert choose(scores, words, "text", [False, False, True])[0] == [True, True, False]
    assert choose(scores, words, "html", [False] * 3)[0] == [True, True, False]


def test_nothing_to_judge() -> None:
    assert choose([], [], "text", []) == ([], 1.0)
    empty = read_text("")
    assert Model.load().score(empty, Rows([], [], [], [], [], [])) == ([], "article")


def test_a_users_rule_decides_and_a_rule_that_ships_does_not(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        "pack: mine/own\nlanguage: en\nlabel: other\nabout: Mine.\nrules:\n"
        f'  - id: en.other.mine\n    what: Mine.\n    max_words: 60\n    lines: ["{MORE}"]\n'
        f'    cut: ["{MORE}", "{MORE.upper()}"]\n    keep: ["The work will take four months.", "{LAST}"]\n'
    )
    text = f"{LEAD}\n\n{MORE}\n\n{LAST}\n"
    assert cleaner.clean(text, kind="text").text == text.strip()
    article = cleaner.Cleaner(rules=tmp_path).clean(text, kind="text")
    assert article.text == f"{LEAD}\n\n{LAST}" and [cut.rule for cut in article.removed] == ["en.other.mine"]
    # A shipped rule knows "Read more" for furniture; in the middle of what people say it stays.
    said = f"{LEAD}\n\n{MORE}\n\n“Yes.”\n\n{LAST}\n"
    assert "“Yes.”" in cleaner.clean(said, kind="text").text


@pytest.mark.parametrize(
    ("text", "zone", "label"),
    [
        ("© Tarnholm Courier", "tail", "copyright"),
        ("12/05/2021 10:24", "head", "timestamp"),
        ("@tarnholm", "tail", "social"),
        ("#harbour", "tail", "taxonomy"),
        ("Weather", "head", "navigation"),
        ("Old bridge to close for repairs", "tail", "related"),
        ("Nothing of this will be told again.", "tail", "other"),
    ],
)
def test_labels_by_shape(text: str, zone: str, label: str) -> None:
    assert shape_label(text, zone, len(text.split()), text.endswith(".")) == label


def page(middle: str, below: str = "") -> str:
    return (
        f"<title>Channel dredged at last</title><nav><a href=/a>News</a> <a href=/b>Weather</a></nav><article>"
        f"<h1>Channel dredged at last</h1>{middle}<p>{LEAD}</p><p>{MORE}</p><p>{LAST}</p></article>{below}"
    )


def labels(article: cleaner.Article) -> dict[str, str]:
    return {cut.text: cut.label for cut in article.removed}


def test_a_standfirst_stays() -> None:
    standfirst = "Four months of work, two sandbanks and one long quarrel end this spring in Tarnholm"
    assert standfirst in cleaner.clean(page(f"<p class=lead>{standfirst}</p>"), kind="html").text


def test_a_subhead_right_below_the_headline_is_no_headline_of_what_stays() -> None:
    """The page's headline is gone when the text is judged again; a line that may as well be a subhead stays."""
    subhead = "Keep your seeds dry: the latest ways of storing barley"
    article = cleaner.clean(
        "<title>Keeping seeds - Norholm Garden</title><nav><a href=/>Home</a> <a href=/a>About</a></nav><main>"
        f"<h1>Keeping seeds for the years to come</h1><h2>{subhead}</h2>"
        "<p>A seed bank keeps dried seeds in cold rooms so that old kinds of barley and beans can be sown again when a field fails.</p>"
        "<p>Most of them were begun by growers who had lost a variety once and did not want to lose the next one.</p>"
        "<p>Each jar is opened every ten years, and a handful of what is in it is sown to see whether it still sprouts.</p>"
        "<p>The harvest of that plot fills the jar anew, and the date is written on its lid.</p></main>",
        kind="html",
    )
    assert article.title == "Keeping seeds for the years to come" and article.text.startswith(subhead)


def test_comments_are_comments_to_the_end() -> None:
    thread = "".join(
        f"<div class=comment><p>{name}</p><p>{day} May 2021, 10:24</p><p>{said}</p></div>"
        for name, day, said in (("Riverman", 3, "Four months! It took my father two."), ("Ada Lund", 4, "Well said."))
    )
    article = cleaner.clean(page("", f"<section id=comments><h3>2 comments</h3>{thread}</section>"), kind="html")
    assert article.text.endswith(LAST)
    named = labels(article)
    assert {named[text] for text in ("2 comments", "Riverman", "3 May 2021, 10:24", "Well said.")} == {"comments"}


def test_a_subhead_that_says_comments_ends_nothing() -> None:
    parts = "".join(f"<h2>{head}</h2><p>{LEAD}</p><p>{MORE}</p>" for head in ("Scope", "Comments", "Replies", "Fees"))
    article = cleaner.clean(f"<h1>Town plan of Tarnholm</h1><p>{LAST}</p>{parts}", kind="html")
    assert article.text.count(LEAD) == 4 and "Fees" in article.text


def test_a_headline_is_found_without_a_heading() -> None:
    html = f"<title>Print: Channel dredged at last</title><p>Channel dredged at last</p><p>By Ada Lund</p><p>{LEAD}</p><p>{MORE}</p>"
    assert cleaner.clean(html, kind="html").title == "Channel dredged at last"


def test_few_lines_are_asked_whether_they_are_the_headline(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def facts(lines: headline.Lines, index: int) -> dict[str, int]:
        asked.append(lines._blocks[index].text)
        return facts_of_line(lines, index)

    facts_of_line = headline.Lines.facts
    monkeypatch.setattr(headline.Lines, "facts", facts)
    body = f"<p>Home and garden</p><p>Channel to be dredged</p>%s<p>{LEAD}</p><p>{MORE}</p><p>{LAST}</p>"
    head = "Harbour board votes to dredge the channel"
    document = read_html((f"<title>{head}</title>" + body % f"<h1>{head}</h1>").encode())
    verdict = judge(document, RuleBook(packs=None), "en")
    assert verdict.title == 2 and asked == [head]  # markup names a likely one
    asked.clear()
    document = read_text(f"Home and garden\n\n{head}\n\n{LEAD}\n\n{MORE}\n\n{LAST}")
    assert judge(document, RuleBook(packs=None), "en").title == 1
    assert asked == [head]  # the other says no word of the article
    asked.clear()
    document = read_text(f"Home and garden\n\nTides tomorrow\n\n{LEAD}\n\n{MORE}\n\n{LAST}")
    judge(document, RuleBook(packs=None), "en")
    assert asked == ["Home and garden", "Tides tomorrow"]


@pytest.mark.parametrize("last", ["Yes.", "No.", "Perhaps.", "Close.", "So be it."])
def test_a_story_may_end_in_a_word(last: str) -> None:
    lines = [
        "The town had waited since the thaw for someone to say who would pay for the bridge over the weir.",
        "At midnight the clerk asked the miller once more whether he would, and the room fell silent.",
        "The miller took his coat and looked at the clock.",
        last,
    ]
    nav = "News | Tides | Letters"
    text = "\n\n".join([nav, "By Ilse Korhonen", *lines, "© 2021 Weir Gazette"])
    assert cleaner.clean(text, kind="text").text.endswith(f"clock.\n\n{last}")
    page = "".join(f"<p>{line}</p>" for line in lines)
    page = f"<nav><a href=/n>News</a> <a href=/t>Tides</a></nav><article><h1>The bridge</h1>{page}</article>"
    assert cleaner.clean(f"<body>{page}<footer>© 2021 Weir Gazette</footer>", kind="html").text.endswith(last)
    # A button's label has no full stop, and does not stand among the paragraphs.
    assert not cleaner.clean(text.replace(last, "Close"), kind="text").text.endswith("Close")


@pytest.mark.parametrize(
    ("story", "last"),
    [
        (
            "Der Schmied fragte die Köchin dreimal, ob sie mit ihm über den See fahren wolle, bevor das Eis käme.",
            "Ich stimme zu.",
        ),
        (
            "Le forgeron demanda trois fois à la cuisinière si elle voulait passer le lac avant les glaces.",
            "J’accepte.",
        ),
        ("Smeden frågade kokerskan tre gånger om hon ville följa med över sjön innan isen lade sig.", "Jag godkänner."),
        ("Smeden spurgte kokkepigen tre gange, om hun ville med over søen, før isen lagde sig.", "Jeg accepterer."),
    ],
)
def test_a_story_may_end_in_words_of_consent(story: str, last: str) -> None:
    assert cleaner.clean(f"{story}\n\n{last}\n", kind="text").text.endswith(last)


def test_a_consent_wall_is_no_article() -> None:
    wall = "<div class=consent><p>We use cookies to give you the best experience on our website.</p><button>Accept all</button></div>"
    article = cleaner.clean(f"<title>Tarnholm Courier</title>{wall}", kind="html")
    assert article.genre == "error" and article.text == ""


def test_a_long_table_stays() -> None:
    rows = "".join(f"<tr><td>Boat {n}</td><td>{n % 30 + 4} m</td><td>Norholm</td></tr>" for n in range(600))
    article = cleaner.clean(
        page(f"<table><tr><th>Boat</th><th>Length</th><th>Port</th></tr>{rows}</table>"), kind="html"
    )
    assert article.text.count("Norholm") == 600 and "Boat 599\t33 m\tNorholm" in article.text
    assert cleaner.clean(article.text, kind="text").text == article.text


@pytest.mark.parametrize(
    "between",
    ["Read more: Ten gulls on one mast", "Also read", "Advertisement", "Read more\n\nRelated: The gull census"],
)
@pytest.mark.parametrize("last", ["Nobody fell in.", "The rope will cost 212 crowns.", "That was in June."])
def test_a_last_sentence_below_an_interruption_stays(between: str, last: str) -> None:
    story = (
        "The pilots of Hestnes have bought a rope that is as long as the street they live in, and hung it over the pier.\n\n"
        "Children swing from it when the tide is out, and the harbour master has given up on telling them not to."
    )
    article = cleaner.clean(f"{story}\n\n{between}\n\n{last}", kind="text")
    assert article.text == f"{story}\n\n{last}"


CODE = """\
@cache
def thaw(ice):
    // ...
    const [share, setShare] = useState(0);

    const [isOpen, setIsOpen] = useState(null);
    menu = {
        home: "/",
        share: false,
    };
    return () => {
        follow(ice - 1);
    };
}"""
"""Lines that are furniture elsewhere: an account, signs, words of menus."""
KEYS = """from harbour import Channel, Ice

channels:
  web:
    image: chart:18
    pilots:
      - "anna"
  contact:
    image: chart:18

@channel
class Buoy:
  light: int
  age: int
  share: str"""
"""Code with few signs but its indents: keys of YAML, fields of Python."""
CONSOLE = "pilot@harbour:~$ ls ice\nmarch.csv  april.csv\npilot@harbour:~$ cat ice/april.csv\nRelated\nComments (3)"


@given(
    st.lists(
        st.sampled_from(("20", "19", "1", "07", "3", "٣", " ", "-", "/", ":", ".", "a", "_", "\n")), max_size=8
    ).map("".join)
)
def test_a_line_with_a_year_a_day_or_a_time_is_dated(text: str) -> None:
    dated = re.search(r"\b(?:19|20)\d\d\b|\b\d{1,2}[./:-]\d{2}\b", text) is not None
    assert facts_of(text)["dated"] == [dated]


BEGIN = "} else  ]  x += 1  key: [  $ ls  >>> sea  ... sea  % ls  // sea  /* sea  */  #include <sea>  #!/bin/sh  -l  --all  @pier  <p >  import sea"
WITHIN = "a => b  a->b  sea::ice  a != b  a <= b  a && b  a || b  row()  sea.row(a  row(a  a='b"
END = "row {  row;  row \\  row [  row (  'sea',  so <br/>  so </b>  try: row"
NO_CODE = "The pier  Pier, quay  Pier (old)  5 > 3  Ice & fog  $5 a day;  -5% today;  @ the pier  - pier  No: it is"


def test_signs_of_code() -> None:
    """At the beginning of a line, within it and at its end."""
    assert [line for line in f"{BEGIN}  {WITHIN}  {END}".split("  ") if not is_code_line(line)] == []
    assert [line for line in ["", *NO_CODE.split("  ")] if is_code_line(line)] == []


@pytest.mark.parametrize("code", [CODE, KEYS, CONSOLE])
@pytest.mark.parametrize("kind", ["html", "text"])
def test_code_of_which_a_line_stays_stays_whole(kind: str, code: str) -> None:
    paragraphs = [LEAD, MORE, "The board gave out how it counts the ice, for everybody who wants to know:", LAST]
    if kind == "html":
        body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        found = cleaner.clean(
            f"<article><h1>Ice in the channel</h1>{body}<pre><code>{code}</code></pre><p>{MORE}</p></article>"
        )
    else:
        found = cleaner.clean("\n\n".join([*paragraphs, code, MORE, "Share", "Home | News | Sport"]), kind="text")
    assert code in found.text
    assert "Sport" not in found.text
    assert cleaner.clean(found.text, kind="text").text == found.text


@pytest.mark.parametrize(("kept", "stays"), [("x.x.", "xxxx"), ("x...", "x..."), ("....", "...."), ("xx.x", "xxxx")])
def test_code_of_a_page_stays_whole_where_half_of_it_does(kept: str, stays: str) -> None:
    code = "<pre>ls /sea</pre>"
    document = read_html(page(f"{code}{code}{code}{code}").encode())
    named = [i for i, block in enumerate(document.blocks) if block.evidence and "code" in block.evidence.regions]
    keep = [True] * len(document.blocks)
    for index, sign in zip(named, kept, strict=True):
        keep[index] = sign == "x"
    case: Any = SimpleNamespace(verdict=SimpleNamespace(document=document))
    _keep_code(case, keep)
    assert "".join(".x"[keep[index]] for index in named) == stays
    assert case.code == {index for index in named if keep[index]}


def test_who_is_neither_headline_nor_text_is_told_from_prose() -> None:
    told = read_html(f'<meta name=author content="Ilse Korhonen"><h1>Channel</h1><p>Ilse Korhonen</p><p>{LEAD}</p>')
    rows = document_rows(told, RuleBook(packs=None), "en")
    lines = lines_of(rows.texts)
    found = page_facts(told.blocks, lines, told.head, text_facts(lines, rows, NO_PHRASES), rows, {})
    assert found[PAGE.index("says_other")].tolist() == [0, 1, 0]


def test_a_page_of_scripts_is_an_error_unless_it_shows_a_picture() -> None:
    script = "<script src=/app.js></script>"
    assert cleaner.clean(f"<body>{script}", kind="html").genre == "error"
    assert cleaner.clean(f"<body>{script}<img src=/harbour.jpg>", kind="html").genre == "empty"


def test_an_article_without_spaces_is_prose_below_a_title_that_says_error() -> None:
    story = "港口的老渡轮在星期二清晨因为冰封而停航，渔民们只好把鱼箱搬到雪橇上，沿着海岸走了六公里才到达集市。" * 2
    page = "".join(f"<p>第{number}天，{story}</p>" for number in "一二三四五六")
    article = cleaner.clean(f"<title>Page not found</title><body><main>{page}</main>", kind="html")
    assert article.genre != "error" and "渔民们" in article.text


def test_a_title_alone_makes_a_page_of_few_words_an_error() -> None:
    html = "<title>Page not found | Tarnholm Courier</title><p>Oskelund and the sea</p><p>Tide table</p>"
    assert cleaner.clean(html, kind="html").genre == "error"


def test_a_transcript_is_one_third_turns() -> None:
    turns = "\n\n".join(f"{name}: {LEAD}" for name in ("ADA LUND", "JAN ALDOUS") * 2)
    story = "\n\n".join(f"{number} {said}" for number in range(6) for said in (LEAD, MORE, LAST))
    assert cleaner.clean(turns, kind="text").genre == "transcript"
    assert cleaner.clean(f"{turns}\n\n{story}", kind="text").genre != "transcript"


def test_a_table_of_which_half_stays_stays_whole() -> None:
    """The last row of a product's specifications went, in the page and again in the text that it left."""
    rows = (("Length", "1.8 m"), ("Head", "60 cm, 24 teeth"), ("Weight", "1.4 kg"), ("Wood", "Ash, oiled"))
    table = "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in rows)
    said = "The head is pegged, not nailed, so nothing can scratch the lining of the pan or rust in the brine of the salt works."
    page = f"<main><h1>Ash salt rake</h1><p>{said}</p><p>{said} It weighs little.</p><table>{table}</table></main><footer>Imprint</footer>"
    article = cleaner.clean(page, kind="html")
    assert article.text.endswith("\n".join("\t".join(row) for row in rows))
    assert cleaner.clean(article.text, kind="text").text == article.text


def test_a_block_has_a_witness_where_it_is_a_line_of_the_extract_or_most_of_one() -> None:
    page = read_html(f"<p>Home</p><p>More</p><p>{LEAD} [1]</p><p>{MORE}</p><p>{LAST}</p><p>...</p>")
    mark(page.blocks, f"more!\n\n{LEAD}\n{LAST[: len(LAST) // 3]}\nHome and harbour")
    assert [block.evidence and block.evidence.witness for block in page.blocks] == [
        False,
        True,
        True,
        False,
        False,
        False,
    ]


def test_trafilatura_is_asked_about_bytes_in_their_charset() -> None:
    html = f"<html><body><nav><a href='/'>Forsiden</a></nav><article><p>{LEAD} Æøå.</p><p>{MORE}</p><p>{LAST}</p></article></body></html>"
    page = read_html(html)
    ask_trafilatura(page, html.encode("latin-1"), "iso-8859-1")
    assert [block.evidence and block.evidence.witness for block in page.blocks] == [False, True, True, True]
