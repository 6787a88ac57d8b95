"""A plan as JSON that comes back unchanged, and on paper."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ponte.plans import actions, files
from ponte.plans.models import ActionPlan
from tests.factories.community import make_member
from tests.factories.plans import partner_of, whole_plan
from tests.factories.transfers import advance, make_transfer, team_lead

pytestmark = pytest.mark.django_db


def with_a_transfer():
    """A whole plan that has an action of a transfer, too."""
    transfer = advance(make_transfer(), "conclude", "plan")
    plan = whole_plan(by=team_lead(transfer))
    actions.take_over_transfer(plan=plan, transfer=transfer, by=team_lead(transfer))
    return plan


def test_a_plan_comes_back_from_its_file_byte_for_byte():
    plan = with_a_transfer()
    by, before = partner_of(plan), files.as_json(plan)
    plan.delete()

    again = actions.import_plan(body=before, by=by)

    assert files.as_json(again) == before
    assert again.actions.last().sources.get().transfer is not None
    assert again.state == ActionPlan.State.DRAFT


def test_only_members_of_the_project_take_a_plan_in():
    plan = whole_plan()
    body = files.as_json(plan)
    plan.delete()

    with pytest.raises(actions.BadFile, match="members of the project"):
        actions.import_plan(body=body, by=make_member())
    assert ActionPlan.objects.count() == 0


@pytest.mark.parametrize(
    "change",
    [
        {"format": "other"},
        {"project": "no-such-project"},
        {"actions": [{"title": "Half"}]},
        {"actions": 5},
        {"partners": ["Nobody"]},
    ],
)
def test_a_file_that_is_no_plan_leaves_nothing_behind(change):
    plan = whole_plan()
    by, said = partner_of(plan), json.loads(files.as_json(plan))
    plan.delete()

    with pytest.raises(actions.BadFile):
        actions.import_plan(body=json.dumps(said | change).encode(), by=by)
    assert ActionPlan.objects.count() == 0


def test_a_file_is_taken_in_by_its_page(client):
    plan = whole_plan()
    by, body = partner_of(plan), files.as_json(plan)
    plan.delete()
    client.force_login(by, "allauth.account.auth_backends.AuthenticationBackend")
    address = reverse("plans:import")

    client.post(address, {"file": SimpleUploadedFile("plan.json", b"[]")})
    assert ActionPlan.objects.count() == 0
    client.post(address, {"file": SimpleUploadedFile("plan.json", body)})
    assert files.as_json(ActionPlan.objects.get()) == body


def test_a_draft_on_paper_is_for_those_who_take_part(client):
    plan = whole_plan()
    address = reverse("plans:as_pdf", args=[plan.pk])

    assert client.get(address).status_code == 403
    client.force_login(partner_of(plan), "allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(address).content.startswith(b"%PDF-")
