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
VIEW_BOX = f"0 0 {WIDTH} {HEIGHT}"

# Codes of the regions in boxes, row by row.
INSETS = ("PT20", "PT30", "ES70", "FRY1", "FRY2", "FRY3", "FRY4", "FRY5")
INSET_WIDTH, INSET_HEIGHT, INSET_GAP, INSET_PADDING = 78, 62, 8, 9


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
