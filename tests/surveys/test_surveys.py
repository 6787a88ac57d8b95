"""A survey from its making to its answers."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.contrib.forms.models import FormSubmission

from ponte.community.models import Role, RoleGrant
from ponte.core import retention
from tests.factories.articles import make_survey
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
QUESTIONS = [
    ("What helped?", "multiline", True, ""),
    ("Will you come again?", "radio", True, "Yes\nNo"),
    ("When?", "date", False, ""),
]


@pytest.fixture
def survey():
    return make_survey(*QUESTIONS, thanks="<p>You are kind.</p>")


def answers_seen_by(client, role, survey, **query):
    member = make_member()
    RoleGrant.objects.create(member=member, role=role)
    client.force_login(member, BACKEND)
    return client.get(f"/admin/forms/submissions/{survey.pk}/", query)


def test_somebody_answers_and_is_thanked(client, survey):
    asked = client.get("/after-the-webinar/").content.decode()
    wrong = client.post("/after-the-webinar/", {"what_helped": ""}).content.decode()
    given = {"what_helped": "=HYPERLINK(1)", "will_you_come_again": "Yes"}
    done = client.post("/after-the-webinar/", given, follow=True)

    assert ["What helped?" in asked, 'type="date"' in asked, "after 365 days" in asked] == [
        True
    ] * 3
    assert wrong.count("This field is required.") == 2
    assert 'aria-invalid="true"' in wrong
    assert done.redirect_chain == [("/after-the-webinar/?answered=1", 302)]
    assert "You are kind." in done.content.decode()
    assert FormSubmission.objects.get().form_data == {**given, "when": None}


def test_those_who_publish_read_answers_and_take_them_along(client, survey):
    client.post("/after-the-webinar/", {"what_helped": "=1+1", "will_you_come_again": "No"})

    assert answers_seen_by(client, Role.EXPERT, survey).status_code == 302
    assert "=1+1" in answers_seen_by(client, Role.SECRETARIAT, survey).content.decode()
    export = answers_seen_by(client, Role.SECRETARIAT, survey, export="csv")
    content = b"".join(export.streaming_content).decode()
    assert "'=1+1" in content


def test_a_closed_survey_takes_no_answers_and_old_ones_go(client, survey):
    client.post("/after-the-webinar/", {"what_helped": "Talks", "will_you_come_again": "No"})
    survey.closes_at = timezone.now() - timedelta(hours=1)
    survey.save()

    refused = client.post("/after-the-webinar/", {"what_helped": "A", "will_you_come_again": "No"})
    kept = FormSubmission.objects.count()
    FormSubmission.objects.update(submit_time=timezone.now() - timedelta(days=366))
    retention.carry_out()

    assert "This survey is closed." in refused.content.decode()
    assert (kept, FormSubmission.objects.count()) == (1, 0)
