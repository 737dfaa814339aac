"""The influence map: one scene, computed once, and its painters.

`scene` computes where everything stands; `draw_map` paints it with Matplotlib and `InfluenceMap` in a notebook's
page, and what each of them needs is loaded only then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stratsell.map.scene import Scene, compose, scene

if TYPE_CHECKING:
    from stratsell.map.figure import draw_map, font_families, paint, save
    from stratsell.map.trend import draw_trend
    from stratsell.map.widget import InfluenceMap

__all__ = ["InfluenceMap", "Scene", "compose", "draw_map", "draw_trend", "font_families", "paint", "save", "scene"]


def __getattr__(name: str) -> Any:
    """Load a painter when it is first asked for."""
    if name in ("draw_map", "font_families", "paint", "save"):
        from stratsell.map import figure

        return getattr(figure, name)
    if name == "draw_trend":
        from stratsell.map.trend import draw_trend

        return draw_trend
    if name == "InfluenceMap":
        from stratsell.map.widget import InfluenceMap

        return InfluenceMap
    raise AttributeError(f"module 'stratsell.map' has no attribute {name!r}")
