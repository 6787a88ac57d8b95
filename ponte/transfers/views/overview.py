"""The map of transfers: which practices went from where to where."""

from django.http import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ponte.core import tables
from ponte.core.access import everyone, open_to
from ponte.regions import graticule
from ponte.regions.map import VIEW_BOX
from ponte.search.criteria import has_empty_parameters
from ponte.topics.models import Topic
from ponte.transfers import flows, rules
from ponte.transfers.flows import Choice
from ponte.transfers.models import Transfer
from ponte.transfers.picture import picture

RANKED = 10
PAGE_SIZE = 25


@open_to(everyone)
@require_safe
def index(request):
    """Arcs between regions, the regions that give and take most, and all of it as a table."""
    if has_empty_parameters(request.GET):
        return redirect(request.path + query_of(read(request.GET)))
    choice = read(request.GET)
    ranking = flows.ranking(flows.flows(choice))
    context = {
        "choice": choice,
        "topics": Topic.objects.hubs(),
        "years": flows.years(),
        "facts": facts(choice),
        "picture": picture(ranking),
        "givers": ranking.givers[:RANKED],
        "takers": ranking.takers[:RANKED],
        "page": flows.page_of(choice, request.GET.get("page"), PAGE_SIZE),
        "query": query_of(choice),
        "graticule": graticule.path(),
        "view_box": VIEW_BOX,
        "may_begin": rules.may_begin.test(request.user),
        "crumbs": [(_("Home"), reverse("pages:home")), (_("Transfers"), None)],
    }
    return render(request, "transfers/index.html", context)


@open_to(everyone)
@require_safe
def table(request):
    """Every transfer and report of the present filters as a file."""
    return StreamingHttpResponse(
        tables.write("csv", flows.COLUMNS, flows.as_rows(read(request.GET))),
        content_type=tables.CONTENT_TYPES["csv"],
        headers={
            "Content-Disposition": f'attachment; filename="transfers-{timezone.localdate()}.csv"'
        },
    )


def read(parameters) -> Choice:
    """What is asked for; what cannot be meant is dropped."""
    topic = Topic.objects.hubs().filter(slug=parameters.get("topic", "")).first()
    year = parameters.get("year", "")
    return Choice(topic=topic, year=int(year) if year.isdecimal() and len(year) == 4 else None)


def query_of(choice: Choice) -> str:
    chosen = {"topic": choice.topic and choice.topic.slug, "year": choice.year}
    query = urlencode({name: value for name, value in chosen.items() if value})
    return f"?{query}" if query else ""


def facts(choice: Choice) -> list[tuple[int, str]]:
    """How many there are in each state, none left out that has any; then the reports."""
    counts = flows.states(choice)
    found = [
        (counts[state.value], capfirst(str(state.label)))
        for state in Transfer.State
        if counts.get(state.value)
    ]
    reported = counts[flows.REPORTED]
    return [*found, (reported, _("Reported without a transfer here"))] if reported else found
