"""What a project learns: its rules, what is counted, and its pages."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.documents.models import Document

from ponte.activity.models import Entry
from ponte.learning import actions
from ponte.learning.counting import count
from ponte.learning.models import Activity, Lesson, Participant, RegionalAnalysis
from ponte.projects.models import ProjectMember
from tests.factories.community import make_member, make_organisation
from tests.factories.files import pdf
from tests.factories.impact import make_claim
from tests.factories.instruments import make_instrument
from tests.factories.practices import make_practice
from tests.factories.projects import make_partner, make_project, make_project_member

pytestmark = pytest.mark.django_db
Kind, Role = Activity.Kind, ProjectMember.Role


@pytest.fixture
def project():
    return make_project(regions=["FI1D7", "SI03"])


@pytest.fixture
def lead(project):
    lead = make_member(first_name="Lea")
    make_project_member(project, lead, Role.LEAD_PARTNER)
    return lead


@pytest.fixture
def officer(project):
    """Of Lapland."""
    officer = make_member(first_name="Outi", region="FI1D7")
    make_project_member(project, officer)
    return officer


def make_activity(project, kind=Kind.SEMINAR, **fields):
    return Activity.objects.create(project=project, kind=kind, **{"title": "Seminar", **fields})


def came(activity, name="Anna Ek", organisation="Town", role="participant"):
    return actions.note_participant(
        activity=activity, name=name, organisation=organisation, region=None, role=role
    )


def test_people_are_counted_once_however_often_they_came_and_are_written(project):
    first, second = make_activity(project), make_activity(project, Kind.WEBINAR)
    came(first)
    came(second, "anna EK", "TOWN")
    came(second, "Anna Ek", "Another town")
    came(make_activity(project, Kind.STEERING), "Only Steers")

    assert count(project).people == 2
    assert Participant.objects.count() == 3


def test_nobody_is_noted_twice_at_one_activity(project):
    activity = make_activity(project)
    came(activity)

    with pytest.raises(ValidationError):
        came(activity, "ANNA Ek")


def test_of_who_is_taken_back_everywhere_nothing_is_kept(project):
    first, second = came(make_activity(project)), came(make_activity(project))

    actions.forget_participant(participation=first)
    assert Participant.objects.count() == 1
    actions.forget_participant(participation=second)
    assert Participant.objects.count() == 0


def test_the_database_knows_no_other_kind_and_no_end_before_the_beginning(project):
    for fields in ({"kind": "party"}, {"start": "2024-05-02", "end": "2024-05-01"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_activity(project, **fields)


def test_everybody_reads_what_happened_and_only_the_project_who_came(client, project, officer):
    activity = make_activity(project, minutes="Secret minutes.", agenda="Morning: visits.")
    came(activity, "Anna Ek")

    public = client.get(activity.get_absolute_url()).text
    client.force_login(make_member())
    member = client.get(activity.get_absolute_url()).text
    client.force_login(officer)
    inside = client.get(activity.get_absolute_url()).text

    for text in (public, member):
        assert "Morning: visits." in text
        assert "Anna Ek" not in text
        assert "Secret minutes." not in text
    assert "Anna Ek" in inside
    assert "Secret minutes." in inside


def test_practices_that_are_not_public_are_shown_to_the_project_only(client, project, officer):
    activity = make_activity(project)
    activity.practices.add(
        make_practice(title="Seen by all", project=project, from_project=True),
        make_practice(
            title="Still checked", project=project, from_project=True, state="project_check"
        ),
    )

    public = client.get(activity.get_absolute_url()).text
    client.force_login(officer)
    inside = client.get(activity.get_absolute_url()).text

    assert ("Seen by all" in public, "Still checked" in public) == (True, False)
    assert ("Seen by all" in inside, "Still checked" in inside) == (True, True)


def test_an_activity_is_added_and_changed_by_who_runs_the_project(client, project, lead, officer):
    address = reverse("learning:new", args=[project.slug])
    given = {"kind": "study_visit", "title": "To Levi", "mode": "on_site", "host_region": "FI1D7"}
    client.force_login(officer)
    assert client.get(address).status_code == 403
    client.force_login(lead)
    backwards = {"start": "2024-05-02", "end": "2024-05-01"}

    assert client.post(address, {**given, **backwards}).status_code == 422
    client.post(address, given)

    activity = Activity.objects.get()
    assert (activity.title, activity.host_region.code) == ("To Levi", "FI1D7")
    client.post(activity.page("edit"), {**given, "title": "To Ylläs"})
    activity.refresh_from_db()
    assert activity.title == "To Ylläs"


def test_an_activity_goes_while_nothing_rests_on_it(client, project, lead, officer):
    activity = make_activity(project)
    page = activity.page("delete")
    client.force_login(officer)
    assert client.post(page).status_code == 403
    client.force_login(lead)

    assert page in client.get(activity.get_absolute_url()).text
    assert "cannot be brought back" in client.get(page).text
    client.post(page)

    assert not Activity.objects.exists()
    entry = Entry.objects.get(verb="delete")
    assert (entry.actor, entry.detail) == (lead, {"reason": "Seminar"})


@pytest.mark.parametrize("what", ["people", "presentation", "lesson", "improvement"])
def test_an_activity_on_which_something_rests_stays(client, project, lead, what):
    activity = make_activity(project)
    if what == "people":
        came(activity)
    elif what == "presentation":
        activity.presentations.create(document=Document.objects.create(title="Slides", file=pdf()))
    elif what == "lesson":
        activity.lessons.create(region=project.regions.first(), text="Mentors.")
    else:
        make_claim().sources.create(activity=activity, kind="event", name="Seminar")
    page = activity.page("delete")
    client.force_login(lead)

    assert page not in client.get(activity.get_absolute_url()).text
    assert "it stays" in client.get(page).text
    assert "it stays" in client.post(page, follow=True).text
    assert Activity.objects.exists()


def test_people_are_noted_and_taken_back_on_a_page(client, project, lead):
    activity = make_activity(project)
    client.force_login(lead)
    page = activity.page("people")
    given = {"name": "Anna Ek", "organisation": "Town", "role": "speaker", "region": "SI03"}

    client.post(page, given)
    assert client.post(page, given).status_code == 422
    assert client.post(page, {"role": "speaker"}).status_code == 422
    noted = activity.participations.get()
    assert (str(noted.participant), noted.role) == ("Anna Ek", "speaker")
    client.post(page, {"remove": noted.pk})
    assert Participant.objects.count() == 0
    assert client.post(page, {"remove": "x"}).status_code == 404


def test_a_presentation_is_checked_kept_and_gone_with_its_file(client, project, lead):
    activity = make_activity(project)
    client.force_login(lead)
    page = activity.page("presentations")

    assert client.post(page, {"title": "Nothing"}).status_code == 422
    client.post(page, {"title": "How we did it", "file": pdf(), "speaker": "Outi"})

    presentation = activity.presentations.get()
    assert presentation.document.file.name.startswith("documents/learning/")
    client.logout()
    assert "How we did it" in client.get(activity.get_absolute_url()).text
    client.force_login(lead)
    client.post(page, {"remove": presentation.pk})
    assert Document.objects.count() == 0


def test_a_lesson_is_of_ones_own_region_and_read_by_members(client, project, officer):
    activity = make_activity(project)
    client.force_login(officer)
    page = activity.page("new_lesson")
    other = project.regions.get(code="SI03")
    assert client.post(page, {"region": other.pk, "text": "Mentors."}).status_code == 422
    own = project.regions.get(code="FI1D7")

    client.post(page, {"region": own.pk, "text": "Mentors.", "instrument": "Lapland 2030"})

    lesson = Lesson.objects.get()
    assert lesson.written_by == officer
    assert "Lapland 2030" in client.get(activity.get_absolute_url()).text
    client.logout()
    assert "Mentors." not in client.get(activity.get_absolute_url()).text
    stranger = make_member(region="FI1D7")
    client.force_login(stranger)
    address = reverse("learning:edit_lesson", args=[project.slug, lesson.pk])
    assert client.get(address).status_code == 403


def test_a_lesson_names_an_instrument_that_a_partner_addresses(client, project, officer):
    addressed, other = make_instrument("Lapland 2030"), make_instrument("Another land")
    make_partner(project).instruments.add(addressed)
    activity = make_activity(project)
    client.force_login(officer)
    page = activity.page("new_lesson")
    given = {"region": project.regions.get(code="FI1D7").pk, "text": "Mentors."}
    form = client.get(page).text
    assert ("Lapland 2030" in form, "Another land" in form) == (True, False)
    assert client.post(page, {**given, "policy_instrument": other.pk}).status_code == 422

    client.post(page, {**given, "policy_instrument": addressed.pk})

    assert Lesson.objects.get().policy_instrument == addressed
    assert addressed.get_absolute_url() in client.get(activity.get_absolute_url()).text
    shown = client.get(addressed.get_absolute_url()).text
    assert "Mentors." in shown
    assert activity.get_absolute_url() in shown
    assert "Mentors." not in client.get(other.get_absolute_url()).text
    client.logout()
    assert "Mentors." not in client.get(addressed.get_absolute_url()).text


def test_a_lesson_keeps_an_instrument_that_no_partner_addresses_any_more(client, project, officer):
    instrument = make_instrument()
    region = project.regions.get(code="FI1D7")
    lesson = make_activity(project).lessons.create(
        region=region, text="Mentors.", policy_instrument=instrument
    )
    client.force_login(officer)
    address = reverse("learning:edit_lesson", args=[project.slug, lesson.pk])

    client.post(
        address, {"region": region.pk, "text": "Loans.", "policy_instrument": instrument.pk}
    )

    lesson.refresh_from_db()
    assert (lesson.text, lesson.policy_instrument) == ("Loans.", instrument)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_an_instrument_takes_as_many_queries_for_three_lessons_as_for_one(
    client, project, number, django_assert_num_queries
):
    instrument = make_instrument()
    for _each in range(number):
        make_activity(project).lessons.create(
            region=project.regions.first(), text="Mentors.", policy_instrument=instrument
        )
    client.force_login(make_member())
    client.get(instrument.get_absolute_url())

    with django_assert_num_queries(10):
        client.get(instrument.get_absolute_url())


def test_a_region_is_analysed_by_who_works_for_it(client, project, officer):
    address = reverse("learning:edit_analysis", args=[project.slug, "FI1D7"])
    body = make_organisation()
    make_partner(project, organisation=body, region=project.regions.get(code="SI03"))
    neighbour = make_member(organisation=body)
    make_project_member(project, neighbour)
    client.force_login(neighbour)
    assert client.get(address).status_code == 403
    elsewhere = reverse("learning:edit_analysis", args=[project.slug, "SI03"])
    assert client.get(elsewhere).status_code == 200
    client.force_login(officer)

    client.post(address, {"strengths": "Snow.", "threats": "No snow."})

    analysis = RegionalAnalysis.objects.get()
    assert (analysis.strengths, analysis.written_by) == ("Snow.", officer)
    text = client.get(reverse("learning:analysis", args=[project.slug, "FI1D7"])).text
    assert "No snow." in text
    missing = reverse("learning:analysis", args=[project.slug, "ES51"])
    assert client.get(missing).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(
    client, project, number, django_assert_num_queries
):
    for each in range(number):
        activity = make_activity(project)
        activity.lessons.create(
            region=project.regions.first(),
            text="Mentors.",
            policy_instrument=make_instrument(f"Programme {each}"),
        )
        came(activity)
    client.force_login(make_member())
    address = reverse("learning:index", args=[project.slug])
    client.get(address)

    with django_assert_num_queries(16):
        client.get(address)
