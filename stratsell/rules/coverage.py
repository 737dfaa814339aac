"""How well we cover the people of an objective, and the roles in it (step 2 of the method).

A person's level says how far we have come with them: known, spoken with, in a two-way conversation, or thanked by them.
A role is covered as well as the best covered person who holds it. Conversations grow stale: only the last `fresh_days`
count, and nothing after `as_of` is seen.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import narwhals as nw

from stratsell.dates import as_day
from stratsell.rules.engine import (
    PART,
    Source,
    has_role,
    holds,
    objectives,
    result,
    tables_of,
    with_latest_touchpoint,
    with_level,
)
from stratsell.vocabulary import Level, Role

FRESH_DAYS = 90
"""For how many days a conversation counts."""


def levels(book: Source, *, as_of: dt.date | str | None = None, fresh_days: int = FRESH_DAYS) -> Any:
    """Say how far we have come with each person, in each objective.

    Level 4 if the person has said thank you (`thanked_on`) by `as_of`; else 3 after a two-way conversation (test,
    consult or co_create) in the window (as_of - fresh_days, as_of]; else 2 after any conversation in it; else 1. A
    conversation counts for its objective, or for all of the person's where that is blank.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Needs accounts and influences; reads objectives and touchpoints.
    as_of : datetime.date or str, optional
        The day to look from. Default: today.
    fresh_days : int, default 90
        For how many days a conversation counts.

    Returns
    -------
    data frame
        A row per row of influences, by account_id, objective_id and person_id:

        =============  ========  ==================================================================
        account_id     str
        objective_id   str
        person_id      str
        level          int       1 to 4
        last_contact   datetime  day of the last conversation that counts, however long ago; or blank
        =============  ========  ==================================================================

    Notes
    -----
    Source: Miller and Heiman ask who has been contacted; that only two-way conversations engage people, and that the
    aim is a thank-you, is from the article.

    Examples
    --------
    >>> import stratsell as ss
    >>> frame = ss.levels(ss.demo(), as_of="2026-11-23")
    >>> sorted(frame["level"].unique().tolist())
    [1, 2, 3, 4]
    """
    tables, day = tables_of(book), as_day(as_of)
    people = tables["influences"].select(*PART, "thanked_on")
    people = with_latest_touchpoint(with_level(people, tables, day, fresh_days), tables, day)
    rows = people.join(objectives(tables, day), on="objective_id", how="inner")
    rows = rows.select("account_id", *PART, "level", nw.col("latest_touchpoint").alias("last_contact"))
    return result(rows.sort("account_id", *PART), book)


def coverage(book: Source, *, as_of: dt.date | str | None = None, fresh_days: int = FRESH_DAYS) -> Any:
    """Say how well each role is covered, in each objective.

    A role's level is the highest level (see `levels`) of the people who hold it, 0 if nobody does.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Needs accounts and influences; reads objectives and touchpoints.
    as_of : datetime.date or str, optional
        The day to look from. Default: today.
    fresh_days : int, default 90
        For how many days a conversation counts.

    Returns
    -------
    data frame
        A row per objective, open or closed, by account_id and objective_id:

        =============  =====  ========================================================
        account_id     str
        objective_id   str
        economic       int    level of the role, 0 to 4
        user           int    the same
        technical      int    the same
        coach          int    the same
        score          float  sum of the four levels / 16, so 0 to 1
        influences     int    people with a role
        contacted      int    of those, people at level 2 or above
        thanked        int    of those, people at level 4
        =============  =====  ========================================================

    Raises
    ------
    ValueError
        If `as_of` is not a date.
    KeyError
        If a mapping lacks a table or column that every book must have.

    Notes
    -----
    Source: the article's step 2, after Miller and Heiman's four buying influences.

    Examples
    --------
    >>> import stratsell as ss
    >>> frame = ss.coverage(ss.demo(), as_of="2026-11-23")
    >>> frame.loc[frame["objective_id"] == "northwind-1", ["economic", "user", "technical", "coach"]].iloc[0].tolist()
    [1, 4, 3, 3]
    """
    tables, day = tables_of(book), as_day(as_of)
    people = with_level(tables["influences"].filter(has_role()), tables, day, fresh_days)
    people = people.with_columns((nw.col("level") * holds(role).cast(nw.Int64)).alias(role) for role in Role)
    counted = people.group_by("objective_id").agg(
        nw.col(*Role).max(),
        nw.len().alias("influences"),
        (nw.col("level") >= Level.CONTACTED).cast(nw.Int64).sum().alias("contacted"),
        (nw.col("level") == Level.THANKED).cast(nw.Int64).sum().alias("thanked"),
    )
    rows = objectives(tables, day).join(counted, on="objective_id", how="left")
    rows = rows.with_columns(nw.col(*Role, "influences", "contacted", "thanked").fill_null(0).cast(nw.Int64))
    score = nw.sum_horizontal(*Role) / (Level.THANKED * len(Role))
    rows = rows.with_columns(score.cast(nw.Float64).alias("score"))
    columns = ("account_id", "objective_id", *Role, "score", "influences", "contacted", "thanked")
    return result(rows.select(*columns).sort("account_id", "objective_id"), book)
