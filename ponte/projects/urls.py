from django.urls import path, re_path

from ponte.projects import views
from ponte.projects.running import views as running

app_name = "projects"
urlpatterns = [
    path("", views.index, name="index"),
    re_path(r"^export\.(?P<file_format>csv|xlsx|json)$", views.export, name="export"),
    path("invitations/<str:token>/", running.invitation, name="invitation"),
    path("<slug:slug>/", views.detail, name="detail"),
    path("<slug:slug>/edit/", running.edit, name="edit"),
    path("<slug:slug>/state/", running.change_state, name="state"),
    path("<slug:slug>/people/", running.people, name="people"),
    path("<slug:slug>/people/<int:pk>/remove/", running.remove, name="remove"),
    path("<slug:slug>/people/<int:pk>/withdraw/", running.withdraw, name="withdraw"),
]
