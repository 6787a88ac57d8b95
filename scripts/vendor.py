"""Copy the few front-end files a browser needs from node_modules into build/static/vendor.

Run after `npm ci --ignore-scripts`. The folder is made afresh, so a file that is no
longer listed here is no longer served.
"""

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
TARGET = ROOT / "build" / "static" / "vendor"
SUBSETS = ("latin", "latin-ext", "greek", "cyrillic")


def files() -> dict[str, str]:
    """Map each target, relative to the vendor folder, to its source in node_modules."""
    commissioner = "@fontsource-variable/commissioner"
    source_serif = "@fontsource/source-serif-4"
    chosen = {
        "htmx.min.js": "htmx.org/dist/htmx.min.js",
        "htmx.LICENSE.txt": "htmx.org/LICENSE",
        "fonts/commissioner.LICENSE.txt": f"{commissioner}/LICENSE",
        "fonts/source-serif-4.LICENSE.txt": f"{source_serif}/LICENSE",
    }
    for subset in SUBSETS:
        for package, name in (
            (commissioner, f"commissioner-{subset}-wght-normal.woff2"),
            (source_serif, f"source-serif-4-{subset}-600-normal.woff2"),
        ):
            chosen[f"fonts/{name}"] = f"{package}/files/{name}"
    return chosen


if __name__ == "__main__":
    shutil.rmtree(TARGET, ignore_errors=True)
    for target, source in files().items():
        place = TARGET / target
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PACKAGES / source, place)
