from django.views.decorators.http import require_safe

from ponte.core.access import everyone, open_to
from ponte.news.shelf import SHELF


@open_to(everyone)
@require_safe
def index(request):
    return SHELF.index(request)


@open_to(everyone)
@require_safe
def feed(request, form):
    return SHELF.feed(request, form)
