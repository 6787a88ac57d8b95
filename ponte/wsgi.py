"""The WSGI application that `make serve` runs."""

import os

from django.core.wsgi import get_wsgi_application

from ponte import search

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ponte.settings")
application = get_wsgi_application()
search.warm_up()
