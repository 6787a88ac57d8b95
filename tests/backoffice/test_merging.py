"""Several records of one body become one: compared, chosen, merged."""

import pytest
from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField
from django.urls import reverse
from django.utils import timezone

from ponte import search
from ponte.activity.models import Entry
from ponte.community import actions
from ponte.community.duplicates import duplicates
from ponte.community.forms import OrganisationField
from ponte.community.merging import ChangedMeanwhile, merge_organisations
from ponte.community.models import MergedOrganisation, Organisation
from ponte.notifications.models import Notification
from ponte.review import ties
from ponte.review.models import DeclaredConflict, FormerAffiliation
from ponte.search.documents import SearchQuery
from tests.backoffice.pages import address, filled_in, messages
from tests.factories.community import make_member, make_organisation
from tests.factories.instruments import make_instrument
from tests.factories.plans import endorsed_plan
from tests.factories.practices import make_practice
from tests.factories.projects import make_partner, make_project
from tests.factories.transfers import make_officer, make_transfer, travelling

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    """The record that stays and the one that goes."""
    return (
        make_organisation("Tuscan Agency", region="ITI1", pic="123456789"),
        make_organisation("Agency of Tuscany", name_original="Agenzia toscana", city="Florence"),
    )


def merge(kept, *others, **values):
    return merge_organisations(kept=kept, others=others, values=values, by=make_member())


def stakeholders(*bodies):
    """A group of these organisations."""
    group = make_project().stakeholder_groups.create(
        instrument=make_instrument(authority=bodies[0])
    )
    group.organisations.add(*bodies)
    return group


# How each kind of record that refers to an organisation is made.
REFERRING = {
    "community.Member.organisation": lambda body: make_member(organisation=body),
    "community.MergedOrganisation.organisation": lambda body: MergedOrganisation.objects.create(
        organisation=body, slug=f"before-{body.pk}", name_en="Before", name_original="Prima"
    ),
    "instruments.PolicyInstrument.responsible_authority": lambda body: make_instrument(
        authority=body
    ),
    "projects.ProjectPartner.organisation": lambda body: make_partner(
        make_project(), organisation=body
    ),
    "projects.AssociatedPolicyAuthority.organisation": lambda body: (
        make_project().associated_authorities.create(
            organisation=body, instrument=make_instrument(authority=body)
        )
    ),
    "projects.StakeholderGroup.organisations": stakeholders,
    "projects.StakeholderOrganisation.organisation": stakeholders,
    "review.DeclaredConflict.organisation": lambda body: DeclaredConflict.objects.create(
        expert=make_member(), organisation=body, reason="I sit on its board."
    ),
    "plans.Endorsement.organisation": lambda body: endorsed_plan(
        instrument=make_instrument(authority=body)
    ),
    "transfers.Transfer.organisation": lambda body: make_transfer(
        travelling(title=f"Practice for {body}"), by=make_officer(organisation=body)
    ),
    "review.FormerAffiliation.organisation": lambda body: FormerAffiliation.objects.create(
        member=make_member(), organisation=body, ended_on=timezone.localdate()
    ),
}


def relations_to_organisations():
    """Every key and list of keys to an organisation, of whatever model, by name."""
    return {
        f"{model._meta.label}.{field.name}": field
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey | ManyToManyField) and field.related_model is Organisation
    }


def test_it_is_known_how_to_make_every_kind_of_record_that_refers_to_an_organisation():
    assert set(relations_to_organisations()) == set(REFERRING)


def test_whatever_refers_to_the_others_refers_to_the_one_that_stays(pair):
    kept, other = pair
    third = make_organisation()
    for make in REFERRING.values():
        for body in (kept, other, third):
            make(body)

    gone = {other.pk, third.pk}

    merge(kept, other, third)

    for name, field in relations_to_organisations().items():
        referred_to = set(field.model.objects.values_list(field.name, flat=True))
        assert (name, referred_to & {kept.pk, *gone}) == (name, {kept.pk})
    assert not Organisation.objects.filter(pk__in=gone).exists()


def test_who_was_twice_in_a_group_is_in_it_once(pair):
    kept, other = pair
    group = stakeholders(kept, other)

    merge(kept, other)

    assert list(group.organisations.all()) == [kept]


def test_what_refers_in_a_general_way_moves_too(pair):
    kept, other = pair
    reporter = make_member()
    report = actions.report(reporter=reporter, target=other, reason="other", text="Is it one?")
    Notification.objects.create(recipient=reporter, kind="report", about=other, text="Look")

    merge(kept, other)

    report.refresh_from_db()
    assert (report.object_id, report.url) == (kept.pk, kept.get_absolute_url())
    assert Notification.objects.get(kind="report", recipient=reporter).about == kept


def test_nobody_has_left_anywhere(pair):
    kept, other = pair
    make_member(organisation=other)

    merge(kept, other)

    assert not FormerAffiliation.objects.exists()


def test_the_old_address_leads_to_the_one_that_stays_over_several_mergers(client, pair):
    kept, other = pair
    last = make_organisation("Agency for all")
    merge(kept, other)

    merge(last, kept)

    for slug in (other.slug, kept.slug):
        response = client.get(reverse("organisations:detail", args=[slug]))
        assert (response.status_code, response.url) == (301, "/organisations/agency-for-all/")
    client.force_login(member := make_member())
    client.post(reverse("organisations:join", args=[other.slug]))
    member.refresh_from_db()
    assert member.organisation == last


def test_no_new_organisation_gets_an_address_that_leads_elsewhere(pair):
    kept, other = pair
    merge(kept, other)

    new = actions.add_organisation(
        Organisation(name_en=other.name_en, name_original="Else", type="sme"), by=make_member()
    )

    assert new.slug == f"{other.slug}-2"


def test_the_names_of_the_others_find_it_everywhere(client, pair, indexed):
    kept, other = pair
    practice = make_practice(title="Early warning", institution_name="agenzia Toscana")
    member = make_member(organisation=other)
    merge(kept, other)
    indexed()

    found = search.query(SearchQuery("agenzia toscana", {"kind": ["organisation"]}))
    again = duplicates(Organisation(name_en="Agency of Tuscany", name_original="Agenzia toscana"))
    colleagues = search.query(SearchQuery("", {"kind": ["colleague"], "organisation": [kept.slug]}))

    assert [hit.object_id for hit in found.hits] == [kept.pk]
    assert OrganisationField().clean("Agenzia Toscana") == kept
    assert [candidate.organisation for candidate in again] == [kept]
    assert [hit.object_id for hit in colleagues.hits] == [member.pk]
    assert practice.title in client.get(kept.get_absolute_url()).content.decode()


def test_ties_by_the_former_name_are_still_found(pair):
    kept, other = pair
    other.region = kept.region
    other.save()
    expert = make_member(organisation=other, roles=["expert"])
    practice = make_practice(institution_name="Agenzia toscana", institution_region=kept.region)

    def common():
        sides = (
            ties.of_experts([expert.pk])[expert.pk],
            ties.of_practices([practice.pk])[practice.pk],
        )
        theirs, its = ({tie.point for tie in side if "@" in str(tie.point.key)} for side in sides)
        return theirs & its

    before = common()
    merge(kept, other)

    assert before
    assert common() == before


def test_the_chosen_values_stay_and_the_log_tells_of_both_sides(pair):
    kept, other = pair
    gone = other.pk

    merge(kept, other, city="Florence", pic="123456789", name_original="Agenzia toscana")

    kept.refresh_from_db()
    assert (kept.city, kept.pic, kept.name_original) == ("Florence", "123456789", "Agenzia toscana")
    entry = Entry.objects.about(kept).get()
    assert (entry.verb, entry.detail["fields"]) == ("merge", ["city", "name_original"])
    assert entry.detail["merged"] == [
        {"id": gone, "slug": "agency-of-tuscany", "name": "Agency of Tuscany"}
    ]
    about_other = Entry.objects.get(kind="community.organisation", object_id=str(gone))
    assert (about_other.verb, about_other.detail["id"]) == ("merged_into", kept.pk)


def test_the_number_of_the_record_that_goes_can_be_kept(pair):
    kept, other = pair

    merge(other, kept, pic="123456789")

    assert Organisation.objects.get().pic == "123456789"


def test_two_who_merge_at_once_do_not_lose_the_body(pair):
    kept, other = pair
    kept_there, other_there = (Organisation.objects.get(pk=each.pk) for each in pair)
    merge(kept, other)

    with pytest.raises(ChangedMeanwhile):
        merge(other_there, kept_there)

    assert list(Organisation.objects.all()) == [kept]


def test_a_record_that_somebody_has_changed_is_looked_at_again(pair):
    kept, other = pair
    Organisation.objects.get(pk=other.pk).save()

    with pytest.raises(ChangedMeanwhile):
        merge(kept, other)

    assert Organisation.objects.count() == 2


# In the back office


def page(*organisations):
    chosen = "&".join(f"id={each.pk}" for each in organisations)
    return f"/admin/bulk/community/organisation/merge/?{chosen}&next=/admin/organisations/"


def test_the_page_shows_side_by_side_what_differs_and_suggests(office, pair):
    kept, other = pair
    make_member(organisation=other)

    response = office.get(page(kept, other))

    form = response.context["form"]
    assert [field.name for field in form.compared()] == [
        "name_original", "name_en", "region", "city", "pic",
    ]  # fmt: skip
    assert form["kept"].initial == str(other.pk)
    suggested = {field.name: int(field.initial) for field in form.compared()}
    assert suggested == {
        "name_original": other.pk, "name_en": other.pk, "city": other.pk,
        "region": kept.pk, "pic": kept.pk,
    }  # fmt: skip
    assert "1 record refers to it" in response.content.decode()


def test_records_are_merged_as_chosen(office, pair):
    kept, other = pair
    sent = filled_in(office.get(page(kept, other)), kept=kept.pk, city=other.pk, understood="on")

    response = office.post(page(kept, other), {**sent, "name_en": kept.pk}, follow=True)

    kept.refresh_from_db()
    assert response.redirect_chain == [("/admin/organisations/", 302)]
    assert messages(response) == ["2 records are “Tuscan Agency” now."]
    assert (kept.name_en, kept.city) == ("Tuscan Agency", "Florence")


def test_nothing_is_merged_without_the_confirmation_and_the_choice_stays(office, pair):
    kept, other = pair
    sent = filled_in(office.get(page(kept, other)), kept=other.pk)

    response = office.post(page(kept, other), sent)

    assert Organisation.objects.count() == 2
    assert response.context["form"]["kept"].value() == str(other.pk)
    assert "This field is required." in response.content.decode()


def test_who_compares_while_another_changes_compares_again(office, pair):
    kept, other = pair
    sent = filled_in(office.get(page(kept, other)), kept=kept.pk, understood="on")
    Organisation.objects.get(pk=other.pk).save()

    refused = office.post(page(kept, other), sent)
    again = office.post(page(kept, other), filled_in(refused, understood="on"))

    assert "Somebody has changed one of these records." in refused.content.decode()
    assert again.status_code == 302
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("number", [1, 6])
def test_a_comparison_has_two_to_five_records(office, number):
    chosen = [make_organisation() for _ in range(number)]

    shown, sent = office.get(page(*chosen)), office.post(page(*chosen), {"understood": "on"})

    assert "at least two and at most 5" in shown.content.decode()
    assert sent.status_code == 200
    assert Organisation.objects.count() == number


def test_the_secretariat_merges_and_an_ordinary_member_does_not(client, pair):
    client.force_login(make_member(roles=["secretariat"]))
    allowed = client.get(page(*pair))
    client.force_login(make_member())
    refused = client.get(page(*pair))

    assert allowed.status_code == 200
    assert refused.status_code == 302


def test_an_organisation_with_former_addresses_can_be_deleted(office, pair):
    merge(*pair)

    office.post(address(Organisation, "delete", pair[0].pk))

    assert not MergedOrganisation.objects.exists()
