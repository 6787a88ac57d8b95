"""The list, its feeds, and each solution on paper. The pages themselves are Wagtail's to serve."""

from django.urls import path, re_path

from ponte.library import views

app_name = "library"
urlpatterns = [
    path("", views.index, name="index"),
    re_path(r"^feed\.(?P<form>atom|rss)$", views.feed, name="feed"),
    path("<slug:slug>/solution.pdf", views.sheet, name="sheet"),
    path("<slug:slug>/citation.bib", views.bibtex, name="bibtex"),
]
