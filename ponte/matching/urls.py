from django.urls import path, re_path

from ponte.matching.views import asking, declaring, practices, statistics

app_name = "fit"
CODE = r"(?P<code>[A-Za-z]{2}[0-9A-Za-z]{0,3})"
urlpatterns = [
    path("", asking.index, name="index"),
    path("suggest/", asking.suggest, name="suggest"),
    path("brief.pdf", asking.brief, name="brief"),
    path("compare/", asking.compare, name="compare"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("practices/<slug:slug>/", practices.practice, name="practice"),
    path("practices/<slug:slug>/regions.csv", practices.practice_csv, name="practice_csv"),
    path("practices/<slug:slug>/requirements/", practices.requirements, name="requirements"),
    re_path(rf"^regions/{CODE}/$", declaring.declaration, name="declaration"),
]
