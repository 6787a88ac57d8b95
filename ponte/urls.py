"""Every address of the site. Each view declares its policy: ponte/core/access.py."""

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.decorators.cache import never_cache
from django.views.i18n import set_language
from django.views.static import serve as serve_file
from wagtail import views as wagtail_views
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents.views.serve import serve as serve_document
from wagtail.utils.urlpatterns import decorate_urlpatterns

from ponte.community import urls as community
from ponte.community.accounts.views import back_office_sign_in
from ponte.core.access import everyone, open_to
from ponte.practices.files.views import stored_picture

handler400 = "ponte.pages.views.bad_request"

# Pages of libraries declare no policy: they ask for rights themselves, and the table of roles
# (tests/permissions/matrix.csv) holds them to it. Whatever is not open to visitors there needs
# a sign-in by LoginRequiredMiddleware or, in the back office, by Wagtail.
LIBRARIES = ("account/", "admin/")

# The back office asks for its own permission on every page but sign-in and password reset,
# and the icons and words these need.
back_office = decorate_urlpatterns(wagtailadmin_urls.urlpatterns, login_not_required)
back_office = decorate_urlpatterns(back_office, csp_replace(settings.BACK_OFFICE_POLICY))

urlpatterns = [
    path("", include("ponte.pages.urls")),
    path("practices/", include("ponte.practices.urls")),
    path("", include("ponte.assessment.urls")),
    path("projects/", include("ponte.projects.urls")),
    path("instruments/", include("ponte.instruments.urls")),
    path("events/", include("ponte.events.urls")),
    path("projects/<slug:project>/learning/", include("ponte.learning.urls")),
    path("projects/<slug:project>/selection/", include("ponte.selection.urls")),
    path("regions/", include("ponte.regions.urls")),
    path("people/", include(community.people)),
    path("organisations/", include(community.organisations)),
    path("transfers/", include("ponte.transfers.urls")),
    path("impact/", include("ponte.impact.urls")),
    path("plans/", include("ponte.plans.urls")),
    path("topics/", include("ponte.topics.urls")),
    path("solutions/", include("ponte.library.urls")),
    path("news/", include("ponte.news.urls")),
    path("search/", include("ponte.search.urls")),
    path("geo/", include("ponte.geo.urls")),
    path("dashboard/", include("ponte.dashboard.urls")),
    path("fit/", include("ponte.matching.urls")),
    path("review/", include("ponte.review.urls")),
    path("following/", include("ponte.following.urls")),
    path("newsletter/", include("ponte.newsletter.urls")),
    path("notifications/", include("ponte.notifications.urls")),
    path("language/", open_to(everyone)(set_language), name="set_language"),
    path("account/", include("ponte.community.privacy.urls")),
    path("account/", include("ponte.community.accounts.urls")),
    path("admin/login/", back_office_sign_in),
    path("admin/", include(back_office)),
    path(
        "documents/<int:document_id>/<str:document_filename>",
        open_to(everyone)(never_cache(serve_document)),
        name="wagtaildocs_serve",
    ),
    # Documents, and the pictures of practices, are shown by pages that ask who wants them.
    re_path(r"^media/(?P<folder>images|original_images)/(?P<name>of-practice-.+)$", stored_picture),
    re_path(
        r"^media/(?P<path>(?!documents/).+)$",
        open_to(everyone)(serve_file),
        {"document_root": settings.MEDIA_ROOT},
    ),
    re_path(r"^((?:[\w\-]+/)+)$", open_to(everyone)(wagtail_views.serve), name="wagtail_serve"),
]
