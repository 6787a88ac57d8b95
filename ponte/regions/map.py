"""The frame of the map of Europe: what it shows, how large it is, where its boxes are.

The map is in EPSG:3035, WIDTH units wide, y down. The outermost regions, which lie off
the map, are drawn in boxes in its upper right corner, each at a scale of its own.
"""

# What the map shows, in metres: from Iceland to the east of Türkiye, from Crete to the
# North Cape.
LEFT, BOTTOM, RIGHT, TOP = 2_440_000, 1_360_000, 7_440_000, 5_440_000
WIDTH = 1000
SCALE = WIDTH / (RIGHT - LEFT)
HEIGHT = round((TOP - BOTTOM) * SCALE)
CLOSE_UP = 420  # the width of a part of the map, in units
VIEW_BOX = f"0 0 {WIDTH} {HEIGHT}"

# The regions in boxes, row by row, with the name written under each.
INSETS = {
    "PT20": "Açores",
    "PT30": "Madeira",
    "ES70": "Canarias",
    "FRY1": "Guadeloupe",
    "FRY2": "Martinique",
    "FRY3": "Guyane",
    "FRY4": "La Réunion",
    "FRY5": "Mayotte",
}
INSET_NAME = 12  # the height left for the name
INSET_WIDTH, INSET_HEIGHT, INSET_GAP, INSET_PADDING = 78, 70, 8, 9


def inset_boxes() -> dict[str, tuple[int, int]]:
    """The upper left corner of each inset box, two in a row, from the upper right."""
    left = WIDTH - 2 * (INSET_WIDTH + INSET_GAP)
    return {
        code: (
            left + (i % 2) * (INSET_WIDTH + INSET_GAP),
            INSET_GAP + (i // 2) * (INSET_HEIGHT + INSET_GAP),
        )
        for i, code in enumerate(INSETS)
    }


def view_around(x: float | None, y: float | None) -> str:
    """The view box of a part of the map with the point in its middle, or of all of it."""
    if x is None or y is None:
        return VIEW_BOX
    height = round(CLOSE_UP * HEIGHT / WIDTH)
    left = min(max(x - CLOSE_UP / 2, 0), WIDTH - CLOSE_UP)
    top = min(max(y - height / 2, 0), HEIGHT - height)
    return f"{left:.0f} {top:.0f} {CLOSE_UP} {height}"
