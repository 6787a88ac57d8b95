from django.urls import path

from ponte.following import views

app_name = "following"
urlpatterns = [
    path("", views.index, name="index"),
    path("switch/", views.switch, name="switch"),
]
