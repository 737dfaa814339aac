"""The timeline: conversations that took place and those that are planned, one row per person.

A mark is a conversation: its number says the mode on Bryan Smith's scale, a square is one-way and a circle two-way,
full is done and hollow is planned. People with a part and no conversation have an empty row, which says as much.
"""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from stratsell.book import Book
from stratsell.charts.chart import MARGIN, Chart, part_of, part_title
from stratsell.dates import as_day, spoken
from stratsell.map.style import Theme, ink_on
from stratsell.rules.findings import records
from stratsell.rules.touchpoints import touchpoints_seen
from stratsell.text import clean
from stratsell.vocabulary import Mode, TouchpointStatus

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_ROWS = 40
"""How many rows there are, at most: those with the next plans, then those with the latest conversations."""
DAYS = 365
"""How many days back and ahead are shown, at most."""

_WIDTH = 10.4
_HEAD, _FOOT = 1.12, 0.62
_LABELS = 2.75
_RADIUS, _LANE = 0.1, 0.24
_LEAST_DAYS = 60
_MONTH_ROOM = 0.42


def draw_timeline(
    book: Book,
    *,
    objective_id: str | None = None,
    account_id: str | None = None,
    as_of: dt.date | str | None = None,
    days: int = DAYS,
    path: str | os.PathLike[str] | None = None,
    theme: Theme = "light",
) -> Figure:
    """Draw conversations through time, done and planned.

    Parameters
    ----------
    book : Book
        The book.
    objective_id : str, optional
        The objective: a row per person with a part in it or a conversation about it.
    account_id : str, optional
        The account: a row per person with a part in any of its objectives, or a conversation. Default, without an
        objective: the whole book, a row per account.
    as_of : datetime.date or str, optional
        The day to look from: what was done after it is not seen, what is planned is. Default: today.
    days : int, default 365
        How many days back and ahead are shown, at most; it says how many conversations lie outside.
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
        If both are given, `as_of` is not a date, `days` is below 1, or the path has another ending.
    OSError
        If the file cannot be written; one that was there before is then unchanged.

    Notes
    -----
    Source: the article's step 3, the right people "at the right places at the right time over time".

    Examples
    --------
    >>> import stratsell as ss
    >>> figure = ss.draw_timeline(ss.demo(), objective_id="northwind-1", as_of="2026-11-23")
    >>> [text.get_text() for text in figure.axes[0].texts][1]
    '23 November 2026 · 9 conversations, 3 planned · due 30 June 2027'
    """
    chart = timeline_chart(book, objective_id=objective_id, account_id=account_id, as_of=as_of, days=days)
    return chart.saved(path, theme)


def timeline_chart(
    book: Book,
    *,
    objective_id: str | None = None,
    account_id: str | None = None,
    as_of: dt.date | str | None = None,
    days: int = DAYS,
) -> Chart:
    """Give what `draw_timeline` draws."""
    day = as_day(as_of)
    if days < 1:
        raise ValueError(f"days: {days} is below 1")
    touchpoints = touchpoints_seen(book, day, objective_id=objective_id, account_id=account_id)
    part = part_of(book, objective_id, account_id)
    near = touchpoints[(touchpoints["on"] - pd.Timestamp(day)).dt.days.abs() <= days]
    rows = _rows(part, near, day, by_account=part is book)
    title = part_title(part, objective_id, account_id)
    ends: list[pd.Timestamp] = []
    if objective_id is not None:
        ends = list(part.tables["objectives"]["due_on"].dropna())
    return _chart(rows, near, title, _subtitle(touchpoints, near, day, ends), day, ends)


class _Row(NamedTuple):
    """A person, or of a whole book an account: what people read, and their conversations."""

    label: str
    note: str
    touchpoints: list[dict[str, Any]]


def _rows(part: Book, touchpoints: pd.DataFrame, day: dt.date, *, by_account: bool) -> list[_Row]:
    """The rows: those with the next plans first, then those with the latest conversations, then those without any."""
    key, table = ("account_id", "accounts") if by_account else ("person_id", "people")
    having = part.tables["influences"]["person_id"]
    by_key: dict[str, list[dict[str, Any]]] = {}
    for touchpoint in records(touchpoints):
        by_key.setdefault(touchpoint[key], []).append(touchpoint)
    rows = [
        _Row(clean(who["name"]), clean(who.get("title") or ""), by_key.get(who[key], []))
        for who in records(part.tables[table].sort_values(key))
        if by_account or who[key] in by_key or (having == who[key]).any()
    ]
    return sorted(rows, key=lambda row: _order(row, day))


def _order(row: _Row, day: dt.date) -> tuple[int, int]:
    coming = [
        touchpoint["on"].toordinal()
        for touchpoint in row.touchpoints
        if _planned(touchpoint) and touchpoint["on"].date() >= day
    ]
    if coming:
        return (0, min(coming))
    return (1, -max(touchpoint["on"].toordinal() for touchpoint in row.touchpoints)) if row.touchpoints else (2, 0)


def _planned(touchpoint: dict[str, Any]) -> bool:
    return bool(touchpoint["status"] == TouchpointStatus.PLANNED.value)


def _subtitle(touchpoints: pd.DataFrame, near: pd.DataFrame, day: dt.date, ends: list[pd.Timestamp]) -> str:
    planned = int((near["status"] == TouchpointStatus.PLANNED.value).sum())
    done = len(near) - planned
    parts = [spoken(day), f"{done:,} conversation{'s' if done != 1 else ''}, {planned:,} planned"]
    if away := len(touchpoints) - len(near):
        parts.append(f"{away:,} further away in time")
    parts += [f"due {spoken(end.date())}" for end in ends]
    return " · ".join(parts)


class _Scale:
    """Where a day stands, in inches."""

    def __init__(self, touchpoints: pd.DataFrame, day: dt.date) -> None:
        days: list[int] = [on.toordinal() for on in touchpoints["on"]] + [day.toordinal()]
        self.first, self.last = min(days) - 7, max(days) + 7
        short = max(0, _LEAST_DAYS - (self.last - self.first))
        self.first, self.last = self.first - short // 2, self.last + short - short // 2
        self.left: float = MARGIN + _LABELS
        self.right: float = _WIDTH - MARGIN

    def __call__(self, ordinal: int) -> float:
        return self.left + (ordinal - self.first) / (self.last - self.first) * (self.right - self.left)

    def months(self) -> list[tuple[int, dt.date]]:
        """The first days of the visible months, with their ordinals."""
        begin, end = (
            dt.date.fromordinal(min(max(1, ordinal), dt.date.max.toordinal())) for ordinal in (self.first, self.last)
        )
        count = range(begin.year * 12 + begin.month - 1, end.year * 12 + end.month)
        firsts = (dt.date(month // 12, month % 12 + 1, 1) for month in count)
        return [(first.toordinal(), first) for first in firsts if first.toordinal() > self.first]


def _chart(
    rows: list[_Row], touchpoints: pd.DataFrame, title: str, subtitle: str, day: dt.date, ends: list[pd.Timestamp]
) -> Chart:
    scale = _Scale(touchpoints, day)
    shown = [(row, _lanes(row, scale)) for row in rows[:MOST_ROWS]]
    heights = [max(0.34, 0.1 + _LANE * max(lanes, default=-1) + _LANE) for _, lanes in shown]
    bottom = _HEAD + sum(heights) + (0.0 if shown else 0.34)
    chart = Chart(_WIDTH, bottom + _FOOT, title, subtitle)
    top = _HEAD
    for index, ((row, lanes), height) in enumerate(zip(shown, heights, strict=True)):
        if index % 2 == 0:
            chart.box(MARGIN / 2, top, _WIDTH - MARGIN, height, "panel", under=True)
        _label(chart, row, top + height / 2)
        first = top + height / 2 - _LANE * max(lanes, default=0) / 2
        for touchpoint, lane in zip(row.touchpoints, lanes, strict=True):
            _mark(chart, scale(touchpoint["on"].toordinal()), first + _LANE * lane, touchpoint, day)
        top += height
    if not shown:
        chart.write(MARGIN, _HEAD + 0.17, "Nobody has a part in this yet.", colour="muted")
    _grid(chart, scale, bottom, day, ends)
    _legend(chart, bottom + 0.43, len(rows) - len(shown))
    return chart


def _lanes(row: _Row, scale: _Scale) -> list[int]:
    """For each conversation of a row the lane in which it hides no other."""
    ends: list[float] = []
    lanes = []
    for touchpoint in row.touchpoints:  # by day
        x = scale(touchpoint["on"].toordinal())
        lane = next((free for free, end in enumerate(ends) if end <= x - _RADIUS), len(ends))
        ends[lane : lane + 1] = [x + _RADIUS + 0.03]
        lanes.append(lane)
    return lanes


def _label(chart: Chart, row: _Row, y: float) -> None:
    wide = chart.write(MARGIN, y, row.label, room=_LABELS - 0.15, bold=True)
    left = _LABELS - 0.15 - wide - 0.08
    if left > 0.4:
        chart.write(MARGIN + wide + 0.08, y, row.note, room=left, size=8, colour="muted")


def _mark(chart: Chart, x: float, y: float, touchpoint: dict[str, Any], day: dt.date) -> None:
    """One conversation: its mode as number, shape and colour; hollow while planned, red where that day is past."""
    mode = Mode(touchpoint["mode"]) if touchpoint["mode"] else None
    colour = mode.colour if mode else "unknown"
    number = str(list(Mode).index(mode) + 1) if mode else "?"
    look: dict[str, Any] = {"fill": colour, "edge": colour, "line": 1.0}
    if _planned(touchpoint):
        past = touchpoint["on"].date() < day
        look = {"fill": "page", "edge": "flag" if past else colour, "line": 1.8}
    ink = ink_on(colour) if mode and not _planned(touchpoint) else "ink"
    if mode is not None and not mode.two_way:
        chart.box(x - _RADIUS * 0.9, y - _RADIUS * 0.9, _RADIUS * 1.8, _RADIUS * 1.8, **look)
    else:
        chart.disc(x, y, _RADIUS, **look)
    chart.write(x, y, number, size=7.5, colour=ink, align="center")


def _grid(chart: Chart, scale: _Scale, bottom: float, day: dt.date, ends: list[pd.Timestamp]) -> None:
    """Months above, the day to look from and the objective's last day across."""
    free, year = 0.0, 0
    for ordinal, first in scale.months():
        x = scale(ordinal)
        chart.line((x, x), (_HEAD, bottom), "rule")
        if x < free or x > scale.right - 0.2:
            continue
        if first.year != year:
            chart.write(x, _HEAD - 0.32, str(first.year), size=8, bold=True, align="center")
        chart.write(x, _HEAD - 0.14, spoken(first).split()[1][:3], size=8, colour="muted", align="center")
        free, year = x + _MONTH_ROOM, first.year
    today = scale(day.toordinal())
    chart.line((today, today), (_HEAD - 0.05, bottom + 0.04), "ink", 1.4)
    chart.write(today, bottom + 0.13, "as of", size=8, align="center")
    for end in ends:
        if scale.first <= end.toordinal() <= scale.last:
            x = scale(end.toordinal())
            chart.line((x, x), (_HEAD - 0.05, bottom + 0.04), "introduction", 1.6, dashed=True)
            if abs(x - today) > _MONTH_ROOM:
                chart.write(x, bottom + 0.13, "due", size=8, align="center")


def _legend(chart: Chart, y: float, left_out: int) -> None:
    x = MARGIN + _RADIUS
    someday, before = pd.Timestamp(2000, 1, 2), dt.date(2000, 1, 1)
    for mode in (*Mode, None):
        done = {"mode": mode and mode.value, "status": TouchpointStatus.DONE.value, "on": someday}
        _mark(chart, x, y, done, before)
        label = f"{mode.label.lower()}" if mode else "mode unknown"
        x += 0.16 + chart.write(x + 0.16, y, label, size=8, colour="muted") + 0.28
    for label, day in (("planned", before), ("planned, and the day is past", dt.date(2000, 1, 3))):
        _mark(chart, x, y, {"mode": Mode.CONSULT.value, "status": TouchpointStatus.PLANNED.value, "on": someday}, day)
        x += 0.16 + chart.write(x + 0.16, y, label, size=8, colour="muted") + 0.28
    if left_out:
        chart.write(_WIDTH - MARGIN, y, f"{left_out:,} more rows", size=8, colour="muted", align="right")
