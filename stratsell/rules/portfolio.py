"""The whole portfolio at a glance: every open objective with what the rules say of it, where we help best first.

What `priorities`, `coverage`, `missing_influences` and `red_flags` find stands beside what the book says of the account
and the objective, so that one frame answers where to look first.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import narwhals as nw

from stratsell.dates import as_day
from stratsell.rules.coverage import FRESH_DAYS
from stratsell.rules.engine import Source, result, tables_of
from stratsell.rules.history import history
from stratsell.rules.priorities import priorities
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
    """Say how every open objective stands: where we help best first, and where we know least last.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Needs accounts, people and influences; reads objectives, options, relationships and touchpoints.
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
        A row per open objective: those with the highest priority first, and last those of which nobody knows it, since
        no option that is not ours has been weighed; of equal ones those with most missing roles first; of these the
        lowest score, then the most red flags, then by account_id and objective_id.

        =======================  ========  ====================================================================
        account_id               str
        objective_id             str
        account                  str       name of the account
        objective                str       name of the objective; blank where the account has none written down
        industry                 str       as in accounts
        owner                    str       as in accounts
        priority                 float     how well we can help, 0 to 1: the score of `priorities`; blank if nobody
                                           knows
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
        advice                   str       what the priority means, in a sentence or two
        =======================  ========  ====================================================================

    Raises
    ------
    ValueError
        If `as_of` is not a date.
    KeyError
        If a mapping lacks a table or column that every book must have.

    Notes
    -----
    Source: the article's step 3, "spending time and resources with people you can best help": this is where to look
    for them. A row is what `history` says of the day, with what `priorities` says, and names and dates from the book,
    beside it.

    Examples
    --------
    >>> import stratsell as ss
    >>> frame = ss.portfolio(ss.demo(), as_of="2026-11-23")
    >>> frame[["account", "priority", "score", "red_flags"]].head(2).round(2).values.tolist()
    [['Kestrel Rail', 0.61, 0.88, 1], ['星野精密工業株式会社', 0.56, 0.69, 8]]
    >>> frame["advice"].iloc[-1]  # of a bakery, of which nobody knows it
    'Weigh some options from any source: how well does each solve it?'
    """
    tables, day = tables_of(book), as_day(as_of)
    rows = history(tables, [day], fresh_days=fresh_days, new_days=new_days, reorg_days=reorg_days)
    accounts = tables["accounts"].select("account_id", nw.col("name").alias("account"), "industry", "owner")
    aims = tables["objectives"].select("objective_id", nw.col("name").alias("objective"), "value", "due_on")
    rows = rows.filter(nw.col("open")).join(accounts, on="account_id", how="left")
    rows = rows.join(aims, on="objective_id", how="left")
    weighed = priorities(tables, as_of=day, fresh_days=fresh_days)
    weighed = weighed.select("objective_id", nw.col("score").alias("priority"), "advice")
    rows = rows.join(weighed, on="objective_id", how="left")
    gaps = nw.sum_horizontal(*((nw.col(role) == int(Level.MISSING)).cast(nw.Int64) for role in Role))
    worth = nw.col("priority").round(9).fill_null(-1.0)  # engines add up in orders of their own
    rows = rows.with_columns(gaps.alias("gaps"), worth.alias("worth"))
    columns = ("account_id", "objective_id", "account", "objective", "industry", "owner", "priority", *Role, "score")
    counts = ("influences", "contacted", "thanked", "missing_roles", *RedFlag, "red_flags")
    falling = {
        "worth": True,
        "gaps": True,
        "score": False,
        "red_flags": True,
        "account_id": False,
        "objective_id": False,
    }
    rows = rows.sort(*falling, descending=list(falling.values()))
    return result(rows.select(*columns, *counts, "value", "due_on", "advice"), book)
