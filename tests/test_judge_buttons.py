"""A button's word may be what somebody says, and a document's matter may be privacy itself."""

from __future__ import annotations

import pytest

import cleaner

STORY = "The lamp went out on the pier, and for a long while the two of them listened to the water under the boards."
MORE = "Then the old man asked her whether she would take the boat across before the ice came, and he asked it twice."


@pytest.mark.parametrize(
    "last", ["No.", "Yes.", "OK.", "I agree.", "“Yes.”", "Yes", "I accept", "“More.”", "Reply.", "“Share.”", "Later."]
)
def test_a_story_keeps_its_last_word(last: str) -> None:
    text = f"{STORY}\n\n{MORE}\n\n{STORY.replace('two', 'three')}\n\n{last}"
    assert cleaner.clean(text, kind="text").text == text


@pytest.mark.parametrize(
    ("language", "last"),
    [("de", "„Einverstanden.“"), ("de", "Verstanden."), ("ru", "Принимаю."), ("tr", "“Kabul ediyorum.”")],
)
def test_in_other_languages_too(language: str, last: str) -> None:
    lines = {
        "de": "Die Lampe auf dem Steg ging aus, und die beiden hörten lange dem Wasser unter den Brettern zu, ohne ein Wort.",
        "ru": "Лампа на пристани погасла, и они вдвоём долго слушали воду под досками и не говорили ни слова до самого утра.",
        "tr": "İskeledeki lamba söndü ve ikisi uzun süre tahtaların altındaki suyu dinlediler, sabaha kadar tek söz etmediler.",
    }
    text = f"{lines[language]}\n\n{lines[language]} {lines[language]}\n\n{last}"
    assert cleaner.clean(text, kind="text").text == text


@pytest.mark.parametrize("button", ["OK", "I agree", "Accept", "No, thanks", "Accept survey cookies"])
def test_a_button_beside_a_notice_goes(button: str) -> None:
    text = f"This site uses cookies to give you the best experience.\n\n{button}\n\n{STORY}\n\n{MORE}\n\n{STORY} {MORE}"
    assert cleaner.clean(text, kind="text").text == f"{STORY}\n\n{MORE}\n\n{STORY} {MORE}"


PRIVACY = {
    "en": (
        "Privacy statement",
        [
            "Norholm Boats keeps the privacy of its guests, and this page tells what we write down when you hire a boat from us.",
            "We use cookies to remember the boat that you chose. You can delete them in your browser whenever you like.",
            "The personal data that you give us lie in a locked room for two years, and nobody but the harbour master sees them.",
        ],
    ),
    "de": (
        "Datenschutzerklärung",
        [
            "Der Bootsverleih Norholm achtet auf den Datenschutz seiner Gäste und sagt hier, was wir bei einer Miete aufschreiben.",
            "Wir verwenden Cookies, um uns das Boot zu merken, das Sie gewählt haben. Sie können sie im Browser jederzeit löschen.",
            "Ihre personenbezogenen Daten liegen zwei Jahre lang in einem verschlossenen Raum, den nur der Hafenmeister betritt.",
        ],
    ),
}


@pytest.mark.parametrize("language", PRIVACY)
@pytest.mark.parametrize("kind", ["text", "html"])
def test_a_privacy_statement_keeps_its_cookies(language: str, kind: str) -> None:
    title, paragraphs = PRIVACY[language]
    if kind == "text":
        document = "\n\n".join([title, *paragraphs])
    else:
        body = f"<p>{paragraphs[0]}</p><h2>Cookies</h2><p>{paragraphs[1]}</p><h2>Archiv</h2><p>{paragraphs[2]}</p>"
        document = f"<html lang={language}><title>{title}</title><main><h1>{title}</h1>{body}</main></html>"
    article = cleaner.clean(document, kind=kind)  # type: ignore[arg-type]
    assert all(paragraph in article.text for paragraph in paragraphs)
    assert cleaner.clean(article.text, kind="text").text == article.text


def test_a_notice_above_an_article_still_goes() -> None:
    notice = "We use cookies to give you the best experience. You can change your cookie settings at any time."
    text = f"Your privacy\n\n{notice}\n\n{STORY}\n\n{MORE}\n\n{STORY} {MORE}"
    assert notice not in cleaner.clean(text, kind="text").text
