"""What stands on a chart: lines of text, patches and lines, in inches from the top left.

A colour is a name of the palette (`stratsell.map.style`) or a code.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

POINTS = 72.0
"""Points to an inch."""

Align = Literal["left", "center", "right"]


class Text(NamedTuple):
    """A line of text, its middle at y."""

    x: float
    y: float
    text: str
    size: float
    bold: bool
    colour: str
    align: Align


class Patch(NamedTuple):
    """A rectangle from its top left, or, where it is round, the ellipse in it."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    edge: str = ""
    line: float = 0.0
    under: bool = False
    round: bool = False


class Line(NamedTuple):
    """A line from a place to another."""

    x: tuple[float, float]
    y: tuple[float, float]
    colour: str
    width: float
    dashed: bool = False


NOTHING = "#00000000"
"""The colour of what is not filled."""


Mark = Text | Patch | Line
