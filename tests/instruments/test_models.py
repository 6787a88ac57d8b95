"""What always holds of a policy instrument."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from ponte.instruments.models import PolicyInstrument
from tests.factories.instruments import make_instrument


def test_an_instrument_is_counted_once_per_territory(db):
    make_instrument("Regional programme", territory="ITI1", period="2021-2027")
    elsewhere = make_instrument("Regional programme", territory="ES51", period="2021-2027")
    later = make_instrument("Regional programme", territory="ITI1", period="2028-2034")

    with pytest.raises(IntegrityError), transaction.atomic():
        make_instrument("Regional  Programme", territory="ITI1", period="2021-2027")

    assert set(PolicyInstrument.objects.in_territory(elsewhere.territory)) == {elsewhere}
    assert PolicyInstrument.objects.in_territory(later.territory).count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"name_en": ""},
        {"type": "wish"},
        {"total_budget": -1},
        {"total_budget": 10, "addressed_budget": Decimal("10.01")},
        {"cci": "2021IT16RFPR017", "type": "regional"},
    ],
    ids=str,
)
def test_the_database_refuses(db, wrong):
    with pytest.raises(IntegrityError):
        make_instrument("Law", **wrong)


def test_a_programme_has_one_number_in_its_territory(db):
    make_instrument("ERDF programme", type="ijg", cci="2021IT16RFPR017")
    make_instrument("ERDF programme", type="ijg", cci="2021IT16RFPR017", territory="ES51")

    with pytest.raises(IntegrityError):
        make_instrument("Other name", type="ijg", cci="2021IT16RFPR017")


@pytest.mark.parametrize(
    ("field", "value"), [("cci", "21IT"), ("period", "2021"), ("period", "2021–2027")]
)
def test_codes_and_periods_have_their_form(db, field, value):
    instrument = make_instrument(type="ijg")
    setattr(instrument, field, value)

    with pytest.raises(ValidationError) as refused:
        instrument.full_clean()

    assert set(refused.value.message_dict) == {field}


def test_a_form_hears_that_the_instrument_is_there(db):
    here = make_instrument("Strategia", period="2021-2027")
    again = PolicyInstrument(
        slug="again",
        name_original="STRATEGIA",
        name_en="Strategy",
        type="regional",
        period="2021-2027",
        territory=here.territory,
        responsible_authority=here.responsible_authority,
    )

    with pytest.raises(ValidationError, match="here for this territory already"):
        again.full_clean()
