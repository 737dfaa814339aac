"""The heatmap of a portfolio: a row an open objective, a cell a role, its level as number, dots and colour.

It is painted of the rows that `stratsell.portfolio` gives, so whoever filters and sorts the frame filters and sorts the
picture. Every cell says its level as a number as well, so that nothing hangs on colour.
"""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING, Any

import pandas as pd

from stratsell.charts.chart import MARGIN, Chart, level_tile
from stratsell.dates import as_day, spoken
from stratsell.map.style import Theme
from stratsell.rules.findings import records
from stratsell.vocabulary import Level, Role

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_ROWS = 60
"""How many rows are painted, at most: the first ones."""

_WIDTH, _ROW = 10.6, 0.36
_HEAD, _FOOT = 1.5, 0.36
_TILE = 0.62
_ROLES = 4.75
_RIGHT = {"Coverage": 7.85, "Flags": 8.4, "Contacted": 9.3, "Value": 10.0}
"""Where the columns of numbers end, in inches from the left."""


def draw_portfolio(
    rows: pd.DataFrame,
    *,
    as_of: dt.date | str | None = None,
    title: str = "",
    path: str | os.PathLike[str] | None = None,
    theme: Theme = "light",
) -> Figure:
    """Draw how well each role of each open objective is covered.

    Parameters
    ----------
    rows : pandas.DataFrame
        As `stratsell.portfolio` gives it; filter and sort it as the picture should be. The first 60 rows are painted,
        and it says how many are left out.
    as_of : datetime.date or str, optional
        The day that the rows are about, for the line below the title. Default: no day is shown.
    title : str, optional
        The title. Default: how many objectives there are, in how many accounts.
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
    ValueError
        If `as_of` is not a date, or the path has another ending.
    OSError
        If the file cannot be written; one that was there before is then unchanged.

    Examples
    --------
    >>> import stratsell as ss
    >>> rows = ss.portfolio(ss.demo(), as_of="2026-11-23")
    >>> figure = ss.draw_portfolio(rows[rows["owner"] == "Bea Lund"], as_of="2026-11-23")
    >>> figure.axes[0].texts[0].get_text()
    '3 open objectives in 2 accounts'
    """
    day = None if as_of is None else as_day(as_of)
    return _chart(rows, title or _counted(rows), day).saved(path, theme)


def _counted(rows: pd.DataFrame) -> str:
    objectives, accounts = len(rows), rows["account_id"].nunique()
    aims = f"{objectives:,} open objective{'s' if objectives != 1 else ''}"
    return f"{aims} in {accounts:,} account{'s' if accounts != 1 else ''}"


def _subtitle(rows: pd.DataFrame, day: dt.date | None) -> str:
    """Coverage and roles of all rows, painted or not."""
    parts = [f"As of {spoken(day)}"] if day else []
    if len(rows):
        held = (f"{role.label.lower()} {(rows[role.value] > 0).mean():.0%}" for role in Role)
        parts += [f"average coverage {rows['score'].mean():.0%}", f"role held: {', '.join(held)}"]
    return " · ".join(parts)


def _chart(rows: pd.DataFrame, title: str, day: dt.date | None) -> Chart:
    shown = rows.head(MOST_ROWS)
    height = _HEAD + _ROW * max(1, len(shown)) + _FOOT
    chart = Chart(_WIDTH, height, title, _subtitle(rows, day))
    _legend(chart)
    for index, role in enumerate(Role):
        chart.write(_ROLES + (index + 0.5) * _TILE, _HEAD - 0.16, role.label, size=8, colour="muted", align="center")
    for name, right in _RIGHT.items():
        chart.write(right, _HEAD - 0.16, name, size=8, colour="muted", align="right")
    for index, row in enumerate(records(shown)):
        _row(chart, row, _HEAD + _ROW * index)
    if not len(shown):
        chart.write(MARGIN, _HEAD + _ROW / 2, "No open objectives.", colour="muted")
    if left_out := len(rows) - len(shown):
        chart.write(MARGIN, height - _FOOT / 2, f"and {left_out:,} more", colour="muted")
    return chart


def _legend(chart: Chart) -> None:
    x = MARGIN
    for level in Level:
        level_tile(chart, level, x, 0.82, 0.44, 0.3)
        x += 0.52 + chart.write(x + 0.52, 0.97, level.label.lower(), colour="muted") + 0.25


def _row(chart: Chart, row: dict[str, Any], top: float) -> None:
    y = top + _ROW / 2
    chart.line((MARGIN, _WIDTH - MARGIN), (top + _ROW, top + _ROW), "rule")
    room = _ROLES - 2 * MARGIN
    chart.write(MARGIN, y - (0.075 if row["objective"] else 0), row["account"], room=room, bold=True)
    chart.write(MARGIN, y + 0.085, row["objective"] or "", room=room, size=7, colour="muted")
    for index, role in enumerate(Role):
        level_tile(chart, Level(row[role.value]), _ROLES + index * _TILE + 0.02, top + 0.025, _TILE - 0.04, _ROW - 0.05)
    flags = row["red_flags"]
    cells = {
        "Coverage": f"{row['score']:.0%}",
        "Flags": f"{flags:,}",
        "Contacted": f"{row['contacted']:,} of {row['influences']:,}",
        "Value": "" if row["value"] is None else _short(row["value"]),
    }
    for name, cell in cells.items():
        colour = "bad" if name == "Flags" and flags else "ink"
        chart.write(_RIGHT[name], y, cell, colour=colour, align="right")


def _short(value: float) -> str:
    """Write an amount with three digits at most, as in 1.15 M."""
    for size, sign in ((1e9, " B"), (1e6, " M"), (1e3, " K")):
        if abs(value) >= size:
            return f"{value / size:.3g}{sign}"
    return f"{value:.3g}"
