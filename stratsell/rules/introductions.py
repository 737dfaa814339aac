"""Who can introduce us to whom (step 2 of the method).

A route leads from somebody whom we have spoken with to somebody whom we have not, along reporting lines and influence,
and it is as strong as all its steps together. Whoever knows us may be asked first; coaches help us to find others, so
their best route is given beside it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from stratsell.dates import as_day
from stratsell.rules.coverage import FRESH_DAYS
from stratsell.rules.engine import PART, Source, result, tables_of
from stratsell.rules.network import MOST_EDGES, Network, Paths, Search, best_paths, network_tables, searched
from stratsell.rules.network.edges import MET, UNMET
from stratsell.vocabulary import Role

NULLABLE = ("via_coach", "edges")
"""Columns that are blank for whom nobody can lead us to."""

_COLUMNS = {
    **dict.fromkeys(("account_id", *PART, "start_id"), pl.String),
    "via_coach": pl.Boolean,
    "route": pl.String,
    "edges": pl.Int64,
    "strength": pl.Float64,
    "coach_route": pl.String,
    "coach_strength": pl.Float64,
}

_STEPS = {
    **dict.fromkeys(("account_id", *PART), pl.String),
    "steps": pl.List(pl.String),
    "strength": pl.Float64,
    "coach_steps": pl.List(pl.String),
    "coach_strength": pl.Float64,
}

_ROUTE = ("start_id", "route", "edges", "steps")


def introductions(book: Source, *, as_of: dt.date | str | None = None, fresh_days: int = FRESH_DAYS) -> Any:
    """Find the best introduction to everybody whom we have not spoken with lately.

    For each person with a role at level 1 in an open objective: the strongest route from anybody at level 2 or above in
    that objective. Routes run along ``reports_to`` and ``influences`` between people of the account, in either
    direction, over at most 4 edges. Nobody who is against the objective (support below 0) starts a route or stands on
    it; that person may well be whom we want to meet. No step joins two people of whom one opposes the other. Of
    parallel edges the strongest counts, and a route's strength is the product of its edges', rounded to 9 decimals. Of
    routes that are as strong, one that a coach starts is taken, then the one with fewest edges, then the one whose ids
    come first.

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
        A row per person to be introduced to, by account_id, objective_id and person_id:

        ==============  =======  ==================================================================
        account_id      str
        objective_id    str
        person_id       str      whom we want to meet
        start_id        str      whom to ask first
        via_coach       boolean  whether that is a coach
        route           str      ids joined by “ > ”, from start_id to person_id
        edges           Int64    number of steps, 1 to 4
        strength        float    at most 1, and at least 1e-9, however faint
        coach_route     str      the best of the routes that a coach starts; blank if there is none
        coach_strength  float    how strong it is
        ==============  =======  ==================================================================

        All from start_id on are blank for a person whom nobody can lead us to.

    Raises
    ------
    ValueError
        If `as_of` is not a date.
    KeyError
        If a mapping lacks a table or column that every book must have.

    Notes
    -----
    Source: the article's step 2, "Coaches help navigate the organization and identify other decision-making
    influences". That somebody else may be nearer is from practice.

    Examples
    --------
    >>> import stratsell as ss
    >>> routes = ss.introductions(ss.demo(), as_of="2026-11-23").set_index("person_id")
    >>> routes.loc["nw-osei", ["route", "coach_route"]].tolist()
    ['nw-zhao > nw-osei', 'nw-whitfield > nw-prado > nw-zhao > nw-osei']
    """
    tables = tables_of(book)
    rows = searched(tables, introductions_search(tables, as_of=as_of, fresh_days=fresh_days))
    return result(rows, book, nullable=NULLABLE)


def introduction_steps(book: Source, *, as_of: dt.date | str | None = None, fresh_days: int = FRESH_DAYS) -> Any:
    """Give what `introductions` finds with the ids of the routes as lists, `steps` and `coach_steps`."""
    tables = tables_of(book)
    search = introductions_search(tables, as_of=as_of, fresh_days=fresh_days)
    return result(searched(tables, search._replace(columns=_STEPS)), book)


def introductions_search(book: Source, *, as_of: dt.date | str | None = None, fresh_days: int = FRESH_DAYS) -> Search:
    """Give what `introductions` searches for, and in which tables."""
    asked = network_tables(tables_of(book), as_day(as_of), fresh_days)
    return Search(_introductions, asked, _COLUMNS, ("account_id", *PART))


def introductions_among(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Search in the tables of a network in memory, and give what `introductions` finds, with `steps`, in any order."""
    return Search(_introductions, {}, _COLUMNS | _STEPS, ()).rows(tables)


def _introductions(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    network = Network(tables)
    anybody, coaches = (routes(network, paths) for paths in introduced(network))
    rows = network.influences.filter(UNMET).join(anybody, on="place", how="left")
    rows = rows.join(coaches, on="place", how="left", suffix=" of a coach")
    by_coach = (pl.col("strength of a coach") == pl.col("strength")).fill_null(value=False)  # of as strong ones
    chosen = (pl.when(by_coach).then(f"{name} of a coach").otherwise(name).alias(name) for name in _ROUTE)
    return rows.with_columns(
        pl.when(pl.col("route").is_not_null()).then(by_coach).alias("via_coach"),
        pl.col("route of a coach").alias("coach_route"),
        pl.col("steps of a coach").alias("coach_steps"),
        pl.col("strength of a coach").alias("coach_strength"),
        *chosen,
    )


def introduced(network: Network) -> tuple[Paths, Paths]:
    """Give the best path to everybody whom we want to meet: of anybody's, and of those that coaches start."""
    marks = (MET, MET & pl.col(Role.COACH), pl.col("against"), UNMET)
    met, coaches, against, targets = (network.marked(where) for where in marks)
    return best_paths(network, met, against, targets), best_paths(network, coaches, against, targets)


def routes(network: Network, paths: Paths) -> pl.DataFrame:
    """Give paths as routes: the place that they lead to, start_id, route, edges and strength."""
    people = network.person[paths.places]
    names = [
        network.ids.gather(pl.Series(people[:, step]).set(pl.Series(paths.edges < step), None)).alias(str(step))
        for step in range(MOST_EDGES + 1)
    ]
    return pl.DataFrame(names).select(
        pl.Series("place", paths.targets),
        pl.col("0").alias("start_id"),
        pl.concat_str(pl.all(), separator=" > ", ignore_nulls=True).alias("route"),
        pl.concat_list(pl.all()).list.drop_nulls().alias("steps"),
        pl.Series("edges", paths.edges),
        pl.Series("strength", paths.strength),
    )
