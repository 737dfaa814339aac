"""Our people by theirs: how warm each relationship is, and how warm we want it (step 3 of the method).

The article asks for the right people in front of the right influences over time. So each pair of one of us and one of
them is looked at: how often they have met lately and how, and who owns the relationship. Beside it stands how far
we have come with the person, and how far we want to come.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import narwhals as nw

from stratsell.dates import as_day
from stratsell.rules.coverage import FRESH_DAYS
from stratsell.rules.engine import (
    Frame,
    Source,
    Tables,
    done_touchpoints,
    equals,
    first_of,
    first_of_each,
    is_in,
    open_objectives,
    result,
    tables_of,
    with_level,
    within,
)
from stratsell.vocabulary import TWO_WAY, Level, Mode

_PAIR = ("person_id", "seller")


def relationship_matrix(book: Source, *, as_of: dt.date | str | None = None, fresh_days: int = FRESH_DAYS) -> Any:
    """Say how warm the relationship of each of us with each of them is, and who owns it.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Needs accounts, people and influences; reads objectives and touchpoints.
    as_of : datetime.date or str, optional
        The day to look from; nothing after it is seen. Default: today.
    fresh_days : int, default 90
        For how many days a conversation counts.

    Returns
    -------
    data frame
        A row per one of us and one of them who have spoken, and a row for each person in an open objective with whom
        nobody has; by account_id, person_id and seller:

        ============  ========  ==========================================================================
        account_id    str       where the person works
        person_id     str       one of them
        seller        str       one of us; for somebody with whom nobody has spoken the account's owner
        contacts      int       conversations lately
        last_on       datetime  the day of their last conversation, however long ago; blank if none
        last_mode     str       its mode; of several that day the one furthest from telling
        warmth        int       3 after a two-way conversation of the two lately, 2 after another, else 1
        owns          bool      whether this one of us owns the relationship: who has spoken with them most
                                often, of several the latest, then the first by name
        level         int       how far we have come with the person, 1 to 4 (see `levels`); the highest of
                                their open objectives, blank if they have no part in one
        wanted_level  int       how far we want to come, as in influences; the highest, or blank
        ============  ========  ==========================================================================

    Raises
    ------
    ValueError
        If `as_of` is not a date.
    KeyError
        If a mapping lacks a table or column that every book must have.

    Notes
    -----
    Source: the article's step 3, "getting the right people in front of the right influencers and decision-makers".
    Matrices of relationships with the warmth that is wanted are from the practice of key account management.

    Examples
    --------
    >>> import stratsell as ss
    >>> matrix = ss.relationship_matrix(ss.demo(), as_of="2026-11-23")
    >>> columns = ["seller", "contacts", "last_mode", "warmth", "owns", "level", "wanted_level"]
    >>> matrix.loc[matrix["person_id"] == "nw-prado", columns].values.tolist()
    [['Bea Lund', 1, 'co_create', 3, False, 4, 4], ['Noor Ali', 2, 'consult', 3, True, 4, 4]]
    """
    tables, day = tables_of(book), as_day(as_of)
    pairs = _pairs(tables, day, fresh_days)
    parts = _parts(tables, day, fresh_days)
    met = pairs.select("person_id").unique()
    alone = parts.select("person_id").join(met, on="person_id", how="anti")
    home = tables["people"].select("account_id", "person_id")
    owners = tables["accounts"].select("account_id", nw.col("owner").alias("seller"))
    alone = alone.join(home, on="person_id", how="inner").join(owners, on="account_id", how="left")
    alone = alone.with_columns(
        nw.lit(0).cast(nw.Int64).alias("contacts"),
        nw.lit(int(Level.IDENTIFIED)).cast(nw.Int64).alias("warmth"),
        nw.lit(value=True).alias("owns"),
    )
    pairs = pairs.join(home, on="person_id", how="inner")
    columns = ("account_id", *_PAIR, "contacts", "last_on", "last_mode", "warmth", "owns")
    rows = nw.concat([pairs.select(*columns), alone], how="diagonal")
    rows = rows.join(parts, on="person_id", how="left").select(*columns, "level", "wanted_level")
    return result(rows.sort("account_id", *_PAIR), book, nullable=("level", "wanted_level"))


def _pairs(tables: Tables, day: dt.date, fresh_days: int) -> Frame:
    """Give each one of us and of them who have spoken, with what came of it, and whether this one of us owns it."""
    rank = first_of(*((equals("mode", mode), number) for number, mode in enumerate(Mode, 1)), otherwise=0)
    done = done_touchpoints(tables, day).select(*_PAIR, "on", "mode", rank.cast(nw.Int64).alias("rank"))
    lately, two_way = within("on", fresh_days, day), is_in("mode", [mode.value for mode in TWO_WAY])
    warmth = first_of((lately & two_way, int(Level.ENGAGED)), (lately, int(Level.CONTACTED)), otherwise=1)
    done = done.with_columns(lately.cast(nw.Int64).alias("lately"), warmth.cast(nw.Int64).alias("warmth"))
    pairs = done.group_by(*_PAIR).agg(
        nw.col("lately").sum().alias("contacts"),
        nw.col("on").max().alias("last_on"),
        nw.col("warmth").max(),
        nw.len().alias("many"),
    )
    last = done.join(pairs.select(*_PAIR, "last_on"), on=list(_PAIR), how="inner")
    last = last.filter(nw.col("on") == nw.col("last_on")).group_by(*_PAIR).agg(nw.col("rank").max())
    pairs = pairs.join(last, on=list(_PAIR), how="left")
    owner = first_of_each(pairs, "person_id", "-many", "-last_on", "seller").select(*_PAIR)
    pairs = pairs.join(owner.with_columns(nw.lit(value=True).alias("owns")), on=list(_PAIR), how="left")
    modes = ((nw.col("rank") == number, mode.value) for number, mode in enumerate(Mode, 1))
    return pairs.with_columns(
        first_of(*modes, otherwise=nw.lit(None).cast(nw.String)).alias("last_mode"),
        nw.col("owns").fill_null(value=False),
    )


def _parts(tables: Tables, day: dt.date, fresh_days: int) -> Frame:
    """Give everybody with a part in an open objective: how far we have come with them, and how far we want to."""
    people = (
        open_objectives(tables, day).select("objective_id").join(tables["influences"], on="objective_id", how="inner")
    )
    levels = with_level(people, tables, day, fresh_days)
    return levels.group_by("person_id").agg(nw.col("level").max(), nw.col("wanted_level").max())
