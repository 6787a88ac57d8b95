from django.urls import path

from ponte.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.index, name="index"),
    path("read/", views.read, name="read"),
    path("<int:pk>/", views.follow, name="follow"),
    path("choices/", views.choices, name="choices"),
    path("stop/<str:token>/", views.stop, name="stop"),
]
