import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


LONG_NAMES = {
    "de": ["Themen", "Bewährte Verfahren", "Regionen", "Projekte", "Lernen", "Anmelden"],
    "el": ["Θέματα", "Καλές πρακτικές", "Περιφέρειες", "Έργα", "Μάθηση", "Σύνδεση"],
    "bg": ["Теми", "Добри практики", "Региони", "Проекти", "Учене", "Вход"],
    "fi": ["Aiheet", "Hyvät käytännöt", "Alueet", "Hankkeet", "Oppiminen", "Kirjaudu sisään"],
}


@pytest.mark.parametrize("language", LONG_NAMES)
def test_header_has_room_for_long_names(page_at, language):
    page = page_at({"width": 1024, "height": 800})
    page.goto("/practices/")

    page.evaluate(
        """names => {
          document
            .querySelectorAll(".nav > ul > li > a, .nav-more > summary, .wrap > .sign-in")
            .forEach((link, index) => { link.textContent = names[index]; });
        }""",
        LONG_NAMES[language],
    )

    header = page.locator(".site-header > .wrap")
    assert header.evaluate("wrap => wrap.scrollWidth <= wrap.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") == 1024
