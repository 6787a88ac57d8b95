"""What holds, and what happens at first, where no demonstration is loaded."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from ponte.community.models import Member
from ponte.demo import accounts, actions
from ponte.demo.models import Load
from ponte.demo.records import UnknownCode
from ponte.practices.models import Practice
from ponte.regions.models import Region
from ponte.topics.models import Topic
from tests.demo.command import run
from tests.factories.practices import make_practice


def test_nothing_is_listed_without_a_demonstration(db):
    assert accounts.listing() is None


@pytest.mark.parametrize(
    "make",
    [
        lambda email: Member.objects.create_user(email, "3-strange-words"),
        lambda email: Member.objects.create_superuser(email, "3-strange-words"),
        lambda email: Member.objects.create(email=email),
        lambda email: Member.objects.get_or_create(email=email),
        lambda email: call_command("createsuperuser", email=email, interactive=False),
    ],
    ids=["user", "superuser", "create", "get or create", "command"],
)
@pytest.mark.parametrize("email", ["expert@demo.example", "Somebody@DEMO.example"])
def test_nobody_else_gets_such_an_address(db, make, email):
    with pytest.raises((ValidationError, CommandError), match="belongs to the demonstration"):
        make(email)

    assert Member.objects.count() == 0


def test_nobody_moves_to_such_an_address(db):
    member = Member.objects.create_user("marta@example.org")
    member.email = "expert@demo.example"

    with pytest.raises(ValidationError, match="belongs to the demonstration"):
        member.save()


def test_a_slug_that_somebody_has_is_not_taken(db):
    own = make_practice(title="HelpEmpresa service")

    actions.load_demonstration()

    assert own.slug == "helpempresa-service"
    assert Practice.objects.get(external_id="helpempresa-service").slug == "helpempresa-service-2"


def test_a_missing_region_is_named_and_nothing_is_loaded(db):
    Region.objects.filter(code="FI1DA").delete()

    with pytest.raises(UnknownCode, match=r"regions that are not loaded: FI1DA\."):
        actions.load_demonstration()

    assert Practice.objects.count() == 0
    assert Load.objects.count() == 0


def test_removal_without_a_load_does_nothing(db):
    removed = actions.remove_demonstration()

    assert (removed.practices, removed.projects) == (0, 0)


def test_once_loads_the_first_time_only(db):
    run("--once")

    assert run("--once") == "The demonstration was loaded before: nothing to do.\n"


def test_missing_ground_data_ends_with_a_clear_error(db):
    Topic.objects.filter(code="RSO4.6").delete()

    with pytest.raises(CommandError, match=r"topics that are not loaded: RSO4\.6"):
        run()

    assert Region.objects.exists()
