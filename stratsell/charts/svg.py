"""A chart as a picture for a page: text stays text, in the fonts of whoever looks at it."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from stratsell.charts.marks import NOTHING, POINTS, Line, Mark, Patch, Text
from stratsell.map.style import PALETTES, Theme

_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
_BELOW = 0.36
"""How far below the middle of a line its baseline is, as a share of the font's size."""


def svg(marks: Iterable[Mark], width: float, height: float, theme: Theme, *, title: str) -> bytes:
    """Draw marks on a page, in points.

    Parameters
    ----------
    marks : iterable of Mark
        What is to be drawn.
    width, height : float
        The size of the page, in inches.
    theme : {"light", "dark"}
        The colours.
    title : str
        What it shows.

    Returns
    -------
    bytes
        The content of an SVG file; the same for the same marks.

    Examples
    --------
    >>> marks = [Text(1, 1, "Ann & Bob", 8, True, "ink", "left")]
    >>> b">Ann &amp; Bob</text>" in svg(marks, 4, 2, "dark", title="People")
    True
    """
    palette = PALETTES[theme]

    def colour(name: str) -> str:
        return palette.get(name, name) if name and name != NOTHING else "none"

    def element(mark: Mark) -> str:
        match mark:
            case Text():
                bold = ' font-weight="bold"' if mark.bold else ""
                y = mark.y * POINTS + mark.size * _BELOW
                return (
                    f'<text x="{mark.x * POINTS:.1f}" y="{y:.1f}" font-size="{mark.size:g}"{bold} '
                    f'fill="{colour(mark.colour)}" text-anchor="{_ANCHORS[mark.align]}">{escape(mark.text)}</text>'
                )
            case Patch():
                look = f'fill="{colour(mark.fill)}" stroke="{colour(mark.edge)}" stroke-width="{mark.line:g}"'
                left, top, wide, high = (f"{POINTS * side:.1f}" for side in (mark.x, mark.y, mark.width, mark.height))
                radius = f' rx="{POINTS * mark.width / 2:.1f}"' if mark.round else ""
                return f'<rect x="{left}" y="{top}" width="{wide}" height="{high}"{radius} {look}/>'
            case Line():
                ends = " L ".join(f"{POINTS * x:.1f} {POINTS * y:.1f}" for x, y in zip(mark.x, mark.y, strict=True))
                dash = ' stroke-dasharray="6 3"' if mark.dashed else ""
                return f'<path d="M {ends}" stroke="{colour(mark.colour)}" stroke-width="{mark.width:g}"{dash}/>'

    wide, high = (f"{side * POINTS:g}" for side in (width, height))
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}pt" height="{high}pt" viewBox="0 0 {wide} {high}" '
            f"font-family=\"'DejaVu Sans', Verdana, sans-serif\"><title>{escape(title)}</title>"
            f'<rect width="100%" height="100%" fill="{palette["page"]}"/>',
            *map(element, sorted(marks, key=_layer)),
            "</svg>",
        )
    ).encode()


def _layer(mark: Mark) -> int:
    """Say what lies above what."""
    if isinstance(mark, Patch):
        return 0 if mark.under else 2
    return 1 if isinstance(mark, Line) else 3
