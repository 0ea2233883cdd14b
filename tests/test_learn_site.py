"""What a site repeats: learned from different pages, evidence for the judge, never a sentence."""

from __future__ import annotations

import pickle
import random
from itertools import combinations
from pathlib import Path

import pytest

import cleaner
from cleaner.corpus.site import MOST_PAGES, learn_site, sample
from cleaner.errors import CleanerError
from cleaner.judge.model import repeated_parts
from cleaner.rules.book import RuleBook
from cleaner.rules.site import Site, line_keys, parts_of

_STORIES = [
    "The lighthouse keeper of Vessmark retired on Friday after thirty-one winters, and the council said that nobody had asked for his post.",
    "Two beekeepers from Tarn valley have moved their hives to the roof of the old brewery, where the lime trees flower a week earlier.",
    "Snow closed the pass above Hollin for the first time since March, and lorries waited in a line of nine kilometres until noon.",
    "A choir that sings in a drained swimming pool has won the county's prize for music, which is a hundred jars of plum jam.",
    "The printing works in Ulvan will stop its night shift in spring, its owner told the forty people who work there by letter.",
]
_NOTE = "Stories of the Vessmark Evening are read out every night by volunteers of the blind club"


def _text(story: str, number: int = 0) -> str:
    return f"Front page\nVessmark Evening\nTide and weather\n\n{story}\n\n{story[::-1].replace('.', '')} was what she told the harbour club on the quay.\n\n{_NOTE}\nLetters ({number})\n"


def _learn(pages: list[str | bytes]) -> Site:
    learned = learn_site(enumerate(pages)).learned
    return learned[0] if learned else Site(0, {})


def _site(stories: list[str] = _STORIES) -> list[tuple[int, str]]:
    return [(number, _text(story, number)) for number, story in enumerate(stories)]


def test_a_line_of_other_pages_goes_and_says_so() -> None:
    engine = cleaner.learn_site(iter(_site()))
    article = engine.clean(_site()[0][1], kind="text")
    assert _NOTE not in article.text and _STORIES[0] in article.text
    cut = {removed.text: removed for removed in article.removed}
    assert "stands on 5 of 5 pages of this site" in cut[_NOTE].reason
    assert cut["Tide and weather"].rule == "site.line"
    assert article.restore() == article.source


def test_numbers_do_not_matter() -> None:
    assert line_keys(["Letters (12) »", " letters (7)"]) == ["letters (0", "letters (0"]
    site = _learn([text for _, text in _site()])
    assert site.lines["letters (0"] == 5


def test_copies_of_a_page_count_as_one() -> None:
    once: list[str | bytes] = [text for _, text in _site()]
    again = [text.replace("Letters", "Post").replace("Front page", "Start") for _, text in _site()]
    first, both = _learn(once), _learn([*once, *again, *once])
    assert both.pages == first.pages == 5
    assert not any(line_keys([story])[0] in both.lines for story in _STORIES)
    assert not _learn([_text(_STORIES[0]), _text(_STORIES[0], 4)]).lines


def test_one_page_and_pages_of_nothing_teach_nothing() -> None:
    error = "<title>404 Not Found</title><h1>Not Found</h1><p>The requested URL was not found on this server."
    pages: list[str | bytes] = [f"{error}<!-- {number} -->".encode() for number in range(6)]
    for few in ([], [_site()[0][1]], pages, ["", " ", b"\0\1\2\3"]):
        assert not _learn(few).lines
    assert _learn([*pages, *(text for _, text in _site())]).pages == 5


def test_a_refrain_survives() -> None:
    """A paragraph of which the model is sure stays, however often the site has it."""
    disclaimer = "The names of the children in this series were changed because their families asked the paper to do so, and no place is named."
    pages = [(n, _text(story).replace(story, f"{story}\n\n{disclaimer}")) for n, story in enumerate(_STORIES)]
    plain = cleaner.clean(pages[0][1], kind="text").text
    assert disclaimer in plain
    assert disclaimer in learn_site(pages[:2]).clean(pages[0][1], kind="text").text


@pytest.mark.long
@pytest.mark.parametrize("count", range(1, 6))
def test_nobody_has_an_article_cut_by_repeating_it(count: int) -> None:
    article = "\n\n".join(_STORIES)
    page = "".join(f"<p>{story}</p>" for story in _STORIES)
    for claimed in combinations(_STORIES, count):
        engine = cleaner.Cleaner(learned=[Site(999, dict.fromkeys(line_keys(claimed), 999))])
        assert engine.clean(article, kind="text").text == article
        assert engine.clean(f"<body>{page}", kind="html").text == article


def test_order_does_not_matter_and_a_hundred_thousand_pages_are_sampled() -> None:
    pages: list[str | bytes] = [text for _, text in _site()] * 2
    random.Random(4).shuffle(pages)
    assert _learn(pages).to_yaml() == _learn([text for _, text in _site()]).to_yaml()
    many = sample(str(number % 50_000) for number in range(100_000))
    assert len(set(many)) == len(many) == MOST_PAGES
    assert many == sample(str(number) for number in reversed(range(50_000)))


def test_the_pack_is_a_pack(tmp_path: Path) -> None:
    site = _learn([text for _, text in _site()])
    named = Site(site.pages, site.lines, ("vessmark.example",))
    (tmp_path / "vessmark.yaml").write_text(named.to_yaml(), encoding="utf-8")
    engine = cleaner.Cleaner(rules=tmp_path)
    assert RuleBook([tmp_path]).site("www.vessmark.example") == named
    text = _site()[1][1]
    elsewhere, off = "https://vessmark.example.org/bees", cleaner.Cleaner(rules=tmp_path, without="site.*")

    def rules(article: cleaner.Article) -> set[str]:
        return {removed.rule for removed in article.removed}

    assert "site.line" in rules(engine.clean(text, kind="text", url="https://www.vessmark.example/bees"))
    assert "site.line" not in rules(engine.clean(text, kind="text", url=elsewhere))
    spared = off.clean(text, "text", "https://vessmark.example")
    assert "site.line" not in rules(spared) and _NOTE in spared.text


@pytest.mark.parametrize(
    "repeats",
    ["[a]", "{pages: 3}", "{pages: x, lines: {2: [a]}}", "{pages: 3, lines: {0: [a]}}", "{pages: 3, lines: {2: {}}}"],
)
def test_a_pack_with_a_mistake_says_what_is_right(tmp_path: Path, repeats: str) -> None:
    (tmp_path / "a.yaml").write_text(f"language: any\nrepeats: {repeats}\n", encoding="utf-8")
    with pytest.raises(CleanerError, match=r"repeats: \{pages: 15"):
        cleaner.Cleaner(rules=tmp_path)


def test_cells_beside_a_paragraph_go_and_tables_stay() -> None:
    assert [("a  b c    d"[s:e]) for s, e in parts_of("a  b c    d")] == ["a  b c", "d"] and not parts_of("a b")
    pages = [(n, _text(story).replace(story, f"Ask the editor      {story}")) for n, story in enumerate(_STORIES)]
    article = learn_site(pages).clean(pages[2][1], kind="text")
    assert "Ask the editor" not in article.text and _STORIES[2] in article.text
    assert article.restore() == article.source
    assert not Site(5, {"berth": 5, "length": 5}).repeated_parts(["Berth      Length      14 m"] * 9)


def test_a_page_of_columns_loses_its_other_columns() -> None:
    """A menu's cells go where no paragraph stands beside them, and unlearned cells of the last column where one does."""
    site = Site(5, {"tides": 5, "letters": 5, "weather": 4, "market": 3})
    long = "The ferry to Norholm sailed at nine with two cranes on board"
    lines = [f"Tides      {long}.", f"Letters      {long}      Ice on the pier", f"Weather      {long}      It held."]
    more = [*lines, "Market      Ramp mended", "Berth      14 m", "Tides      Letters", f"{long}.      Now in paint"]
    found = site.repeated_parts(more)
    assert {n: [more[n][a:b] for a, b, _ in parts] for n, parts in found.items()} == {
        0: ["Tides"], 1: ["Letters", "Ice on the pier"], 2: ["Weather"], 3: ["Market"], 6: ["Now in paint"],
    }  # fmt: skip
    fewer = site.repeated_parts([*more[:2], *more[3:]])
    assert {n: [count for *_, count in parts] for n, parts in fewer.items()} == {0: [5], 1: [5]}
    wrapped = f"{long}.   \n   Now in paint"
    assert 3 not in site.repeated_parts([*lines, wrapped])
    told = repeated_parts(site, more)
    assert told[1][0].why == "stands on 5 of 5 pages of this site" and "columns" in told[1][1].why


def test_lines_of_any_signs_are_written(tmp_path: Path) -> None:
    lines = [
        "fine line: [yes] {no} 'a' \"b\" # \\ é \U0001f41d x",
        "\x85 \u2028 \ufeff \x9f",
        "yes",
        "0",
        "- a: b",
        "\t\x07",
    ]
    site = Site(3, dict.fromkeys(line_keys(lines), 2))
    (tmp_path / "odd.yaml").write_text(site.to_yaml(), encoding="utf-8")
    assert RuleBook([tmp_path]).site("any.example") == site


def test_the_cleaner_pickles_and_settles() -> None:
    engine = learn_site(_site())
    other = pickle.loads(pickle.dumps(engine))
    assert other.rules_version == engine.rules_version != cleaner.Cleaner().rules_version
    assert cleaner.Cleaner(learned=engine.learned).rules_version == engine.rules_version
    for _, text in _site():
        article = engine.clean(text, kind="text")
        assert other.clean(text, kind="text").to_dict() == article.to_dict()
        assert engine.clean(article.text, kind="text").text == article.text


def test_products_keep_their_fields() -> None:
    fields = "".join(
        f"<tr><th>{name}</th><td>{name} value {n}</td></tr>"
        for n, name in enumerate(("Colour", "Weight", "Battery life"))
    )
    pages = [
        (
            n,
            f'<title>Lamp {n}</title><div itemscope itemtype="https://schema.org/Product"><h1 itemprop="name">Lamp {n}</h1><p itemprop="description">{story}</p><table>{fields}</table><span itemprop="price">9.50</span><button>Add to cart</button></div>'.encode(),
        )
        for n, story in enumerate(_STORIES)
    ]
    plain = cleaner.clean(pages[0][1], kind="html")
    learned = learn_site(pages).clean(pages[0][1], kind="html")
    assert plain.genre != "product" or learned.text == plain.text


def test_a_line_of_parts_counts_as_the_rarest() -> None:
    site = Site(5, {"tides": 5, "letters": 3})
    assert site.counts(["Tides      Letters", "Tides      Market", "Letters"]) == [3, 0, 3]
