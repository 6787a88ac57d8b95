"""What everybody sees: the figures, how they are counted, and each confirmed improvement."""

from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ponte.core import tables
from ponte.core.access import everyone, open_to
from ponte.impact import chain, export, indicators, rules, states, tallies
from ponte.impact.models import Claim, CommonCount
from ponte.impact.tallies import NO_PROGRAMME, Choice
from ponte.projects.models import Programme
from ponte.regions.codes import country_name
from ponte.search.criteria import has_empty_parameters
from ponte.topics.models import Topic

PAGE_SIZE = 20
FORMATS = ("csv", "xlsx", "json")


@dataclass(frozen=True)
class Line:
    """A bar: what it is of, its money, and where a click leads."""

    label: str
    amount: Decimal
    claims: int
    url: str
    percent: float
    is_chosen: bool


@open_to(everyone)
@require_safe
def index(request):
    """Headline figures for the chosen filters, what they are made of, and where they come from."""
    choice = read(request.GET)
    if has_empty_parameters(request.GET):
        return redirect(request.path + query_of(choice))
    names = Names()
    claims, older = page_of(choice, request.GET.get("before", ""))
    counts = {each.code: each for each in CommonCount.objects.all()}
    context = {
        "choice": choice,
        "tally": tallies.tally(choice),
        "chips": chips(choice, names),
        "breakdowns": [
            (title, name, lines(choice, name, names))
            for name, title in (
                ("year", _("By year")),
                ("topic", _("By topic")),
                ("country", _("By country")),
                ("programme", _("By programme")),
            )
        ],
        "claims": claims,
        "is_demonstration": any(claim.is_demonstration for claim in claims),
        "older": older and query_of(choice, before=older),
        "is_first": "before" not in request.GET,
        "query": query_of(choice),
        "formats": FORMATS,
        "indicators": [(each, counts.get(each.code)) for each in indicators.INDICATORS],
        "may_claim": rules.may_claim.test(request.user),
        "crumbs": [(_("Home"), reverse("pages:home")), (_("Impact"), None)],
    }
    return render(request, "impact/index.html", context)


@open_to(everyone)
@require_safe
def file(request, file_format):
    """Every confirmed euro of the present filters: the rows add up to the headline figure."""
    if file_format not in FORMATS:
        raise Http404
    name = f"improvements-{timezone.localdate()}.{file_format}"
    return StreamingHttpResponse(
        tables.write(file_format, export.COLUMNS, export.rows(read(request.GET))),
        content_type=tables.CONTENT_TYPES[file_format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@open_to(everyone)
@require_safe
def how_we_count(request):
    context = {
        "indicators": indicators.INDICATORS,
        "transitions": states.TRANSITIONS,
        "types": [capfirst(str(label)) for label in Claim.Type.labels],
        "crumbs": [
            (_("Home"), reverse("pages:home")),
            (_("Impact"), reverse("impact:index")),
            (_("How we count"), None),
        ],
    }
    return render(request, "impact/how_we_count.html", context)


class Names:
    """What topics, countries and programmes are called. Two queries."""

    def __init__(self):
        self.topics = {each.slug: each.label for each in Topic.objects.hubs()}
        self.programmes = {each.slug: named(each) for each in Programme.objects.all()}

    def of(self, name: str, value) -> str:
        if name == "country":
            return country_name(value, get_language()) or value
        if name == "programme" and value == NO_PROGRAMME:
            return _("Without a programme")
        names = {"topic": self.topics, "programme": self.programmes}.get(name, {})
        return names.get(value) or str(value)


def named(programme: Programme) -> str:
    return f"{programme.name} {programme.period}"


def read(parameters) -> Choice:
    """What is asked for; a year that cannot be one is dropped."""
    year = parameters.get("year", "")
    return Choice(
        topic=parameters.get("topic", "")[:60],
        country=parameters.get("country", "")[:2].upper(),
        programme=parameters.get("programme", "")[:60],
        year=int(year) if year.isdecimal() and len(year) == 4 else 0,
    )


def query_of(choice: Choice, **more) -> str:
    chosen = {name: value for name, value in {**choice._asdict(), **more}.items() if value}
    return f"?{urlencode(chosen)}" if chosen else ""


def chips(choice: Choice, names: Names) -> list[tuple[str, str]]:
    """The filters in use, each with the address without it."""
    here = reverse("impact:index")
    nothing = Choice()._asdict()
    return [
        (names.of(name, value), here + query_of(choice._replace(**{name: nothing[name]})))
        for name, value in choice._asdict().items()
        if value
    ]


def lines(choice: Choice, by: str, names: Names) -> list[Line]:
    found = tallies.breakdown(choice, by)
    most = max((each.total for each in found), default=Decimal(0))
    here = reverse("impact:index")
    return [
        Line(
            label=names.of(by, getattr(each, by)),
            amount=each.total,
            claims=each.claims,
            url=here + query_of(choice._replace(**{by: getattr(each, by)})),
            percent=float(100 * each.total / most) if most else 0.0,
            is_chosen=getattr(choice, by) == getattr(each, by),
        )
        for each in found
        if each.total or each.claims
    ]


def page_of(choice: Choice, before: str) -> tuple[list[Claim], int]:
    """Improvements in force, the latest first, and the key from which on there are older ones."""
    found = tallies.narrowed(Claim.objects.in_force(), choice)
    if choice.year:
        paid = tallies.funds(found, choice.year).values("claim")
        found = found.filter(pk__in=paid) | found.filter(effective_on__year=choice.year)
    if before.isdecimal():
        found = found.filter(pk__lt=int(before[:18]))
    shown = list(chain.with_sources(found.for_lists()).order_by("-pk")[: PAGE_SIZE + 1])
    for claim in shown:
        paths, links = chain.paths_of(claim)
        starts = dict.fromkeys(path[0] for path in paths)
        claim.begins = [links[node] for node in starts]
    return shown[:PAGE_SIZE], shown[PAGE_SIZE - 1].pk if len(shown) > PAGE_SIZE else 0
