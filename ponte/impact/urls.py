from django.urls import path

from ponte.impact.views import claiming, public

app_name = "impact"
urlpatterns = [
    path("", public.index, name="index"),
    path("improvements.<slug:file_format>", public.file, name="file"),
    path("how-we-count/", public.how_we_count, name="how_we_count"),
    path("claims/mine/", claiming.mine, name="mine"),
    path("claims/new/", claiming.new, name="new"),
    path("claims/<int:pk>/", claiming.detail, name="claim"),
    path("claims/<int:pk>/edit/", claiming.edit, name="edit"),
    path("claims/<int:pk>/step/", claiming.step, name="step"),
    path("claims/<int:pk>/delete/", claiming.delete, name="delete"),
    path("evidence/<uuid:handle>/", claiming.evidence, name="evidence"),
]
