"""What charts share: a page with a title, and text, boxes and lines on it in inches from the top left.

Text keeps to its room and is drawn in any script, as on the map. A chart is a list of marks that name their colours;
Matplotlib paints them for a file and a notebook, and `Chart.svg` for a page, which costs a hundredth of that. The trend
picture has axes of its own and takes only the page.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from stratsell.book import Book
from stratsell.charts.marks import NOTHING, POINTS, Align, Line, Mark, Patch, Text
from stratsell.map.fonts import drawable
from stratsell.map.style import Theme, ink_on
from stratsell.map.text import cut, left_to_right
from stratsell.map.text import width as width_of
from stratsell.text import clean
from stratsell.vocabulary import Level

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TITLE_SIZE = 12.0
MARGIN = 0.12
"""Room at the left and right edge, in inches."""


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
    title : str
        Its title, in any script.
    subtitle : str, optional
        A line below it.

    Attributes
    ----------
    title : str
        Its title.
    marks : list of Mark
        What stands on it; a colour is a name of the palette or a code.
    """

    def __init__(self, width: float, height: float, title: str, subtitle: str = "") -> None:
        self.width, self.height, self.title = width, height, title
        self.marks: list[Mark] = []
        room = width - 2 * MARGIN
        self.write(MARGIN, 0.27, title, room=room, size=TITLE_SIZE, bold=True)
        self.write(MARGIN, 0.54, subtitle, room=room, colour="muted")

    def write(
        self, x: float, y: float, text: str, *, room: float = 99, size: float = 8.5, bold: bool = False,
        colour: str = "ink", align: Align = "left",
    ) -> float:  # fmt: skip
        """Write a line of text, its middle at y, and give its width."""
        shown = drawable(cut(clean(text), room * POINTS, size, bold=bold))
        if not shown:
            return 0.0
        self.marks.append(Text(x, y, left_to_right(shown), size, bold, colour, align))
        return width_of(shown, size, bold=bold) / POINTS

    def box(self, x: float, y: float, width: float, height: float, fill: str, **look: Any) -> None:
        """Paint a rectangle from its top left."""
        self.marks.append(Patch(x, y, width, height, fill, **look))

    def disc(self, x: float, y: float, radius: float, fill: str, **look: Any) -> None:
        """Paint a circle around a place."""
        self.marks.append(Patch(x - radius, y - radius, 2 * radius, 2 * radius, fill, **look, round=True))

    def line(
        self, x: tuple[float, float], y: tuple[float, float], colour: str, width: float = 0.8, *, dashed: bool = False
    ) -> None:
        """Draw a line from a place to another."""
        self.marks.append(Line(x, y, colour, width, dashed))

    def figure(self, theme: Theme) -> Figure:
        """Have Matplotlib paint it."""
        from stratsell.charts.painted import paint

        return paint(self.marks, self.width, self.height, theme)

    def saved(self, path: str | os.PathLike[str] | None, theme: Theme) -> Figure:
        """Give the figure, written to a file as well if there is a path."""
        from stratsell.map.figure import image_path, saved

        target = image_path(path)
        return saved(self.figure(theme), target, self.title)

    def svg(self, theme: Theme) -> bytes:
        """Give it as a picture for a page."""
        from stratsell.charts.svg import svg

        return svg(self.marks, self.width, self.height, theme, title=self.title)


def level_tile(chart: Chart, level: Level, x: float, y: float, width: float, height: float) -> None:
    """Paint a level: its number over four dots, as many of them full."""
    fill = level.colour or NOTHING
    ink = ink_on(fill) if level else "missing"
    chart.box(x, y, width, height, fill, edge="" if level else "missing", line=0 if level else 0.8)
    chart.write(x + width / 2, y + height * 0.36, str(int(level)), size=8, bold=True, colour=ink, align="center")
    for dot in range(4):
        full = dot < level
        place = (x + width / 2 + (dot - 1.5) * 0.085, y + height * 0.78)
        chart.disc(*place, 0.027, ink if full else NOTHING, edge=ink, line=0.6)
