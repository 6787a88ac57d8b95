"""Improvements that were claimed, and how far they have come, for tests."""

from datetime import date
from decimal import Decimal

from ponte.community.models import Role
from ponte.core.files.checks import document_extension
from ponte.impact import actions, states
from ponte.impact.actions import Origin
from ponte.impact.models import Claim
from ponte.topics.models import Topic
from tests.factories.community import make_member, make_organisation
from tests.factories.files import pdf
from tests.factories.instruments import make_instrument
from tests.factories.practices import make_practice

WORDS = "It is in force."
MONEY = {(2024, "structural"): Decimal(300000), (2025, "other"): Decimal("1500.50")}


def proof(name="decision.pdf"):
    """A file as the form field gives it."""
    file = pdf(name)
    file.extension = document_extension(file)
    return file


def origin(practice=None):
    practice = practice or make_practice(title=f"Practice {Claim.objects.count()}")
    return Origin(practice.title, practice=practice)


def make_claim(*origins, money=None, by=None, files=None, **values):
    """A draft that is complete; `topic` is a slug."""
    instrument = values.pop("instrument", None) or make_instrument()
    values = {
        "title": "A call for small firms",
        "type": "projects",
        "description": "The call has a line for advisers now.",
        "contribution": "We saw it there.",
        "effective_on": date(2024, 3, 1),
        "attestor": make_member(organisation=instrument.responsible_authority),
        **values,
    }
    values["topic"] = Topic.objects.get(slug=values.get("topic", "smart"))
    return actions.make_claim(
        by=by or make_member(organisation=make_organisation()),
        values={**values, "instrument": instrument},
        origins=origins or [origin()],
        money=MONEY if money is None else money,
        files=[proof()] if files is None else files,
    )


def move(claim, event, words=WORDS, *, actor=None):
    return states.move(claim=claim, event=event, actor=actor or who(claim, event), words=words)


def who(claim, event):
    if event in {"attest", "refuse"}:
        return claim.attestor
    if event in {"confirm", "return", "reject"}:
        return make_member(roles=[Role.SECRETARIAT])
    return claim.claimed_by


def sent(*origins, **given):
    return move(make_claim(*origins, **given), "send")


def attested(*origins, **given):
    return move(sent(*origins, **given), "attest")


def confirmed(*origins, **given):
    return move(attested(*origins, **given), "confirm")
