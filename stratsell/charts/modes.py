"""Telling or creating together: how our conversations persuade, as a picture (after Bryan Smith's scale).

A bar an objective or one of us, its parts the shares of the five modes. What is one-way stands left of the middle, what
is two-way right of it, so that a bar that leans to the right listens more. Every part has its count in it or below the
legend's order, so that nothing hangs on colour.
"""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from stratsell.book import Book
from stratsell.charts.chart import MARGIN, Chart, part_of, part_title
from stratsell.dates import as_day, spoken
from stratsell.map.style import Theme, ink_on
from stratsell.rules.conversation_modes import conversation_modes
from stratsell.rules.findings import records
from stratsell.text import clean
from stratsell.vocabulary import TWO_WAY, Mode

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_BARS = 40
"""How many bars there are, at most: those with most conversations."""

_WIDTH, _ROW, _BAR = 9.6, 0.34, 0.22
_HEAD, _FOOT = 1.32, 0.42
_LABELS, _NUMBERS = 2.9, 1.55
_SMALL_PART = 0.17
"""A part narrower than this, in inches, has no room for its count."""
_ONE_WAY = [mode for mode in Mode if mode not in TWO_WAY]


def draw_modes(
    book: Book,
    *,
    by: Literal["objective", "seller"] = "objective",
    objective_id: str | None = None,
    account_id: str | None = None,
    as_of: dt.date | str | None = None,
    path: str | os.PathLike[str] | None = None,
    theme: Theme = "light",
) -> Figure:
    """Draw how our conversations persuade, from telling to creating together.

    Parameters
    ----------
    book : Book
        The book.
    by : {"objective", "seller"}, default "objective"
        A bar per objective, or per person of ours (see `conversation_modes`).
    objective_id : str, optional
        Only this objective's conversations.
    account_id : str, optional
        Only this account's. Default, without an objective: the whole book.
    as_of : datetime.date or str, optional
        The day to look from; conversations after it are not seen. Default: today.
    path : path, optional
        A file to write the picture to as well; its ending, ``.png``, ``.svg`` or ``.pdf``, says how.
    theme : {"light", "dark"}, default "light"
        The colours.

    Returns
    -------
    matplotlib.figure.Figure
        Shown by a notebook when it is the last value of a cell. The most two-way bar stands first; the 40 bars with
        most conversations are drawn, and it says how many are left out.

    Raises
    ------
    KeyError
        If there is no such objective or account.
    ValueError
        If both are given, `by` is neither of the two, `as_of` is not a date, or the path has another ending.
    OSError
        If the file cannot be written; one that was there before is then unchanged.

    Notes
    -----
    Source: the article, "Utilize two-way conversations, not presentations", and Bryan Smith's scale in *The Fifth
    Discipline Fieldbook*, to which it refers.

    Examples
    --------
    >>> import stratsell as ss
    >>> figure = ss.draw_modes(ss.demo(), by="seller", as_of="2026-11-23")
    >>> [text.get_text() for text in figure.axes[0].texts][1]
    'Conversations by 23 November 2026, by seller: 110 with a known mode, 81% two-way'
    """
    chart = modes_chart(book, by=by, objective_id=objective_id, account_id=account_id, as_of=as_of)
    return chart.saved(path, theme)


def modes_chart(
    book: Book,
    *,
    by: Literal["objective", "seller"] = "objective",
    objective_id: str | None = None,
    account_id: str | None = None,
    as_of: dt.date | str | None = None,
) -> Chart:
    """Give what `draw_modes` draws."""
    part = part_of(book, objective_id, account_id)
    day = as_day(as_of)
    counts = conversation_modes(part, by=by, as_of=day)
    return _chart(_bars(counts, part, by, whole=part is book), part_title(part, objective_id, account_id), day, by)


def _bars(counts: pd.DataFrame, part: Book, by: str, *, whole: bool) -> pd.DataFrame:
    """What conversation_modes counted, with a label; those without a known mode left out."""
    if by == "seller":
        labels = counts["seller"]
    else:
        accounts = part.tables["accounts"].set_index("account_id")["name"]
        names = part.tables["objectives"].set_index("objective_id")["name"]
        aims = counts["objective_id"].map(names).astype("str")
        homes = counts["account_id"].map(accounts).astype("str")
        labels = homes + (": " + aims).fillna("") if whole else aims.fillna(homes)
    bars = counts.assign(label=[clean(str(label)) for label in labels])
    bars["known"] = bars["conversations"] - bars["unknown"]
    bars = bars[bars["known"] > 0]
    return bars.sort_values(["two_way", "known", "label"], ascending=[False, False, True], ignore_index=True)


def _chart(bars: pd.DataFrame, title: str, day: dt.date, by: str) -> Chart:
    shown = bars
    if len(bars) > MOST_BARS:
        most = bars.sort_values("known", ascending=False, kind="stable").index[:MOST_BARS]
        shown = bars.loc[sorted(most)]
    height = _HEAD + _ROW * max(1, len(shown)) + _FOOT
    chart = Chart(_WIDTH, height, title, _subtitle(bars, day, by))
    left, right = MARGIN + _LABELS, _WIDTH - _NUMBERS
    # The widest one-way part sets where the middle is, so that no bar needs more room than there is.
    one_way = float((1 - shown["two_way"]).max()) if len(shown) else 0.5
    scale = (right - left) / max(1.0, one_way + (float(shown["two_way"].max()) if len(shown) else 0.5))
    middle = left + one_way * scale
    _legend(chart)
    chart.line((middle, middle), (_HEAD - 0.06, height - _FOOT + 0.06), "muted", 1.0)
    for row, bar in enumerate(records(shown)):
        _bar(chart, bar, middle, scale, _HEAD + _ROW * (row + 0.5))
    if not len(shown):
        chart.write(MARGIN, _HEAD + _ROW / 2, "No conversations with a known mode yet.", colour="muted")
    foot = "← one-way  ·  two-way →"
    chart.write(middle, height - _FOOT / 2, foot, colour="muted", align="center")
    if left_out := len(bars) - len(shown):
        more = f"{left_out:,} more with fewer conversations"
        chart.write(_WIDTH - MARGIN, height - _FOOT / 2, more, colour="muted", align="right")
    return chart


def _subtitle(bars: pd.DataFrame, day: dt.date, by: str) -> str:
    known = int(bars["known"].sum())
    two_way = int(bars[[mode.value for mode in TWO_WAY]].to_numpy().sum())
    share = f", {two_way / known:.0%} two-way" if known else ""
    return f"Conversations by {spoken(day)}, by {by}: {known:,} with a known mode{share}"


def _legend(chart: Chart) -> None:
    x = MARGIN
    for number, mode in enumerate(Mode, 1):
        fill = mode.colour
        chart.box(x, 0.79, 0.2, 0.2, fill)
        chart.write(x + 0.1, 0.89, str(number), size=7.5, colour=ink_on(fill), align="center")
        way = "two-way" if mode.two_way else "one-way"
        chart.write(x + 0.27, 0.89, f"{mode.label.lower()} ({way})", colour="muted")
        x += 1.85


def _bar(chart: Chart, bar: dict[str, Any], middle: float, scale: float, y: float) -> None:
    chart.write(MARGIN, y, bar["label"], room=_LABELS - 0.15)
    x = middle - scale * sum(bar[mode.value] for mode in _ONE_WAY) / bar["known"]
    for mode in Mode:
        width = scale * bar[mode.value] / bar["known"]
        fill = mode.colour
        if width:
            chart.box(x, y - _BAR / 2, width, _BAR, fill, edge="page", line=0.8)
        if width >= _SMALL_PART:
            chart.write(x + width / 2, y, f"{bar[mode.value]:,}", size=7.5, colour=ink_on(fill), align="center")
        x += width
    unknown = f" + {bar['unknown']:,} ?" if bar["unknown"] else ""
    chart.write(_WIDTH - MARGIN, y, f"{bar['two_way']:.0%} of {bar['known']:,}{unknown}", align="right")
