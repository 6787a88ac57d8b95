"""Part of the addresses under /practices/."""

from django.urls import path

from ponte.practices.submission import views

urlpatterns = [
    path("new/", views.new, name="new"),
    path("mine/", views.mine, name="mine"),
    path("<slug:slug>/edit/", views.edit_first, name="edit_first"),
    path("<slug:slug>/edit/<slug:section>/", views.edit, name="edit"),
    path("<slug:slug>/preview/", views.preview, name="preview"),
    path("<slug:slug>/submit/", views.submit, name="submit"),
    path("<slug:slug>/check/", views.check, name="check"),
    path("<slug:slug>/history/", views.history, name="history"),
    path("<slug:slug>/withdraw/", views.withdraw, name="withdraw"),
    path("<slug:slug>/revise/", views.revise, name="revise"),
    path("<slug:slug>/archive/", views.archive, name="archive"),
    path("<slug:slug>/delete/", views.delete, name="delete"),
]
