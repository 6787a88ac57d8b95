from django.urls import path

from ponte.projects import views

app_name = "projects"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/", views.detail, name="detail"),
]
