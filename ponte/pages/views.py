from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views import defaults
from django.views.decorators.cache import never_cache

from ponte.core.access import everyone, open_to
from ponte.matching.views.remembering import remembered
from ponte.pages import gallery, health
from ponte.pages import home as front
from ponte.regions import graticule
from ponte.regions import map as region_map
from ponte.topics.models import Topic


@open_to(everyone)
def home(request):
    places = front.places()
    themes = front.themes()
    context = {
        "region": remembered(request),
        "examples": front.examples(),
        "topics": [(topic, themes.get(topic.slug, "")) for topic in Topic.objects.hubs()],
        "practices": front.newest_practices(),
        "facts": front.facts(places),
        "places": places,
        "graticule": graticule.path(),
        "view_box": region_map.VIEW_BOX,
    }
    return render(request, "pages/home.html", context)


@open_to(everyone)
def text_page(request, template):
    """One of the built-in pages of text."""
    return render(request, template)


@open_to(everyone)
def components(request):
    """Every component with sample data, for those who build pages."""
    return render(request, "pages/components.html", gallery.samples())


@open_to(everyone)
@never_cache
def healthz(request):
    """Whether the site can do its work: 200, or 503 and what is wrong, as JSON."""
    parts = health.report()
    ok = all(part["ok"] for part in parts.values())
    return JsonResponse({"ok": ok, **parts}, status=200 if ok else 503)


@open_to(everyone)
def robots(request):
    text = render_to_string("pages/robots.txt", {"site_url": settings.SITE_URL})
    return HttpResponse(text, content_type="text/plain")


def bad_request(request, exception):
    """Answers 413 where too much was sent, otherwise 400."""
    if isinstance(exception, RequestDataTooBig):
        return HttpResponse(render_to_string("413.html"), status=413)
    return defaults.bad_request(request, exception)
