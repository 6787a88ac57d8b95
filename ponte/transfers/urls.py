from django.urls import path

from ponte.transfers.views import assessing, contacts, overview, running

app_name = "transfers"
urlpatterns = [
    path("", overview.index, name="index"),
    path("transfers.csv", overview.table, name="table"),
    path("new/", running.new, name="new"),
    path("mine/", running.mine, name="mine"),
    path("contacts/<int:pk>/", contacts.contact, name="contact"),
    path("<int:pk>/", running.detail, name="detail"),
    path("<int:pk>/edit/", running.edit, name="edit"),
    path("<int:pk>/step/", running.step, name="step"),
    path("<int:pk>/stop/", running.stop, name="stop"),
    path("<int:pk>/result/", running.result, name="result"),
    path("<int:pk>/team/", running.team, name="team"),
    path("<int:pk>/team/answer/", running.answer_invitation, name="answer_invitation"),
    path("<int:pk>/team/leave/", running.leave, name="leave"),
    path("<int:pk>/assessment/", assessing.assessment, name="assessment"),
    path("<int:pk>/answers/", assessing.answers, name="answers"),
    path("<int:pk>/mitigations/", assessing.mitigations, name="mitigations"),
    path("<int:pk>/plan/", assessing.plan, name="plan"),
    path("<int:pk>/plan/edit/", assessing.edit_plan, name="edit_plan"),
    path("<int:pk>/plan.pdf", assessing.plan_pdf, name="plan_pdf"),
    path("<int:pk>/contacts/", contacts.index, name="contacts"),
    path("<int:pk>/contacts/<uuid:handle>/", contacts.ask, name="ask"),
]
