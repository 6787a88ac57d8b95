import csv
import io
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission

from ponte.impact.models import Claim
from ponte.projects.models import Programme
from tests.backoffice.pages import address, listed
from tests.factories.impact import confirmed, make_claim, sent
from tests.factories.projects import make_project

LIST = "/admin/improvements/"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(office, count, django_assert_max_num_queries):
    for _number in range(count):
        make_claim()
    office.get(LIST)

    with django_assert_max_num_queries(11):
        response = office.get(LIST)

    assert len(listed(response)) == count


def test_the_list_is_searched_and_filtered(office):
    programme = Programme.objects.create(slug="ie", name="IE")
    claim = confirmed(title="Repair", project=make_project(programme=programme), topic="green")
    sent(title="Other", type="focus")

    for query in (
        {"q": "repair"},
        {"state": "confirmed"},
        {"type": "projects"},
        {"programme": programme.pk},
        {"topic": claim.topic_id},
    ):
        assert listed(office.get(LIST, query)) == [claim]


def test_the_export_has_a_row_for_each_with_its_money(office):
    claim = confirmed()

    response = office.get(LIST, {"export": "csv"})

    body = b"".join(response.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(body))
    assert Decimal(row["euro"]) == claim.total
    assert (row["state"], row["claimed_by"]) == ("confirmed", str(claim.claimed_by))


def test_nobody_changes_a_claim_there(office):
    claim = make_claim()

    for page, *args in (("add",), ("edit", claim.pk), ("delete", claim.pk)):
        office.post(address(Claim, page, *args), {"title": "Other"})

    claim.refresh_from_db()
    assert claim.title == "A call for small firms"
    assert Claim.objects.count() == 1


def test_only_who_may_look_sees_the_list(client, editor):
    client.force_login(editor)
    assert client.get(LIST).status_code == 302

    editor.groups.get().permissions.add(Permission.objects.get(codename="view_claim"))
    assert client.get(LIST).status_code == 200
