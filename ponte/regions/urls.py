from django.urls import path, re_path

from ponte.regions.views import monitor, profile, similar

app_name = "regions"
CODE = r"^(?P<code>[A-Za-z]{2}[0-9A-Za-z]{0,3})/"
urlpatterns = [
    path("", monitor.index, name="index"),
    re_path(r"^map\.(?P<format>csv|svg|png|json)$", monitor.map_file, name="map_file"),
    path("embed/", monitor.embed, name="embed"),
    path("compare/", similar.compare, name="compare"),
    path("compare/figures.csv", similar.compare_csv, name="compare_csv"),
    path("compare/suggest/", similar.compare_suggest, name="compare_suggest"),
    re_path(rf"{CODE}$", profile.detail, name="detail"),
    re_path(rf"{CODE}figures/$", profile.all_figures, name="figures"),
    re_path(rf"{CODE}figures\.csv$", profile.figures_csv, name="figures_csv"),
    re_path(r"^(?P<code>[A-Za-z]{2}[0-9A-Za-z]{0,3})/similar/$", similar.similar, name="similar"),
]
