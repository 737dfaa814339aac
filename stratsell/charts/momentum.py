"""Momentum: the versions of a proposition through time, who was asked about each, and what that changed.

A band a version, from its day to the next one's; on it a mark for each person who was asked, on the day. A full mark
changed something, a hollow one did not; a round one was a two-way conversation, a square one was not. On the right each
version's counts, with what is more or less than the version before drew.
"""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING, Any

from stratsell.book import Book
from stratsell.charts.chart import MARGIN, Chart, part_title
from stratsell.dates import as_day, spoken
from stratsell.map.style import Theme
from stratsell.rules.findings import records
from stratsell.rules.momentum import momentum
from stratsell.rules.tested import tested
from stratsell.vocabulary import Mode

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_WIDTH, _ROW = 10.4, 0.62
_HEAD, _FOOT = 1.3, 0.5
_LABELS = 1.35
_RIGHT = {"Asked": 8.15, "Comments": 9.0, "Changes": 9.65, "Yes": 10.25}
"""Where the columns of numbers end, in inches from the left."""


def draw_momentum(
    book: Book,
    *,
    objective_id: str,
    as_of: dt.date | str | None = None,
    path: str | os.PathLike[str] | None = None,
    theme: Theme = "light",
) -> Figure:
    """Draw the versions of an objective's proposition, who was asked about each, and what that changed.

    Parameters
    ----------
    book : Book
        The book.
    objective_id : str
        The objective.
    as_of : datetime.date or str, optional
        The day to look from; nothing after it is seen. Default: today.
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
        If there is no such objective.
    ValueError
        If `as_of` is not a date, or the path ends otherwise.
    OSError
        If the file cannot be written; one that was there before is then unchanged.

    Notes
    -----
    Source: see `momentum`, whose rows it paints.

    Examples
    --------
    >>> import stratsell as ss
    >>> figure = ss.draw_momentum(ss.demo(), objective_id="kestrel-1", as_of="2026-11-23")
    >>> [text.get_text() for text in figure.axes[0].texts][1]
    'Momentum by 23 November 2026: version 3 has drawn 1 comment so far, 2 fewer than version 2'
    """
    return momentum_chart(book, objective_id=objective_id, as_of=as_of).saved(path, theme)


def momentum_chart(book: Book, *, objective_id: str, as_of: dt.date | str | None = None) -> Chart:
    """Give what `draw_momentum` draws."""
    part, day = book.select(objective_id=objective_id), as_day(as_of)
    versions, asked = records(momentum(part, as_of=day)), records(tested(part, as_of=day, all_versions=True))
    return _chart(versions, [row for row in asked if row["asked"]], part_title(part, objective_id, None), day)


def sentence(versions: list[dict[str, Any]]) -> str:
    """Say what the current version has drawn, and whether it is more than the one before did.

    Parameters
    ----------
    versions : list of dict
        The rows of `momentum` for one objective.
    """
    if not versions:
        return "There is no version yet."
    last = versions[-1]
    many = last["comments"]
    text = f"version {last['version']} has drawn {many} comment{'s' if many != 1 else ''} so far"
    if (more := last["comments_change"]) is None:
        return text
    before = f"version {versions[-2]['version']}"
    return f"{text}, " + (
        f"as many as {before}" if not more else f"{abs(more)} {'more' if more > 0 else 'fewer'} than {before}"
    )


def _chart(versions: list[dict[str, Any]], asked: list[dict[str, Any]], title: str, day: dt.date) -> Chart:
    height = _HEAD + _ROW * max(1, len(versions)) + _FOOT
    chart = Chart(_WIDTH, height, title, f"Momentum by {spoken(day)}: {sentence(versions)}")
    _legend(chart)
    for name, right in _RIGHT.items():
        chart.write(right, _HEAD - 0.14, name, size=8, colour="muted", align="right")
    days = [row["on"].date() for row in (*versions, *asked) if row["on"] is not None]
    first, last = min([*days, day]), max([*days, day])
    left, right = MARGIN + _LABELS, _RIGHT["Asked"] - 0.75
    scale = (right - left) / max(1, (last - first).days)

    def place(on: dt.datetime | None) -> float:
        return left if on is None else left + (on.date() - first).days * scale

    for index, version in enumerate(versions):
        top = _HEAD + _ROW * index
        end = place(versions[index + 1]["on"]) if index + 1 < len(versions) else right
        _version(chart, version, top)
        begin = place(version["on"])
        chart.box(begin, top + 0.16, max(0.05, end - begin), _ROW - 0.32, "rule", under=True)
        for row in (row for row in asked if row["version"] == version["version"]):
            _mark(chart, row, place(row["on"] if row["on"] is not None else version["on"]), top + _ROW / 2)
    if not versions:
        chart.write(MARGIN, _HEAD + _ROW / 2, "No proposition yet.", colour="muted")
    chart.write(left, height - _FOOT / 2, spoken(first), size=7.5, colour="muted")
    chart.write(right, height - _FOOT / 2, spoken(last), size=7.5, colour="muted", align="right")
    return chart


def _legend(chart: Chart) -> None:
    x = MARGIN
    for mode, change, words in (
        (Mode.TEST, "x", "asked both ways, changed something"),
        (Mode.TEST, None, "asked both ways"),
        (Mode.TELL, None, "told, sold to, or nobody knows how"),
    ):
        _mark(chart, {"mode": mode, "change": change, "two_way": mode.two_way}, x + 0.08, 0.87)
        x += 0.24 + chart.write(x + 0.24, 0.87, words, colour="muted") + 0.35


def _version(chart: Chart, version: dict[str, Any], top: float) -> None:
    y = top + _ROW / 2
    chart.line((MARGIN, _WIDTH - MARGIN), (top + _ROW, top + _ROW), "rule")
    chart.write(MARGIN, y - 0.08, f"Version {version['version']}", bold=True, room=_LABELS)
    written = "" if version["on"] is None else spoken(version["on"].date())
    chart.write(MARGIN, y + 0.1, written, size=7, colour="muted", room=_LABELS)
    for name, column in {"Asked": "asked", "Comments": "comments", "Changes": "changes", "Yes": "yeses"}.items():
        change = version.get(f"{column}_change")
        sign = f" {'▲' if change > 0 else '▼'}{abs(change)}" if change else ""
        colour = "bad" if change and change < 0 else "good" if change else "ink"
        chart.write(_RIGHT[name], y, f"{version[column]}{sign}", colour=colour, align="right")


def _mark(chart: Chart, row: dict[str, Any], x: float, y: float) -> None:
    fill = (Mode.CONSULT if row["two_way"] else Mode.TELL).colour
    inside = fill if row["change"] else "page"
    if row["two_way"]:
        chart.disc(x, y, 0.08, inside, edge=fill, line=1.6)
    else:
        chart.box(x - 0.075, y - 0.075, 0.15, 0.15, inside, edge=fill, line=1.6)
