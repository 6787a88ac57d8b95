"""The pages of events: found, made, run, and the way of who comes."""

import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from ponte.core.states import IllegalMove, StateIsClosed
from ponte.events import filters, months, registering, states
from ponte.events.mails import path_of
from ponte.events.models import Event, Registration
from ponte.learning.models import Activity
from ponte.projects.models import ProjectMember
from ponte.regions.models import Region
from tests.factories.community import make_member
from tests.factories.events import make_event
from tests.factories.projects import make_project, make_project_member

pytestmark = pytest.mark.django_db
INDEX = "/events/"
NOON = datetime(2027, 7, 1, 12, tzinfo=UTC)


@pytest.fixture
def secretary():
    return make_member(roles=["secretariat"])


def given(**fields):
    return {
        "title": "Open day",
        "kind": "webinar",
        "summary": "Come.",
        "start": "2030-07-01T10:00",
        "end": "2030-07-01T12:00",
        "zone": "Europe/Lisbon",
        "mode": "online",
        "registering": "here",
        **fields,
    }


def form_data(formset, *rows):
    data = {f"{formset}-TOTAL_FORMS": len(rows), f"{formset}-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {f"{formset}-{number}-{name}": value for name, value in row.items()}
    return data


def test_what_is_to_come_is_listed_and_what_is_past_on_demand(client):
    make_event(title="Tomorrow", days=1)
    make_event(title="Yesterday", days=-1)
    make_event(title="Unfinished", state="draft")

    coming, past = client.get(INDEX).text, client.get(INDEX, {"when": "past"}).text

    assert ("Tomorrow" in coming, "Yesterday" in coming) == (True, False)
    assert ("Tomorrow" in past, "Yesterday" in past) == (False, True)
    assert "Unfinished" not in coming + past


def test_the_list_is_narrowed_by_facets_and_words_and_counts_what_each_would_find(client, indexed):
    finland, spain = Region.objects.get(code="FI1D7"), Region.objects.get(code="ES41")
    project = make_project()
    make_event(
        title="Robots", topics=["smart"], region=finland, languages=["fi", "en"], project=project
    )
    make_event(title="Rivers", topics=["green", "smart"], kind="workshop", region=spain, days=-9)
    make_event(title="Rivers", topics=["green"], kind="workshop", region=spain, languages=["es"])
    indexed()

    for asked in (
        {"topic": "smart"},
        {"kind": "webinar"},
        {"q": "robot"},
        {"region": "FI1D"},
        {"country": "FI"},
        {"speaks": "fi"},
        {"project": project.slug},
    ):
        text = client.get(INDEX, asked).text
        assert ("Robots" in text, "Rivers" in text) == (True, False), asked
    counted = filters.counts(Event.objects.public(), filters.read(QueryDict("topic=smart")))
    assert counted["topic"] == {"smart": 1, "green": 1}
    assert counted["kind"] == {"webinar": 1}
    assert counted["country"] == {"FI": 1}
    assert counted["region"] == {"FI1": 1, "FI1D": 1, "FI1D7": 1}
    assert counted["speaks"] == {"fi": 1, "en": 1}
    assert counted["project"] == {project.slug: 1}
    assert counted["when"] == {"past": 1}


@pytest.mark.parametrize("number", [1, 4])
def test_the_list_takes_as_many_queries_for_four_as_for_one(
    client, number, django_assert_num_queries
):
    for _each in range(number):
        make_event(topics=["smart", "green"], project=make_project())
    client.get(INDEX)

    with django_assert_num_queries(QUERIES):
        client.get(INDEX)


QUERIES = 13


def test_what_lasts_days_is_one_bar_in_each_week():
    long = make_event(start=datetime(2027, 7, 2, 8, tzinfo=UTC), hours=24 * 5)
    short = make_event(start=NOON)

    first, second = months.weeks_of(date(2027, 7, 1), [long, short])[:2]

    assert [(bar.column, bar.days) for bar in first.bars] == [(5, 3)]
    assert [(bar.column, bar.days) for bar in second.bars] == [(1, 3)]
    assert [day.day.day for day in first.days if day.events] == [1]


def test_the_calendar_of_a_month_shows_its_events_and_no_nonsense(client):
    make_event(title="In July", start=NOON)

    full = client.get("/events/calendar/", {"month": "2027-07"}).text
    empty = client.get("/events/calendar/", {"month": "2027-09"}).text
    assert ("In July" in full, "Nothing takes place" in full) == (True, False)
    assert ("In July" in empty, "Nothing takes place" in empty) == (False, True)
    for nonsense in ("2027-13", "x", "0000-01", "9999-12"):
        assert client.get("/events/calendar/", {"month": nonsense}).status_code == 200


def test_times_are_those_of_the_place_and_known_to_scripts(client):
    event = make_event(start=NOON, zone="Europe/Lisbon")

    text = client.get(event.get_absolute_url()).text

    assert "13:00–15:00" in text
    assert "Lisbon time" in text
    assert 'data-start="2027-07-01T12:00:00+00:00"' in text


def test_an_event_is_made_announced_and_changed_by_the_secretariat(client, secretary):
    client.force_login(secretary)

    assert client.post("/events/new/", given(zone="Lisbon")).status_code == 422
    client.post("/events/new/", given(languages=["en", "pt"]))

    event = Event.objects.get()
    assert event.start == datetime(2030, 7, 1, 9, tzinfo=UTC)
    assert (event.slug, event.state, event.languages) == ("open-day-2030", "draft", ["en", "pt"])
    assert 'value="2030-07-01T10:00"' in client.get(event.page("edit")).text
    client.post(event.page("step"), {"step": "announce"})
    client.post(event.page("edit"), given(title="Open night", zone="Europe/Helsinki"))
    event.refresh_from_db()
    assert (event.title, event.state) == ("Open night", "announced")
    assert event.start == datetime(2030, 7, 1, 7, tzinfo=UTC)


def test_a_draft_is_seen_by_who_organises_it_only(client, secretary):
    event = make_event(state="draft")
    pages = [event.get_absolute_url(), event.page("event_file"), event.page("register")]
    assert [client.get(page).status_code for page in pages] == [404, 404, 404]

    client.force_login(secretary)
    assert client.get(pages[0]).status_code == 200


def test_who_runs_a_project_makes_events_of_that_project_only(client):
    own, other = make_project(), make_project()
    lead = make_member()
    make_project_member(own, lead, ProjectMember.Role.LEAD_PARTNER)
    client.force_login(lead)

    for project in ("", other.pk):
        assert client.post("/events/new/", given(project=project)).status_code == 422
    client.post("/events/new/", given(project=own.pk))

    assert Event.objects.get().project == own
    assert client.get(make_event(project=other).page("registrants")).status_code == 403
    client.force_login(make_member())
    assert client.get("/events/new/").status_code == 403


def test_a_learning_activity_is_opened_for_registration(client):
    project, lead = make_project(), make_member()
    make_project_member(project, lead, ProjectMember.Role.LEAD_PARTNER)
    activity = Activity.objects.create(
        project=project, kind="seminar", title="Seminar", start="2030-07-01"
    )
    client.force_login(lead)
    page = f"/events/new/?activity={activity.pk}"
    assert page in client.get(activity.get_absolute_url()).text

    text = client.get(page).text
    assert 'value="Seminar"' in text
    client.post(page, given(project=project.pk, activity=activity.pk, title="Seminar"))

    event = Event.objects.get()
    assert event.activity == activity
    states.move(event=event, step="announce", actor=lead)
    assert event.get_absolute_url() in client.get(activity.get_absolute_url()).text


def test_the_agenda_is_typed_in_the_time_of_the_place(client, secretary):
    event = make_event(zone="Europe/Lisbon")
    client.force_login(secretary)
    row = {"start": "2030-07-01T10:30", "title": "Opening", "speakers": "Ada, Town"}

    client.post(event.page("agenda"), form_data("sessions", row))

    assert event.sessions.get().start == datetime(2030, 7, 1, 9, 30, tzinfo=UTC)
    assert 'value="2030-07-01T10:30"' in client.get(event.page("agenda")).text
    assert "Ada, Town" in client.get(event.get_absolute_url()).text


def test_a_member_registers_answers_and_gives_the_place_back(client):
    event, member = make_event(online_url="https://room.example/1"), make_member()
    question = event.questions.create(text="Any allergies?", is_required=True)
    answer = f"question_{question.pk}"
    client.force_login(member)

    assert client.post(event.page("register"), {"consent": "on"}).status_code == 422
    assert client.post(event.page("register"), {answer: "Nuts"}).status_code == 422
    client.post(event.page("register"), {"consent": "on", answer: "Nuts"})

    registration = event.registrations.get()
    assert registration.answers == [["Any allergies?", "Nuts"]]
    text = client.get(path_of(registration)).text
    assert "https://room.example/1" in text
    assert registration.code in text
    assert "<svg" in text
    client.post(path_of(registration), {"step": "cancel"})
    registration.refresh_from_db()
    assert registration.state == "cancelled"


def test_the_online_room_is_for_those_with_a_place(client):
    event = make_event(capacity=1, online_url="https://room.example/1")
    members = [make_member(), make_member()]
    made = [registering.register(event=event, member=each, name="A") for each in members]

    assert "room.example" not in client.get(event.get_absolute_url()).text
    assert "room.example" not in client.get(event.page("event_file")).text
    assert "room.example" not in client.get(path_of(made[1])).text
    assert "room.example" not in client.get(path_of(made[1], "registration_file")).text
    assert "room.example" in client.get(path_of(made[0], "registration_file")).text


def test_a_visitor_confirms_by_mail_and_a_look_at_the_link_confirms_nothing(client):
    event = make_event()
    typed = {"name": "Vera", "email": "vera@visitors.example", "consent": "on"}

    client.post(event.page("register"), typed)

    (sent,) = mail.outbox
    link = re.search(r"/events/registrations/\S+", sent.body)[0]
    client.get(link)
    registration = Registration.objects.get()
    assert registration.state == "asked"
    client.post(link, {"step": "confirm"})
    registration.refresh_from_db()
    assert registration.state == "confirmed"
    again = client.post(event.page("register"), typed)
    assert again.status_code == 200
    assert mail.outbox[-1].subject.startswith("You are registered already")


def test_nobody_floods_a_mailbox_with_registrations(client):
    typed = {"name": "Vera", "email": "flora@visitors.example", "consent": "on"}
    for _each in range(6):
        client.post(make_event().page("register"), typed)

    assert len(mail.outbox) == 3


def test_a_forged_link_opens_nothing(client):
    registration = registering.register(event=make_event(), member=make_member(), name="A")
    page = path_of(registration)

    assert client.get(page.replace(":", ":x", 1)).status_code == 404
    assert (
        client.get(reverse("events:registration", args=[str(registration.pk)])).status_code == 404
    )


def test_who_was_there_gets_a_certificate_and_is_asked_how_it_was(client, secretary):
    event, member = make_event(), make_member()
    registration = registering.register(event=event, member=member, name="Ada Ek")
    certificate = path_of(registration, "certificate")
    assert client.get(certificate).status_code == 404
    assert client.get(path_of(registration, "survey")).status_code == 404

    client.force_login(secretary)
    client.post(event.page("check_in"), {"in": registration.pk})

    answer = client.get(certificate)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    client.post(path_of(registration, "survey"), {"rating": "4", "will_use": "The fund."})
    text = client.get(event.page("registrants")).text
    assert "The fund." in text
    assert "4.0 of 5" in text


def test_people_are_let_in_by_code(client, secretary):
    event = make_event()
    registration = registering.register(event=event, member=make_member(), name="Ada Ek")
    client.force_login(secretary)

    typed = client.post(event.page("check_in"), {"code": registration.code.lower()})
    page = event.page("check_in_one", registration.code)
    assert typed.url == page
    assert "Ada Ek" in client.get(page).text
    wrong = client.post(event.page("check_in"), {"code": "WRONG"}, follow=True)
    assert "No registration has this code" in wrong.text
    client.post(event.page("check_in"), {"in": registration.pk})
    registration.refresh_from_db()
    assert registration.attended_at is not None
    client.force_login(make_member())
    assert client.get(page).status_code == 403


def test_the_list_of_who_registered_is_safe_in_a_spreadsheet(client, secretary):
    event = make_event()
    registering.register(event=event, member=make_member(), name="=cmd()")
    client.force_login(secretary)

    table = b"".join(client.get(event.page("registrants_table")).streaming_content).decode()

    assert "name,email" in table
    assert "\n=cmd" not in table


def test_a_calendar_says_what_is_new_and_off(client, secretary):
    event = make_event(start=NOON, topics=["smart"], title="Robots, and rivers")
    make_event(topics=["green"])
    address = reverse("events:calendar_feed")

    (entry,) = Calendar.from_ical(client.get(address, {"topic": "smart"}).content).walk("VEVENT")
    assert entry["summary"] == "Robots, and rivers"
    assert entry["dtstart"].dt == NOON
    assert (entry["status"], entry["sequence"]) == ("CONFIRMED", 0)
    states.move(event=event, step="cancel", actor=secretary, reason="Ill.")
    (entry,) = Calendar.from_ical(client.get(address, {"topic": "smart"}).content).walk("VEVENT")
    assert (entry["status"], entry["sequence"]) == ("CANCELLED", 1)


def test_news_of_events_as_atom(client):
    make_event(title="Robots", topics=["smart"])
    make_event(title="Rivers", topics=["green"])

    answer = client.get(reverse("events:feed"), {"topic": "smart"})

    assert answer["Content-Type"].startswith("application/atom+xml")
    assert ("Robots" in answer.text, "Rivers" in answer.text) == (True, False)


def test_a_step_needs_its_reason_its_right_and_its_place_in_the_table(secretary):
    event = make_event()
    for step, actor, reason, code in (
        ("resume", secretary, "", "state"),
        ("cancel", secretary, " ", "reason"),
        ("cancel", secretary, "x" * 501, "reason"),
        ("cancel", make_member(), "Ill.", "right"),
    ):
        with pytest.raises(IllegalMove) as refused:
            states.move(event=event, step=step, actor=actor, reason=reason)
        assert refused.value.code == code
    with pytest.raises(StateIsClosed):
        Event.objects.update(state="cancelled")


def test_who_registered_is_told_what_happens(client, secretary):
    event = make_event()
    registration = registering.register(event=event, member=make_member(), name="Ada")
    mail.outbox.clear()

    def is_told():
        """Whether the pass says that all is well, and whether it opens the door."""
        text = client.get(path_of(registration)).text
        return "Your place is confirmed" in text, "Show this at the door" in text

    assert is_told() == (True, True)
    states.move(event=event, step="postpone", actor=secretary, reason="Two are ill.")
    assert is_told() == (False, False)
    event = states.move(event=event, step="resume", actor=secretary)
    states.move(event=event, step="cancel", actor=secretary, reason="All are ill.")
    assert is_told() == (False, False)

    subjects = [each.subject.split(":")[0] for each in mail.outbox]
    assert subjects == ["Postponed", "New time or place", "Cancelled"]
    assert "All are ill." in mail.outbox[-1].body
    assert "STATUS:CANCELLED" in mail.outbox[-1].attachments[0][1]


def test_a_new_time_is_told_and_a_new_word_is_not(client, secretary):
    event = make_event(start=datetime(2030, 7, 1, 9, tzinfo=UTC), zone="Europe/Lisbon")
    registering.register(event=event, member=make_member(), name="Ada")
    mail.outbox.clear()
    client.force_login(secretary)

    client.post(event.page("edit"), given(title="Another title"))
    assert mail.outbox == []
    client.post(event.page("edit"), given(start="2030-07-01T09:00"))
    assert [each.subject for each in mail.outbox] == ["New time or place: Open day"]


def test_places_cannot_be_fewer_than_those_taken(client, secretary):
    event = make_event(capacity=2)
    for _each in range(2):
        registering.register(event=event, member=make_member(), name="Ada")
    client.force_login(secretary)

    assert client.post(event.page("edit"), given(capacity=1)).status_code == 422
    assert client.post(event.page("edit"), given(capacity=2)).status_code == 302


def test_a_form_that_was_open_does_not_bring_a_cancelled_event_back(secretary):
    opened = make_event()
    states.move(event=opened, step="cancel", actor=secretary, reason="Ill.")

    opened.title = "Late words"
    opened.save()

    opened.refresh_from_db()
    assert (opened.title, opened.state) == ("Late words", "cancelled")


def test_an_event_is_found_by_search(client, indexed):
    make_event(title="Robots for bakers", end=timezone.now() + timedelta(days=20))
    make_event(title="Robots in secret", state="draft")
    indexed()

    text = client.get("/search/", {"q": "robots"}).text

    assert ("for bakers" in text, "in secret" in text) == (True, False)


def test_arrivals_kept_without_a_network_are_noted_once_and_late_ones_undo_nothing(
    client, secretary
):
    event = make_event(capacity=2)
    first, second, waiting = (
        registering.register(event=event, member=make_member(), name=name)
        for name in ("Ada", "Bo", "Cy")
    )
    now = timezone.now()
    early, late = ((now - timedelta(minutes=by)).isoformat() for by in (30, 10))
    client.force_login(secretary)

    def send(*arrivals):
        answer = client.post(event.page("check_in"), {"arrivals": json.dumps(arrivals)})
        return answer.status_code, answer.json()

    sent = [first.code, True, late], [waiting.code, True, late], ["WRONG", True, late]
    answer = 200, {"there": [first.code], "refused": ["WRONG", waiting.code]}
    assert send(*sent) == answer
    assert send(*sent) == answer
    first.refresh_from_db()
    assert first.attended_at.isoformat() == late

    # Taken back before the other phone let them in; and a clock that is fast.
    send([first.code, False, early], [second.code, True, (now + timedelta(days=1)).isoformat()])
    first.refresh_from_db(), second.refresh_from_db()
    assert first.attended_at.isoformat() == late
    assert second.attended_at <= timezone.now()
    assert send([first.code, False, now.isoformat()])[1]["there"] == [second.code]
    for nonsense in ("", [1], ["A", True], ["A", True, "noon"]):
        assert send(nonsense)[0] == 422
