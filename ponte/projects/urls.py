from django.urls import path, re_path

from ponte.projects import views
from ponte.projects.running import partnership, policy
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
    path("<slug:slug>/partners/", partnership.partners, name="partners"),
    path("<slug:slug>/partners/new/", partnership.new_partner, name="new_partner"),
    path("<slug:slug>/partners/totals/", partnership.keep_totals, name="totals"),
    path("<slug:slug>/partners/<int:pk>/", partnership.partner, name="partner"),
    path("<slug:slug>/partners/<int:pk>/budget/", partnership.budget, name="budget"),
    path(
        "<slug:slug>/partners/<int:pk>/withdraw/",
        partnership.withdraw_partner,
        name="withdraw_partner",
    ),
    path("<slug:slug>/spending/", partnership.spending, name="spending"),
    path("<slug:slug>/policy/", policy.policy, name="policy"),
    path("<slug:slug>/policy/new/", policy.new_instrument, name="new_instrument"),
    path("<slug:slug>/policy/authorities/new/", policy.new_authority, name="new_authority"),
    path("<slug:slug>/policy/authorities/<int:pk>/", policy.authority, name="authority"),
    path(
        "<slug:slug>/policy/authorities/<int:pk>/remove/",
        policy.remove_authority,
        name="remove_authority",
    ),
    path("<slug:slug>/policy/authorities/<int:pk>/letter/", policy.letter, name="letter"),
    path(
        "<slug:slug>/policy/stakeholders/<slug:instrument>/",
        policy.stakeholders,
        name="stakeholders",
    ),
]
