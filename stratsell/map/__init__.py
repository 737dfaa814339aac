"""The influence map: one scene, computed once, and its painters.

`scene` computes where everything stands; `draw_map` paints it with Matplotlib and `InfluenceMap` in a notebook's
page, and what each of them needs is loaded only then.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from stratsell.map.scene import Scene, compose, scene

if TYPE_CHECKING:
    from stratsell.map.figure import draw_map, paint, save
    from stratsell.map.heatmap import draw_portfolio
    from stratsell.map.lettering import font_families
    from stratsell.map.modes import draw_modes
    from stratsell.map.timeline import draw_timeline
    from stratsell.map.trend import draw_trend
    from stratsell.map.widget import InfluenceMap

# fmt: off
__all__ = [
    "InfluenceMap", "Scene", "compose", "draw_map", "draw_modes", "draw_portfolio", "draw_timeline", "draw_trend",
    "font_families", "paint", "save", "scene",
]
# fmt: on


_FOUND_IN = {
    "draw_map": "figure",
    "draw_modes": "modes",
    "draw_portfolio": "heatmap",
    "draw_timeline": "timeline",
    "draw_trend": "trend",
    "font_families": "lettering",
    "InfluenceMap": "widget",
    "paint": "figure",
    "save": "figure",
}
"""The module of each name that is loaded when it is first asked for."""


def __getattr__(name: str) -> Any:
    """Load a painter when it is first asked for."""
    if name not in _FOUND_IN:
        raise AttributeError(f"module 'stratsell.map' has no attribute {name!r}")
    return getattr(import_module(f"stratsell.map.{_FOUND_IN[name]}"), name)
