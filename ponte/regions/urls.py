from django.urls import path, re_path

from ponte.regions.views import monitor, profile

app_name = "regions"
urlpatterns = [
    path("", monitor.index, name="index"),
    re_path(r"^(?P<code>[A-Za-z]{2}[0-9A-Za-z]{0,3})/$", profile.detail, name="detail"),
]
