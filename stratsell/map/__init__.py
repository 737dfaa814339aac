"""The influence map: one scene, computed once, and its painters.

`scene` computes where everything stands; `draw_map` paints it with Matplotlib and `InfluenceMap` in a notebook's
page, and what each of them needs is loaded only then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stratsell.map.scene import Scene, compose, scene

if TYPE_CHECKING:
    from stratsell.map.figure import draw_map, font_families, paint, save
    from stratsell.map.heatmap import draw_portfolio
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


def __getattr__(name: str) -> Any:
    """Load a painter when it is first asked for."""
    if name in ("draw_map", "font_families", "paint", "save"):
        from stratsell.map import figure

        return getattr(figure, name)
    if name == "draw_portfolio":
        from stratsell.map.heatmap import draw_portfolio

        return draw_portfolio
    if name == "draw_modes":
        from stratsell.map.modes import draw_modes

        return draw_modes
    if name == "draw_timeline":
        from stratsell.map.timeline import draw_timeline

        return draw_timeline
    if name == "draw_trend":
        from stratsell.map.trend import draw_trend

        return draw_trend
    if name == "InfluenceMap":
        from stratsell.map.widget import InfluenceMap

        return InfluenceMap
    raise AttributeError(f"module 'stratsell.map' has no attribute {name!r}")
