"""The picture of a practice, for whoever may see the practice."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.static import serve

from ponte.core.access import everyone, open_to
from ponte.core.files.checks import WIDTHS
from ponte.practices import views as pages
from ponte.practices.rules import edits_in_back_office

SPEC = "width-{}|format-webp|webpquality-75"
HOUR = 60 * 60


@open_to(everyone)
@require_safe
def picture(request, slug, key, width):
    """The picture at one of WIDTHS. Its key is in the address, so that another is loaded anew."""
    practice = pages.visible_practice(request, slug)
    if practice is None or practice.image_id != key or width not in WIDTHS:
        raise Http404
    rendition = practice.image.get_rendition(SPEC.format(width))
    with rendition.file.open() as file:
        response = HttpResponse(file.read(), content_type="image/webp")
    if practice.is_open:
        patch_cache_control(response, public=True, max_age=HOUR)
    else:
        patch_cache_control(response, private=True, no_cache=True)
    return response


@open_to(edits_in_back_office)
@never_cache
@require_safe
def stored_picture(request, folder, name):
    """A picture as the libraries of the back office show it."""
    return serve(request, f"{folder}/{name}", document_root=settings.MEDIA_ROOT)
