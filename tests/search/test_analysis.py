import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from ponte.search.analysis import (
    DICTIONARIES,
    fold,
    forms,
    index_terms,
    is_stopword,
    lemma,
    pairs,
    script_fits,
    tokens,
    words,
)
from ponte.search.stopwords import STOPWORDS

EU_LANGUAGES = sorted(code for code, _ in settings.EU_LANGUAGES)


def test_every_official_language_has_stopwords_and_all_but_maltese_a_dictionary():
    assert sorted(STOPWORDS) == EU_LANGUAGES
    assert sorted(DICTIONARIES) == [language for language in EU_LANGUAGES if language != "mt"]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("bg", "региони", "регион"),
        ("cs", "městy", "město"),
        ("da", "regionerne", "region"),
        ("de", "Städten", "Stadt"),
        ("el", "περιφέρειες", "περιφέρεια"),
        ("en", "companies", "company"),
        ("es", "ciudades", "ciudad"),
        ("et", "linnad", "linn"),
        ("fi", "kaupungit", "kaupunki"),
        ("fr", "régionaux", "régional"),
        ("ga", "cathracha", "cathair"),
        ("hr", "gradovi", "grad"),
        ("hu", "városok", "város"),
        ("it", "imprese", "impresa"),
        ("lt", "miestai", "miestas"),
        ("lv", "pilsētas", "pilsēta"),
        ("nl", "steden", "stad"),
        ("pl", "miasta", "miasto"),
        ("pt", "cidades", "cidade"),
        ("ro", "orașe", "oraș"),
        ("sk", "mestá", "mesto"),
        ("sl", "mesta", "mesto"),
        ("sv", "städer", "stad"),
    ],
)
def test_inflected_word_and_its_dictionary_form_are_one(language, one, other):
    assert lemma(one, language) == lemma(other, language) == fold(other)


def test_words_of_a_language_without_dictionary_stay_as_they_are():
    assert lemma("Reġjuni", "mt") == "regjuni"
    assert lemma("companies", "xx") == "companies"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Łódź Ærø Straße ĐURO ħal", "lodz aero strasse duro hal"),
        ("Ελλάδα ΕΛΛΆΔΑΣ ΐ", "ελλαδα ελλαδασ ι"),
        ("Йордан", "иордан"),
        ("cafe\u0301 caf\u00e9", "cafe cafe"),
        ("Industry 4.0, 1,000.5 and 3D", "industry 4.0 1,000.5 and 3d"),
        ("end 4. 5", "end 4 5"),
        ("self-care/well_being", "self care well being"),
        ("l'innovation d’État dell’acqua", "innovation etat acqua"),
        ("region's O'Neill", "region o neill"),
        ("  \n\t", ""),
        ("☂ — !", ""),
    ],
)
def test_words(text, expected):
    assert " ".join(words(text)) == expected


@given(st.text())
def test_tokens_lie_in_order_inside_the_text(text):
    found = list(tokens(text))

    ends = [0, *(token.end for token in found)]
    assert all(
        end <= token.start < token.end <= len(text) for end, token in zip(ends, found, strict=False)
    )
    assert all(token.term and not token.term.isspace() for token in found)
    assert [token.term.split() for token in found] == [[token.term] for token in found]


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=30), st.sampled_from(["en", "mt", "el"]))
def test_any_text_can_be_indexed(text, language):
    assert set(words(text)) <= set(index_terms(pairs(text, language)))


def test_index_holds_each_word_as_written_and_its_lemma():
    assert index_terms(pairs("Regions of Städten", "de")) == ["regions", "of", "stadten", "stadt"]


def test_forms_come_from_the_languages_whose_script_fits():
    assert forms("Regionen", ["de", "el", "bg"]) == ("regionen", "region")
    assert forms("περιφέρειες", ["de", "el"]) == ("περιφερειεσ", "περιφερεια")


@pytest.mark.parametrize(
    ("word", "languages"),
    [
        ("smart", ["en", "mt"]),
        ("έργο", ["el"]),
        ("проект", ["bg"]),
        ("ἔργον", ["el"]),
        ("4", ["en"]),
    ],
)
def test_script_tells_the_language_a_word_may_be_of(word, languages):
    assert [each for each in ("en", "el", "bg", "mt") if script_fits(word, each)][:1] == languages[
        :1
    ]


def test_stopwords_are_of_a_language():
    assert is_stopword("fur", ["de"]) is True
    assert is_stopword("fur", ["en"]) is False
