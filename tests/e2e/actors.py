"""Run by `ponte shell` on the served site: the people and bodies of the whole-life test."""

import json
import sys

from allauth.account.models import EmailAddress

from ponte.community.models import Member
from ponte.projects.models import Project
from tests.factories.community import make_member, make_organisation
from tests.factories.instruments import make_instrument

CODES = ["FI1D7", "ES41", "ES51", "SI", "PL9", "UKE4"]


def account_of(code):
    """The address with which the officer of a region signs in."""
    return f"life-{code.lower()}@life.example"


def make(email, first_name, region, body):
    member = make_member(
        email,
        first_name=first_name,
        last_name="Life",
        region=region,
        organisation=body,
        job_title="Officer",
    )
    member.password = Member.objects.get(email="member@demo.example").password
    member.save()
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    return member.get_absolute_url()


def main():
    regions = {each.code: each for each in Project.objects.get(slug="smarty").regions.all()}
    for code in CODES:
        body = make_organisation(f"Office of {code} (test)", region=regions[code])
        make(account_of(code), f"Officer{code}", regions[code], body)
    authority = make_organisation("Authority (test)", region=regions["SI"], type="national")
    page = make(account_of("authority"), "Vesna", regions["SI"], authority)
    instrument = make_instrument(
        "Programme for firms (test)", territory=regions["SI"], authority=authority
    )
    found = {"authority": page, "instrument": instrument.get_absolute_url()}
    sys.stdout.write("FOUND" + json.dumps(found))
