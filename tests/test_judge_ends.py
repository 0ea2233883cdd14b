"""Where an article ends: headings after which nothing of it follows, and comment threads without one."""

from __future__ import annotations

import pytest

import cleaner

STORY = """The council of Marrow Bay agreed on Tuesday to rebuild the harbour wall before winter, after a storm broke it in March.

Work begins in May and will take two years, the mayor told residents at a crowded meeting in the town hall.

The wall will cost four million, of which the province pays half and the town the rest, over twenty years.
"""
THREADS = {
    "en": (
        STORY,
        "• Milan Sterz on September 12, 2018 at 4:47 pm said:",
        "A fine wall, I hope, and one that lasts longer than the last one did.",
        "• Tamsin Orr on September 13, 2018 at 5:23 pm said:",
        "We have not yet seen the plans, but we shall look at them with the others in the next year.",
    ),
    "de": (
        """Der Rat von Marrow Bay hat am Dienstag beschlossen, die Hafenmauer vor dem Winter neu zu bauen, nachdem ein Sturm sie
im März zerstört hatte.

Die Arbeiten beginnen im Mai und dauern zwei Jahre, sagte die Bürgermeisterin den Bewohnern im vollen Rathaus der Stadt.

Die Mauer kostet vier Millionen, von denen das Land die Hälfte zahlt und die Stadt den Rest, verteilt auf zwanzig Jahre.
""",
        "Flussmann schreibt am 3. Mai 2024 um 16:47:",
        "Eine schöne Mauer, hoffe ich, und eine, die länger hält als die letzte gehalten hat.",
        "Tamsin O. sagte am 4. Mai 2024 um 9:12:",
        "Wir haben die Pläne noch nicht gesehen, aber wir werden sie uns im nächsten Jahr alle ansehen.",
    ),
    "ru": (
        """Совет города Марроу-Бей решил во вторник заново построить стену гавани до зимы, после того как шторм разрушил её в марте.

Работы начнутся в мае и продлятся два года, сказала мэр жителям на многолюдном собрании в ратуше города.

Стена обойдётся в четыре миллиона, из которых область заплатит половину, а город остальное в течение двадцати лет.
""",
        "Речник говорит:\n3 мая 2024 в 16:47",
        "Хорошая стена, надеюсь, и такая, которая простоит дольше, чем простояла прошлая.",
        "Тамсин О. говорит:\n4 мая 2024 в 9:12",
        "Мы ещё не видели планов, но посмотрим их вместе с остальными в следующем году.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", THREADS)
def test_all_from_the_first_head_of_a_thread_on_are_comments(language: str) -> None:
    story, *thread = THREADS[language]
    article = cleaner.clean("\n\n".join([story, *thread]), kind="text")
    assert article.text.split() == story.split()
    assert {cut.label for cut in article.removed} == {"comments"}
    assert any("head its 2 entries" in cut.reason for cut in article.removed)


def test_one_head_may_introduce_a_quote() -> None:
    quote = "“It was dark, and the water came over the quay before anybody could ring the bell,” she wrote to her son."
    text = STORY + "\n\nA reader on May 3, 2024 at 4:47 pm said:\n\n" + quote + "\n\n" + STORY.replace("wall", "pier")
    article = cleaner.clean(text, kind="text")
    assert quote in article.text and "harbour pier" in article.text


def test_heads_without_a_date_are_no_thread() -> None:
    said = {
        "Harbour master Weir": "“The wall is what we need, and nobody has shown us another way to keep the sea out.”",
        "Engineer Orr": "“Stone is dear, but wood has been torn away four times since I came to work in this town.”",
        "Farmer Sterz": "“My fields lie below the quay, and they were salt for a whole year after the last storm.”",
    }
    article = cleaner.clean(
        STORY + "\n\n" + "\n\n".join(f"{who} says:\n\n{it}" for who, it in said.items()), kind="text"
    )
    assert all(quote in article.text for quote in said.values())


def test_what_a_forum_quotes_is_no_head_of_a_comment() -> None:
    posts = ["Riverman said:", "The wall is 4 metres high, and was built in the year of the great storm.", "I doubt that it is so high.",
             "Flood42 said:", "2 metres", "Nobody has measured it since the old harbour master went away, as far as I know."]  # fmt: skip
    article = cleaner.clean(STORY + "\n\n" + "\n\n".join(posts), kind="text")
    assert posts[1] in article.text and posts[5] in article.text


@pytest.mark.parametrize(
    "opener",
    ["12 Comments", "Leave a comment", "© 2024 Fernhill Herald", "Privacy Policy", "About the authors"],
)
def test_what_follows_the_end_of_an_article_goes(opener: str) -> None:
    after = "I walked along the wall last week and could not believe how bad the stones look near the slip."
    article = cleaner.clean(f"{STORY}\n\n{opener}\n\n{after}", kind="text")
    assert article.text == STORY.strip()


def test_an_end_in_the_middle_of_an_article_is_none() -> None:
    text = STORY + "\n\nPrivacy Policy\n\n" + STORY.replace("wall", "pier") + "\n\n" + STORY.replace("wall", "slip")
    article = cleaner.clean(text, kind="text")
    assert "harbour pier" in article.text and "harbour slip" in article.text
