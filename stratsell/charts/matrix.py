"""The matrix of relationships: a row one of them, a column one of us, a cell how warm it is between the two.

Beside it stands how far we have come with the person and how far we want to come. Every cell says in words and numbers
what its colour says.
"""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING, Any

import pandas as pd

from stratsell.book import Book
from stratsell.charts.chart import MARGIN, Chart, level_tile, part_of, part_title
from stratsell.charts.marks import NOTHING
from stratsell.dates import as_day, spoken
from stratsell.map.style import Theme, ink_on
from stratsell.rules.findings import records
from stratsell.rules.relationship_matrix import relationship_matrix
from stratsell.vocabulary import Level, Mode

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_ROWS = 60
"""How many of theirs are painted, at most."""

MOST_COLUMNS = 8
"""How many of ours are painted, at most: those with most conversations lately."""

_ROW, _CELL, _TILE = 0.38, 1.3, 0.62
_HEAD, _FOOT = 1.5, 0.36
_NAMES = 3.1


def draw_relationships(
    book: Book,
    *,
    objective_id: str | None = None,
    account_id: str | None = None,
    as_of: dt.date | str | None = None,
    path: str | os.PathLike[str] | None = None,
    theme: Theme = "light",
) -> Figure:
    """Draw our people by theirs: how warm each relationship is, who owns it, and how warm we want it.

    Parameters
    ----------
    book : Book
        The book.
    objective_id : str, optional
        Only this objective's account.
    account_id : str, optional
        Only this account. Default, without an objective: the whole book.
    as_of : datetime.date or str, optional
        The day to look from; nothing after it is seen. Default: today.
    path : path, optional
        A file to write the picture to as well; its ending, ``.png``, ``.svg`` or ``.pdf``, says how.
    theme : {"light", "dark"}, default "light"
        The colours.

    Returns
    -------
    matplotlib.figure.Figure
        Shown by a notebook when it is the last value of a cell. Those who are furthest from where we want to be with
        them stand first; 60 of theirs and 8 of ours are drawn, and it says how many are left out.

    Raises
    ------
    KeyError
        If there is no such objective or account.
    ValueError
        If both are given, `as_of` is not a date, or the path ends otherwise.
    OSError
        If the file cannot be written; one that was there before is then unchanged.

    Notes
    -----
    Source: see `relationship_matrix`, whose rows it paints.

    Examples
    --------
    >>> import stratsell as ss
    >>> figure = ss.draw_relationships(ss.demo(), account_id="northwind", as_of="2026-11-23")
    >>> [text.get_text() for text in figure.axes[0].texts][1]
    'Relationships on 23 November 2026: 6 of theirs, 2 of ours; with 4 we are not yet as far as we want to be'
    """
    return relationships_chart(book, objective_id=objective_id, account_id=account_id, as_of=as_of).saved(path, theme)


def relationships_chart(
    book: Book,
    *,
    objective_id: str | None = None,
    account_id: str | None = None,
    as_of: dt.date | str | None = None,
) -> Chart:
    """Give what `draw_relationships` draws."""
    part = part_of(book, objective_id, account_id)
    day = as_day(as_of)
    title = part_title(part, None, account_id or (objective_id and part.tables["accounts"]["account_id"].iloc[0]))
    return _chart(relationship_matrix(part, as_of=day), part, title, day)


def _chart(rows: pd.DataFrame, part: Book, title: str, day: dt.date) -> Chart:
    people = rows.drop_duplicates("person_id")[["account_id", "person_id", "level", "wanted_level"]]
    names = part.tables["people"].set_index("person_id")[["name", "title"]]
    people = people.join(names, on="person_id")
    people["gap"] = (people["wanted_level"] - people["level"].fillna(1)).fillna(0).clip(lower=0)
    people = people.sort_values(["gap", "level", "person_id"], ascending=[False, False, True], kind="stable")
    lately = rows.groupby("seller")["contacts"].sum().sort_values(ascending=False, kind="stable")
    sellers, shown = list(lately.index[:MOST_COLUMNS]), people.head(MOST_ROWS)
    width = MARGIN + _NAMES + _CELL * max(1, len(sellers)) + 2 * _TILE + 0.5 + MARGIN
    height = _HEAD + _ROW * max(1, len(shown)) + _FOOT
    chart = Chart(max(9.2, width), height, title, _subtitle(people, lately, day))
    _legend(chart)
    right = MARGIN + _NAMES + _CELL * len(sellers) + 0.3
    for position, seller in enumerate(sellers):
        middle = MARGIN + _NAMES + _CELL * (position + 0.5)
        chart.write(middle, _HEAD - 0.16, seller, room=_CELL - 0.1, size=8, colour="muted", align="center")
    for position, label in enumerate(("Now", "Wanted")):
        chart.write(right + (position + 0.5) * _TILE, _HEAD - 0.16, label, size=8, colour="muted", align="center")
    pairs = {(row["person_id"], row["seller"]): row for row in records(rows)}
    for position, person in enumerate(records(shown)):
        top = _HEAD + _ROW * position
        _name(chart, person, top)
        for column, seller in enumerate(sellers):
            if pair := pairs.get((person["person_id"], seller)):
                _pair(chart, pair, MARGIN + _NAMES + _CELL * column, top)
        for column, name in enumerate(("level", "wanted_level")):
            if person[name] is not None:
                level_tile(
                    chart,
                    Level(int(person[name])),
                    right + column * _TILE + 0.02,
                    top + 0.03,
                    _TILE - 0.04,
                    _ROW - 0.06,
                )
    if not len(shown):
        chart.write(MARGIN, _HEAD + _ROW / 2, "No stakeholder is known yet.", colour="muted")
    left_out = [f"{many:,} more of {whose}" for many, whose in
                ((len(people) - len(shown), "theirs"), (len(lately) - len(sellers), "ours")) if many]  # fmt: skip
    chart.write(MARGIN, height - _FOOT / 2, " and ".join(left_out), colour="muted")
    return chart


def _subtitle(people: pd.DataFrame, lately: pd.Series, day: dt.date) -> str:
    text = f"Relationships on {spoken(day)}: {len(people):,} of theirs, {len(lately):,} of ours"
    behind = int((people["gap"] > 0).sum())
    if people["wanted_level"].notna().any():
        text += f"; with {behind:,} we are not yet as far as we want to be" if behind else "; as far as we want to be"
    return text


def _legend(chart: Chart) -> None:
    x = MARGIN
    for level, words in (
        (Level.ENGAGED, "two-way lately"),
        (Level.CONTACTED, "spoken with lately"),
        (Level.IDENTIFIED, "not lately"),
    ):
        chart.box(x, 0.86, 0.2, 0.2, level.colour or "rule")
        x += 0.27 + chart.write(x + 0.27, 0.97, words, colour="muted") + 0.3
    chart.box(x, 0.86, 0.2, 0.2, NOTHING, edge="ink", line=1.6)
    chart.write(x + 0.27, 0.97, "owns the relationship", colour="muted")


def _name(chart: Chart, person: dict[str, Any], top: float) -> None:
    chart.line((MARGIN, chart.width - MARGIN), (top + _ROW, top + _ROW), "rule")
    y, room = top + _ROW / 2, _NAMES - 0.15
    chart.write(MARGIN, y - (0.075 if person["title"] else 0), person["name"], room=room, bold=True)
    chart.write(MARGIN, y + 0.085, person["title"] or "", room=room, size=7, colour="muted")


def _pair(chart: Chart, pair: dict[str, Any], left: float, top: float) -> None:
    """A cell: how often lately and in which mode, or when they last met."""
    fill = Level(pair["warmth"]).colour or NOTHING
    ink = ink_on(fill)
    edge = {"edge": "ink", "line": 1.6} if pair["owns"] else {}
    chart.box(left + 0.04, top + 0.04, _CELL - 0.08, _ROW - 0.08, fill, **edge)
    room, middle, y = _CELL - 0.16, left + _CELL / 2, top + _ROW / 2
    look: dict[str, Any] = {"colour": ink, "align": "center", "room": room}
    if pair["last_on"] is None:
        chart.write(middle, y, "not yet", size=7.5, bold=True, **look)
        return
    mode = Mode(pair["last_mode"]).label.lower() if pair["last_mode"] else ""
    met = f"{pair['contacts']:,} lately" if pair["contacts"] else "not lately"
    last = f"{pair['last_on']:%d %b %y}".lstrip("0")
    chart.write(middle, y - 0.07, met, size=7.5, bold=True, **look)
    chart.write(middle, y + 0.08, " · ".join(filter(None, (mode, last))), size=6.5, **look)
