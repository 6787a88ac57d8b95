"""Settings of the test suite: the real ones, made quick and quiet."""

import atexit
import os
import shutil
import tempfile

if "PONTE_DATA_DIR" not in os.environ:
    os.environ["PONTE_DATA_DIR"] = tempfile.mkdtemp(prefix="ponte-tests-")
    atexit.register(shutil.rmtree, os.environ["PONTE_DATA_DIR"], ignore_errors=True)

# A browser that was driven leaves its event loop running in the thread of the tests.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from ponte.settings import *  # noqa: F403
from ponte.settings import SEARCH, TASKS

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
    for name in ("default", "queries")
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
SEARCH = {
    **SEARCH,
    "BACKEND": "ponte.search.backends.memory.MemoryBackend",
    "ENCODER": "none",
    "PATIENCE": 60.0,
}
TASKS = {**TASKS, "background": TASKS["default"]}
# Else every client of a test would list all static files at its first request.
WHITENOISE_AUTOREFRESH = True
