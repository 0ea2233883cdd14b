"""The learned judge of a page's blocks: its facts are those of the page, it is the same everywhere, sane on plain cases."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.document import Block, Evidence
from cleaner.judge.lines import Lexicon, read_lines
from cleaner.judge.neighbours import SCORED, score_facts
from cleaner.judge.page.block_facts import OWN, name_facts, own_facts
from cleaner.judge.page.judge import Opinion, PageModel
from cleaner.judge.page.page_facts import NAMES, page_facts
from cleaner.read.html import read_html

PROSE = (
    "The harbour council of Eastmere voted on Tuesday to rebuild the old pier, which a storm had torn away in March.",
    "Work is to begin in the autumn and will cost four million crowns, half of which the county has promised to pay.",
    "“We have waited long enough,” said Marta Lindqvist, who has run the ferry office beside the pier for years.",
    "Fishermen had asked for a stone wall. The council decided against it, because stone would have cost too much.",
    "A hearing for residents is planned for the first week of June, when the drawings will hang in the library.",
)
PAGE = f"""<html><head><title>Eastmere rebuilds its pier</title><meta property="og:type" content="article">
<meta property="article:published_time" content="2024-03-05T08:00:00Z"></head><body>
<nav class="main-menu"><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article class="story"><h1>Eastmere rebuilds its pier</h1>{"".join(f"<p>{p}</p>" for p in PROSE)}</article>
<footer class="site-footer"><p>© 2024 Eastmere Courier. <a href="/terms">Terms</a></p></footer></body></html>"""


def judged(html: str) -> tuple[list[str], Opinion]:
    document = read_html(html)
    texts = [block.text for block in document.blocks]
    return texts, PageModel.load().judge(document, read_lines(texts), [None] * len(texts))


def test_an_article_between_menu_and_footer() -> None:
    texts, opinion = judged(PAGE)
    kept = [text for text, score in zip(texts, opinion.scores) if score >= opinion.limit]
    assert [text for text in kept if text in PROSE] == list(PROSE)
    assert not {"Home", "News", "Sport"} & set(kept)
    assert opinion.genre == "article"


def test_same_page_same_scores() -> None:
    assert judged(PAGE) == judged(PAGE)


def test_facts_of_blocks() -> None:
    document = read_html(PAGE)
    texts = [block.text for block in document.blocks]
    facts = own_facts(
        document.blocks, read_lines(texts), [None] * (len(texts) - 1) + ["copyright"], Lexicon({"courier": 20})
    )
    assert facts.shape == (len(texts), len(OWN))
    row = {name: facts[texts.index("Home"), OWN.index(name)] for name in OWN}
    assert (row["words"], row["linked"], row["links"], row["in_nav"], row["prose"]) == (1, 100, 1, 1, 0)
    row = {name: facts[texts.index(PROSE[2]), OWN.index(name)] for name in OWN}
    assert (row["in_article"], row["quote"], row["prose"], row["linked"], row["stop"]) == (1, 1, 1, 0, 1)
    row = {name: facts[-1, OWN.index(name)] for name in OWN}
    assert (row["rights"], row["lexicon"], row["in_footer"]) == (1, 20, 1)
    assert row["hit"] > 0


def test_a_name_has_the_weight_that_was_learned() -> None:
    document = read_html(PAGE)
    lines = read_lines([block.text for block in document.blocks])
    hits = [None] * len(document.blocks)
    facts = page_facts(document.blocks, lines, document.head, hits, {"footer": -300, "story": 250}, Lexicon({}))
    near = facts[:, NAMES.index("near_sum")] + facts[:, NAMES.index("own_sum")] + facts[:, NAMES.index("far_sum")]
    texts = [block.text for block in document.blocks]
    assert near[texts.index(PROSE[0])] == 250
    assert near[-1] == -300
    assert near[texts.index("Home")] == 0


NAMES_OF = st.lists(st.sampled_from(("menu", "story", "lead", "box", "x1")), max_size=45)


@given(st.lists(st.tuples(NAMES_OF, st.integers(0, 45)), max_size=6))
@settings(max_examples=60, deadline=None)
def test_weights_of_own_near_and_far_names(named: list[tuple[list[str], int]]) -> None:
    weights = {"menu": -80, "story": 120, "lead": 40}
    blocks = [Block(0, 1, "a", 2, Evidence("p", names=tuple(names), own_names=own)) for names, own in named]
    expected = []
    for names, own in named:
        row: list[int] = []
        for some in (names[:own], names[own : own + 8], names[own + 8 : 30]):
            known = [weights[name] for name in some if name in weights]
            row += (sum(known), min(known, default=0), max(known, default=0))
        expected.append(row)
    assert name_facts(blocks, weights).tolist() == expected


def test_scores_of_neighbours() -> None:
    columns = dict(zip(SCORED, score_facts(np.array([300, -200, 100]), np.array([10, 2, 40]))))
    assert columns["first"].tolist() == [300, -200, 100]
    assert columns["before_1"].tolist()[1:] == [300, -200]
    assert columns["after_1"].tolist()[:2] == [-200, 100]
    assert columns["best_before"].tolist()[1:] == [300, 300]
    assert columns["best_after"].tolist()[:2] == [100, 100]
    assert columns["kept_before"].tolist() == [0, 21, 21]
    assert columns["kept_after"].tolist() == [78, 78, 0]


@given(st.lists(st.text(min_size=1, max_size=40).filter(str.strip), min_size=1, max_size=8))
@settings(max_examples=40, deadline=None)
def test_any_page_has_scores(texts: list[str]) -> None:
    html = "".join(f"<p>{text.replace('<', '&lt;').replace('&', '&amp;')}</p>" for text in texts)
    document = read_html(html)
    if document.blocks:
        found, opinion = judged(html)
        assert len(found) == len(opinion.scores)
