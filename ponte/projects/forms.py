"""The back office's form for projects."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from ponte.core.lines import LinesField
from ponte.regions.forms import RegionCodesField
from ponte.topics.forms import TopicsField


class ProjectForm(WagtailAdminModelForm):
    topics = TopicsField(label=_("Topics"), required=False)
    themes = LinesField(
        label=_("Themes"), required=False, help_text=_("The project's own themes, one per line.")
    )
    regions = RegionCodesField(
        label=_("Regions taking part"),
        required=False,
        help_text=_("Codes with commas between them: ITI1, ES51, SI."),
    )
