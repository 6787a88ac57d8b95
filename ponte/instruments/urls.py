from django.urls import path

from ponte.instruments import views

app_name = "instruments"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/", views.detail, name="detail"),
]
