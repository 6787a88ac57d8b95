from django.urls import path

from ponte.events import views

app_name = "events"
urlpatterns = [
    path("", views.index, name="index"),
    path("calendar/", views.month, name="month"),
    path("calendar.ics", views.calendar_feed, name="calendar_feed"),
    path("feed.atom", views.feed, name="feed"),
    path("new/", views.new, name="new"),
    path("registrations/", views.mine, name="mine"),
    path("registrations/<str:token>/", views.registration, name="registration"),
    path("registrations/<str:token>/event.ics", views.registration_file, name="registration_file"),
    path("registrations/<str:token>/certificate.pdf", views.certificate, name="certificate"),
    path("registrations/<str:token>/survey/", views.survey, name="survey"),
    path("<slug:slug>/", views.detail, name="detail"),
    path("<slug:slug>/event.ics", views.event_file, name="event_file"),
    path("<slug:slug>/register/", views.register, name="register"),
    path("<slug:slug>/edit/", views.edit, name="edit"),
    path("<slug:slug>/agenda/", views.agenda, name="agenda"),
    path("<slug:slug>/questions/", views.questions, name="questions"),
    path("<slug:slug>/materials/", views.materials, name="materials"),
    path("<slug:slug>/step/", views.step, name="step"),
    path("<slug:slug>/registrants/", views.registrants, name="registrants"),
    path("<slug:slug>/registrants.csv", views.registrants_table, name="registrants_table"),
    path("<slug:slug>/check-in/", views.check_in, name="check_in"),
    path("<slug:slug>/check-in/<slug:code>/", views.check_in_one, name="check_in_one"),
]
