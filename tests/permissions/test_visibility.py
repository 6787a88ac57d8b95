"""No address of the site tells visitors, or members, what of people is not for them."""

import pytest
from django.test import Client

from ponte.community.models import Member
from ponte.community.profiles import PARTS
from ponte.search.indexer import drain
from tests.permissions.addresses import path_of
from tests.permissions.test_matrix import OURS
from tests.permissions.world import World

SECRETS = {"job_title": "Zqtitle", "about": "Zqabout", "expertise": ["Zqexpertise"]}
SECRET_TEXTS = ("Zqtitle", "Zqabout", "Zqexpertise")
HIDDEN_NAME, ADDRESS = "Zqname", "@people.example"


@pytest.fixture(scope="module")
def shared_world(module_db):
    """Everybody has a name for members and a profile for nobody; and all have had their say."""
    with module_db():
        world = World()
        world.result.added_by = world.members["author"]
        world.question.answer, world.question.answered_by = "Little.", world.members["author"]
        world.question.answered_at = world.practices["validated"].published_at
        world.question.save()
        visibility = {**dict.fromkeys(PARTS, "nobody"), "name": "members"}
        Member.objects.update(last_name=HIDDEN_NAME, visibility=visibility, **SECRETS)
        drain()
        return world


@pytest.fixture
def world(shared_world, db):
    return shared_world


def told(client, world):
    """What each address answers, by route: all text, streamed or not."""
    answers = {}
    for each in sorted(OURS, key=lambda address: "logout" in address.route):
        response = client.get(path_of(each, world))
        answers[each.route] = response.getvalue().decode(errors="replace")
    return answers


def naming(answers, *secrets):
    return [route for route, text in answers.items() if any(each in text for each in secrets)]


def test_no_address_tells_visitors_a_name_or_a_profile_that_is_not_for_them(world):
    answers = told(Client(), world)

    assert "What did it cost?" in answers["practices/<slug>/"]
    assert naming(answers, HIDDEN_NAME, ADDRESS, *SECRET_TEXTS) == []


def test_no_address_tells_members_what_others_keep_to_themselves(world):
    reader, browser = world.members["member"], Client()
    browser.force_login(reader, "allauth.account.auth_backends.AuthenticationBackend")
    Member.objects.filter(pk=reader.pk).update(job_title="", about="", expertise=[])
    addresses_of_others = Member.objects.exclude(pk=reader.pk).values_list("email", flat=True)

    answers = told(browser, world)

    assert HIDDEN_NAME in answers["practices/<slug>/"]
    assert naming(answers, *SECRET_TEXTS, *addresses_of_others) == []
