"""The map of a brief as bytes: what stands in a page, a document or beside a text."""

from __future__ import annotations

from stratsell.map.figure import content, paint
from stratsell.map.scene import Scene


def map_png(drawn: Scene) -> bytes:
    """Give the map as a PNG."""
    return content(paint(drawn), ".png", title=drawn.title)


def map_svg(drawn: Scene) -> bytes:
    """Give the map as an SVG."""
    return content(paint(drawn), ".svg", title=drawn.title)
