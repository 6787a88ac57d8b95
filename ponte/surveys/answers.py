"""The list of answers in the back office."""

from django.http import StreamingHttpResponse
from wagtail.contrib.forms.views import SubmissionsListView

from ponte.core import tables


class AnswersView(SubmissionsListView):
    """Wagtail's, with an export that opens safely in a spreadsheet."""

    def as_spreadsheet(self, queryset, spreadsheet_format):
        rows = (self.to_row_dict(answer) for answer in queryset)
        name = f"{self.get_filename()}.{spreadsheet_format}"
        return StreamingHttpResponse(
            tables.write(spreadsheet_format, self.list_export, rows),
            content_type=tables.CONTENT_TYPES[spreadsheet_format],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
