from django.http import QueryDict

from ponte.search.criteria import Criteria
from ponte.search.facets import FacetSpec, build, chips, other_languages


def labelled(codes):
    return {code: f"Label {code}" for code in sorted(codes)}


def read(query):
    return Criteria.read(QueryDict(query), ("letter",))


def shown(options):
    return [(option.value, option.count, option.checked, option.disabled) for option in options]


def test_labels_beyond_those_counted_are_shown_as_empty():
    spec = FacetSpec("letter", "Letter", lambda _codes: {"a": "A", "b": "B"})

    panel = build([spec], {"letter": {"b": 2}}, read(""))

    assert shown(panel.facets[0].options) == [("a", 0, False, True), ("b", 2, False, False)]


def test_a_ticked_value_without_records_can_be_unticked():
    spec = FacetSpec("letter", "Letter", labelled, "count")

    panel = build([spec], {"letter": {"b": 2}}, read("letter=a"))

    assert shown(panel.facets[0].options) == [("b", 2, False, False), ("a", 0, True, False)]
    assert panel.facets[0].open
    assert panel.ticked == 1


def test_a_long_facet_shows_the_first_and_the_ticked():
    spec = FacetSpec("letter", "Letter", labelled, "count")
    counts = {letter: 100 - number for number, letter in enumerate("abcdefghijklm")}

    facet = build([spec], {"letter": counts}, read("letter=m")).facets[0]

    assert "".join(option.value for option in facet.options) == "abcdefghm"
    assert "".join(option.value for option in facet.more) == "ijkl"


def test_a_facet_a_little_longer_is_shown_whole():
    spec = FacetSpec("letter", "Letter", labelled, "count")

    facet = build([spec], {"letter": dict.fromkeys("abcdefghij", 1)}, read("")).facets[0]

    assert (len(facet.options), list(facet.more)) == (10, [])


def test_years_come_last_first():
    spec = FacetSpec("letter", "Year", labelled, "code")

    facet = build([spec], {"letter": {"2019": 9, "2021": 1}}, read("")).facets[0]

    assert [option.value for option in facet.options] == ["2021", "2019"]


def test_a_facet_offers_what_it_is_told_and_what_is_ticked():
    spec = FacetSpec("letter", "Letter", labelled, offers=lambda code: len(code) == 2)

    facet = build([spec], {"letter": {"a": 5, "ab": 2, "abc": 1}}, read("letter=abc")).facets[0]

    assert [option.value for option in facet.options] == ["ab", "abc"]


def test_a_facet_that_offers_few_offers_the_commonest_and_says_how_many_more_there_are():
    spec = FacetSpec("letter", "Letter", labelled, "count", most=2)
    counts = {"a": 1, "b": 5, "c": 3, "d": 2}

    facet = build([spec], {"letter": counts}, read("letter=a")).facets[0]

    assert [option.value for option in facet.options] == ["b", "c", "a"]
    assert facet.left_out == 1


def test_a_facet_without_options_is_left_out():
    spec = FacetSpec("letter", "Letter", labelled)

    panel = build([spec], {}, read(""))

    assert list(panel.facets) == []


def test_chips_show_labels_and_codes_without_one():
    spec = FacetSpec("letter", "Letter", lambda codes: dict.fromkeys(codes & {"a"}, "A"))
    criteria = read("q=word&letter=a&letter=zz")
    panel = build([spec], {}, criteria)

    made = chips(panel, criteria, "/list/")

    assert made == [
        ("word", "/list/?letter=a&letter=zz"),
        ("A", "/list/?q=word&letter=zz"),
        ("zz", "/list/?q=word&letter=a"),
    ]


def test_languages_that_a_filter_hides_are_offered():
    criteria = Criteria.read(QueryDict("q=a&lang=en&page=2"), ("lang",))
    counts = {"lang": {"de": 2, "en": 9, "el": 5, "fr": 0, "xx": 1}}

    offered = other_languages(counts, criteria, "/search/")

    assert offered == [
        ("el", "Ελληνικά", 5, "/search/?q=a&lang=en&lang=el"),
        ("de", "Deutsch", 2, "/search/?q=a&lang=en&lang=de"),
    ]


def test_without_a_filter_no_language_is_hidden():
    criteria = Criteria.read(QueryDict("q=a"), ("lang",))

    assert other_languages({"lang": {"de": 2}}, criteria, "/search/") == []
