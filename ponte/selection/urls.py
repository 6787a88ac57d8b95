from django.urls import path

from ponte.selection import views

app_name = "selection"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/drop/", views.drop, name="drop"),
    path("<int:pk>/step/", views.step, name="step"),
    path("<int:pk>/remind/", views.remind, name="remind"),
    path("<int:pk>/scores/<int:candidate>/", views.scores, name="scores"),
    path("<int:pk>/matrix/", views.matrix, name="matrix"),
    path("<int:pk>/matrix.<str:file_format>", views.export, name="export"),
    path("<int:pk>/decide/", views.decide, name="decide"),
    path("<int:pk>/validation/", views.validation, name="validation"),
]
