"""The lists of the back office."""

from django.http import StreamingHttpResponse
from wagtail.snippets.views.snippets import IndexView

from ponte.core import tables


class ListView(IndexView):
    """A list whose export is streamed and opens safely in a spreadsheet.

    The headings are the names of `list_export`, the same in every language.
    """

    def as_spreadsheet(self, queryset, spreadsheet_format):
        rows = (self.to_row_dict(record) for record in queryset.iterator(chunk_size=500))
        name = f"{self.get_filename()}.{spreadsheet_format}"
        return StreamingHttpResponse(
            tables.write(spreadsheet_format, self.list_export, rows),
            content_type=tables.CONTENT_TYPES[spreadsheet_format],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
