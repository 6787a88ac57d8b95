from django.urls import path

from ponte.topics import views

app_name = "topics"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/", views.hub, name="hub"),
    path("<slug:hub>/<slug:slug>/", views.sub_topic, name="sub_topic"),
]
