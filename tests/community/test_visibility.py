"""Each part of a profile is seen by its audience, wherever it could be seen or give a clue.

That no other page names anybody to visitors: see tests/permissions/test_visibility.py.
"""

from dataclasses import dataclass
from html import unescape

import pytest
from django.urls import reverse

from ponte.community.profiles import PARTS
from tests.factories.community import make_member, make_organisation, topics_of
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Part:
    """Who is called `name` shows this part: its `value`, as pages tell it (`text`).

    `places` are all where somebody whom it is for learns of it: told on a card or a page, or
    because the person is found by a `word` of it or with a `filters` of the directory.
    """

    name: str
    value: object
    text: str
    places: set[str]
    word: str = ""
    filters: str = ""


FOUND_BY_WORDS = {"directory", "search"}
TOLD = {
    "job_title": Part(
        "Ashgrove",
        "Chief cartographer",
        "Chief cartographer",
        {"card", "page", *FOUND_BY_WORDS},
        word="cartographer",
    ),
    "organisation": Part(
        "Birchwick",
        "Zephyr Bureau",
        "Zephyr Bureau",
        {"card", "page", "facet", "organisation", "its practices", *FOUND_BY_WORDS},
        word="zephyr",
        filters="organisation=zephyr-bureau",
    ),
    "region": Part(
        "Cedarholm",
        "RO41",
        "Sud-Vest Oltenia",
        {"card", "page", "facet", *FOUND_BY_WORDS},
        word="oltenia",
        filters="region=RO41",
    ),
    "role_in_policy": Part(
        "Dunmore",
        "advises",
        "Researches or advises",
        {"page", "facet"},
        filters="policy_role=advises",
    ),
    "topics": Part(
        "Elmfield", ["social"], "Social", {"card", "page", "facet"}, filters="topic=social"
    ),
    "expertise": Part(
        "Foxbury",
        ["quillburnology"],
        "quillburnology",
        {"page", *FOUND_BY_WORDS},
        word="quillburnology",
    ),
    "languages": Part("Glenrath", ["fi"], "Suomi", {"page", "facet"}, filters="speaks=fi"),
    "about": Part(
        "Hawkesy",
        "I keep bees on the roof.",
        "I keep bees on the roof.",
        {"page", *FOUND_BY_WORDS},
        word="bees",
    ),
}


def make(part, audience):
    """A member who shows this part to `audience`, the name to everyone and nothing else."""
    told = TOLD[part]
    value = make_organisation(told.value) if part == "organisation" else told.value
    member = make_member(
        last_name=told.name,
        visibility={**dict.fromkeys(PARTS, "nobody"), "name": "everyone", part: audience},
        **({} if part == "topics" else {part: value}),
    )
    if part == "topics":
        member.topics.set(topics_of(value))
    make_practice(title=f"Practice of {told.name}", author=member)
    return member


def places(client, part, member):
    """Where the browser of `client` learns of this part of `member`'s profile."""
    told = TOLD[part]
    found = {
        "card": told.text in text(client, f"/people/?q={told.name}", 'class="results"'),
        "page": told.text in text(client, member.get_absolute_url()),
    }
    if told.filters:
        found["facet"] = told.name in text(client, f"/people/?{told.filters}", 'class="results"')
    if told.word:
        found["directory"] = told.name in text(client, f"/people/?q={told.word}", 'class="results"')
        found["search"] = told.name in text(client, f"/search/?q={told.word}", 'class="results"')
    if part == "organisation":
        page = text(client, reverse("organisations:detail", args=["zephyr-bureau"]))
        found["organisation"] = f" {told.name}</a>" in page
        found["its practices"] = f"Practice of {told.name}" in page
    return {place for place, is_told in found.items() if is_told}


def text(client, address, start="<main"):
    """The main part of a page, from `start`."""
    page = client.get(address).content.decode()
    return unescape(page.partition(start)[2].partition("</main>")[0])


def test_every_part_of_a_profile_is_looked_for():
    assert set(TOLD) == set(PARTS) - {"name"}


@pytest.mark.parametrize(
    ("audience", "viewer", "learns"),
    [
        ("everyone", "visitor", lambda places: places),
        ("everyone", "member", lambda places: places),
        ("members", "visitor", lambda places: set()),
        # The search of everything says the same to all.
        ("members", "member", lambda places: places - {"search"}),
        ("nobody", "visitor", lambda places: set()),
        ("nobody", "member", lambda places: set()),
        ("nobody", "oneself", lambda places: {"page"}),
    ],
)
def test_a_part_is_learned_by_its_audience_and_nobody_else(
    client, indexed, audience, viewer, learns
):
    members = {part: make(part, audience) for part in TOLD}
    indexed()
    if viewer == "member":
        client.force_login(make_member())

    learned = {}
    for part, member in members.items():
        if viewer == "oneself":
            client.force_login(member)
        learned[part] = places(client, part, member)

    assert learned == {part: learns(told.places) for part, told in TOLD.items()}


def test_a_part_about_which_nothing_is_said_is_for_members(client, indexed):
    members = {part: make(part, "nobody") for part in TOLD}
    for part, member in members.items():
        del member.visibility[part]
        member.save()
    indexed()

    as_visitor = {part: places(client, part, member) for part, member in members.items()}
    client.force_login(make_member())
    as_member = {part: places(client, part, member) for part, member in members.items()}

    assert as_visitor == {part: set() for part in TOLD}
    assert as_member == {part: told.places - {"search"} for part, told in TOLD.items()}
