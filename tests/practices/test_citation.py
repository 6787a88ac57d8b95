import pytest

from ponte.practices.citation import as_bibtex, as_sentence
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db


def test_a_sentence_names_owner_year_title_and_address():
    practice = make_practice(title="HelpEmpresa", institution_name="ACCIÓ")

    sentence = as_sentence(practice)

    assert sentence == (
        "ACCIÓ (2024). HelpEmpresa. Good practice on Ponte. "
        "http://127.0.0.1:8000/practices/helpempresa/"
    )


def test_an_unknown_owner_is_the_site():
    practice = make_practice(title="HelpEmpresa")

    sentence = as_sentence(practice)

    assert sentence.startswith("Ponte (2024). ")


def test_bibtex_escapes_what_has_a_meaning_there():
    practice = make_practice(
        slug="r-d",
        title="50 % of R&D_#1 {x} \\ ~ ^ $",
        institution_name="Łódź & Co",
        language="pl",
    )

    entry = as_bibtex(practice)

    assert entry == (
        "@misc{r-d,\n"
        "  author = {{Łódź \\& Co}},\n"
        "  title = {{50 \\% of R\\&D\\_\\#1 \\{x\\} \\textbackslash{} "
        "\\textasciitilde{} \\textasciicircum{} \\$}},\n"
        "  howpublished = {Ponte},\n"
        "  url = {http://127.0.0.1:8000/practices/r-d/},\n"
        "  langid = {pl},\n"
        "  year = {2024},\n"
        "}\n"
    )


def test_bibtex_is_a_file(client):
    practice = make_practice(slug="x")

    response = client.get("/practices/x/citation.bib")

    assert response.content.decode() == as_bibtex(practice)
    assert response["Content-Type"] == "application/x-bibtex; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="x.bib"'
