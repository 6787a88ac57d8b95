"""What every backend promises. The reference backend says what is right."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ponte import search
from ponte.search import Hit, SearchQuery, Suggestion
from ponte.search.backends.memory import MemoryBackend
from ponte.search.backends.tantivy import TantivyBackend
from ponte.search.documents import SearchDocument
from ponte.search.meaning import Clause, Meaning
from tests.search.conftest import made
from tests.search.corpus import CORPUS, FACETS, document, filled


@pytest.fixture(scope="module", params=["memory", "tantivy"])
def shared(request, tmp_path_factory):
    return filled(made(request.param, tmp_path_factory.mktemp("corpus")), CORPUS)


@pytest.fixture
def corpus(shared, monkeypatch):
    """A backend with the corpus behind the facade, only for reading."""
    monkeypatch.setattr(search, "backend", lambda: shared)
    return shared


def found(text, **fields):
    """What the query finds, as "kind id" in order of ids."""
    result = search.query(SearchQuery(text, limit=100, **fields))
    assert len(result.hits) == result.total
    return sorted((hit.kind, hit.object_id) for hit in result.hits)


def practices(*object_ids):
    return [("practice", object_id) for object_id in object_ids]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("insolvency", practices(1)),
        ("INSOLVENCY", practices(1)),
        ("voucher", practices(3)),
        ("research universities", practices(3)),
        ("harbour noise", practices(5)),
        ("4.0", practices(6)),
        ("self-care", practices(7)),
        ("self care", practices(7)),
        ("the of and", [*practices(1, 5), ("project", 1), ("project", 2)]),
        ("förderung", practices(8)),
        ("forderung", practices(8)),
        ("Förderungen", practices(8)),
        ("stadt", practices(9)),
        ("économique OR circulaire", practices(11)),
        ("dechet", practices(11)),
        ("Łódź", practices(17)),
        ("lodzi", practices(17)),
        ("περιφέρεια", practices(13)),
        ("ΕΝΕΡΓΕΙΑΣ", practices(14)),
        ("ενεργεια", practices(14)),
        ("програма", practices(15)),
        ("ГРАД", practices(16)),
        ("innovations", practices(3, 4, 10, 30, 31)),
        ('"early warning"', [*practices(1), ("project", 1)]),
        ('"warning early"', []),
        ('"firms in difficulty"', practices(1)),
        ('"difficulty a free"', []),
        ("warning -ships", [*practices(1, 38), ("project", 1)]),
        ('warning -"early warning"', practices(2, 38)),
        ("-practice warning -early", practices(38)),
        ("vouch*", practices(3)),
        ("firms innov*", practices(3)),
        ("καινοτ*", practices(13)),
        ("early warning for firms in difficulty", [*practices(1, 2, 3, 6, 38), ("project", 1)]),
        ("zzzz", []),
        ("zzzz warning", [*practices(1, 2, 38), ("project", 1)]),
        ("*", None),
        ("", None),
        ("-", None),
        ('"', None),
    ],
)
def test_words_find(corpus, text, expected):
    everything = sorted((each.kind, each.object_id) for each in CORPUS)

    assert found(text) == (everything if expected is None else expected)


def test_the_more_words_the_more_may_be_missing(backend):
    plenty = [document(number, "harbour noise") for number in range(10)]
    filled(backend, [*plenty, document(10, "harbour"), document(11, "noise")])

    assert found("harbour noise") == practices(*range(10))
    assert found("harbour noise robots") == practices(*range(10))


def test_when_few_have_most_of_many_words_records_with_any_are_given_too(backend):
    few = [document(number, "harbour noise") for number in range(9)]
    filled(backend, [*few, document(10, "harbour"), document(11, "noise")])

    assert found("harbour noise") == practices(*range(9))
    assert found("harbour noise robots") == practices(*range(9), 10, 11)


def test_operator_says_how_many_words_are_needed(corpus):
    assert found("ships sea", operator="all") == practices(2)
    assert found("ships sea robots", operator="all") == practices(2, 6)
    assert found("ships robots", operator="any") == practices(2, 6)


def test_result_says_when_any_word_had_to_do(corpus):
    assert search.query(SearchQuery("ships robots")).relaxed is True
    assert search.query(SearchQuery("ships sea")).relaxed is False
    assert search.query(SearchQuery("zzzz qqqq")).relaxed is False


def test_word_is_understood_in_the_languages_of_reader_and_index(corpus):
    assert found("imprese", lang="fi") == found("impresa", lang="it") == practices(28)


def test_very_title_comes_first_then_text_in_title(backend):
    filled(
        backend,
        [
            document(1, "Early warning systems", "warning " * 30),
            document(2, "Warning and early help", "early warning " * 30),
            document(3, "Early warning", "Nothing else."),
            document(4, "Something else", "early warning " * 30),
        ],
    )

    hits = search.query(SearchQuery("early warning")).hits

    assert [hit.object_id for hit in hits][:2] == [3, 1]


@pytest.mark.parametrize("operator", ["most", "any", "all"])
def test_stale_record_comes_after_its_like(backend, operator):
    fill = [document(number, "Harbours", "quiet ports") for number in range(3, 60)]
    stale = document(1, "Vouchers for firms", "innovation vouchers", is_stale=True)
    fresh = document(2, "Vouchers for firms in need", "innovation vouchers and more words")
    filled(backend, [stale, fresh, *fill])

    result = search.query(SearchQuery("vouchers innovation", operator=operator))

    assert [hit.object_id for hit in result.hits] == [2, 1]


def test_stale_record_with_the_very_title_still_comes_first(backend):
    stale = document(1, "Vouchers for firms", is_stale=True)
    fresh = document(2, "Firms", "vouchers for firms")
    filled(backend, [stale, fresh])

    result = search.query(SearchQuery("vouchers for firms"))

    assert [hit.object_id for hit in result.hits] == [1, 2]


def test_title_weighs_more_than_summary_and_summary_more_than_body(backend):
    filled(
        backend,
        [
            document(1, "One", "harbour fills the body up"),
            document(2, "Two", "words that fill the body", summary="harbour"),
            document(3, "Of harbour lights", "words that fill the body"),
        ],
    )

    hits = search.query(SearchQuery("harbours", lang="en")).hits

    assert [hit.object_id for hit in hits] == [3, 2, 1]


@pytest.mark.parametrize(
    ("text", "instead", "expected"),
    [
        ("insolvnecy", {"insolvnecy": ("insolvency",)}, practices(1)),
        ("isnolvenci", {"isnolvenci": ("insolvency",)}, practices(1)),
        ("vaucher", {"vaucher": ("voucher",)}, practices(3)),
        ("robtos", {"robtos": ("robots",)}, practices(6)),
        ("Ινσολβενσι", {}, []),
        ("περιφέρια", {"περιφέρια": ("περιφερεια",)}, practices(13)),
        ("shps", {}, []),
        ("hrbuor", {}, []),
    ],
)
def test_typos_are_forgiven(corpus, text, instead, expected):
    result = search.query(SearchQuery(text, limit=100))

    assert result.corrected == instead
    assert found(text) == expected


def test_last_word_that_occurs_nowhere_may_be_the_beginning_of_one(backend):
    filled(backend, [document(1, "Industry support"), document(2, "Industry coaching")])

    assert found("ind") == practices(1, 2)
    assert found("coaching indu") == practices(2)
    assert found("supp coaching") == practices(2)
    assert found("xyz") == []


def test_word_as_typed_outranks_the_one_it_may_be_a_typo_of(backend):
    typo = document(500, "Long list", "enviroment " + "filling words " * 60)
    filled(backend, [*(document(i, "Environment", "environment " * 9) for i in range(300)), typo])

    result = search.query(SearchQuery("enviroment"))

    assert result.corrected == {"enviroment": ("environment",)}
    assert (result.total, result.hits[0].object_id) == (301, 500)


def test_rare_word_stays_as_it_is_without_a_much_commoner_one(corpus):
    assert search.query(SearchQuery("ports")).corrected == {}


def test_facet_counts_cover_all_matches_whatever_the_page(corpus):
    result = search.query(SearchQuery("warning", facets=FACETS, limit=1, offset=1))

    assert len(result.hits) == 1
    assert result.total == 4
    assert result.facets == {
        "country": {"ES": 2, "PT": 1},
        "kind": {"practice": 3, "project": 1},
        "lang": {"en": 4},
        "topic": {"smart": 2, "green": 1},
    }


def test_facet_leaves_out_its_own_filter(corpus):
    filters = {"country": ["ES"], "topic": ["smart", "green"], "kind": []}

    result = search.query(SearchQuery("warning", filters=filters, facets=FACETS, limit=0))

    assert (result.hits, result.total) == ([], 2)
    assert result.facets == {
        "country": {"ES": 2, "PT": 1},
        "kind": {"practice": 1, "project": 1},
        "lang": {"en": 2},
        "topic": {"smart": 2},
    }


def test_record_counts_once_for_each_of_its_values(corpus):
    result = search.query(SearchQuery("citizens", facets=["topic"]))

    assert result.facets == {"topic": {"smart": 1, "governance": 1}}


def test_unknown_facet_and_filter_find_nothing(corpus):
    assert search.query(SearchQuery("warning", facets=["colour"])).facets == {"colour": {}}
    assert found("warning", filters={"colour": ["red"]}) == []
    assert found("warning", filters={"country": ["XX", "'", ""]}) == []


def test_sort_by_title_ignores_case_and_accents(backend):
    titles = ["Économie", "alpha", "Zebra", "beta", "Ωμέγα", "École"]
    filled(backend, [document(at, title) for at, title in enumerate(titles)])

    hits = search.query(SearchQuery(sort="title")).hits

    assert [hit.title for hit in hits] == ["alpha", "beta", "École", "Économie", "Zebra", "Ωμέγα"]


def test_sort_by_date_puts_undated_last(backend):
    dated = [document(at, f"Title {at}") for at in (3, 7, 5)]
    filled(backend, [replace(dated[0], object_id=9, date=None), *dated])

    assert search.object_ids(SearchQuery(sort="newest")) == [7, 5, 3, 9]
    assert [hit.object_id for hit in search.query(SearchQuery(sort="newest", limit=2)).hits] == [
        7,
        5,
    ]


def test_pages_follow_one_another(corpus):
    pages = [
        search.query(SearchQuery(sort="title", offset=offset, limit=10)).hits
        for offset in range(0, 50, 10)
    ]

    everything = search.query(SearchQuery(sort="title", limit=100)).hits
    assert [hit for page in pages for hit in page] == everything
    assert [len(page) for page in pages] == [10, 10, 10, 9, 0]


def test_object_ids_are_all_matches(corpus):
    query = SearchQuery("early warning", filters={"kind": ["practice"]}, limit=1)

    assert search.object_ids(query) == [1, 2]
    assert search.object_ids(replace(query, text="zzzz qqqq")) == []
    assert search.object_ids(replace(query, text="ships robots", sort="title")) == [6, 2]


def test_hit_tells_what_a_list_needs(corpus):
    hit = search.query(SearchQuery("insolvency")).hits[0]

    assert replace(hit, score=0.0) == Hit(
        kind="practice",
        object_id=1,
        lang="en",
        title="Early warning for firms in difficulty",
        url="/practice/1/",
        score=0.0,
    )
    assert hit.score > 0


def test_similar_are_of_the_same_kind_and_never_the_record_itself(corpus):
    assert search.similar("practice", 1, limit=3)[0].object_id == 2
    assert all(hit.kind == "practice" for hit in search.similar("practice", 1, limit=30))
    assert 1 not in [hit.object_id for hit in search.similar("practice", 1, limit=30)]
    assert len(search.similar("practice", 1, limit=2)) == 2
    assert search.similar("practice", 999) == []
    assert search.similar("region", 36) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("warn", ["Warning", "Warning lights", "Early warning for firms in difficulty"]),
        ("warning l", ["Warning lights"]),
        ("firms early", ["Early warning for firms in difficulty"]),
        ("ΚΑΙΝ", ["Καινοτομία στις περιφέρειες"]),
        ("econ", ["Économie circulaire"]),
        ("harbuor", ["Green harbours", "Harbour cities"]),
        ("wrning ligh", ["Warning lights"]),
        ("qqq", []),
        ("", []),
        ("...", []),
    ],
)
def test_suggestions_as_somebody_types(corpus, text, expected):
    assert [each.title for each in search.suggest(text)] == expected


def test_suggestions_of_some_kinds_only(corpus):
    assert search.suggest("fir", kinds=["project"], limit=1) == [
        Suggestion("project", 1, "Firms learn from firms", "/project/1/")
    ]


def test_changes_appear_with_their_commit(backend):
    filled(backend, CORPUS[:9])
    with backend.writer() as writer:
        writer.upsert([document(1, "Second chance"), document(99, "Brand new")])
        writer.delete("practice", [2, 12345])
        before = search.query(SearchQuery()).total
        writer.commit()

    assert before == 9
    assert search.query(SearchQuery()).total == 9
    assert found("insolvency") == []
    assert found("second chance") == practices(1)
    assert found("brand") == practices(99)
    assert found("lights") == []
    assert found("vouchers") == practices(3)


def test_rebuild_replaces_everything_at_once(backend):
    filled(backend, CORPUS[:9])
    before = backend.generation()

    with backend.rebuild() as writer:
        writer.upsert([document(5, "Alone")])
        during = search.query(SearchQuery()).total

    assert during == 9
    assert found("") == practices(5)
    assert backend.generation() != before
    assert backend.rebuilding() is False


def test_reader_keeps_its_state(backend):
    filled(backend, CORPUS[:9])
    reader = backend.reader()

    filled(backend, [])

    assert (reader.documents, backend.reader().documents) == (9, 0)


WORDS = [
    "water",
    "waters",
    "region",
    "regions",
    "région",
    "früh",
    "city",
    "the",
    "of",
    "wa",
    "δήμος",
]
texts = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
values = st.lists(st.sampled_from(["a", "b", "c"]), max_size=2).map(tuple)
documents = st.lists(
    st.builds(
        SearchDocument,
        kind=st.sampled_from(["practice", "project"]),
        object_id=st.integers(1, 9),
        lang=st.sampled_from(["en", "fr", "de", "el"]),
        title=texts,
        url=st.just("/"),
        summary=texts,
        body=texts,
        facets=st.fixed_dictionaries({"topic": values, "country": values}),
    ),
    max_size=12,
    unique_by=lambda each: (each.kind, each.object_id),
)
parts = st.sampled_from(
    [*WORDS, "-water", "reg*", '"water region"', '"the city"', "-wat*", "regoin", "citty", "zzz"]
)
queries = st.builds(
    SearchQuery,
    text=st.lists(parts, max_size=6).map(" ".join),
    filters=st.dictionaries(
        st.sampled_from(["topic", "country"]), st.lists(st.sampled_from("abc"))
    ),
    facets=st.just(FACETS),
    limit=st.just(100),
    lang=st.sampled_from(["en", "fr"]),
    operator=st.sampled_from(["most", "all", "any"]),
)


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    return MemoryBackend(), TantivyBackend(tmp_path_factory.mktemp("index"), FACETS)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(documents=documents, asked=st.lists(queries, min_size=1, max_size=4))
def test_backends_agree(pair, monkeypatch, documents, asked):
    answers = []
    for backend in pair:
        filled(backend, documents)
        monkeypatch.setattr(search, "backend", lambda chosen=backend: chosen)
        results = [search.query(query) for query in asked]
        answers.append(
            [
                (
                    sorted((hit.kind, hit.object_id) for hit in result.hits),
                    result.total,
                    result.facets,
                    result.corrected,
                    result.relaxed,
                    sorted(search.object_ids(query)),
                )
                for query, result in zip(asked, results, strict=True)
            ]
        )

    assert answers[0] == answers[1]


WARNING = Meaning(clauses=(Clause(terms=("warning",)),), needed=1)
PRACTICES = {"kind": ["practice"]}


def keys(hits):
    return [(hit.kind, hit.object_id) for hit in hits]


@pytest.mark.parametrize("sort", ["relevance", "newest", "title"])
def test_records_given_also_match_without_the_words(corpus, sort):
    query = SearchQuery(filters=PRACTICES, facets=["topic", "lang"], sort=sort, limit=10)
    also = [("practice", 9), ("practice", 1), ("project", 2), ("practice", 999)]

    found = corpus.reader().search(WARNING, query, also=also)

    assert sorted(keys(found.hits)) == practices(1, 2, 9, 38)
    assert found.total == 4
    assert found.facets["lang"] == {"en": 3, "de": 1}
    assert sorted(corpus.reader().object_ids(WARNING, query, also=also)) == [1, 2, 9, 38]
    if sort == "relevance":
        assert keys(found.hits)[-1] == ("practice", 9)
        assert found.hits[-1].score == 0


def test_records_given_also_are_sorted_like_the_others(corpus):
    query = SearchQuery(filters=PRACTICES, sort="title", limit=10)

    found = corpus.reader().search(WARNING, query, also=[("practice", 9), ("practice", 7)])

    assert keys(found.hits) == practices(1, 9, 7, 38, 2)


def test_records_given_also_obey_what_is_required_and_unwanted(corpus):
    strict = replace(
        WARNING,
        required=(Clause(phrase=("older", "people")),),
        unwanted=(Clause(terms=("harbour",)),),
    )

    found = corpus.reader().search(strict, SearchQuery(), also=practices(5, 7))

    assert keys(found.hits) == practices(7)


def test_records_left_out_match_nothing(corpus):
    query = SearchQuery(filters=PRACTICES)

    found = corpus.reader().search(WARNING, query, besides=[("practice", 2), ("project", 1)])

    assert (sorted(keys(found.hits)), found.total) == (practices(1, 38), 2)
    assert sorted(corpus.reader().object_ids(WARNING, query, besides=practices(2))) == [1, 38]


def test_passing_tells_which_records_filters_and_operators_let_through(corpus):
    asked = [*practices(1, 5, 7, 999), ("project", 2)]
    strict = Meaning(
        required=(Clause(phrase=("older", "people")),), unwanted=(Clause(terms=("noise",)),)
    )

    def passing(meaning, **filters):
        return sorted(keys(corpus.reader().passing(asked, meaning, SearchQuery(filters=filters))))

    assert passing(WARNING) == [*practices(1, 5, 7), ("project", 2)]
    assert passing(WARNING, country=["NL"]) == [*practices(5), ("project", 2)]
    assert passing(strict) == practices(7)
    assert passing(replace(strict, required=())) == [*practices(1, 7), ("project", 2)]
    assert corpus.reader().passing([], WARNING, SearchQuery()) == []


def test_covered_sums_the_weights_of_the_clauses_a_record_has(corpus):
    weighed = [
        (Clause(terms=("warning",)), 2.0),
        (Clause(terms=("firms", "firm")), 1.0),
        (Clause(prefix="insolv"), 0.5),
        (Clause(phrase=("at", "sea")), 0.25),
    ]

    found = corpus.reader().covered(weighed, [*practices(1, 2, 3, 5), ("project", 1)])

    assert found == {
        ("practice", 1): 3.5,
        ("practice", 2): 2.25,
        ("practice", 3): 1.0,
        ("project", 1): 3.0,
    }
    assert corpus.reader().covered([], practices(1)) == {}
    assert corpus.reader().covered(weighed, []) == {}


def test_covering_gives_the_records_of_a_kind_with_most_weight_first(corpus):
    weighed = [(Clause(terms=("warning",)), 2.0), (Clause(terms=("firm",)), 1.0)]

    ids, sums = corpus.reader().covering(weighed, "practice", 3)

    assert ids[0] == 1
    assert set(ids[1:].tolist()) == {2, 38}
    assert sums.tolist() == [3.0, 2.0, 2.0]


def test_saying_gives_the_records_with_the_words_in_this_order(corpus):
    def saying(text, limit=5):
        return sorted(corpus.reader().saying(text.split(), limit))

    assert saying("early warning") == [*practices(1), ("project", 1)]
    assert saying("early warning", limit=1) == []
    assert saying("warning early") == []
    assert saying("") == []


def test_ids_are_all_of_a_kind_in_order(corpus):
    assert corpus.reader().ids("project").tolist() == [1, 2]
    assert corpus.reader().ids("practice").tolist() == [*range(1, 35), 38]
    assert corpus.reader().ids("nothing").tolist() == []
