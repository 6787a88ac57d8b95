from django.urls import path

from ponte.learning import views

app_name = "learning"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("regions/<str:code>/", views.analysis, name="analysis"),
    path("regions/<str:code>/edit/", views.edit_analysis, name="edit_analysis"),
    path("lessons/<int:pk>/", views.edit_lesson, name="edit_lesson"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/delete/", views.delete, name="delete"),
    path("<int:pk>/people/", views.people, name="people"),
    path("<int:pk>/presentations/", views.presentations, name="presentations"),
    path("<int:pk>/lessons/new/", views.new_lesson, name="new_lesson"),
]
