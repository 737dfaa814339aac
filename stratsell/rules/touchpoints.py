"""The conversations that are seen from a day: those that took place by then, and all that are planned.

Calendar and timeline ask for them; the other rules count them (see `stratsell.rules.engine`).
"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from stratsell.book import Book
from stratsell.vocabulary import TouchpointStatus

COLUMNS = (
    *("account_id", "touchpoint_id", "person_id", "objective_id", "seller"),
    *("on", "status", "mode", "place", "message"),
)


def touchpoints_seen(
    book: Book, day: dt.date, *, objective_id: str | None = None, account_id: str | None = None
) -> pd.DataFrame:
    """Give the conversations that are seen from a day.

    Parameters
    ----------
    book : Book
        The book.
    day : datetime.date
        The day to look from. A conversation done after it is not seen; a plan is known, whenever it is for.
    objective_id : str, optional
        Only those that count for this objective: its own, and those without one of people who have a part in it.
    account_id : str, optional
        Only those with people of this account, or about its objectives with others who have a part in them. Default,
        without an objective: all.

    Returns
    -------
    pandas.DataFrame
        A row per conversation, by on and touchpoint_id: account_id (the person's), and touchpoint_id, person_id,
        objective_id, seller, on, status, mode, place and message as in the table touchpoints.

    Raises
    ------
    KeyError
        If there is no such objective or account.
    ValueError
        If both are given.

    Examples
    --------
    >>> import stratsell as ss
    >>> touchpoints = touchpoints_seen(ss.demo(), dt.date(2026, 11, 23), objective_id="northwind-1")
    >>> touchpoints["status"].value_counts().to_dict()
    {'done': 9, 'planned': 3}
    """
    part = book
    if objective_id is not None or account_id is not None:
        part = book.select(objective_id=objective_id, account_id=account_id)
    touchpoints, influences = part.tables["touchpoints"], part.tables["influences"]
    seen = (touchpoints["status"] == TouchpointStatus.PLANNED.value) | (touchpoints["on"] <= pd.Timestamp(day))
    if objective_id is not None:
        having = influences.loc[influences["objective_id"] == objective_id, "person_id"]
        seen &= (touchpoints["objective_id"] == objective_id).fillna(value=False) | touchpoints["person_id"].isin(
            having
        )
    homes = part.tables["people"].set_index("person_id")["account_id"]
    rows = touchpoints[seen].assign(account_id=touchpoints["person_id"].map(homes))
    return rows[list(COLUMNS)].sort_values(["on", "touchpoint_id"], ignore_index=True)
