"""Part of the addresses under /practices/."""

from django.urls import path

from ponte.practices.judging import views

urlpatterns = [
    path("<slug:slug>/results/new/", views.result_new, name="result_new"),
    path("results/<int:pk>/", views.result_edit, name="result_edit"),
    path("results/<int:pk>/remove/", views.result_remove, name="result_remove"),
    path("<slug:slug>/tried/new/", views.trial_new, name="trial_new"),
    path("tried/<int:pk>/", views.trial_edit, name="trial_edit"),
    path("tried/<int:pk>/answer/", views.trial_answer, name="trial_answer"),
    path("tried/<int:pk>/hide/", views.trial_hide, name="trial_hide"),
    path("<slug:slug>/questions/new/", views.ask, name="ask"),
    path("questions/<int:pk>/answer/", views.answer, name="answer"),
    path("questions/<int:pk>/hide/", views.question_hide, name="question_hide"),
    path("<slug:slug>/opinion/hide/", views.opinion_hide, name="opinion_hide"),
    path("still-valid/<str:token>/", views.still_valid, name="still_valid"),
    path("<slug:slug>/confirm/", views.confirm, name="confirm"),
]
