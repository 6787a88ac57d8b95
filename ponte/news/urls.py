"""The list and its feeds. The pages themselves are Wagtail's to serve."""

from django.urls import path, re_path

from ponte.news import views

app_name = "news"
urlpatterns = [
    path("", views.index, name="index"),
    re_path(r"^feed\.(?P<form>atom|rss)$", views.feed, name="feed"),
]
