"""How much hangs on a coach, and on whoever else is our only door (step 2 of the method)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl

from stratsell.dates import as_day
from stratsell.rules.coverage import FRESH_DAYS
from stratsell.rules.engine import PART, Frame, Source, Tables, result, tables_of
from stratsell.rules.network import Network, Search, doors, network_tables, reached, searched
from stratsell.rules.network.edges import MET, UNMET
from stratsell.vocabulary import Role

_COLUMNS = {
    **dict.fromkeys(("account_id", *PART), pl.String),
    **dict.fromkeys(("level", "reaches", "only"), pl.Int64),
    "only_to": pl.String,
    Role.COACH.value: pl.Boolean,
}
_ONLY = {**dict.fromkeys(PART, pl.String), "only": pl.Int64}
_DOORS = {**_COLUMNS, "only_to": pl.List(pl.String)}


def reach(book: Source, *, as_of: dt.date | str | None = None, fresh_days: int = FRESH_DAYS) -> Any:
    """Say whom each coach can lead us to, and whom nobody else could: who is our only door.

    Somebody at level 2 or above who is no coach is listed where they are our only door to somebody.

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
        A row per coach of an open objective, and per only door, by account_id, objective_id and person_id:

        =============  =====  ===========================================================================
        account_id     str
        objective_id   str
        person_id      str    the coach, or whoever is our only door
        level          int    their level, 1 to 4 (see `levels`)
        reaches        int    other people with a role to whom a route leads from them
        only           int    people with a role at level 1 to whom a route leads from somebody at level 2
                              or above, and none any more if this person left the account
        only_to        str    who they are, ids joined by “; ”; blank if there are none
        coach          bool   whether the person is a coach
        =============  =====  ===========================================================================

    Raises
    ------
    ValueError
        If `as_of` is not a date.
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
    return result(searched(tables, Search(_reach, asked, _COLUMNS, ("account_id", *PART))), book)


def door_rows(book: Source, *, as_of: dt.date | str | None = None, fresh_days: int = FRESH_DAYS) -> Any:
    """Give what `reach` finds with the ids in `only_to` as a list, for tables that are in memory."""
    tables = tables_of(book)
    asked = network_tables(tables, as_day(as_of), fresh_days)
    return result(searched(tables, Search(_door_rows, asked, _DOORS, ("account_id", *PART))), book)


def only_doors(tables: Tables, influences: Frame) -> Frame:
    """Give who is our only door in some objectives, and to how many (`only`), without a search through the others.

    Parameters
    ----------
    influences : narwhals.LazyFrame
        All those of the objectives, as `network_tables` has them.
    """
    home = influences.select("account_id").unique()
    people = tables["people"].select("account_id", "person_id").join(home, on="account_id", how="semi")
    here = people.select(nw.col("person_id").alias("source_id"))
    edges = tables["relationships"].select("source_id", "target_id", "kind", "strength")
    edges = edges.join(here, on="source_id", how="semi")
    asked = {"people": people, "relationships": edges, "influences": influences}
    return searched(tables, Search(_only_doors, asked, _ONLY, PART))


def _reach(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    return _door_rows(tables).with_columns(pl.col("only_to").list.join("; "))


def _door_rows(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    network = Network(tables)
    doors = _doors(network).group_by("place").agg(pl.len().alias("only"), pl.col("only_to").sort())
    people = network.influences.join(doors, on="place", how="left")
    people = people.filter(pl.col(Role.COACH) | (MET & pl.col("only").is_not_null()))
    places = np.unique(people["place"].drop_nulls().to_numpy().astype(np.int64))
    led = reached(network, places, network.marked(pl.col("against")), network.marked(pl.col("has_role")))
    people = people.join(pl.DataFrame({"place": places, "reaches": led}), on="place", how="left")
    return people.with_columns(pl.col("reaches", "only").fill_null(0))


def _only_doors(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    network = Network(tables)
    return network.influences.join(_doors(network).group_by("place").len("only"), on="place").filter(MET)


def _doors(network: Network) -> pl.DataFrame:
    """Give the place of each only door, once with each person to whom it is one (`only_to`)."""
    door, behind = doors(network, *(network.marked(where) for where in (MET, pl.col("against"), UNMET)))
    return pl.DataFrame({"place": door, "only_to": network.ids.gather(network.person[behind])})
