"""Error pages as sites word them in languages besides English: nothing of them is an article, as text or as a page."""

from __future__ import annotations

import pytest

import cleaner

PAGES = {
    "da": ("Siden blev ikke fundet", "Beklager, siden du leder efter findes ikke længere."),
    "es": ("Sitio en mantenimiento", "Nuestro sitio web está en mantenimiento. Volvemos pronto."),
    "fi": ("Huoltokatko", "Sivustomme on tällä hetkellä huollossa. Palaamme pian!"),
    "fr": ("Vérification de sécurité", "Veuillez confirmer que vous n'êtes pas un robot."),
    "it": ("Accesso negato", "Non hai i permessi per accedere a questa pagina."),
    "nl": ("Ben je een robot?", "Bevestig dat je geen robot bent om door te gaan."),
    "no": ("404 – Siden ble ikke funnet", "Beklager, siden du leter etter finnes ikke."),
    "pt": ("Página não encontrada", "A página que você procura não existe ou foi removida."),
    "sv": ("Åtkomst nekad", "Du har inte behörighet att visa den här sidan."),
}
NEWS = {
    "fr": "Le site est en maintenance, selon la régie des eaux, qui promet de rouvrir les vannes avant la fin de la semaine.",
    "nl": "De site is in onderhoud, zegt de beheerder van het museum, en de kaarten worden zolang aan de deur verkocht.",
    "sv": "Vår hemsida är under uppbyggnad, säger roddklubbens ordförande, som hellre svarar i telefonen om kvällarna.",
}


@pytest.mark.parametrize("language", PAGES)
def test_an_error_page_leaves_nothing(language: str) -> None:
    title, sentence = PAGES[language]
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{sentence}</p></body></html>"
    for article in (cleaner.clean(f"{title}\n\n{sentence}", "text"), cleaner.clean(page, "html")):
        assert article.genre == "error" and article.text == ""


@pytest.mark.parametrize("language", NEWS)
def test_a_report_about_a_site_that_is_down_stays(language: str) -> None:
    text = "\n\n".join((NEWS[language], NEWS[language].replace(",", " –")))
    assert cleaner.clean(text, "text").text.startswith(NEWS[language])
