"""On which days our people can do what there is to do: working days, few a day and a week, each after what it needs.

Days are handed out one after the other, the most useful action first, so this is one loop. Working days are numbered:
five a week, so that a number divided by five is its week.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import polars as pl

A_DAY = 2
"""How many things one of us does in a day, at most."""

A_WEEK = 5
"""How many in a week."""

WORKDAYS = 5

_LAST = dt.date.max.toordinal() - dt.date(1970, 1, 1).toordinal()
"""The last day that a calendar has, counted from 1970 as Polars counts days."""

Ints = np.ndarray[Any, np.dtype[np.int64]]


class Due(NamedTuple):
    """Something to be done.

    Attributes
    ----------
    whose : int
        The number of the one who does it.
    earliest : int
        The first working day on which it makes sense.
    needs : int
        The place, in the order of doing, of what has to come before it; -1 for nothing.
    favour : int
        The number of whoever is asked for an introduction; -1 for nobody.
    """

    whose: int
    earliest: int
    needs: int = -1
    favour: int = -1


def workday(days: pl.Series) -> Ints:
    """Number days: of a working day its own number, of a day off that of the working day behind it.

    Examples
    --------
    >>> import datetime as dt
    >>> workday(pl.Series([dt.date(2026, 11, 20), dt.date(2026, 11, 21), dt.date(2026, 11, 23)])).tolist()
    [14844, 14845, 14845]
    """
    since_monday = days.cast(pl.Date).to_physical().to_numpy().astype(np.int64) + 3  # 1 January 1970 was a Thursday
    numbers: Ints = since_monday // 7 * WORKDAYS + np.minimum(since_monday % 7, WORKDAYS)
    return numbers


def day_of(workdays: Sequence[int]) -> pl.Series:
    """Give the days that have these numbers; none lies after the last day that a calendar has.

    Examples
    --------
    >>> day_of([14844, 14845]).to_list()
    [datetime.date(2026, 11, 20), datetime.date(2026, 11, 23)]
    """
    numbers = np.asarray(workdays, dtype=np.int64)
    days = np.minimum(numbers // WORKDAYS * 7 + numbers % WORKDAYS - 3, _LAST)
    return pl.Series(days.astype(np.int32)).cast(pl.Date)


def handed_out(due: Iterable[Due], busy: Iterable[tuple[int, int]]) -> list[int]:
    """Give everything the first working day on which whoever does it has time.

    In a week that still has room, the first day with nothing on it comes before the last with something, so that what
    is more useful comes earlier. Nobody is asked for a second introduction in the week of the first.

    Parameters
    ----------
    due : iterable of Due
        What there is to do, in the order in which days are handed out.
    busy : iterable of (int, int)
        Who has something to do on which working day already.

    Returns
    -------
    list of int
        The number of the day of each.

    Examples
    --------
    >>> handed_out([Due(0, 0)] * 6 + [Due(1, 0, needs=0)], busy=[(0, 0), (0, 0)])
    [1, 2, 3, 5, 6, 7, 2]
    >>> handed_out([Due(0, 0, favour=7)] * 3, busy=[])
    [0, 5, 10]
    """
    diary: defaultdict[tuple[int, int], list[int]] = defaultdict(lambda: [0] * WORKDAYS)
    later: dict[tuple[int, int], int] = {}
    rested: dict[int, int] = {-1: 0}
    for whose, day in busy:
        diary[whose, day // WORKDAYS][day % WORKDAYS] += 1
    days: list[int] = []
    for whose, earliest, needs, favour in due:
        first = max(earliest, rested.get(favour, 0), days[needs] + 1 if needs >= 0 else 0)
        week, weekday = divmod(first, WORKDAYS)
        while True:
            passed = []
            while (full := later.get((whose, week))) is not None:
                passed.append(week)
                week, weekday = full, 0
            for other in passed:
                later[whose, other] = week
            page = diary[whose, week]
            if sum(page) >= A_WEEK:
                later[whose, week] = week + 1
                continue
            least = min(page[weekday:])
            if least < A_DAY:
                break
            week, weekday = week + 1, 0
        weekday = (
            page.index(least, weekday)
            if not least
            else max(index for index in range(weekday, WORKDAYS) if page[index] == least)
        )
        page[weekday] += 1
        if favour >= 0:
            rested[favour] = (week + 1) * WORKDAYS
        days.append(week * WORKDAYS + weekday)
    return days
