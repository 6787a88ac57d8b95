"""Many people at the same moment, each on a connection of their own: no place too many."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client

from ponte.events import registering
from ponte.events.models import Registration
from tests.factories.community import make_member
from tests.factories.events import make_event

pytestmark = pytest.mark.django_db(transaction=True)
State = Registration.State
PEOPLE, PLACES = 12, 4


def all_at_once(jobs):
    """Do all, each in a thread that waits for the others before it begins."""
    barrier = Barrier(len(jobs))

    def on_its_own(job):
        try:
            barrier.wait(timeout=60)
            return job()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [each.result() for each in [pool.submit(on_its_own, job) for job in jobs]]


def count(event):
    return {state: event.registrations.filter(state=state).count() for state in State}


def registration_of(event, member):
    return lambda: registering.register(event=event, member=member, name=member.name)


def request_of(event, member):
    client = Client()
    client.force_login(member)
    return lambda: client.post(event.page("register"), {"consent": "on"})


def test_many_register_at_once():
    event = make_event(capacity=PLACES)
    requests = [request_of(event, make_member()) for _each in range(PEOPLE)]

    answers = all_at_once(requests)

    assert {answer.status_code for answer in answers} == {302}
    assert count(event)[State.CONFIRMED] == PLACES
    assert count(event)[State.WAITING] == PEOPLE - PLACES


def test_one_member_registers_in_many_windows():
    event, member = make_event(capacity=PLACES), make_member()

    made = all_at_once([registration_of(event, member) for _each in range(8)])

    assert len({each.pk for each in made}) == 1
    assert event.registrations.count() == 1


def test_places_are_given_back_and_asked_for_at_once():
    event = make_event(capacity=PLACES)
    held = [registration_of(event, make_member())() for _each in range(PLACES)]
    jobs = [lambda each=each: registering.cancel(registration=each) for each in held]
    jobs += [registration_of(event, make_member()) for _each in range(PLACES + 3)]

    all_at_once(jobs)

    assert count(event)[State.CANCELLED] == PLACES
    assert count(event)[State.CONFIRMED] == PLACES
    assert count(event)[State.WAITING] == 3
