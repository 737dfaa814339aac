"""The whole portfolio at a glance: every open objective with what the rules say of it, the worst gaps first.

What `coverage`, `missing_influences` and `red_flags` find stands beside what the book says of the account and the
objective, so that one frame answers where to look first.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import narwhals as nw

from stratsell.dates import as_day
from stratsell.rules.coverage import FRESH_DAYS
from stratsell.rules.engine import Source, result, tables_of
from stratsell.rules.history import history
from stratsell.rules.red_flags import NEW_DAYS, REORG_DAYS, RedFlag
from stratsell.vocabulary import Level, Role


def portfolio(
    book: Source,
    *,
    as_of: dt.date | str | None = None,
    fresh_days: int = FRESH_DAYS,
    new_days: int = NEW_DAYS,
    reorg_days: int = REORG_DAYS,
) -> Any:
    """Say how every open objective stands, the worst gaps first.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Needs accounts, people and influences; reads objectives and touchpoints.
    as_of : datetime.date or str, optional
        The day to look from; nothing after it is seen. Default: today.
    fresh_days : int, default 90
        For how many days a conversation counts.
    new_days : int, default 180
        For how many days somebody is new to a job.
    reorg_days : int, default 180
        For how many days a reorganization is news.

    Returns
    -------
    data frame
        A row per open objective: those with most missing roles first; of these the lowest score, then the most red
        flags, then by account_id and objective_id.

        =======================  ========  ====================================================================
        account_id               str
        objective_id             str
        account                  str       name of the account
        objective                str       name of the objective; blank where the account has none written down
        industry                 str       as in accounts
        owner                    str       as in accounts
        economic                 int       level of the role, 0 to 4 (see `coverage`)
        user                     int       the same
        technical                int       the same
        coach                    int       the same
        score                    float     sum of the four levels / 16, so 0 to 1
        influences               int       people with a role
        contacted                int       of those, people at level 2 or above
        thanked                  int       of those, people at level 4
        missing_roles            str       roles that nobody holds, joined by “; ”; blank if there are none
        each of `RedFlag`        int       a column for each: how many
        red_flags                int       their sum
        value                    float     as in objectives
        due_on                   datetime  as in objectives
        =======================  ========  ====================================================================

    Raises
    ------
    ValueError
        If `as_of` is no date.
    KeyError
        If a mapping lacks a table or column that every book must have.

    Notes
    -----
    Source: the article's step 3, "spending time and resources with people you can best help": this is where to look
    for them. A row is what `history` says of the day, with names and dates from the book beside it.

    Examples
    --------
    >>> import stratsell as ss
    >>> frame = ss.portfolio(ss.demo(), as_of="2026-11-23")
    >>> frame[["account", "missing_roles", "score", "red_flags"]].head(2).astype(object).values.tolist()
    [["Pickett's Bakery", 'technical; coach', 0.375, 2], ['Fennimore Paper', 'coach', 0.1875, 20]]
    """
    tables, day = tables_of(book), as_day(as_of)
    rows = history(tables, [day], fresh_days=fresh_days, new_days=new_days, reorg_days=reorg_days)
    accounts = tables["accounts"].select("account_id", nw.col("name").alias("account"), "industry", "owner")
    aims = tables["objectives"].select("objective_id", nw.col("name").alias("objective"), "value", "due_on")
    rows = rows.filter(nw.col("open")).join(accounts, on="account_id", how="left")
    rows = rows.join(aims, on="objective_id", how="left")
    gaps = nw.sum_horizontal(*((nw.col(role) == int(Level.MISSING)).cast(nw.Int64) for role in Role))
    rows = rows.with_columns(gaps.alias("gaps"))
    columns = ("account_id", "objective_id", "account", "objective", "industry", "owner", *Role, "score")
    counts = ("influences", "contacted", "thanked", "missing_roles", *RedFlag, "red_flags")
    order, falling = ("gaps", "score", "red_flags", "account_id", "objective_id"), [True, False, True, False, False]
    return result(rows.sort(*order, descending=falling).select(*columns, *counts, "value", "due_on"), book)
