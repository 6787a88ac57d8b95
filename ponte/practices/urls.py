from django.urls import include, path, re_path

from ponte.practices import views
from ponte.practices.files.views import picture

app_name = "practices"
urlpatterns = [
    path("", views.index, name="index"),
    re_path(r"^export\.(?P<file_format>csv|xlsx|json)$", views.export, name="export"),
    path("", include("ponte.practices.submission.urls")),
    path("", include("ponte.practices.judging.urls")),
    path("<slug:slug>/", views.detail, name="detail"),
    path("<slug:slug>/sheet.pdf", views.sheet, name="sheet"),
    path("<slug:slug>/picture/<int:key>-<int:width>.webp", picture, name="picture"),
    path("<slug:slug>/citation.bib", views.bibtex, name="bibtex"),
]
