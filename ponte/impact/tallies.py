"""What is counted, for every choice of filters, before anybody asks.

Each tally is made anew from the claims themselves whenever a claim that it counts changes its
state, in the same transaction: a page reads one row for a choice and never adds up claims.

Every euro is counted once in each total: a claim has one topic, one instrument (and so one
country), at most one project (and so one programme), and each of its funds is of one year.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet, Sum

from ponte.impact.models import Claim, ClaimQuerySet, Fund, Tally

NO_PROGRAMME = "-"
Kind = Fund.Kind


class Choice(NamedTuple):
    """What is asked for; empty, or year 0, means all."""

    topic: str = ""
    country: str = ""
    programme: str = ""
    year: int = 0


def programme_of(claim: Claim) -> str:
    """The slug of the programme whose project led to it; NO_PROGRAMME without one."""
    programme = claim.project.programme if claim.project else None
    return programme.slug if programme else NO_PROGRAMME


def choices_of(claim: Claim) -> Iterator[Choice]:
    """All choices of filters in which `claim` is counted."""
    years = {0, claim.effective_on.year, *claim.funds.values_list("year", flat=True)}
    yield from map(
        Choice._make,
        product(
            ("", claim.topic.slug),
            ("", claim.instrument.territory.country_code),
            ("", programme_of(claim)),
            sorted(years),
        ),
    )


def narrowed(claims: ClaimQuerySet, choice: Choice) -> ClaimQuerySet:
    """Those of the topic, country and programme, of whatever year."""
    wanted = Q()
    if choice.topic:
        wanted &= Q(topic__slug=choice.topic)
    if choice.country:
        wanted &= Q(instrument__territory__code__startswith=choice.country)
    if choice.programme == NO_PROGRAMME:
        wanted &= Q(project__programme=None)
    elif choice.programme:
        wanted &= Q(project__programme__slug=choice.programme)
    return claims.filter(wanted)


def funds(claims: ClaimQuerySet, year: int) -> QuerySet[Fund]:
    found = Fund.objects.filter(claim__in=claims.order_by().values("pk"))
    return found.filter(year=year) if year else found


def counted(choice: Choice) -> dict:
    """The figures of a tally, from the claims themselves. Three queries."""
    claims = narrowed(Claim.objects.in_force(), choice)
    money = funds(claims, choice.year).aggregate(
        structural=Sum("amount", filter=Q(kind=Kind.STRUCTURAL)),
        other=Sum("amount", filter=Q(kind=Kind.OTHER)),
    )
    pending = narrowed(Claim.objects.pending(), choice)
    waiting = funds(pending, choice.year).aggregate(pending=Sum("amount"))
    if choice.year:
        claims = claims.filter(effective_on__year=choice.year)
    numbers = claims.order_by().aggregate(
        claims=Count("pk"),
        instruments=Count("instrument", distinct=True),
        beneficiaries=Sum("beneficiaries"),
    )
    return {
        **{name: value or Decimal(0) for name, value in {**money, **waiting}.items()},
        **{name: value or 0 for name, value in numbers.items()},
    }


def store(choices: Iterable[Choice]) -> None:
    """Make the tallies of `choices` anew; one that counts nothing goes."""
    for choice in choices:
        figures = counted(choice)
        if any(figures.values()):
            Tally.objects.update_or_create(**choice._asdict(), defaults=figures)
        else:
            Tally.objects.filter(**choice._asdict()).delete()


def refresh(claim: Claim) -> None:
    """Count anew what `claim` is counted in, and what it corrects."""
    # One at a time: who counts last has seen what all others counted.
    list(Tally.objects.select_for_update().filter(**Choice()._asdict()))
    found = set(choices_of(claim))
    if claim.corrects:
        found |= set(choices_of(claim.corrects))
    store(sorted(found))


def rebuild() -> int:
    """Make all tallies anew and return how many there are: at night, and after a removal."""
    wanted = {
        choice
        for claim in (Claim.objects.in_force() | Claim.objects.pending()).select_related(
            "topic", "instrument__territory", "project__programme"
        )
        for choice in choices_of(claim)
    }
    Tally.objects.all().delete()
    store(sorted(wanted))
    return Tally.objects.count()


def tally(choice: Choice) -> Tally:
    """The tally of `choice`; one of nothing where there is none."""
    nothing = Tally(**choice._asdict(), structural=0, other=0, pending=0,
                    claims=0, instruments=0, beneficiaries=0)  # fmt: skip
    return Tally.objects.filter(**choice._asdict()).first() or nothing


def breakdown(choice: Choice, by: str) -> list[Tally]:
    """The tallies of each topic, country, programme or year within `choice`."""
    nothing = 0 if by == "year" else ""
    rest = {name: value for name, value in choice._asdict().items() if name != by}
    found = Tally.objects.filter(**rest).exclude(**{by: nothing})
    order = [by] if by == "year" else []
    return sorted(
        found.order_by(*order),
        key=lambda each: each.year if by == "year" else (-each.total, getattr(each, by)),
    )
