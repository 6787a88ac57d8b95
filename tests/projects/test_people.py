"""Who runs a project, who is invited to it, and what they may do."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from ponte.activity.models import Entry
from ponte.core.states import StateIsClosed
from ponte.notifications.models import Notification
from ponte.projects import actions, states
from ponte.projects.models import Invitation, Project, ProjectMember
from tests.factories.community import make_member
from tests.factories.projects import make_project, make_project_member

pytestmark = pytest.mark.django_db
Role = ProjectMember.Role


@pytest.fixture
def project():
    return make_project(acronym="SMARTY")


@pytest.fixture
def admin(project):
    member = make_member(first_name="Wanda", last_name="Webb")
    make_project_member(project, member, Role.WEB_ADMIN)
    return member


def invite(project, admin, email="new@people.example", role=Role.PARTNER):
    return actions.invite(project=project, email=email, role=role, by=admin)


def path(project, part):
    return f"{project.get_absolute_url()}{part}/"


def test_a_stranger_is_invited_by_mail_and_joins_with_an_account(
    client, project, admin, django_capture_on_commit_callbacks
):
    client.force_login(admin)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(path(project, "people"), {"email": "New@People.example", "role": "partner"})
    letter = mail.outbox[0]
    link = next(line for line in letter.body.splitlines() if "/projects/invitations/" in line)
    address = link[link.index("/projects/") :].strip()

    newcomer = make_member("new@people.example")
    client.force_login(newcomer)
    shown = client.get(address).content.decode()
    client.post(address, {"accept": "yes"})

    assert letter.to == ["New@People.example"]
    assert "invites you as partner" in shown
    assert project.project_members.filter(member=newcomer, role="partner").exists()
    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.email) == ("accepted", "")
    assert Notification.objects.filter(recipient=admin, kind="project-answered").count() == 1


def test_a_member_is_told_here_and_may_decline(client, project, admin):
    member = make_member("here@people.example")
    invitation = invite(project, admin, "HERE@people.example")
    told = Notification.objects.get(recipient=member)
    client.force_login(member)

    client.post(told.url, {"decline": "yes"})

    told.refresh_from_db()
    invitation.refresh_from_db()
    assert told.settled_at
    assert invitation.state == "declined"
    assert not project.project_members.filter(member=member).exists()


def test_an_invitation_is_only_for_whom_it_is_meant(client, project, admin):
    invitation = invite(project, admin)
    other = make_member()
    client.force_login(other)

    response = client.post(actions.path_of(invitation), {"accept": "yes"})

    assert response.status_code == 403
    with pytest.raises(PermissionError):
        actions.accept(invitation=invitation, by=other)
    assert not project.project_members.filter(member=other).exists()
    assert client.get("/projects/invitations/forged/").status_code == 404


def test_an_invitation_lapses_and_its_address_goes(client, project, admin):
    invitation = invite(project, admin)
    Invitation.objects.update(lapses_at=timezone.now() - timedelta(seconds=1))
    newcomer = make_member("new@people.example")
    client.force_login(newcomer)

    assert client.get(actions.path_of(invitation)).status_code == 410
    with pytest.raises(actions.InvitationIsOver):
        actions.accept(invitation=invitation, by=newcomer)
    again = invite(project, admin)
    assert actions.end_lapsed() == 0
    Invitation.objects.update(lapses_at=timezone.now())
    assert actions.end_lapsed() == 1
    again.refresh_from_db()
    assert (again.state, again.email) == ("lapsed", "")


def test_an_answer_is_given_once(project, admin):
    invitation, newcomer = invite(project, admin), make_member("new@people.example")
    actions.accept(invitation=invitation, by=newcomer)

    with pytest.raises(actions.InvitationIsOver):
        actions.decline(invitation=invitation, by=newcomer)


def test_a_withdrawn_invitation_is_over(client, project, admin):
    invitation = invite(project, admin)
    client.force_login(admin)

    client.post(path(project, f"people/{invitation.pk}/withdraw"))

    invitation.refresh_from_db()
    assert (invitation.state, invitation.email) == ("withdrawn", "")


def test_nobody_is_invited_twice_or_into_a_role_they_have(client, project, admin):
    invite(project, admin)
    client.force_login(admin)

    twice = client.post(path(project, "people"), {"email": "NEW@people.example", "role": "partner"})
    has = client.post(path(project, "people"), {"email": admin.email, "role": "web_admin"})

    assert (twice.status_code, has.status_code) == (422, 422)
    assert Invitation.objects.count() == 1


def test_the_last_who_runs_a_project_stays(client, project, admin):
    client.force_login(admin)
    own = project.project_members.get(member=admin)

    client.post(path(project, f"people/{own.pk}/remove"))
    assert project.project_members.filter(pk=own.pk).exists()

    make_project_member(project, make_member(), Role.LEAD_PARTNER)
    client.post(path(project, f"people/{own.pk}/remove"))
    assert not project.project_members.filter(pk=own.pk).exists()


def test_a_partner_sees_the_people_but_invites_nobody(client, project, admin):
    partner = make_member()
    make_project_member(project, partner, Role.PARTNER)
    invite(project, admin)
    client.force_login(partner)

    page = client.get(path(project, "people")).content.decode()
    client.post(path(project, "people"), {"email": "x@people.example", "role": "partner"})

    assert "Wanda Webb" in page
    assert "new@people.example" not in page
    assert Invitation.objects.count() == 1


def test_web_admins_edit_what_the_page_tells(client, project, admin):
    client.force_login(admin)

    response = client.post(
        path(project, "edit"),
        {"title": "Smart SMEs", "summary": "Told anew.", "themes": "Hubs\nHubs\nSkills"},
    )

    assert response.status_code == 302
    project.refresh_from_db()
    assert (project.title, project.themes) == ("Smart SMEs", ["Hubs", "Skills"])
    entry = Entry.objects.get(verb="change", kind="projects.project")
    assert entry.detail["fields"] == ["title", "summary", "themes"]


def test_the_state_changes_through_its_table_and_by_the_secretariat(client, project, admin):
    secretary = make_member(roles=["secretariat"])
    client.force_login(admin)
    assert client.post(path(project, "state"), {"to": "closed"}).status_code == 403

    client.force_login(secretary)
    client.post(path(project, "state"), {"to": "closed"})

    project = Project.objects.get()
    assert project.state == "closed"
    with pytest.raises(states.IllegalMove):
        states.move(project=project, to="in_modification", by=secretary)
    assert states.move(project=project, to="contracted", by=secretary).state == "contracted"
    assert list(Entry.objects.filter(verb="move").values_list("from_state", "to_state")) == [
        ("closed", "contracted"),
        ("contracted", "closed"),
    ]


def test_no_other_door_leads_to_another_state(project):
    project = Project.objects.get()
    project.state = "closed"

    with pytest.raises(StateIsClosed):
        project.save()
    with pytest.raises(StateIsClosed):
        Project.objects.update(state="closed")
