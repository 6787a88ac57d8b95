from django.urls import path

from ponte.dashboard import views

app_name = "dashboard"
urlpatterns = [
    path("", views.overview, name="index"),
    path("due/", views.due, name="due"),
    path("sent/", views.sent, name="sent"),
]
