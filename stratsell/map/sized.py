"""A map for a size and for some of the people: what `stratsell.draw_map` draws."""

from __future__ import annotations

import math
from typing import Literal, get_args

from stratsell.map.fold import put_away
from stratsell.map.scene import LEAST_LETTERS, SMALLEST, Scene, compose
from stratsell.map.shown import Shown
from stratsell.map.style import PX, Theme

People = Literal["all", "involved"]
"""Who is drawn: everybody, or those with a part in the objective."""
FEWER = 0.85
"""How many of the people are drawn where they have no room, before it is tried again."""
LONGEST = 200.0
"""How many inches a page may measure."""


def drawn_for(
    what: Shown, *, theme: Theme = "light", size: tuple[float, float] | None = None, people: People = "all"
) -> Scene:
    """Compute the scene of what is shown for a size, in inches, and for some of the people, as for `draw_map`.

    Examples
    --------
    >>> import stratsell as ss
    >>> from stratsell.map.shown import shown
    >>> from stratsell.objective_view import objective_view
    >>> what = shown(objective_view(ss.demo(), objective_id="orrin-1", as_of="2026-11-23"))
    >>> slide = drawn_for(what, size=(13.3, 7.5), people="involved")
    >>> len(what.people), len(slide.cards), slide.detail
    (35, 20, 'small')
    """
    if people not in get_args(People):
        raise ValueError(f"people: “{people}” is not one of {', '.join(get_args(People))}")
    if size is not None and not (len(size) == 2 and all(0 < side <= LONGEST for side in size)):
        raise ValueError(f"size: {size} is not a width and a height in inches, up to {LONGEST:g}, such as (13.3, 7.5)")
    if people == "all":
        return compose(what, theme=theme, sheet=size)
    drawn = put_away(what)
    scene = compose(drawn, theme=theme, sheet=size)
    while size is not None and _smallest(scene) < LEAST_LETTERS:
        fewer = put_away(what, most=math.floor(FEWER * len(drawn.people)))
        if len(fewer.people) == len(drawn.people):
            break
        drawn, scene = fewer, compose(fewer, theme=theme, sheet=size)
    return scene


def _smallest(scene: Scene) -> float:
    """The size of the smallest letters on a sheet."""
    grown = scene.inches[0] * PX / scene.width if scene.inches else 1.0
    return SMALLEST[scene.detail] * grown + 1e-6
