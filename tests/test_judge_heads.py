"""Headlines, lists, repetitions and dates: what the heuristics cut of a text and what they leave."""

from __future__ import annotations

import pytest

import cleaner

HEADLINE = "Storm tears away half of the old pier at Eastmere"
STANDFIRST = "Harbour council puts the damage from the storm at four million crowns and wants the county to pay half"
STORY = [
    "A storm tore away half of the old pier at Eastmere on Monday night, and the harbour council put the damage at four million.",
    "“We heard it go at about two,” said Marta Lindqvist, who has run the ferry office beside the pier for thirty years.",
    "The council meets on Thursday to decide whether to rebuild in wood or in stone, which would cost twice as much.",
    "Fishermen had asked for a wall of stone for years, because the wooden one has been torn away four times since the war.",
]


def text(*lines: str) -> str:
    return "\n\n".join(lines)


def cut(article: cleaner.Article) -> dict[str, str]:
    return {removed.text: removed.rule for removed in article.removed}


def test_the_standfirst_below_a_headline_stays() -> None:
    article = cleaner.clean(text(HEADLINE, "Published 14 March 2023", STANDFIRST, *STORY))
    assert article.title == HEADLINE
    assert STANDFIRST in article.text
    assert cut(article)[HEADLINE] == "headline.line"


def test_a_long_first_line_of_a_clean_text_stays() -> None:
    assert cleaner.clean(text(STANDFIRST, *STORY)).text.startswith(STANDFIRST)


@pytest.mark.parametrize("entry", ["- {}", "• {}", "2. {}", "{}\t14", "| {} | 14 |"])
def test_an_entry_of_a_list_is_no_headline(entry: str) -> None:
    line = entry.format("Storm damage at the old pier of Eastmere")
    assert line.split()[-1] in cleaner.clean(text("Home | News | Sport", line, *STORY)).text


def test_subheads_head_no_stories_of_their_own() -> None:
    subheads = ["Why the fishermen have wanted a wall of stone", "Who is to pay for the damage to the pier"]
    more = [sentence.replace("pier", "jetty") for sentence in STORY]
    article = cleaner.clean(text(HEADLINE, *STORY, subheads[0], *more, subheads[1], *STORY[1:], *more[:2]))
    assert len(article.stories) == 1
    assert all(subhead in article.text for subhead in subheads)


def test_an_interviewer_may_ask_the_same_twice() -> None:
    question = "What would you cook for somebody who has never eaten anything from the sea before today?"
    article = cleaner.clean(text(HEADLINE, *STORY[:2], question, STORY[2], question, STORY[3]))
    assert article.text.count(question) == 2


def test_a_text_that_stands_there_twice_is_left_once() -> None:
    entries = [
        "- Planks of oak for the upper deck, which the mill at Fernhill is to saw in the autumn and to bring by cart."
    ]
    article = cleaner.clean(text(HEADLINE, *STORY, *entries, *STORY, *entries))
    assert article.text.count(entries[0][2:]) == 1


def test_the_date_of_something_else_stays() -> None:
    article = cleaner.clean(text(HEADLINE, "Published: 14 March 2023", *STORY, "Hearing: 12 May 2023, 7 pm"))
    assert "12 May 2023" in article.text
    assert "14 March" not in article.text


def test_what_follows_a_prompt_with_its_own_headline_is_the_articles() -> None:
    subhead = "What the council has to decide on Thursday"
    prompt = "Read more: Norholm bridge to close for a month"
    article = cleaner.clean(text(HEADLINE, *STORY[:2], prompt, subhead, "Wood or stone, the county asks", *STORY[2:]))
    assert subhead in article.text and prompt not in article.text


def test_the_headlines_below_a_prompt_go() -> None:
    listed = ["- Norholm bridge to close for a month", "- Ferry timetable changes again in the autumn"]
    article = cleaner.clean(text(HEADLINE, *STORY[:2], "Read also:", *listed, "Wood or stone", *STORY[2:]))
    assert not any(line in article.text for line in listed)
    assert "Wood or stone" in article.text
