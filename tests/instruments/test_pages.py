"""Policy instruments: their list, pages and the form in the back office."""

from decimal import Decimal

import pytest

from ponte.activity.models import Entry
from ponte.instruments.models import PolicyInstrument
from tests.backoffice.conftest import admin, office  # noqa: F401
from tests.backoffice.pages import address, filled_in
from tests.factories.community import make_organisation
from tests.factories.instruments import make_instrument


def names(response):
    return [each.name_en for each in response.context["found"].page.object_list]


def test_the_list_without_any_says_where_they_come_from(client, db, indexed):
    indexed()

    page = client.get("/instruments/").content.decode()

    assert "The secretariat adds those that projects address." in page


def test_instruments_are_found_by_words_country_and_kind(client, db, indexed):
    make_instrument("Tuscan innovation strategy", territory="ITI1", type="regional")
    make_instrument("ERDF programme", territory="ES51", type="ijg", period="2021-2027")
    indexed()

    assert names(client.get("/instruments/?q=innovation")) == ["Tuscan innovation strategy"]
    assert names(client.get("/instruments/?country=ES")) == ["ERDF programme"]
    assert names(client.get("/instruments/?instrument_type=regional&region=ITI1")) == [
        "Tuscan innovation strategy"
    ]
    assert names(client.get("/instruments/?period=2021-2027")) == ["ERDF programme"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    client, db, indexed, count, django_assert_num_queries
):
    for _number in range(count):
        make_instrument()
    indexed()
    client.get("/instruments/")

    with django_assert_num_queries(2):
        response = client.get("/instruments/")

    assert len(names(response)) == count


def test_the_page_tells_what_the_instrument_is_and_what_it_costs(
    client, db, django_assert_num_queries
):
    instrument = make_instrument(
        "Programma regionale",
        name_en="Regional programme",
        type="ijg",
        cci="2021IT16RFPR017",
        total_budget=Decimal("1200000000.50"),
        addressed_budget=Decimal(5000000),
        baseline_weakness="Small firms do not apply.",
        expected_improvement="A voucher that they can use.",
    )
    client.get(instrument.get_absolute_url())

    with django_assert_num_queries(5):
        page = client.get(instrument.get_absolute_url()).content.decode()

    for told in (
        "Programma regionale",
        "2021IT16RFPR017",
        "€1,200,000,00",
        "€5,000,000",
        "Small firms do not apply.",
        "A voucher that they can use.",
        instrument.responsible_authority.name_en,
        "Toscana",
    ):
        assert told in page


def test_the_back_office_adds_and_changes_one(office):  # noqa: F811
    authority = make_organisation("Regione Toscana", region="ITI1", type="regional")
    form = office.get(address(PolicyInstrument, "add"))
    values = {
        "name_en": "Regional programme",
        "name_original": "Programma regionale",
        "type": "ijg",
        "responsible_authority": "regione toscana",
        "territory": "Tuscany",
        "period": "2021-2027",
    }

    office.post(address(PolicyInstrument, "add"), filled_in(form, **values))

    instrument = PolicyInstrument.objects.get()
    assert instrument.slug == "regional-programme"
    assert instrument.responsible_authority == authority
    assert instrument.territory.code == "ITI1"
    edit = address(PolicyInstrument, "edit", instrument.pk)
    office.post(edit, filled_in(office.get(edit), total_budget="12.50"))
    instrument.refresh_from_db()
    assert instrument.total_budget == Decimal("12.50")
    assert list(Entry.objects.order_by("pk").values_list("verb", "kind")) == [
        ("add", "instruments.policyinstrument"),
        ("change", "instruments.policyinstrument"),
    ]


def test_the_second_of_a_name_gets_an_address_of_its_own(office):  # noqa: F811
    make_instrument("Strategy", slug="strategy")
    make_organisation("Regione Toscana", region="ITI1")
    form = office.get(address(PolicyInstrument, "add"))

    office.post(
        address(PolicyInstrument, "add"),
        filled_in(
            form,
            name_en="Strategy",
            name_original="Strategia",
            type="local",
            responsible_authority="Regione Toscana",
            territory="ITI1",
        ),
    )

    assert PolicyInstrument.objects.filter(slug="strategy-2").exists()
