from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import views as sitemap_views
from django.urls import path

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
        login_not_required(sitemap_views.index),
        {"sitemaps": SITEMAPS, "sitemap_url_name": "pages:sitemap"},
        name="sitemaps",
    ),
    path(
        "sitemap-<section>.xml",
        login_not_required(sitemap_views.sitemap),
        {"sitemaps": SITEMAPS},
        name="sitemap",
    ),
]
