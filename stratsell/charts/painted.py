"""A chart as Matplotlib paints it: for files, and for notebooks, where it can be changed further."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from matplotlib.patches import Circle, Rectangle

from stratsell.charts.marks import Line, Mark, Patch, Text
from stratsell.map.figure import DPI, MapFigure
from stratsell.map.lettering import font_families
from stratsell.map.style import PALETTES, Theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def page(width: float, height: float, theme: Theme) -> Figure:
    """Make an empty figure of a size in inches."""
    figure = MapFigure(figsize=(width, height), dpi=DPI / 1.2)
    figure.set_facecolor(PALETTES[theme]["page"])
    return figure


def paint(marks: Iterable[Mark], width: float, height: float, theme: Theme) -> Figure:
    """Paint marks on a page of a size in inches."""
    colours = PALETTES[theme]
    figure = page(width, height, theme)
    axes: Axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    axes.set_axis_off()
    for mark in marks:
        match mark:
            case Text():
                _write(axes, mark, colours)
            case Patch():
                _fill(axes, mark, colours)
            case Line():
                look = "--" if mark.dashed else "-"
                colour = colours.get(mark.colour, mark.colour)
                axes.plot(mark.x, mark.y, color=colour, linewidth=mark.width, linestyle=look, clip_on=False)
    return figure


def _write(axes: Axes, mark: Text, colours: Mapping[str, str]) -> None:
    axes.text(
        mark.x, mark.y, mark.text, fontsize=mark.size, fontweight="bold" if mark.bold else "normal",
        fontfamily=font_families(mark.text), color=colours.get(mark.colour, mark.colour), ha=mark.align,
        va="center_baseline", parse_math=False, clip_on=False, zorder=4,
    )  # fmt: skip


def _fill(axes: Axes, mark: Patch, colours: Mapping[str, str]) -> None:
    middle = (mark.x + mark.width / 2, mark.y + mark.height / 2)
    patch = Circle(middle, mark.width / 2) if mark.round else Rectangle((mark.x, mark.y), mark.width, mark.height)
    border = colours.get(mark.edge, mark.edge) if mark.edge else "none"
    fill = colours.get(mark.fill, mark.fill)
    patch.set(facecolor=fill, edgecolor=border, linewidth=mark.line, zorder=1 if mark.under else 3)
    axes.add_patch(patch)
