"""What a page costs."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def queries(client, url):
    """How many queries the page takes once everything that is kept is known."""
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)
