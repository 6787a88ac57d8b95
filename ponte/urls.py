"""Every address of the site. Views need a sign-in unless marked `login_not_required`."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.i18n import set_language
from wagtail import views as wagtail_views
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("", include("ponte.pages.urls")),
    path("practices/", include("ponte.practices.urls")),
    path("projects/", include("ponte.projects.urls")),
    path("regions/", include("ponte.regions.urls")),
    path("topics/", include("ponte.topics.urls")),
    path("search/", include("ponte.search.urls")),
    path("language/", login_not_required(set_language), name="set_language"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    re_path(r"^((?:[\w\-]+/)+)$", login_not_required(wagtail_views.serve), name="wagtail_serve"),
]
