"""Copy the few front-end files a browser needs from node_modules into build/static/vendor.

Run after `npm ci --ignore-scripts`. The folder is made afresh, so a file that is no
longer listed here is no longer served. What draws pictures on the server reads no web
fonts, so it gets those for plain text as TrueType in build/fonts.
"""

import shutil
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
TARGET = ROOT / "build" / "static" / "vendor"
FONTS = ROOT / "build" / "fonts"
FAMILY, WEIGHTS = "Commissioner", (400, 600)
FAMILY_NAMES = (1, 16)  # in a font's table of names
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


def write_true_type(weight: int) -> None:
    """Write one weight of the variable web font, with the letters of all subsets."""
    parts = []
    for subset in SUBSETS:
        source = TARGET / "fonts" / f"commissioner-{subset}-wght-normal.woff2"
        font = instantiateVariableFont(TTFont(source), {"wght": weight})
        font.flavor = None
        parts.append(FONTS / f"{subset}.part")
        font.save(parts[-1])
    whole = Merger().merge(parts)
    for record in whole["name"].names:
        if record.nameID in FAMILY_NAMES:
            record.string = FAMILY
    whole.save(FONTS / f"commissioner-{weight}.ttf")
    for part in parts:
        part.unlink()


if __name__ == "__main__":
    shutil.rmtree(TARGET, ignore_errors=True)
    for target, source in files().items():
        place = TARGET / target
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PACKAGES / source, place)
    shutil.rmtree(FONTS, ignore_errors=True)
    FONTS.mkdir(parents=True)
    for weight in WEIGHTS:
        write_true_type(weight)
