"""What charts share: a page with a title, and text, boxes and lines on it in inches from the top left.

Text keeps to its room and is drawn in any script, as on the map. The trend picture has axes of its own and takes only
the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from matplotlib.patches import Circle, Rectangle

from stratsell.book import Book
from stratsell.map.figure import DPI, MapFigure
from stratsell.map.fonts import drawable
from stratsell.map.lettering import font_families
from stratsell.map.style import PALETTES, Theme, ink_on
from stratsell.map.text import cut, left_to_right
from stratsell.map.text import width as width_of
from stratsell.text import clean
from stratsell.vocabulary import Level

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TITLE_SIZE = 12.0
MARGIN = 0.12
"""Room at the left and right edge, in inches."""
POINTS = 72.0


def page(width: float, height: float, theme: Theme) -> Figure:
    """Make an empty figure of a size in inches."""
    figure = MapFigure(figsize=(width, height), dpi=DPI / 1.2)
    figure.set_facecolor(PALETTES[theme]["page"])
    return figure


def part_of(book: Book, objective_id: str | None, account_id: str | None) -> Book:
    """Give what a picture is about: an objective, an account, or, where neither is given, the whole book."""
    whole = objective_id is None and account_id is None
    return book if whole else book.select(objective_id=objective_id, account_id=account_id)


def part_title(part: Book, objective_id: str | None, account_id: str | None) -> str:
    """Say what a picture is about: an objective, an account, or so many accounts."""
    accounts, objectives = part.tables["accounts"], part.tables["objectives"]
    account = "" if objective_id is None and account_id is None else clean(str(accounts["name"].iloc[0]))
    if objective_id is not None and len(objectives):
        account += ": " + clean(str(objectives["name"].iloc[0]))
    return account or f"{len(accounts):,} account{'s' if len(accounts) != 1 else ''}"


class Chart:
    """A page to write and paint on.

    Parameters
    ----------
    width, height : float
        Its size in inches.
    theme : {"light", "dark"}
        The colours.
    title : str
        Its title, in any script.
    subtitle : str, optional
        A line below it.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
    colours : mapping of str to str
        The colours by name.
    """

    def __init__(self, width: float, height: float, theme: Theme, title: str, subtitle: str = "") -> None:
        self.width, self.height = width, height
        self.colours = PALETTES[theme]
        self.figure = page(width, height, theme)
        self._axes: Axes = self.figure.add_axes((0, 0, 1, 1))
        self._axes.set_xlim(0, width)
        self._axes.set_ylim(height, 0)
        self._axes.set_axis_off()
        room = width - 2 * MARGIN
        self.write(MARGIN, 0.27, title, room=room, size=TITLE_SIZE, bold=True)
        self.write(MARGIN, 0.54, subtitle, room=room, colour="muted")

    def write(
        self, x: float, y: float, text: str, *, room: float = 99, size: float = 8.5, bold: bool = False,
        colour: str = "ink", align: Literal["left", "center", "right"] = "left",
    ) -> float:  # fmt: skip
        """Write a line of text, its middle at y, and give its width; a colour is a name of the palette or a code."""
        shown = drawable(cut(clean(text), room * POINTS, size, bold=bold))
        if not shown:
            return 0.0
        self._axes.text(
            x, y, left_to_right(shown), fontsize=size, fontweight="bold" if bold else "normal",
            fontfamily=font_families(shown), color=self._colour(colour), ha=align, va="center_baseline",
            parse_math=False, clip_on=False, zorder=4,
        )  # fmt: skip
        return width_of(shown, size, bold=bold) / POINTS

    def box(self, x: float, y: float, width: float, height: float, fill: str, **look: Any) -> None:
        """Paint a rectangle from its top left."""
        self._patch(Rectangle((x, y), width, height), fill, **look)

    def disc(self, x: float, y: float, radius: float, fill: str, **look: Any) -> None:
        """Paint a circle around a place."""
        self._patch(Circle((x, y), radius), fill, **look)

    def line(
        self, x: tuple[float, float], y: tuple[float, float], colour: str, width: float = 0.8, **look: Any
    ) -> None:
        """Draw a line from a place to another."""
        self._axes.plot(x, y, color=self._colour(colour), linewidth=width, clip_on=False, **look)

    def _patch(self, patch: Any, fill: str, edge: str = "", line: float = 0.0, *, under: bool = False) -> None:
        border = self._colour(edge) if edge else "none"
        patch.set(facecolor=self._colour(fill), edgecolor=border, linewidth=line, zorder=1 if under else 3)
        self._axes.add_patch(patch)

    def _colour(self, name: str) -> str:
        return self.colours.get(name, name)


def level_tile(chart: Chart, level: Level, x: float, y: float, width: float, height: float) -> None:
    """Paint a level: its number over four dots, as many of them full."""
    fill = level.colour or "#00000000"
    ink = ink_on(fill) if level else "missing"
    chart.box(x, y, width, height, fill, edge="" if level else "missing", line=0 if level else 0.8)
    chart.write(x + width / 2, y + height * 0.36, str(int(level)), size=8, bold=True, colour=ink, align="center")
    for dot in range(4):
        full = dot < level
        place = (x + width / 2 + (dot - 1.5) * 0.085, y + height * 0.78)
        chart.disc(*place, 0.027, ink if full else "#00000000", edge=ink, line=0.6)
