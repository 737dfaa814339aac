"""The trend picture: how coverage, red flags and thank-yous went from one day to the next.

Four strips over one row of days: the level of each role (a number in every cell, so that nothing hangs on colour), the
coverage, the red flags and the thank-yous. For several objectives levels and coverage are means over those open then.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.patches import Rectangle

from stratsell.book import Book
from stratsell.charts.chart import TITLE_SIZE, part_of, part_title
from stratsell.charts.marks import POINTS
from stratsell.charts.painted import page
from stratsell.dates import spoken
from stratsell.map.figure import image_path, saved
from stratsell.map.fonts import drawable
from stratsell.map.lettering import font_families
from stratsell.map.style import PALETTES, Theme, ink_on
from stratsell.map.text import cut
from stratsell.rules.coverage import FRESH_DAYS
from stratsell.rules.history import history
from stratsell.vocabulary import Level, Role

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_LABELS = 14
"""How many days are written below the picture, at most."""

_HEIGHTS = {"roles": 2.0, "score": 1.5, "red_flags": 0.9, "thanked": 0.9}
_FEWEST = 6


def draw_trend(
    book: Book,
    dates: Iterable[dt.date | str],
    *,
    objective_id: str | None = None,
    account_id: str | None = None,
    fresh_days: int = FRESH_DAYS,
    path: str | os.PathLike[str] | None = None,
    theme: Theme = "light",
) -> Figure:
    """Draw how an objective, an account or the whole book went through time.

    Parameters
    ----------
    book : Book
        The book.
    dates : iterable of datetime.date or str
        The days to look from; `stratsell.month_ends` gives the ends of months.
    objective_id : str, optional
        The objective.
    account_id : str, optional
        The account. Default, without an objective: the whole book.
    fresh_days : int, default 90
        For how many days a conversation counts.
    path : path, optional
        A file to write the picture to as well; its ending, ``.png``, ``.svg`` or ``.pdf``, says how.
    theme : {"light", "dark"}, default "light"
        The colours.

    Returns
    -------
    matplotlib.figure.Figure
        Shown by a notebook when it is the last value of a cell.

    Raises
    ------
    KeyError
        If there is no such objective or account.
    ValueError
        If a date is none or there are no dates, both an objective and an account are given, or the path has another
        ending.
    OSError
        If the file cannot be written; one that was there before is then unchanged.

    Examples
    --------
    >>> import stratsell as ss
    >>> figure = ss.draw_trend(ss.demo(), ss.month_ends(6, as_of="2026-11-23"), account_id="northwind")
    >>> [axes.get_ylabel() for axes in figure.axes]
    ['', 'Coverage', 'Red flags', 'Thank-yous']
    """
    target = image_path(path)
    part = part_of(book, objective_id, account_id)
    frame = history(part, dates, fresh_days=fresh_days)
    title = part_title(part, objective_id, account_id)
    return saved(_painted(_by_day(frame), title, theme), target, title)


def _by_day(frame: pd.DataFrame) -> pd.DataFrame:
    """One row per day: means of levels and coverage over open objectives, or over all if none is; sums of the rest."""
    any_open = frame.groupby("as_of")["open"].transform("any")
    counted = frame[frame["open"] | ~any_open]
    means = counted.groupby("as_of")[[*(role.value for role in Role), "score"]].mean()
    days = means.join(frame.groupby("as_of")[["red_flags", "thanked"]].sum())
    return days.assign(
        objectives=frame.groupby("as_of")["objective_id"].nunique(), open=frame.groupby("as_of")["open"].sum()
    )


def _painted(days: pd.DataFrame, title: str, theme: Theme) -> Figure:
    colours = PALETTES[theme]
    size = (max(6.4, min(14.0, 2.6 + 0.52 * len(days))), 6.2)
    figure = page(*size, theme)
    text = drawable(cut(title, 0.97 * POINTS * size[0], TITLE_SIZE, bold=True))
    figure.suptitle(
        text,
        x=0.012,
        y=1 - 0.12 / size[1],
        ha="left",
        va="top",
        fontsize=TITLE_SIZE,
        fontweight="bold",
        fontfamily=font_families(text),
        color=colours["ink"],
        parse_math=False,
    )
    left, right, top, bottom = (0.95 / size[0], 1 - 0.12 / size[0], 1 - 0.72 / size[1], 0.52 / size[1])
    figure.subplots_adjust(left=left, right=right, top=top, bottom=bottom, hspace=0.28)
    strips: Any = figure.subplots(4, 1, sharex=True, height_ratios=list(_HEIGHTS.values()))
    _roles(strips[0], days, colours)
    _score(strips[1], days, colours)
    _bars(strips[2], days["red_flags"], "Red flags", colours["flag"], colours)
    _bars(strips[3], days["thanked"], "Thank-yous", Level.THANKED.colour, colours)
    for axes in strips:
        _plain(axes, colours)
    _dated(strips[3], days, colours)
    return figure


def _roles(axes: Axes, days: pd.DataFrame, colours: Any) -> None:
    """A cell per role and day with its level, or the mean level, as a number."""
    whole = (days["objectives"] == 1).all()
    for row, role in enumerate(Role):
        for column, level in enumerate(days[role.value]):
            nearest = round(level)
            fill = Level(nearest).colour
            axes.add_patch(
                Rectangle(
                    (column - 0.46, row - 0.44), 0.92, 0.88, facecolor=fill or "none",
                    edgecolor=colours["rule"] if nearest else colours["missing"], linewidth=0.8,
                )
            )  # fmt: skip
            ink = ink_on(fill) if fill else colours["missing"]
            axes.text(column, row, f"{level:.0f}" if whole else f"{level:.1f}", ha="center", va="center_baseline",
                      fontsize=8.5, color=ink)  # fmt: skip
    axes.set_yticks(range(len(Role)), [f"{role.label}  {role.glyph}" for role in Role])
    axes.set_ylim(len(Role) - 0.45, -0.55)
    heading = "Level of each role" if whole else "Mean level of each role over open objectives"
    words = ", ".join(f"{int(level)} {level.label.lower()}" for level in Level)
    axes.set_title(f"{heading}: {words}", loc="left", fontsize=8.5, color=colours["muted"])


def _score(axes: Axes, days: pd.DataFrame, colours: Any) -> None:
    axes.plot(range(len(days)), days["score"], color=colours["influences"], linewidth=2, zorder=2)
    is_open = days["open"].to_numpy() > 0
    for column, (score, solid) in enumerate(zip(days["score"], is_open, strict=True)):
        face = colours["influences"] if solid else colours["page"]
        axes.plot(column, score, "o", color=colours["influences"], markerfacecolor=face, markersize=5.5, zorder=3)
        axes.annotate(f"{score:.0%}", (column, score), (0, 7 if score < 0.8 else -13), textcoords="offset points",
                      ha="center", fontsize=8, color=colours["ink"])  # fmt: skip
    axes.set_ylim(-0.02, 1.12)
    axes.set_yticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
    axes.grid(axis="y", color=colours["rule"], linewidth=0.8)
    axes.set_ylabel("Coverage")
    if not is_open.all():
        axes.set_title("hollow: closed", loc="right", fontsize=8, color=colours["muted"])


def _bars(axes: Axes, counts: pd.Series, label: str, colour: str, colours: Any) -> None:
    axes.bar(range(len(counts)), counts, width=0.62, color=colour)
    for column, count in enumerate(counts):
        axes.annotate(f"{count:,}", (column, count), (0, 2), textcoords="offset points", ha="center", fontsize=8,
                      color=colours["ink"])  # fmt: skip
    axes.set_ylim(0, max(1.0, float(counts.max()) * 1.45))
    axes.set_yticks([])
    axes.set_ylabel(label)


def _plain(axes: Axes, colours: Any) -> None:
    axes.set_facecolor(colours["page"])
    axes.tick_params(length=0, colors=colours["muted"], labelsize=8.5)
    axes.yaxis.label.set(color=colours["ink"], fontsize=9)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(colours["rule"])


def _dated(axes: Axes, days: pd.DataFrame, colours: Any) -> None:
    """Write the days below, of many every few; the year where it is new."""
    step = -(-len(days) // MOST_LABELS)
    places = list(range(len(days) - 1, -1, -step))[::-1]  # the last day is always written
    labels, year = [], 0
    for column in places:
        day = days.index[column].date()
        short = f"{day.day} {spoken(day).split()[1][:3]}"
        labels.append(short if day.year == year else f"{short}\n{day.year}")
        year = day.year
    axes.set_xticks(places, labels)
    axes.set_xlim(-0.6, max(len(days), _FEWEST) - 0.4)
    axes.tick_params(axis="x", colors=colours["ink"])
