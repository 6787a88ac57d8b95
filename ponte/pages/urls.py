from django.contrib.sitemaps import views as sitemap_views
from django.urls import path

from ponte.core.access import everyone, open_to
from ponte.pages import views
from ponte.pages.sitemaps import SITEMAPS

app_name = "pages"
urlpatterns = [
    path("", views.home, name="home"),
    path("about/", views.text_page, {"template": "pages/about.html"}, name="about"),
    path(
        "accessibility/",
        views.text_page,
        {"template": "pages/accessibility.html"},
        name="accessibility",
    ),
    path("data-and-sources/", views.text_page, {"template": "pages/sources.html"}, name="sources"),
    path("-/components/", views.components, name="components"),
    path("healthz", views.healthz, name="health"),
    path("robots.txt", views.robots, name="robots"),
    path(
        "sitemap.xml",
        open_to(everyone)(sitemap_views.index),
        {"sitemaps": SITEMAPS, "sitemap_url_name": "pages:sitemap"},
        name="sitemaps",
    ),
    path(
        "sitemap-<section>.xml",
        open_to(everyone)(sitemap_views.sitemap),
        {"sitemaps": SITEMAPS},
        name="sitemap",
    ),
]
