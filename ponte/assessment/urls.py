from django.urls import path

from ponte.assessment import views

app_name = "assessment"
urlpatterns = [
    path("criteria/", views.criteria, name="criteria"),
    path("practices/<slug:slug>/assess/", views.assess, name="assess"),
    path("practices/<slug:slug>/regions/", views.regions, name="regions"),
    path("practices/assessments/<int:pk>/hide/", views.hide, name="hide"),
]
