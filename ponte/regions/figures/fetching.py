"""Downloads from Eurostat's public API."""

import shutil
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import urlopen

from django.utils.translation import gettext as _

EUROSTAT = "https://ec.europa.eu/eurostat/api/dissemination/sdmx/2.1/data"
TIMEOUT = 60


class NotFetched(Exception):
    """`str()` says for people why."""


def fetch(dataset: str, target: Path, *, base: str = EUROSTAT, timeout: float = TIMEOUT) -> None:
    """Write the whole dataset as SDMX-CSV (gzip) to `target`. Raises NotFetched.

    `timeout` is in seconds, for each answer of the server.
    """
    options = urlencode({"format": "SDMX-CSV", "compressed": "true"})
    address = f"{base}/{quote(dataset.upper(), safe='')}?{options}"
    try:
        # The address is ours; the user only names the dataset.
        with urlopen(address, timeout=timeout) as answer, target.open("wb") as file:  # noqa: S310
            shutil.copyfileobj(answer, file)
    except OSError as error:
        if isinstance(error, HTTPError):
            error.close()
        raise NotFetched(
            _(
                "%(dataset)s could not be fetched from Eurostat: %(reason)s. Where this machine "
                "may not reach the internet, download the file elsewhere and import it."
            )
            % {"dataset": dataset, "reason": getattr(error, "reason", error)}
        ) from error
