"""How coverage, red flags and thank-yous went through time.

Every rule looks from a day and sees nothing after it, so the past needs no rule of its own: here the rules are asked
once for each of several days, and what they say is put side by side. What a book does not date (roles, mindsets,
results) is seen as it stands in the book now; what it dates (conversations, thank-yous, closings, new jobs,
reorganizations) is seen from its day on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import narwhals as nw

from stratsell.book import Book
from stratsell.dates import as_day
from stratsell.rules.coverage import FRESH_DAYS, coverage
from stratsell.rules.engine import Frame, Source, Tables, equals, listed, objectives, result, tables_of
from stratsell.rules.red_flags import NEW_DAYS, REORG_DAYS, RedFlag, red_flags
from stratsell.vocabulary import SEPARATOR, Level, Role


def history(
    book: Source,
    dates: Iterable[dt.date | str],
    *,
    fresh_days: int = FRESH_DAYS,
    new_days: int = NEW_DAYS,
    reorg_days: int = REORG_DAYS,
) -> Any:
    """Say how every objective stood on each of several days.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Needs accounts, people and influences; reads objectives and touchpoints.
    dates : iterable of datetime.date or str
        The days to look from, in any order; `stratsell.month_ends` gives the ends of months.
    fresh_days : int, default 90
        For how many days a conversation counts.
    new_days : int, default 180
        For how many days somebody is new to a job.
    reorg_days : int, default 180
        For how many days a reorganization is news.

    Returns
    -------
    data frame
        A row per day and objective, open or closed, by as_of, account_id and objective_id:

        =======================  ========  ====================================================================
        as_of                    datetime  the day
        account_id               str
        objective_id             str
        open                     bool      whether it was open on the day
        economic                 int       level of the role, 0 to 4 (see `coverage`)
        user                     int       the same
        technical                int       the same
        coach                    int       the same
        score                    float     sum of the four levels / 16, so 0 to 1
        influences               int       people with a role
        contacted                int       of those, people at level 2 or above
        thanked                  int       of those, people at level 4
        missing_roles            str       roles of an open objective that nobody holds, joined by “; ”; blank if none
        each of `RedFlag`        int       a column for each: how many; a closed objective has none
        red_flags                int       their sum
        =======================  ========  ====================================================================

    Raises
    ------
    ValueError
        If a date is none, or there are no dates.
    TypeError
        If `dates` is one date and not several.
    KeyError
        If a mapping lacks a table or column that every book must have.

    Notes
    -----
    Source: the article asks for the right message "at the right places at the right time over time". A row is what
    `coverage`, `missing_influences` and `red_flags` say with its day as `as_of`; nothing later is seen.

    Examples
    --------
    >>> import stratsell as ss
    >>> frame = ss.history(ss.demo(), ss.month_ends(2, as_of="2026-11-23"))
    >>> northwind = frame[frame["objective_id"] == "northwind-1"]
    >>> northwind[["as_of", "score", "thanked", "red_flags"]].astype(str).values.tolist()
    [['2026-09-30', '0.6875', '0', '7'], ['2026-10-31', '0.6875', '1', '7'], ['2026-11-23', '0.6875', '1', '7']]
    """
    tables, windows = tables_of(book), {"new_days": new_days, "reorg_days": reorg_days}
    rows = nw.concat([_on(tables, day, fresh_days, windows) for day in _days(dates)])
    return result(rows.sort("as_of", "account_id", "objective_id"), book)


def event_days(book: Book, as_of: dt.date) -> list[dt.date]:
    """Give the days on which something happened that the rules count, and the day to look from.

    Between two of these days a map changes only where something grows old.

    Parameters
    ----------
    book : Book
        The book; for one account, select it first.
    as_of : datetime.date
        The day to look from; days after it are given as well.

    Returns
    -------
    list of datetime.date
        In order, each once.

    Examples
    --------
    >>> import stratsell as ss
    >>> days = event_days(ss.demo().select(account_id="northwind"), dt.date(2026, 11, 23))
    >>> str(days[0]), str(days[-1])
    ('2026-06-17', '2026-12-08')
    """
    days = {as_of}
    for table, columns in _DATED.items():
        for column in columns:
            days.update(day.date() for day in book.tables[table][column].dropna().unique())
    return sorted(days)


_DATED = {
    "accounts": ("reorganized_on",),
    "objectives": ("closed_on",),
    "influences": ("thanked_on",),
    "touchpoints": ("on",),
}
"""Where the rules find days; a job's first day is left out, since it may lie decades before the rest."""


def _days(dates: Iterable[dt.date | str]) -> list[dt.date]:
    """The days in order, each once."""
    if isinstance(dates, str | dt.date):
        raise TypeError(f"dates: give several days, such as [“{dates}”]")
    days = sorted({as_day(date) for date in dates})
    if not days:
        raise ValueError("dates: there are none; give at least one day, such as 2026-11-23")
    return days


def _on(tables: Tables, day: dt.date, fresh_days: int, windows: dict[str, Any]) -> Frame:
    """Say how every objective stood on one day."""
    flags = red_flags(tables, as_of=day, fresh_days=fresh_days, **windows)
    counts = flags.select("objective_id", *(equals("flag", flag).cast(nw.Int64).alias(flag) for flag in RedFlag))
    counts = counts.group_by("objective_id").agg(nw.col(*RedFlag).sum())
    rows = coverage(tables, as_of=day, fresh_days=fresh_days)
    rows = rows.join(objectives(tables, day).drop("account_id"), on="objective_id", how="left")
    rows = rows.join(counts, on="objective_id", how="left").with_columns(nw.col(*RedFlag).fill_null(0).cast(nw.Int64))
    rows = rows.with_columns(
        nw.lit(day).alias("as_of"),
        missing_roles().alias("missing_roles"),
        nw.sum_horizontal(*RedFlag).alias("red_flags"),
    )
    columns = ("open", *Role, "score", "influences", "contacted", "thanked", "missing_roles", *RedFlag, "red_flags")
    counted: Frame = rows.select("as_of", "account_id", "objective_id", *columns)
    return counted


def missing_roles() -> nw.Expr:
    """Give the roles of an open objective that nobody holds, as one text; blank where there are none."""
    missing = (nw.when(nw.col(role) == int(Level.MISSING)).then(nw.lit(role.value)) for role in Role)
    return nw.when(nw.col("open")).then(listed(*missing, between=f"{SEPARATOR} "))
