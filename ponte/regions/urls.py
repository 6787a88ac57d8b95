from django.urls import path, re_path

from ponte.regions import views

app_name = "regions"
urlpatterns = [
    path("", views.index, name="index"),
    re_path(r"^(?P<code>[A-Za-z]{2}[0-9A-Za-z]{0,3})/$", views.detail, name="detail"),
]
