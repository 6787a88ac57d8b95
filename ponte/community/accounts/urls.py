"""Everything about one's own account, under /account/."""

from django.urls import include, path

from ponte.community.accounts import views

urlpatterns = [
    path("", views.overview, name="account"),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    path("provider/", include("allauth.socialaccount.urls")),
    path("provider/", include("allauth.socialaccount.providers.openid_connect.urls")),
]
