"""Plans in the search and on the pages of projects, instruments and transfers."""

import pytest
from django.urls import reverse

from ponte.plans import actions, states
from ponte.plans.models import ActionPlan
from ponte.plans.search import document, searchable
from ponte.search.models import OutboxEntry
from tests.factories.plans import (
    add_participant,
    endorsed_plan,
    offered_plan,
    partner_of,
    signature_for,
    whole_plan,
)
from tests.factories.transfers import advance, make_transfer, team_lead

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def test_a_plan_is_found_from_its_endorsement_on():
    draft, plan = whole_plan(), endorsed_plan()

    assert list(searchable()) == [plan]
    assert "Early warning" in document(searchable().get()).body
    assert draft not in ActionPlan.objects.public()


def test_each_step_is_noted_for_the_index():
    plan = offered_plan()
    OutboxEntry.objects.all().delete()

    officer = add_participant(plan, "authority")
    states.move(plan=plan, event="endorse", actor=officer, signature=signature_for(plan))

    assert OutboxEntry.objects.filter(kind="plan", object_id=plan.pk).exists()


def of_transfer():
    transfer = advance(make_transfer(), "conclude", "plan")
    plan = whole_plan(by=team_lead(transfer))
    actions.take_over_transfer(plan=plan, transfer=transfer, by=team_lead(transfer))
    return plan, transfer


@pytest.mark.parametrize("place", ["project", "instrument", "transfer"])
def test_other_pages_lead_to_a_draft_only_those_who_take_part(client, place):
    plan, transfer = of_transfer()
    pages = {"project": plan.project, "instrument": plan.instrument, "transfer": transfer}
    address = pages[place].get_absolute_url()
    link = f'href="{plan.get_absolute_url()}"'

    assert link not in client.get(address).content.decode()
    client.force_login(partner_of(plan), BACKEND)
    assert link in client.get(address).content.decode()


@pytest.mark.parametrize("place", ["project", "instrument"])
def test_other_pages_lead_everybody_to_an_endorsed_plan(client, place):
    plan = endorsed_plan()

    page = client.get(getattr(plan, place).get_absolute_url()).content.decode()

    assert f'href="{reverse("plans:detail", args=[plan.pk])}"' in page
