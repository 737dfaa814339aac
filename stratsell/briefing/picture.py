"""The map of a brief as bytes: what stands in a page, a document or beside a text."""

from __future__ import annotations

import tempfile
from pathlib import Path

from stratsell.map import paint, save
from stratsell.map.scene import Scene


def map_png(drawn: Scene) -> bytes:
    """Give the map as a PNG."""
    return _file(drawn, ".png")


def map_svg(drawn: Scene) -> bytes:
    """Give the map as an SVG."""
    return _file(drawn, ".svg")


def _file(drawn: Scene, ending: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, f"map{ending}")
        save(paint(drawn), place, title=drawn.title)
        return place.read_bytes()
