"""Which conversations count for whom, and how far they have brought us with each person.

A conversation counts for its person and objective, or for all of the person's where it names no objective.
"""

from __future__ import annotations

import datetime as dt

import narwhals as nw

from stratsell.book.frames import Frame
from stratsell.rules.engine.expressions import is_blank, is_in, on_or_before, within
from stratsell.rules.engine.tables import Tables, built_once
from stratsell.vocabulary import TWO_WAY, Level, TouchpointStatus

PART = ("objective_id", "person_id")
"""What tells a person's part in an objective apart."""


@built_once
def done_touchpoints(tables: Tables, day: dt.date) -> Frame:
    """Give the conversations that took place by a day."""
    return tables["touchpoints"].filter(nw.col("status") == TouchpointStatus.DONE, nw.col("on") <= nw.lit(day))


def planned_touchpoints(tables: Tables) -> Frame:
    """Give the conversations that are planned: plans are known, so they are seen whenever they are to take place."""
    return tables["touchpoints"].filter(nw.col("status") == TouchpointStatus.PLANNED)


def with_touchpoints(people: Frame, touchpoints: Frame, name: str, best: nw.Expr, *, earliest: bool = False) -> Frame:
    """Add the greatest (or the earliest) of something over the conversations that count for each person.

    Parameters
    ----------
    people : narwhals.LazyFrame
        With objective_id and person_id.
    touchpoints : narwhals.LazyFrame
        The conversations.
    name : str
        What the new column is called; blank for whom no conversation counts.
    best : narwhals.Expr
        A greatest value over conversations.
    earliest : bool, default False
        Whether `best` is a least value.
    """
    general = touchpoints.filter(is_blank("objective_id")).group_by("person_id").agg(best.alias("general"))
    own = touchpoints.filter(~is_blank("objective_id")).group_by(*PART).agg(best.alias("own"))
    people = people.join(general, on="person_id", how="left").join(own, on=list(PART), how="left")
    both = nw.min_horizontal("general", "own") if earliest else nw.max_horizontal("general", "own")
    return people.with_columns(both.alias(name)).drop("general", "own")


def touchpoints_with(people: Frame, touchpoints: Frame) -> Frame:
    """Give each person's part in an objective once with each conversation that counts for it."""
    named = touchpoints.rename({"objective_id": "about"})
    pairs = people.select(*PART).join(named, on="person_id", how="inner")
    return pairs.filter(is_blank("about") | (nw.col("about") == nw.col("objective_id")).fill_null(value=False))


def with_latest_touchpoint(people: Frame, tables: Tables, day: dt.date) -> Frame:
    """Add the day of the latest conversation that counts for each person, as `latest_touchpoint`."""
    return with_touchpoints(people, done_touchpoints(tables, day), "latest_touchpoint", nw.col("on").max())


def with_level(people: Frame, tables: Tables, day: dt.date, fresh_days: int) -> Frame:
    """Add how far we have come with each person, as `level` (see `stratsell.levels`).

    Parameters
    ----------
    people : narwhals.LazyFrame
        Rows of influences, with objective_id, person_id and thanked_on.
    """
    two_way = is_in("mode", [mode.value for mode in TWO_WAY])
    reached = nw.when(two_way).then(nw.lit(int(Level.ENGAGED))).otherwise(nw.lit(int(Level.CONTACTED)))
    fresh = done_touchpoints(tables, day).filter(within("on", fresh_days, day))
    people = with_touchpoints(people, fresh.with_columns(reached.alias("reached")), "reached", nw.col("reached").max())
    thanked = nw.when(on_or_before("thanked_on", day)).then(nw.lit(int(Level.THANKED)))
    level = thanked.otherwise(nw.col("reached").fill_null(int(Level.IDENTIFIED)))
    return people.with_columns(level.cast(nw.Int64).alias("level")).drop("reached")
