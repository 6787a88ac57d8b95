"""Rubrics in the back office: written with criteria and anchors, frozen once used."""

import pytest
from django.contrib.auth.models import Group

from ponte.assessment.actions import specification_of
from ponte.assessment.models import Rubric
from ponte.review.models import ReviewSettings
from tests.backoffice.pages import address, filled_in, listed, messages
from tests.factories.community import make_member
from tests.factories.review import under_review

LIST = "/admin/rubrics/"
NEW = {
    "name": "Our criteria",
    "lowest": "0",
    "highest": "4",
    "threshold": "2.5",
    "floor": "1",
    "criteria-TOTAL_FORMS": "2",
    "criteria-0-name": "Clear",
    "criteria-0-question": "Does everybody understand it?",
    "criteria-0-about": "practice",
    "criteria-0-kind": "score",
    "criteria-0-weight": "2",
    "criteria-0-ORDER": "2",
    "criteria-0-anchors-TOTAL_FORMS": "2",
    "criteria-0-anchors-INITIAL_FORMS": "0",
    "criteria-0-anchors-0-value": "4",
    "criteria-0-anchors-0-text": "Anybody understands it.",
    "criteria-0-anchors-1-value": "0",
    "criteria-0-anchors-1-text": "Nobody does.",
    "criteria-1-name": "Legal",
    "criteria-1-about": "pair",
    "criteria-1-kind": "gate",
    "criteria-1-weight": "1",
    "criteria-1-ORDER": "1",
    "criteria-1-anchors-TOTAL_FORMS": "0",
    "criteria-1-anchors-INITIAL_FORMS": "0",
}


@pytest.fixture
def secretariat(client, db):
    """A browser in which somebody of the secretariat is signed in."""
    client.force_login(make_member(roles=["secretariat"]))
    return client


def send(browser, page, *args, **changes):
    url = address(Rubric, page, *args)
    return browser.post(url, filled_in(browser.get(url), **changes), follow=True)


def add(browser, **changes):
    return send(browser, "add", **(NEW | changes))


def use(slug):
    """Let a review begin by the rubric; return it."""
    rubric = Rubric.objects.named(slug)
    review = under_review()
    type(review).objects.filter(pk=review.pk).update(rubric=rubric)
    return rubric


def test_the_secretariat_writes_a_rubric_with_criteria_in_their_order(secretariat):
    add(secretariat)

    rubric = Rubric.objects.get(slug="our-criteria")
    assert (rubric.version, rubric.highest, float(rubric.threshold)) == (1, 4, 2.5)
    legal, clear = rubric.criteria.all()
    assert [(each.slug, each.kind, each.about) for each in (legal, clear)] == [
        ("legal", "gate", "pair"),
        ("clear", "score", "practice"),
    ]
    assert [(each.value, each.text) for each in clear.anchors.all()] == [
        (0, "Nobody does."),
        (4, "Anybody understands it."),
    ]


CRITERION, ANCHOR = ("criteria", 0), ("criteria", 0, "anchors", 0)


@pytest.mark.parametrize(
    ("changes", "where", "told"),
    [
        ({"highest": "0"}, None, "The highest score lies above the lowest."),
        ({"highest": "11"}, "highest", "Ensure this value is less than or equal to 10."),
        ({"threshold": "4.5"}, "threshold", "This lies outside the scale."),
        ({"floor": "5"}, "floor", "This lies outside the scale."),
        ({"name": "smarty"}, "name", "There is a rubric of this name"),
        ({"criteria-0-weight": "0"}, None, "At least one scored criterion needs a weight."),
        ({"criteria-0-about": "pair"}, None, "At least one criterion is about the practice"),
    ],
)
def test_what_is_wrong_with_a_rubric_is_said_where_it_is_wrong(secretariat, changes, where, told):
    response = add(secretariat, **changes)

    errors = response.context["form"].errors
    assert told in str(errors[where or "__all__"])
    assert not Rubric.objects.filter(slug="our-criteria").exists()


@pytest.mark.parametrize(
    ("changes", "where", "told"),
    [
        ({"criteria-0-name": ""}, "name", "This field is required."),
        ({"criteria-0-name": "LEGAL"}, "name", "Another criterion is called like this."),
        ({"criteria-0-weight": "101"}, "weight", "less than or equal to 100"),
    ],
)
def test_what_is_wrong_with_a_criterion_is_said_at_it(secretariat, changes, where, told):
    response = add(secretariat, **changes)

    errors = response.context["form"].formsets["criteria"].errors
    assert told in str([error.get(where) for error in errors])


@pytest.mark.parametrize(("number", "value", "highest"), [(0, "5", 4), (1, "2", 1)])
def test_an_anchor_off_the_scale_is_marked(secretariat, number, value, highest):
    anchors = f"criteria-{number}-anchors"
    response = add(
        secretariat,
        **{
            f"{anchors}-TOTAL_FORMS": "1",
            f"{anchors}-0-value": value,
            f"{anchors}-0-text": "Beyond everything.",
        },
    )

    (anchor,) = response.context["form"].formsets["criteria"].forms[number].formsets["anchors"]
    assert anchor.errors["value"] == [f"Scores of this criterion lie between 0 and {highest}."]
    assert "Beyond everything." in response.content.decode()


def test_a_rubric_nobody_used_is_edited_even_where_anchors_change_places(secretariat):
    add(secretariat)
    rubric = Rubric.objects.get(slug="our-criteria")

    send(
        secretariat,
        "edit",
        rubric.pk,
        **{
            "name": "Our renamed criteria",
            "criteria-1-anchors-0-value": "4",
            "criteria-1-anchors-1-value": "0",
            "criteria-0-DELETE": "on",
        },
    )

    changed = Rubric.objects.get(pk=rubric.pk)
    assert (changed.name, changed.slug, changed.version) == (
        "Our renamed criteria",
        "our-criteria",
        1,
    )
    (clear,) = changed.criteria.all()
    assert [(each.value, each.text) for each in clear.anchors.all()] == [
        (0, "Anybody understands it."),
        (4, "Nobody does."),
    ]


def test_saving_without_a_change_keeps_what_a_rubric_says(secretariat):
    rubric = Rubric.objects.named("public-health")
    before = specification_of(rubric)

    send(secretariat, "edit", rubric.pk)

    after = specification_of(Rubric.objects.get(pk=rubric.pk))
    assert [(each.name, each.kind, each.anchors) for each in after.criteria] == [
        (each.name, each.kind, each.anchors) for each in before.criteria
    ]


@pytest.mark.parametrize("way", ["get", "post"])
def test_a_rubric_in_use_is_not_edited_but_looked_at(secretariat, way):
    rubric = use("oecd")
    url = address(Rubric, "edit", rubric.pk)

    response = getattr(secretariat, way)(url, {"name": "Changed"}, follow=True)

    assert response.redirect_chain[-1][0] == address(Rubric, "inspect", rubric.pk)
    assert ["it stays as it is. Make a new version." in text for text in messages(response)] == [
        True
    ]
    assert "Extent of coverage" in response.content.decode()
    assert Rubric.objects.get(pk=rubric.pk).name == rubric.name


def test_who_fills_in_the_form_while_it_comes_into_use_is_led_to_a_new_version(secretariat):
    rubric = Rubric.objects.named("oecd")
    url = address(Rubric, "edit", rubric.pk)
    sent = filled_in(secretariat.get(url), name="Changed")
    use("oecd")

    response = secretariat.post(url, sent, follow=True)

    assert response.redirect_chain[-1][0] == address(Rubric, "inspect", rubric.pk)
    assert Rubric.objects.get(pk=rubric.pk).name == rubric.name


def test_a_new_version_says_the_same_until_something_is_changed(secretariat):
    former = use("smarty")

    send(
        secretariat,
        "copy",
        former.pk,
        **{"threshold": "3.5", "criteria-0-anchors-0-text": "Nothing is told."},
    )

    version = Rubric.objects.named("smarty")
    assert (version.version, float(version.threshold)) == (2, 3.5)
    impact = version.criteria.first()
    assert [each.text for each in impact.anchors.all()][:2] == [
        "Nothing is told.",
        "An effect is claimed without a figure.",
    ]
    assert [each.slug for each in version.criteria.all()] == [
        each.slug for each in former.criteria.all()
    ]
    assert float(Rubric.objects.get(pk=former.pk).threshold) == 3.0


def test_a_new_version_with_a_mistake_loses_nothing(secretariat):
    former = use("smarty")

    response = send(secretariat, "copy", former.pk, highest="3", description="Other words.")

    assert "Scores of this criterion lie between 0 and 3." in response.content.decode()
    assert "Other words." in response.content.decode()
    assert Rubric.objects.filter(slug="smarty").count() == 1


def test_the_list_leads_to_the_form_or_to_the_frozen_rubric(secretariat):
    rubric, free = use("oecd"), Rubric.objects.named("opsi")

    page = secretariat.get(LIST).content.decode()

    assert address(Rubric, "inspect", rubric.pk) in page
    assert address(Rubric, "copy", rubric.pk) in page
    assert address(Rubric, "edit", rubric.pk) not in page
    assert address(Rubric, "edit", free.pk) in page
    assert address(Rubric, "copy", free.pk) not in page


@pytest.mark.parametrize("used", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(secretariat, used, django_assert_num_queries):
    for slug in ("oecd", "opsi", "urbact")[:used]:
        use(slug)
    secretariat.get(LIST)

    with django_assert_num_queries(12):
        response = secretariat.get(LIST)

    assert sum(each.in_use for each in listed(response)) == used


def test_only_an_administrator_deletes_a_version_and_never_the_only_one_or_one_in_use(
    client, secretariat
):
    former = use("oecd")
    send(secretariat, "copy", former.pk)
    unused = Rubric.objects.named("oecd")
    secretariat.post(address(Rubric, "delete", unused.pk))
    assert Rubric.objects.filter(pk=unused.pk).exists()
    client.force_login(make_member(roles=["administrator"]))

    for rubric in (unused, former, Rubric.objects.named("opsi")):
        client.post(address(Rubric, "delete", rubric.pk))

    assert list(Rubric.objects.filter(slug__in=["oecd", "opsi"])) == [
        former,
        Rubric.objects.named("opsi"),
    ]


def test_an_administrator_looks_at_rubrics_but_writes_none(client, db):
    client.force_login(make_member(roles=["administrator"]))
    rubric = Rubric.objects.named("oecd")

    assert client.get(address(Rubric, "inspect", rubric.pk)).status_code == 200
    assert client.get(address(Rubric, "edit", rubric.pk)).status_code == 302
    assert client.get(address(Rubric, "add")).status_code == 302


def test_rights_are_those_of_the_roles(db):
    rights = {
        group.name: set(
            group.permissions.filter(content_type__model="rubric").values_list(
                "codename", flat=True
            )
        )
        for group in Group.objects.filter(name__in=["secretariat", "administrator"])
    }

    assert rights == {
        "secretariat": {"add_rubric", "change_rubric", "view_rubric"},
        "administrator": {"delete_rubric", "view_rubric"},
    }


def test_reviews_choose_a_rubric_by_its_name(secretariat):
    page = secretariat.get("/admin/settings/review/reviewsettings/", follow=True)

    secretariat.post(page.redirect_chain[-1][0], filled_in(page, rubric="urbact"))

    assert ">URBACT: good practice of a city</option>" in page.content.decode()
    assert ReviewSettings.load().rubric == "urbact"
