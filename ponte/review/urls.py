from django.urls import path

from ponte.review import views

app_name = "review"
urlpatterns = [
    path("", views.index, name="index"),
    path("assign/", views.assign_waiting, name="assign"),
    path("conflicts/", views.conflicts, name="conflicts"),
    path("conflicts/<int:pk>/withdraw/", views.withdraw_conflict, name="withdraw_conflict"),
    path("statistics/", views.statistics, name="statistics"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/ask/", views.ask, name="ask"),
    path("<int:pk>/hand-back/", views.hand_back, name="hand_back"),
    path("<int:pk>/conclude/", views.conclude, name="conclude"),
    path("<int:pk>/experts/", views.choose_expert, name="choose_expert"),
    path("<int:pk>/fewer/", views.go_on_with_fewer, name="fewer"),
    path("<int:pk>/release/<int:assignment>/", views.release, name="release"),
]
