from allauth.core import ratelimit
from django.conf import settings
from django.db import models
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.contrib.forms.models import AbstractForm, AbstractFormField
from wagtail.contrib.forms.panels import FormSubmissionsPanel
from wagtail.fields import RichTextField

from ponte.surveys.questions import KINDS, Questions

INLINE = ["bold", "italic", "link"]


class Survey(AbstractForm):
    """A page that asks. It takes answers until `closes_at`; who answers is not noted."""

    introduction = RichTextField(_("introduction"), blank=True, features=[*INLINE, "ol", "ul"])
    thanks = RichTextField(
        _("thanks"),
        blank=True,
        features=INLINE,
        help_text=_("What people read when they have answered."),
    )
    closes_at = models.DateTimeField(_("takes answers until"), null=True, blank=True)

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = []
    template = "surveys/survey.html"
    landing_page_template = "surveys/thanks.html"
    form_builder = Questions
    DONE = "answered"

    content_panels = [
        *AbstractForm.content_panels,
        FormSubmissionsPanel(),
        FieldPanel("introduction"),
        InlinePanel("form_fields", heading=_("Questions"), label=_("Question"), min_num=1),
        FieldPanel("thanks"),
        FieldPanel("closes_at"),
    ]

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")

    @property
    def is_closed(self) -> bool:
        return self.closes_at is not None and self.closes_at < timezone.now()

    @property
    def days_kept(self) -> int:
        return settings.RETENTION["answers"]

    def get_submissions_list_view_class(self):
        from ponte.surveys.answers import AnswersView  # noqa: PLC0415 (needs the models)

        return AnswersView

    def serve(self, request, *args, **kwargs):
        """The questions; what is right is kept, and the thanks have an address of their own."""
        if self.is_closed or self.DONE in request.GET:
            return self.render_landing_page(request)
        if request.method == "POST" and not ratelimit.consume(request, action="survey"):
            return ratelimit.respond_429(request)
        response = super().serve(request, *args, **kwargs)
        if request.method == "POST" and "form" not in response.context_data:
            return redirect(f"{self.get_url(request)}?{self.DONE}=1")
        add_never_cache_headers(response)
        return response


class SurveyQuestion(AbstractFormField):
    survey = ParentalKey(Survey, on_delete=models.CASCADE, related_name="form_fields")
    field_type = models.CharField(_("kind of answer"), max_length=16, choices=KINDS)

    class Meta(AbstractFormField.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self):
        return self.label
