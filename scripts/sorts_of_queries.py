#!/usr/bin/env python
"""Write what queries of each sort have in common (see ponte/search/vectors/sorts.py), for the
encoder in use. To be run after a change of the texts in ponte/search/data/queries."""

import os

import django
import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ponte.settings")
django.setup()

from ponte.search.encoders import encoder  # noqa: E402
from ponte.search.vectors import sorts  # noqa: E402

chosen = encoder()
if chosen is None:
    raise SystemExit("There is no encoder in use.")
for old in sorts.DATA.glob(f"sorts-{chosen.name}-*.npy"):
    old.unlink()
path = sorts.means_file(chosen.name)
np.save(path, sorts.encoded(chosen).astype(np.float16))
print(path)  # noqa: T201
