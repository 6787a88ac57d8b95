"""The map as a file of its own, which says by itself what it shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from textwrap import wrap

import resvg_py
from django.conf import settings
from django.core.cache import cache
from django.utils.html import escape
from django.utils.translation import gettext as _

from ponte.regions.map import HEIGHT, WIDTH
from ponte.regions.monitor import geometry
from ponte.regions.monitor.board import LAND, MISSING, OTHER, Board

PIXELS = 2000
FONTS = settings.BUILD_DIR / "fonts"
DAY = 24 * 60 * 60

MARGIN, LINE = 24, 24
TITLE, TEXT = 22, 15  # sizes of letters
TITLE_LETTERS, TEXT_LETTERS = 78, 125  # that fit on a line
COLUMNS = 3  # of the legend

# As in css/monitor.css.
FILLS = {
    "q0": "#e1eef1",
    "q1": "#b0d3db",
    "q2": "#6fb0c2",
    "q3": "#2f819d",
    "q4": "#0b4f69",
    MISSING: "url(#none)",
    LAND: "#b9c4d6",
    OTHER: "#fff",
}
HATCHING = (
    '<pattern id="none" width="6" height="6" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><path d="M0 0h6v6H0z" fill="#eceff4"/>'
    '<path d="M0 0v6" stroke="#9aa5ba" stroke-width="2"/></pattern>'
)
INK, GOLD, COAST = "#0e1b33", "#ffc42e", "#8e9cb3"
POINT = f'fill="{GOLD}" stroke="{INK}"'


@dataclass(frozen=True)
class Picture:
    """What to draw: the map of `board` between the words about it."""

    board: Board
    permalink: str

    def svg(self) -> str:
        choice = self.board.choice
        name = choice.indicator.name if choice.indicator else _("Regions of Europe")
        parts = [choice.indicator.unit, self.board.year] if choice.indicator else []
        parts += [words for _name, words in choice.narrowed()]
        title, y = written(name, MARGIN + TITLE, TITLE, TITLE_LETTERS)
        subtitle, y = written(" · ".join(filter(None, parts)), y)
        europe, y = self.map(y - LINE // 2), y + HEIGHT + LINE
        legend, y = self.legend(y)
        notes, y = written("\n".join(self.notes()), y + LINE // 2)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}"'
            f' width="{WIDTH}" height="{y}" font-family="Commissioner, Arial, sans-serif"'
            f' fill="{INK}"><title>{escape(name)}</title><defs>{HATCHING}</defs>'
            f'<path d="M0 0h{WIDTH}v{y}H0z" fill="#fff"/>'
            f"{title}{subtitle}{europe}{legend}{notes}</svg>\n"
        )

    def map(self, top: int) -> str:
        """The map as on the page: see templates/regions/monitor_map.html."""
        lines, here = self.board.lines, self.board.here
        shapes = {
            style: "".join(f'<use href="#{code}"/>' for code in codes)
            for style, codes in self.board.groups
        }
        others = shapes.pop(OTHER, "")
        between = f'stroke-width="{lines["border"]}">{geometry.part("borders")}</g>'
        below = f'<g fill="#fff" stroke="#c3ccdb">{others}</g><g stroke="{COAST}" {between}'
        above = f'<g stroke="#fff" {between}'
        asked = "".join(
            f'<g fill="{FILLS[style]}" stroke="{INK if others else "#fff"}">{uses}</g>'
            for style, uses in shapes.items()
        )
        points = "".join(
            f'<circle cx="{x}" cy="{y}" r="{radius}"/>' for x, y, radius in self.board.circles
        )
        mark = f'<use href="#{here}"/>' if here else ""
        return (
            f'<svg y="{top}" width="{WIDTH}" height="{HEIGHT}" viewBox="{self.board.view_box}"'
            f' stroke-linejoin="round" stroke-width="{lines["region"]}">'
            f"<defs>{geometry.part('regions')}</defs>"
            f'<path d="M0 0h{WIDTH}v{HEIGHT}H0z" fill="#f2f5fa"/>'
            f'<g fill="#e5ebf4" stroke="#d2d9e5">{geometry.part("boxes")}</g>'
            f'<g font-size="11">{geometry.part("names")}</g>'
            f'<use href="#regions" stroke="{COAST}" stroke-width="{lines["coast"]}"/>'
            f"{below + asked if others else asked + above}"
            f'<g fill="none" stroke="{INK}" stroke-width="{lines["edge"]}">{mark}</g>'
            f'<g fill="none" stroke="{GOLD}" stroke-width="{lines["core"]}">{mark}</g>'
            f'<g {POINT} stroke-width="{lines["point"]}">{points}</g></svg>'
        )

    def legend(self, top: int) -> tuple[str, int]:
        """Each kind of mark with its words, row by row, and where the next line goes."""
        drawn = []
        for k, (mark, text) in enumerate(self.keys()):
            x, y = MARGIN + k % COLUMNS * WIDTH // COLUMNS, top + k // COLUMNS * LINE
            drawn.append(f'<g transform="translate({x} {y})">{mark}{line(text, 36, 0)}</g>')
        return "".join(drawn), top + -(-len(drawn) // COLUMNS) * LINE

    def keys(self) -> Iterator[tuple[str, str]]:
        box = '<path d="M0-13h26v16H0z" fill="{}" stroke="#76829b"/>'
        for each in self.board.classes:
            yield box.format(FILLS[each.style]), f"{each.text} ({each.count})"
        if self.board.choice.indicator:
            yield box.format(FILLS[MISSING]), f"{_('no figure')} ({self.board.missing})"
        if self.board.has_others:
            yield box.format(FILLS[OTHER]), _("other regions")
        if self.board.points:
            yield f'<circle cx="13" cy="-5" r="7" {POINT}/>', _("good practices")

    def notes(self) -> Iterator[str]:
        """Source, flags, who made the map and where to find it."""
        if self.board.choice.indicator:
            yield self.board.source
        if self.board.flags:
            yield self.board.flags_text
        if self.board.has_medians:
            yield _("Some shapes are of NUTS 1 and show the median of their regions.")
        yield _("Projection ETRS89-LAEA. Made with Natural Earth.")
        yield f"{settings.SITE_NAME} · {self.permalink}"


def written(text: str, top: int, size: int = TEXT, letters: int = TEXT_LETTERS) -> tuple[str, int]:
    """`text` in as many lines as it needs, and where the next line goes."""
    rows = [row for part in text.splitlines() for row in wrap(part, letters)]
    drawn = "".join(line(row, MARGIN, top + k * LINE, size) for k, row in enumerate(rows))
    return drawn, top + len(rows) * LINE


def line(text: str, x: int, y: int, size: int = TEXT) -> str:
    weight = ' font-weight="600"' if size == TITLE else ""
    return f'<text x="{x}" y="{y}" font-size="{size}"{weight}>{escape(text)}</text>'


def png(svg: str) -> bytes:
    """A drawing as a picture, PIXELS wide; kept for a day."""
    key = f"monitor-png:{sha256(svg.encode()).hexdigest()}"
    found: bytes | None = cache.get(key)
    if found is None:
        fonts = [str(path) for path in sorted(FONTS.glob("*.ttf"))]
        found = resvg_py.svg_to_bytes(
            svg_string=svg,
            width=PIXELS,
            skip_system_fonts=True,
            font_files=fonts,
            font_family="Commissioner",
        )
        cache.set(key, found, DAY)
    return found
