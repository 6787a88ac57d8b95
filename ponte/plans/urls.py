from django.urls import path

from ponte.plans.views import drafting, exchange, monitoring, reading, steps, talking

app_name = "plans"
urlpatterns = [
    path("", reading.index, name="index"),
    path("mine/", reading.mine, name="mine"),
    path("new/", drafting.new, name="new"),
    path("import/", exchange.take_in, name="import"),
    path("monitoring/", monitoring.cockpit, name="cockpit"),
    path("monitoring/remind/", monitoring.remind, name="remind"),
    path("ledger/<int:pk>/correct/", monitoring.correct, name="correct"),
    path("evidence/<uuid:handle>/", monitoring.evidence, name="evidence"),
    path("<int:pk>/", reading.detail, name="detail"),
    path("<int:pk>/plan.json", exchange.as_json, name="as_json"),
    path("<int:pk>/plan.csv", exchange.as_csv, name="as_csv"),
    path("<int:pk>/plan.docx", exchange.as_docx, name="as_docx"),
    path("<int:pk>/plan.pdf", exchange.as_pdf, name="as_pdf"),
    path("<int:pk>/history/", reading.history, name="history"),
    path("<int:pk>/versions/", reading.versions, name="versions"),
    path("<int:pk>/edit/", drafting.edit_first, name="edit_first"),
    path("<int:pk>/edit/<slug:place>/", drafting.edit, name="edit"),
    path("<int:pk>/check/", drafting.check, name="check"),
    path("<int:pk>/delete/", drafting.delete, name="delete"),
    path("<int:pk>/actions/new/", drafting.add_action, name="add_action"),
    path("<int:pk>/actions/from-transfer/", drafting.take_over, name="take_over"),
    path("<int:pk>/actions/<int:action>/remove/", drafting.remove_action, name="remove_action"),
    path("<int:pk>/talk/<slug:place>/", talking.talk, name="talk"),
    path("<int:pk>/talk/<slug:place>/settle/<int:key>/", talking.settle, name="settle"),
    path(
        "<int:pk>/talk/<slug:place>/aside/<int:key>/",
        talking.settle_comment,
        name="settle_comment",
    ),
    path("<int:pk>/suggest/<slug:place>/<slug:field>/", talking.suggest, name="suggest"),
    path("<int:pk>/step/", steps.step, name="step"),
    path("<int:pk>/step/<slug:event>/", steps.explain, name="explain"),
    path("<int:pk>/endorse/", steps.endorse, name="endorse"),
    path("<int:pk>/team/", steps.team, name="team"),
    path("<int:pk>/team/answer/", steps.answer_invitation, name="answer_invitation"),
    path("<int:pk>/team/leave/", steps.leave, name="leave"),
    path("<int:pk>/progress/", monitoring.progress, name="progress"),
    path(
        "<int:pk>/actions/<int:action>/reports/<slug:semester>/",
        monitoring.report,
        name="report",
    ),
]
