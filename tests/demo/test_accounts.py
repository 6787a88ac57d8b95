import stat

import pytest

from ponte import activity
from ponte.community.models import Member, Organisation, Role, RoleGrant
from ponte.demo import accounts, actions
from ponte.projects.models import ProjectMember

pytestmark = pytest.mark.usefixtures("demonstration")


def roles():
    return {member.email: set(member.roles) for member in Member.objects.all() if member.roles}


def test_there_is_one_account_for_each_role(loaded):
    listed = [account.email for account in accounts.listing().accounts]

    assert listed == [
        "member@demo.example",
        "partner@demo.example",
        "web-admin@demo.example",
        "lead-partner@demo.example",
        "controller@demo.example",
        "contact-point@demo.example",
        "expert@demo.example",
        "secretariat@demo.example",
        "committee@demo.example",
        "admin@demo.example",
    ]


def test_each_account_has_the_role_of_its_name_and_no_other(loaded):
    assert roles() == {
        "controller@demo.example": {Role.CONTROLLER},
        "contact-point@demo.example": {Role.CONTACT_POINT},
        "expert@demo.example": {Role.EXPERT},
        "expert-2@demo.example": {Role.EXPERT},
        "expert-3@demo.example": {Role.EXPERT},
        "secretariat@demo.example": {Role.SECRETARIAT},
        "committee@demo.example": {Role.COMMITTEE},
        "admin@demo.example": {Role.ADMINISTRATOR},
    }
    assert dict(ProjectMember.objects.values_list("role", "member__email")) == {
        "partner": "partner@demo.example",
        "web_admin": "web-admin@demo.example",
        "lead_partner": "lead-partner@demo.example",
    }


def test_all_may_enter_with_the_password_in_the_file(loaded, client):
    password = loaded.password_file.read_text().strip()

    assert stat.S_IMODE(loaded.password_file.stat().st_mode) == 0o600
    assert [m.email for m in Member.objects.all() if not m.check_password(password)] == []


def test_addresses_are_confirmed(loaded):
    members = Member.objects.filter(emailaddress__verified=True, emailaddress__primary=True)

    assert members.count() == 14


def test_only_the_administrator_is_almighty(loaded):
    almighty = Member.objects.filter(is_superuser=True)

    assert [member.email for member in almighty] == ["admin@demo.example"]


def test_what_is_made_up_says_so(loaded):
    assert [
        o.name_en for o in Organisation.objects.all() if "(demonstration)" not in o.name_en
    ] == []


def test_nothing_is_listed_once_it_is_removed(loaded):
    actions.remove_demonstration()

    assert accounts.listing() is None
    assert Organisation.objects.count() == 0


def test_who_did_something_that_stays_on_record_is_erased_not_deleted(loaded):
    expert = Member.objects.get(email="expert@demo.example")
    committee = Member.objects.get(email="committee@demo.example")

    actions.remove_demonstration()

    expert.refresh_from_db()
    assert (expert.first_name, expert.is_active) == ("", False)
    assert not expert.role_grants.in_force().exists()
    assert not Member.objects.filter(pk=committee.pk).exists()


def test_a_demonstration_may_take_its_only_administrator_away(loaded):
    administrator = Member.objects.get(email="admin@demo.example")
    activity.record(actor=administrator, verb="archive", target=administrator)

    actions.remove_demonstration()

    administrator.refresh_from_db()
    assert (administrator.is_superuser, administrator.is_active) == (False, False)


def test_the_demonstration_can_come_back(loaded):
    actions.remove_demonstration()

    again = actions.load_demonstration()

    assert again.accounts == 14
    assert len(accounts.listing().accounts) == 10
    assert again.password_file.exists()


def test_an_account_of_the_demonstration_may_change_itself(loaded):
    member = Member.objects.get(email="expert@demo.example")

    member.job_title = "Expert on everything"
    member.save()

    assert Member.objects.get(pk=member.pk).job_title == "Expert on everything"


def test_a_new_account_gets_the_password_of_the_others(loaded):
    password = loaded.password_file.read_text().strip()
    Member.objects.filter(email="committee@demo.example").delete()

    again = actions.load_demonstration()

    assert again.password_file == loaded.password_file
    assert Member.objects.get(email="committee@demo.example").check_password(password)


def test_loading_again_mends_a_role(loaded):
    RoleGrant.objects.filter(member__email="expert@demo.example").delete()

    again = actions.load_demonstration()

    assert again.changed == 1
    assert roles()["expert@demo.example"] == {Role.EXPERT}
