import pytest

from ponte.regions.resolve import UnknownRegion, region_index


@pytest.mark.parametrize(
    ("text", "code", "how"),
    [
        ("ES51", "ES51", "code"),
        (" es51 ", "ES51", "code"),
        ("GR30", "EL30", "code"),
        ("GB", "UK", "code"),
        ("NL31", "NL35", "retired code"),
        ("FR24", "FRB0", "retired code"),
        ("NL332", "NL361", "retired code"),
        ("UKN0A", "UKN10", "retired code"),
        ("GR11", "EL51", "retired code"),
        ("PL12", "PL9", "wider code"),
        ("PT17", "PT1", "wider code"),
        ("AT99", "AT", "wider code"),
        ("Cataluña", "ES51", "name"),
        ("CATALUNA", "ES51", "name"),
        ("Catalonia", "ES51", "name"),
        ("Tuscany", "ITI1", "name"),
        ("Αττική", "EL30", "name"),
        ("Attiki", "EL30", "name"),
        ("Kyivska Oblast", "UA61", "name"),
        ("Île-de-France", "FR10", "name"),
        ("Brussel", "BE10", "name"),
        ("Zürich", "CH04", "name"),
        ("Spain", "ES", "name"),
        ("Spanien", "ES", "name"),
        ("Ισπανία", "ES", "name"),
        ("Czech Republic", "CZ", "name"),
        ("AUT", "AT", "name"),
        ("Luxembourg", "LU", "name"),
        ("Bremen", "DE50", "name"),
        ("Essex", "UKH3", "name"),
        ("ESSEX", "UKH3", "name"),
        ("München", "DE21", "wider name"),
        ("Girona, Catalonia, Spain", "ES512", "name"),
        ("Cataluña (ES51)", "ES51", "name"),
        ("Somewhere, Portugal", "PT", "wider name"),
    ],
)
def test_what_people_write(text, code, how):
    found = region_index().resolve(text)

    assert (found.code, found.how) == (code, how)


def test_the_version_comes_with_the_code():
    assert region_index().resolve("UKE4").nuts_version == "2016"
    assert region_index().resolve("ES51").nuts_version == "2024"


@pytest.mark.parametrize(
    ("text", "country", "code"),
    [("Limburg", "NL", "NL42"), ("Limburg", "Belgien", "BE22"), ("Luxembourg", "LUX", "LU")],
)
def test_a_country_narrows_a_name_down(text, country, code):
    assert region_index().resolve(text, country).code == code


@pytest.mark.parametrize(
    ("text", "country", "reason"),
    [
        ("", None, "The place is empty."),
        ("Nowhere", None, "No region is known as “Nowhere”."),
        ("no", None, "No region is known as “no”."),
        ("Limburg", None, "Several regions are called “Limburg”: BE22, NL42."),
        ("Austria, Germany", None, "“Austria, Germany” names several countries."),
        ("Cataluña; Andalucía", None, "“Cataluña; Andalucía” names several regions."),
        ("ES51", "France", "“ES51” is not in “France”."),
        ("Cataluña", "Atlantis", "No country is known as “Atlantis”."),
    ],
)
def test_what_is_not_one_region_says_why(text, country, reason):
    with pytest.raises(UnknownRegion) as error:
        region_index().resolve(text, country)

    assert str(error.value) == reason


def test_only_a_wider_region_is_not_exact():
    exact = {text: region_index().resolve(text).exact for text in ("ES51", "FR24", "PT17", "Wien")}

    assert exact == {"ES51": True, "FR24": True, "PT17": False, "Wien": True}


def test_every_table_leads_to_a_present_region():
    index = region_index()

    targets = {*index.retired.values(), *index.countries.values()}.union(*index.names.values())

    assert targets - set(index.versions) == set()
