"""How much hangs on each coach: whom they lead to, and whom nobody else does (step 2 of the method)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from stratsell.dates import as_day
from stratsell.rules.coverage import FRESH_DAYS
from stratsell.rules.engine import PART, Source, result, tables_of
from stratsell.rules.network import Network, Search, doors, network_tables, reached, searched
from stratsell.rules.network.edges import MET, UNMET
from stratsell.vocabulary import Role

_FOUND = {
    **dict.fromkeys(("account_id", *PART), pl.String),
    **dict.fromkeys(("level", "reaches", "only"), pl.Int64),
}


def reach(book: Source, *, as_of: dt.date | str | None = None, fresh_days: int = FRESH_DAYS) -> Any:
    """Say whom each coach can lead us to, and whom nobody else could: where a coach is our only door.

    Routes are those of `introductions`: over at most 4 edges, around those who are against the objective, and with no
    step between two people of whom one opposes the other. A coach who is against it leads to nobody.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Needs accounts, people and influences; reads objectives, relationships and touchpoints.
    as_of : datetime.date or str, optional
        The day to look from. Default: today.
    fresh_days : int, default 90
        For how many days a conversation counts.

    Returns
    -------
    data frame
        A row per coach of an open objective, by account_id, objective_id and person_id:

        =============  =====  ===========================================================================
        account_id     str
        objective_id   str
        person_id      str    the coach
        level          int    the coach's level, 1 to 4 (see `levels`)
        reaches        int    other people with a role to whom a route leads from the coach
        only           int    people with a role at level 1 to whom a route leads from somebody at level 2
                              or above, and none any more if this coach left the account
        =============  =====  ===========================================================================

    Raises
    ------
    ValueError
        If `as_of` is no date.
    KeyError
        If a mapping lacks a table or column that every book must have.

    Notes
    -----
    Source: the article's step 2, on coaches.

    Examples
    --------
    >>> import stratsell as ss
    >>> reached = ss.reach(ss.demo(), as_of="2026-11-23").set_index("person_id")
    >>> int(reached.loc["bw-pryce", "only"])
    5
    """
    tables = tables_of(book)
    asked = network_tables(tables, as_day(as_of), fresh_days)
    return result(searched(tables, Search(_reach, asked, _FOUND, ("account_id", *PART))), book)


def _reach(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    network = Network(tables)
    coaches = network.influences.filter(pl.col(Role.COACH))
    met, against, unmet = (network.marked(where) for where in (MET, pl.col("against"), UNMET))
    at = network.places(pl.col(Role.COACH))
    found = pl.DataFrame(
        {
            "place": at,
            "reaches": reached(network, at, against, network.marked(pl.col("has_role"))),
            "only": doors(network, met, against, unmet)[at],
        }
    )
    return coaches.join(found, on="place", how="left").with_columns(pl.col("reaches", "only").fill_null(0))
