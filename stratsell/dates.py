"""The day a rule looks from.

Rules never look at the clock themselves: they pass what their caller gave as `as_of` through `as_day`, which is the one
place that asks for today, and only where the outermost call gave nothing.
"""

from __future__ import annotations

import datetime as dt

import numpy as np


def as_day(as_of: dt.date | np.datetime64 | str | None = None) -> dt.date:
    """Give a date for whatever a caller may have written for one.

    Parameters
    ----------
    as_of : datetime.date, datetime.datetime, pandas.Timestamp, numpy.datetime64 or str, optional
        A day; text must be an ISO date such as ``"2026-11-23"``. Default: today.

    Returns
    -------
    datetime.date

    Raises
    ------
    ValueError
        If text is not an ISO date, or the value is not a time (``NaT``).
    TypeError
        If it is none of the above.

    Examples
    --------
    >>> as_day("2026-11-23")
    datetime.date(2026, 11, 23)
    """
    if as_of is None:
        return dt.date.today()
    if isinstance(as_of, str):
        try:
            return dt.datetime.strptime(as_of.strip(), "%Y-%m-%d").date()
        except ValueError:
            raise ValueError(f"as_of: “{as_of}” is not a date; write it as 2026-11-23") from None
    if as_of != as_of:  # noqa: PLR0124 - NaT is the one date that differs from itself
        raise ValueError("as_of: NaT is not a date; write it as 2026-11-23")
    if isinstance(as_of, dt.datetime):
        return as_of.date()
    if isinstance(as_of, dt.date):
        return as_of
    if isinstance(as_of, np.datetime64):
        return as_day(as_of.astype("datetime64[D]").astype(object))
    raise TypeError(f"as_of: expected a date, text or None, got {type(as_of).__name__}")


def days_before(day: dt.date, days: int) -> dt.date:
    """Give the day so many days before another; the first day of the calendar where there is none.

    Examples
    --------
    >>> str(days_before(dt.date(2026, 11, 23), 90)), str(days_before(dt.date(1, 2, 1), 90))
    ('2026-08-25', '0001-01-01')
    """
    return day - dt.timedelta(days=days) if days < (day - dt.date.min).days else dt.date.min


def month_ends(months: int, *, as_of: dt.date | str | None = None) -> list[dt.date]:
    """Give the ends of the last months before a day, and the day itself.

    Parameters
    ----------
    months : int
        How many ends of months before the day; 0 or more.
    as_of : datetime.date or str, optional
        The day, which comes last. Default: today.

    Returns
    -------
    list of datetime.date
        In order.

    Raises
    ------
    ValueError
        If `months` is negative or reaches before the year 1, or `as_of` is not a date.

    Examples
    --------
    >>> [str(day) for day in month_ends(2, as_of="2026-11-23")]
    ['2026-09-30', '2026-10-31', '2026-11-23']
    """
    day = as_day(as_of)
    count = day.year * 12 + day.month - 1  # months since the year 0
    if not 0 <= months <= count - 12:
        raise ValueError(f"months: {months} is not between 0 and {count - 12}, which is as far back as there are dates")
    firsts = (dt.date(month // 12, month % 12 + 1, 1) for month in range(count - months + 1, count + 1))
    return [*(first - dt.timedelta(days=1) for first in firsts), day]


def spoken(day: dt.date) -> str:
    """Write a date as titles do.

    Examples
    --------
    >>> spoken(dt.date(2026, 11, 3))
    '3 November 2026'
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
