from django.urls import path

from ponte.newsletter.views import archive, desk, subscribing

app_name = "newsletter"
urlpatterns = [
    path("", archive.index, name="index"),
    path("<int:pk>/", archive.issue, name="issue"),
    path("subscribe/", subscribing.subscribe, name="subscribe"),
    path("subscribe/sent/", subscribing.asked, name="asked"),
    path("confirm/<str:token>/", subscribing.confirm, name="confirm"),
    path("preferences/<str:token>/", subscribing.preferences, name="preferences"),
    path("leave/<str:token>/", subscribing.leave, name="leave"),
    path("<int:pk>/desk/", desk.desk, name="desk"),
    path("<int:pk>/desk/mail/", desk.mail, name="mail"),
    path("<int:pk>/desk/pick/", desk.pick, name="pick"),
    path("<int:pk>/desk/test/", desk.test, name="test"),
    path("<int:pk>/desk/schedule/", desk.schedule, name="schedule"),
    path("<int:pk>/desk/recall/", desk.recall, name="recall"),
]
